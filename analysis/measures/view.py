"""What a report looks at: a rule and the days, checked once against the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from analysis.errors import ParameterError
from analysis.measures.counts import Window
from analysis.measures.rules import Rule
from analysis.record.schema import Coverage
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


def parsed_day(name: str, text: str) -> date | None:
    """A day written YYYY-MM-DD, or `None` for a blank. Raises `ParameterError` for anything else."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ParameterError(f"{name}: {text!r} is not a day. Write it as YYYY-MM-DD, such as 2016-08-01.")
    return day


def covered_day(name: str, text: str, coverage: Coverage) -> date | None:
    """A day that the record covers. Raises `ParameterError` for one outside, naming the days that are covered."""
    day = parsed_day(name, text)
    if day is not None and not coverage.start <= day <= coverage.end:
        raise ParameterError(
            f"{name}: {text} is not covered by the record. Choose a day from {coverage.start} to {coverage.end}."
        )
    return day


def in_order(since: date | None, until: date | None) -> None:
    """Raises `ParameterError` when the first day comes after the last."""
    if since is not None and until is not None and since > until:
        raise ParameterError(f"since: {since} comes after until, {until}. Exchange the two days.")
