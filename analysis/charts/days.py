"""Days along an axis: whole numbers from left to right, with ticks as fine as their labels allow.

The numbers are Python's ordinals and the names are our own, because matplotlib's dates follow a time zone, an epoch and
the locale of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from matplotlib.axes import Axes

from analysis.charts.labels import text_width
from analysis.charts.theme import MUTED, SIZE
from analysis.measures.words import MONTHS

STEPS = (
    *(("day", number) for number in (1, 2, 5, 10)),
    *(("month", number) for number in (1, 2, 3, 6)),
    *(("year", number) for number in (1, 2, 5, 10, 20, 50)),
)
"""Distances between ticks, from the finest."""
UNITS = ("day", "month", "year")
ROOM = 1.35
"""How much wider than its label the space between two ticks must be."""


def set_days(axes: Axes, since: date, until: date) -> None:
    """Let the axis run from the beginning of the first day to the end of the last."""
    axes.set_xlim(since.toordinal(), until.toordinal() + 1)


def name_days(axes: Axes, since: date, until: date, width: float, *, whole: str = "day") -> None:
    """Ticks and names of days below an axis that is `width` points wide.

    `whole` is the unit that what is drawn fills, and the finest one named: its ticks stand in the middle of it, those
    of longer units where they begin.
    """
    found = ticks(since, until, width, whole)
    axes.set_xticks([tick.position for tick in found], [tick.words for tick in found])
    axes.tick_params(axis="x", length=3, width=0.8, pad=4, color=MUTED, labelcolor=MUTED, labelsize=SIZE)


@dataclass(frozen=True)
class Tick:
    """A place on the axis and its name."""

    position: float
    words: str


def ticks(since: date, until: date, width: float, whole: str = "day") -> list[Tick]:
    """The days to name, as many as fit side by side on `width` points."""
    points = width / ((until - since).days + 1)
    for unit, step in STEPS:
        if UNITS.index(unit) < UNITS.index(whole) or (unit == "day" and points * step < text_width("30")):
            continue
        found = _named(list(_starts(unit, step, since, until)), unit, until if unit == whole else None)
        apart = (
            (b.position - a.position) * points >= ROOM * (text_width(a.words) + text_width(b.words)) / 2
            for a, b in pairwise(found)
        )
        if found and all(apart):
            return found
    return [Tick(since.toordinal() + 0.5, f"{_day_and_month(since)} {since.year}")]


def _starts(unit: str, step: int, since: date, until: date) -> Iterator[date]:
    """First days of every `step`-th day of a month, month or year within the span."""
    day = since
    while day <= until:
        number = {"day": day.day - 1, "month": day.month - 1, "year": day.year}[unit]
        begins = unit == "day" or (day.day == 1 and (unit == "month" or day.month == 1))
        last_of_month = unit == "day" and step > 1 and day.day > 31 - step / 2
        if begins and number % step == 0 and not last_of_month:
            yield day
        day = day + timedelta(days=1) if unit == "day" else _next_month(day)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _named(days: list[date], unit: str, until: date | None) -> list[Tick]:
    """Each day with its name: the year is said at the first and wherever it changes.

    With a last day the ticks stand in the middle of their units, as far as these lie within it.
    """
    result = []
    for number, day in enumerate(days):
        fresh = number == 0 or day.year != days[number - 1].year
        words = {"day": _day_and_month(day), "month": MONTHS[day.month - 1][:3], "year": str(day.year)}[unit]
        end = {"day": day + timedelta(days=1), "month": _next_month(day), "year": date(day.year + 1, 1, 1)}[unit]
        last = day if until is None else min(end, until + timedelta(days=1))
        position = (day.toordinal() + last.toordinal()) / 2
        result.append(Tick(position, f"{words} {day.year}" if fresh and unit != "year" else words))
    return result


def _day_and_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"
