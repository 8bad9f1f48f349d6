"""What a picture refers to (shapes of marks, patterns, boxes that cut): each kept once, under an id of the chart's own.

Matplotlib defines a shape for every artist and names it by a hash; the ids of two charts on one page would collide.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict

from analysis.charts.clipping import REFERENCE, by_id
from analysis.charts.paths import moved

OWN = re.compile(r"#(.+)")
PLACE = frozenset(("href", "x", "y"))
"""Attributes of a use that are not a look."""


def gather(root: ET.Element, prefix: str) -> None:
    """Puts all that is referred to into one `defs` at the beginning; ids begin with `prefix`."""
    ids = by_id(root)
    for parent in root.iter():
        parent[:] = [child for child in parent if child.tag != "defs"]
    uses: dict[str, list[ET.Element]] = defaultdict(list)
    for element in root.iter("use"):
        uses[ids[element.attrib["href"][1:]].attrib["d"]].append(element)
    kept: dict[str, ET.Element] = {}
    for outline, group in uses.items():
        if len(group) == 1:
            _inline(group[0], outline)
        else:
            shape = ET.Element("path", {"d": outline, **_shared_look(group)})
            shape = kept.setdefault(ET.tostring(shape, encoding="unicode"), shape)
            for element in group:
                element.set("href", f"#{prefix}-{_number(kept, shape)}")
    for element in root.iter():
        for key in ("fill", "clip-path"):
            if found := REFERENCE.fullmatch(element.get(key, "")):
                shape = _copied(ids[found[1]])
                shape = kept.setdefault(ET.tostring(shape, encoding="unicode"), shape)
                element.set(key, f"url(#{prefix}-{_number(kept, shape)})")
    if kept:
        defs = ET.Element("defs")
        for shape in kept.values():
            shape.set("id", f"{prefix}-{_number(kept, shape)}")
        defs.extend(kept.values())
        root.insert(0, defs)


def _number(kept: dict[str, ET.Element], shape: ET.Element) -> int:
    return next(number for number, one in enumerate(kept.values(), 1) if one is shape)


def _inline(use: ET.Element, outline: str) -> None:
    """Makes the one use of a shape the shape itself."""
    del use.attrib["href"]
    use.tag = "path"
    use.set("d", moved(outline, (float(use.attrib.pop("x", 0)), float(use.attrib.pop("y", 0)))))


def _shared_look(uses: list[ET.Element]) -> dict[str, str]:
    """Takes the look from the uses of a shape where it is the same for all, so that the shape can have it."""
    looks = [{key: value for key, value in use.attrib.items() if key not in PLACE} for use in uses]
    if any(look != looks[0] for look in looks):
        return {}
    for use in uses:
        for key in looks[0]:
            del use.attrib[key]
    return looks[0]


def _copied(element: ET.Element) -> ET.Element:
    copy = ET.Element(element.tag, {key: value for key, value in element.attrib.items() if key != "id"})
    copy.extend(_copied(child) for child in element)
    return copy
