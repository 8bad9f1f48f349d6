"""A batch whose pages are made by the workers of a Dask cluster.

Plans, leases and the site stay here: a worker gets plain values and gives a page. The record goes to each worker once,
as a plug-in of Dask's, which also reaches workers that join later or start anew.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from analysis.errors import DataError, ParameterError, ReportError, WorkbookError
from analysis.press.cluster.asking import Asking
from analysis.press.cluster.parcels import OtherProgramError, Parcel, differences, packed
from analysis.press.kernels.execute import KernelDiedError
from analysis.press.ledger.key import program
from analysis.press.making.order import Made, Order
from analysis.press.making.workshop import Workshop
from analysis.record.declaration import read_schema
from analysis.record.schema import DESCRIPTOR

if TYPE_CHECKING:
    from distributed import Client

    from analysis.press.making.outcome import Course

ADDRESS = re.compile(r"(?:tcp|tls|wss?)://(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
DOCUMENT = "docs/more-machines.md"
ANSWER_SECONDS = 5.0
"""How long a scheduler may take to answer."""
WORKER_SECONDS = 10.0
"""How long a cluster that just started may take to have its first worker."""
ALONE_SECONDS = 60.0
"""How long a cluster may be without any worker in the middle of a batch: those that died need a moment to come back."""
LOOK_SECONDS = 2.0


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


class Cluster(Workshop):
    """A workshop of many machines, reached by the address of their scheduler."""

    def __init__(self, data: Path, address: str) -> None:
        super().__init__(data)
        self.address, self.name = checked_address(address), f"workbook-{uuid4().hex}"
        self._client: Client | None = None
        self._asking: Asking | None = None
        self._trouble: DataError | None = None
        self._threads = 0
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
        from analysis.press.cluster.bench import Bench

        self._client.register_plugin(Bench(self.name, files), name=self.name)
        self._asking = Asking(self._client, self.name)
        self._threads = sum(self._client.nthreads().values())
        threading.Thread(target=self._watch, args=(self._client, self._asking), daemon=True).start()

    def close(self) -> None:
        """Ends every run under way on the workers, and takes the record away from them."""
        with self._closing:
            if self._client is None or self._closed.is_set():
                return
            self._closed.set()
            with suppress(Exception):  # the cluster may go away at any moment, and with it what we wanted to end
                if self._asking is not None:
                    self._asking.cancel()
                if self._client.status == "running":
                    self._client.unregister_worker_plugin(self.name)
            with suppress(Exception):
                self._client.close()

    def made(self, order: Order, course: Course) -> Made:
        """Makes a page on one of the workers."""
        if self._trouble is not None:
            raise self._trouble
        assert self._asking is not None
        assert course.notebook is not None
        try:
            answer = self._asking.answer(order.provenance.report.name, Parcel.of(order), course)
        except CancelledError:
            raise self._ended() from None
        if isinstance(answer, Made):
            course.cell = None
            return answer
        course.cell = answer.cell
        if answer.notebook is not None:
            course.notebook.write_bytes(answer.notebook)
        error = answer.error([order.provenance.report.notebook.parent, self.data])
        if isinstance(error, OtherProgramError):
            error = self._lose(_unlike("A worker that joined later", str(error)))
        raise error

    def _ended(self) -> WorkbookError:
        """Why a run was ended that did nothing wrong."""
        if self.lost is None and (self.stopped is not None or self._closed.is_set()):
            return KernelDiedError(None)
        return self._lose(
            f"The connection to the Dask scheduler at {self.address} was lost. What was published stays. See whether "
            "the scheduler still runs, and run the batch again: it goes on where it stopped."
        )

    def _watch(self, client: Client, asking: Asking) -> None:
        """Gives up when the cluster has no worker any more; a run would wait for one for ever."""
        alone = 0.0
        while not self._closed.wait(LOOK_SECONDS):
            try:
                alone = 0.0 if client.nthreads() else alone + LOOK_SECONDS
            except Exception:  # out of reach, which the runs under way are told in their own way
                continue
            if alone >= ALONE_SECONDS:
                self._lose(
                    f"The cluster at {self.address} has had no worker for {ALONE_SECONDS:g} s. What was published "
                    "stays. Start workers, and run the batch again: it goes on where it stopped."
                )
                asking.cancel()
                return

    def _lose(self, reason: str) -> WorkbookError:
        """Lets no further run begin; the first reason counts."""
        self.lost = self.lost or ReportError(reason)
        return self.lost

    def _connected(self) -> Client:
        from distributed import Client

        if self.address.startswith(("tls:", "wss:")):
            _check_certificates()
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told by us, once
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        try:
            client = Client(self.address, timeout=ANSWER_SECONDS, set_as_default=False, name="workbook")
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ReportError(
                f"No Dask scheduler answers at {self.address} ({type(error).__name__} after {ANSWER_SECONDS:g} s at "
                f"most). See whether it runs and can be reached from here; {DOCUMENT} says how to start one."
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


def _check_certificates() -> None:
    """Raises `ReportError` where Dask knows no certificate of ours, without which it does not even try to connect."""
    from distributed import Security

    try:
        missing = Security().get_connection_args("client").get("ssl_context") is None
    except OSError as error:
        raise ReportError(
            f"A certificate for the cluster cannot be used: {error}. {DOCUMENT} shows its settings."
        ) from None
    if missing:
        raise ReportError(
            "A cluster with an address of this kind asks for certificates, and Dask knows none of this machine. "
            f"{DOCUMENT} shows the settings that name them."
        )


def _files(data: Path) -> Mapping[str, bytes]:
    """The files of a record by their names. Raises `DataError` for a declaration that cannot be read."""
    paths = [str(item.get("path", "")) for item in read_schema(data).raw.get("resources", [])]
    return {name: (data / name).read_bytes() for name in (DESCRIPTOR, *paths)}


def _unlike(who: str, different: str) -> str:
    return (
        f"{who} would make other pages than this machine: {different}. Install the same there (requirements.lock), "
        "start its workers anew, and run the batch again."
    )
