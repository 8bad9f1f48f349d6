"""What an author writes in Markdown, as safe and well-formed parts of a page.

Markdown is read into a tree (`analysis.press.page.markdown`), and each kind of node is written by a function of this
module: nothing reaches a page that is not written here, and all words go through `markup.text`.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from markdown_it.tree import SyntaxTreeNode

from analysis.markup import plain, text
from analysis.press.page.markdown import tree_of, without_comments
from analysis.press.page.mathematics import MATHML_ATTRIBUTES, MATHML_ELEMENTS, MATHML_STYLES, formula

__all__ = ["MATHML_ATTRIBUTES", "MATHML_ELEMENTS", "MATHML_STYLES", "prose"]

HOST = r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?"
WEB = re.compile(rf"https?://{HOST}(?::\d+)?(?:[/?][^#]*)?(?:#[^#]*)?", re.IGNORECASE | re.ASCII)
MAIL = re.compile(rf"mailto:[^@#?]+@{HOST}(?:\?[^#]*)?", re.IGNORECASE | re.ASCII)
HERE = re.compile(r"#[A-Za-z][\w.:-]*", re.ASCII)
"""Addresses a page leads to. They are tried on what markdown-it made of an address, which is ASCII without spaces."""

ATTACHED = "attachment:"
PICTURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
"""Kinds of pictures a page holds, and how each begins."""
SHOWN_ADDRESS = 60
"""Characters of an address that stands in for missing words."""


@dataclass(frozen=True)
class Place:
    """Where a node stands: the pictures at hand, and whether it is part of a link."""

    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    linked: bool = False


def prose(source: str, attachments: Mapping[str, Mapping[str, str]] | None = None) -> str:
    r"""A Markdown cell as markup for a page: well-formed XML as well as HTML, the same for the same source.

    Kept are headings with the level they have, paragraphs, emphasis, lists, tables (in a box of their own that
    scrolls), quotations, code, rules, line breaks, words struck out, and mathematics (`$…$`, `$$…$$` and environments
    such as `\begin{align}`) as MathML; see `analysis.press.page.mathematics` for what a formula may hold. A dollar sign
    opens a formula only where no space follows it, and closes one only where no space precedes and no digit follows.

    Raw HTML is shown as text. Comments are left out: they are the author's own notes. Links lead to parts of the page
    (`#…`), to http, https and mailto; any other shows its words alone, a relative one too, as a page that is mailed
    around has nothing beside it. Pictures come from the cell's `attachments` (name to media type to base64): PNG, JPEG,
    GIF or WebP, with alternative text. Any other picture becomes a link with its alternative text, or the words alone.
    A cell that nests deeper than anybody writes by hand is shown as its source.
    """
    source = plain(source)
    try:
        return _blocks(tree_of(source), Place(attachments or {}))
    except RecursionError:
        return f"<pre>{text(without_comments(source))}</pre>"


def _html(node: SyntaxTreeNode, place: Place) -> str:
    return WRITERS[node.type](node, place)


def _blocks(node: SyntaxTreeNode, place: Place) -> str:
    """Each child on lines of its own."""
    return "\n".join(filter(None, (_html(child, place) for child in node.children)))


def _inline(node: SyntaxTreeNode, place: Place) -> str:
    return "".join(_html(child, place) for child in node.children)


def _holding_blocks(node: SyntaxTreeNode, place: Place) -> str:
    return f"<{node.tag}>{_blocks(node, place)}</{node.tag}>"


def _holding_words(node: SyntaxTreeNode, place: Place) -> str:
    return f"<{node.tag}>{_inline(node, place)}</{node.tag}>"


def _paragraph(node: SyntaxTreeNode, place: Place) -> str:
    """A heading or a paragraph, if it says something; in a list without empty lines a paragraph is its words alone."""
    words = _inline(node, place)
    if node.hidden or not words.strip():
        return words
    return f"<{node.tag}>{words}</{node.tag}>"


def _ordered_list(node: SyntaxTreeNode, place: Place) -> str:
    start = int(node.attrs.get("start", 1))
    attribute = "" if start == 1 else f' start="{start}"'
    return f"<ol{attribute}>{_blocks(node, place)}</ol>"


def _table(node: SyntaxTreeNode, place: Place) -> str:
    return f'<div class="scroll"><table>{_blocks(node, place)}</table></div>'


def _cell(node: SyntaxTreeNode, place: Place) -> str:
    """A cell, with a class for its side; the empty corner above the names of rows is no heading of anything."""
    words = _inline(node, place)
    side = str(node.attrs.get("style", "")).removeprefix("text-align:")
    attributes = f' class="{side}"' if side in ("center", "right") else ""
    if node.type == "th" and words.strip():
        return f'<th scope="col"{attributes}>{words}</th>'
    return f"<td{attributes}>{words}</td>"


def _code(node: SyntaxTreeNode, place: Place) -> str:
    return f"<code>{text(node.content)}</code>"


def _code_block(node: SyntaxTreeNode, place: Place) -> str:
    return f"<pre><code>{text(node.content)}</code></pre>"


def _formula(node: SyntaxTreeNode, place: Place) -> str:
    return formula(node.content.strip(), display=node.type == "math_inline_double")


def _display(node: SyntaxTreeNode, place: Place) -> str:
    return f'<div class="scroll">{formula(node.content.strip(), display=True)}</div>'


def _link(node: SyntaxTreeNode, place: Place) -> str:
    address = str(node.attrs.get("href", ""))
    words = _inline(node, replace(place, linked=True))
    return _leading(address, words if words.strip() else text(_cut(address)), node, place)


def _leading(address: str, words: str, node: SyntaxTreeNode, place: Place) -> str:
    """A link, or its words alone where it leads nowhere or is part of another link."""
    if place.linked or not _leads(address):
        return words
    title = str(node.attrs.get("title", "")).strip()
    attributes = f' title="{text(title)}"' if title else ""
    if WEB.fullmatch(address):
        attributes += ' rel="noopener noreferrer"'
    return f'<a href="{text(address)}"{attributes}>{words}</a>'


def _leads(address: str) -> bool:
    if WEB.fullmatch(address):
        try:
            return urlsplit(address).port != 0
        except ValueError:  # a port beyond 65535
            return False
    return bool(HERE.fullmatch(address) or MAIL.fullmatch(address))


def _image(node: SyntaxTreeNode, place: Place) -> str:
    address = str(node.attrs.get("src", ""))
    words = " ".join(_plain_words(node).split())
    picture = _picture(address, place.attachments)
    if picture and words:
        return f'<img src="{picture}" alt="{text(words)}"/>'
    shown = words or str(node.attrs.get("title", "")).strip() or _cut(address.removeprefix(ATTACHED))
    return _leading(address, text(shown), node, place)


def _picture(address: str, attachments: Mapping[str, Mapping[str, str]]) -> str | None:
    """The address of an attached picture that holds it; `None` where there is none of a kind that a page shows."""
    if not address.startswith(ATTACHED):
        return None
    name = address.removeprefix(ATTACHED)
    attached = attachments.get(name) or attachments.get(unquote(name)) or {}
    for kind, beginning in PICTURES.items():
        try:
            content = b64decode("".join("".join(attached.get(kind, "")).split()), validate=True)
        except ValueError:
            continue
        if beginning.match(content):
            return f"data:{kind};base64,{b64encode(content).decode()}"
    return None


def _plain_words(node: SyntaxTreeNode) -> str:
    """The words of an image's alternative text without their markup."""
    parts = {"softbreak": " ", "hardbreak": " ", "html_inline": ""}
    leaves = (inner for inner in node.walk() if not inner.children and inner is not node)
    return "".join(parts.get(inner.type, inner.content) for inner in leaves)


