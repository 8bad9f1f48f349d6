"""What findings on the dead are asked of: a record under a view, what each belief gives of it, and other rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import attribution_turn, part
from analysis.measures.counts import Window
from analysis.measures.findings import Holds, Test, Value
from analysis.measures.grounds import of_counts
from analysis.measures.rules import ADMITTED
from analysis.measures.toll import Belief, Toll, beliefs, rows_of, toll
from analysis.measures.view import View
from analysis.record.store import Record


@dataclass(frozen=True)
class Dead:
    """A record, and a view whose unit is one of the dead. `known` holds what was summed up once."""

    record: Record
    view: View
    known: dict[tuple[str, str, bool], Toll | None] = field(default_factory=dict, repr=False)

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

    def toll(self, belief: str, attribution: str = "", *, complete: bool = False) -> Toll | None:
        """What one belief gives under a rule, that of the report unless named; `None` where nobody of it speaks."""
        key = belief, attribution or self.view.rule.attribution, complete
        if key not in self.known:
            self.known[key] = self._toll(*key)
        return self.known[key]

    def among(self, belief: str, attribution: str, rows: Sequence[str]) -> Toll | None:
        """The same, of some rows only."""
        return self._toll(belief, attribution, among=rows)

    def _toll(
        self, belief: str, attribution: str, complete: bool = False, among: Sequence[str] | None = None
    ) -> Toll | None:
        if belief not in self.beliefs:
            return None
        rule, since, until = self.view.rule.under(attribution), self.view.since, self.view.until
        return toll(self.record, self.beliefs[belief], rule, since, until, complete=complete, among=among)

    def value(self, count: Bounds, label: str = "") -> Value:
        """A sum as a value that rests on its rows, or on the declared periods of the days that were searched."""
        window = Window(self.view.since, self.view.until)
        roles = [role for role in ("before", "campaign", "after") if part(self.record, role, window).days]
        own = replace(count, left_out=())
        if roles:
            return of_counts(self.record, str(count), dict.fromkeys(roles, own), label)
        return Value(str(count), count.rows, (), label)


def tests_of(answers: Mapping[str, Holds]) -> tuple[Test, ...]:
    """One test per attribution rule."""
    return tuple(Test((attribution_turn(name),), answer) for name, answer in answers.items())


def tests_where(same: Mapping[str, bool]) -> tuple[Test, ...]:
    """One test per attribution rule for a sentence whose numbers are these under it, or are not."""
    return tests_of({name: "yes" if answer else "no" for name, answer in same.items()})
