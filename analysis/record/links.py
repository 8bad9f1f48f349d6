"""Rules across columns, rows and tables: order of pairs, keys that point somewhere, days and places in range.

Cells that broke a rule of their own arrive here as missing, so that one slip is told once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from analysis.errors import Problem, listed, meant, plain, quoted
from analysis.record.files import LINE
from analysis.record.schema import LIST_SEPARATOR, Field, Schema, Table

Frames = Mapping[str, pd.DataFrame]
ROLES = ("before", "campaign", "after")
"""The periods that a comparison needs, in their order of time."""


def link_problems(frames: Frames, schema: Schema, torn: Collection[str] = ()) -> list[Problem]:
    """Every problem between cells; `frames` are typed tables with their `_line` column.

    Tables named in `torn` lack rows or columns that the file may hold: nothing is said of what they seem to miss.
    """
    problems: list[Problem] = []
    for name, table in schema.tables.items():
        frame = frames[name]
        problems += _inverted(frame, table)
        problems += _pointers(frames, table, schema, torn)
        problems += _circles(frame, table)
        problems += _repeated_together(frame, table)
    problems += _outside_extent(frames["places"], schema)
    problems += _outside_coverage(frames["incidents"], schema)
    if "periods" not in torn:
        problems += _roles(frames["periods"], schema)
        problems += _outside_campaign(frames, schema)
    return problems


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    stems = list(table.ranges())
    yield from ((f"{stem}_min", f"{stem}_max") for stem in stems)
    if {"start_date", "end_date"} <= set(table.columns):
        yield "start_date", "end_date"


def _inverted(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    for low, high in _pairs(table):
        dates = table[low].type == "date"
        first, last = (frame[end].to_numpy() if dates else _numbers(frame[end]) for end in (low, high))
        wrong = first > last
        for line, start, end in zip(frame.loc[wrong, LINE], first[wrong], last[wrong], strict=True):
            if dates:
                value, what = str(end.astype("M8[D]")), f"is before {low}, which is {start.astype('M8[D]')}"
            else:
                value, what = plain(end), f"is below {low}, which is {plain(start)}"
            yield Problem(table.path, int(line), high, value, what, "Correct whichever of the two is wrong.")


def _numbers(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _pointers(frames: Frames, table: Table, schema: Schema, torn: Collection[str]) -> Iterator[Problem]:
    for field in table.fields:
        if field.references is None or field.references[0] in torn:
            continue
        target, column = field.references
        known = set(frames[target][column].dropna())
        lost = [(line, word) for line, word in _pointing(frames[table.name], field) if word not in known]
        hints = meant(list(dict.fromkeys(word for _, word in lost)), known) if lost else {}
        path = schema[target].path
        for line, word in lost:
            remedy = f"{hints.get(word, '')}Correct it, or add the row to {path}."
            yield Problem(table.path, line, field.name, word, f"points to no {column} in {path}", remedy)


def _pointing(frame: pd.DataFrame, field: Field) -> Iterator[tuple[int, str]]:
    """Line and value of each pointer of a column; a cell may hold several."""
    cells, lines = frame[field.name].to_numpy(dtype=object), frame[LINE].to_numpy()
    for place in np.flatnonzero(pd.notna(cells)):
        for word in cells[place].split(LIST_SEPARATOR) if field.is_list else [cells[place]]:
            yield int(lines[place]), word


def _circles(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    """A problem for each circle of rows that rest on one another, such as a claim derived from itself."""
    for field in table.fields:
        if field.references != (table.name, table.key):
            continue
        line_of = dict(zip(frame[table.key], frame[LINE], strict=True))
        key_of: dict[int, object] = dict(zip(frame[LINE], frame[table.key], strict=True))
        pairs = [(key_of[line], value) for line, value in _pointing(frame, field)]
        rests_on: dict[str, list[str]] = {}
        for key, value in sorted((key, value) for key, value in pairs if isinstance(key, str)):
            rests_on.setdefault(key, []).append(value)
        while circle := _circle(rests_on):
            what = f"leads back to itself: {' from '.join([*circle, circle[0]])}"
            remedy = "Take out the pointer that closes the circle."
            yield Problem(table.path, int(line_of[circle[0]]), field.name, None, what, remedy)
            for key in circle:
                del rests_on[key]


def _circle(rests_on: Mapping[str, list[str]]) -> list[str]:
    """Keys that each rest on the next and the last on the first, from the first in the alphabet on; none is fine."""
    try:
        TopologicalSorter(rests_on).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][:0:-1]
        first = circle.index(min(circle))
        return circle[first:] + circle[:first]
    return []


def _repeated_together(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    for columns in table.unique_together:
        keys = [frame[name].astype("str").fillna("") for name in columns]
        first = frame.groupby(keys, sort=False)[LINE].transform("first")
        again = frame[LINE] != first
        for line, before in zip(frame.loc[again, LINE], first[again], strict=True):
            what = f"repeats the {listed(columns, 'and')} of line {before}"
            yield Problem(table.path, int(line), columns[0], None, what, "Merge the two rows into one.")


def _outside_extent(places: pd.DataFrame, schema: Schema) -> Iterator[Problem]:
    box = schema.extent
    if box is None:
        return
    limits = {"lat": (box.south, box.north), "lon": (box.west, box.east)}
    for column, (low, high) in limits.items():
        numbers, lines = _numbers(places[column]), places[LINE].to_numpy()
        astray = (numbers < low) | (numbers > high)
        for line, number in zip(lines[astray], numbers[astray], strict=True):
            what = f"lies outside the extent that datapackage.json declares ({plain(low)} to {plain(high)})"
            remedy = "Check that latitude and longitude are not exchanged."
            yield Problem(schema["places"].path, int(line), column, plain(number), what, remedy)


def _outside_coverage(incidents: pd.DataFrame, schema: Schema) -> Iterator[Problem]:
    coverage, table = schema.coverage, schema["incidents"]
    what = f"lies outside the declared coverage, {coverage.start} to {coverage.end}"
    remedy = "Correct the date, or widen the coverage in datapackage.json if the record now answers for those days."
    lines = incidents[LINE].to_numpy()
    first, last = (incidents[end].to_numpy().astype("M8[D]") for end in ("start_date", "end_date"))
    early, late = first < np.datetime64(coverage.start), last > np.datetime64(coverage.end)
    for column, days, outside in (("start_date", first, early), ("end_date", last, late)):
        for line, day in zip(lines[outside], days[outside], strict=True):
            yield Problem(table.path, int(line), column, str(day), what, remedy)


def _outside_campaign(frames: Frames, schema: Schema) -> Iterator[Problem]:
    """A row of the compared campaign on days outside its period would fall out of every side of the comparison."""
    periods, incidents = frames["periods"], frames["incidents"]
    main = periods[(periods["role"] == "campaign") & periods["campaign"].notna()]
    if len(main) != 1 or main[["start_date", "end_date"]].isna().any(axis=None):
        return
    period = main.iloc[0]
    covered = (incidents["start_date"] >= pd.Timestamp(schema.coverage.start)) & (
        incidents["end_date"] <= pd.Timestamp(schema.coverage.end)
    )  # other days have been told already
    own = incidents[covered & (incidents["campaign"].astype("object") == period["campaign"])]
    days = f"{period['start_date'].date()} to {period['end_date'].date()}"
    for column, outside in (
        ("start_date", own["start_date"] < period["start_date"]),
        ("end_date", own["end_date"] > period["end_date"]),
    ):
        for line, day in zip(own.loc[outside, LINE], own.loc[outside, column], strict=True):
            what = f"lies outside the campaign the row belongs to, {days} in {schema['periods'].path}"
            remedy = "Correct the date, or the campaign, or the dates of its period."
            yield Problem(schema["incidents"].path, int(line), column, str(day.date()), what, remedy)


def _roles(periods: pd.DataFrame, schema: Schema) -> Iterator[Problem]:
    """A comparison needs one campaign with one period before and one after it, and they may not share a day."""
    path = schema["periods"].path
    earlier, end = "", None
    for role in ROLES:
        rows = periods[periods["role"] == role]
        if rows.empty and periods["role"].isna().any():
            continue  # a misspelt role has been told already
        if len(rows) != 1:
            what = f"has {len(rows)} periods with the role {quoted(role)}, expected one"
            yield Problem(path, None, "role", None, what, "Give one period each the role before, campaign and after.")
            continue
        row = rows.iloc[0]
        if end is not None and row["start_date"] <= end:
            what = f"is not after the period with the role {quoted(earlier)}, which ends on {end.date()}"
            remedy = "Let before, campaign and after follow one another without sharing a day."
            yield Problem(path, int(row[LINE]), "start_date", str(row["start_date"].date()), what, remedy)
        if pd.notna(row["end_date"]):
            earlier, end = role, row["end_date"]
