"""Bounded counts of interval-censored rows.

A row says that a number of strikes fell on unknown days of a span. Inside a period it counts in full; across an edge it
may have fallen wholly on either side, so it adds nothing to the minimum and all it has to the maximum. Rows are
independent of one another, so the sums are tight: some placement of the strikes attains each bound, none goes beyond.
(Interval censoring as in Turnbull 1976, J. R. Stat. Soc. B 38:290-295, with bounds instead of a likelihood.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.rules import Rule
from analysis.record.schema import Coverage

PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}
"""Names of the calendar periods and their pandas frequency."""

RESULT = ("low", "high", "covered", "rows", "left_out")


@dataclass(frozen=True)
class Window:
    """The days counted, both included."""

    since: date
    until: date

    @classmethod
    def of(cls, coverage: Coverage, since: date | None = None, until: date | None = None) -> Window:
        """The days asked for; an end that is not named is that of the coverage."""
        return cls(since or coverage.start, until or coverage.end)

    @property
    def days(self) -> int:
        """Number of days; 0 when the window is empty."""
        return max((self.until - self.since).days + 1, 0)


@dataclass(frozen=True)
class _Cells:
    """Where each usable row falls: its group, its first and last period, and whether one period holds all of it."""

    group: np.ndarray
    first: np.ndarray
    last: np.ndarray
    whole: np.ndarray
    groups: int
    periods: int

    @property
    def size(self) -> int:
        return self.groups * self.periods


def total(
    incidents: pd.DataFrame,
    rule: Rule,
    coverage: Coverage,
    since: date | None = None,
    until: date | None = None,
    unit: str | None = None,
    possible: pd.Series | None = None,
) -> Bounds:
    """The bounded count of all rows in a window as one value; see `count`. `unit` is the unit's name in words."""
    table = count(incidents, rule, coverage, since=since, until=until, possible=possible)
    return Bounds.from_row(table.iloc[0], unit or rule.unit)


def count(
    incidents: pd.DataFrame,
    rule: Rule,
    coverage: Coverage,
    *,
    by: str | Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    possible: pd.Series | None = None,
) -> pd.DataFrame:
    """Bounded counts per period and category, complete and in declared order.

    Parameters
    ----------
    incidents
        One row per incident: `incident_id`, `start_date`, `end_date`, `attribution`, the two columns of the rule's
        unit, and the categorical columns named in `by`.
    by
        `year`, `quarter` or `month`, a categorical column, or one of each. Every period of the window and every
        declared category has a row; rows whose category is missing form a last group of their own.
    since, until
        First and last day counted; by default those of the coverage. A period cut by them counts the days inside.
    possible
        True for rows that only may belong here (a filter they neither pass nor fail): nothing to the minimum, all to
        the maximum.

    Returns
    -------
    One row per group: the columns named in `by` (a year as a number, other periods as text), `low` and `high` (Int64),
    `covered`, `rows` and `left_out` (tuples of ids). `high` is missing where a row in the group states no maximum, and
    where a row states no value at all: such a row is in `left_out`. Where any day of the period lies outside the
    coverage `low` and `high` are missing and `covered` is false.
    """
    names = [by] if isinstance(by, str) else list(by)
    period = next((name for name in names if name in PERIODS), None)
    column = next((name for name in names if name not in PERIODS), None)
    window = Window.of(coverage, since, until)
    starts, ends, labels = _periods(window, period)
    usable, unsure = _usable(incidents, rule, window, possible)
    values, group = _groups(usable, column)
    cells = _place(usable, starts, ends, window, group, len(values), unsure)
    table = _bounded(usable, rule, cells)
    table["covered"] = np.tile(_covered(starts, ends, coverage), len(values))
    table.loc[~table["covered"], ["low", "high"]] = pd.NA
    if column is not None:
        table.insert(0, column, pd.Series(np.repeat(np.array(values, dtype=object), len(starts)), dtype=object))
    if period is not None:
        table.insert(0, period, pd.Series(np.tile(np.array(labels, dtype=object), len(values)), dtype=object))
    return table


def _periods(window: Window, period: str | None) -> tuple[np.ndarray, np.ndarray, list[int | str]]:
    """First day, last day and name of each period of the window, cut to the window."""
    since, until = np.datetime64(window.since, "D"), np.datetime64(window.until, "D")
    if period is None:
        return np.array([since]), np.array([until]), [""]
    index = pd.period_range(window.since, window.until, freq=PERIODS[period])
    starts = index.start_time.to_numpy().astype("datetime64[D]")
    ends = index.end_time.to_numpy().astype("datetime64[D]")
    labels: list[int | str] = [int(item.year) if period == "year" else str(item) for item in index]
    return np.maximum(starts, since), np.minimum(ends, until), labels


