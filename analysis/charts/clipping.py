"""How far the elements of a picture extend, and which of them need the box that cuts them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from analysis.charts.paths import Box, around, extent

REFERENCE = re.compile(r"url\(#([^)]+)\)")


def by_id(root: ET.Element) -> dict[str, ET.Element]:
    """The elements that have an id."""
    return {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}


def reach(element: ET.Element, ids: Mapping[str, ET.Element]) -> Box | None:
    """How far what is seen of an element extends, without the width of its lines; `None` where it holds words."""
    box, cut = _whole(element, ids), _cut(element, ids)
    if box is None or cut is None:
        return box
    return max(box[0], cut[0]), max(box[1], cut[1]), min(box[2], cut[2]), min(box[3], cut[3])


def _cut(element: ET.Element, ids: Mapping[str, ET.Element]) -> Box | None:
    """The box that cuts an element."""
    found = REFERENCE.fullmatch(element.get("clip-path", ""))
    return _whole(ids[found[1]][0], ids) if found else None


def _whole(element: ET.Element, ids: Mapping[str, ET.Element]) -> Box | None:
    """How far an element extends before it is cut."""
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
    inside = [reach(child, ids) for child in element if child.tag not in ("defs", "title")]
    return None if None in inside else around([box for box in inside if box])


def unclip(root: ET.Element) -> None:
    """Takes away what lies outside of the box that cuts it, and the cut where all lies inside."""
    ids = by_id(root)
    for parent in list(root.iter()):
        for child in list(parent):
            cut = _cut(child, ids)
            box = cut and _whole(child, ids)
            if box is None or cut is None:
                continue
            left, top, right, bottom = cut
            if box[0] >= left - 0.1 and box[1] >= top - 0.1 and box[2] <= right + 0.1 and box[3] <= bottom + 0.1:
                del child.attrib["clip-path"]
            elif box[0] > right or box[1] > bottom or box[2] < left or box[3] < top:
                parent.remove(child)
