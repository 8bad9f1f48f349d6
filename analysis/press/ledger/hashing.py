"""One SHA-256 over the names and bytes of files; read again only when one of them has changed.

A batch asks for the same hashes before and after every run. Of a file that bears the same stamp (its time, the time of
its last change of any kind, its size, its number in the file system) the bytes are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

Stamp = tuple[str, int, int, int, int]
"""A file's name, and what tells that it is as it was."""


def hash_of_files(folder: Path, names: Iterable[str]) -> str:
    """SHA-256 over files of a folder, in the order given; the folder's own name is not in it. Raises `OSError`."""
    return _hashed(folder, stamps(folder, names))


def stamps(folder: Path, names: Iterable[str]) -> tuple[Stamp, ...]:
    """What tells that files of a folder are as they were, without reading them. Raises `OSError`."""
    found = ((name, (folder / name).stat()) for name in names)
    return tuple((name, it.st_mtime_ns, it.st_ctime_ns, it.st_size, it.st_ino) for name, it in found)


@lru_cache(maxsize=32)
def _hashed(folder: Path, stamped: tuple[Stamp, ...]) -> str:
    total = hashlib.sha256()
    for name, *_ in stamped:
        content = (folder / name).read_bytes()
        total.update(f"{name} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()
