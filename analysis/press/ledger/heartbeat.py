"""The sign of life of a lease: one thread gives it for all that this process holds, and one who waits watches it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Protocol


class Beating(Protocol):
    """What a heart beats for."""

    every: float

    def beat(self) -> None:
        """Shows that the holder lives."""


class Watch:
    """For how long the leases one waits for have shown no heartbeat, in seconds of looking at them.

    Only looking counts: when the one who waits is suspended, or the server away, the holder may be so as well, and
    would lose its lease to whoever wakes first. So of the time between two looks at most `credit` seconds count.
    """

    def __init__(self, credit: float) -> None:
        self.credit = credit
        self._seen: dict[Path, tuple[object, float, float]] = {}

    def still(self, lease: Path) -> float:
        """Looks at a lease. Seconds without a heartbeat; 0 when it has just beaten or could not be seen."""
        begun = time.monotonic()
        try:
            beat = beat_of(lease)
        except OSError:
            self._seen.pop(lease, None)
            return 0.0
        last, still, ended = self._seen.get(lease, (None, 0.0, begun))
        still = still + min(begun - ended, self.credit) if beat == last else 0.0
        self._seen[lease] = beat, still, time.monotonic()
        return still


class Heart:
    """One thread that beats for all leases of this process. It ends with the last of them, or with the process."""

    def __init__(self) -> None:
        self._due: dict[Beating, float] = {}
        self._change = threading.Condition()
        self._running = False

    def add(self, lease: Beating) -> None:
        """Begins to beat for a lease."""
        with self._change:
            self._due[lease] = time.monotonic() + lease.every
            self._change.notify()
            if not self._running:
                threading.Thread(target=self._run, name="leases", daemon=True).start()
                self._running = True

    def remove(self, lease: Beating) -> None:
        """Beats for it no more."""
        with self._change:
            self._due.pop(lease, None)
            self._change.notify()

    def _run(self) -> None:
        while True:
            with self._change:
                if not self._due:
                    self._running = False
                    return
                lease = min(self._due, key=self._due.__getitem__)
                pause = self._due[lease] - time.monotonic()
                if pause > 0:
                    self._change.wait(pause)
                    continue
                self._due[lease] = time.monotonic() + lease.every
            lease.beat()  # outside of the condition: a shared folder may keep it waiting


HEART = Heart()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=HEART.__init__)  # type: ignore[misc]


def beat_of(lease: Path) -> object:
    """The last heartbeat of a lease, to be compared with an earlier one and with nothing else. Raises `OSError`."""
    if os.name == "nt":  # which opens no folders, and whose stat asks the server
        found = os.stat(lease)
        return found.st_mtime_ns
    # Over NFS a mere stat may be answered from memory for a minute, opening asks the server.
    descriptor = os.open(lease, os.O_RDONLY | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        return found.st_mtime_ns, found.st_ctime_ns
    finally:
        os.close(descriptor)
