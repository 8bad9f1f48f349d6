"""A published page as a tree that a test can walk."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "br", "hr", "img", "link"}
FETCHED = {"src", "srcset", "poster", "data", "action", "formaction", "background", "xlink:href"}


class Builder(HTMLParser):
    """Builds a tree; a tag that is not closed in its place is a fault of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag):
        assert self.open
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.builder.end(self.open.pop())

    def handle_data(self, data):
        if self.open:
            self.builder.data(data)


def tree_of(page: Path) -> ET.Element:
    """The page's `html` element."""
    builder = Builder()
    builder.feed(page.read_text(encoding="utf-8"))
    builder.close()
    assert builder.open == []
    return builder.builder.close()


def words_of(node: ET.Element) -> str:
    """All words of an element in one line."""
    return " ".join(" ".join(node.itertext()).split())


def links_in(node: ET.Element) -> list[str]:
    """The addresses of all links in an element, in order."""
    return [link.get("href", "") for link in node.iter("a")]


def fetched_by(node: ET.Element) -> list[str]:
    """Every address that a browser would ask for by itself."""
    return [
        value
        for part in node.iter()
        for name, value in part.attrib.items()
        if name in FETCHED or (name == "href" and part.tag not in ("a", "use"))
    ]


def by_id(node: ET.Element) -> dict[str, ET.Element]:
    """The elements that have an id; an id that stands twice is a fault of the page."""
    found: dict[str, ET.Element] = {}
    for part in node.iter():
        if name := part.get("id"):
            assert name not in found, f"the id {name} stands twice"
            found[name] = part
    return found
