"""Marks of events in lanes: beside one another where there is room, else one above the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.charts.labels import packed, text_width
from analysis.charts.theme import INK, INSIDE, KNOWN, LINE, MUTED, PALE, PAPER

SHAPES = {"announced": "o", "acknowledged-later": "D", "alleged": "^", "denied": "v"}
"""A shape for each attribution: the two that the actor owns up to are round and square, the others point."""
SIZES = {"o": 8.5, "D": 7.0, "^": 8.5, "v": 8.5}
"""Sizes at which the shapes look equally large, in points."""
STEP = 11.5
"""Points from one mark to the next above it."""
HALF = 5.0
"""Half of the room that a mark takes, in points."""


def look(attribution: str, counted: bool) -> Mapping[str, Any]:
    """How a mark looks: filled where the rule counts it, hollow and pale where it does not."""
    shape = SHAPES[attribution]
    return {
        "marker": shape,
        "markersize": SIZES[shape],
        "markerfacecolor": KNOWN if counted else PAPER,
        "markeredgecolor": PAPER if counted else PALE,
        "markeredgewidth": 0.6 if counted else 1.0,
    }


@dataclass(frozen=True)
class Mark:
    """One event: its days as positions on the axis, how high it stands in its lane, and its number.

    `kind` is its attribution, and whether the rule counts it.
    """

    incident: str
    first: float
    last: float
    rise: float
    kind: tuple[str, bool]
    number: str

    @property
    def color(self) -> str:
        """The colour of its number."""
        return INK if self.kind[1] else MUTED

    @property
    def middle(self) -> float:
        """The middle of its days."""
        return (self.first + self.last) / 2

    @property
    def is_span(self) -> bool:
        """True when it fell on one of several days."""
        return self.last - self.first > 1


@dataclass(frozen=True)
class Lane:
    """The events of one region, in order of time."""

    name: str
    marks: tuple[Mark, ...]

    @property
    def height(self) -> float:
        """Points from the top of its name to the ground on which its marks stand."""
        return 1.5 * LINE + max(mark.rise for mark in self.marks) + HALF


def lane(name: str, rows: pd.DataFrame, since: int, until: int) -> Lane:
    """A lane for some rows, on an axis of days from `since` to `until` (ordinals).

    `rows` has `incident_id`, `start_date`, `end_date`, `attribution`, `counted` and `number`, sorted by time.
    """
    points = INSIDE / (until - since + 1)
    first = [max(day.toordinal(), since) for day in rows["start_date"]]
    last = [min(day.toordinal(), until) + 1 for day in rows["end_date"]]
    middle = [(a + b) / 2 * points for a, b in zip(first, last, strict=True)]
    wide = [HALF + (text_width(number) + 4 if number else 0) for number in rows["number"]]
    levels = _levels(middle, wide)
    return Lane(
        name,
        tuple(
            Mark(
                str(row["incident_id"]),
                first[place],
                last[place],
                HALF + 1.5 + levels[place] * STEP,
                (str(row["attribution"]), bool(row["counted"])),
                str(row["number"]),
            )
            for place, (_, row) in enumerate(rows.iterrows())
        ),
    )


def _levels(middle: Sequence[float], wide: Sequence[float]) -> list[int]:
    """How many marks each mark stands upon."""
    order = sorted(range(len(middle)), key=lambda place: middle[place])
    rows = packed([(middle[place] - HALF, middle[place] + wide[place]) for place in order])
    return [row for _, row in sorted(zip(order, rows, strict=True))]
