"""Matplotlib's SVG made small and safe for a page: plain attributes, short paths, marks that are links.

Matplotlib says every look in a `style` attribute, which a strict content policy forbids, names things by ids that
collide between charts, and wraps each artist in groups. What comes out of here has none of that, and nothing outside
`SVG_ELEMENTS` and `SVG_ATTRIBUTES`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Sequence

from analysis.charts.hits import add_hit_areas
from analysis.charts.marks import MARK, Mark, chart_anchor
from analysis.charts.paths import Box, around, compact, extent, moved, number
from analysis.charts.theme import INK, SETTINGS, SIZE
from analysis.markup import plain

SVG_ELEMENTS = frozenset(
    ("svg", "g", "a", "title", "text", "tspan", "path", "rect", "use", "defs", "clipPath", "pattern")
)
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

NAMESPACE = "http://www.w3.org/2000/svg"
DEFAULTS = {
    "fill": INK,
    "stroke-linecap": "butt",
    "stroke-dashoffset": "0",
    "stroke-width": "1",
    "text-anchor": "start",
    "font-size": number(SIZE),
    "font-weight": "400",
    "font-style": "normal",
}
"""What need not be said of an element, because the root says it or SVG does."""
DROPPED = frozenset(("font-family", "stroke-linejoin", "stroke-miterlimit"))
"""Looks that the root has for all: the page chooses the letters, and every corner is round."""
ROOT = {"fill": INK, "font-size": number(SIZE), "stroke-linejoin": "round"}
EXACT = ("d", "id", "href", "clip-path", "fill", "stroke")
"""Attributes without a number, or one that is shortened when all is done."""
REFERENCE = re.compile(r"url\(#([^)]+)\)")
OWN = re.compile(r"#(.+)")
SMALL = 15.0
"""Points below which the second decimal place of an outline can be seen."""
DECIMAL = re.compile(r"-?\d+\.\d+")


def inline(svg: str, name: str, marks: Sequence[Mark]) -> str:
    """The picture as an element of a page, whose marks lead to what they stand for.

    The element is sized by the page, and named and described by the figure of the chart with that name.
    """
    root = _reduced(svg, name)
    _link(root, [(f"#{mark.target(name)}", mark.title) for mark in marks])
    add_hit_areas(root, lambda element: _extent(element, _ids(root)))
    here = chart_anchor(name)
    return _written(root, {"role": "group", "aria-labelledby": f"{here}-title", "aria-describedby": f"{here}-alt"})


def standalone(svg: str, name: str) -> str:
    """The picture as a file of its own: sized, its letters named, and without links, which lead nowhere from a file."""
    root = _reduced(svg, name)
    for group in [element for element in root.iter("g") if element.get("id", "").startswith(MARK)]:
        del group.attrib["id"]
    _unwrap(root)
    box = root.get("viewBox", "").split()
    families = ", ".join(f"'{family}'" if " " in family else family for family in SETTINGS["font.sans-serif"])
    return _written(root, {"xmlns": NAMESPACE, "width": box[2], "height": box[3], "font-family": families})


def _reduced(svg: str, name: str) -> ET.Element:
    """The tree without all that matplotlib says for itself; the groups of marks keep their ids."""
    root = ET.fromstring(plain(svg))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    _remove(root, lambda element: element.tag in ("metadata", "style"))
    for element in root.iter():
        _simplify(element)
    _unclip(root)
    _gather(root, name)
    _unwrap(root)
    unknown = {element.tag for element in root.iter()} - SVG_ELEMENTS
    unknown |= {key for element in root.iter() for key in element.attrib} - SVG_ATTRIBUTES
    if unknown:
        raise ValueError(f"a picture with {', '.join(sorted(unknown))}, which no page takes")
    return root


def _remove(root: ET.Element, unwanted: Callable[[ET.Element], bool]) -> None:
    for parent in root.iter():
        for child in [child for child in parent if unwanted(child)]:
            parent.remove(child)


def _simplify(element: ET.Element) -> None:
    """The attributes of one element: each look as its own, without those that go without saying."""
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        if key == "style":
            pairs = (part.partition(":") for part in value.split(";") if part.strip())
            found.update({look.strip(): said.strip().removesuffix("px") for look, _, said in pairs})
        else:
            found[key.rpartition("}")[2]] = value
    if element.tag == "svg":
        found = {"viewBox": found["viewBox"]}
    if found.get("transform", "").startswith("rotate(-0 "):
        del found["transform"]
    element.attrib.clear()
    for key, value in found.items():
        said = value if key in EXACT else DECIMAL.sub(lambda text: number(float(text[0])), value)
        if key not in DROPPED and said != DEFAULTS.get(key):
            element.set(key, said)
    element.tail = None
    if element.tag not in ("text", "tspan", "title"):
        element.text = None


def _ids(root: ET.Element) -> dict[str, ET.Element]:
    return {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}


def _extent(element: ET.Element, ids: dict[str, ET.Element]) -> Box | None:
    """How far an element and all in it extend, without the width of its lines; `None` where it holds words."""
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    if element.tag == "text" or "transform" in element.attrib:
        return None
    if element.tag == "path":
        return extent(element.attrib["d"])
    if element.tag == "rect":
        return x, y, x + float(element.attrib["width"]), y + float(element.attrib["height"])
    if element.tag == "use":
        left, top, right, bottom = extent(ids[element.attrib["href"][1:]].attrib["d"])
        return left + x, top + y, right + x, bottom + y
    inside = [_extent(child, ids) for child in element if child.tag not in ("defs", "title")]
    return None if None in inside else around([box for box in inside if box])


def _unclip(root: ET.Element) -> None:
    """Takes away what lies outside of the box that cuts it, and the cut where all lies inside."""
    ids = _ids(root)
    for parent in list(root.iter()):
        for child in list(parent):
            found = REFERENCE.fullmatch(child.get("clip-path", ""))
            box = _extent(child, ids) if found else None
            if not found or box is None:
                continue
            left, top, right, bottom = _extent(ids[found[1]][0], ids) or box
            if box[0] >= left - 0.1 and box[1] >= top - 0.1 and box[2] <= right + 0.1 and box[3] <= bottom + 0.1:
                del child.attrib["clip-path"]
            elif box[0] > right or box[1] > bottom or box[2] < left or box[3] < top:
                parent.remove(child)


def _gather(root: ET.Element, name: str) -> None:
    """All that is referred to in one `defs`, each once and by an id of the chart's own; the rest loses its id."""
    ids = _ids(root)
    times = Counter(element.attrib["href"] for element in root.iter("use"))
    for element in root.iter("use"):
        if times[element.attrib["href"]] == 1:
            shape = ids[element.attrib.pop("href")[1:]]
            place = float(element.attrib.pop("x", 0)), float(element.attrib.pop("y", 0))
            element.tag = "path"
            element.set("d", moved(shape.attrib["d"], place))
    _remove(root, lambda element: element.tag == "defs")
    kept: dict[str, ET.Element] = {}
    for element in list(root.iter()):
        for key in ("href", "fill", "clip-path"):
            found = (OWN if key == "href" else REFERENCE).fullmatch(element.get(key, ""))
            if found:
                shape = _definition(ids[found[1]], is_shape=key == "href")
                shape = kept.setdefault(ET.tostring(shape, encoding="unicode"), shape)
                new = f"{chart_anchor(name)}-{list(kept.values()).index(shape) + 1}"
                element.set(key, f"#{new}" if key == "href" else f"url(#{new})")
    for element in root.iter():
        if not element.get("id", "").startswith(MARK):
            element.attrib.pop("id", None)
    if kept:
        defs = ET.Element("defs")
        root.insert(0, defs)
        for number_, shape in enumerate(kept.values(), 1):
            shape.set("id", f"{chart_anchor(name)}-{number_}")
            defs.append(shape)


