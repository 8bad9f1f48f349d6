"""Rules for single cells, each read from the descriptor and applied once to every distinct text of a column.

A rule never converts before it has looked: `1,000`, `1e3`, `½`, `NaN` and `01/02/2016` are reported, not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pandas as pd

from analysis.errors import Problem, listed, meant, plain, quoted
from analysis.record.files import LINE
from analysis.record.schema import LIST_SEPARATOR, Field, Table

INTEGER = re.compile(r"0|-?[1-9][0-9]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
DIGITS = 15
"""As many as a floating-point number holds exactly; one more and the number read is not the number written."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
FORMULA = ("=", "+", "-", "@")
"""First characters that make a spreadsheet run a cell of text."""
SHOWN_WORDS = 12

Fault = tuple[str, str]
"""What is wrong with a text and what was expected, then what to do."""


def cell_problems(file: str, rows: pd.DataFrame, table: Table) -> list[Problem]:
    """Every problem of every cell, by column and then by line; `rows` are text as `read_text_rows` returns them."""
    return [problem for field in table.fields if field.name in rows for problem in _column(file, rows, field)]


def repeated_problems(file: str, rows: pd.DataFrame, table: Table) -> list[Problem]:
    """A problem for each value that stands twice in a column that must be unique; the value itself may be sound."""
    unique = [field for field in table.fields if field.unique and field.name in rows]
    return [problem for field in unique for problem in _repeated(file, rows, field)]


def _column(file: str, rows: pd.DataFrame, field: Field) -> Iterator[Problem]:
    cells = rows[field.name]
    faults = {value: fault for value in cells.unique() if (fault := _fault(value, field))}
    if not faults:
        return
    hints = meant([word for value in faults for word in _undeclared(value, field)], field.values)
    bad = cells.isin(list(faults))
    for line, value in zip(rows.loc[bad, LINE], cells[bad], strict=True):
        what, remedy = faults[value]  # one message a cell: the first rule that it breaks
        hint = "".join(hints.get(word, "") for word in _undeclared(value, field))
        yield Problem(file, int(line), field.name, value or None, what, hint + remedy)


def _fault(value: str, field: Field) -> Fault | None:
    """The first thing wrong with a text, in the order in which a reader should hear of them."""
    if value == "":
        return (f"is blank, expected {_expected(field)}", "Fill it in.") if field.required else None
    if value != value.strip():
        return "begins or ends with a blank", "Delete it."
    if CONTROL.search(value):
        return "holds a control character", "Delete it."
    if field.type == "date":
        return _date_fault(value)
    if field.type in ("integer", "number"):
        return _number_fault(value, field)
    return _word_fault(value, field)


def _date_fault(value: str) -> Fault | None:
    if not DATE.fullmatch(value):
        return "is not a date, expected YYYY-MM-DD", "Write the day as in 2016-08-01."
    try:
        date.fromisoformat(value)
    except ValueError:
        return "is not a day of the calendar, expected YYYY-MM-DD", "Correct the year, the month or the day."
    return None


def _number_fault(value: str, field: Field) -> Fault | None:
    form, kind = (INTEGER, "whole number") if field.type == "integer" else (NUMBER, "number")
    if not form.fullmatch(value):
        point = "" if field.type == "integer" else " with a point for decimals"
        remedy = "Write 1000, not 1,000, 1e3 or 01000; leave the cell blank where nothing is stated."
        return f"is not a {kind} in plain digits{point}", remedy
    if sum(character.isdigit() for character in value) > DIGITS:
        return f"is longer than the {DIGITS} digits that can be kept exactly", "Shorten the number."
    remedy = "Correct the number; leave the cell blank where nothing is stated."
    if field.minimum is not None and float(value) < field.minimum:
        return f"is too small, expected {_expected(field)}", remedy
    if field.maximum is not None and float(value) > field.maximum:
        return f"is too large, expected {_expected(field)}", remedy
    return None


def _word_fault(value: str, field: Field) -> Fault | None:
    if value.startswith(FORMULA):
        return "begins with a character that makes a spreadsheet run the cell", "Begin it with a word."
    if field.is_list and "" in value.split(LIST_SEPARATOR):
        return f"has nothing on one side of a {LIST_SEPARATOR}", "Delete the bar, or write what is missing."
    if _undeclared(value, field):
        remedy = "Correct it, or declare the category in datapackage.json."
        return f"is not a declared category, expected {_expected(field)}", remedy
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        return f"does not have the declared form, expected {_expected(field)}", "Correct it."
    return None


def _undeclared(value: str, field: Field) -> list[str]:
    """The words of a cell that the field's vocabulary lacks; none for a field without one."""
    if not field.categories or value == "":
        return []
    return [word for word in (value.split(LIST_SEPARATOR) if field.is_list else [value]) if word not in field.values]


def _expected(field: Field) -> str:
    """What a cell of this field may hold, in words."""
    if field.categories:
        words = [quoted(word) if "," in word else word for word in field.values[:SHOWN_WORDS]]
        more = len(field.values) - len(words)
        several = f", several separated by {LIST_SEPARATOR}" if field.is_list else ""
        return (f"{', '.join(words)} or one of {more} more" if more else listed(words)) + several
    if field.pattern is not None:
        return field.pattern_means or f"text that matches {field.pattern}"
    kind = {"date": "a day (YYYY-MM-DD)", "integer": "a whole number", "number": "a number"}.get(field.type, "text")
    if field.minimum is not None and field.maximum is not None:
        return f"{kind} from {plain(field.minimum)} to {plain(field.maximum)}"
    if field.minimum is not None:
        return f"{kind} not below {plain(field.minimum)}"
    if field.maximum is not None:
        return f"{kind} not above {plain(field.maximum)}"
    return kind


def _repeated(file: str, rows: pd.DataFrame, field: Field) -> Iterator[Problem]:
    if rows[field.name].is_unique:
        return
    seen = rows.loc[rows[field.name] != "", [LINE, field.name]]
    first = seen.groupby(field.name, sort=False)[LINE].transform("first")
    again = seen[LINE] != first
    for line, value, before in zip(seen.loc[again, LINE], seen.loc[again, field.name], first[again], strict=True):
        what = f"is already used on line {before}"
        yield Problem(file, int(line), field.name, value, what, "Give one of the two rows an id of its own.")
