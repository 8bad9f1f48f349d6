"""The processes that a command starts: all of them, what memory they hold together, and whether one outlives it.

Linux only: `/proc` tells of processes, and this process takes in those whose parent has ended, so that none is lost
sight of. It counts memory as PSS, which divides a page that several forked processes share by their number.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
SETTLING_SECONDS = 10.0


class CommandFailedError(Exception):
    """A measured command ended with an error; the message holds its last words."""


def take_in_orphans() -> None:
    """Makes this process the parent of every descendant whose own parent ends. Raises `OSError` where it cannot."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def living() -> list[psutil.Process]:
    """Every descendant of this process that has not ended."""
    return [process for process in psutil.Process().children(recursive=True) if _alive(process)]


def settle(seconds: float = SETTLING_SECONDS) -> list[psutil.Process]:
    """Waits until no descendant is left, at most that long; those that are left then."""
    deadline = time.monotonic() + seconds
    while (left := living()) and time.monotonic() < deadline:
        time.sleep(0.01)
    _bury()
    return left


def seconds_of(commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str]) -> float:
    """Wall-clock seconds of these commands, one after the other; waits for what they leave running, uncounted.

    Raises `CommandFailedError` for the first that fails.
    """
    seconds = sum(output_of(command, folder, environment)[1] for command in commands)
    settle()
    return seconds


def output_of(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[str, float]:
    """Standard output and wall-clock seconds of one command. Raises `CommandFailedError`."""
    start = time.perf_counter()
    done = subprocess.run(
        list(command), cwd=folder, env=dict(environment), capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise CommandFailedError(
            f"{Path(command[0]).name} {' '.join(command[1:3])} ended with {done.returncode}:\n{last}"
        )
    return done.stdout, seconds


class Watch:
    """What a watch over the process tree has seen: the most memory at once, in bytes, and every process by its id."""

    def __init__(self) -> None:
        self.peak = 0
        self.seen: dict[int, str] = {}

    def look(self) -> None:
        """Looks once."""
        held = 0
        for process in living():
            held += _proportional(process.pid)
            if process.pid not in self.seen:
                self.seen[process.pid] = _words(process)
        self.peak = max(self.peak, held)


@contextmanager
def watched(every: float) -> Iterator[Watch]:
    """Looks at the tree at this interval in seconds while the block runs; looking costs time of its own."""
    watch, stop = Watch(), threading.Event()

    def watching() -> None:
        while not stop.wait(every):
            watch.look()

    thread = threading.Thread(target=watching, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        stop.set()
        thread.join()


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _proportional(pid: int) -> int:
    """Proportional set size in bytes; 0 for a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _bury() -> None:
    """Takes the exit status of children that this process took in, so that they leave the table of processes."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return
