"""Two texts beside each other in a sentence: what differs between them, and a value that disturbs nothing around it."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

from analysis.markup import TURNING

SHOWN_VALUE = 80
"""Characters of a value that a page shows."""
SHOWN_ALIKE = 24
"""Characters, at most, that stay on either side of what differs between two texts."""
BARE = re.compile(r"[\w+-](?:[\w.+:-]{,58}\w)?", re.ASCII)
"""Values that need no quotation marks: numbers, days, words of a vocabulary, ids."""
FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def differing(before: str, now: str, cut: int | None = SHOWN_VALUE) -> tuple[str, str]:
    """Two texts, without what long ones begin with and end on alike, and cut at so many characters."""
    if max(len(before), len(now)) <= SHOWN_VALUE:
        return before, now
    start = _common(before, now)
    end = _common(before[len(start) :][::-1], now[len(start) :][::-1])[::-1]
    start = start[: _boundary(start[::-1])]
    end = end[len(end) - _boundary(end) :]
    return _cut(before, start, end, cut), _cut(now, start, end, cut)


def value_words(value: str | None) -> str:
    """A value inside a sentence: one plain word as it is, anything else in quotation marks and apart."""
    if value is None:
        return "not set"
    if not value:
        return "blank"
    return value if BARE.fullmatch(value) else f"“{apart(' '.join(value.split()))}”"


def apart(value: str) -> str:
    """Text that keeps its own direction inside a sentence."""
    return f"{FSI}{value}{PDI}" if any(unicodedata.bidirectional(letter) in TURNING for letter in value) else value


def _boundary(alike: str) -> int:
    """How many characters are left out of what two texts have alike, which is given from the difference outwards."""
    near = alike[:SHOWN_ALIKE]
    return len(alike) - (len(near) if len(alike) == len(near) or " " not in near else near.rindex(" "))


def _common(one: str, other: str) -> str:
    """What both texts begin with."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in alike)


def _cut(value: str, start: str, end: str, cut: int | None) -> str:
    middle = value[len(start) : len(value) - len(end)]
    over = cut is not None and len(middle) > cut
    shown = middle[:cut].rstrip() if over else middle
    return f"{'…' if start else ''}{shown}{'…' if over or end else ''}" if value else ""
