"""A folder of a run's own for what is nobody else's business: its kernel's sockets, and IPython's empty profile.

Its name tells the process that made it, from its first moment: whoever is killed leaves no folder that nobody sweeps.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from analysis.errors import ReportError
from analysis.press.ledger.holder import Holder

LONGEST_HOME = 48
"""Bytes of a path beneath which a socket can lie: it has 103 at most, of which the folder and the socket take 54."""
SHORT_HOMES = ("/tmp", "/var/tmp", "/dev/shm")
NAMES = "workbook-"
NAME = re.compile(rf"{NAMES}(?P<pid>\d+)-(?P<start>\d*)-(?P<machine>[0-9a-f]{{8}})-\w+")


def home() -> Path:
    """Where the folders lie: with other temporary files, or elsewhere where the path there is too long for sockets.

    Raises `ReportError` where no folder will do.
    """
    usual = tempfile.gettempdir()
    if os.name == "nt" or _fits(usual):
        return Path(usual)
    for folder in SHORT_HOMES:
        if os.access(folder, os.W_OK | os.X_OK):
            return Path(folder)
    raise ReportError(
        f"Kernels need a folder for their sockets. The path of the one for temporary files, {usual!r}, is longer than "
        f"the {LONGEST_HOME} bytes that sockets allow, and none of {', '.join(SHORT_HOMES)} can be written. Set TMPDIR "
        "to a folder with a shorter path."
    )


def _fits(folder: str) -> bool:
    try:
        return len(folder.encode()) <= LONGEST_HOME
    except UnicodeEncodeError:  # bytes that are no text: the kernel could not be told
        return False


@contextmanager
def private_folder() -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty folder, and how to reach a kernel: by sockets in it; by ordinary ports on Windows, which has none."""
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix(Holder.myself(0.0))}-", dir=home()))
    try:
        there = {"connection_file": str(folder / "kernel.json")}  # by default in the home folder, which may take none
        yield folder, there if os.name == "nt" else {**there, "transport": "ipc", "ip": str(folder / "kernel")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prefix(holder: Holder) -> str:
    """How the names of a process's folders begin. A holder's own name would leave no room for sockets."""
    return f"{NAMES}{holder.pid}-{holder.start}-{_digest(holder.machine)}"


def _digest(machine: str) -> str:
    return sha256(machine.encode()).hexdigest()[:8]


def sweep() -> None:
    """Removes the folders of processes that were killed before they could do so themselves."""
    mine = Holder.myself(0.0)
    try:
        folder = home()
    except ReportError:  # told by the first run that needs one
        return
    for path in folder.glob(f"{NAMES}*"):
        named = NAME.fullmatch(path.name)
        if named is None or named["machine"] != _digest(mine.machine):
            continue
        if replace(mine, pid=int(named["pid"]), start=named["start"]).dead:
            shutil.rmtree(path, ignore_errors=True)
