"""Many runs: what has not changed is passed over, the rest is made side by side, and one failure stops no other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import WorkbookError
from analysis.press.ledger.plan import Plan
from analysis.press.making.outcome import Outcome
from analysis.press.orders.reports import Report, Reports
from analysis.press.runs.run import tidied, unchanged
from analysis.press.site.owed import is_owed, owe
from analysis.press.telling.recipients import wanted

if TYPE_CHECKING:
    from analysis.press.telling.telling import Telling

ONE_MORE = 1
"""Runs under way beyond the number of cores: while one waits for its kernel, another has something to do."""


def render(
    report: Report,
    data: Path,
    given: Mapping[str, object],
    out: Path,
    *,
    force: bool = False,
    told: Callable[[str, str, object], None] = lambda word, report, more: None,
    every: Mapping[str, Report] | None = None,
) -> Path:
    """Makes one report, if it is not there already, and returns its published page, `out/<report>/index.html`.

    Raises `DataError` for a record with problems, `ParameterError` for a parameter that cannot be used (both before a
    kernel starts), `RenderError` for a cell that fails, `ReportError` for anything else. In every case the last good
    page is left as it was.
    """
    (outcome,) = Batch([report], data, out, given, force, jobs=1, told=told, every=every).outcomes()
    if outcome.failure is not None:
        raise outcome.error or outcome.failure.error()
    return outcome.page


def jobs_for(asked: int | None, reports: int) -> int:
    """How many runs go side by side: as asked, else one more than `cores`; never more than the reports."""
    return max(min(asked or cores() + ONE_MORE, reports), 1)


def cores() -> int:
    """Cores that this process may use: a container or a batch system may give it fewer than the machine has."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class Batch:
    """Reports to be made from one record into one site.

    `jobs` is the number of runs side by side. `told` hears what happens: a word (`waiting`, `cell`, `done`), the report
    it happens to, and the outcome or the cell; once, with `jobs`, how many runs go side by side. `said` comes
    with words for whoever gave the command. `cluster` is the address of a Dask scheduler whose workers make the pages;
    '' for this machine. `every` holds all reports of `reports.yml`, for the site's list of them; `None` where they are
    not at hand.
    """

    reports: Sequence[Report]
    data: Path
    site: Path
    given: Mapping[str, object] = field(default_factory=dict)
    force: bool = False
    jobs: int = 0
    cluster: str = ""
    told: Callable[[str, str, object], None] = lambda word, report, more: None
    every: Mapping[str, Report] | None = None

    def outcomes(self) -> Generator[Outcome, None, None]:
        """Every report's outcome, as it comes: first those that are unchanged. At the end people are told of them.

        Raises `KeyboardInterrupt` when told to stop, after the runs under way have ended: only `told` hears of these.
        Raises `WorkbookError` when there is nowhere to make pages, as a cluster is out of reach; of runs that were
        under way when it was lost, too, only `told` hears.
        """
        telling = self._telling()
        if telling is None:
            yield from self._outcomes()
            return
        telling.begin()
        with closing(self._outcomes()) as outcomes:
            for outcome in outcomes:
                telling.note(outcome)
                yield outcome
        telling.finish()

    def tell_owed(self) -> None:
        """Tells people what could not be told before, where nothing is made that would do so at its end."""
        if telling := self._telling():
            telling.finish()

    def _telling(self) -> Telling | None:
        """Whoever tells people of this batch; `None` where nobody is to be told of anything."""
        if not wanted((self.every or {}).values() or self.reports):
            return None
        from analysis.press.telling.telling import Telling

        address = self.every.settings.address if isinstance(self.every, Reports) else ""
        return Telling(self.reports, self.site, lambda words: self.told("said", "", words), address=address)

    def _outcomes(self) -> Generator[Outcome, None, None]:
        """Every report's outcome; after the last of them the site is brought up to date, if anything was published."""
        try:
            yield from self._each()
        finally:
            if is_owed(self.site):
                from analysis.press.runs.listing import brought_up_to_date

                brought_up_to_date(self)

    def _each(self) -> Generator[Outcome, None, None]:
        left = []
        for report in self.reports:
            try:
                plan = Plan.of(report, self.data, self.given)
            except (WorkbookError, OSError) as error:
                from analysis.press.runs.failing import unplanned

                owe(self.site)
                yield self.done(unplanned(error, report, self.data, self.site, self.given))
                continue
            done = None if self.force else unchanged(plan, self.site)
            if done is None:
                left.append(plan)
            else:
                if tidied(self.site, report.name):
                    owe(self.site)
                yield self.done(done)
        if left:
            from analysis.press.runs.side_by_side import made

            owe(self.site)
            yield from made(self, left)
        else:
            from analysis.press.kernels.private import sweep

            sweep()  # as whoever makes kernels does: one who was killed just before his end has left nothing to make

    def done(self, outcome: Outcome) -> Outcome:
        """Tells an outcome, and hands it on."""
        self.told("done", outcome.report, outcome)
        return outcome
