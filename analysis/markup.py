"""Text as safe markup, the anchors of a page, and how a notebook's object reaches a page.

All markup of the workbook is well-formed XML as well as HTML, so that a page can be checked element by element before
it is published (`analysis.press.page.fragments`). Whatever the record holds goes through `text`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape

FRAGMENT = "application/vnd.incident-workbook.fragment+json"
"""Media type of an output that a page accepts: `{"html": ..., ...}`. JupyterLab shows the `text/html` beside it."""

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that neither HTML nor XML may hold: controls, lone surrogates, code points that are no characters."""
BEYOND = re.compile(f"[{''.join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))}]")
"""More of these, by a pattern of its own: it takes ten times as long, and text of ASCII has none."""
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
TURNING = frozenset(("R", "AL", "AN", "LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
"""Classes of characters (Unicode Annex 9) that run from right to left or change the direction of what follows."""
UNSAFE_IN_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")
WEB = re.compile(r"https?://", re.IGNORECASE)
_in_lab = True


def plain(value: object) -> str:
    """A value as text that every document may hold: a forbidden character is shown as U+FFFD."""
    words = FORBIDDEN.sub(UNREADABLE, str(value))
    words = words if words.isascii() else BEYOND.sub(UNREADABLE, words)
    return words.replace("\r\n", "\n").replace("\r", "\n")


def text(value: object) -> str:
    """A value as markup, for the content of an element and for an attribute in either kind of quotation mark."""
    return escape(plain(value))


def isolated(value: object) -> str:
    """Text of the record as markup that keeps its own direction: what it does to the order of letters ends with it.

    Text that runs from left to right throughout needs no element of its own.
    """
    words = text(value)
    turns = any(unicodedata.bidirectional(letter) in TURNING for letter in words) if not words.isascii() else False
    return f"<bdi>{words}</bdi>" if turns else words


def anchor(kind: str, key: object) -> str:
    """The id under which a page holds something: `incident-…`, `claim-…`, `source-…`, `period-…`, `finding-…`.

    Letters and digits of ASCII, `.` and `-` stay, every other character is written as its number.
    """
    return f"{kind}-{UNSAFE_IN_ANCHOR.sub(lambda found: f'_{ord(found[0]):x}_', str(key))}"


def link(kind: str, key: object, words: object = None) -> str:
    """A link to something on the same page, named by its key where no words are given."""
    return f'<a href="#{anchor(kind, key)}">{text(key if words is None else words)}</a>'


def outward(address: str, words: object) -> str:
    """A link to a page of the web; the words alone where the address is not one of http or https."""
    if not WEB.match(address):
        return isolated(words)
    return f'<a href="{text(address)}" rel="noopener noreferrer">{isolated(words)}</a>'


def bundle(words: str, html: str, lab: str | Callable[[], str] | None = None, **more: object) -> Mapping[str, object]:
    """What `_repr_mimebundle_` returns: plain words, the HTML that JupyterLab shows, and the fragment of a page.

    `lab` is given where JupyterLab needs other HTML than a page, as a function where that takes long to make; `more`
    goes with the fragment as data.
    """
    fragment = {"text/plain": words, FRAGMENT: {"html": html, **more}}
    if not _in_lab:
        return fragment
    return {**fragment, "text/html": html if lab is None else lab() if callable(lab) else lab}


def leave_out_lab() -> None:
    """Lets `bundle` leave out what only JupyterLab shows, in a process that makes pages: a picture is drawn once."""
    global _in_lab
    _in_lab = False
