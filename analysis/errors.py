"""What can go wrong, told in four parts: what, where, what was expected, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

SHOWN_VALUE = 60
"""Characters of an offending value that a message quotes; a longer one is cut and says so."""
SHOWN_LINES = 12
"""Lines of a cell that the message of a failed run shows."""
SHOWN_ALIKE = 20
"""Problems that a message lists of one column of one file; the rest are counted."""
HINT_LIKENESS = 0.75
"""How alike two words must be, from 0 to 1, for one to be offered as what the other meant."""
HINT_COMPARISONS = 100_000
"""Pairs of words compared to guess what was meant: a second or so. Beyond it the mistake is no slip of the pen."""


class WorkbookError(Exception):
    """Any problem that is the reader's to solve: it is shown as a message, never as a traceback."""


class ToldToStop(KeyboardInterrupt):
    """A signal that asks the whole command to end; `number` is the signal's."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"signal {number}")


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
    """A record that cannot be used as it stands.

    `problems` holds every one of them. The message lists at most `SHOWN_ALIKE` of one column of one file and counts the
    others: a column that went wrong from top to bottom must not bury the one slip in the next.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self._message())

    def _message(self) -> str:
        count = len(self.problems)
        lines = ["The record has 1 problem:" if count == 1 else f"The record has {count:,} problems:"]
        alike: Counter[str] = Counter()
        for problem in self.problems:
            column = problem.file if problem.column is None else f"{problem.file}, {problem.column}"
            alike[column] += 1
            if alike[column] <= SHOWN_ALIKE:
                lines.append(f"  {problem}")
        buried = {column: number - SHOWN_ALIKE for column, number in alike.items() if number > SHOWN_ALIKE}
        lines += [f"  {column}: {number:,} more" for column, number in buried.items()]
        return "\n".join(lines)


class RenderError(WorkbookError):
    """A notebook that failed.

    `cell` counts code cells from 1; it is 0 for the parameters that the run sets, and `None` before the first cell.
    `source` is what the cell holds, `line` the line of it, from 1, at which the notebook stopped.
    """

    def __init__(
        self, report: str, cell: int | None, source: str, name: str, message: str, line: int | None = None
    ) -> None:
        self.report, self.cell, self.source, self.name, self.message = report, cell, source, name, message
        self.line = line
        lines = [f"Report {report!r} failed {cell_words(cell)}: {name}: {message}"]
        lines += [f"{'  > ' if number == line else '    '}{text}" for number, text in excerpt(source, line)]
        super().__init__("\n".join(lines))


def cell_words(cell: int | None) -> str:
    """Where in a notebook a run stopped: 'in code cell 3'."""
    if cell is None:
        return "before its first cell"
    return f"in code cell {cell}" if cell else "in the parameters that the run sets"


def excerpt(source: str, line: int | None = None) -> list[tuple[int, str]]:
    """The lines of a cell to show, with their numbers from 1: all of a short one, else those around `line`."""
    lines = list(enumerate(source.splitlines(), 1))
    first = min(max((line or 1) - SHOWN_LINES // 2 - 1, 0), max(len(lines) - SHOWN_LINES, 0))
    return lines[first : first + SHOWN_LINES]


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


def plain(number: float) -> str:
    """A number in plain digits, without exponent and without needless zeros: '1000000', '-12.5'."""
    from decimal import Decimal

    return f"{Decimal(repr(float(number))).normalize():f}"


def meant(values: Collection[str], words: Collection[str]) -> dict[str, str]:
    """For each value that resembles one of the words, the beginning of a remedy: "Did you mean 'howitzer'? ".

    Words with other digits are not offered: an id that differs in its date names something else.
    """
    import difflib  # here and in the like, as the command line imports this module to show its help

    folded = {word.casefold(): word for word in words}
    hints: dict[str, str] = {}
    for value in list(values)[: HINT_COMPARISONS // max(len(words), 1)]:
        alike = [word for word in folded if _digits(word) == _digits(value)] if len(value) <= SHOWN_VALUE else []
        if near := difflib.get_close_matches(value.casefold(), alike, n=1, cutoff=HINT_LIKENESS):
            hints[value] = f"Did you mean {quoted(folded[near[0]])}? "
    return hints


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
