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
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.errors import ParameterError, listed
from analysis.measures.bounds import Bounds
from analysis.measures.rules import Rule
from analysis.record.schema import Coverage, Unit

PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}
"""Names of the calendar periods and their pandas frequency."""

Mask = pd.Series | np.ndarray
"""True or false for each incident, in the order of the table."""

RESULT = ("low", "high", "covered", "rows", "left_out")


@dataclass(frozen=True)
class Window:
    """The days counted, both included."""

    since: date
    until: date

    @classmethod
    def of(cls, coverage: Coverage, since: date | None = None, until: date | None = None) -> Window:
        """The days asked for; an end not named is that of the coverage, or the named one where that lies outside."""
        first = since or min(coverage.start, until or coverage.start)
        return cls(first, until or max(coverage.end, first))

    @property
    def days(self) -> int:
        """Number of days; 0 when the window is empty."""
        return max((self.until - self.since).days + 1, 0)


@dataclass(frozen=True)
class _Rows:
    """The rows that count here, as arrays: ids, first and last day cut to the window, and the numbers stated.

    `whole` marks rows that lie wholly inside the window and surely belong; the others add nothing to a minimum.
    """

    ids: np.ndarray
    start: np.ndarray
    end: np.ndarray
    low: np.ndarray
    high: np.ndarray
    whole: np.ndarray
    chosen: np.ndarray

    @property
    def stated(self) -> np.ndarray:
        """True where a row states a minimum or a maximum."""
        either: np.ndarray = ~(np.isnan(self.low) & np.isnan(self.high))
        return either


@dataclass(frozen=True)
class _Cells:
    """Where each row falls: its group, and the first and last period it touches."""

    group: np.ndarray
    first: np.ndarray
    last: np.ndarray
    groups: int
    periods: int

    @property
    def size(self) -> int:
        """Number of cells, periods within groups."""
        return self.groups * self.periods


def total(
    incidents: pd.DataFrame,
    rule: Rule,
    coverage: Coverage,
    since: date | None = None,
    until: date | None = None,
    *,
    unit: Unit | None = None,
    keep: Mask | None = None,
    possible: Mask | None = None,
) -> Bounds:
    """The bounded count of a window as one value, equal to the single row of `count` without `by`.

    `keep` is true for the rows to look at, `unit` the unit's name in words; the rest is as for `count`.
    """
    window = Window.of(coverage, since, until)
    rows = _usable(incidents, rule, window, keep, possible)
    covered = coverage.start <= window.since <= window.until <= coverage.end
    stated = rows.stated
    is_open = bool(np.isnan(rows.high).any())
    return Bounds(
        unit or Unit(rule.unit),
        int(np.nansum(rows.low[rows.whole])) if covered else None,
        int(rows.high.sum()) if covered and not is_open else None,
        covered,
        tuple(rows.ids[stated]),
        tuple(rows.ids[~stated]),
    )


