"""Files of the site, each put in its place whole: written beside, brought to the disk, and renamed.

What a reader gets is the file before or the file after, whenever a process is killed or the power fails.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from analysis.press.ledger.lease import Lease


@dataclass
class Files:
    """Files that are on their way into a site. They are brought to the disk together, which costs little more than one.

    `sums` has, for files that were there before, what they were made of; those that would come out the same are left
    alone.
    """

    site: Path
    lease: Lease
    sums: dict[str, str]
    _waiting: dict[str, Path] = field(default_factory=dict)

    def put(self, name: str, of: str, make: Callable[[], str]) -> None:
        """Has a file written unless it is there and was made of the same; `make` gives its text, and '' for none."""
        made_of = hashlib.sha256(of.encode()).hexdigest()[:24]
        if self.sums.get(name) == made_of and (self.site / name).exists():
            return
        self.write(name, make())
        self.sums[name] = made_of

    def write(self, name: str, text: str) -> None:
        """Has a file written; one whose text is '' is removed."""
        if not text:
            self.remove(name)
            return
        path = self.lease.folder / f"{len(self._waiting)}"
        path.write_text(text, encoding="utf-8", newline="\n")
        self._waiting[name] = path

    def remove(self, name: str) -> None:
        """Takes a file away, where it is there."""
        self.sums.pop(name, None)
        (self.site / name).unlink(missing_ok=True)

    def flush(self) -> None:
        """Puts all that was written in its place. Raises `OSError`, and `LeaseLost` when somebody else is at it."""
        for path in self._waiting.values():
            _to_disk(path)
        for name, path in self._waiting.items():
            try:
                self.lease.publish(path, self.site / name)
            except FileNotFoundError:
                if (self.site / name).parent.exists():
                    raise  # else somebody has just removed the report
        for folder in {(self.site / name).parent for name in self._waiting}:
            if folder.exists():
                _to_disk(folder)
        self._waiting.clear()


def _to_disk(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        if path.is_dir():  # a system that opens no folders
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
