"""Kernels that start at once: forked from a process that has already imported what reports need.

`Warm` is that process as seen from here; `analysis.press.kernel_manager` lets papermill and nbclient use it. Where a
process cannot be forked safely (Windows, macOS) the same kernel runs in an ordinary process.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from analysis.errors import ReportError
from analysis.press.key import PACKAGE

CAN_FORK = sys.platform == "linux"
ORDINARY = "WORKBOOK_ORDINARY_KERNELS"
"""Environment variable that asks for ordinary kernels, for whoever doubts the warm ones; any value but nothing."""
LARGEST_MESSAGE = 1 << 20
SERVER = "import sys, json; sys.path[:] = json.loads(sys.argv.pop()); import analysis.press.fork_server as s; s.main()"
STARTUP_SECONDS = 120.0
GRACE = 2.0
_shared: list[Warm] = []
_sharing = threading.Lock()


class Forked:
    """A forked kernel, as far as jupyter_client asks of a process: a `Popen` whose child is another's.

    `bound` is done when the kernel's sockets are there.
    """

    stdin = stdout = stderr = None

    def __init__(self) -> None:
        self.pid = 0
        self.bound: Future[None] = Future()
        self.status: int | None = None

    def poll(self) -> int | None:
        """The exit status, minus the signal that killed it; `None` while the kernel lives."""
        return self.status

    wait = poll

    def send_signal(self, number: int) -> None:
        """Signals the kernel alone."""
        if self.status is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kills the kernel alone; the warm process then kills what it has left."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Asks the kernel to end."""
        self.send_signal(signal.SIGTERM)


class Warm:
    """The process that kernels are forked from. It warms up while this one does other work."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.stamp = package_stamp()
        self._channel, self._sending = ours, threading.Lock()
        self._kernels: dict[int, Forked] = {}
        self._numbers = itertools.count(1)
        self.ready: Future[None] = Future()
        words = [str(theirs.fileno()), str(os.getpid()), json.dumps(sys.path)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, *words],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # standard output is for the answer of the command
            start_new_session=True,
            cwd=tempfile.gettempdir(),
            env=dict(environment),
        )
        theirs.close()
        threading.Thread(target=self._listen, daemon=True).start()

    def fork(self, environment: Mapping[str, str], cwd: str, arguments: list[str]) -> Forked:
        """Asks for a kernel; `bound` of what is returned tells when its sockets are there.

        Raises `ReportError` when the process could not warm up or is gone.
        """
        self.ready.result(STARTUP_SECONDS)
        kernel, number = Forked(), next(self._numbers)
        self._kernels[number] = kernel
        self._say({"fork": number, "environment": dict(environment), "cwd": cwd, "arguments": arguments})
        return kernel

    def retire(self, kernel: Forked) -> None:
        """Sees to it that a kernel that was asked to end has ended some seconds later; does not wait for it."""
        for number, known in list(self._kernels.items()):
            if known is kernel:
                with contextlib.suppress(ReportError):
                    self._say({"retire": number})

    def close(self) -> None:
        """Ends the process and with it every kernel; those that are ending have a moment for what they still do."""
        end = time.monotonic() + GRACE
        while self._kernels and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._channel.close()

    def _say(self, order: Mapping[str, object]) -> None:
        with self._sending:
            try:
                self._channel.send(json.dumps(order).encode())
            except OSError:
                raise self._gone() from None

    def _listen(self) -> None:
        """Hears of forks and ends until the process is gone; then no kernel is left either."""
        while message := self._heard():
            if message.get("warm"):
                self.ready.set_result(None)
            elif "forked" in message:
                self._kernels[message["forked"]].pid = message["pid"]
            elif "bound" in message:
                self._kernels[message["bound"]].bound.set_result(None)
            elif "ended" in message:
                self._end(self._kernels.pop(message["ended"]), message["status"])
        if not self.ready.done():
            self.ready.set_exception(self._gone())
        for kernel in list(self._kernels.values()):
            if kernel.pid:  # the process may have been killed before it could kill them
                with contextlib.suppress(OSError):
                    os.killpg(kernel.pid, signal.SIGKILL)
            self._end(kernel, -signal.SIGKILL)

    def _heard(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._channel.recv(LARGEST_MESSAGE) or b"{}"))
        except OSError:
            return {}

    def _end(self, kernel: Forked, status: int) -> None:
        kernel.status = status
        if not kernel.bound.done():
            kernel.bound.set_exception(self._gone())

    def _gone(self) -> ReportError:
        return ReportError(
            "The process that kernels are forked from ended: its last words are above. Try once more; if it happens "
            f"again, set {ORDINARY}=1 for kernels that start one by one, and report it."
        )


def warm_process(environment: Mapping[str, str]) -> Warm | None:
    """The warm process of this one, started if need be; `None` where kernels are not forked.

    It lives as long as this process. It is replaced when it has died, and when a file of the package has changed since
    it started: it would go on with the code as it was.
    """
    if not can_be_warm():
        return None
    with _sharing:
        if _shared and (_shared[0].process.poll() is not None or _shared[0].stamp != package_stamp()):
            _shared.pop().close()
        if not _shared:
            _shared.append(Warm(environment))
        return _shared[0]


@atexit.register
def _end() -> None:
    while _shared:
        _shared.pop().close()


def package_stamp() -> tuple[tuple[str, int, int], ...]:
    """Names, times and sizes of the package's files: another stamp means other code."""
    found = ((path, path.stat()) for path in sorted(PACKAGE.rglob("*.py")))
    return tuple((path.relative_to(PACKAGE).as_posix(), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def can_be_warm() -> bool:
    """True where kernels are forked: on Linux, unless ordinary ones are asked for."""
    return CAN_FORK and not os.environ.get(ORDINARY)
