"""A batch whose pages are made by the workers of a Dask cluster.

Plans, leases and the site stay here: a worker gets plain values and gives a page. The record goes to each worker once,
as a plug-in of Dask's, which also reaches workers that join later or start anew.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from analysis.errors import DataError, ParameterError, ReportError, WorkbookError
from analysis.press.execute import KernelDiedError
from analysis.press.key import program
from analysis.press.making import Made, Order
from analysis.press.parcels import Broken, OtherProgramError, Parcel, differences, packed, unpacked
from analysis.press.workshop import Workshop
from analysis.record.declaration import read_schema
from analysis.record.schema import DESCRIPTOR

if TYPE_CHECKING:
    from distributed import Client, Future

    from analysis.press.outcome import Course

ADDRESS = re.compile(r"(?:tcp|tls|wss?)://(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
DOCUMENT = "docs/more-machines.md"
ANSWER_SECONDS = 5.0
"""How long a scheduler may take to answer."""
WORKER_SECONDS = 10.0
"""How long a cluster that just started may take to have its first worker."""
ALONE_SECONDS = 60.0
"""How long a cluster may be without any worker in the middle of a batch: those that died need a moment to come back."""
LOOK_SECONDS = 2.0
MOST_WORKERS = 2
"""Workers that may end while they run the same report among others; the next to have it runs nothing else meanwhile."""


def checked_address(text: str) -> str:
    """The address of a scheduler. Raises `ParameterError` for something else, `ReportError` where Dask is missing."""
    if not ADDRESS.fullmatch(text):
        raise ParameterError(
            f"--cluster {text!r}: expected the address of a Dask scheduler as tcp://HOST:PORT or tls://HOST:PORT. "
            f"`dask scheduler` prints it when it starts; see {DOCUMENT}."
        )
    if find_spec("distributed") is None:
        raise ReportError(
            "--cluster needs Dask, which is not installed here. Install it in the workbook's folder: "
            "pip install --editable '.[cluster]'"
        )
    return text


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


class Cluster(Workshop):
    """A workshop of many machines, reached by the address of their scheduler."""

    def __init__(self, data: Path, address: str) -> None:
        super().__init__(data)
        self.address, self.name = checked_address(address), f"workbook-{uuid4().hex}"
        self._client: Client | None = None
        self._trouble: DataError | None = None
        self._jobs: dict[str, Job] = {}
        self._threads = 0
        self._turns = threading.Condition()
        self._together, self._alone = 0, False
        self._closed = threading.Event()
        self._closing = threading.Lock()

    @property
    def places(self) -> int:
        """A quarter more than the workers have threads, so that none waits while pages are published here."""
        return self._threads + max(self._threads // 4, 1)

    def open(self) -> None:
        """Connects, compares what pages are made with there and here, and sends the record.

        Raises `ReportError` for a cluster that does not answer, has no worker, or would make other pages.
        """
        try:
            files = packed(_files(self.data))
        except DataError as error:
            self._trouble = error
            return
        self._client = self._connected()
        self._compare(self._client)
        from analysis.press.bench import Bench

        self._client.subscribe_topic(self.name, self._heard)
        self._client.register_plugin(Bench(self.name, files), name=self.name)
        self._threads = sum(self._client.nthreads().values())
        threading.Thread(target=self._watch, daemon=True).start()

    def close(self) -> None:
        """Ends every run under way on the workers, and takes the record away from them."""
        with self._closing:
            if self._client is None or self._closed.is_set():
                return
            self._closed.set()
            futures = [job.future for job in self._jobs.values() if job.future is not None]
            if self._client.status == "running":
                with suppress(Exception):  # the cluster may go away at any moment, and with it what we wanted to end
                    self._client.cancel(futures, force=True)
                    self._client.unregister_worker_plugin(self.name)
            with suppress(Exception):
                self._client.close()

    def made(self, order: Order, course: Course) -> Made:
        """Makes a page on one of the workers."""
        if self._trouble is not None:
            raise self._trouble
        assert course.notebook is not None
        answer = self._answer(order.provenance.report.name, Parcel.of(order), course)
        if isinstance(answer, Made):
            course.cell = None
            return answer
        course.cell = answer.cell
        if answer.notebook is not None:
            course.notebook.write_bytes(answer.notebook)
        error = answer.error([order.provenance.report.notebook.parent, self.data] if answer.folders else [])
        raise (
            self._lose(_unlike("A worker that joined later", str(error)))
            if isinstance(error, OtherProgramError)
            else error
        )

    def _answer(self, report: str, parcel: Parcel, course: Course) -> Made | Broken:
        """What a worker makes of a parcel.

        A run whose worker ends is given to another one by Dask, which cannot tell who of those on that worker was to
        blame. So a run that was there more often than chance has it is made once more with no other run on the cluster.
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
        """A worker's answer. Raises `WorkerEndedError`, and `WorkbookError` where there will be none."""
        from distributed import KilledWorker

        from analysis.press import bench

        key = f"{report}-{uuid4().hex}"
        self._jobs[key] = job
        try:
            if self._client is None or self._closed.is_set():
                raise CancelledError
            job.future = self._client.submit(bench.make, self.name, key, content, key=key, pure=False)
            answer: Made | Broken = unpacked(job.future.result())
            return answer
        except KilledWorker:
            raise WorkerEndedError from None
        except CancelledError:
            if job.given_up:
                raise WorkerEndedError from None
            if self.stopped is not None or self._closed.is_set():
                raise KernelDiedError(None) from None
            raise self._lose(
                f"The connection to the Dask scheduler at {self.address} was lost. What was published stays. See "
                "whether the scheduler still runs, and run the batch again: it goes on where it stopped."
            ) from None
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
        if job.begun > job.most and job.future is not None and self._client is not None:
            job.given_up = True
            await self._client.cancel([job.future], force=True)

    def _watch(self) -> None:
        """Gives up when the cluster has no worker any more; a run would wait for one for ever."""
        alone = 0.0
        while not self._closed.wait(LOOK_SECONDS):
            assert self._client is not None
            try:
                alone = 0.0 if self._client.nthreads() else alone + LOOK_SECONDS
            except Exception:  # out of reach, which the runs under way are told in their own way
                continue
            if alone >= ALONE_SECONDS:
                self._lose(
                    f"The cluster at {self.address} has had no worker for {ALONE_SECONDS:g} s. What was published "
                    "stays. Start workers, and run the batch again: it goes on where it stopped."
                )
                self._client.cancel([job.future for job in self._jobs.values() if job.future], force=True)
                return

    def _lose(self, reason: str) -> WorkbookError:
        """Lets no further run begin; the first reason counts."""
        self.lost = self.lost or ReportError(reason)
        return self.lost

    def _connected(self) -> Client:
        from distributed import Client

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told by us, once
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        try:
            client = Client(self.address, timeout=ANSWER_SECONDS, set_as_default=False, name="workbook")
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            secure = " It asks for TLS, so the certificates must be named to Dask." if "tls:" in self.address else ""
            raise ReportError(
                f"No Dask scheduler answers at {self.address} ({type(error).__name__} after {ANSWER_SECONDS:g} s at "
                f"most).{secure} See whether it runs and can be reached from here; {DOCUMENT} says how to start one."
            ) from None
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            client.close()
            raise ReportError(
                f"The cluster at {self.address} has no worker. Start some (dask worker {self.address}), or give a "
                f"cluster that grows with its work a minimum of one; see {DOCUMENT}."
            ) from None
        return client

    def _compare(self, client: Client) -> None:
        """Raises `ReportError` where a worker has another program or other libraries, naming it and them."""
        for address, theirs in client.run(program, on_error="return").items():
            if isinstance(theirs, BaseException):
                different = f"it has no workbook that could be asked ({theirs})"
            else:
                different = differences(theirs, program())
            if different:
                raise ReportError(_unlike(f"The worker at {address}", different))


def _files(data: Path) -> Mapping[str, bytes]:
    """The files of a record by their names. Raises `DataError` for a declaration that cannot be read."""
    paths = [str(item.get("path", "")) for item in read_schema(data).raw.get("resources", [])]
    return {name: (data / name).read_bytes() for name in (DESCRIPTOR, *paths)}


def _unlike(who: str, different: str) -> str:
    return (
        f"{who} would make other pages than this machine: {different}. Install the same there (requirements.lock), "
        "start its workers anew, and run the batch again."
    )
