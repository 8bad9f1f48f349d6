"""Rules for single cells, each read from the descriptor and applied to a whole column at once.

A rule never converts before it has looked: `1,000`, `1e3`, `½`, `NaN` and `01/02/2016` are reported, not guessed at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pandas as pd

from analysis.errors import Problem, listed
from analysis.record.files import LINE
from analysis.record.schema import LIST_SEPARATOR, Field, Table

INTEGER = r"-?(?:0|[1-9][0-9]{0,14})"
NUMBER = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
FORMULA = ("=", "+", "-", "@")
"""First characters that make a spreadsheet run a cell of text."""
SHOWN_WORDS = 12
CONTROL = r"[\x00-\x08\x0b-\x1f\x7f]"


def cell_problems(file: str, rows: pd.DataFrame, table: Table) -> list[Problem]:
    """Every problem of every cell, by column and then by line; `rows` are text as `read_text_rows` returns them."""
    return [problem for field in table.fields for problem in _column(file, rows, field)]


def repeated_problems(file: str, rows: pd.DataFrame, table: Table) -> list[Problem]:
    """A problem for each value that stands twice in a column that must be unique; the value itself may be sound."""
    return [problem for field in table.fields if field.unique for problem in _repeated(file, rows, field)]


def _column(file: str, rows: pd.DataFrame, field: Field) -> Iterator[Problem]:
    text = rows[field.name]
    filled = text != ""
    blank = rows.loc[~filled, LINE]
    if field.required:
        for line in blank:
            yield Problem(file, int(line), field.name, None, f"is blank, expected {_expected(field)}", "Fill it in.")
    bad = pd.Series(False, index=rows.index)
    for wrong, what, remedy in _rules(text, field):
        fresh = wrong & filled & ~bad  # one message a cell: the first rule that it breaks
        bad |= fresh
        for line, value in zip(rows.loc[fresh, LINE], text[fresh], strict=True):
            yield Problem(file, int(line), field.name, value, what, remedy or _suggestion(value, field))


def _rules(text: pd.Series, field: Field) -> Iterator[tuple[pd.Series, str, str]]:
    """Rules in the order in which a reader should hear of them: what is wrong, in words, and what to do."""
    yield text != text.str.strip(), "has blanks at its beginning or end", "Delete them."
    yield text.str.contains(CONTROL, regex=True), "holds a control character", "Delete it."
    if field.type == "date":
        yield ~text.str.fullmatch(DATE), "is not a date, expected YYYY-MM-DD", "Write the day as in 2016-08-01."
        exists = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce").notna()
        yield ~exists, "is not a day of the calendar, expected YYYY-MM-DD", "Correct the month or the day."
    elif field.type in ("integer", "number"):
        yield from _number_rules(text, field)
    else:
        yield (
            text.str.startswith(FORMULA),
            "begins with a character that makes a spreadsheet run the cell",
            "Reword it.",
        )
        yield from _word_rules(text, field)


def _number_rules(text: pd.Series, field: Field) -> Iterator[tuple[pd.Series, str, str]]:
    whole = field.type == "integer"
    what = "a whole number in plain digits" if whole else "a number in plain digits with a point for decimals"
    remedy = "Write 1000, not 1,000 or 1e3; leave the cell blank where nothing is stated."
    fits = text.str.fullmatch(INTEGER if whole else NUMBER)
    yield ~fits, f"is not {what}", remedy
    value = pd.to_numeric(text.where(fits), errors="coerce")
    bounds = f"expected {_expected(field)}"
    if field.minimum is not None:
        yield value < field.minimum, f"is too small, {bounds}", "Correct the number; blank means not stated."
    if field.maximum is not None:
        yield value > field.maximum, f"is too large, {bounds}", "Correct the number; blank means not stated."


def _word_rules(text: pd.Series, field: Field) -> Iterator[tuple[pd.Series, str, str]]:
    if field.categories:
        parts = text.str.split(LIST_SEPARATOR) if field.is_list else None
        known = text.isin(field.values) if parts is None else parts.map(set(field.values).issuperset)
        yield ~known.astype(bool), f"is not a declared category, expected {_expected(field)}", ""
    if field.pattern is not None:
        expected = f"expected {_expected(field)}"
        yield ~text.str.fullmatch(field.pattern), f"does not have the declared form, {expected}", "Correct it."


def _expected(field: Field) -> str:
    """What a cell of this field may hold, in words."""
    if field.categories:
        words = list(field.values[:SHOWN_WORDS])
        more = len(field.values) - len(words)
        return listed(words) + (f" (and {more} more)" if more else "")
    if field.pattern_means:
        return field.pattern_means
    kind = {"date": "a day (YYYY-MM-DD)", "integer": "a whole number", "number": "a number"}.get(field.type, "text")
    if field.minimum is not None and field.maximum is not None:
        return f"{kind} from {field.minimum:g} to {field.maximum:g}"
    if field.minimum is not None:
        return f"{kind} not below {field.minimum:g}"
    return kind


def _suggestion(value: str, field: Field) -> str:
    near = difflib.get_close_matches(value, field.values, n=1)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return f"{meant}Correct it, or declare the category in datapackage.json."


def _repeated(file: str, rows: pd.DataFrame, field: Field) -> Iterator[Problem]:
    seen = rows[rows[field.name] != ""]
    again = seen[seen[field.name].duplicated()]
    first = seen.drop_duplicates(field.name).set_index(field.name)[LINE]
    for line, value in zip(again[LINE], again[field.name], strict=True):
        what = f"is already used on line {first[value]}"
        yield Problem(file, int(line), field.name, value, what, "Give one of the two rows an id of its own.")
