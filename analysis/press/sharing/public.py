"""What is handed over names nothing of the machine that it was made on. Pages do not; a cell may have printed it."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis.errors import ReportError
from analysis.press.sharing.handover import Handover

AROUND = 40
"""Characters before and after what was found that a message quotes."""
SHORTEST = 5
"""Characters of a path, or of the name of a machine, that is looked for: shorter ones stand in any text."""


def check(handover: Handover, site: Path) -> None:
    """Raises `ReportError` where a file names a folder of this machine or the machine itself."""
    for name, content in handover.files.items():
        text = content.decode("utf-8", errors="replace")
        for kind, word in words_of_machine(site):
            if found := re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text):
                around = text[max(found.start() - AROUND, 0) : found.end() + AROUND]
                raise ReportError(
                    f"{name} names {kind}, so it is not handed over: “{' '.join(around.split())}”. A cell of the "
                    "notebook shows it. Take it out there and render the report again."
                )


def words_of_machine(site: Path) -> Iterator[tuple[str, str]]:
    """Paths and names that tell of this machine, each with what it is."""
    folders = {
        "the folder of whoever is at work": Path.home(),
        "the folder of the workbook": Path.cwd(),
        "the folder of the site": site.resolve(),
        "the folder of temporary files": Path(tempfile.gettempdir()),
    }
    for kind, folder in folders.items():
        if len(os.fspath(folder)) >= SHORTEST and len(folder.parts) > 1 and os.fspath(folder) != "/tmp":
            yield kind, os.fspath(folder)
    host = platform.node()
    if len(host) >= SHORTEST and not host.isalpha():  # a plain word may well be meant otherwise
        yield "this machine", host
