"""Answers of the command line as text, CSV and JSON: the same numbers in three forms."""

from __future__ import annotations

import csv
import difflib
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import ParameterError, listed
from analysis.measures.bounds import Bounds
from analysis.measures.counts import RESULT, Window, count
from analysis.measures.days import in_order, parsed_day
from analysis.measures.reconcile import reconcile
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.words import plural
from analysis.record.schema import LIST_SEPARATOR, Table, Unit
from analysis.record.store import Record, load

Object = Mapping[str, object]


def counted(
    data: Path | None, by: str, metric: str, attribution: str, since: str, until: str, where: Sequence[str]
) -> tuple[pd.DataFrame, str]:
    """The table of counts and a heading that gives its unit, rule and days.

    Columns as `analysis.measures.counts.count`, then `unit` and `attribution`. Raises `ParameterError` for a day or a
    condition that cannot be used, `DataError` for a record with problems.
    """
    first, last = parsed_day("--since", since), parsed_day("--until", until)
    in_order(first, last)
    record = load(data)
    rule = Rule(metric, attribution)
    incidents = _filtered(record, rule, where)
    table = count(incidents, rule, record.coverage, by=() if by == "none" else by, since=first, until=last)
    table["unit"] = str(record.unit(metric))
    table["attribution"] = attribution
    window = Window.of(record.coverage, first, last)
    only = f", only {' and '.join(where)}" if where else ""
    heading = f"{record.unit(metric)}, {rule.in_words}, {window.since} to {window.until}{only}"
    return table, heading + _covers(record, window)


def _covers(record: Record, window: Window) -> str:
    """From when to when the record covers, where the days asked for reach beyond."""
    start, end = record.coverage.start, record.coverage.end
    return "" if start <= window.since <= window.until <= end else f"; the record covers {start} to {end}"


def _pointing(table: Table) -> list[str]:
    """The columns that hold a key of another table."""
    return [field.name for field in table.fields if field.references is not None]


def _refuse_unknown(record: Record, column: str, value: str) -> None:
    """A key that nothing has would count to a zero that reads as a fact."""
    name, key = record.schema["incidents"][column].references or ("incidents", column)
    known = getattr(record, name)[key]
    if value not in set(known):
        raise ParameterError(f"--where {column}={value}: there is no such {key} in {name}.csv.{_near(value, known)}")


def _filtered(record: Record, rule: Rule, where: Sequence[str]) -> pd.DataFrame:
    incidents = record.incidents
    table = record.schema["incidents"]
    for condition in where:
        column, sign, value = condition.partition("=")
        if not sign or not column:
            raise ParameterError(f"--where {condition!r}: write it as COLUMN=VALUE.")
        if column not in table.columns:
            raise ParameterError(f"--where {column!r} is not a column of the incidents.{_near(column, table.columns)}")
        field = table[column]
        if value and field.categories and value not in field.values:
            hint = _near(value, field.values)
            raise ParameterError(f"--where {column}={value}: {value!r} is not one of {listed(field.values)}.{hint}")
        if value and column == "attribution" and value not in ADMITTED[rule.attribution]:
            raise ParameterError(
                f"--where {condition}: such rows do not count under --attribution {rule.attribution}. Choose alleged."
            )
        if value and column in (table.key, *_pointing(table)):
            _refuse_unknown(record, column, value)
        incidents = incidents[_holds(incidents[column], value, field.type, condition)]
    return incidents


def _holds(cells: pd.Series, value: str, kind: str, condition: str) -> pd.Series:
    """True where a cell equals the value; a blank value asks for blank cells."""
    if not value:
        return cells.isna()
    wanted: object = value
    if kind == "date":
        wanted = pd.Timestamp(str(parsed_day(f"--where {condition}", value)))
    elif kind in ("integer", "number"):
        wanted = _finite(value)
        if wanted is None:
            raise ParameterError(f"--where {condition}: {value!r} is not a number.")
    held: pd.Series = (cells == wanted).fillna(False).astype(bool)
    return held


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _near(word: str, words: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(words), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def shown_counts(table: pd.DataFrame, heading: str, style: str) -> str:
    """Counts as JSON (a list of objects), CSV (lists joined by a vertical bar) or aligned text under a heading."""
    groups = [name for name in table.columns if name not in (*RESULT, "unit", "attribution")]
    if style == "json":
        return as_json(_objects(table))
    if style == "csv":
        return _as_csv(table)
    unit = Unit(str(table["unit"].iloc[0]))
    lines = [
        [*("(blank)" if row[name] is None else str(row[name]) for name in groups), *_in_words(row, unit)]
        for _, row in table.iterrows()
    ]
    head = [*groups, str(unit), "rows", "rows that state no number"]
    return f"{heading}\n{_aligned([head, *lines])}"


def _in_words(row: pd.Series, unit: Unit) -> list[str]:
    bounds = Bounds.from_row(row, unit)
    return [bounds.number, str(len(bounds.rows)), str(len(bounds.left_out))]


def shown_claims(record: Record, style: str) -> str:
    """Every claim with its verdict, in the same three forms."""
    table = reconcile(record)
    table.insert(list(table.columns).index("value_max") + 1, "standing", record.claims["standing"].astype("object"))
    if style == "json":
        return as_json(_objects(table))
    if style == "csv":
        return _as_csv(table)
    lines = [[str(row["claim_id"]), str(row["verdict"]), str(row["why"])] for _, row in table.iterrows()]
    counts = table["verdict"].value_counts()
    heading = f"{plural(len(table), 'claim')}: " + ", ".join(f"{number} {word}" for word, number in counts.items())
    return f"{heading}\n{_aligned([['claim', 'verdict', 'why'], *lines])}"


def as_json(objects: Sequence[Object]) -> str:
    """A list of objects as JSON, text unescaped, one object a line so that a difference is a line."""
    lines = ",\n ".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in objects)
    return f"[{lines}]"


def _objects(table: pd.DataFrame) -> list[Object]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: object) -> object:
    """A cell as JSON has it: missing as null, whole numbers without a point, other numbers to a thousandth."""
    if isinstance(value, (tuple, list)):
        return list(value)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None if math.isinf(value) else round(value, 3)
    return value.item() if hasattr(value, "item") else value


def _as_csv(table: pd.DataFrame) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    for item in _objects(table):
        writer.writerow(LIST_SEPARATOR.join(map(str, v)) if isinstance(v, list) else v for v in item.values())
    return stream.getvalue().removesuffix("\n")


def _aligned(lines: Sequence[Sequence[str]]) -> str:
    """Cells in columns two blanks apart; the last column is left ragged."""
    widths = [max(len(line[part]) for line in lines) for part in range(len(lines[0]) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line[:-1], widths, strict=True)), line[-1]]).rstrip()
        for line in lines
    )
