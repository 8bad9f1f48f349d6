"""Tables of numbers as markup: a caption, scoped headers, missing values that are not zero, ids that lead to cards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Integral, Real

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.charts.download import csv_address, file_name
from analysis.markup import bundle, isolated, link, text
from analysis.measures.words import plural

DAY = re.compile(r"\d{4}-\d\d(-\d\d)?")


@dataclass(frozen=True)
class Table:
    """A table with its caption, and its numbers as a file."""

    frame: pd.DataFrame
    caption: str

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        address, name = csv_address(self.frame, self.caption), file_name(self.caption)
        file = f'<a href="{text(address)}" download="{name}">Numbers as CSV</a>'
        markup = table_markup(self.frame, self.caption)
        return bundle(repr(self), f'<div class="scroll">{markup}<p class="actions">{file}</p></div>', markup)


def table(frame: pd.DataFrame, caption: str) -> Table:
    """A table for a page. The first column heads the lines; a tuple holds incident ids and leads to their cards.

    `caption` says what the numbers are: their unit, their rule and their days. Raises `ValueError` where it is blank.
    """
    if not caption.strip():
        raise ValueError("A table needs a caption that says what its numbers count, by which rule and in which days.")
    return Table(frame, caption)


def table_markup(frame: pd.DataFrame, caption: str, ids: Mapping[int, str] | None = None) -> str:
    """The table as markup; `ids` gives an id to lines counted from 0.

    Columns of numbers (`n2`) and of days (`d1`) are named in the table's class, so that not every cell needs one.
    """
    kinds = " ".join(f"{kind}{number}" for number, name in enumerate(frame, 1) if (kind := _kind(frame[name])))
    head = "".join(f'<th scope="col">{isolated(name)}</th>' for name in frame.columns)
    years = [str(name).casefold() == "year" for name in frame.columns]
    rows = (
        [_year(value) if is_year else _cell(value) for value, is_year in zip(row, years, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    )
    lines = "".join(
        f'<tr{_attribute("id", (ids or {}).get(number, ""))}><th scope="row">{first}</th>'
        f"{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>"
        for number, (first, *rest) in enumerate(rows)
    )
    return (
        f"<table{_attribute('class', kinds)}><caption>{isolated(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _kind(column: pd.Series) -> str:
    """What a column holds: `n` for numbers, `d` for days or months, nothing for words and rows."""
    if is_numeric_dtype(column.dtype) and not is_bool_dtype(column.dtype):
        return "n"
    values = [value for value in column if isinstance(value, tuple) or not pd.isna(value)]
    is_day = (isinstance(value, date) or DAY.fullmatch(str(value)) for value in values)
    return "d" if values and all(is_day) else ""


def _attribute(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return _incidents([str(item) for item in value])
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "–"
    if isinstance(value, date):  # a Timestamp is one too
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{int(value):,}"
    return isolated(f"{float(value):,g}" if isinstance(value, Real) else value)


def _year(value: object) -> str:
    """A year is a name and no count: it has no separators."""
    return str(int(value)) if isinstance(value, Integral) else _cell(value)


def _incidents(ids: Sequence[str]) -> str:
    """Links to incidents; where there are several, their number, and what their names begin with only once."""
    if len(ids) < 2:
        return "".join(link("incident", key) for key in ids)
    first, last = min(ids), max(ids)
    alike = next((place for place, pair in enumerate(zip(first, last, strict=False)) if len(set(pair)) > 1), len(first))
    start = first[:alike].rpartition("-")[0]
    short = (f"…{key[len(start) :]}" if place and start else key for place, key in enumerate(ids))
    links = [link("incident", key, words) for key, words in zip(ids, short, strict=True)]
    return f"{plural(len(ids), 'row')}: {', '.join(links)}"
