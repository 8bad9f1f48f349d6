"""A folder of a run's own for what is nobody else's business: its kernel's sockets, and IPython's empty profile."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.press.ledger.holder import Holder

LONGEST_SOCKET_FOLDER = 60
NAMES, WHOSE = "workbook-", "holder"


def home() -> Path:
    """Where the folders lie. A socket's path has about a hundred characters at most, too few for some folders."""
    roomy = len(os.fsencode(tempfile.gettempdir())) < LONGEST_SOCKET_FOLDER or os.name == "nt"
    return Path(tempfile.gettempdir() if roomy else "/tmp")


@contextmanager
def private_folder() -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty folder, and how to reach a kernel: by sockets in it; by ordinary ports on Windows, which has none."""
    folder = Path(tempfile.mkdtemp(prefix=NAMES, dir=home()))
    try:
        (folder / WHOSE).write_text(Holder.myself(0.0).name, encoding="utf-8")
        there = {"connection_file": str(folder / "kernel.json")}  # by default in the home folder, which may take none
        yield folder, there if os.name == "nt" else {**there, "transport": "ipc", "ip": str(folder / "kernel")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Removes the folders of processes that were killed before they could do so themselves."""
    for path in home().glob(f"{NAMES}*/{WHOSE}"):
        with suppress(OSError, ValueError):
            holder = Holder.named(path.read_text(encoding="utf-8"))
            if holder is not None and holder.dead:
                shutil.rmtree(path.parent, ignore_errors=True)