def count(
    incidents: pd.DataFrame,
    rule: Rule,
    coverage: Coverage,
    *,
    by: str | Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    possible: Mask | None = None,
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
    coverage, and where the window has no day, `low` and `high` are missing and `covered` is false.

    Raises `ParameterError` for two periods or two columns in `by`.
    """
    period, column = _by([by] if isinstance(by, str) else by)
    window = Window.of(coverage, since, until)
    starts, ends, labels = _periods(window, period)
    rows = _usable(incidents, rule, window, None, possible)
    values, group = _groups(incidents, column, rows.chosen)
    cells = _Cells(group, np.searchsorted(ends, rows.start), np.searchsorted(ends, rows.end), len(values), len(starts))
    table = pd.DataFrame(_bounded(rows, cells))
    table["covered"] = np.tile(_covered(starts, ends, coverage), len(values))
    table[["low", "high"]] = table[["low", "high"]].mask(~table["covered"])
    table = table[list(RESULT)]
    if column is not None:
        table.insert(0, column, pd.Series(np.repeat(np.array(values, dtype=object), len(starts)), dtype=object))
    if period is not None:
        table.insert(0, period, pd.Series(np.tile(np.array(labels, dtype=object), len(values)), dtype=object))
    return table


def _by(names: Sequence[str]) -> tuple[str | None, str | None]:
    """The one period and the one column among the names."""
    periods = [name for name in names if name in PERIODS]
    columns = [name for name in names if name not in PERIODS]
    if len(periods) > 1 or len(columns) > 1:
        raise ParameterError(f"by: {listed(names, 'and')} do not go together. Name one period, one column or both.")
    return next(iter(periods), None), next(iter(columns), None)


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


def _usable(incidents: pd.DataFrame, rule: Rule, window: Window, keep: Mask | None, possible: Mask | None) -> _Rows:
    """The rows that the rule admits and that touch the window."""
    since, until = np.datetime64(window.since, "D"), np.datetime64(window.until, "D")
    start = incidents["start_date"].to_numpy().astype("datetime64[D]")
    end = incidents["end_date"].to_numpy().astype("datetime64[D]")
    chosen = rule.admits(incidents).to_numpy(dtype=bool) & (start <= until) & (end >= since) & (since <= until)
    if keep is not None:
        chosen = chosen & np.asarray(keep, dtype=bool)
    start, end = start[chosen], end[chosen]
    whole = (start >= since) & (end <= until)
    if possible is not None:
        whole = whole & ~np.asarray(possible, dtype=bool)[chosen]
    low, high = (incidents[name].to_numpy(dtype="float64", na_value=np.nan)[chosen] for name in rule.columns)
    ids = incidents["incident_id"].to_numpy(dtype=object)[chosen]
    return _Rows(ids, np.maximum(start, since), np.minimum(end, until), low, high, whole, chosen)


def _groups(incidents: pd.DataFrame, column: str | None, chosen: np.ndarray) -> tuple[list[object], np.ndarray]:
    """The groups in declared order, a last one for missing values where there are any, and each row's place in them."""
    if column is None:
        return [None], np.zeros(int(chosen.sum()), dtype=np.int64)
    codes = incidents[column].cat.codes.to_numpy(dtype=np.int64)[chosen]
    values: list[object] = list(incidents[column].cat.categories)
    if (codes < 0).any() or not values:
        codes = np.where(codes < 0, len(values), codes)
        values.append(None)
    return values, codes


def _bounded(rows: _Rows, cells: _Cells) -> dict[str, pd.Series]:
    """Lower and upper bound, and the rows behind them, for every cell of group and period."""
    stated = rows.stated
    certain = rows.whole & stated & (cells.first == cells.last)
    home = cells.group * cells.periods + cells.first
    lows = np.bincount(home[certain], weights=np.nan_to_num(rows.low[certain]), minlength=cells.size)
    highs = _spread(np.nan_to_num(rows.high), cells)
    is_open = _spread(np.isnan(rows.high).astype("float64"), cells) > 0
    return {
        "low": pd.Series(lows.astype("int64"), dtype="Int64"),
        "high": pd.Series(highs.round().astype("int64"), dtype="Int64").mask(is_open),
        "rows": _members(rows.ids, cells, stated),
        "left_out": _members(rows.ids, cells, ~stated),
    }


def _spread(weights: np.ndarray, cells: _Cells) -> np.ndarray:
    """The sum over rows of a weight given to every period the row touches, by differences: no loop over periods."""
    wide = cells.periods + 1
    first, beyond = cells.group * wide + cells.first, cells.group * wide + cells.last + 1
    steps = np.bincount(first, weights, cells.groups * wide) - np.bincount(beyond, weights, cells.groups * wide)
    return steps.reshape(cells.groups, wide).cumsum(axis=1)[:, :-1].ravel()


def _members(ids: np.ndarray, cells: _Cells, which: np.ndarray) -> pd.Series:
    """The ids of the chosen rows in each cell they touch, in the order of the table."""
    spans = (cells.last - cells.first + 1)[which]
    row = np.repeat(np.flatnonzero(which), spans)
    step = np.arange(len(row)) - np.repeat(np.cumsum(spans) - spans, spans)
    cell = cells.group[row] * cells.periods + cells.first[row] + step
    small = cell.astype("uint16") if cells.size < 1 << 16 else cell  # numbers of two bytes are sorted without comparing
    sorted_ids = ids[row[np.argsort(small, kind="stable")]]
    edges = np.append(0, np.bincount(cell, minlength=cells.size).cumsum())
    return pd.Series([tuple(sorted_ids[a:b]) for a, b in pairwise(edges)], dtype=object)


def _covered(starts: np.ndarray, ends: np.ndarray, coverage: Coverage) -> np.ndarray:
    first, last = np.datetime64(coverage.start, "D"), np.datetime64(coverage.end, "D")
    covered: np.ndarray = (first <= starts) & (starts <= ends) & (ends <= last)
    return covered
