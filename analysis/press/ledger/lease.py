"""The lock of one report: at most one run of it at a time, also where machines share the folder over NFS or SMB.

A lease is a folder within a folder: `.lease/<name>/`, where the name says who holds it. There is no content, so nothing
can be half-written. Everything is done by renaming, each in one step of the file system, and conditional by itself:

- *Enter*: make `.lease-<token>/<name>/` beside it and rename it to `.lease`. That works only while `.lease` is missing
  or empty, so of many who try exactly one gets in.
- *Bury* the lease of a dead holder: rename `.lease/<its name>` away, delete it, then enter like anybody else. A name is
  never used twice. Of several who find it dead one renames it, the others find it gone; one who thought for too long
  cannot hit the lease that came after it. What lies at a fixed name, as in `.lease` itself, is never renamed away.
- *Leave*: bury one's own name. A holder whose lease was buried while it was suspended finds the name gone, here and in
  its heartbeat, and harms nobody.
- *Publish*: rename out of the folder of that name. Whose lease was buried has nothing there to rename.

No clock of one machine is compared with that of another. A holder touches its lease every few seconds; one who waits
sees whether the time stamp *changes*, and counts how long it does not on a clock of its own. A process that is gone is
known at once, but only on the same machine since the same start, and in the same container.

It needs a file system on which renaming a folder is one step: local ones, NFS, SMB; not object stores.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from analysis.errors import ReportError
from analysis.press.ledger.heartbeat import HEART, Watch
from analysis.press.ledger.holder import Holder
from analysis.press.ledger.home import make_home, unusable

MISSES = 100
"""How often in a row a free lease may slip away to somebody who is not seen either: never twice, if folders work."""
SHORTEST_PAUSE = 0.01
"""Seconds between the first two looks of one who waits; the pause doubles up to a quarter of the heartbeat's."""
GONE = (errno.ENOENT, errno.ENOTDIR, errno.ESTALE)
"""What a file system says of a name that is not there, or not there any more (ESTALE: over NFS)."""


class Busy(ReportError):
    """Another run of the report is under way. `holder` says whose, `None` where its lease does not tell."""

    def __init__(self, message: str, holder: Holder | None) -> None:
        super().__init__(message)
        self.holder = holder


class LeaseLost(ReportError):
    """This run stood still for so long that its lease was given to another. It must publish nothing."""


@contextmanager
def held(
    path: Path,
    *,
    wait: float | None,
    every: float = 2.0,
    stale: float = 15.0,
    given_up: Callable[[], bool] = lambda: False,
) -> Iterator[Lease]:
    """The lease at `path`, a name in the folder of the report, which is made if need be.

    Waits up to `wait` seconds for another holder, for ever with `None`, but no longer than until `given_up` is true,
    which it asks after each look. While it is held, a thread touches it every
    `every` seconds; untouched for `stale` seconds, it falls to one who waits. Raises `Busy` when the wait is over, and
    `ReportError` where the folder cannot be written. Beside it, what begins with its name and a hyphen is ours, and is
    deleted when a killed run left it.
    """
    if not 0 < every < stale:
        raise ValueError(f"A heartbeat every {every} s must come sooner than the lease falls, after {stale} s")
    lease = Lease(path, every, stale)
    try:
        lease._acquire(wait, given_up)
        HEART.add(lease)  # before the sweep, which may take its time
        lease._sweep()
        yield lease
    finally:
        HEART.remove(lease)
        lease._leave()