def _usable(
    incidents: pd.DataFrame, rule: Rule, window: Window, possible: pd.Series | None
) -> tuple[pd.DataFrame, np.ndarray]:
    """Rows that the rule admits and that touch the window, and which of them are only possible."""
    since, until = pd.Timestamp(window.since), pd.Timestamp(window.until)
    keep = rule.admits(incidents) & (incidents["start_date"] <= until) & (incidents["end_date"] >= since)
    unsure = np.zeros(int(keep.sum()), dtype=bool) if possible is None else possible[keep].to_numpy(dtype=bool)
    return incidents[keep], unsure


def _groups(usable: pd.DataFrame, column: str | None) -> tuple[list[object], np.ndarray]:
    """The groups in declared order, a last one for missing values where there are any, and each row's place in them."""
    if column is None:
        return [None], np.zeros(len(usable), dtype=np.int64)
    codes = usable[column].cat.codes.to_numpy(dtype=np.int64)
    values: list[object] = list(usable[column].cat.categories)
    if (codes < 0).any() or not values:
        codes = np.where(codes < 0, len(values), codes)
        values.append(None)
    return values, codes


def _place(
    usable: pd.DataFrame,
    starts: np.ndarray,
    ends: np.ndarray,
    window: Window,
    group: np.ndarray,
    groups: int,
    unsure: np.ndarray,
) -> _Cells:
    start = usable["start_date"].to_numpy().astype("datetime64[D]")
    end = usable["end_date"].to_numpy().astype("datetime64[D]")
    first = np.searchsorted(ends, np.maximum(start, np.datetime64(window.since, "D")))
    last = np.searchsorted(ends, np.minimum(end, np.datetime64(window.until, "D")))
    inside = (start >= np.datetime64(window.since, "D")) & (end <= np.datetime64(window.until, "D"))
    return _Cells(group, first, last, inside & (first == last) & ~unsure, groups, len(starts))


def _bounded(usable: pd.DataFrame, rule: Rule, cells: _Cells) -> pd.DataFrame:
    """Lower and upper bound, and the rows behind them, for every cell of group and period."""
    low, high = (usable[name].to_numpy(dtype="float64", na_value=np.nan) for name in rule.columns)
    stated = ~(np.isnan(low) & np.isnan(high))
    home = cells.group * cells.periods + cells.first
    certain = cells.whole & stated
    lows = np.bincount(home[certain], weights=np.nan_to_num(low[certain]), minlength=cells.size)
    highs = _spread(np.nan_to_num(high), cells)
    is_open = _spread(np.isnan(high).astype("float64"), cells) > 0
    ids = usable["incident_id"].to_numpy(dtype=object)
    table = pd.DataFrame({"low": pd.array(lows.astype("int64"), dtype="Int64")})
    table["high"] = pd.array(highs.round().astype("int64"), dtype="Int64")
    table.loc[is_open, "high"] = pd.NA
    table["rows"] = _members(ids, cells, stated)
    table["left_out"] = _members(ids, cells, ~stated)
    return table


def _spread(weights: np.ndarray, cells: _Cells) -> np.ndarray:
    """The sum over rows of a weight given to every period the row touches, by differences: no loop over periods."""
    steps = np.zeros((cells.groups, cells.periods + 1))
    np.add.at(steps, (cells.group, cells.first), weights)
    np.add.at(steps, (cells.group, cells.last + 1), -weights)
    return steps.cumsum(axis=1)[:, :-1].ravel()


def _members(ids: np.ndarray, cells: _Cells, which: np.ndarray) -> pd.Series:
    """The ids of the chosen rows in each cell they touch, in the order of the table."""
    spans = (cells.last - cells.first + 1)[which]
    row = np.repeat(np.flatnonzero(which), spans)
    step = np.arange(len(row)) - np.repeat(np.cumsum(spans) - spans, spans)
    cell = cells.group[row] * cells.periods + cells.first[row] + step
    order = np.argsort(cell, kind="stable")
    edges = np.searchsorted(cell[order], np.arange(cells.size + 1))
    sorted_ids = ids[row][order]
    return pd.Series([tuple(sorted_ids[a:b]) for a, b in zip(edges[:-1], edges[1:], strict=True)], dtype=object)


def _covered(starts: np.ndarray, ends: np.ndarray, coverage: Coverage) -> np.ndarray:
    return (starts >= np.datetime64(coverage.start, "D")) & (ends <= np.datetime64(coverage.end, "D"))
