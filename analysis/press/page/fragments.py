"""What a page takes: markup checked element by element against a list, and refused where it holds anything else.

Nothing is cleaned: a page either shows what an author meant or is not made, and says which cell to change. What was
checked is written out again from its tree, so that a browser reads what was checked.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from html import escape

from analysis.charts.svg_words import SVG_ATTRIBUTES, SVG_ELEMENTS
from analysis.press.page.prose import MATHML_ATTRIBUTES, MATHML_ELEMENTS


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


ELEMENTS = _names(
    "a abbr article aside b bdi blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 "
    "h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td "
    "tfoot th thead time tr ul var"
)
EVERYWHERE = _names("id class lang dir title role aria-label aria-labelledby aria-describedby aria-hidden")
OWN: Mapping[str, frozenset[str]] = {
    "a": _names("href rel download"),
    "img": _names("src alt"),
    "ol": _names("start"),
    "td": _names("colspan rowspan"),
    "th": _names("scope colspan rowspan"),
    "time": _names("datetime"),
}
"""Attributes that one element may have beside those that every element may have."""
VOID = _names("br hr img")
ADDRESS = re.compile(r"#[A-Za-z][\w.:-]*|https?://[^\s<>\"]+|mailto:[^\s<>\"]+", re.IGNORECASE)
TABLE_ADDRESS = re.compile(r"data:text/csv;charset=utf-8,[\w.~!*'();:@&=+$,/?%\[\]-]*")
PICTURE_ADDRESS = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")
REFERENCE = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)
WORDS_ONLY = _names("title desc")
"""Elements of a drawing in which a browser reads HTML, so that here they hold words alone."""
DEEPEST = 300
"""Elements inside one another. Formulas inside quotations reach a hundred; Python gives up at some hundreds more."""
APART = "noopener noreferrer"
"""What a link to the web must say under `rel`: the page it leads to learns nothing of ours."""


class RefusedMarkup(ValueError):
    """Markup that a page does not take; the message says what it holds."""


def parsed(markup: str) -> ET.Element:
    """The fragment as a tree under one `div`. Raises `RefusedMarkup` for anything that is not on the list."""
    try:
        root = ET.fromstring(f"<div>{markup}</div>")
    except ET.ParseError as error:
        raise RefusedMarkup(f"markup that is not well-formed ({error})") from None
    except UnicodeEncodeError:
        raise RefusedMarkup("half of a surrogate pair, which is no character") from None
    _check(root, "", 0)
    return root


def _check(node: ET.Element, inside: str, depth: int) -> None:
    """Checks an element and all below it; `inside` is `svg` or `math` within one of those."""
    if depth > DEEPEST:
        raise RefusedMarkup(f"more than {DEEPEST} elements inside one another")
    kind = node.tag if node.tag in ("svg", "math") else inside
    elements, everywhere = {
        "svg": (SVG_ELEMENTS, SVG_ATTRIBUTES),
        "math": (MATHML_ELEMENTS, MATHML_ATTRIBUTES),
    }.get(kind, (ELEMENTS, EVERYWHERE))
    if node.tag not in elements:
        raise RefusedMarkup(f"a <{node.tag}> element")
    own = frozenset() if kind else OWN.get(node.tag, frozenset())
    for name, value in node.attrib.items():
        if name not in everywhere and name not in own:
            raise RefusedMarkup(f"the attribute {name!r} of a <{node.tag}> element")
        _check_value(node, name, value, kind)
    if node.tag == "img" and not node.get("alt"):
        raise RefusedMarkup("a picture without alternative text")
    if node.tag in WORDS_ONLY and len(node):
        raise RefusedMarkup(f"an element inside <{node.tag}>")
    for child in node:
        _check(child, kind, depth + 1)


def _check_value(node: ET.Element, name: str, value: str, kind: str) -> None:
    if name == "href":
        table = node.tag == "a" and "download" in node.attrib and TABLE_ADDRESS.fullmatch(value)
        here = kind == "svg" and node.tag != "a"  # a browser fetches these, so they may name parts of the page alone
        if ("download" in node.attrib and not table) or (here and not value.startswith("#")):
            raise RefusedMarkup(f"a <{node.tag}> with the address {value[:60]!r}")
        if not table and not ADDRESS.fullmatch(value):
            raise RefusedMarkup(f"a link to {value[:60]!r}; a page leads to http, https and its own parts")
        if node.tag == "a" and value[:4].lower() == "http" and node.get("rel") != APART:
            raise RefusedMarkup(f'a link to {value[:60]!r} without rel="{APART}"')
    elif name == "src" and not PICTURE_ADDRESS.fullmatch(value):
        raise RefusedMarkup(f"a picture from {value[:60]!r}; a page holds its pictures")
    elif kind == "svg" and not name.startswith("aria-") and (REFERENCE.search(value) or "\\" in value):
        raise RefusedMarkup(f"an outside reference in {name!r} of a <{node.tag}> element")
    elif name == "tabindex" and value != "-1":
        raise RefusedMarkup("a tab stop that leads nowhere")


def written(node: ET.Element) -> str:
    """An element and all below it as HTML."""
    return "".join(_pieces(node, node.tag in ("svg", "math")))


def inner(node: ET.Element) -> str:
    """What an element holds, without the element itself."""
    return _words(node.text) + "".join(written(child) + _words(child.tail) for child in node)


def _pieces(node: ET.Element, foreign: bool) -> Iterator[str]:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attrib.items())
    if foreign and not len(node) and not node.text:
        yield f"<{node.tag}{attributes}/>"
        return
    yield f"<{node.tag}{attributes}>"
    if node.tag in VOID and not foreign:
        return
    yield _words(node.text)
    for child in node:
        yield from _pieces(child, foreign or child.tag in ("svg", "math"))
        yield _words(child.tail)
    yield f"</{node.tag}>"


def _words(text: str | None) -> str:
    return escape(text, quote=False) if text else ""


def words_of(node: ET.Element) -> str:
    """All words of an element in one line."""
    return " ".join("".join(node.itertext()).split())
