"""Names on a map: each beside its point where nothing else stands, found in the same order every time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from analysis.charts.labels import text_width
from analysis.charts.theme import LINE

ASCENT, DESCENT = 8.5, 2.5
"""Points that letters reach above and below their base line."""
NEAR = (4.0, 8.0)
"""Points between a mark and a name that plainly belongs to it."""
FAR = (14.0, 21.0, 30.0, 40.0, 52.0, 66.0, 82.0)
"""Points between a mark and a name that a line leads to."""
AWAY = (0.0, 5.0, 10.0, 15.0, 20.0, 26.0, 33.0, 41.0)
"""Points from the middle of a disc at which its number is tried."""
BOLDER = 1.14
"""How much wider bold letters are."""
CLEARER = 6.0
"""Points by which a name stands nearer to its own mark than to any other."""
LONGEST = 130.0
"""Points that a name on the map takes at most; a longer one is cut, and stands whole in the table."""
SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Which share of the room that a line leaves in its box lies to the left of it."""
LEAST_ROOM = 3.0
"""Points that the name of a country keeps from its borders and from all else."""
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

    @classmethod
    def at(cls, x: float, y: float, half: float) -> Box:
        """A square around a point."""
        return cls(x - half, y - half, x + half, y + half)

    def as_bbox(self) -> Bbox:
        """The box as matplotlib has it."""
        return Bbox.from_extents(self.left, self.top, self.right, self.bottom)

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the box that is nearest to another."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


@dataclass(frozen=True)
class Plate:
    """Lines of words that belong to a point: they stand at least `half` from it, the first of them bold if asked."""

    x: float
    y: float
    half: float
    lines: tuple[str, ...]
    bold: bool = False

    def side(self, box: Box) -> str:
        """How lines in a box are aligned, so that each begins or ends beside the mark: left, right or center."""
        return "left" if box.left >= self.x else "right" if box.right <= self.x else "center"

    def gap(self, box: Box | None) -> float:
        """Points from the edge of the mark to the words; very many where the words found no room."""
        return 1000.0 if box is None else math.dist((self.x, self.y), box.nearest(self.x, self.y)) - self.half


