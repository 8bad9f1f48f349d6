"""Bytes of a CSV file to rows of text with line numbers, or to a plain account of why not.

Nothing is repaired: a file in the wrong encoding, with a stray quotation mark or with a row too short is reported as it
stands. Python's own CSV reader in strict mode does the parsing; what it cannot tell (bytes, line ends, absurd lengths)
is looked at first.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd

from analysis.errors import Problem, quoted
from analysis.record.schema import Table

LONGEST_LINE = 1_000_000
"""Bytes; no honest row comes near it, and a file without line ends must not fill the memory."""
CHUNK = 1 << 20
LINE = "_line"
"""Name of the column that holds each row's line in its file."""


def read_text_rows(path: Path, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of a CSV file as text, and every problem in its form.

    Returns a frame with one text column per declared column and `_line`, the line on which the row starts (header 1);
    blank cells are empty strings. Rows with too few or too many cells are reported and left out. When the file cannot
    be read as a table at all the frame is empty and the problems say why.
    """
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in table.columns} | {LINE: pd.Series(dtype="int64")})
    problems = _byte_problems(path)
    if problems:
        return nothing, problems
    text = path.read_bytes().decode("utf-8")
    problems = _line_end_problems(path.name, text)
    header, rows, lines, parse_problems = _parse(path.name, text)
    problems += parse_problems
    problems += _header_problems(path.name, header, table) if header is not None else []
    if header is None or any(problem.line == 1 for problem in problems):
        return nothing, problems
    if not rows and not problems:
        what = "has a header and no rows"
        problems.append(Problem(path.name, None, None, None, what, "Restore the rows from an earlier version."))
    frame = (
        pd.DataFrame(rows, columns=header, dtype="str")[list(table.columns)] if rows else nothing[list(table.columns)]
    )
    frame[LINE] = pd.Series(lines, index=frame.index, dtype="int64")
    return frame, problems


def _byte_problems(path: Path) -> list[Problem]:
    """What is wrong with the bytes; one problem, because each makes the next meaningless."""

    def problem(line: int | None, what: str, remedy: str) -> list[Problem]:
        return [Problem(path.name, line, None, None, what, remedy)]

    save = "Save the file as CSV in UTF-8 without a byte-order mark."
    try:
        long_line, size = _first_long_line(path)
    except FileNotFoundError:
        return problem(None, "is missing", f"Put {path.name} beside datapackage.json.")
    except OSError as error:
        return problem(None, f"cannot be read ({error.strerror})", "Check that it is a file and that you may read it.")
    if size == 0:
        return problem(None, "is empty", "Restore the file from an earlier version.")
    if long_line is not None:
        what = f"is longer than {LONGEST_LINE:,} bytes, which no row is"
        return problem(long_line, what, "Look for a missing line end or a quotation mark that is never closed.")
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return problem(None, "is in UTF-16, expected UTF-8", save)
    if data[:3] == b"\xef\xbb\xbf":
        return problem(1, "begins with a byte-order mark, expected plain UTF-8", save)
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        return problem(line, "holds a NUL byte, expected text", "Delete the byte, or restore the line.")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"holds the byte 0x{data[error.start]:02x}, which is not UTF-8 (Latin-1 or Windows-1252, perhaps)"
        return problem(line, what, save)
    return []


def _first_long_line(path: Path) -> tuple[int | None, int]:
    """Line number of the first absurdly long line, if any, and the bytes looked at; reads no more than it must."""
    line, length, size = 1, 0, 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            first, *rest = chunk.split(b"\n")
            length += len(first)
            for part in rest:
                if length > LONGEST_LINE:
                    return line, size
                line, length = line + 1, len(part)
            if length > LONGEST_LINE:
                return line, size
    return None, size


def _line_end_problems(name: str, text: str) -> list[Problem]:
    if "\r" not in text:
        return []
    line = text.count("\n", 0, text.index("\r")) + 1
    count = text.count("\r")
    what = f"ends in a carriage return ({count:,} in the file), expected line feeds alone"
    return [Problem(name, line, None, None, what, "Save the file with LF (Unix) line ends.")]


def _parse(name: str, text: str) -> tuple[list[str] | None, list[list[str]], list[int], list[Problem]]:
    """Header, rows that fit it, the line each starts on, and the problems of those that do not."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    start = 1
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return header, rows, lines, problems
        except csv.Error as error:
            problems.append(_csv_problem(name, start, error))
            return header, rows, lines, problems
        if header is None:
            header = row
        elif not row:
            what = "is blank, expected a row"
            problems.append(Problem(name, start, None, None, what, "Delete the blank line."))
        elif len(row) != len(header):
            what = f"has {len(row)} cells, expected {len(header)} as in the header"
            remedy = "Put text that contains a comma in double quotation marks, or add the missing commas."
            problems.append(Problem(name, start, None, None, what, remedy))
        else:
            rows.append(row)
            lines.append(start)


def _csv_problem(name: str, line: int, error: csv.Error) -> Problem:
    if "end of data" in str(error):
        what = "opens a quotation mark that is never closed, so nothing after it can be read"
    else:
        what = f"cannot be read as CSV ({error}), so nothing after it can be read"
    return Problem(name, line, None, None, what, 'Close the quotation, and double each mark inside it ("").')


def _header_problems(name: str, header: list[str], table: Table) -> list[Problem]:
    def problem(column: str | None, what: str, remedy: str) -> Problem:
        return Problem(name, 1, column, None, what, remedy)

    declared = list(table.columns)
    where = f"{table.name} in datapackage.json"
    problems = [
        problem(column, "is missing from the header", f"Add the column, or take it out of {where}.")
        for column in declared
        if column not in header
    ]
    problems += [
        problem(None, f"has a column {quoted(column)} that is not declared", f"Delete it, or declare it under {where}.")
        for column in dict.fromkeys(header)
        if column not in declared
    ]
    problems += [
        problem(column, f"stands {count} times in the header", "Keep one of them.")
        for column, count in Counter(header).items()
        if count > 1 and column in declared
    ]
    if not problems and header != declared:
        problems.append(
            problem(None, "has its columns in another order than declared", f"Expected {','.join(declared)}.")
        )
    return problems
