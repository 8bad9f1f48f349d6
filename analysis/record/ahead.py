"""A record that was read before it was asked for, by the process that others are forked from.

Each fork has a copy of its own, and takes it once: whoever loads a record twice has two of them, as without all this.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.record.store import Record

Stamps = tuple[tuple[str, int, int, int, int], ...]
LARGEST = 20_000_000
"""Bytes of a record's files above which nobody should wait for it who may not want it."""
FRESH = 2.0
"""Seconds for which a file counts as one that is being written: a second change could bear the same time."""

_kept: dict[Path, tuple[Stamps, Record]] = {}


def stamps(folder: Path) -> Stamps:
    """What tells that the files of a record are as they were, without reading them. Raises `OSError`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = ((path.relative_to(folder).as_posix(), path.stat()) for path in files)
    return tuple((name, it.st_mtime_ns, it.st_ctime_ns, it.st_size, it.st_ino) for name, it in found)


def settled(stamped: Stamps) -> bool:
    """True for files that are neither too many bytes to be read ahead nor being written just now."""
    newest = max((max(modified, changed) for _, modified, changed, _, _ in stamped), default=0)
    return sum(size for *_, size, _ in stamped) <= LARGEST and newest < (time.time() - FRESH) * 1e9


def keep(folder: Path, stamped: Stamps, record: Record) -> None:
    """Keeps a record for the first who takes it. `stamped` is from before it was read."""
    _kept[folder] = stamped, record


def take(folder: Path) -> Record | None:
    """The record that was kept of a folder, which is kept no more; `None` where its files have changed since."""
    if folder not in _kept:
        return None
    stamped, record = _kept.pop(folder)
    return record if stamped == stamps(folder) else None
