"""When a report is to be made, and how long that may take: cron in a time zone, and a time limit, as people write."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import datetime

from analysis.errors import ReportError, listed

TIME_LIMIT = 30 * 60.0
"""Seconds that a run may take where a report does not say: many times what a report needs, and no night long."""
LONGEST = 24 * 3600.0
SECONDS = {"": 1, "s": 1, "min": 60, "h": 3600}
FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
AS_IN = "Write it as in '0 6 * * 1', at six on Mondays."
LATEST, ALL, SKIP = "latest", "all", "skip"
MISSED = (LATEST, ALL, SKIP)
RETRIES, MOST_RETRIES = 3, 10
"""How often a run is tried again that failed for what may pass, where a report does not say, and at most."""


@dataclass(frozen=True)
class Schedule:
    """When a report is due: a cron expression of five fields, and the time zone whose clock it reads.

    `missed` says which of the slots are run that passed while nobody asked: the latest, all of them, or none. `retries`
    is how often a run is tried again that failed for what may pass.
    """

    cron: str
    timezone: str
    missed: str = LATEST
    retries: int = RETRIES


def checked_cron(cron: str) -> None:
    """Raises `ReportError` for an expression that cron would not take, or that comes true on no day."""
    if len(cron.split()) != len(FIELDS):
        raise ReportError(f"cron: {cron!r} does not have the five fields {listed(FIELDS, 'and')}. {AS_IN}")
    if not _comes_true(cron):
        for place, part in enumerate(cron.split()):
            if not _comes_true(" ".join(part if place == other else "*" for other in range(len(FIELDS)))):
                raise ReportError(f"cron: {part!r} is no {FIELDS[place]}. {AS_IN}")
        raise ReportError(f"cron: {cron!r} never comes true: none of its months has such a day. {AS_IN}")


def _comes_true(cron: str) -> bool:
    from cronsim import CronSim, CronSimError  # only a report with a schedule needs it

    try:
        return next(CronSim(cron, datetime(2000, 1, 1)), None) is not None
    except CronSimError:
        return False


def checked_zone(timezone: str) -> None:
    """Raises `ReportError` for a name that is not of the time zone database."""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        if re.fullmatch(r"[A-Za-z][\w+-]*(/[\w+-]+)*", timezone):
            ZoneInfo(timezone)
            return
    except (KeyError, ValueError, OSError):
        pass
    zones = {zone.casefold(): zone for zone in available_timezones()}
    if not zones:
        raise ReportError("timezone: this computer has no time zone database. Install it: pip install tzdata.")
    wanted = timezone.replace(" ", "_").casefold()
    city = {zone.rpartition("/")[2]: zone for zone in zones}
    near = difflib.get_close_matches(wanted, zones, n=1, cutoff=0.75)
    near = near or [city[word] for word in difflib.get_close_matches(wanted, city, n=1, cutoff=0.75)]
    hint = f"Did you mean {zones[near[0]]!r}?" if near else "Write it as in 'Europe/London', or 'UTC'."
    raise ReportError(f"timezone: {timezone!r} is no time zone. {hint}")


def seconds_of(text: str) -> float:
    """Seconds of a length of time such as `90 s`, `10 min` or `2 h`; a bare number is seconds. Raises `ReportError`."""
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) *(s|min|h)?", text)
    if match is None:
        raise ReportError(f"timeout: {text!r} is not a length of time. Write it as 90 s, 10 min or 2 h.")
    seconds = float(match[1]) * SECONDS[match[2] or ""]
    if not 1 <= seconds <= LONGEST:
        raise ReportError(f"timeout: {text!r} is not a time limit. Choose one from 1 s to {LONGEST / 3600:.0f} h.")
    return seconds
