"""A process by name, so that another one can tell whether it is gone: also after its number was given to a new one."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Holder:
    """Who holds a lease: what its name says.

    `start` is the start of the process in ticks since the machine's, `machine` this start of the machine and the
    container; both are empty where the system does not tell. After `stale` seconds without a heartbeat the lease falls.
    """

    host: str
    pid: int
    start: str
    machine: str
    stale: float
    token: str

    @classmethod
    def myself(cls, stale: float) -> Holder:
        """This process, with a token that nobody else has."""
        host = "".join(c if c.isascii() and (c.isalnum() or c in ".-") else "-" for c in platform.node()[:40])
        return cls(host, os.getpid(), _process(os.getpid())[1], _machine(), stale, os.urandom(8).hex())

    @classmethod
    def named(cls, name: str) -> Holder | None:
        """The holder that a name tells of; `None` for a name that is no lease of ours."""
        try:
            host, pid, start, machine, stale, token = name.split("_")
            return cls(host, int(pid), start, machine, float(stale), token)
        except ValueError:
            return None

    @property
    def name(self) -> str:
        """The name of its lease: fit for any file system, and not longer than 143 characters."""
        return "_".join([self.host, str(self.pid), self.start, self.machine, f"{self.stale:g}", self.token])

    @property
    def dead(self) -> bool:
        """Whether the process is known to be gone. What cannot be known is not: its heartbeat will tell."""
        if not self.machine or not self.start or self.machine != _machine():
            return False
        state, start = _process(self.pid)
        if not state:  # nothing in /proc: gone, or hidden from this user, which only a signal tells apart
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                return True
            except (OSError, OverflowError):
                pass
            return False
        return state in "ZX" or start != self.start

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"


def _process(pid: int) -> tuple[str, str]:
    """State and start of a process, as `/proc` has them; empty where there is none to see."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return fields[0], fields[19]
    except (OSError, IndexError):
        return "", ""


def _machine() -> str:
    """This start of this machine, and where process numbers and their starts mean the same; empty where unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        numbers = os.stat("/proc/self/ns/pid").st_ino
    except (OSError, ValueError):
        return ""
    starts = 0
    with suppress(FileNotFoundError):  # before Linux 5.6 there was but one reckoning of starts
        starts = os.stat("/proc/self/ns/time").st_ino
    return f"{boot[:13]}-{numbers}-{starts}"
