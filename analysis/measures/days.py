"""Days as people write them: read, held against the days that a record covers, and put in order.

Nothing here needs a table, so that a parameter can be checked before the large libraries are imported.
"""

from __future__ import annotations

from datetime import date

from analysis.errors import ParameterError
from analysis.record.schema import Coverage


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
