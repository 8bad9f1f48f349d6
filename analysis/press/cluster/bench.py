"""A batch in a Dask worker: the record in a folder, checked once, and kernels like those of the batch's own machine."""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import Worker, WorkerPlugin, get_worker

from analysis.press.cluster.parcels import Broken, Parcel, packed, unpacked
from analysis.press.kernels.execute import Kernels
from analysis.press.ledger.provenance import record_hash
from analysis.press.making.order import Made, make_page
from analysis.press.making.outcome import Course
from analysis.record.declaration import read_schema

if TYPE_CHECKING:
    from analysis.record.store import Record

RUNS = "executing"


class Bench(WorkerPlugin):  # type: ignore[misc,unused-ignore]
    """Comes to every worker of a cluster once, also to one that joins later, and brings the files of the record.

    It is known by `name`, under which it also tells how runs go. Its kernels end when the run that they serve is no
    longer wanted, be it that the batch was stopped or that whoever asked for it is gone.
    """

    def __init__(self, name: str, files: bytes) -> None:
        self.name, self.files = name, files

    def setup(self, worker: Worker) -> None:
        """Lays out the record; kernels warm up while it is checked."""
        self.worker = worker
        self.folder = Path(tempfile.mkdtemp(prefix="workbook-", dir=worker.local_directory))
        self.data = self.folder / "data"
        for name, content in unpacked(self.files).items():
            path = self.data / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.kernels = Kernels(self.data)
        self.running: dict[str, Kernels] = {}
        self.reading = threading.Lock()
        self.read: Record | None = None
        self.record_hash = ""

    def teardown(self, worker: Worker) -> None:
        """Leaves nothing behind."""
        for kernels in (*self.running.values(), self.kernels):
            kernels.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def transition(self, key: Any, start: str, finish: str, **more: object) -> None:
        """Ends the kernel of a run that is no longer wanted."""
        if start == RUNS and finish in ("cancelled", "released", "forgotten") and key in self.running:
            threading.Thread(target=self.running[key].close, daemon=True).start()

    def record(self) -> Record:
        """The record, checked by whoever asks first. Raises `DataError` for one with problems."""
        from analysis.press.verify import verified

        with self.reading:
            if self.read is None:
                self.record_hash, self.read = record_hash(self.data), verified(self.data)
            return self.read

    def make(self, job: str, parcel: Parcel) -> Made | Broken:
        """Makes a page, or says why there is none."""
        self.worker.log_event(self.name, {"job": job})
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        course = Course(lambda cell: self.worker.log_event(self.name, {"job": job, "cell": cell}))
        course.notebook = folder / "executed.ipynb"
        try:
            with Kernels(self.data) as self.running[job]:
                record = self.record()
                order = parcel.order(folder, read_schema(self.data), self.record_hash)
                return make_page(order, record, self.running[job], course)
        except Exception as error:
            return Broken.of(error, course.cell, course.notebook, [folder / "notebooks", self.data])
        finally:
            self.running.pop(job, None)
            shutil.rmtree(folder, ignore_errors=True)


def make(name: str, job: str, parcel: bytes) -> bytes:
    """What a worker is asked for: a page, or what keeps it from being made, by its bench of that name."""
    bench = get_worker().plugins[name]
    assert isinstance(bench, Bench)
    answer = bench.make(job, unpacked(parcel))
    try:
        return packed(answer)
    except Exception as error:  # an error that holds what cannot travel
        told = answer.kind.__name__ if isinstance(answer, Broken) else type(error).__name__
        words = " ".join(map(str, answer.words if isinstance(answer, Broken) else error.args))
        nowhere = Path("notebook that was not sent")
        return packed(Broken.of(RuntimeError(f"{told}: {words}"), getattr(answer, "cell", None), nowhere, []))
