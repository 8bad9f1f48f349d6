"""Words on a chart: how wide they are, where they break, and where they fit beside one another.

What a record says may hold any character and be of any length. On a picture it must stay on its line: every text that
is drawn has gone through `drawable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from analysis.charts.theme import SIZE
from analysis.markup import plain

_MEASURE = TextToPath()
LONGEST = 2000
"""Characters of a text that are looked at; no chart has room for more."""
STACKED = 4
"""Marks that one letter carries at most on a picture: no script needs more, and a pile of them covers other lines."""
TURNING = dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Characters that turn the direction of what follows; a name keeps that of its letters."""
ELLIPSIS = "…"
LONGEST_FLAG = 0.6
"""Share of the sheet that one name may take."""


def drawable(words: str) -> str:
    """The text as one line that a picture may hold: without controls, and with no more marks on a letter than it needs.

    The page gives every text in full elsewhere.
    """
    kept: list[str] = []
    stacked = 0
    for letter in plain(words[:LONGEST]).translate(TURNING):
        stacked = stacked + 1 if category(letter) in ("Mn", "Me") else 0
        if stacked <= STACKED:
            kept.append(letter)
    return " ".join("".join(kept).split())


def fitted(words: str, width: float) -> str:
    """The text as one line no wider than `width` points: where it is longer, as much as fits and an ellipsis."""
    line = drawable(words)
    if text_width(line) <= width:
        return line
    return line[: _fitting(line, width - text_width(ELLIPSIS))].rstrip() + ELLIPSIS


def _fitting(line: str, width: float) -> int:
    """How many characters fit, at least one."""
    few, many = 1, len(line)
    while few < many:
        middle = (few + many + 1) // 2
        few, many = (middle, many) if text_width(line[:middle]) <= width else (few, middle - 1)
    return few


@cache
def text_width(words: str) -> float:
    """Points that one line of text takes in the bundled font; to be called under the theme."""
    font = FontProperties(family=["DejaVu Sans"], size=SIZE)
    return float(_MEASURE.get_text_width_height_descent(words, font, ismath=False)[0])


def wrapped(words: str, width: float, most: int = 8) -> list[str]:
    """The text in lines no wider than `width` points, broken inside a word only where it fills more than a line.

    Of a text with more than `most` lines the last one ends with an ellipsis.
    """
    left = drawable(words).split()[::-1]
    lines: list[str] = []
    while left and len(lines) <= most:
        word = left.pop()
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
            continue
        whole = len(word) if text_width(word) <= width else _fitting(word, width)
        lines.append(word[:whole])
        if whole < len(word):
            left.append(word[whole:])
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], fitted(f"{lines[most - 1]}{ELLIPSIS}", width)]


def clamped(left: float, width: float, first: float, last: float) -> float:
    """The left end of something `width` wide, moved as little as keeps it between `first` and `last`."""
    return max(first, min(left, last - width))


def packed(spans: Sequence[tuple[float, float]], gap: float = 2) -> list[int]:
    """The row of each span, counted from 0: the lowest in which it keeps clear of those before it.

    Spans come in order of their left ends.
    """
    ends: list[float] = []
    rows = []
    for left, right in spans:
        row = next((number for number, end in enumerate(ends) if end + gap <= left), len(ends))
        ends[row : row + 1] = [right]
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Flag:
    """Words at the top of a pole that stands at `pole`; they begin at `left`, in a row counted from 0 at the foot."""

    words: str
    pole: float
    left: float
    right: float
    row: int

    def crosses(self, other: Flag, gap: float = 8) -> bool:
        """True when the words of the two overlap, or the pole of the higher one runs through the words of the other."""
        if self.row == other.row:
            return self.left < other.right + gap and other.left < self.right + gap
        high, low = (self, other) if self.row > other.row else (other, self)
        return low.left - gap / 2 < high.pole < low.right + gap / 2


def flags(poles: Sequence[tuple[float, str]], first: float, last: float) -> list[Flag]:
    """A flag for each pole, in the same order: flying to the right, or to the left where the sheet ends.

    Flags that fly to the right keep clear of one another when the last one hangs lowest, those that fly to the left
    when the first one does: both are tried.
    """
    order = sorted(range(len(poles)), key=lambda item: poles[item][0])
    tried = [_raised(poles, first, last, numbers) for numbers in (order[::-1], order)]
    return min(tried, key=lambda some: (_crossings(some), max((flag.row for flag in some), default=0)))


def _crossings(some: Sequence[Flag]) -> int:
    return sum(one.crosses(other) for place, one in enumerate(some) for other in some[:place])


def _raised(poles: Sequence[tuple[float, str]], first: float, last: float, order: Sequence[int]) -> list[Flag]:
    """The flags, each in the lowest row in which it keeps clear of those raised before it."""
    raised: dict[int, Flag] = {}
    for number in order:
        pole, name = poles[number]
        words = fitted(name, LONGEST_FLAG * (last - first))
        wide = text_width(words)
        left = pole if pole + wide <= last else max(first, pole - wide)
        rows = (Flag(words, pole, left, left + wide, row) for row in range(len(poles)))
        free = (flag for flag in rows if not any(flag.crosses(other) for other in raised.values()))
        raised[number] = next(free, Flag(words, pole, left, left + wide, len(raised)))
    return [raised[number] for number in range(len(poles))]
