"""Names over days: the campaign and the moments that the record declares, in rows above a panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes

from analysis.charts.labels import Flag, flags
from analysis.charts.sheet import Sheet
from analysis.charts.theme import INSIDE, LEFT, LINE, MUTED, RIGHT, WIDTH
from analysis.record.store import Period, Record

BRACKET = 5.0
"""Points above a panel in which brackets show how long a named span lasts."""

LOOK: Mapping[str, Any] = {"color": MUTED, "linewidth": 0.8, "zorder": 0.5}


def moments(record: Record, since: date, until: date) -> list[Period]:
    """The moments of the record that touch a window, cut to it, in order of time."""
    rows = record.periods[record.periods["role"] == "moment"].sort_values(["start_date", "end_date"])
    every = [
        Period(str(row["name"]), row["start_date"].date(), row["end_date"].date()).within(since, until)
        for _, row in rows.iterrows()
    ]
    return [moment for moment in every if moment.days > 0]


@dataclass(frozen=True)
class Named:
    """Periods and the flags with their names, row 0 nearest to the panel."""

    periods: tuple[tuple[Period, Flag], ...]

    @classmethod
    def of(cls, periods: Sequence[Period], since: date, until: date) -> Named:
        """Each period's name at its first day, or over its only one, on an axis from `since` to `until`."""
        scale = INSIDE / ((until - since).days + 1)
        first = since.toordinal()
        poles = [LEFT + (p.start.toordinal() + (0.5 if p.days == 1 else 0) - first) * scale for p in periods]
        raised = flags([(x, period.name) for x, period in zip(poles, periods, strict=True)], LEFT, WIDTH - RIGHT)
        return cls(tuple(zip(periods, raised, strict=True)))

    @property
    def height(self) -> float:
        """Points that the names take above the panel."""
        return BRACKET + LINE * (1 + max(flag.row for _, flag in self.periods)) if self.periods else 0.0

    def draw(self, sheet: Sheet, axes: Axes) -> None:
        """The names; a bracket over each span, and a line through the panel at each single day."""
        top, bottom = (sheet.down(axes, end) for end in reversed(axes.get_ylim()))
        for period, flag in self.periods:
            base = top - BRACKET - flag.row * LINE
            sheet.write(flag.left + (2 if flag.left == flag.pole else -2), base - 3, flag.words, color=MUTED)
            foot = bottom if period.days == 1 else top - BRACKET + 1
            if period.days == 1 or flag.row > 0:
                sheet.axes.plot([flag.pole] * 2, [base - LINE + 3, foot], label="pole", linestyle=(0, (1, 2)), **LOOK)
            if period.days > 1:
                ends = period.start.toordinal(), period.end.toordinal() + 1
                left, right = (sheet.across(axes, end) for end in ends)
                corners = [top - 1, top - BRACKET + 1, top - BRACKET + 1, top - 1]
                sheet.axes.plot([left + 0.5] * 2 + [right - 0.5] * 2, corners, label="bracket", **LOOK)
