"""Runs what is due: each slot once, also where two call at once, and notes what became of it.

Whoever runs the slots of a report holds the lease `.slot` in its folder from before he decides until he has noted how
they ended. Another caller leaves the report to him.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from analysis.errors import WorkbookError
from analysis.press.ledger.holder import Holder
from analysis.press.ledger.lease import Busy, Lease, held
from analysis.press.making.outcome import Outcome
from analysis.press.orders.reports import Report
from analysis.press.orders.timing import Schedule
from analysis.press.schedule.diary import LEASE, Diary
from analysis.press.schedule.rules import Decision, decided, ended
from analysis.press.schedule.settled import dates_of, settled
from analysis.press.schedule.slots import local

EVERY, STALE = 10.0, 60.0
"""Seconds between heartbeats of the lease of a slot, and until it falls: a batch may hold very many of them."""
ELSEWHERE = STALE * 1.5
"""Seconds to wait for a lease of another machine, which may be gone without a word."""

Make = Callable[[Sequence[Report]], Generator[Outcome, None, None]]
"""Makes reports, and gives their outcomes as they come."""


@dataclass
class _Slot:
    """A slot that is being run: the report with its dates, its lease, and its diary as it lies there."""

    report: Report
    schedule: Schedule
    moment: datetime
    lease: Lease
    diary: Diary


@dataclass
class Due:
    """The due runs of reports in a site.

    `make` makes them, `clock` is the time of day, `said` takes words for whoever gave the command. `trouble` counts
    reports whose slots could not be noted, and so were not run.
    """

    reports: Sequence[Report]
    data: Path
    site: Path
    make: Make
    clock: Callable[[], datetime]
    said: Callable[[str], None] = lambda words: None
    trouble: int = 0
    _waited: set[str] = field(default_factory=set)

    def outcomes(self) -> Generator[tuple[Report, datetime, Outcome], None, None]:
        """Runs what is due; gives each report with its slot and its outcome, as they come.

        What is due is settled when it begins: a report whose run takes longer than its schedule does not keep it at
        work for ever. Where several slots of a report are due they are run one after the other. What `make` raises
        ends it; slots under way are tried again later. Reports without a schedule are passed over.
        """
        left, now = [report for report in self.reports if report.schedule is not None], self.clock()
        while left:
            with ExitStack() as stack:
                begun = dict[str, _Slot]()
                for report in left:
                    slot = self._begun(report, now, stack)
                    if slot is not None:
                        begun[report.name] = slot
                if begun:
                    with closing(self.make([slot.report for slot in begun.values()])) as outcomes:
                        for outcome in outcomes:
                            slot = begun[outcome.report]
                            self._note(slot, outcome)
                            yield slot.report, slot.moment, outcome
            left = [report for report in left if report.name in begun]

    def _begun(self, report: Report, now: datetime, stack: ExitStack) -> _Slot | None:
        """The slot of a report that is to be run now, noted as an attempt, with its lease in the stack."""
        schedule = report.schedule
        assert schedule is not None
        if not self._decided(report, schedule, now).changed:
            return None
        with ExitStack() as own:
            try:
                lease = self._lease(report, own)
                if lease is None:
                    return None
                decision = self._decided(report, schedule, now)  # again, as the only one
                if not decision.changed:
                    return None
                diary, ready = decision.diary, report
                entry = diary.entry(decision.slot) if decision.slot else None
                if decision.slot is not None and entry is not None:
                    ready = settled(report, decision.slot, self.data, entry.dates)
                    diary = diary.noting(replace(entry, dates=dates_of(report, ready)))
                diary.write(lease)
            except (WorkbookError, OSError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                self.said(f"{report.name}: its slots could not be noted, so it was not run: {why}")
                self.trouble += 1
                return None
            if decision.slot is None:
                return None
            stack.enter_context(own.pop_all())
            return _Slot(ready, schedule, decision.slot, lease, diary)

    def _decided(self, report: Report, schedule: Schedule, now: datetime) -> Decision:
        return decided(schedule, Diary.read(self.site, report.name, schedule), now)

    def _lease(self, report: Report, stack: ExitStack) -> Lease | None:
        """The lease on the slots of a report; `None` where another caller lives who has it."""
        path = self.site / report.name / LEASE
        try:
            return stack.enter_context(held(path, wait=0.0, every=EVERY, stale=STALE))
        except Busy as busy:
            holder = busy.holder
        if holder is not None and holder.machine != Holder.myself(STALE).machine and holder.host not in self._waited:
            self._waited.add(holder.host)
            with suppress(Busy):
                return stack.enter_context(held(path, wait=ELSEWHERE, every=EVERY, stale=STALE))
        self.said(f"{report.name}: another batch is running what is due of it.")
        return None

    def _note(self, slot: _Slot, outcome: Outcome) -> None:
        """Notes how a slot ended. Where that cannot be written, its attempt stays noted, and is made again."""
        slot.diary = ended(slot.schedule, slot.diary, slot.moment, outcome, self.clock())
        try:
            slot.diary.write(slot.lease)
        except (WorkbookError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self.said(f"{outcome.report}: what became of its slot could not be noted: {why}")
            self.trouble += 1


def would_run(reports: Sequence[Report], data: Path, site: Path, now: datetime) -> Generator[str, None, None]:
    """A line for each report of which something is due, with what would be done; writes nothing."""
    for report in reports:
        schedule = report.schedule
        if schedule is None:
            continue
        before = Diary.read(site, report.name, schedule)
        decision = decided(schedule, before, now)
        if before is None:
            yield f"{report.name}: its schedule is looked at for the first time; what comes after now is due."
        if decision.slot is None:
            continue
        entry = decision.diary.entry(decision.slot)
        ready = settled(report, decision.slot, data, entry.dates if entry else None)
        dates = "".join(f", {name} = {date}" for name, date in dates_of(report, ready).items())
        again = f", attempt {entry.attempts}" if entry and entry.attempts > 1 else ""
        yield f"{report.name}: the slot of {local(schedule, decision.slot):%Y-%m-%d %H:%M %Z} is due{dates}{again}."
