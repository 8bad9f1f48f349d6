"""One record against another, row by row: which rows were added, altered and withdrawn, and in which columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.press.ledger.snapshots import NoCopyError, Row, Snapshot
from analysis.record.schema import TABLES

ADDED, WITHDRAWN, ALTERED = "added", "withdrawn", "altered"
KINDS = (ADDED, WITHDRAWN, ALTERED)
ABOUT = "incident_id"
"""Column by which a row of another table says which incident it is about."""


@dataclass(frozen=True)
class CellChange:
    """One cell before and now, as text; blank is ''."""

    column: str
    before: str
    now: str


@dataclass(frozen=True)
class RowChange:
    """A row of a table that was added, altered (then with its cells) or withdrawn.

    `about` is the incident that a claim is about, '' where it names none.
    """

    table: str
    key: str
    kind: str
    cells: tuple[CellChange, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class RecordChange:
    """What was changed in a record, as far as it is known.

    `unnamed` says why rows cannot be named, '' where they are. `declaration` tells that `datapackage.json`
    was changed in more than the version. `titles` holds the titles before and now where it is another record
    altogether, whose rows are not compared.
    """

    rows: tuple[RowChange, ...] = ()
    declaration: bool = False
    titles: tuple[str, str] | None = None
    unnamed: str = ""

    @classmethod
    def between(cls, site: Path, before: str, now: str) -> RecordChange:
        """What changed from the record of one SHA-256 to that of the other, by their copies in the site."""
        try:
            return _between(site, before, now)
        except NoCopyError as reason:
            return cls(unnamed=str(reason))


@lru_cache(maxsize=2)  # every report of a batch asks for the same two, and a name stands for what it names for ever
def _between(site: Path, before: str, now: str) -> RecordChange:
    """As above. Raises `NoCopyError`."""
    old = Snapshot.of(site, before, "the record as it was before")
    new = Snapshot.of(site, now, "the record as it is now")
    if old.name != new.name:
        return RecordChange(titles=(old.title, new.title))
    return RecordChange(tuple(_rows(old, new)), declaration=_words(old) != _words(new))


def _rows(old: Snapshot, new: Snapshot) -> Iterator[RowChange]:
    """The rows that differ, by table: those added, withdrawn and altered, each in the order of the file.

    Rows are held in memory only where they differ, so that a large record costs little: the old table is read a second
    time for them. Equal prints of 64 bits are taken for equal rows.
    """
    for table in TABLES:
        gone = {key: _print(row) for key, row in old.rows(table)}
        added: dict[str, Row] = {}
        altered: dict[str, Row] = {}
        for key, row in new.rows(table):
            known = gone.pop(key, None)
            if known is None:
                added[key] = row
            elif known != _print(row):
                altered[key] = row
        before = dict(old.rows(table, gone.keys() | altered.keys())) if gone or altered else {}
        yield from (RowChange(table, key, ADDED, (), _about(table, row)) for key, row in added.items())
        yield from (RowChange(table, key, WITHDRAWN, (), _about(table, before[key])) for key in gone)
        for key, row in altered.items():
            yield RowChange(table, key, ALTERED, tuple(_cells(before[key], row)), _about(table, row))


def _words(snapshot: Snapshot) -> Mapping[str, Any]:
    """The declaration without the version, which is told beside the hash and changes with every change."""
    return {name: value for name, value in snapshot.declaration.items() if name != "version"}


def _print(row: Row) -> int:
    return hash(frozenset(row.items()))


def _about(table: str, row: Row) -> str:
    return "" if table == "incidents" else row.get(ABOUT, "")


def _cells(before: Row, now: Row) -> Iterator[CellChange]:
    for column in dict.fromkeys((*now, *before)):
        if before.get(column, "") != now.get(column, ""):
            yield CellChange(column, before.get(column, ""), now.get(column, ""))
