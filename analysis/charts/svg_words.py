"""The elements and attributes that a chart has on a page, and none beside them."""

from __future__ import annotations

SVG_ELEMENTS = frozenset(("svg", "g", "a", "title", "text", "path", "rect", "use", "defs", "clipPath", "pattern"))
"""All elements that a chart has on a page."""
SVG_ATTRIBUTES = frozenset(
    (
        *("viewBox", "role", "aria-labelledby", "aria-describedby", "id", "href", "tabindex"),
        *("x", "y", "width", "height", "d", "transform", "clip-path", "patternUnits", "pointer-events"),
        *("fill", "fill-opacity", "fill-rule", "opacity"),
        *("stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset"),
        *("stroke-linecap", "stroke-linejoin"),
        *("text-anchor", "font-size", "font-weight", "font-style"),
    )
)
"""All attributes that they have there."""
