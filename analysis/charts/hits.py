"""Room around small marks, so that a finger or a shaky hand can follow their links."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

from analysis.charts.paths import Box, around, number

LEAST = 9.6
"""Points that a link is wide and high: 12 pixels where a chart is 720 pixels wide."""


def add_hit_areas(root: ET.Element, extent: Callable[[ET.Element], Box | None]) -> None:
    """Adds an unseen area to each link that is smaller than it should be, as far as its neighbours leave room.

    What is drawn without fill and stroke is such an area already: the chart has chosen it.
    """
    drawn: list[tuple[ET.Element, Box]] = []
    for link in root.iter("a"):
        parts = [child for child in link if child.tag != "title"]
        unseen = [part for part in parts if part.get("fill") == "none" and "stroke" not in part.attrib]
        for part in unseen:
            part.set("pointer-events", "all")
        boxes = [extent(part) for part in parts]
        if not unseen and None not in boxes:
            drawn.append((link, around([box for box in boxes if box])))
    for link, box in drawn:
        if min(box[2] - box[0], box[3] - box[1]) < LEAST:
            _add(link, _grown(box, [other for one, other in drawn if one is not link]))


def _add(link: ET.Element, box: Box) -> None:
    left, top, right, bottom = box
    place = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    area = {key: number(value, 1) for key, value in place.items()}
    ET.SubElement(link, "rect", {**area, "fill": "none", "pointer-events": "all"})


def _grown(box: Box, others: list[Box]) -> Box:
    """A box of the least size around another, cut half-way to each neighbour that it would run into."""
    across, down = (max(LEAST - (box[side + 2] - box[side]), 0) / 2 for side in (0, 1))
    left, top, right, bottom = box[0] - across, box[1] - down, box[2] + across, box[3] + down
    for other in others:
        if other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top:
            continue
        if other[0] >= box[2]:
            right = min(right, (box[2] + other[0]) / 2)
        elif other[2] <= box[0]:
            left = max(left, (box[0] + other[2]) / 2)
        elif other[1] >= box[3]:
            bottom = min(bottom, (box[3] + other[1]) / 2)
        elif other[3] <= box[1]:
            top = max(top, (box[1] + other[3]) / 2)
    return left, top, right, bottom
