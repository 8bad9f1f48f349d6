"""What can go wrong, told in four parts: what, where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN_VALUE = 60
"""Characters of an offending value that a message quotes; a longer one is cut and says so."""


class WorkbookError(Exception):
    """Any problem that is the reader's to solve: it is shown as a message, never as a traceback."""


class ParameterError(WorkbookError):
    """A parameter, option or argument that cannot be used: its name or its value is wrong."""


class ReportError(WorkbookError):
    """A report that cannot be found, read or published."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a record.

    `line` counts from 1 as an editor shows it, the header being line 1; `None` where the whole file is meant.
    `value` is the text as it stands in the file, `None` where there is none to show.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    expected: str
    remedy: str

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known."""
        place = self.file if self.line is None else f"{self.file} line {self.line}"
        return place if self.column is None else f"{place}, {self.column}"

    def __str__(self) -> str:
        value = "" if self.value is None else f"{quoted(self.value)} "
        return f"{self.place}: {value}{self.expected}. {self.remedy}"


class DataError(WorkbookError):
    """A record that cannot be used as it stands; `problems` holds every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self._message())

    def _message(self) -> str:
        count = len(self.problems)
        head = "The record has 1 problem:" if count == 1 else f"The record has {count} problems:"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class RenderError(WorkbookError):
    """A notebook that failed: `cell` counts code cells from 1, `source` is what the cell holds."""

    def __init__(self, report: str, cell: int | None, source: str, name: str, message: str) -> None:
        self.report, self.cell, self.source, self.name, self.message = report, cell, source, name, message
        where = "before its first cell" if cell is None else f"in code cell {cell}"
        lines = [f"Report {report!r} failed {where}: {name}: {message}"]
        lines += [f"    {line}" for line in source.splitlines()[:12]]
        super().__init__("\n".join(lines))


def quoted(value: str) -> str:
    """A value as a message shows it: in quotation marks, on one line, control characters escaped, cut when long."""
    text = value if len(value) <= SHOWN_VALUE else value[:SHOWN_VALUE]
    shown = "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text) + "'"
    return shown if len(value) <= SHOWN_VALUE else f"{shown} … ({len(value):,} characters)"


def listed(words: Sequence[str], last: str = "or") -> str:
    """Words as a sentence lists them: 'a', 'a or b', 'a, b or c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
