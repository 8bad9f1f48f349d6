"""Room around small marks, so that a finger or a shaky hand can follow their links."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from analysis.charts.clipping import reach
from analysis.charts.paths import Box, around, number

LEAST = 9.6
"""Points that a link is wide and high: 12 pixels where a chart is 720 pixels wide."""
UNSEEN = {"fill": "none", "pointer-events": "all"}
"""Looks of a shape that only a pointer finds."""


def add_hit_areas(root: ET.Element, ids: Mapping[str, ET.Element]) -> None:
    """Adds an unseen area to each link that is smaller than it should be, as far as its neighbours leave room.

    What is drawn without fill and stroke is such an area already: the chart has chosen it. `ids` are the elements of
    the picture that others refer to.
    """
    links: list[ET.Element] = []
    drawn: list[Box] = []
    for link in root.iter("a"):
        parts = [child for child in link if child.tag != "title"]
        for part in filter(is_unseen, parts):
            part.attrib.update(UNSEEN)
        boxes = [reach(part, ids) for part in parts]
        box = around([box for box in boxes if box])
        if None not in boxes and not any(map(is_unseen, parts)) and box[0] <= box[2] and box[1] <= box[3]:
            links.append(link)
            drawn.append(box)
    for link, area in zip(links, areas(drawn), strict=True):
        if area is not None:
            _add(link, area)


def areas(drawn: Sequence[Box]) -> list[Box | None]:
    """For each box one of the least size around it, cut half-way to each neighbour whose own would run into it.

    `None` for one that is large enough. Only boxes near one another are compared, so that the time grows with their
    number as long as they do not all lie in one place.
    """
    near: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, box in enumerate(drawn):
        for cell in _cells(box):
            near[cell].append(place)
    found: list[Box | None] = []
    for place, box in enumerate(drawn):
        if min(box[2] - box[0], box[3] - box[1]) >= LEAST:
            found.append(None)
            continue
        others = {other for cell in _cells(box) for other in near[cell]} - {place}
        found.append(_grown(box, [drawn[other] for other in sorted(others)]))
    return found


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    """The squares of a grid that the box of the least size around another touches."""
    left, top, right, bottom = (int(end // LEAST) for end in _wanted(box))
    return product(range(left, right + 1), range(top, bottom + 1))


def is_unseen(element: ET.Element) -> bool:
    """True for a shape that only a pointer finds."""
    return element.tag != "g" and element.get("fill") == "none" and "stroke" not in element.attrib


def gather_unseen(root: ET.Element) -> None:
    """Puts links beside one another that hold an unseen area and nothing else into a group that says so for all."""
    for parent in list(root.iter()):
        content: list[ET.Element] = []
        for child in parent:
            shapes = [shape for shape in child if shape.tag != "title"]
            if child.tag != "a" or not shapes or not all(map(is_unseen, shapes)):
                content.append(child)
                continue
            if not content or content[-1].tag != "g" or content[-1].attrib != UNSEEN:
                content.append(ET.Element("g", UNSEEN))
            content[-1].append(child)
            for shape in shapes:
                for key in UNSEEN:
                    del shape.attrib[key]
        parent[:] = content


def _add(link: ET.Element, box: Box) -> None:
    left, top, right, bottom = box
    place = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    area = {key: number(value, 1) for key, value in place.items()}
    ET.SubElement(link, "rect", {**area, **UNSEEN})


def _wanted(box: Box) -> Box:
    """The box of the least size around another."""
    across, down = (max(LEAST - (box[side + 2] - box[side]), 0) / 2 for side in (0, 1))
    return box[0] - across, box[1] - down, box[2] + across, box[3] + down


def _grown(box: Box, others: list[Box]) -> Box:
    """The box of the least size around another, cut half-way to each neighbour whose own would run into it."""
    left, top, right, bottom = _wanted(box)
    for other in others:
        first, high, last, low = _wanted(other)
        if first >= right or last <= left or high >= bottom or low <= top:
            continue
        if other[0] >= box[2]:
            right = min(right, (box[2] + other[0]) / 2)
        elif other[2] <= box[0]:
            left = max(left, (box[0] + other[2]) / 2)
        elif other[1] >= box[3]:
            bottom = min(bottom, (box[3] + other[1]) / 2)
        elif other[3] <= box[1]:
            top = max(top, (box[1] + other[3]) / 2)
        elif other[0] + other[2] > box[0] + box[2]:  # they overlap as they are drawn: no more than that
            right = min(right, box[2])
        else:
            left = max(left, box[0])
    return left, top, right, bottom
