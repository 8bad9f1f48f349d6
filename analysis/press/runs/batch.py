"""Many runs: what has not changed is passed over, the rest is made side by side, and one failure stops no other."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from analysis.errors import WorkbookError
from analysis.press.ledger.lease import Busy
from analysis.press.ledger.plan import Plan
from analysis.press.making.outcome import Outcome
from analysis.press.orders.reports import Report
from analysis.press.runs.run import run, tidied, unchanged

if TYPE_CHECKING:
    from analysis.press.making.workshop import Workshop

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
) -> Path:
    """Makes one report, if it is not there already, and returns its published page, `out/<report>/index.html`.

    Raises `DataError` for a record with problems, `ParameterError` for a parameter that cannot be used (both before a
    kernel starts), `RenderError` for a cell that fails, `ReportError` for anything else. In every case the last good
    page is left as it was.
    """
    (outcome,) = Batch([report], data, out, given, force, jobs=1, told=told).outcomes()
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
    it happens to, and the outcome or the cell; once, with `jobs`, how many runs go side by side. `cluster` is the
    address of a Dask scheduler whose workers make the pages; '' for this machine.
    """

    reports: Sequence[Report]
    data: Path
    site: Path
    given: Mapping[str, object] = field(default_factory=dict)
    force: bool = False
    jobs: int = 0
    cluster: str = ""
    told: Callable[[str, str, object], None] = lambda word, report, more: None

    def outcomes(self) -> Generator[Outcome, None, None]:
        """Every report's outcome, as it comes: first those that are unchanged.

        Raises `KeyboardInterrupt` when told to stop, after the runs under way have ended: only `told` hears of these.
        Raises `WorkbookError` when there is nowhere to make pages, as a cluster is out of reach; of runs that were
        under way when it was lost, too, only `told` hears.
        """
        left = []
        for report in self.reports:
            try:
                plan = Plan.of(report, self.data, self.given)
            except (WorkbookError, OSError) as error:
                from analysis.press.runs.failing import unplanned

                yield self._done(unplanned(error, report, self.data, self.site, self.given))
                continue
            done = None if self.force else unchanged(plan, self.site)
            if done is None:
                left.append(plan)
            else:
                tidied(self.site, report.name)
                yield self._done(done)
        if left:
            yield from self._made(left)
        else:
            from analysis.press.kernels.private import sweep

            sweep()  # as whoever makes kernels does: one who was killed just before his end has left nothing to make

    def _made(self, plans: Sequence[Plan]) -> Iterator[Outcome]:
        from analysis.press.ledger import snapshots

        with self._workshop() as shop:
            shop.open()
            with suppress(OSError):  # a site that takes no copy takes no page either, and each run says so
                first = plans[0].provenance
                snapshots.keep(self.data, first.schema, first.record_hash, self.site)
            jobs = jobs_for(self.jobs or shop.places, len(plans))
            self.told("jobs", "", jobs)
            with ThreadPoolExecutor(jobs) as pool:
                busy: list[Plan] = []
                yield from self._side_by_side(pool, shop, plans, busy, patience=0.0)
                # Another batch has these; by the time it is done with them, nothing is left to do for most.
                yield from self._side_by_side(pool, shop, busy, [], patience=None)

    def _workshop(self) -> Workshop:
        if self.cluster:
            from analysis.press.cluster.cluster import Cluster

            return Cluster(self.data, self.cluster)
        from analysis.press.making.workshop import LocalWorkshop

        return LocalWorkshop(self.data)

    def _side_by_side(
        self, pool: ThreadPoolExecutor, shop: Workshop, plans: Sequence[Plan], busy: list[Plan], patience: float | None
    ) -> Iterator[Outcome]:
        ended: SimpleQueue[Future[Outcome]] = SimpleQueue()
        under_way: dict[Future[Outcome], Plan] = {}
        try:
            for plan in plans:
                future = pool.submit(self._run, plan, shop, patience)
                under_way[future] = plan
                future.add_done_callback(ended.put)
            while under_way:
                future = ended.get()
                plan = under_way[future]
                if shop.lost is not None:
                    raise shop.lost
                try:
                    outcome = self._outcome(future, plan)
                except Busy:
                    del under_way[future]
                    self.told("waiting", plan.report.name, None)
                    busy.append(plan)
                    continue
                del under_way[future]
                yield self._done(outcome)
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if shop.lost is None:
                shop.stop(getattr(error, "number", signal.SIGINT))
            else:
                shop.close()
            for future, plan in under_way.items():
                with suppress(Busy, CancelledError):
                    self._done(self._outcome(future, plan))
            raise

    def _outcome(self, future: Future[Outcome], plan: Plan) -> Outcome:
        try:
            return future.result()
        except (Busy, CancelledError):
            raise
        except Exception as error:  # a fault of ours in telling a failure must not take the other reports along
            from analysis.press.runs.failing import untold

            return untold(error, plan, self.site)

    def _run(self, plan: Plan, shop: Workshop, patience: float | None) -> Outcome:
        if shop.lost is not None:  # this one has not begun, and is not to fail for what lies in none
            raise CancelledError
        return run(
            plan,
            self.site,
            shop,
            force=self.force,
            wait=patience,
            given_up=lambda: shop.stopped is not None or shop.lost is not None,
            told=lambda cell: self.told("cell", plan.report.name, cell),
        )

    def _done(self, outcome: Outcome) -> Outcome:
        self.told("done", outcome.report, outcome)
        return outcome