class Lease:
    """A lease that is held: made by `held`.

    `folder` is the run's own for as long as it holds the lease, and goes with it: empty at first, deleted when the run
    leaves or its lease falls. What is renamed out of it is therefore published by the holder or not at all.
    """

    def __init__(self, path: Path, every: float, stale: float) -> None:
        self.path, self.every, self.stale = path, every, stale
        self.holder = Holder.myself(stale)
        self.folder = path / self.holder.name
        self._pid = os.getpid()
        self._lost = False

    def check(self) -> None:
        """Raises `LeaseLost` unless this process holds the lease now. Asks the file system, not the heartbeat."""
        if self._lost or os.getpid() != self._pid:
            self._raise_lost()
        try:
            os.utime(self.folder)
        except OSError as error:
            self._raise_lost(error)

    def publish(self, source: Path, target: Path) -> None:
        """Moves a file or folder to its place, replacing a file there; all on one file system.

        Raises `LeaseLost` with the target as it was, or `OSError`; the source may then be gone. Between a check and a
        renaming a process can be suspended; here they are one. The source is first moved into `folder`. When another
        buries this lease, the folder is gone before that other begins, with what is in it.
        """
        gate = self.folder / source.name
        try:
            if source != gate:
                os.rename(source, gate)
            os.replace(gate, target)
        except OSError:
            self.check()
            raise

    def beat(self) -> None:
        """Shows that the holder lives."""
        # A passing error of a shared folder is no loss: there are more beats before the lease falls.
        try:
            os.utime(self.folder)
        except OSError as error:
            self._lost = self._lost or error.errno in GONE

    def _acquire(self, wait: float | None, given_up: Callable[[], bool]) -> None:
        end = None if wait is None else time.monotonic() + wait
        watch, pause, misses = Watch(self.every), SHORTEST_PAUSE, 0
        make_home(self.path.parent)
        while True:
            living = self._living(watch)
            if living is None:
                if self._enter():
                    return
                living = self._living(watch)  # somebody was faster
                misses = 0 if living else misses + 1
                if misses == MISSES:  # nobody is there, and yet there is no getting in
                    raise unusable(self.path.parent, OSError(errno.EIO, "a new folder there cannot be renamed"))
            left = pause if end is None else end - time.monotonic()
            if left <= 0 or given_up():
                self._raise_busy(living)
            time.sleep(min(pause, left))
            pause = min(2 * pause, max(self.every / 4, SHORTEST_PAUSE))

    def _living(self, watch: Watch) -> str | None:
        """The name of a lease in force, `None` where the report is free. Those that are not in force are buried."""
        living = None
        for name in self._names():
            holder = Holder.named(name)
            limit = max(self.stale, holder.stale) if holder else self.stale
            out_of_force = (holder and holder.dead) or watch.still(self.path / name) >= limit
            if not out_of_force or not self._bury(self.path / name):
                living = name
        return living

    def _names(self) -> list[str]:
        try:
            return os.listdir(self.path)
        except NotADirectoryError:
            # Not ours; and unlike renaming, unlinking can hit no lease, which is a folder.
            with suppress(OSError):
                os.unlink(self.path)
        except OSError as error:
            if error.errno not in GONE:
                raise unusable(self.path.parent, error) from error
        return []

    def _enter(self) -> bool:
        new = self._beside()
        try:
            try:
                os.makedirs(new / self.holder.name)
                os.rename(new, self.path)
            except OSError as error:
                # Over a network the answer to a renaming that was done may be lost and the second asking fail.
                if os.path.isdir(self.folder):
                    return True
                if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
                    # Somebody was faster; or this file system puts no folder over an empty one. Removes only that.
                    with suppress(OSError):
                        os.rmdir(self.path)
                elif error.errno not in (errno.ENOENT, errno.ESTALE):  # swept by somebody who was faster
                    raise unusable(self.path.parent, error) from error
                return False
            return True
        finally:
            self._bury(new)

    def _sweep(self) -> None:
        """Deletes what runs that were killed while they entered or buried left behind.

        Before the work begins, since it may be the folder of a buried lease, out of which its holder could publish.
        A living one who is just entering fails at it, and had to: the lease is held.
        """
        for name in os.listdir(self.path.parent):
            if name.startswith(f"{self.path.name}-"):
                with suppress(ReportError):
                    self._bury(self.path.parent / name)

    def _leave(self) -> None:
        # A child that was forked inherits the lease's object and is not its holder. Where burying fails, the lease
        # falls by itself: its heart beats no more.
        if os.getpid() == self._pid:
            with suppress(OSError, ReportError):
                self._bury(self.folder)
                os.rmdir(self.path)  # only where empty: another may be in already

    def _bury(self, victim: Path) -> bool:
        """Deletes a lease, or a left-over, that nobody needs. False where it is in use (Windows) and so still there.

        The renaming decides who of several deletes it. The folder itself must go, not only its name: an NFS client that
        remembers the name would still touch the folder, and think its lease in force.
        """
        grave = self._beside()
        try:
            os.rename(victim, grave)
        except OSError as error:
            if error.errno in GONE:
                return True
            if os.name == "nt" and isinstance(error, PermissionError):
                return False
            raise unusable(self.path.parent, error) from error
        try:
            os.rmdir(grave)
        except NotADirectoryError:
            with suppress(OSError):
                os.unlink(grave)
        except OSError:
            import shutil  # rarely needed: for the folder of one that was killed while it published

            shutil.rmtree(grave, ignore_errors=True)
        return True

    def _beside(self) -> Path:
        return self.path.with_name(f"{self.path.name}-{os.urandom(8).hex()}")

    def _raise_busy(self, name: str | None) -> NoReturn:
        holder = Holder.named(name) if name else None
        since = ""
        with suppress(OSError):
            # Both stamps are of one clock, the file system's: when the lease began, and its last heartbeat.
            if holder:
                seconds = os.stat(self.path / holder.name).st_mtime - os.stat(self.path).st_mtime
                since = f", for {_span(seconds)}"
        raise Busy(
            f"{self.path.parent}: another run of this report is under way ({holder or 'its lease does not say whose'}"
            f"{since}). Try again when it has ended. If it died on another machine, a run that waits for more than "
            f"{_span(max(self.stale, holder.stale) if holder else self.stale)} takes its place.",
            holder,
        )

    def _raise_lost(self, error: OSError | None = None) -> NoReturn:
        raise LeaseLost(
            f"{self.path.parent}: this run no longer holds the report{f' ({error.strerror})' if error else ''}. It "
            "stood still for too long, or the folder could not be reached, and another run may have begun. It "
            "publishes nothing; start it again."
        ) from error


def _span(seconds: float) -> str:
    """A span of time in words, rounded down: '12 seconds', '3 minutes', '2 hours'."""
    for size, word in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            return f"{seconds // size:.0f} {word}{'s' if seconds >= 2 * size else ''}"
    return "less than a second"
