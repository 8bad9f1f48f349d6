"""Words on a chart: how wide they are, where they break, and where they fit beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from analysis.charts.theme import SIZE

_MEASURE = TextToPath()


@cache
def text_width(words: str) -> float:
    """Points that one line of text takes in the bundled font; to be called under the theme."""
    font = FontProperties(family=["DejaVu Sans"], size=SIZE)
    return float(_MEASURE.get_text_width_height_descent(words, font, ismath=False)[0])


def wrapped(words: str, width: float) -> list[str]:
    """The text in lines no wider than `width` points, broken between words only."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


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
    """A flag for each pole, in the same order: flying to the right, or to the left where the sheet ends."""
    raised: dict[int, Flag] = {}
    for number in sorted(range(len(poles)), key=lambda item: -poles[item][0]):
        pole, words = poles[number]
        wide = text_width(words)
        left = pole if pole + wide <= last else max(first, pole - wide)
        rows = (Flag(words, pole, left, left + wide, row) for row in range(len(poles)))
        free = (flag for flag in rows if not any(flag.crosses(other) for other in raised.values()))
        raised[number] = next(free, Flag(words, pole, left, left + wide, len(raised)))
    return [raised[number] for number in range(len(poles))]
