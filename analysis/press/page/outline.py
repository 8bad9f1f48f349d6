"""The order of a page: its headings and their contents, the numbers of findings and figures, and who cites what."""

from __future__ import annotations

import copy
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.charts.citations import Citation
from analysis.press.page.fragments import words_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
OPENING = Citation("main", "the opening")
"""What cites where no heading stands before the link; the template gives the id."""
LONGEST_ANCHOR = 60


@dataclass
class Outline:
    """What the trees of a page hold, gathered in one walk; the trees themselves get their ids and numbers.

    `cited` has, by the part of the page to which links lead, the places that lead there in their order, each once: a
    finding or a figure by its number, and for every other link the nearest heading before it.
    """

    title: str = ""
    contents: list[tuple[str, str]] = field(default_factory=list)
    cited: dict[str, list[Citation]] = field(default_factory=dict)
    findings: dict[str, ET.Element] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    level: int = 1
    figures: int = 0
    section: Citation = OPENING

    @classmethod
    def of(cls, trees: Sequence[ET.Element], reserved: Sequence[str]) -> Outline:
        """Walks the trees in the order of the page.

        The first heading of all, where it is of the first level, becomes `title` and leaves its tree: a page has one
        such heading, and that is the title of the report. The others begin at the second level and never skip one.
        `reserved` are ids that the rest of the page uses.
        """
        outline = cls(ids={*reserved, *(node.get("id", "") for tree in trees for node in tree.iter())})
        outline._take_title(trees)
        for tree in trees:
            outline._walk(tree, None)
        return outline

    def _take_title(self, trees: Sequence[ET.Element]) -> None:
        first = next((tree for tree in trees if len(tree)), None)
        if first is not None and first[0].tag == "h1":
            self.title = words_of(first[0])
            first.remove(first[0])

    def _walk(self, node: ET.Element, within: Citation | None) -> None:
        """An element and all below it, in the order of the page; `within` is the finding or figure that holds it."""
        if node.tag in HEADINGS:
            self._heading(node)
        elif node.tag == "figure" and node.get("id"):
            within = self._figure(node)
        elif "finding" in node.get("class", "").split() and node.get("id"):
            within = self._finding(node)
        elif node.tag == "a" and (target := inner_target(node)):
            places = self.cited.setdefault(target, [])
            if (place := within or self.section) not in places:
                places.append(place)
        for child in node:
            self._walk(child, within)

    def _heading(self, node: ET.Element) -> None:
        """Levels in order whatever the author wrote, and an id that the contents lead to."""
        self.level = min(max(int(node.tag[1]), 2), self.level + 1)
        node.tag = f"h{self.level}"
        words = words_of(node)
        if not node.get("id"):
            node.set("id", self._free(words))
        self.section = Citation(node.get("id", ""), f"“{words}”")
        if self.level == 2:
            self.contents.append((node.get("id", ""), words))

    def _free(self, words: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:LONGEST_ANCHOR] or "part"
        wanted, number = f"section-{slug}", 2
        while wanted in self.ids:
            wanted, number = f"section-{slug}-{number}", number + 1
        self.ids.add(wanted)
        return wanted

    def _figure(self, node: ET.Element) -> Citation:
        self.figures += 1
        name = f"Figure {self.figures}"
        caption = next((part for part in node.iter() if part.get("id") == f"{node.get('id')}-title"), None)
        if caption is not None:
            caption.text = f"{name}. {caption.text or ''}"
        return Citation(node.get("id", ""), name)

    def _finding(self, node: ET.Element) -> Citation:
        key = node.get("id", "")
        name = f"Finding {len(self.findings) + 1}"
        self.findings[key] = copy.deepcopy(node)
        label = ET.Element("p", {"class": "label"})
        label.text = name
        node.insert(0, label)
        return Citation(key, name)


def inner_links(node: ET.Element) -> Iterator[str]:
    """The parts of the page to which links inside an element lead, without the `#`."""
    for link in node.iter("a"):
        if target := inner_target(link):
            yield target


def inner_target(link: ET.Element) -> str:
    """The part of the page to which a link leads, without the `#`; '' where it leads out of the page."""
    address = link.get("href", "")
    return address[1:] if address.startswith("#") else ""


def by_key(cited: Mapping[str, Sequence[Citation]], anchors: Mapping[str, str]) -> dict[str, Sequence[Citation]]:
    """Citations by the key of what they cite; `anchors` gives the key behind each anchor."""
    return {anchors[anchor]: places for anchor, places in cited.items() if anchor in anchors}
