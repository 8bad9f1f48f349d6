"""Every problem in a record, at once: form, cells, links between tables, and support by claims.

What the record says about itself in numbers (accepted totals that its rows must reproduce) needs counting and is
checked by `analysis.measures.reconcile`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, Problem
from analysis.record.cells import cell_problems, repeated_problems
from analysis.record.files import LINE, read_text_rows
from analysis.record.links import link_problems
from analysis.record.schema import Schema, Table, read_schema
from analysis.record.support import support_problems


@dataclass(frozen=True)
class Reading:
    """A record as read: its declaration, its typed tables (each with `_line`), and all that is wrong with it."""

    schema: Schema
    frames: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]


def read_record(folder: Path) -> Reading:
    """Reads and checks every table of the record in `folder`.

    Raises `DataError` only where there is no declaration to check against; everything else is in `problems`, ordered
    by file, line and column. A table whose form is broken counts as empty for the rules between tables, which are then
    left out: they would report its every row as missing.
    """
    schema = read_schema(folder)
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    whole = True
    for name, table in schema.tables.items():
        rows, form = read_text_rows(folder / table.path, table)
        cells = cell_problems(table.path, rows, table)
        whole = whole and not form
        problems += form + cells + repeated_problems(table.path, rows, table)
        frames[name] = _typed(rows, table, cells)
    if whole:
        problems += link_problems(frames, schema)
        problems += support_problems(frames["incidents"], frames["claims"], schema)
    return Reading(schema, frames, tuple(sorted(problems, key=_order)))


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """All problems of the record in `folder`, the declaration's own included; empty when it is sound."""
    try:
        return read_record(folder).problems
    except DataError as error:
        return error.problems


def _order(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line or 0, problem.column or "", problem.expected


def _typed(rows: pd.DataFrame, table: Table, cells: list[Problem]) -> pd.DataFrame:
    """Text to types; a cell with a problem becomes missing. Categories are ordered as declared."""
    text = rows.set_index(LINE, drop=False)
    text.index.name = None
    for problem in cells:
        if problem.value is not None:
            text.loc[problem.line, problem.column] = ""
    typed: dict[str, pd.Series] = {LINE: text[LINE]}
    for field in table.fields:
        column = text[field.name].replace("", pd.NA)
        if field.type == "date":
            typed[field.name] = pd.to_datetime(column, format="%Y-%m-%d")
        elif field.type == "integer":
            typed[field.name] = pd.to_numeric(column).astype("Int64")
        elif field.type == "number":
            typed[field.name] = pd.to_numeric(column).astype("Float64")
        elif field.categories and not field.is_list:
            typed[field.name] = column.astype(pd.CategoricalDtype(list(field.values), ordered=field.ordered))
        else:
            typed[field.name] = column.astype("str")
    return pd.DataFrame(typed).reset_index(drop=True)
