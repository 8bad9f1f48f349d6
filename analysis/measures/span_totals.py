"""Rows of a campaign that lost a published total: what is known of them together, as one span.

A row between two published totals holds their difference. When one of the two goes, the totals on either side of it
still say how many fell between them, only not on which of the days. So rows of a campaign that lost their numbers
become one span between the nearest totals of the campaign that are left. Where none is left that holds them, nothing is
known of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.measures.scope import Answers, CannotAnswerError, scope_of
from analysis.measures.upholding import USED
from analysis.record.store import Record

SPANNED = ("strikes",)
"""Units of whose totals the numbers of rows are reckoned."""


@dataclass(frozen=True)
class _Total:
    """A published total: its claim, its days, what it states, and the places of the rows that it counts."""

    claim: int
    since: date
    until: date
    low: int
    high: int
    rows: frozenset[int]


@dataclass(frozen=True)
class _Between:
    """The rows between two totals, the days between them, and from what to what these hold together."""

    rows: frozenset[int]
    since: date
    until: date
    low: int
    high: int


NONE = _Total(-1, date.min, date.min, 0, 0, frozenset())


@dataclass(frozen=True)
class SpanTotals:
    """The totals of the campaigns of a record."""

    record: Record

    @cached_property
    def _of_campaign(self) -> np.ndarray:
        return self.record.incidents["campaign"].notna().to_numpy(dtype=bool)

    @cached_property
    def _totals(self) -> list[_Total]:
        """The totals in use that count whole rows of a campaign and no others, and state both ends."""
        record, unit = self.record, SPANNED[0]
        claims, answers = record.claims, Answers(record)
        chosen = (claims["standing"] == USED) & claims["incident_id"].isna() & claims["campaign"].notna()
        chosen &= (claims["metric"] == unit) & claims["value_min"].notna() & claims["value_max"].notna()
        places = pd.Index(record.incidents["incident_id"].to_numpy(dtype=object))
        found = []
        for place in np.flatnonzero(chosen.to_numpy(dtype=bool)):
            claim = claims.iloc[place]
            try:
                scope = scope_of(claim, record, unit)
                counted = scope.count(answers)
            except CannotAnswerError:
                continue
            rows = places.get_indexer(pd.Index([*counted.rows, *counted.left_out], dtype=object)).tolist()
            days = record.incidents.iloc[rows]
            inside = (days["start_date"] >= pd.Timestamp(scope.since)) & (days["end_date"] <= pd.Timestamp(scope.until))
            if inside.all() and not days["campaign"].isna().any():
                ends = int(claim["value_min"]), int(claim["value_max"])
                found.append(_Total(int(place), scope.since, scope.until, *ends, frozenset(rows)))
        return found

    @cached_property
    def _ends(self) -> tuple[np.ndarray, np.ndarray]:
        columns = (f"{SPANNED[0]}_min", f"{SPANNED[0]}_max")
        low, high = (self.record.incidents[name].to_numpy(dtype="float64", na_value=np.nan) for name in columns)
        return low, high

    def over(self, broken: np.ndarray, gone: np.ndarray, incidents: pd.DataFrame) -> tuple[pd.DataFrame, set[int]]:
        """Spans in the place of rows that lost their number when these claims went, and the places of those rows.

        `incidents` are those of the record, with the columns that a span should have.
        """
        left = set(broken[self._of_campaign[broken]].tolist())
        if not left:
            return incidents.iloc[:0], set()
        lost = set(gone.tolist())
        between = list(self._between([one for one in self._totals if one.claim not in lost]))
        spans, joined = [], set[int]()
        for row in sorted(left & set[int]().union(*(one.rows for one in between))):
            if row in joined:
                continue
            found = [one for one in between if row in one.rows and not one.rows & left & joined]
            for one in sorted(found, key=lambda one: (len(one.rows & left), len(one.rows))):
                rows = one.rows & left
                ends = self._left_for(one, rows)
                if ends is not None:
                    spans.append(_span(incidents.iloc[sorted(rows)], one, *ends))
                    joined |= rows
                    break
        return (pd.concat(spans) if spans else incidents.iloc[:0]), joined

    def _left_for(self, between: _Between, rows: Collection[int]) -> tuple[int, int] | None:
        """What the totals leave for these rows together; `None` where the others between them leave nothing to say."""
        known = sorted(between.rows - set(rows))
        low, high = (float(ends[known].sum()) for ends in self._ends)
        if np.isnan(low + high):
            return None
        ends = max(between.low - int(high), 0), between.high - int(low)
        return None if ends[1] < max(ends[0], len(rows)) else ends

    def _between(self, totals: Sequence[_Total]) -> Iterator[_Between]:
        """What lies between each two totals of which one holds the other, and in each by itself."""
        for outer in totals:
            for inner in (NONE, *totals):
                if not inner.rows < outer.rows and inner is not NONE:
                    continue
                since, until = outer.since, outer.until
                if inner is not NONE:
                    if inner.since == since and inner.until < until:
                        since = inner.until + timedelta(days=1)
                    elif inner.until == until and since < inner.since:
                        until = inner.since - timedelta(days=1)
                    elif not since <= inner.since <= inner.until <= until:
                        continue
                yield _Between(outer.rows - inner.rows, since, until, outer.low - inner.high, outer.high - inner.low)


def _span(rows: pd.DataFrame, between: _Between, low: int, high: int) -> pd.DataFrame:
    """Rows that lost their number as one, under the id of the first; what they do not share is not known of it."""
    span = rows.iloc[[0]].copy()
    for name in rows.columns.difference(["incident_id"]):
        cells = rows[name]
        if name.endswith(("_min", "_max")):
            span[name] = pd.array([cells.sum() if cells.notna().all() else None], dtype="Int64")
        elif cells.nunique(dropna=False) > 1:
            span[name] = pd.Series([None], dtype=cells.dtype, index=span.index)
    span["start_date"], span["end_date"] = pd.Timestamp(between.since), pd.Timestamp(between.until)
    for end, value in (("min", low), ("max", high)):
        span[f"{SPANNED[0]}_{end}"] = pd.array([value], dtype="Int64")
    return span.astype(rows.dtypes)
