"""A chart's numbers as a file inside the page: CSV that any program reads and no spreadsheet runs.

The file is the chart's table and nothing else, so that it stays a plain rectangle. Its last column holds no values: its
name says the unit, the rule, the days and the record, because a number that has lost them is worse than none, and a
header is what sorting, filtering and cutting leave in place.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import date
from numbers import Integral, Real
from urllib.parse import quote

import pandas as pd

from analysis.markup import plain

SEPARATOR = "|"
"""Between the ids of rows in one cell."""
FORMULA = re.compile(
    r"""(?: ^ (?= [\t\n] )                               # a cell that begins with what importers cut off
          | ( ^ | [;\t\n] )                              # where a cell begins, or would if this parted cells or lines
            (?= [\s"\u200b-\u200f\u2060\ufeff]* [=+\-@\uff1d\uff0b\uff0d\uff20] ) )  # also in full width
    """,
    re.VERBOSE,
)
"""Where a spreadsheet would take text for a formula (OWASP, "CSV Injection"): at the beginning of a cell, whatever
blanks or quotation marks stand before the sign, and after a semicolon, which parts cells where the comma is in use for
decimals; quotation marks in the middle of such a line protect nothing. A carriage return is a line feed by then.
"""
MEDIA = "data:text/csv;charset=utf-8,"
LONGEST_NAME = 60
"""Letters of a file's name before its ending."""
SAFE = "-_.~!*'();:@$,/?"
"""Characters that an address may hold as they are; `&`, `<` and quotation marks are not among them."""


def csv_address(table: pd.DataFrame, about: str) -> str:
    """The address of a download that is the table as CSV; `about` gives unit, rule, days and record."""
    return MEDIA + quote(csv_text(table, about), safe=SAFE)


def file_name(words: str) -> str:
    """The name of a file that is called by these words: 'strikes-by-year.csv', in ASCII and of at most 60 letters."""
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    parts, name = re.findall(r"[a-z0-9]+", ascii_words), ""
    for part in parts:
        if len(name) + len(part) >= LONGEST_NAME:
            break
        name += f"-{part}" if name else part
    return f"{name or 'table'}.csv"


def csv_text(table: pd.DataFrame, about: str) -> str:
    """The table as CSV after RFC 4180, and a column without values that is called what the numbers are about.

    Dates are ISO 8601, what is missing is empty, ids of rows are joined by `|`, and a text that a spreadsheet would
    run has an apostrophe before it.
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
    return FORMULA.sub(r"\1'", plain(words))
