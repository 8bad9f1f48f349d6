"""What findings on the dead are asked of: a record under a view, what each belief gives of it, and other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import attribution_turn, part
from analysis.measures.counts import Window
from analysis.measures.findings import Holds, Test, Value
from analysis.measures.grounds import of_counts
from analysis.measures.rules import ADMITTED
from analysis.measures.toll import EVERYBODY, Belief, Toll, as_told, beliefs, rows_of, toll
from analysis.measures.toll_ranges import BY_ALL, ends_of
from analysis.measures.view import View
from analysis.measures.words import plural
from analysis.record.store import Record

SUMMED = ("toll", "counts", "rules")
"""Methods of a sum."""
TESTED = (*SUMMED, "readings")
"""The same, where a claim is tested."""


@dataclass(frozen=True)
class Dead:
    """A record, and a view whose unit is one of the dead. `known` and `frames` hold what was reckoned once."""

    record: Record
    view: View
    known: dict[tuple[str, str], Toll | None] = field(default_factory=dict, repr=False)
    frames: dict[tuple[str, str, bool], pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that the rule counts and that touch the days."""
        return self.every[self.view.rule.attribution]

    @cached_property
    def every(self) -> Mapping[str, tuple[str, ...]]:
        """The rows that touch the days under each attribution rule."""
        since, until = self.view.since, self.view.until
        return {name: rows_of(self.record, self.view.rule.under(name), since, until) for name in ADMITTED}

    @cached_property
    def beliefs(self) -> dict[str, Belief]:
        """Whom one may believe, by key."""
        return {belief.key: belief for belief in beliefs(self.record)}

    def toll(self, belief: str = EVERYBODY, attribution: str = "") -> Toll | None:
        """What one belief gives under a rule, that of the report unless named; `None` where nobody of it speaks."""
        key = belief, attribution or self.view.rule.attribution
        if key not in self.known:
            self.known[key] = self._toll(*key)
        return self.known[key]

    def among(
        self, rows: Sequence[str], belief: str = EVERYBODY, attribution: str = "", *, complete: bool = False
    ) -> Toll | None:
        """The same, of some rows only; with one assumption more where `complete` (see `toll_ranges.ranges`)."""
        return self._toll(belief, attribution or self.view.rule.attribution, complete, rows)

    def _toll(
        self, belief: str, attribution: str, complete: bool = False, among: Sequence[str] | None = None
    ) -> Toll | None:
        if belief not in self.beliefs:
            return None
        rule, since, until = self.view.rule.under(attribution), self.view.since, self.view.until
        told = self.told(belief, rule.unit, complete=complete)
        return toll(self.record, self.beliefs[belief], rule, since, until, told=told, among=among)

    def told(self, belief: str, unit: str, *, complete: bool = False) -> pd.DataFrame:
        """The incidents with the numbers of a unit as one belief has them (see `toll.as_told`)."""
        key = belief, unit, complete
        if key not in self.frames:
            self.frames[key] = as_told(self.record, self.beliefs[belief], unit, complete=complete)
        return self.frames[key]

    def accounts(self, rows: Sequence[str], unit: str = "", *, complete: bool = False) -> pd.DataFrame:
        """From the lowest to the highest account of each of some rows, by id: `low`, `high` (infinite where open).

        A row without a number has neither. `within` is true for a row whose days all lie in those looked at.
        """
        least, most = ends_of(unit or self.view.rule.unit)
        told = self.told(EVERYBODY, unit or self.view.rule.unit, complete=complete)
        own = told.set_index(BY_ALL).loc[list(rows)]
        low, high = (own[name].to_numpy(dtype="float64", na_value=np.nan) for name in (least, most))
        high = np.where(np.isnan(high) & ~np.isnan(low), np.inf, high)
        since, until = pd.Timestamp(self.view.since), pd.Timestamp(self.view.until)
        inside = (own["start_date"] >= since) & (own["end_date"] <= until)
        return pd.DataFrame({"low": low, "high": high, "within": inside.to_numpy(dtype=bool)}, index=own.index)

    def value(self, count: Bounds, label: str = "") -> Value:
        """A sum as a value that rests on its rows, or on the declared periods of the days that were searched."""
        if count.rows:
            return Value(str(count), count.rows, (), label)
        window = Window(self.view.since, self.view.until)
        roles = [role for role in ("before", "campaign", "after") if part(self.record, role, window).days]
        return of_counts(self.record, str(count), dict.fromkeys(roles, replace(count, left_out=())), label)


def tests_of(answers: Mapping[str, Holds]) -> tuple[Test, ...]:
    """One test per attribution rule."""
    return tuple(Test((attribution_turn(name),), answer) for name, answer in answers.items())


def tests_where(same: Mapping[str, bool]) -> tuple[Test, ...]:
    """One test per attribution rule for a claim that is true under it or is not."""
    return tests_of({name: "yes" if answer else "no" for name, answer in same.items()})


def rows_value(rows: Sequence[str], label: str = "") -> Value:
    """How many rows, as a value that leads to them."""
    return Value(plural(len(rows), "row"), tuple(rows), label=label)
