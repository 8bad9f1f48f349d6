"""What was changed in a record, in words: how many rows in all, and a sentence for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from analysis.errors import listed
from analysis.markup import anchor
from analysis.press.changes.differences import apart, differing, value_words
from analysis.press.changes.rows import KINDS, WITHDRAWN, CellChange, RecordChange, RowChange
from analysis.press.changes.since import InputChange

SHOWN_DIGITS = 12
SHOWN_BEHIND = 3
"""Rows that are named with a finding that rests on them."""


def record_words(record: RecordChange, inputs: Collection[InputChange]) -> str:
    """That the record was changed, and what is known of how, without the rows one by one."""
    named = {change.name: change for change in inputs if change.group == "record"}
    version, content = named.get("version"), named["SHA-256"]
    now, before = ((value or "not known")[:SHOWN_DIGITS] for value in (content.now, content.before))
    prints = f"SHA-256 {now}, before {before}."
    if version is not None:
        prints = f"Version {version.now}, before {version.before}; {prints}"
    return f"The record was changed. {_content(record)} {prints}"


def row_words(row: RowChange, *, short: bool) -> str:
    """What became of a row, with its cells before and now, cut where `short`."""
    name = f"{one_of(row.table).capitalize()} {row.key} was {row.kind}"
    if not row.cells:
        return f"{name}."
    words = "; ".join(_cell(cell, short) for cell in row.cells)
    return f"{name}: {words}{'' if words.endswith('.”') else '.'}"


def row_anchor(row: RowChange, anchors: Collection[str]) -> str:
    """Where a row stands among these: by itself, or a claim on the card of its incident; '' for neither.

    A row that was withdrawn stands nowhere.
    """
    wanted = [_own(row), anchor("incident", row.about)] if row.kind != WITHDRAWN else []
    return next((target for target in wanted if target in anchors), "")


def behind_words(record: RecordChange | None, anchors: Collection[str]) -> str:
    """Those of the rows added or altered that have one of these anchors; '' where there is none."""
    rows = record.rows if record else ()
    found = [f"{row.key} ({row.kind})" for row in rows if row.kind != WITHDRAWN and _own(row) in anchors]
    if len(found) > SHOWN_BEHIND:
        found[SHOWN_BEHIND:] = [f"{len(found) - SHOWN_BEHIND} more"]
    return listed(found, "and")


def _content(record: RecordChange) -> str:
    if record.titles:
        return "It is another record: {1}. It was {0}. Their rows are not compared.".format(*map(apart, record.titles))
    if record.unnamed:
        return f"Which rows were changed cannot be said: {record.unnamed}."
    declaration = "datapackage.json, which declares its columns and words, was changed." if record.declaration else ""
    if not record.rows:
        return declaration or "No row was changed and no declaration: the order of rows or a map was."
    number = Counter((row.table, row.kind) for row in record.rows)
    parts = []
    for kind in KINDS:
        of_kind = [counted(many, one_of(table)) for (table, other), many in number.items() if other == kind]
        parts += [f"{kind}: {listed(of_kind, 'and')}"] if of_kind else []
    return f"Rows {'; '.join(parts)}. {declaration}".rstrip()


def _own(row: RowChange) -> str:
    return anchor(one_of(row.table), row.key)


def _cell(cell: CellChange, short: bool) -> str:
    before, now = differing(cell.before, cell.now) if short else (cell.before, cell.now)
    return f"{cell.column} is {value_words(now)}, was {value_words(before)}"


def one_of(table: str) -> str:
    """What a row of a table is called: 'incident', 'claim'."""
    return table.removesuffix("s")


def counted(number: int, one: str) -> str:
    """A number with its noun: '1 row', '2 rows'."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"
