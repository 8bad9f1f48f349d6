"""A run that failed, in words for somebody who did not write its notebook: what broke, where, what stays, what to do.

What makes such an account from an error is `analysis.press.failures.diagnosis`; `analysis.press.failures.page` shows
it.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from analysis.errors import RenderError, ReportError, WorkbookError, cell_words

SHOWN_REASON = 200
"""Characters of an error's message that a line of a list shows."""
FOLDER = "DIR"
"""What stands in a command for a folder that was named on the command line: no account holds a path."""


class Kind(StrEnum):
    """How a run can fail."""

    CELL = "cell error"
    TIME = "time limit"
    KILLED = "kernel killed"
    GONE = "kernel gone"
    DISK = "disk full"
    RECORD = "unreadable record"
    FOLDER = "unwritable folder"
    STOPPED = "stopped"
    OUTPUT = "refused output"
    PARAMETER = "parameter"
    REPORT = "unusable report"
    LEASE = "lost lease"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Line:
    """A line of a cell with its number from 1; `marked` where the run came through it on its way to the error."""

    number: int
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the record that the failure has to do with: file, line (the header is 1), id, and what of it."""

    file: str
    line: int | None
    id: str
    words: str

    @property
    def place(self) -> str:
        """File and line, as far as they are known."""
        return self.file if self.line is None else f"{self.file}, line {self.line:,}"


@dataclass(frozen=True)
class Failure:
    """A failed run of `report`. No text in it names a folder or a process of the machine it ran on.

    `reason` is short enough for a list, `headline` one sentence, `remedy` what to do, `stays` what a reader still finds
    at the report's address. `command` is one line that runs it again; it ends with `--data DIR` and `--out DIR` where
    the run had a record or a site of its own, and `DIR` stands for their folders.

    `cell` counts code cells from 1; it is 0 for the parameters that the run sets, and `None` where the failure lies in
    no cell. `line` is the line of that cell at which it stopped, where that is known, and `lines` are lines of it.
    `name` and `message` are the error's own, `frames` where it came through, the innermost last.

    `rows` are the rows of the record that have to do with it; `unlisted` counts those beyond. `changes` are pairs of an
    anchor and words, what changed since the last good run; `None` where there is none to compare with.
    """

    report: str
    kind: Kind
    reason: str
    headline: str
    remedy: str
    command: str
    stays: str
    cell: int | None = None
    line: int | None = None
    lines: tuple[Line, ...] = ()
    name: str = ""
    message: str = ""
    frames: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    unlisted: int = 0
    changes: tuple[tuple[str, str], ...] | None = None

    @property
    def summary(self) -> str:
        """One line: 'tempo failed in code cell 7, line 2: ValueError: bounds are reversed'."""
        return f"{self.report} failed{':' if self.cell is None else ''} {self.told}"

    @property
    def told(self) -> str:
        """Where and what: 'in code cell 7, line 2: ValueError: bounds are reversed'."""
        where = "" if self.cell is None else cell_words(self.cell)
        if self.cell and self.line is not None:
            where += f", line {self.line}"
        return f"{where}{': ' if where else ''}{shortened(self.reason)}"

    @property
    def lacks_folder(self) -> bool:
        """Whether the command is only whole with a folder that was named on the command line."""
        return self.command.endswith(f" {FOLDER}")

    def command_with(self, folders: Mapping[str, object]) -> str:
        """The command with the folders that were named by these options, as whoever named them can use it."""
        command, told = self.command, ""
        for option in ("--out", "--data"):
            if command.endswith(f" {option} {FOLDER}"):
                command = command.removesuffix(f" {option} {FOLDER}")
                told = f" {option} {shlex.quote(str(folders.get(option) or FOLDER))}{told}"
        return command + told

    @property
    def where(self) -> str:
        """The place in the notebook: 'Code cell 7, line 3'."""
        place = f"Code cell {self.cell}" if self.cell else "The parameters of this run"
        return place if self.line is None else f"{place}, line {self.line}"

    def error(self) -> WorkbookError:
        """The failure as an error to raise, for a command that makes one report."""
        if self.kind is Kind.CELL:
            source = "\n".join(line.text for line in self.lines)
            marked = next((place for place, line in enumerate(self.lines, 1) if line.number == self.line), None)
            own = self.reason.startswith(self.name)
            name, message = (self.name, self.message) if own else (self.reason, self.name)
            return RenderError(self.report, self.cell, source, name, message, marked)
        told = [f"Report {self.report!r} failed: {self.headline}", self.message, self.remedy]
        return ReportError("\n".join(part for part in told if part))

    def as_dict(self) -> dict[str, Any]:
        """What `run.json` holds of it, in plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Failure | None:
        """The failure that `as_dict` wrote; `None` for anything else."""
        try:
            changes = raw["changes"]
            return cls(
                **{name: _text(raw[name]) for name in TEXTS},
                kind=Kind(raw["kind"]),
                cell=_number(raw["cell"]),
                line=_number(raw["line"]),
                lines=tuple(Line(int(it["number"]), _text(it["text"]), bool(it["marked"])) for it in raw["lines"]),
                frames=tuple(_text(frame) for frame in raw["frames"]),
                rows=tuple(
                    Row(_text(it["file"]), _number(it["line"]), _text(it["id"]), _text(it["words"]))
                    for it in raw["rows"]
                ),
                unlisted=int(raw["unlisted"]),
                changes=None if changes is None else tuple((_text(anchor), _text(words)) for anchor, words in changes),
            )
        except (KeyError, TypeError, ValueError):
            return None


TEXTS = ("report", "reason", "headline", "remedy", "command", "stays", "name", "message")


def cell_name(cell: int | None) -> str:
    """A cell at the beginning of a sentence."""
    if cell is None:
        return "The notebook"
    return f"Code cell {cell}" if cell else "The cell of the run's parameters"


def shortened(words: str, most: int = SHOWN_REASON) -> str:
    """Words on one line, cut where they are longer than that."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 2].rstrip()} …"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError
    return value
