"""Failures of a cell: what it raised, at which line, with which rows of the record."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from typing import Any

from analysis.errors import RenderError, excerpt
from analysis.press.failures.attempt import Attempt
from analysis.press.failures.blame import ids_in
from analysis.press.failures.failure import Failure, Kind, Line, Row, cell_name
from analysis.press.failures.system import FULL, full_disk, stopped_run
from analysis.press.failures.tracebacks import failing_code, frames_of_notebook, lines_of_run

LONGEST_LINE = 300
MOST_ROWS = 25
SAID_NUMBER = re.compile(r"^\[Errno (\d+)\]")
MEANINGS = {
    "AssertionError": "a check that the notebook makes of itself did not hold",
    "AttributeError": "it asked something of a value that values of this kind do not have",
    "CellExecutionError": "it ended with an error that it did not name",
    "DataError": "the record that it read has problems",
    "FileNotFoundError": "a file that it reads is not there",
    "EOFError": "a file or an answer ended before it was whole",
    "ImportError": "something that it takes from a library is not there",
    "IndexError": "it asked for a place in a list that the list does not have",
    "IsADirectoryError": "it took a folder for a file",
    "KeyError": "it looked something up by a name that is not there",
    "MemoryError": "memory ran out",
    "ModuleNotFoundError": "it needs a library that is not installed here",
    "NameError": "it uses a name that nothing has been given",
    "NotADirectoryError": "it took a file for a folder",
    "OSError": "the system refused it a file, a folder or a connection",
    "ParameterError": "a parameter has a value that cannot be used",
    "PermissionError": "it may not use a file that it needs",
    "StdinNotImplementedError": "the cell asks a question, and nobody can answer while a report is made",
    "SyntaxError": "it is not written as Python has to be",
    "SystemExit": "the notebook ended itself",
    "TypeError": "it did something with a value that values of this kind do not allow",
    "ValueError": "it was given a value that it cannot use",
    "ZeroDivisionError": "it divided by zero",
}
"""What the commonest errors mean, for somebody who does not program."""


def running_cell(attempt: Attempt, index: int | None) -> dict[str, Any]:
    """Where a run was when something outside its code ended it: number and lines of the cell, where that is known."""
    cell, source = (None, "") if index is None else attempt.cells.at(index)
    return {} if cell is None else {"cell": cell, "lines": lines_shown(source, ())}


def lines_shown(source: str, marked: Sequence[int]) -> tuple[Line, ...]:
    """The lines of a cell to show, none of them endless, with those marked that a traceback came through."""
    shown = excerpt(source, marked[-1] if marked else None)
    return tuple(
        Line(number, text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]} …", number in marked)
        for number, text in shown
    )


def failed_cell(error: Any, attempt: Attempt) -> Failure:
    """A cell that raised an error: papermill tells its place, what it holds, and the traceback."""
    steps = [str(step) for step in error.traceback or ()]
    cell, source = attempt.cells.at(error.cell_index)
    if cell is None or (cell and source != error.source):  # the notebook was changed meanwhile, or is gone
        cell = max((error.exec_count or 1) - attempt.injected, 0)  # papermill's own cell counts among those that ran
    passed = lines_of_run(steps, error.exec_count or 0)
    message = attempt.clean(error.evalue)
    rows = attempt.keys.blamed(error.evalue, failing_code(steps), ids_in(steps))
    where: dict[str, Any] = {
        "cell": cell,
        "line": passed[-1] if passed else None,
        "lines": lines_shown(error.source, passed),
        "name": error.ename,
        "message": message,
        "frames": frames_of_notebook(steps, attempt.cells),
        **rows_shown(rows),
    }
    said = SAID_NUMBER.match(error.evalue)
    if said and (number := int(said[1])) in FULL:
        return full_disk(number, attempt, where)
    if error.ename == "KeyboardInterrupt":
        return stopped_run(attempt, signal.SIGINT, where)
    return _cell_failed(attempt, where)


def rendered_error(error: RenderError, attempt: Attempt) -> Failure:
    """A cell that failed, of which only the error that the command line shows is left."""
    where = {
        "cell": error.cell,
        "line": error.line,
        "lines": lines_shown(error.source, () if error.line is None else (error.line,)),
        "name": error.name,
        "message": attempt.clean(error.message),
        **rows_shown(attempt.keys.blamed(error.message, "", ())),
    }
    return _cell_failed(attempt, where)


def _cell_failed(attempt: Attempt, where: dict[str, Any]) -> Failure:
    name, message, cell = where["name"], where["message"], where["cell"]
    place = cell_name(cell) + (f" stopped in line {where['line']}" if where["line"] else " stopped")
    meaning = MEANINGS.get(name)
    headline = f"{place} with {name}: {meaning}." if meaning else f"{place} with an error of the kind {name}."
    upto = f"run it up to {cell_name(cell).lower()}" if cell else "run its first cells"
    first = "Look first at the rows of the record that are named. " if where["rows"] else ""
    remedy = f"{first}Open {attempt.notebook_name} in JupyterLab, set the parameters of the command below, and {upto}."
    return attempt.failed(Kind.CELL, _reason(name, message), headline, remedy, **where)


def _reason(name: str, message: str) -> str:
    """What broke, for a list: the error's name and words, or what they mean where they tell only programmers."""
    if name == "StdinNotImplementedError":
        return MEANINGS[name]
    if name == "SystemExit":
        how = f"exit {message}" if message.isdigit() else message
        return f"{MEANINGS[name]} ({how})" if how not in ("", "None") else MEANINGS[name]
    return f"{name}: {message}" if message else name


def rows_shown(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows that an account lists, and the number of those that it does not."""
    return {"rows": tuple(rows[:MOST_ROWS]), "unlisted": max(len(rows) - MOST_ROWS, 0)}
