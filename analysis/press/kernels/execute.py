"""One execution of a notebook by papermill, in a kernel of its own, within a time limit.

Papermill overwrites its output before the first cell, moves the whole process into the notebook's folder when asked
for one, and knows no limit for a run. So it is pointed at a temporary file, the kernel gets its folder from us, and a
run that takes too long loses its kernel.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import ReportError, WorkbookError
from analysis.press.kernels.app import kernel_environment
from analysis.press.kernels.private import private_folder, sweep
from analysis.press.kernels.sharing import acquire_warm, release_warm
from analysis.press.kernels.warm import Warm
from analysis.press.orders.parameters import Plain

if TYPE_CHECKING:
    from analysis.press.kernels.manager import Leash

PARSERS = "rfc3987_syntax"
"""Thirty-five parsers for internationalised addresses, built when jsonschema is imported: seconds for nothing here."""
OUTPUT_SECONDS = 86_400
"""How long the last outputs of a cell may take to arrive. By default 4 s, too few for 50 MB on a busy machine; whether
the kernel lives is watched meanwhile."""


class RunEndedError(WorkbookError):
    """A run whose kernel ended before its last cell did."""


class TimeLimitError(RunEndedError):
    """A run that did not end in its time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"The run did not end within {seconds:g} s, and its kernel was stopped.")


class KernelDiedError(RunEndedError):
    """A kernel that ended in the middle of a run. `status` is its exit status; minus the signal that killed it."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        super().__init__(f"The kernel ended in the middle of the run (exit status {status}).")


class Kernels:
    """Where the runs of a batch get their kernels: forks of one warm process, or ordinary ones where that cannot be.

    A context: on leaving it no kernel of it is at work.
    """

    def __init__(self, data: Path) -> None:
        self.data = data.resolve()
        self.stopped = False
        self._leashes: list[Leash] = []
        self._changing = threading.Lock()
        self._warm = self._acquired()
        sweep()

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends every kernel, whatever it is doing; runs under way fail, and none begins."""
        self.stopped = True
        for leash in list(self._leashes):
            leash.cut()
        with self._changing:
            release_warm(self._warm)
            self._warm = None

    def warm(self) -> Warm | None:
        """The warm process, another one when it has died; `None` for ordinary kernels."""
        with self._changing:
            if self._warm is not None and not self._warm.alive:
                release_warm(self._warm)
                self._warm = self._acquired()
            return self._warm

    def _acquired(self) -> Warm | None:
        return acquire_warm(kernel_environment(self.data, Path(tempfile.gettempdir())))

    def execute(
        self,
        notebook: Path,
        parameters: Mapping[str, Plain],
        output: Path,
        limit: float | None = None,
        begun: Callable[[int], None] = lambda index: None,
    ) -> Any:
        """The executed notebook; `output` holds it too, also as far as it came when a cell fails.

        `limit` is in seconds; `begun` hears of every code cell as it begins, by its place from 0.

        Raises papermill's `PapermillExecutionError` for a cell that fails, `TimeLimitError`, `KernelDiedError`, and
        `ReportError` where no kernel can be started.
        """
        words = notebook, parameters, output, limit, begun
        if _in_a_loop():  # as in Jupyter, where nbclient's own loop can only run in another thread
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(self._execute, *words).result()
        return self._execute(*words)

    def _execute(
        self,
        notebook: Path,
        parameters: Mapping[str, Plain],
        output: Path,
        limit: float | None,
        begun: Callable[[int], None],
    ) -> Any:
        papermill = import_papermill()
        from nbclient.exceptions import DeadKernelError
        from traitlets.config import Config

        from analysis.press.kernels.manager import manager_class

        with _own_loop(), private_folder() as (folder, connection), self._watched(limit) as (leash, late):
            if self.stopped:  # asked only now that this run would be ended with the others
                raise KernelDiedError(None)
            kind = manager_class(self.warm(), kernel_environment(self.data, folder), notebook.parent, leash)
            try:
                executed = papermill.execute_notebook(
                    _literal(notebook),
                    _literal(output),
                    parameters=dict(parameters),
                    kernel_name="python3",
                    kernel_manager_class=kind,
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    autosave_cell_every=0,
                    iopub_timeout=OUTPUT_SECONDS,
                    on_cell_start=lambda cell, cell_index: begun(cell_index),
                    config=Config({"KernelManager": connection}),
                )
            except (DeadKernelError, RuntimeError, ReportError) as error:
                if limit is not None and late.is_set():
                    raise TimeLimitError(limit) from None
                if isinstance(error, DeadKernelError) or leash.is_cut or leash.status is not None:
                    raise KernelDiedError(leash.status) from leash.lost
                raise
            if limit is not None and late.is_set():  # its cells had ended, their outputs were still on their way
                raise TimeLimitError(limit)
            return executed

    @contextmanager
    def _watched(self, limit: float | None) -> Iterator[tuple[Leash, threading.Event]]:
        """What holds the kernel of a run, and what tells that its time was up. Afterwards no kernel of it is left."""
        from analysis.press.kernels.manager import Leash

        leash, late = Leash(), threading.Event()

        def stop() -> None:
            late.set()
            leash.cut()

        clock = threading.Timer(limit or 0, stop)
        clock.daemon = True
        self._leashes.append(leash)
        if limit is not None:
            clock.start()
        try:
            yield leash, late
        except BaseException:
            if not leash.is_let_go:  # else its cells have their moment for what they do at the end
                leash.cut()
            raise
        finally:
            clock.cancel()
            self._leashes.remove(leash)


def import_papermill() -> Any:
    """Papermill, without what its imports would build in vain."""
    sys.modules.setdefault(PARSERS, None)  # type: ignore[arg-type]
    import papermill

    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told by us, once

    return papermill


def _in_a_loop() -> bool:
    """Whether an event loop runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _literal(path: Path) -> str:
    """A path as papermill takes it: it fills in what stands in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


@contextmanager
def _own_loop() -> Iterator[None]:
    """The event loop that nbclient makes for the thread it is called in, closed afterwards."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)
