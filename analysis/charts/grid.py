"""What lies behind the marks of a panel: round numbers, the days of the campaign, and days that are not covered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from matplotlib.axes import Axes

from analysis.charts.sheet import AREAS
from analysis.charts.theme import MUTED, RULE, SIZE
from analysis.record.schema import Coverage
from analysis.record.store import Period


def grid(axes: Axes, step: float) -> None:
    """Round numbers at the left, from zero to the end of the axis, and light lines behind the marks."""
    values = np.arange(0, axes.get_ylim()[1] + step / 100, step)
    axes.set_yticks(values, [f"{value:,.0f}" for value in values])
    axes.tick_params(axis="y", length=0, pad=5, labelcolor=MUTED, labelsize=SIZE)
    axes.hlines(values[1:], *axes.get_xlim(), color=RULE, linewidth=0.6, zorder=0.5)


def shade(axes: Axes, period: Period) -> None:
    """The days of a period, whole, behind everything else."""
    axes.axvspan(period.start.toordinal(), period.end.toordinal() + 1, zorder=0, label="campaign", **AREAS["campaign"])


def uncovered(coverage: Coverage, since: date, until: date) -> list[tuple[date, date]]:
    """The spans of a window that lie outside the coverage, none, one or two: first and last day of each."""
    before = (since, min(until, coverage.start - timedelta(days=1)))
    after = (max(since, coverage.end + timedelta(days=1)), until)
    return [(first, last) for first, last in (before, after) if first <= last]


def hatch_absent(axes: Axes, spans: Sequence[tuple[date, date]]) -> None:
    """Spans of days for which the record does not answer: hatched, so that they cannot be taken for zero."""
    for start, end in spans:
        axes.axvspan(start.toordinal(), end.toordinal() + 1, zorder=1, label="not-covered", **AREAS["not-covered"])
