"""Names on a map: each beside its point where nothing else stands, found in the same order every time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from matplotlib.path import Path

from analysis.charts.labels import text_width
from analysis.charts.theme import LINE

ASCENT, DESCENT = 8.5, 2.5
"""Points that letters reach above and below their base line."""
NEAR = (4.0, 8.0)
"""Points between a mark and a name that plainly belongs to it."""
FAR = (14.0, 21.0, 30.0, 40.0, 52.0, 66.0, 82.0)
"""Points between a mark and a name that a line leads to."""
BOLDER = 1.14
"""How much wider bold letters are."""
LONGEST = 130.0
"""Points that a name on the map takes at most; a longer one is cut, and stands whole in the table."""
STEP = 6.0
"""Points between the places that are tried for the name of a country."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, in points."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, across: float = 1.5, down: float = 1.5) -> bool:
        """True when the two are less than `across` apart sidewise and less than `down` upwards."""
        return (
            self.left < other.right + across
            and other.left < self.right + across
            and self.top < other.bottom + down
            and other.top < self.bottom + down
        )

    def holds(self, other: Box) -> bool:
        """True when the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def distance(self, other: Box) -> float:
        """Points between the two; 0 where they meet."""
        across = max(self.left - other.right, other.left - self.right, 0)
        return math.hypot(across, max(self.top - other.bottom, other.top - self.bottom, 0))

    @classmethod
    def at(cls, x: float, y: float, half: float) -> Box:
        """A square around a point."""
        return cls(x - half, y - half, x + half, y + half)

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the box that is nearest to another."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


@dataclass
class Plan:
    """What stands on a map already; names are put where nothing does."""

    frame: Box
    taken: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)
    spared: list[Box] = field(default_factory=list)
    """What names keep clear of while they find room elsewhere: the places of names that come later."""

    def is_free(self, box: Box, spare: bool = False) -> bool:
        """True when a box lies in the frame and meets nothing that is taken, or spared if asked.

        Words keep farther from other words than the lines of one name are apart, so that each is read with its own.
        """
        blocked = [*self.taken, *self.spared] if spare else self.taken
        return (
            self.frame.holds(box)
            and not any(box.meets(other) for other in blocked)
            and not any(box.meets(other, 4, 5) for other in self.words)
        )

    def put(self, x: float, y: float, half: float, lines: Sequence[str], *, bold: bool = False) -> Box | None:
        """Takes the first free box for some lines of words beside a mark `half` wide; `None` where there is none."""
        return self._put(x, y, half, lines, NEAR, bold) or self._put(x, y, half, lines, FAR, bold)

    def put_near(self, x: float, y: float, half: float, words: str) -> Box | None:
        """Takes a box that touches the mark, for a name that is left out where there is none."""
        return self._put(x, y, half, [words], NEAR[:1], bold=False)

    def _put(
        self, x: float, y: float, half: float, lines: Sequence[str], gaps: Sequence[float], bold: bool
    ) -> Box | None:
        wide, high = block_size(lines)
        wide *= BOLDER if bold else 1
        for spare in (True, False):
            for gap in gaps:
                for box in _beside(x, y, half + gap, wide, high):
                    if self.is_free(box, spare) and self._clear(x, y, half, box):
                        self.words.append(box)
                        return box
        return None

    def put_over(self, x: float, y: float, words: str) -> Box | None:
        """Takes a box for words that stand over a point, or as near to it as they can."""
        wide, high = block_size([words])
        for distance in (0.0, 5.0, 10.0, 15.0, 20.0, 26.0, 33.0, 41.0):
            for turn in range(1 if not distance else 12):
                angle = turn * math.pi / 6
                middle, centre = x + distance * math.cos(angle), y + distance * math.sin(angle)
                box = Box(middle - wide / 2, centre - high / 2, middle + wide / 2, centre + high / 2)
                if self.is_free(box):
                    self.words.append(box)
                    return box
        return None

    def put_inside(self, area: Path, words: str) -> Box | None:
        """Takes the box for a name in the roomiest part of an area; `None` where none is free."""
        wide, high = block_size([words])
        edge = _along(area)
        best, room = None, 0.0
        for y in np.arange(self.frame.top + STEP, self.frame.bottom - high, STEP):
            for x in np.arange(self.frame.left + STEP, self.frame.right - wide, STEP):
                box = Box(float(x), float(y), float(x) + wide, float(y) + high)
                corners = [(a, b) for a in (x, x + wide / 2, x + wide) for b in (y, y + high)]
                if not self.is_free(box, spare=True) or not all(area.contains_points(corners)):
                    continue
                around = min([_apart(edge, box), *(box.distance(other) for other in (*self.taken, *self.words))])
                if around > room + 1e-9:
                    best, room = box, around
        if best is not None:
            self.words.append(best)
        return best

    def _clear(self, x: float, y: float, half: float, box: Box) -> bool:
        """True when the line from a mark to its name runs through nothing."""
        end = box.nearest(x, y)
        length = math.dist((x, y), end)
        steps = int(length / 2)
        points = ((x + (end[0] - x) * n / steps, y + (end[1] - y) * n / steps) for n in range(1, steps))
        dots = (Box(a, b, a, b) for a, b in points if math.dist((a, b), (x, y)) > half + 2)
        return not any(dot.meets(other, 0.5, 0.5) for dot in dots for other in (*self.taken, *self.words))


def _beside(x: float, y: float, reach: float, wide: float, high: float) -> Iterator[Box]:
    """The boxes around a point: right and left first, then below and above, then the corners."""
    slant = reach * 0.75
    for left, middle in (
        (x + reach, y),
        (x - reach - wide, y),
        (x - wide / 2, y + reach + high / 2),
        (x - wide / 2, y - reach - high / 2),
        (x + slant, y + slant + high / 2),
        (x + slant, y - slant - high / 2),
        (x - slant - wide, y + slant + high / 2),
        (x - slant - wide, y - slant - high / 2),
    ):
        yield Box(left, middle - high / 2, left + wide, middle + high / 2)


def _along(area: Path) -> np.ndarray:
    """Points along the edge of an area, so close together that no name slips between them."""
    points = []
    for ring in area.to_polygons():
        for start, end in pairwise(ring):
            steps = max(math.ceil(math.dist(start, end) / STEP), 1)
            points += [start + (end - start) * step / steps for step in range(steps)]
    return np.array(points)


def _apart(points: np.ndarray, box: Box) -> float:
    """Points from a box to the nearest of some points outside of it."""
    x, y = points.T
    across = np.maximum(np.maximum(box.left - x, x - box.right), 0)
    return float(np.hypot(across, np.maximum(np.maximum(box.top - y, y - box.bottom), 0)).min())


def block_size(lines: Sequence[str]) -> tuple[float, float]:
    """Width and height of some lines of words, in points."""
    return max(text_width(line) for line in lines), ASCENT + DESCENT + (len(lines) - 1) * LINE


def shortened(words: str, width: float = LONGEST) -> str:
    """The words in one line, cut to a width in points where they are longer."""
    line = " ".join(words[: 4 * int(width)].split())
    if line == words and text_width(line) <= width:
        return line
    while line and text_width(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
