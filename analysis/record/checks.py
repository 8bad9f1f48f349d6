"""Every problem in a record, at once: form, cells, links between tables, and support by claims.

What the record says about itself in numbers (accepted totals that its rows must reproduce) needs counting and is
checked by `analysis.measures.totals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import DataError, Problem
from analysis.record.cells import cell_problems, repeated_problems
from analysis.record.declaration import read_schema
from analysis.record.files import LINE, read_text_rows
from analysis.record.links import link_problems
from analysis.record.outlines import NO_OUTLINES, Outlines, read_outlines
from analysis.record.schema import Field, Schema, Table
from analysis.record.support import support_problems


@dataclass(frozen=True)
class Reading:
    """A record as read: its declaration, its typed tables (each with `_line`), and all that is wrong with it."""

    schema: Schema
    frames: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    countable: bool = True
    """False when a cell, a row or a link is wrong, so that no count can be trusted."""
    outlines: Outlines = NO_OUTLINES


def read_record(folder: Path) -> Reading:
    """Reads and checks every table of the record in `folder`.

    Raises `DataError` only where there is no declaration to check against; everything else is in `problems`, ordered
    by file, line and column. Where a table has lost rows or columns to a fault of its form, the rules that would call
    them missing are left out.
    """
    schema = read_schema(folder)
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    broken: dict[str, list[Problem]] = {}
    torn: set[str] = set()
    for name, table in schema.tables.items():
        text = read_text_rows(folder / table.path, table)
        broken[name] = cell_problems(table.path, text.frame, table)
        problems += text.problems + broken[name] + repeated_problems(table.path, text.frame, table)
        frames[name] = _typed(text.frame, table, broken[name])
        if not text.whole:
            torn.add(name)
    problems += link_problems(frames, schema, torn)
    countable = not problems
    if "claims" not in torn:
        doubtful = {problem.line for problem in broken["claims"]}
        problems += support_problems(frames["incidents"], frames["claims"], schema, doubtful)
    outlines, unusable = read_outlines(folder, schema)
    problems += unusable
    return Reading(schema, frames, tuple(sorted(problems, key=_order)), countable, outlines)


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """All problems of the record in `folder`, the declaration's own included; empty when it is sound."""
    try:
        return read_record(folder).problems
    except DataError as error:
        return error.problems


def _order(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line or 0, problem.column or "", problem.expected


def _typed(rows: pd.DataFrame, table: Table, cells: list[Problem]) -> pd.DataFrame:
    """Text to types; a cell with a problem becomes missing."""
    wrong: dict[str | None, list[int | None]] = {}
    for problem in cells:
        wrong.setdefault(problem.column, []).append(problem.line)
    typed: dict[str, object] = {LINE: rows[LINE].to_numpy()}
    for field in table.fields:
        text = np.full(len(rows), "", dtype=object)
        if field.name in rows:
            text[:] = rows[field.name]
        if field.name in wrong:
            text[rows[LINE].isin(wrong[field.name])] = ""
        text[text == ""] = np.nan
        typed[field.name] = _converted(text, field)
    return pd.DataFrame(typed)


def _converted(text: np.ndarray, field: Field) -> object:
    """Text, missing or sound, as the field's type; categories are ordered as declared."""
    if field.type == "date":
        return pd.to_datetime(text, format="%Y-%m-%d")
    missing = pd.isna(text)
    if field.type == "integer":
        return pd.arrays.IntegerArray(np.where(missing, "0", text).astype("int64"), missing)
    if field.type == "number":
        return pd.arrays.FloatingArray(np.where(missing, "0", text).astype("float64"), missing)
    if field.categories and not field.is_list:
        return pd.Categorical(text, categories=pd.Index(field.values, dtype="str"), ordered=field.ordered)
    return pd.array(text, dtype="str")
