"""`datapackage.json` as a `Schema`, or a plain account of what it lacks.

What the program acts upon must be declared in words it knows: a column, a type, a constraint or a category that it
would have to pass over in silence is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, cast

from analysis.errors import listed
from analysis.record.contract import unknown_to_program
from analysis.record.schema import DESCRIPTOR, SIDES, TABLES, Category, Coverage, Extent, Field, Schema, Table, Unit
from analysis.record.strict_json import Kind, UnfitError, need, read_json, unreadable

TYPES = ("string", "integer", "number", "date")
CONSTRAINTS: Mapping[str, Kind] = {
    "required": bool,
    "unique": bool,
    "minimum": (int, float),
    "maximum": (int, float),
    "pattern": str,
}
"""Those that are checked, and what each holds; another one would be a promise that nobody keeps."""
MODEL = "docs/data-dictionary.md shows what a record declares."


def read_schema(folder: Path) -> Schema:
    """The declaration in `folder/datapackage.json`.

    Raises `DataError` when the file is missing, is not JSON, or lacks what every record must declare.
    """
    try:
        schema = _schema(read_json(folder))
    except UnfitError as error:
        raise unreadable(str(error), MODEL) from None
    if unknown := unknown_to_program(schema):
        raise unreadable(unknown, MODEL)
    return schema


Declared = Mapping[tuple[str, str], Mapping[str, Any]]
"""Every field of the five tables as the descriptor has it, by table and name."""


def _schema(raw: object) -> Schema:
    resources = {need(item, "name", str, "in resources"): item for item in need(raw, "resources", list)}
    if len(resources) < len(need(raw, "resources", list)):
        raise UnfitError("has two resources of the same name")
    declared: dict[tuple[str, str], Mapping[str, Any]] = {}
    for table in TABLES:
        if table not in resources:
            raise UnfitError(f"declares no table {table!r}")
        for item in need(need(resources[table], "schema", dict, f"in {table}"), "fields", list, f"in {table}"):
            key = table, need(item, "name", str, f"in the fields of {table}")
            if key in declared:
                raise UnfitError(f"declares {'.'.join(key)} twice")
            declared[key] = item
    title = need(raw, "title", str)
    return Schema(
        name=need(raw, "name", str),
        title=title,
        version=need(raw, "version", str),
        subject=need(raw, "subject", str, default=title),
        coverage=_coverage(need(raw, "coverage", dict)),
        tables={table: _table(table, resources[table], declared) for table in TABLES},
        extent=_extent(need(raw, "extent", dict, default={})),
        raw=cast("Mapping[str, Any]", raw),
    )


def _coverage(raw: Mapping[str, Any]) -> Coverage:
    start, end = (_day(need(raw, name, str, "in coverage"), f"{name!r} in coverage") for name in ("start", "end"))
    if end < start:
        raise UnfitError(f"has a coverage that ends before it starts, {start} to {end}")
    return Coverage(start, end)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnfitError(f"has {text!r} for {where}, expected a day (YYYY-MM-DD)") from None


def _extent(raw: Mapping[str, Any]) -> Extent | None:
    if not raw:
        return None
    west, south, east, north = (
        float(need(raw, side, (int, float), "in extent")) for side in ("west", "south", "east", "north")
    )
    if west > east or south > north:
        raise UnfitError("has an extent whose west lies beyond its east, or whose south lies beyond its north")
    return Extent(west, south, east, north)


def _table(name: str, raw: Mapping[str, Any], declared: Declared) -> Table:
    schema, where = raw["schema"], f"in {name}"
    key = _one_column(need(schema, "primaryKey", (str, list), where), name, declared, f"primaryKey of {name}")
    pointers = dict(_pointer(item, name, declared) for item in need(schema, "foreignKeys", list, where, default=[]))
    together = [
        tuple(_column(column, name, declared, f"uniqueKeys of {name}") for column in columns)
        for columns in need(schema, "uniqueKeys", list, where, default=[])
    ]
    return Table(
        name=name,
        path=_path(need(raw, "path", str, where), name),
        title=need(raw, "title", str, where),
        description=need(raw, "description", str, where),
        fields=tuple(
            _field(table, item, declared, pointers.get(column), is_key=column == key)
            for (table, column), item in declared.items()
            if table == name
        ),
        key=key,
        unique_together=tuple(together),
    )


def _path(text: str, name: str) -> str:
    """A file in the folder of the record: another place is not ours to read."""
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or not path.name or ":" in text:
        raise UnfitError(f"has {text!r} for the path of {name}, expected a file beside {DESCRIPTOR}")
    return text


def _column(text: object, table: str, declared: Declared, where: str) -> str:
    if not isinstance(text, str) or (table, text) not in declared:
        raise UnfitError(f"names {table}.{text} in {where}, which is not declared")
    return text


def _one_column(names: str | list[object], table: str, declared: Declared, where: str) -> str:
    """The column of a key; the standard allows several, this program does not."""
    several = [names] if isinstance(names, str) else names
    if len(several) != 1:
        raise UnfitError(f"names {len(several)} columns in {where}, expected one")
    return _column(several[0], table, declared, where)


def _pointer(raw: object, name: str, declared: Declared) -> tuple[str, tuple[str, str]]:
    where = f"foreignKeys of {name}"
    column = _one_column(need(raw, "fields", (str, list), f"in {where}"), name, declared, where)
    reference = need(raw, "reference", dict, f"in {where}")
    target = need(reference, "resource", str, f"in {where}", default=name) or name
    return column, (
        target,
        _one_column(need(reference, "fields", (str, list), f"in {where}"), target, declared, where),
    )


def _elsewhere(raw: Mapping[str, Any], name: str, declared: Declared, where: str) -> tuple[str, str] | None:
    """The table and column that a field names as 'table.column' under `name`, if it does."""
    if name not in raw:
        return None
    table, dot, column = need(raw, name, str, where).partition(".")
    if not dot:
        raise UnfitError(f"has {table!r} for {name!r} {where}, expected table.column")
    return table, _column(column, table, declared, f"{name} {where}")


def _field(
    table: str, raw: Mapping[str, Any], declared: Declared, pointer: tuple[str, str] | None, *, is_key: bool
) -> Field:
    where = f"in {table}.{raw['name']}"
    kind = need(raw, "type", str, where)
    if kind not in TYPES:
        raise UnfitError(f"has the type {kind!r} {where}, expected {listed(TYPES)}")
    # a claim filters by the words of the incidents: one vocabulary, declared once
    elsewhere = _elsewhere(raw, "categoriesFrom", declared, where)
    vocabulary = declared[elsewhere] if elsewhere else raw
    categories = tuple(_category(item, where) for item in need(vocabulary, "categories", list, where, default=[]))
    if elsewhere and not categories:
        raise UnfitError(f"takes the categories {where} from {'.'.join(elsewhere)}, which has none")
    repeated = [value for value, count in Counter(item.value for item in categories).items() if count > 1]
    if repeated:
        raise UnfitError(f"has the category {repeated[0]!r} twice {where}")
    rules = _constraints(need(raw, "constraints", dict, where, default={}), kind, where)
    return Field(
        name=raw["name"],
        type=kind,
        title=need(raw, "title", str, where),
        description=need(raw, "description", str, where),
        unit=_unit(raw, where),
        required=rules.get("required", False) or is_key,
        unique=rules.get("unique", False) or is_key,
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
        pattern=rules.get("pattern"),
        pattern_means=need(raw, "patternMeans", str, where, default=""),
        categories=categories,
        ordered=need(vocabulary, "categoriesOrdered", bool, where, default=False),
        is_list=need(raw, "list", bool, where, default=False),
        # a list of keys, which a foreign key cannot express
        references=_elsewhere(raw, "references", declared, where) or pointer,
    )


def _unit(raw: Mapping[str, Any], where: str) -> Unit:
    many = need(raw, "unit", str, where, default="")
    return Unit(many, need(raw, "unitOne", str, where, default=many))


def _constraints(raw: Mapping[str, Any], kind: str, where: str) -> Mapping[str, Any]:
    for rule in raw:
        if rule not in CONSTRAINTS:
            raise UnfitError(f"has the constraint {rule!r} {where}, expected {listed(tuple(CONSTRAINTS))}")
        if rule in ("minimum", "maximum") and kind not in ("integer", "number"):
            raise UnfitError(f"has the constraint {rule!r} {where}, which only a number may have")
        need(raw, rule, CONSTRAINTS[rule], where)
    try:
        re.compile(raw.get("pattern", ""))
    except re.error as error:
        raise UnfitError(f"has a pattern {where} that is not a regular expression ({error})") from None
    return raw


def _category(raw: object, where: str) -> Category:
    if isinstance(raw, str):  # the standard's short form, a word without a label
        return Category(raw, raw, raw)
    where = f"in a category {where}"
    label = need(raw, "label", str, where)
    side = need(raw, "side", str, where, default="other")
    if side not in SIDES:
        raise UnfitError(f"has {side!r} for 'side' {where}, expected {listed(SIDES)}")
    return Category(
        value=need(raw, "value", str, where),
        label=label,
        short=need(raw, "short", str, where, default=label),
        unit=need(raw, "unit", str, where, default=""),
        kind=need(raw, "kind", str, where, default=""),
        mixed=need(raw, "mixed", bool, where, default=False),
        side=side,
    )
