"""What a report looks at: a rule and the days, checked once against the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from analysis.errors import ParameterError
from analysis.measures.counts import Window
from analysis.measures.days import covered_day, in_order
from analysis.measures.rules import Rule
from analysis.record.store import Record


@dataclass(frozen=True)
class View:
    """A rule, and the first and last day of a report; every measure and chart of it is made under these."""

    rule: Rule
    since: date
    until: date

    @classmethod
    def of(
        cls,
        record: Record,
        *,
        since: str = "",
        until: str = "",
        unit: str = "strikes",
        attribution: str = "acknowledged",
    ) -> Self:
        """The view that these words ask for; a blank day is the end of the record's coverage.

        Raises `ParameterError` for a word or a day that cannot be used: days must be written YYYY-MM-DD, lie in the
        coverage and stand in order.
        """
        first = covered_day("since", since, record.coverage)
        last = covered_day("until", until, record.coverage)
        window = Window.of(record.coverage, first, last)
        in_order(window.since, window.until)
        return cls(Rule(unit, attribution), window.since, window.until)

    @classmethod
    def of_year(
        cls, record: Record, year: int = 0, *, unit: str = "strikes", attribution: str = "acknowledged"
    ) -> Self:
        """The view of a calendar year, or of the part of it that the record covers; 0 is the last year with a row.

        Raises `ParameterError` for a year of which no day is covered, and for a word that cannot be used.
        """
        rule, coverage = Rule(unit, attribution), record.coverage
        if year == 0:
            ends = record.incidents.loc[rule.admits(record.incidents), "end_date"]
            year = coverage.end.year if ends.empty else ends.max().year
        if not coverage.start.year <= year <= coverage.end.year:
            raise ParameterError(
                f"year: {year} is not covered by the record. Choose one from {coverage.start.year} to "
                f"{coverage.end.year}."
            )
        since, until = max(coverage.start, date(year, 1, 1)), min(coverage.end, date(year, 12, 31))
        return cls(rule, since, until)
