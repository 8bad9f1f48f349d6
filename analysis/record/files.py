"""Bytes of a CSV file to rows of text with line numbers, or to a plain account of why not.

Nothing is repaired: a file in the wrong encoding, with a stray quotation mark or with a row too short is reported as it
stands. Python's own CSV reader in strict mode does the parsing; what it cannot tell (bytes, line ends, absurd lengths)
is looked at first.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import Problem, meant, quoted
from analysis.record.schema import Table

LONGEST_LINE = 1_000_000
"""Bytes; no honest row comes near it, and a file without line ends must not fill the memory."""
CHUNK = 1 << 20
LINE = "_line"
"""Name of the column that holds each row's line in its file."""
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""What spreadsheets write between cells in countries where the comma is the decimal point."""


@dataclass(frozen=True)
class TextRows:
    """The rows of a CSV file as text, and every problem in its form.

    `frame` has one text column for each declared column that the header names, and `_line`, the line on which the row
    starts (header 1); blank cells are empty strings. `whole` is false where a row or a column is not in it, so that
    what it lacks must not be called missing.
    """

    frame: pd.DataFrame
    problems: list[Problem]
    whole: bool


def read_text_rows(path: Path, table: Table) -> TextRows:
    """The rows of a CSV file as text.

    Rows with too few or too many cells are reported and left out. When the file cannot be read as a table at all the
    frame is empty and the problems say why.
    """
    nothing = _frame([], [], list(table.columns))
    text, problems = _text(path, table.path)
    if text is None:
        return TextRows(nothing, problems, whole=False)
    parsed = _parse(table.path, text)
    problems += parsed.problems
    header = parsed.header
    if header is None:
        return TextRows(nothing, problems, whole=False)
    faults, usable = _header_problems(table.path, header, table)
    problems += faults
    if not usable:
        return TextRows(nothing, problems, whole=False)
    if not parsed.rows and not parsed.problems:
        what = "has a header and no rows"
        problems.append(Problem(table.path, None, None, None, what, "Restore the rows from an earlier version."))
    known = [name for name in table.columns if name in header]
    whole = parsed.whole and bool(parsed.rows) and len(known) == len(table.columns)
    return TextRows(_frame(parsed.rows, parsed.lines, header)[[*known, LINE]], problems, whole)


def _frame(rows: list[list[str]], lines: list[int], header: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=header, dtype=object)
    frame[LINE] = np.array(lines, dtype="int64")
    return frame


def _text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, or one problem, because each makes the next meaningless.

    Carriage returns at the ends of lines are a problem of their own and do not hide the others.
    """

    def problem(line: int | None, what: str, remedy: str) -> tuple[None, list[Problem]]:
        return None, [Problem(name, line, None, None, what, remedy)]

    save = "Save the file as CSV in UTF-8 without a byte-order mark."
    if path.exists() and not path.is_file():
        return problem(None, "is not a file", f"Put the table {name} in its place.")
    try:
        data, long_line = _bytes(path)
    except FileNotFoundError:
        return problem(None, "is missing", f"Put {name} beside datapackage.json.")
    except OSError as error:
        return problem(None, f"cannot be read ({error.strerror})", "See to it that you may read the file.")
    if long_line is not None:
        what = f"is longer than {LONGEST_LINE:,} bytes, which no row is"
        return problem(long_line, what, "Look for a missing line end or a quotation mark that is never closed.")
    if not data:
        return problem(None, "is empty", "Restore the file from an earlier version.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:2]:
        return problem(None, "is in UTF-16 or UTF-32, expected UTF-8", save)
    if data[:3] == b"\xef\xbb\xbf":
        return problem(1, "begins with a byte-order mark, expected plain UTF-8", save)
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        return problem(line, "holds a NUL byte, expected text", "Delete the byte, or restore the line.")
    try:
        return _without_carriage_returns(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"holds the byte 0x{data[error.start]:02x}, which is not UTF-8 (Latin-1 or Windows-1252, perhaps)"
        return problem(line, what, save)


def _bytes(path: Path) -> tuple[bytes, int | None]:
    """The bytes of a file, or the line number of its first absurdly long line; reads no more than it must."""
    line, length = 1, 0
    chunks = []
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            chunks.append(chunk)
            first, *rest = chunk.split(b"\n")
            length += len(first)
            for part in rest:
                if length > LONGEST_LINE:
                    return b"", line
                line, length = line + 1, len(part)
            if length > LONGEST_LINE:
                return b"", line
    return b"".join(chunks), None


def _without_carriage_returns(name: str, text: str) -> tuple[str | None, list[Problem]]:
    """Text to check further; none where carriage returns stand elsewhere than at the ends of lines."""
    if "\r" not in text:
        return text, []
    line, count = text.count("\n", 0, text.index("\r")) + 1, text.count("\r")
    what = f"holds a carriage return ({count:,} in the file), expected line feeds alone"
    problem = Problem(name, line, None, None, what, "Save the file with LF (Unix) line ends.")
    bare = text.replace("\r\n", "\n")
    return None if "\r" in bare else bare, [problem]


@dataclass
class _Parsed:
    """Header, rows that fit it, the line each starts on, and the problems of those that do not."""

    header: list[str] | None
    rows: list[list[str]]
    lines: list[int]
    problems: list[Problem]
    whole: bool = True


def _parse(name: str, text: str) -> _Parsed:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    parsed = _Parsed(None, [], [], [])

    def report(what: str, remedy: str, *, lost: bool) -> None:
        parsed.problems.append(Problem(name, start, None, None, what, remedy))
        parsed.whole = parsed.whole and not lost

    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return parsed
        except csv.Error as error:
            report(*_csv_fault(error), lost=True)
            return parsed
        if parsed.header is None:
            parsed.header = row
        elif not any(row):
            report("is blank, expected a row", "Delete the blank line.", lost=False)
        elif len(row) != len(parsed.header):
            what = f"has {len(row)} cells, expected {len(parsed.header)} as in the header"
            remedy = "Put text that contains a comma in double quotation marks, or add the missing commas."
            report(what, remedy, lost=True)
        else:
            parsed.rows.append(row)
            parsed.lines.append(start)


def _csv_fault(error: csv.Error) -> tuple[str, str]:
    """What the CSV reader stumbled over, and what to do; its own words are for programmers."""
    close = 'Close the quotation, and double each quotation mark inside it ("").'
    if "end of data" in str(error):
        return "opens a quotation mark that is never closed, so nothing after it can be read", close
    if "field limit" in str(error):
        what = f"holds a cell of more than {csv.field_size_limit():,} characters, so nothing after it can be read"
        return what, "Look for a quotation mark that is never closed."
    if "expected after" in str(error):
        return "goes on after a closing quotation mark, so nothing after it can be read", close
    return f"cannot be read as CSV ({error}), so nothing after it can be read", close


def _header_problems(name: str, header: list[str], table: Table) -> tuple[list[Problem], bool]:
    """What is wrong with the header, and whether the columns that it does name can be told apart."""
    problems: list[Problem] = []

    def report(column: str | None, what: str, remedy: str) -> None:
        problems.append(Problem(name, 1, column, None, what, remedy))

    declared = list(table.columns)
    if not set(header) & set(declared):
        expected = f"Begin the file with {','.join(declared)}, as datapackage.json declares."
        separator = next((s for s in SEPARATORS if len(header) == 1 and s in header[0]), None)
        if separator is None:
            report(None, "is not the header, which must come first", expected)
        else:
            what = f"separates its cells by {SEPARATORS[separator]}, expected commas"
            report(None, what, "Save the file as CSV with commas.")
        return problems, False
    where = f"{table.name} in datapackage.json"
    missing = [column for column in declared if column not in header]
    strange = [column for column in dict.fromkeys(header) if column not in declared]
    twice = {column: count for column, count in Counter(header).items() if count > 1 and column in declared}
    hints = meant(strange, missing)
    for column in missing:
        report(column, "is missing from the header", f"Add the column, or take it out of {where}.")
    for column in strange:
        what = f"has a column {quoted(column)} that is not declared"
        report(None, what, f"{hints.get(column, '')}Delete it, or declare it under {where}.")
    for column, count in twice.items():
        report(column, f"stands {count} times in the header", "Keep one of them.")
    if not problems and header != declared:
        report(None, "has its columns in another order than declared", f"Expected {','.join(declared)}.")
    return problems, not twice
