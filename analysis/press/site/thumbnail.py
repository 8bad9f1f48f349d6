"""The first chart of a page as a small picture of its own, beside the page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from analysis.charts.svg_words import SVG_ATTRIBUTES, SVG_ELEMENTS
from analysis.charts.theme import DARK

NAME = "thumbnail.svg"
NAMESPACE = "http://www.w3.org/2000/svg"
BEGINS, ENDS = '<div class="picture"><svg', "</svg>"
"""Where the first chart of a page stands; a drawing of ours holds no other."""
LARGEST = 200_000
"""Characters of a drawing that becomes a picture; nobody waits for a larger one in a list."""
KEPT = SVG_ELEMENTS - {"a", "title"}
"""Elements of a picture; links and what only a pointer meets are left out."""
KEPT_LOOKS = SVG_ATTRIBUTES - {"role", "aria-labelledby", "aria-describedby", "tabindex", "pointer-events"}


def thumbnail(page: str) -> str:
    """The picture as a file, '' for a page without a chart or with one that is too large.

    In the dark it is dark: a picture of its own has the reader's colours, though not the page's style.
    """
    start = page.find(BEGINS)
    end = page.find(ENDS, start)
    if start < 0 or end < 0 or end - start > LARGEST:
        return ""
    drawing = page[start + len(BEGINS) - len("<svg") : end + len(ENDS)]
    try:
        root = ET.fromstring(drawing)
    except ET.ParseError:  # not one of ours
        return ""
    box = root.get("viewBox", "").split()
    if len(box) != 4:
        return ""
    kept = ET.Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            **{name: value for name, value in root.attrib.items() if name in KEPT_LOOKS},
            "width": box[2],
            "height": box[3],
            "font-family": "sans-serif",
        },
    )
    style = ET.SubElement(kept, "style")
    style.text = _dark()
    _copy(root, kept)
    return ET.tostring(kept, encoding="unicode") + "\n"


def of_page(path: Path) -> str:
    """The picture of a published page; '' where there is no page, or none with a chart."""
    try:
        return thumbnail(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""


def _copy(source: ET.Element, target: ET.Element) -> None:
    """What is seen of an element's content; that of a link takes the link's place."""
    for child in source:
        name = child.tag.rpartition("}")[2]
        if name == "a":
            _copy(child, target)
        elif name in KEPT and child.get("pointer-events") is None:  # else it is there to be hit, not to be seen
            made = ET.SubElement(target, name, {key: value for key, value in child.attrib.items() if key in KEPT_LOOKS})
            made.text = child.text
            _copy(child, made)


def _dark() -> str:
    rules = (f'[{look}="{light}"]{{{look}:{dark}}}' for light, dark in DARK.items() for look in ("fill", "stroke"))
    return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}"
