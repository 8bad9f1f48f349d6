"""A chart's numbers as a file inside the page: CSV that any program reads and no spreadsheet runs.

The file is the chart's table and nothing else, so that it stays a plain rectangle. Its last column holds no values: its
name says the unit, the rule, the days and the record, because a number that has lost them is worse than none, and a
header is what sorting, filtering and cutting leave in place.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from numbers import Integral, Real
from urllib.parse import quote

import pandas as pd

from analysis.markup import plain

SEPARATOR = "|"
"""Between the ids of rows in one cell."""
FORMULA = ("=", "+", "-", "@", "\t", "\n")
"""What a text begins with that a spreadsheet takes for a formula; a carriage return has become a line feed by then."""
MEDIA = "data:text/csv;charset=utf-8,"
SAFE = "-_.~!*'();:@$,/?"
"""Characters that an address may hold as they are; `&`, `<` and quotation marks are not among them."""


def csv_address(table: pd.DataFrame, about: str) -> str:
    """The address of a download that is the table as CSV; `about` gives unit, rule, days and record."""
    return MEDIA + quote(csv_text(table, about), safe=SAFE)


def csv_text(table: pd.DataFrame, about: str) -> str:
    """The table as CSV after RFC 4180, and a column without values that is called what the numbers are about.

    Dates are ISO 8601, what is missing is empty, ids of rows are joined by `|`, and a text that a spreadsheet would
    run begins with an apostrophe.
    """
    stream = io.StringIO(newline="")
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow([*(_text(str(name)) for name in table.columns), _text(about)])
    for row in table.itertuples(index=False, name=None):
        lines.writerow([*(_cell(value) for value in row), ""])
    return stream.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return _text(SEPARATOR.join(str(item) for item in value))
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, date):  # a Timestamp is one too
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return str(int(value))
    return f"{float(value):.12g}" if isinstance(value, Real) else _text(str(value))


def _text(words: str) -> str:
    safe = plain(words)
    return f"'{safe}" if safe.startswith(FORMULA) else safe
