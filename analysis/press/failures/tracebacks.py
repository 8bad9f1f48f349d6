"""What an error says of where it happened: cells and lines of a notebook, modules of the package.

The names of machines and folders, numbers of processes and addresses in memory are left out: they differ from machine
to machine, and a failure page is shared like any other.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from analysis.press.ledger.key import PACKAGE
from analysis.press.orders.notebook import source_of
from analysis.press.page.outputs import ANSI
from analysis.press.page.traces import ADDRESS, FOLDER

PLACE = re.compile(
    r"^ *(?:Cell In\[(?P<run>\d+)\], line (?P<line>\d+)|File (?P<file>[^\n]+?):(?P<at>\d+)(?:, in [^\n]*)?$)",
    re.MULTILINE,
)
"""How IPython heads each step of a traceback: a cell by the number of its run, or a file."""
ARROW = re.compile(r"^-+> *\d+ (?P<code>.*)$", re.MULTILINE)
"""The line of a step at which it went on to the next."""
OURS = re.compile(rf"(?:^|[/\\]){PACKAGE.name}[/\\](?P<module>[\w/\\]+)\.py$")
SECRET = re.compile(
    r"(?P<web>\bhttps?://\S+)"
    r"|(?P<quote>['\"])(?:[A-Za-z]:)?[/\\](?P<quoted>[^'\"\n]*[/\\][^'\"\n]*)(?P=quote)"
    rf"|(?P<folder>{FOLDER.pattern})"
)
"""An address of the web, which stays; a path in quotation marks, where blanks may stand in it; any other path."""
LEASE = re.compile(
    r"(?:\.lease(?:-[0-9a-f]{16})?[/\\]+)?(?<![\w.-])[\w.-]*_\d+_\d*_[0-9a-f-]*_[\d.e+-]+_[0-9a-f]{16}(?:[/\\]+|\b)"
    r"|\.lease-[0-9a-f]{16}\b"
)
"""The folder of a run within its report's, or beside it: its name holds those of a machine and a process."""
SCHEDULER = re.compile(r"\b(?:tcp|tls|wss?)://[^\s'\"]+[^\s'\".,;:)]")
"""The address of a machine of a cluster."""
PROCESS = re.compile(r"\b(pid|process)( id)?[ =:#]+\d+\b", re.IGNORECASE)
CELL_FILE = re.compile(r"\(\d+\.py, line (\d+)\)")
"""What a mistake of syntax says of the file in which a kernel pretends to hold a cell."""
DEEPEST = 8
"""Steps of a traceback that are told, counted from the error."""


def without_machine(words: str, folders: Iterable[Path] = ()) -> str:
    """Words without colours for a terminal and without what tells of a machine.

    What lies below one of `folders` is named as seen from there, any other path by its last part.
    """
    told = SCHEDULER.sub("its address", LEASE.sub("", ANSI.sub("", words)))
    for folder in sorted({str(folder) for folder in folders if folder.name}, key=len, reverse=True):
        told = re.sub(rf"(?<![\w.]){re.escape(folder)}[/\\]+", "", told)
    told = SECRET.sub(_last_part, told)
    told = PROCESS.sub(r"\1\2", ADDRESS.sub("", told))
    return CELL_FILE.sub(r"(line \1)", told)


def _last_part(found: re.Match[str]) -> str:
    if found["web"]:
        return found[0]
    if found["quoted"] is not None:
        return f"{found['quote']}…/{_parts(found['quoted'])[-1]}{found['quote']}"
    return "ipykernel" if found[0].startswith("ipykernel") else f"…/{_parts(found[0])[-1]}"


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/\\]+", path) if part] or [""]


@dataclass(frozen=True)
class Cells:
    """The cells of a notebook as a run went through them: each its number among the author's code cells, its source.

    The number is 0 for the cell that papermill adds for the parameters of the run, and `None` for text.
    """

    cells: tuple[tuple[int | None, str], ...]

    @classmethod
    def of(cls, notebook: Any, *, injected: bool) -> Cells:
        """The cells of a notebook as it stands in its file; `injected` tells that the run sets parameters."""
        raw = [cell for cell in notebook["cells"] if "injected-parameters" not in _tags(cell)]
        placed = [place for place, cell in enumerate(raw) if "parameters" in _tags(cell)]
        cells: list[tuple[int | None, str]] = []
        for cell in raw:
            number = sum(number is not None for number, _ in cells) + 1 if cell["cell_type"] == "code" else None
            cells.append((number, source_of(cell)))
        if injected:
            cells.insert(placed[0] + 1 if placed else 0, (0, ""))
        return cls(tuple(cells))

    def at(self, index: int) -> tuple[int | None, str]:
        """Number and source of the cell at an index from 0; no number and nothing where there is none."""
        return self.cells[index] if 0 <= index < len(self.cells) else (None, "")

    def source(self, cell: int) -> str:
        """The source of the author's code cell of that number."""
        return next((source for number, source in self.cells if number == cell), "")

    def run(self, count: int) -> int | None:
        """The number of the cell that a kernel ran as its `count`-th: it is not given cells that hold nothing."""
        full = [number for number, source in self.cells if number is not None and (source.strip() or number == 0)]
        return full[count - 1] if 0 < count <= len(full) else None


def _tags(cell: Mapping[str, Any]) -> Sequence[str]:
    return list(cell.get("metadata", {}).get("tags", []))


def lines_of_run(steps: Iterable[str], count: int) -> list[int]:
    """The lines of the cell that ran as the `count`-th which a traceback came through, the innermost last."""
    return [int(found["line"]) for found in _places(steps) if found["run"] and int(found["run"]) == count]


def frames_of_notebook(steps: Iterable[str], cells: Cells) -> tuple[str, ...]:
    """Where an error of a notebook came through: its cells and the modules of the package, the innermost last."""
    frames = []
    for found in _places(steps):
        if found["run"]:
            cell = cells.run(int(found["run"]))
            frames.append(f"code cell {cell}, line {found['line']}" if cell else "")
        elif ours := OURS.search(found["file"]):
            frames.append(f"{_module(ours['module'])}, line {found['at']}")
    told = [frame for frame in frames if frame]
    return tuple(frame for place, frame in enumerate(told) if told[place - 1 : place] != [frame])[-DEEPEST:]


def frames_of_package(error: BaseException) -> tuple[str, ...]:
    """Where an error of this process came through in the package: module and line, the innermost last."""
    steps: TracebackType | None = error.__traceback__
    found = ((OURS.search(step.filename), step.lineno) for step in traceback.extract_tb(steps))
    return tuple(f"{_module(ours['module'])}, line {line}" for ours, line in found if ours)[-DEEPEST:]


def failing_code(steps: Iterable[str]) -> str:
    """The lines of code, one for each step, at which a traceback went on."""
    return "\n".join(found["code"] for step in steps for found in ARROW.finditer(ANSI.sub("", step)))


def _places(steps: Iterable[str]) -> Iterator[re.Match[str]]:
    for step in steps:
        yield from PLACE.finditer(ANSI.sub("", step))


def _module(path: str) -> str:
    return ".".join([PACKAGE.name, *_parts(path)]).removesuffix(".__init__")
