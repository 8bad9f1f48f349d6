"""A report with the dates that its parameters become for a slot: those that the slot had before, if it was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from analysis.errors import DataError
from analysis.press.orders.reports import Report
from analysis.press.schedule.diary import Diary
from analysis.press.schedule.slots import latest, local
from analysis.record.declaration import read_schema


def settled(report: Report, slot: datetime, data: Path, known: Mapping[str, str] | None = None) -> Report:
    """The report with a date for every parameter that the slot names; `known` are dates that it had before.

    Where the record's declaration cannot be read the report comes back as it is: its run says what is wrong. Raises
    `ParameterError` for a day beyond the calendar.
    """
    if not report.relative or report.schedule is None:
        return report
    try:
        coverage = read_schema(data).coverage
    except DataError:
        return report
    day = local(report.schedule, slot).date()
    dates = {name: named.on(day, coverage).isoformat() for name, named in report.relative.items()}
    dates.update({name: date for name, date in (known or {}).items() if name in dates})
    return replace(report, parameters={**report.parameters, **dates}, relative={})


def dates_of(report: Report, settled: Report) -> dict[str, str]:
    """The dates that the parameters named by the slot became; none where they could not be told."""
    return {name: str(settled.parameters[name]) for name in report.relative if name in settled.parameters}


def by_hand(report: Report, now: datetime, data: Path, site: Path) -> Report:
    """The report as somebody gets it who asks for it between two slots: with the dates of the latest slot."""
    if not report.relative or report.schedule is None:
        return report
    slot = latest(report.schedule, now)
    if slot is None:
        return report
    diary = Diary.read(site, report.name, report.schedule)
    entry = diary.entry(slot) if diary else None
    return settled(report, slot, data, entry.dates if entry else None)
