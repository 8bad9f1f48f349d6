"""Kernels that start at once: forked from a process that has already imported what reports need.

`Warm` is that process as seen from here; `analysis.press.kernels.manager` lets papermill and nbclient use it. Where a
process cannot be forked safely (Windows, macOS) the same kernel runs in an ordinary process.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, InvalidStateError
from typing import Any

from analysis.errors import ReportError
from analysis.press.kernels.forked import Forked
from analysis.press.kernels.importing import PROGRAM, import_folders
from analysis.press.ledger.key import PACKAGE

CAN_FORK = sys.platform == "linux"
ORDINARY = "WORKBOOK_ORDINARY_KERNELS"
"""Environment variable that asks for ordinary kernels, for whoever doubts the warm ones; any value but nothing."""
LARGEST_MESSAGE = 1 << 20
STARTUP_SECONDS = 120.0
GRACE = 2.0


class Warm:
    """The process that kernels are forked from. It warms up while this one does other work.

    `users` counts those at work with it.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.stamp, self.environment = package_stamp(), dict(environment)
        self.users = 0
        self._channel, self._sending = ours, threading.Lock()
        self._kernels: dict[int, Forked] = {}
        self._numbers = itertools.count(1)
        self.ready: Future[None] = Future()
        with _above_standard_streams(theirs) as number:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM.format("fork_server"), import_folders(), str(number), str(os.getpid())],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # standard output is for the answer of the command
                start_new_session=True,
                cwd=os.sep,  # where only the system's owner leaves files that Python or matplotlib would read
                env=self.environment,
            )
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def fit(self) -> bool:
        """Whether it lives and has the code of the package as it is now."""
        return self.alive and self.stamp == package_stamp()

    @property
    def alive(self) -> bool:
        """Whether it lives."""
        return self.process.poll() is None

    def fork(self, environment: Mapping[str, str], cwd: str, arguments: list[str]) -> Forked:
        """Asks for a kernel; `bound` of what is returned tells when its sockets are there.

        Raises `ReportError` when the process could not warm up or is gone.
        """
        try:
            self.ready.result(STARTUP_SECONDS)
        except TimeoutError:
            raise self._gone(f"was not ready within {STARTUP_SECONDS:g} s") from None
        kernel = Forked(self, next(self._numbers))
        self._kernels[kernel.number] = kernel
        changed = {name: word for name, word in environment.items() if self.environment.get(name) != word}
        dropped = [name for name in self.environment if name not in environment]
        order = {"environment": changed, "without": dropped, "cwd": cwd, "arguments": arguments}
        try:
            self.say({"fork": kernel.number, **order})
        except ReportError:
            self._kernels.pop(kernel.number, None)
            raise
        return kernel

    def close(self) -> None:
        """Ends the process and with it every kernel; those that are ending have a moment for what they still do."""
        end = time.monotonic() + GRACE
        while self._kernels and self.alive and time.monotonic() < end:
            time.sleep(0.01)
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(5 if self.ready.done() else 0)  # while it warms up it has no kernel and does not listen
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._channel.close()

    def disown(self) -> None:
        """Leaves the process to the parent of this one, which was forked: it is dead to us, and lives on."""
        self._channel.close()
        self.process.returncode = 0  # not ours to wait for

    def say(self, order: Mapping[str, object]) -> None:
        """Sends an order. Raises `ReportError` when the process is gone."""
        with self._sending:
            try:
                self._channel.send(json.dumps(order).encode())
            except OSError as error:
                raise self._gone(f"cannot be reached ({error.strerror})") from None

    def _listen(self) -> None:
        """Hears of forks and ends until the process is gone; then no kernel is left either."""
        while message := self._heard():
            kernel = self._kernels.get(message.get("kernel", 0))
            match message["is"], kernel:
                case "warm", _:
                    self.ready.set_result(None)
                case "cold", _:
                    self.ready.set_exception(self._gone(f"could not warm up: {message['why']}"))
                case "forked", Forked():
                    kernel.pid = message["pid"]
                case "bound", Forked():
                    kernel.pid = message["pid"]  # which may come before the word that it was forked
                    with contextlib.suppress(InvalidStateError):  # nobody waits for it any more
                        kernel.bound.set_result(None)
                case "unbound", Forked():
                    with contextlib.suppress(InvalidStateError):
                        kernel.bound.set_exception(ReportError(f"The kernel could not start: {message['why']}"))
                case "ended", Forked():
                    del self._kernels[kernel.number]
                    self._end(kernel, message["status"])
        if not self.ready.done():
            self.ready.set_exception(self._gone(f"{self._how_it_ended()} while it warmed up"))
        for kernel in list(self._kernels.values()):
            if kernel.pid:  # the process may have been killed before it could kill them
                from analysis.press.kernels.processes import kill_all

                kill_all(kernel.pid)
            kernel.lost = self._gone(f"{self._how_it_ended()}, and its kernels with it")
            self._end(kernel, -signal.SIGKILL)
        self._kernels.clear()

    def _heard(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._channel.recv(LARGEST_MESSAGE) or b"{}"))
        except OSError:
            return {}

    def _end(self, kernel: Forked, status: int) -> None:
        kernel.status = status
        with contextlib.suppress(InvalidStateError):
            gone = ReportError(f"The kernel ended before it could start (exit status {status}).")
            kernel.bound.set_exception(kernel.lost or gone)

    def _how_it_ended(self) -> str:
        """What became of the process when it was heard no more."""
        try:
            status = self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "fell silent"
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended (exit status {status})"

    def _gone(self, what: str) -> ReportError:
        return ReportError(
            f"The process that kernels are forked from {what}. Try once more; if it happens again, set {ORDINARY}=1 "
            "for kernels that start one by one, and report it."
        )


@contextlib.contextmanager
def _above_standard_streams(theirs: socket.socket) -> Iterator[int]:
    """A number for the other end of the channel that no standard stream takes: where one is closed, its number is free.

    Afterwards this process has the end no more.
    """
    import fcntl

    number = fcntl.fcntl(theirs.fileno(), fcntl.F_DUPFD_CLOEXEC, 3)
    theirs.close()
    try:
        yield number
    finally:
        os.close(number)


def package_stamp() -> tuple[tuple[str, int, int], ...]:
    """Names, times and sizes of the package's files: another stamp means other code."""
    found = ((path, path.stat()) for path in sorted(PACKAGE.rglob("*.py")))
    return tuple((path.relative_to(PACKAGE).as_posix(), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def can_be_warm() -> bool:
    """True where kernels are forked: on Linux, unless ordinary ones are asked for."""
    return CAN_FORK and not os.environ.get(ORDINARY)
