"""The record's own declaration: `datapackage.json` as tables, fields and categories.

Loader, checks, data dictionary, labels and the order of charts all read it from here; no vocabulary stands in code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Problem

DESCRIPTOR = "datapackage.json"
LIST_SEPARATOR = "|"
TABLES = ("incidents", "claims", "sources", "places", "periods")


@dataclass(frozen=True)
class Unit:
    """What a number counts, as words: 'precision strikes', and 'precision strike' for one."""

    many: str
    one: str = ""

    def __str__(self) -> str:
        return self.many


@dataclass(frozen=True)
class Category:
    """One word of a vocabulary: `short` is its name inside a sentence, `mixed` says that it does not settle which."""

    value: str
    label: str
    short: str
    unit: str = ""
    kind: str = ""
    mixed: bool = False


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


def read_schema(folder: Path) -> Schema:
    """The declaration in `folder/datapackage.json`.

    Raises `DataError` when the file is missing, is not JSON, or lacks what every record must declare.
    """
    path = folder / DESCRIPTOR
    try:
        raw = json.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise _unreadable(
            f"is missing from {folder.name or folder}", "Name the folder that holds the record."
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        line = getattr(error, "lineno", None)
        raise _unreadable(f"is not valid JSON ({error})", "Mend it with a JSON-aware editor.", line) from None
    try:
        return _schema(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"lacks or misspells {error}" if isinstance(error, KeyError) else f"cannot be read: {error}"
        raise _unreadable(what, "docs/data-dictionary.md shows what a record declares.") from None


def _unreadable(what: str, remedy: str, line: int | None = None) -> DataError:
    return DataError([Problem(DESCRIPTOR, line, None, None, what, remedy)])


def _schema(raw: Mapping[str, Any]) -> Schema:
    resources = {item["name"]: item for item in raw["resources"] if "schema" in item}
    fields = {(name, item["name"]): item for name, table in resources.items() for item in table["schema"]["fields"]}
    extent = raw.get("extent")
    return Schema(
        name=raw["name"],
        title=raw["title"],
        version=raw["version"],
        subject=raw.get("subject", raw["title"]),
        coverage=Coverage(
            date.fromisoformat(raw["coverage"]["start"]),
            date.fromisoformat(raw["coverage"]["end"]),
        ),
        tables={name: _table(resources[name], fields) for name in TABLES},
        extent=None if extent is None else Extent(*(float(extent[k]) for k in ("west", "south", "east", "north"))),
        raw=raw,
    )


def _table(raw: Mapping[str, Any], fields: Mapping[tuple[str, str], Mapping[str, Any]]) -> Table:
    schema = raw["schema"]
    pointers = {
        key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
    }
    return Table(
        name=raw["name"],
        path=raw["path"],
        title=raw["title"],
        description=raw["description"],
        fields=tuple(_field(item, fields, pointers) for item in schema["fields"]),
        key=schema["primaryKey"][0],
        unique_together=tuple(tuple(columns) for columns in schema.get("uniqueKeys", [])),
    )


def _field(
    raw: Mapping[str, Any],
    fields: Mapping[tuple[str, str], Mapping[str, Any]],
    pointers: Mapping[str, tuple[str, str]],
) -> Field:
    vocabulary = raw
    if "categoriesFrom" in raw:  # a claim filters by the words of the incidents: one vocabulary, declared once
        table, column = raw["categoriesFrom"].split(".")
        vocabulary = fields[table, column]
    rules = raw.get("constraints", {})
    references = pointers.get(raw["name"])
    if "references" in raw:  # a list of keys, which a foreign key cannot express
        table, column = raw["references"].split(".")
        references = (table, column)
    return Field(
        name=raw["name"],
        type=raw["type"],
        title=raw["title"],
        description=raw["description"],
        unit=Unit(raw.get("unit", ""), raw.get("unitOne", raw.get("unit", ""))),
        required=rules.get("required", False),
        unique=rules.get("unique", False),
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
        pattern=rules.get("pattern"),
        pattern_means=raw.get("patternMeans", ""),
        categories=tuple(_category(item) for item in vocabulary.get("categories", [])),
        ordered=vocabulary.get("categoriesOrdered", False),
        is_list=raw.get("list", False),
        references=references,
    )


def _category(raw: Mapping[str, Any]) -> Category:
    return Category(
        value=raw["value"],
        label=raw["label"],
        short=raw.get("short", raw["label"]),
        unit=raw.get("unit", ""),
        kind=raw.get("kind", ""),
        mixed=raw.get("mixed", False),
    )
