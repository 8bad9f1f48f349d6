"""Runs side by side: a few at once, each in a thread of its own that waits for its kernel.

Apart from the batch, since what has not changed needs none of this.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue

from analysis.press.ledger import snapshots
from analysis.press.ledger.lease import Busy
from analysis.press.ledger.plan import Plan
from analysis.press.making.outcome import Outcome
from analysis.press.making.workshop import LocalWorkshop, Workshop
from analysis.press.runs.batch import Batch, jobs_for
from analysis.press.runs.run import run


def made(batch: Batch, plans: Sequence[Plan]) -> Iterator[Outcome]:
    """The outcomes of the planned runs of a batch, as they come. Raises what `Batch.outcomes` raises."""
    with _workshop(batch) as shop:
        shop.open()
        with suppress(OSError):  # a site that takes no copy takes no page either, and each run says so
            first = plans[0].provenance
            snapshots.keep(batch.data, first.schema, first.record_hash, batch.site)
        jobs = jobs_for(batch.jobs or shop.places, len(plans))
        batch.told("jobs", "", jobs)
        with ThreadPoolExecutor(jobs) as pool:
            busy: list[Plan] = []
            runs = _Runs(batch, shop, pool)
            yield from runs.outcomes(plans, busy, patience=0.0)
            # Another batch has these; by the time it is done with them, nothing is left to do for most.
            yield from runs.outcomes(busy, [], patience=None)


def _workshop(batch: Batch) -> Workshop:
    if batch.cluster:
        from analysis.press.cluster.cluster import Cluster

        return Cluster(batch.data, batch.cluster)
    return LocalWorkshop(batch.data)


class _Runs:
    """Runs in the threads of a pool."""

    def __init__(self, batch: Batch, shop: Workshop, pool: ThreadPoolExecutor) -> None:
        self.batch, self.shop, self.pool = batch, shop, pool

    def outcomes(self, plans: Sequence[Plan], busy: list[Plan], patience: float | None) -> Iterator[Outcome]:
        """The outcomes as they come; `busy` takes the plans whose report another batch is making."""
        shop = self.shop
        ended: SimpleQueue[Future[Outcome]] = SimpleQueue()
        under_way: dict[Future[Outcome], Plan] = {}
        try:
            for plan in plans:
                future = self.pool.submit(self._run, plan, patience)
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
                    self.batch.told("waiting", plan.report.name, None)
                    busy.append(plan)
                    continue
                del under_way[future]
                yield self.batch.done(outcome)
        except BaseException as error:
            self.pool.shutdown(wait=False, cancel_futures=True)
            if shop.lost is None:
                shop.stop(getattr(error, "number", signal.SIGINT))
            else:
                shop.close()
            for future, plan in under_way.items():
                with suppress(Busy, CancelledError):
                    self.batch.done(self._outcome(future, plan))
            raise

    def _outcome(self, future: Future[Outcome], plan: Plan) -> Outcome:
        try:
            return future.result()
        except (Busy, CancelledError):
            raise
        except Exception as error:  # a fault of ours in telling a failure must not take the other reports along
            from analysis.press.runs.failing import untold

            return untold(error, plan, self.batch.site)

    def _run(self, plan: Plan, patience: float | None) -> Outcome:
        shop = self.shop
        if shop.lost is not None:  # this one has not begun, and is not to fail for what lies in none
            raise CancelledError
        return run(
            plan,
            self.batch.site,
            shop,
            force=self.batch.force,
            wait=patience,
            given_up=lambda: shop.stopped is not None or shop.lost is not None,
            told=lambda cell: self.batch.told("cell", plan.report.name, cell),
        )
