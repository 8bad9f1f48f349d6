"""Asks the workers of a Dask cluster for pages, and keeps a report that kills its workers from taking them all down.

Dask gives a run whose worker ended to another one. It cannot tell who of those on that worker was to blame; so a run
that was there more often than chance has it is made once more with no other run of the batch on the cluster.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from analysis.errors import ReportError
from analysis.press.cluster.parcels import Broken, Parcel, packed, unpacked
from analysis.press.making.order import Made

if TYPE_CHECKING:
    from distributed import Client, Future

    from analysis.press.making.outcome import Course

MOST_WORKERS = 2
"""Workers that may begin with a run among others; before a third has it, it must show that it can end alone."""


class WorkerEndedError(Exception):
    """Workers ended while they ran a report, so often that it may be at fault."""


@dataclass
class Job:
    """A page that was asked for. `begun` counts the workers that began with it, of which there may be `most`."""

    course: Course
    most: int
    future: Future[bytes] | None = None
    begun: int = 0
    given_up: bool = False


class Asking:
    """The runs of one batch on a cluster; `name` is that of the bench that makes them. Safe from any thread."""

    def __init__(self, client: Client, name: str) -> None:
        self.client, self.name = client, name
        self.closed = threading.Event()
        self._jobs: dict[str, Job] = {}
        self._turns = threading.Condition()
        self._together, self._alone = 0, False
        client.subscribe_topic(name, self._heard)

    def cancel(self) -> None:
        """Ends every run under way, and lets none begin."""
        self.closed.set()
        self.client.cancel([job.future for job in list(self._jobs.values()) if job.future is not None], force=True)

    def answer(self, report: str, parcel: Parcel, course: Course) -> Made | Broken:
        """What a worker makes of a parcel; `course` hears of its cells.

        Raises `ReportError` for a report whose workers end, and `CancelledError` when all runs were ended, from here
        or because the connection was lost.
        """
        content = packed(parcel)
        try:
            with self._turn(alone=False):
                return self._asked(report, content, Job(course, MOST_WORKERS))
        except WorkerEndedError:
            pass
        try:
            with self._turn(alone=True):
                return self._asked(report, content, Job(course, 1))
        except WorkerEndedError:
            raise ReportError(
                "Each worker that ran this report ended while it did, most often because memory ran out, so it is not "
                "given to another one. Let the notebook hold less at once, or give the workers more memory, and run it "
                "again."
            ) from None

    @contextmanager
    def _turn(self, *, alone: bool) -> Iterator[None]:
        """Waits until no run is under way that was asked to be alone, and where this one was, until none is at all."""
        with self._turns:
            self._turns.wait_for(lambda: not self._alone and not (alone and self._together))
            self._together += not alone
            self._alone = alone
        try:
            yield
        finally:
            with self._turns:
                self._together -= not alone
                self._alone = False
                self._turns.notify_all()

    def _asked(self, report: str, content: bytes, job: Job) -> Made | Broken:
        from distributed import KilledWorker

        def make(*words: Any) -> bytes:  # a function within a function travels as it is: the scheduler reads it too,
            from analysis.press.cluster import bench  # and need not have the workbook

            return bench.make(*words)

        key = f"{report}-{uuid4().hex}"
        self._jobs[key] = job
        try:
            if self.closed.is_set():
                raise CancelledError
            job.future = self.client.submit(make, self.name, key, content, key=key, pure=False)
            if self.closed.is_set():  # meanwhile, by somebody who may not have seen it
                self.client.cancel([job.future], force=True)
            answer: Made | Broken = unpacked(job.future.result())
            return answer
        except KilledWorker:
            raise WorkerEndedError from None
        except CancelledError:
            if job.given_up and not self.closed.is_set():
                raise WorkerEndedError from None
            raise
        finally:
            del self._jobs[key]
            if job.future is not None:
                job.future.release()

    async def _heard(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """How a run goes on its worker: it begins, or a cell of it does."""
        _, said = event
        job = self._jobs.get(said["job"])
        if job is None:
            return
        if "cell" in said:
            job.course.begin(said["cell"])
            return
        job.begun += 1
        if job.begun > job.most and job.future is not None:
            job.given_up = True
            await self.client.cancel([job.future], force=True)
