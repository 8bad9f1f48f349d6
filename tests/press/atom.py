"""What RFC 4287 demands of a feed, as far as ours has it: every MUST on the elements and attributes that we write."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import datetime
from uuid import UUID

ATOM, XHTML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/1999/xhtml}"
XML = "{http://www.w3.org/XML/1998/namespace}"
COMMON = {f"{XML}base", f"{XML}lang"}
ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = {"feed": ("subtitle", "generator", "icon", "logo"), "entry": ("content", "summary", "published")}
ALLOWED = {
    "feed": {*ONCE["feed"], *AT_MOST_ONCE["feed"], "author", "category", "contributor", "link", "rights", "entry"},
    "entry": {*ONCE["entry"], *AT_MOST_ONCE["entry"], "author", "category", "contributor", "link", "rights", "source"},
}
ATTRIBUTES = {
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
    **{name: {"type"} for name in ("title", "summary", "rights", "subtitle")},
    "content": {"type", "src"},
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
"""RFC 3339, with the capital letters that RFC 4287 asks for."""
MEDIA = re.compile(r"[\w.+-]+/[\w.+-]+")


def faults(feed: bytes) -> list[str]:
    """What is wrong with a feed; nothing for a sound one. Raises `ParseError` where it is no XML."""
    root = ET.fromstring(feed)
    if root.tag != f"{ATOM}feed":
        return [f"the document is a {root.tag}"]
    found = [*_container(root, "feed")]
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        found += _container(entry, "entry")
        if not (root.findall(f"{ATOM}author") or entry.findall(f"{ATOM}author")):
            found.append("nobody is the author of an entry")
    pairs = Counter((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries)
    found += [f"two entries have the id {key} and the same time" for (key, _), many in pairs.items() if many > 1]
    return found


def _container(node: ET.Element, kind: str) -> list[str]:
    found = [f"{kind} has the attribute {name}" for name in set(node.attrib) - COMMON]
    names = [child.tag.removeprefix(ATOM) for child in node]
    found += [f"{kind} holds a {name}" for name in set(names) - ALLOWED[kind]]
    found += [f"{kind} has {names.count(name)} {name}" for name in ONCE[kind] if names.count(name) != 1]
    found += [f"{kind} has {names.count(name)} {name}" for name in AT_MOST_ONCE[kind] if names.count(name) > 1]
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        found.append(f"{kind} holds bare text")
    alternates = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in node.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    )
    found += [f"{kind} has {many} alternate links of one type" for many in alternates.values() if many > 1]
    if kind == "entry" and "content" not in names and not alternates:
        found.append("an entry has neither content nor an alternate link")
    for child in node:
        found += _part(child, child.tag.removeprefix(ATOM))
    return found


def _part(node: ET.Element, name: str) -> list[str]:
    if name == "entry":
        return []
    text = node.text or ""
    found = [f"{name} has the attribute {key}" for key in set(node.attrib) - COMMON - ATTRIBUTES.get(name, set())]
    if name == "updated":
        if not TIME.fullmatch(text) or datetime.fromisoformat(text).tzinfo is None:
            found.append(f"{text!r} is no time")
    elif name == "id":
        if not text.startswith("urn:uuid:") or str(UUID(text.removeprefix("urn:uuid:"))) != text[9:]:
            found.append(f"{text!r} is no absolute, normalised id")
    elif name == "link":
        if not node.get("href") or re.search(r"\s", node.get("href", "")):
            found.append("a link leads nowhere")
        if node.get("type") and not MEDIA.fullmatch(node.get("type", "")):
            found.append(f"{node.get('type')!r} is no media type")
        found += ["a link holds something"] if len(node) or text.strip() else []
    elif name == "category":
        found += ["a category has no term"] if not node.get("term") else []
    elif name == "author":
        found += [] if node.findtext(f"{ATOM}name") else ["an author has no name"]
    elif node.get("type", "text") == "xhtml":
        if [child.tag for child in node] != [f"{XHTML}div"] or text.strip():
            found.append(f"{name} is not one div of XHTML")
        found += [f"{name} holds {part.tag}" for part in node.iter() if part is not node and not _is_xhtml(part)]
    elif len(node):
        found.append(f"{name} is text and holds an element")
    return found


def _is_xhtml(node: ET.Element) -> bool:
    return node.tag.startswith(XHTML)
