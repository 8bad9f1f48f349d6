"""Who is to be told: variables of the environment that hold addresses. Nothing here is written or shown anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from analysis.press.orders.notify import USUAL, Notify
from analysis.press.orders.reports import Report


def notify_of(report: Report) -> Notify:
    """Whom the report tells, as `reports.yml` says or else as usual."""
    return report.notify or Notify()


def wanted(reports: Iterable[Report]) -> bool:
    """Whether anybody is to be told of anything; where nobody is, nothing else of this room is imported."""
    return bool(os.environ.get(USUAL, "").strip()) or any(report.notify for report in reports)


def addresses(variable: str) -> str:
    """What the variable holds, '' where it is not set. For `delivery` alone."""
    return os.environ.get(variable, "").strip()


def missing(reports: Mapping[str, Report]) -> dict[str, list[str]]:
    """Variables that reports name and that are not set, each with those reports."""
    found: dict[str, list[str]] = {}
    for report in reports.values():
        for variable in report.notify.to if report.notify and report.notify.on else ():
            if not addresses(variable):
                found.setdefault(variable, []).append(report.name)
    return found
