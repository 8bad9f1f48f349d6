"""The reports as a list to read or to be read by a program: names, titles, parameters and what each is set to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

from analysis.errors import ReportError, listed
from analysis.press.orders.kinds import Plain
from analysis.press.orders.parameters import Parameter, declared
from analysis.press.orders.relative import Relative
from analysis.press.orders.reports import Report
from analysis.press.orders.timing import TIME_LIMIT

SHOWN_REPORTS = 12
"""Reports of one group that the list shows; of more the first ones and the last."""
SHOWN_VALUES = 6


def as_lines(reports: Mapping[str, Report]) -> Iterator[str]:
    """A block of lines for each report, and one for all reports of a group.

    Raises `ReportError`, after the last line, for notebooks whose parameters cannot be read.
    """
    broken: dict[str, None] = {}
    for group, members in groupby(reports.values(), key=lambda report: report.group or report.name):
        alike = list(members)
        first = alike[0]
        notebook = f"(notebooks/{first.notebook.name})"
        if first.group:
            yield f"{group}: {len(alike):,} {'report' if len(alike) == 1 else 'reports'} {notebook}"
            yield from _members(alike)
        else:
            yield f"{first.name}: {first.title} {notebook}"
        try:
            yield from (f"  {line}" for line in _parameters(alike))
        except ReportError as error:
            broken[str(error)] = None
        yield from (f"  {line}" for line in _timing(first))
    if broken:
        raise ReportError("\n".join(broken))


def as_json(reports: Mapping[str, Report]) -> str:
    """A list of objects, one report a line. Raises `ReportError` for a notebook whose parameters cannot be read."""
    lines = ",\n ".join(json.dumps(_object(report), ensure_ascii=False) for report in reports.values())
    return f"[{lines}]"


def _members(alike: Sequence[Report]) -> Iterator[str]:
    left_out = len(alike) - SHOWN_REPORTS
    shown = alike if left_out <= 0 else [*alike[: SHOWN_REPORTS - 1], alike[-1]]
    for report in shown:
        if left_out > 0 and report is alike[-1]:
            yield f"  … {left_out:,} more; --format json lists every one"
        yield f"  {report.name}: {report.title}"


def _parameters(alike: Sequence[Report]) -> Iterator[str]:
    """A line for each parameter: its kind, what the reports set it to, and what it is."""
    for item in declared(alike[0].notebook):
        values = list(dict.fromkeys(_word(_value(report, item)) for report in alike))
        if any(item.name in report.varied for report in alike):
            shown = values if len(values) <= SHOWN_VALUES else [*values[: SHOWN_VALUES - 2], "…", values[-1]]
            setting = f"for each of {', '.join(shown)}"
        else:
            setting = f"default {values[0]}"
        yield f"{item.name} ({item.kind}, {setting}): {item.help}"


def _timing(report: Report) -> Iterator[str]:
    if report.schedule:
        schedule = report.schedule
        yield f"schedule: {schedule.cron}, {schedule.timezone}; missed slots: {schedule.missed}"
    if report.timeout != TIME_LIMIT:
        yield f"time limit: {report.timeout:g} s"
    if report.notify:
        on = listed(report.notify.on, "and") if report.notify.on else "nothing"
        yield f"notify: {listed(report.notify.to, 'and')} on {on}"


def _object(report: Report) -> Mapping[str, object]:
    schedule = report.schedule
    return {
        "name": report.name,
        "title": report.title,
        "notebook": report.notebook.stem,
        "group": report.group or None,
        "timeout": report.timeout,
        "schedule": asdict(schedule) if schedule else None,
        "notify": {"to": list(report.notify.to), "on": list(report.notify.on)} if report.notify else None,
        "parameters": [_parameter(report, item) for item in declared(report.notebook)],
    }


def _parameter(report: Report, item: Parameter) -> Mapping[str, object]:
    value = _value(report, item)
    value = str(value) if isinstance(value, Relative) else value
    return {"name": item.name, "kind": item.kind, "value": value, "help": item.help}


def _value(report: Report, item: Parameter) -> object:
    """What the report sets a parameter to: a value, or a day that a slot of its schedule names."""
    return report.relative.get(item.name) or report.parameters.get(item.name, item.default)


def _word(value: object | Plain) -> str:
    return "blank" if value == "" else str(value)
