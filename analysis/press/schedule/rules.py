"""What is to be done about a report now: which slot is run, which are passed over. Pure: a diary in, a diary out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from analysis.press.failures.failure import Kind
from analysis.press.making.outcome import Outcome
from analysis.press.orders.timing import ALL, SKIP, Schedule
from analysis.press.schedule.diary import DONE, FAILED, SKIPPED, SUPERSEDED, WAITING, Diary, Entry
from analysis.press.schedule.slots import between, slots

LATE = timedelta(hours=1)
"""A slot that is older is missed: with the rule `skip` it is not run any more, and a status calls it overdue."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
"""Before a run is tried again; the pause doubles each time."""
PASSING = frozenset({Kind.TIME, Kind.KILLED, Kind.GONE, Kind.DISK, Kind.FOLDER, Kind.LEASE, Kind.STOPPED, Kind.RECORD})
"""Failures that may pass by themselves, or once somebody has made room or mended the record. Never a cell's error."""


@dataclass(frozen=True)
class Decision:
    """What is to be done: the slot to be run, `None` for none, and the diary with all that can be noted before that."""

    slot: datetime | None
    diary: Diary
    changed: bool


def decided(schedule: Schedule, diary: Diary | None, now: datetime) -> Decision:
    """What is to be done about a report at a moment, by its schedule and its diary.

    A slot that is to be run stands in the diary as an attempt already: who is killed at it has tried it.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    if diary is None:
        return Decision(None, Diary.begun(schedule, now), True)
    first = diary
    waiting = diary.waiting
    if waiting is not None and waiting.attempts > schedule.retries and _is_ripe(waiting, now):
        diary = diary.noting(replace(waiting, outcome=FAILED, at=now, again=None))  # killed at its last attempt
        waiting = None
    if schedule.missed == ALL:
        if waiting is None:
            due = next(slots(schedule, diary.through), None)
            slot = due if due is not None and due <= now else None
        else:
            slot = waiting.slot if _is_ripe(waiting, now) else None
    else:
        new = list(between(schedule, diary.through, now))
        if new:
            if waiting is not None:
                diary = diary.noting(replace(waiting, outcome=SUPERSEDED, at=now, again=None))
            wanted = schedule.missed != SKIP or now - new[-1] <= LATE
            passed = new[:-1] if wanted else new
            slot = new[-1] if wanted else None
            diary = _passing(diary, passed, now)
        else:
            slot = waiting.slot if waiting is not None and _is_ripe(waiting, now) else None
    if slot is not None:
        attempts = waiting.attempts if waiting is not None and waiting.slot == slot else 0
        dates = waiting.dates if waiting is not None and waiting.slot == slot else {}
        diary = diary.noting(Entry(slot, WAITING, now, attempts + 1, again=now + pause(attempts + 1), dates=dates))
    return Decision(slot, diary, diary is not first)


def ended(schedule: Schedule, diary: Diary, slot: datetime, outcome: Outcome, now: datetime) -> Diary:
    """The diary once the run of a slot has ended: done, to be tried again, or given up."""
    now = now.astimezone(UTC).replace(microsecond=0)
    entry = diary.entry(slot)
    if entry is None:
        return diary
    run = outcome.account.run if outcome.account and outcome.failure is None else ""
    entry = replace(entry, at=now, how=outcome.kind, run=run, again=None)
    if outcome.failure is None:
        return diary.noting(replace(entry, outcome=DONE))
    kind = outcome.failure.kind
    entry = replace(entry, how=str(kind))
    if kind in PASSING and entry.attempts <= schedule.retries:
        return diary.noting(replace(entry, outcome=WAITING, again=now + pause(entry.attempts)))
    return diary.noting(replace(entry, outcome=FAILED))


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_PAUSE * (1 << (attempts - 1)), LONGEST_PAUSE)


def _is_ripe(waiting: Entry, now: datetime) -> bool:
    return waiting.again is None or waiting.again <= now


def _passing(diary: Diary, passed: Sequence[datetime], now: datetime) -> Diary:
    if not passed:
        return diary
    first = passed[0] if len(passed) > 1 else None
    return diary.noting(Entry(passed[-1], SKIPPED, now, first=first, count=len(passed)))