def _definition(element: ET.Element, is_shape: bool) -> ET.Element:
    """A copy of what is referred to; the shape of a mark has no look, because each use of it states its own."""
    wanted = ("d",) if is_shape else set(element.attrib) - {"id"}
    copy = ET.Element(element.tag, {key: value for key, value in element.attrib.items() if key in wanted})
    copy.extend(_definition(child, is_shape=False) for child in element)
    return copy


def _unwrap(element: ET.Element) -> None:
    """Puts the content of groups that say nothing in their place, and leaves out empty ones."""
    content: list[ET.Element] = []
    for child in element:
        _unwrap(child)
        if child.tag == "g" and not child.attrib:
            content.extend(child)
        elif child.tag != "g" or len(child):
            content.append(child)
    element[:] = content


def _link(root: ET.Element, targets: Sequence[tuple[str, str]]) -> None:
    """Makes each mark a link; one that was drawn in parts is one link, where its lowest part lies."""
    links: dict[str, ET.Element] = {}
    for parent in list(root.iter()):
        content: list[ET.Element] = []
        for child in parent:
            key = child.attrib.pop("id", "") if child.tag == "g" else ""
            if not key:
                content.append(child)
                continue
            if key not in links:
                href, words = targets[int(key.removeprefix(MARK))]
                links[key] = ET.Element("a", {"href": href, "tabindex": "-1"})
                ET.SubElement(links[key], "title").text = plain(words)
                content.append(links[key])
            links[key].extend([child] if child.attrib else list(child))
        parent[:] = content
    if missing := [words for place, (_, words) in enumerate(targets) if f"{MARK}{place}" not in links]:
        raise ValueError(f"marks that are not in the picture: {', '.join(missing)}")


def _written(root: ET.Element, attributes: dict[str, str]) -> str:
    for element in root.iter("path"):
        left, top, right, bottom = extent(element.attrib["d"])
        small = max(right - left, bottom - top) < SMALL
        element.set("d", compact(element.attrib["d"], 2 if small else 1))
    root.attrib = {**attributes, "viewBox": root.attrib["viewBox"], **ROOT}
    return ET.tostring(root, encoding="unicode")
