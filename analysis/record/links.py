"""Rules across columns, rows and tables: order of pairs, keys that point somewhere, days and places in range.

Cells that broke a rule of their own arrive here as missing, so that one slip is told once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.errors import Problem, quoted
from analysis.record.files import LINE
from analysis.record.schema import LIST_SEPARATOR, Schema, Table

Frames = Mapping[str, pd.DataFrame]


def link_problems(frames: Frames, schema: Schema) -> list[Problem]:
    """Every problem between cells; `frames` are typed tables with their `_line` column."""
    problems: list[Problem] = []
    for name, table in schema.tables.items():
        frame = frames[name]
        problems += _inverted(frame, table)
        problems += _pointers(frames, table, schema)
        problems += _repeated_together(frame, table)
    problems += _outside_extent(frames["places"], schema)
    problems += _outside_coverage(frames["incidents"], schema)
    problems += _roles(frames["periods"], schema)
    return problems


def _pairs(table: Table) -> Iterator[tuple[str, str]]:
    stems = list(table.ranges())
    yield from ((f"{stem}_min", f"{stem}_max") for stem in stems)
    if {"start_date", "end_date"} <= set(table.columns):
        yield "start_date", "end_date"


def _inverted(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    for low, high in _pairs(table):
        dates = table[low].type == "date"
        what = "ends before it starts" if dates else "has a maximum below its minimum"
        for row in frame.loc[frame[low] > frame[high], [LINE, low, high]].itertuples(index=False):
            line, first, last = row
            shown = (f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}") if dates else (f"{first:g}", f"{last:g}")
            expected = f"{what}: {low} is {shown[0]}, {high} is {shown[1]}"
            yield Problem(table.path, int(line), high, None, expected, "Correct whichever of the two is wrong.")


def _pointers(frames: Frames, table: Table, schema: Schema) -> Iterator[Problem]:
    frame = frames[table.name]
    for field in table.fields:
        if field.references is None:
            continue
        target, column = field.references
        known = set(frames[target][column].dropna())
        cells = frame.loc[frame[field.name].notna(), [LINE, field.name]]
        if field.is_list:
            cells = cells.assign(**{field.name: cells[field.name].str.split(LIST_SEPARATOR, regex=False)})
            cells = cells.explode(field.name)
        lost = cells[~cells[field.name].isin(known)]
        path = schema[target].path
        for line, value in zip(lost[LINE], lost[field.name], strict=True):
            near = difflib.get_close_matches(str(value), known, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            what = f"points to no {column} in {path}"
            yield Problem(
                table.path, int(line), field.name, str(value), what, f"{hint}Correct it, or add the row to {path}."
            )


def _repeated_together(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    for columns in table.unique_together:
        keys = frame[list(columns)].fillna("")
        for index in frame.index[keys.duplicated()]:
            same = frame.loc[(keys == keys.loc[index]).all(axis=1), LINE].iloc[0]
            what = f"repeats the {' and '.join(columns)} of line {int(same)}"
            yield Problem(
                table.path, int(frame.at[index, LINE]), columns[0], None, what, "Merge the two rows into one."
            )


def _outside_extent(places: pd.DataFrame, schema: Schema) -> Iterator[Problem]:
    box = schema.extent
    if box is None:
        return
    limits = {"lat": (box.south, box.north), "lon": (box.west, box.east)}
    for column, (low, high) in limits.items():
        astray = places[places[column].notna() & ~places[column].between(low, high)]
        for line, value in zip(astray[LINE], astray[column], strict=True):
            what = f"lies outside the extent that datapackage.json declares ({low:g} to {high:g})"
            remedy = "Check that latitude and longitude are not exchanged."
            yield Problem(schema["places"].path, int(line), column, f"{value:g}", what, remedy)


def _outside_coverage(incidents: pd.DataFrame, schema: Schema) -> Iterator[Problem]:
    start, end = pd.Timestamp(schema.coverage.start), pd.Timestamp(schema.coverage.end)
    outside = (incidents["start_date"] < start) | (incidents["end_date"] > end)
    for line in incidents.loc[outside, LINE]:
        what = f"lies outside the declared coverage, {schema.coverage.start} to {schema.coverage.end}"
        remedy = "Correct the date, or widen the coverage in datapackage.json if the record now answers for those days."
        yield Problem(schema["incidents"].path, int(line), "start_date", None, what, remedy)


def _roles(periods: pd.DataFrame, schema: Schema) -> Iterator[Problem]:
    """A comparison needs one campaign with one period before and one after it, and they may not share a day."""
    path = schema["periods"].path
    for role in ("before", "campaign", "after"):
        lines = periods.loc[periods["role"] == role, LINE]
        if len(lines) != 1:
            what = f"has {len(lines)} periods with the role {quoted(role)}, expected one"
            yield Problem(path, None, "role", None, what, "Give one period each the role before, campaign and after.")
    spans = periods[periods["role"].isin(["before", "campaign", "after"])].sort_values("start_date")
    late = spans["start_date"] <= spans["end_date"].shift()
    for line in spans.loc[late, LINE]:
        what = "starts on a day that belongs to the period before it"
        yield Problem(
            path, int(line), "start_date", None, what, "Let each period start the day after the last one ends."
        )