@dataclass
class Plan:
    """What stands on a map already; names are put where nothing does."""

    frame: Box
    taken: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)
    spared: list[Box] = field(default_factory=list)
    """What names keep clear of while they find room elsewhere: the places of names that come later."""

    points: list[tuple[float, float]] = field(default_factory=list)
    """The marked points, each with a name of its own."""

    def is_free(self, box: Box, spare: bool = False) -> bool:
        """True when a box lies in the frame and meets nothing that is taken, or spared if asked.

        Words keep farther from other words than the lines of one name are apart, so that each is read with its own.
        """
        blocked = [*self.taken, *self.spared] if spare else self.taken
        return (
            self.frame.holds(box)
            and not any(box.meets(other) for other in blocked)
            and not any(box.meets(other, 4, 3.5) for other in self.words)
        )

    def put_all(self, plates: Sequence[Plate]) -> dict[Plate, Box]:
        """Takes boxes for the words of some points, each as near as possible; those without room are left out.

        The plates are put in their order; one that finds no room near its point goes first when all is tried again,
        and the arrangement that keeps the words nearest to their points on the whole is taken.
        """
        order, best, least, moved = list(plates), self, math.inf, set()
        found: dict[Plate, Box] = {}
        for _ in range(len(plates) + 1):
            trial = Plan(self.frame, self.taken, list(self.words), self.spared, self.points)
            boxes = {plate: trial.put(plate) for plate in order}
            apart = sum(max(plate.gap(box) - NEAR[-1], 0) for plate, box in boxes.items())
            if apart < least - 0.1:
                best, least, found = trial, apart, {plate: box for plate, box in boxes.items() if box}
            far = [plate for plate in order if plate.gap(boxes[plate]) > FAR[0] * 0.7 and plate not in moved]
            if not far:
                break
            moved.add(far[0])
            order = [far[0], *(plate for plate in order if plate is not far[0])]
        self.words = best.words
        return found

    def put(self, plate: Plate) -> Box | None:
        """Takes the first free box for some words beside their point; `None` where there is none."""
        return self._put(plate, NEAR) or self._put(plate, FAR)

    def put_near(self, plate: Plate) -> Box | None:
        """Takes a box that touches the mark, for a name that is left out where there is none."""
        return self._put(plate, NEAR[:1])

    def _put(self, plate: Plate, gaps: Sequence[float]) -> Box | None:
        wide, high = block_size(plate.lines)
        wide *= BOLDER if plate.bold else 1
        for spare in (True, False):
            for gap in gaps:
                for box in _beside(plate.x, plate.y, plate.half + gap, wide, high):
                    lines = _line_boxes(box, plate)
                    free = all(self.is_free(line, spare) for line in lines)
                    if free and self._clear(plate, box) and (gap in FAR or self._is_own(plate, box)):
                        self.words += lines
                        return box
        return None

    def put_over(self, x: float, y: float, words: str, radius: float) -> Box | None:
        """Takes a box for words in a disc: over its middle, else below or above it inside, else as near as they can."""
        wide, high = block_size([words])
        inside = [distance for distance in AWAY if distance + high / 2 < radius or not distance]
        upright = [(distance, turn) for distance in inside for turn in (math.pi / 2, -math.pi / 2)]
        around = [(distance, turn * math.pi / 6) for distance in AWAY for turn in range(12)]
        for distance, angle in (*upright, *around):
            middle, centre = x + distance * math.cos(angle), y + distance * math.sin(angle)
            box = Box(middle - wide / 2, centre - high / 2, middle + wide / 2, centre + high / 2)
            if self.is_free(box):
                self.words.append(box)
                return box
        return None

    def put_inside(self, area: Path, words: str) -> Box | None:
        """Takes the box for a name in the roomiest part of an area; `None` where none is free."""
        wide, high = block_size([words])
        x, y = np.meshgrid(
            np.arange(self.frame.left, self.frame.right - wide, STEP),
            np.arange(self.frame.top, self.frame.bottom - high, STEP),
        )
        corners = [(a, b) for a in (0, wide / 2, wide) for b in (0, high)]
        starts = np.column_stack([x.ravel(), y.ravel()])
        starts = starts[np.all([area.contains_points(starts + corner) for corner in corners], axis=0)]
        others = [(box.left, box.top, box.right, box.bottom) for box in (*self.taken, *self.words)]
        edge = [(*point, *point) for point in _along(area)]
        room = _room(starts, (wide, high), np.array([*others, *edge]))
        if not len(room) or room.max() < LEAST_ROOM:
            return None
        left, top = (float(value) for value in starts[int(room.argmax())])
        self.words.append(Box(left, top, left + wide, top + high))
        return self.words[-1]

    def _is_own(self, plate: Plate, box: Box) -> bool:
        """True when words stand nearer to their own point than to another, so that they are not taken for its name."""
        own = math.dist((plate.x, plate.y), box.nearest(plate.x, plate.y))
        others = (point for point in self.points if point != (plate.x, plate.y))
        return all(math.dist(point, box.nearest(*point)) > own + CLEARER for point in others)

    def _clear(self, plate: Plate, box: Box) -> bool:
        """True when the line from a mark to its name runs through nothing."""
        start, end = np.array((plate.x, plate.y)), np.array(box.nearest(plate.x, plate.y))
        steps = max(int(np.hypot(*(end - start)) / 2), 1)
        points = [(float(x), float(y)) for x, y in np.linspace(start, end, steps, endpoint=False)]
        dots = [Box(x, y, x, y) for x, y in points if math.dist((x, y), (plate.x, plate.y)) > plate.half + 2]
        return not any(dot.meets(other, 0.5, 0.5) for dot in dots for other in (*self.taken, *self.words))


def _line_boxes(box: Box, plate: Plate) -> list[Box]:
    """The box of each line of words in the box of all: a short line leaves room beside it."""
    share = SHARES[plate.side(box)]
    boxes = []
    for number, line in enumerate(plate.lines):
        wide = text_width(line) * (BOLDER if plate.bold and not number else 1)
        left, top = box.left + share * (box.right - box.left - wide), box.top + number * LINE
        boxes.append(Box(left, top, left + wide, top + ASCENT + DESCENT))
    return boxes


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


def _along(area: Path) -> list[np.ndarray]:
    """Points along the edge of an area, so close together that no name slips between them."""
    points: list[np.ndarray] = []
    for ring in area.to_polygons():
        for start, end in pairwise(np.asarray(ring, dtype="float64")):
            steps = max(math.ceil(math.dist(start, end) / STEP), 1)
            points += [start + (end - start) * step / steps for step in range(steps)]
    return points


def _room(starts: np.ndarray, size: tuple[float, float], others: np.ndarray) -> np.ndarray:
    """Points between each box of a size and the nearest of some others, given by their four sides."""
    gaps = [
        np.maximum(others[:, side] - (starts[:, [side]] + size[side]), starts[:, [side]] - others[:, side + 2])
        for side in (0, 1)
    ]
    return np.hypot(*np.maximum(gaps, 0)).min(axis=1) if len(others) else np.full(len(starts), np.inf)


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