def _cut(address: str) -> str:
    return address if len(address) <= SHOWN_ADDRESS else f"{address[:SHOWN_ADDRESS]}…"


WRITERS: Mapping[str, Callable[[SyntaxTreeNode, Place], str]] = {
    "paragraph": _paragraph,
    "heading": _paragraph,
    "bullet_list": _holding_blocks,
    "ordered_list": _ordered_list,
    "list_item": _holding_blocks,
    "blockquote": _holding_blocks,
    "table": _table,
    "thead": _holding_blocks,
    "tbody": _holding_blocks,
    "tr": _holding_blocks,
    "th": _cell,
    "td": _cell,
    "code_block": _code_block,
    "fence": _code_block,
    "math_block": _display,
    "amsmath": _display,
    "hr": lambda node, place: "<hr/>",
    "inline": _inline,
    "text": lambda node, place: text(node.content),
    "em": _holding_words,
    "strong": _holding_words,
    "s": _holding_words,
    "code_inline": _code,
    "math_inline": _formula,
    "math_inline_double": _formula,
    "link": _link,
    "image": _image,
    "softbreak": lambda node, place: "\n",
    "hardbreak": lambda node, place: "<br/>\n",
    "html_inline": lambda node, place: "",
}
"""Every kind of node that `READER` makes, and what writes it. Raw HTML is none: only comments are read as such."""
