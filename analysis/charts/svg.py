"""Matplotlib's SVG made small and safe for a page: plain attributes, short paths, marks that are links.

Matplotlib says every look in a `style` attribute, which a strict content policy forbids, names things by ids that
collide between charts, and wraps each artist in groups. What comes out of here has none of that, and nothing outside
`SVG_ELEMENTS` and `SVG_ATTRIBUTES`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import lru_cache

from analysis.charts.clipping import by_id, unclip
from analysis.charts.definitions import gather
from analysis.charts.hits import add_hit_areas, gather_unseen, is_unseen
from analysis.charts.labels import drawable
from analysis.charts.marks import MARK, Mark, chart_anchor
from analysis.charts.paths import compact, extent, number
from analysis.charts.svg_words import SVG_ATTRIBUTES, SVG_ELEMENTS
from analysis.charts.theme import INK, SETTINGS, SIZE
from analysis.markup import plain

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
SMALL = 15.0
"""Points below which the second decimal place of an outline can be seen."""
DECIMAL = re.compile(r"-?\d+\.\d+")


def inline(svg: str, name: str, marks: Sequence[Mark]) -> str:
    """The picture as an element of a page, whose marks lead to what they stand for.

    The element is sized by the page, and named and described by the figure of the chart with that name.
    """
    root = deepcopy(_reduced(svg, name))
    _link(root, [(f"#{mark.target(name)}", mark.title) for mark in marks])
    add_hit_areas(root, by_id(root))
    gather_unseen(root)
    here = chart_anchor(name)
    return _written(root, {"role": "group", "aria-labelledby": f"{here}-title", "aria-describedby": f"{here}-alt"})


def standalone(svg: str, name: str) -> str:
    """The picture as a file of its own: sized, its letters named, and without links, which lead nowhere from a file."""
    root = deepcopy(_reduced(svg, name))
    for group in [element for element in root.iter("g") if element.get("id", "").startswith(MARK)]:
        del group.attrib["id"]
    _unwrap(root)
    _remove(root, is_unseen)
    box = root.get("viewBox", "").split()
    families = ", ".join(f"'{family}'" if " " in family else family for family in SETTINGS["font.sans-serif"])
    return _written(root, {"xmlns": NAMESPACE, "width": box[2], "height": box[3], "font-family": families})


@lru_cache(maxsize=4)  # a chart is shown as an element of a page and as a file, one after the other
def _reduced(svg: str, name: str) -> ET.Element:
    """The tree without all that matplotlib says for itself; the groups of marks keep their ids.

    It is kept, so whoever changes it takes a copy.
    """
    root = ET.fromstring(plain(svg))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    _remove(root, lambda element: element.tag in ("metadata", "style"))
    for element in root.iter():
        _simplify(element)
    unclip(root)
    gather(root, chart_anchor(name))
    for element in root.iter():
        if element.tag == "g" and not element.get("id", MARK).startswith(MARK):
            del element.attrib["id"]
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
        said = value if key in EXACT else _short(value, 1 if key in ("x", "y") else 2)
        if key not in DROPPED and said != DEFAULTS.get(key):
            element.set(key, said)
    element.tail = None
    element.text = drawable(element.text) if element.tag == "text" and element.text else None


def _short(value: str, places: int) -> str:
    return DECIMAL.sub(lambda found: number(float(found[0]), places), value)


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
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")
