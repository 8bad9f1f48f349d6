"""Whether the site is behind its reports: a note that is left before runs are published, and taken away after.

Apart from all else, since a batch of which nothing has changed asks for it, and for no more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FOLDER = ".site"
LEASE = ".lease"
OWED, TAKEN = "owed", "owed-taken"
"""The names of the note, in the site's own folder: as it is left, and while somebody does what it asks for."""


def owe(site: Path, reports: Iterable[str] = ()) -> None:
    """Leaves the note; `reports` are those that must be looked at again though their pages stay, as runs of them went.

    Where that cannot be done nothing can be published either, and each run says so.
    """
    with suppress(OSError):
        os.makedirs(site / FOLDER, exist_ok=True)
        with (site / FOLDER / OWED).open("a", encoding="utf-8") as note:
            note.write("".join(f"{name}\n" for name in reports))


def is_owed(site: Path) -> bool:
    """Whether the note is there: for this command to act on, or of one that was stopped before it did."""
    return os.path.exists(site / FOLDER / OWED) or os.path.exists(site / FOLDER / TAKEN)


def taken(site: Path) -> set[str]:
    """Takes the note, before anything is looked at, and gives the reports that it names. Held by the site's lease."""
    names: set[str] = set()
    for name in (TAKEN, OWED):  # the first of somebody who was stopped while he did it
        with suppress(FileNotFoundError):
            names.update((site / FOLDER / name).read_text(encoding="utf-8").split())
    if names or (site / FOLDER / OWED).exists():
        with suppress(FileNotFoundError):
            os.replace(site / FOLDER / OWED, site / FOLDER / TAKEN)
    return names


def done(site: Path) -> None:
    """Takes the note away that was taken; one that was left meanwhile stays."""
    (site / FOLDER / TAKEN).unlink(missing_ok=True)
