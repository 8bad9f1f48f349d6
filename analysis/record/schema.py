"""The record's own declaration: tables, fields and categories, as `datapackage.json` has them.

Loader, checks, data dictionary, labels and the order of charts all read it from here; no vocabulary stands in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

DESCRIPTOR = "datapackage.json"
LIST_SEPARATOR = "|"
TABLES = ("incidents", "claims", "sources", "places", "periods")
SIDES = ("official", "local", "other")
"""Who makes a claim: the actor's own officials; those on whose ground it fell; anybody else, the curators included."""


@dataclass(frozen=True)
class Unit:
    """What a number counts, as words: 'precision strikes', and 'precision strike' for one."""

    many: str
    one: str = ""

    def __str__(self) -> str:
        return self.many


@dataclass(frozen=True)
class Category:
    """One word of a vocabulary: `short` is its name inside a sentence, `mixed` says that it does not settle which.

    `side` is one of `SIDES` for a claimant, `other` where the record does not say.
    """

    value: str
    label: str
    short: str
    unit: str = ""
    kind: str = ""
    mixed: bool = False
    side: str = "other"


@dataclass(frozen=True)
class Field:
    """One column: its type (string, integer, number or date), what it means and what it may hold."""

    name: str
    type: str
    title: str
    description: str
    unit: Unit = Unit("")
    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    pattern_means: str = ""
    categories: tuple[Category, ...] = ()
    ordered: bool = False
    is_list: bool = False
    references: tuple[str, str] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The words of the vocabulary in declared order; empty for a free field."""
        return tuple(category.value for category in self.categories)

    def category(self, value: str) -> Category:
        """The category of that value; `KeyError` when it is not declared."""
        return {category.value: category for category in self.categories}[value]


@dataclass(frozen=True)
class Table:
    """One CSV file: its fields in column order, its key, and the columns that point into other tables."""

    name: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: str
    unique_together: tuple[tuple[str, ...], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in declared order."""
        return tuple(item.name for item in self.fields)

    def __getitem__(self, column: str) -> Field:
        return {item.name: item for item in self.fields}[column]

    def ranges(self) -> tuple[str, ...]:
        """Stems of the columns that come in pairs `<stem>_min`, `<stem>_max`, in column order."""
        names = set(self.columns)
        return tuple(
            name.removesuffix("_min")
            for name in self.columns
            if name.endswith("_min") and f"{name.removesuffix('_min')}_max" in names
        )


@dataclass(frozen=True)
class Coverage:
    """The days the record answers for, both included: inside it no row means zero, outside it means nothing."""

    start: date
    end: date


@dataclass(frozen=True)
class Extent:
    """The box in which a place of this record must lie, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Schema:
    """A record's declaration as a whole."""

    name: str
    title: str
    version: str
    subject: str
    coverage: Coverage
    tables: Mapping[str, Table]
    extent: Extent | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]
