"""What became of each slot of one report: `OUT/<report>/schedule.json`, written by whoever holds the lease beside it.

It is bounded: slots that passed without a run stand in one entry together, and of all entries the last ones are kept.
What is older is known by `through` alone: every slot up to there is accounted for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.press.ledger.lease import Lease
from analysis.press.orders.timing import Schedule

FILE, LEASE = "schedule.json", ".slot"
MOST = 50
"""Entries that are kept of one report."""
DONE, FAILED, WAITING, SKIPPED, SUPERSEDED = "done", "failed", "waiting", "skipped", "superseded"
"""What becomes of a slot: good; given up; to be tried again, or under way; passed over by the rule for missed slots;
given up since the next slot had come."""
OUTCOMES = (DONE, FAILED, WAITING, SKIPPED, SUPERSEDED)


@dataclass(frozen=True)
class Entry:
    """One slot, or with `count` several in a row that were skipped, of which `slot` is the last and `first` the first.

    `at` is when the outcome was noted, `again` when a waiting one may be tried next. `how` says how the run ended
    (`made`, `unchanged`, or the kind of its failure), `run` names its folder, `dates` are the days that the parameters
    named by the slot became.
    """

    slot: datetime
    outcome: str
    at: datetime
    attempts: int = 0
    how: str = ""
    run: str = ""
    again: datetime | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    first: datetime | None = None
    count: int = 1


@dataclass(frozen=True)
class Diary:
    """The slots of one report since its schedule was first looked at, `since`. Accounted for up to `through`."""

    cron: str
    timezone: str
    since: datetime
    through: datetime
    entries: tuple[Entry, ...] = ()

    @classmethod
    def begun(cls, schedule: Schedule, now: datetime) -> Diary:
        """The diary of a schedule at the first look: what came before is not due."""
        moment = now.astimezone(UTC).replace(microsecond=0)
        return cls(schedule.cron, schedule.timezone, moment, moment)

    @classmethod
    def read(cls, site: Path, report: str, schedule: Schedule) -> Diary | None:
        """The diary that lies there; `None` where there is none, or one of another schedule, or one that is broken."""
        try:
            raw = json.loads((site / report / FILE).read_text(encoding="utf-8"))
            entries = tuple(_entry(item) for item in raw["entries"])
            diary = cls(str(raw["cron"]), str(raw["timezone"]), _moment(raw["since"]), _moment(raw["through"]), entries)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return diary if (diary.cron, diary.timezone) == (schedule.cron, schedule.timezone) else None

    def write(self, lease: Lease) -> None:
        """Puts the diary at its place in one step. Raises `LeaseLost` and `OSError`."""
        making = lease.folder / FILE
        with making.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(self.written())
            stream.flush()
            os.fsync(stream.fileno())
        lease.publish(making, lease.path.parent / FILE)

    def written(self) -> str:
        """The file, as text."""
        entries = [{name: _plain(value) for name, value in vars(entry).items() if value} for entry in self.entries]
        head = {"cron": self.cron, "timezone": self.timezone, "since": told(self.since), "through": told(self.through)}
        return json.dumps({**head, "entries": entries}, ensure_ascii=False, indent=1) + "\n"

    @property
    def last(self) -> Entry | None:
        """The last entry of a slot that was run, or is to be."""
        return next((entry for entry in reversed(self.entries) if entry.outcome in (DONE, FAILED, WAITING)), None)

    @property
    def waiting(self) -> Entry | None:
        """The slot that is under way or to be tried again, of which there is one at most."""
        return self.entries[-1] if self.entries and self.entries[-1].outcome == WAITING else None

    def entry(self, slot: datetime) -> Entry | None:
        """What is noted of a slot that was run, or is to be."""
        runs = (entry for entry in self.entries if entry.outcome != SKIPPED)
        return next((entry for entry in runs if entry.slot == slot), None)

    def noting(self, entry: Entry) -> Diary:
        """The diary with an entry more, or with another one for a slot that it has."""
        through = max(self.through, entry.slot)
        if self.entry(entry.slot) is not None:
            entries = tuple(entry if other.slot == entry.slot else other for other in self.entries)
            return replace(self, through=through, entries=entries)
        before = self.entries
        if before and before[-1].outcome == entry.outcome == SKIPPED:
            last = before[-1]
            before, entry = before[:-1], replace(entry, first=last.first or last.slot, count=last.count + entry.count)
        return replace(self, through=through, entries=(*before, entry)[-MOST:])


def told(moment: datetime) -> str:
    """A moment as the diary has it, in UTC to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _plain(value: Any) -> Any:
    return told(value) if isinstance(value, datetime) else value


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _entry(raw: Mapping[str, Any]) -> Entry:
    if raw["outcome"] not in OUTCOMES:
        raise ValueError(raw["outcome"])
    return Entry(
        _moment(raw["slot"]),
        raw["outcome"],
        _moment(raw["at"]),
        int(raw.get("attempts", 0)),
        str(raw.get("how", "")),
        str(raw.get("run", "")),
        _moment(raw["again"]) if "again" in raw else None,
        {str(name): str(day) for name, day in raw.get("dates", {}).items()},
        _moment(raw["first"]) if "first" in raw else None,
        int(raw.get("count", 1)),
    )
