"""How a report stands: its last good page, its last failure, its next slot, and those that were missed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from analysis.press.failures.failure import Failure
from analysis.press.ledger.account import Account
from analysis.press.ledger.shelf import FAILED_ACCOUNT, Shelf
from analysis.press.orders.reports import Report
from analysis.press.schedule.diary import FAILED, SKIPPED, SUPERSEDED, WAITING, Diary, Entry, told
from analysis.press.schedule.rules import LATE
from analysis.press.schedule.slots import between, following

MOST_COUNTED = 1_000
"""Missed slots that are counted; of more it is said that there are at least so many."""
GOOD, BAD, OVERDUE, UNSEEN, UNMADE = "good", "failed", "overdue", "never looked at", "not made yet"
"""How a report can stand; the second to the fourth call for somebody."""


@dataclass(frozen=True)
class Standing:
    """How a report stands at a moment. Moments are in UTC, `None` where there is none.

    `last_good` is when the page at its address was made and `age` the seconds since, `confirmed` when a slot last found
    it good. `missed` are the slots more than an hour past that nobody has accounted for, `skipped` those that the rule
    passed over or that a later one took the place of, as far as the diary goes back. `again` is when a failed run is
    tried again.
    """

    report: str
    title: str
    state: str
    last_good: datetime | None
    age: int | None
    confirmed: datetime | None
    last_failure: datetime | None
    failure: str
    next_slot: datetime | None
    again: datetime | None
    missed: int
    skipped: int
    cron: str
    timezone: str

    @property
    def is_well(self) -> bool:
        """Whether nobody need look at it."""
        return self.state in (GOOD, UNMADE)


def standing(report: Report, site: Path, now: datetime) -> Standing:
    """How a report stands now."""
    schedule = report.schedule
    shelf = Shelf(site, report.name)
    page = shelf.last()
    broken = Account.read(shelf.home / FAILED_ACCOUNT)
    diary = Diary.read(site, report.name, schedule) if schedule else None
    entry = diary.last if diary else None
    made = _moment(page.made) if page else None
    if entry is not None and made is not None and made > entry.at:
        entry = None  # a good run since, by hand
    failing = broken is not None or (entry is not None and _is_bad(entry))
    missed = list(islice(between(schedule, diary.through, now - LATE), MOST_COUNTED)) if schedule and diary else []
    state = BAD if failing else GOOD if page else UNMADE
    if missed:
        state = OVERDUE
    elif schedule and diary is None and state != BAD:
        state = UNSEEN
    at, words = _failure(broken, entry)
    return Standing(
        report.name,
        report.title,
        state,
        made,
        int((now - made).total_seconds()) if made else None,
        entry.at if entry and entry.outcome not in (FAILED, WAITING) else None,
        at,
        words,
        following(schedule, now) if schedule else None,
        diary.waiting.again if diary and diary.waiting else None,
        len(missed),
        sum(one.count for one in diary.entries if one.outcome in (SKIPPED, SUPERSEDED)) if diary else 0,
        schedule.cron if schedule else "",
        schedule.timezone if schedule else "",
    )


def any_failing(reports: Iterable[Report], site: Path) -> bool:
    """Whether the last slot of any report that has a schedule failed."""
    for report in reports:
        diary = Diary.read(site, report.name, report.schedule) if report.schedule else None
        if diary is not None and diary.last is not None and _is_bad(diary.last):
            return True
    return False


def as_json(standings: Sequence[Standing]) -> str:
    """A list of objects, one report a line; moments are in UTC, ages in seconds, what there is not is null."""
    return "[{}]".format(",\n ".join(json.dumps(_object(one), ensure_ascii=False) for one in standings))


def as_table(standings: Sequence[Standing], now: datetime) -> str:
    """A table for people: moments by the clock of the schedule, and a line that counts those that call for somebody."""
    heads = ("report", "state", "last good", "last failure", "next slot", "missed")
    rows = [heads, *(_row(one, now) for one in standings)]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in rows]
    for one in standings:
        if one.failure and one.state in (BAD, OVERDUE):
            lines.append(f"{one.report}: {one.failure}")
    unwell = sum(not one.is_well for one in standings)
    return "\n".join([*lines, f"{unwell} of {len(standings)} need attention." if unwell else "All is well."])


def _row(one: Standing, now: datetime) -> tuple[str, ...]:
    missed = f"{one.missed:,}{' or more' if one.missed == MOST_COUNTED else ''}" if one.missed else ""
    upcoming = _shown(one.next_slot, one.timezone)
    if one.again is not None:
        upcoming = f"{_shown(max(one.again, now), one.timezone)} (again)"
    good = f"{_span(one.age)} ago" if one.age is not None else ""
    return one.report, one.state, good, _shown(one.last_failure, one.timezone), upcoming, missed


def _shown(moment: datetime | None, timezone: str) -> str:
    if moment is None:
        return ""
    from zoneinfo import ZoneInfo

    return f"{moment.astimezone(ZoneInfo(timezone) if timezone else UTC):%Y-%m-%d %H:%M %Z}"


def _span(seconds: int) -> str:
    """A span of time of which the order matters: '3 days', '5 hours', '12 min'."""
    days, rest = divmod(max(seconds, 0), 86_400)
    if days:
        return f"{days} day{'s' if days > 1 else ''}"
    return f"{rest // 3600} hour{'s' if rest >= 7200 else ''}" if rest >= 3600 else f"{rest // 60} min"


def _is_bad(entry: Entry) -> bool:
    """Whether a slot failed, or waits after an attempt that did; one that has just begun is not known to."""
    return entry.outcome == FAILED or (entry.outcome == WAITING and (entry.how != "" or entry.attempts > 1))


def _failure(broken: Account | None, entry: Entry | None) -> tuple[datetime | None, str]:
    """When the last run failed and why; the page's own account says more than the diary."""
    if broken is not None:
        failure = Failure.from_dict(broken.failure)
        return _moment(broken.made), f"failed {failure.told}" if failure else "failed"
    if entry is not None and _is_bad(entry):
        return entry.at, f"failed: {entry.how}" if entry.how else "ended before it could say how"
    return None, ""


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _object(one: Standing) -> dict[str, object]:
    return {name: told(value) if isinstance(value, datetime) else value for name, value in vars(one).items()}
