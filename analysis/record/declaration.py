"""`datapackage.json` as a `Schema`, or a plain account of what it lacks.

What the program acts upon must be declared in words it knows: a column, a type, a constraint or a category that it
would have to pass over in silence is refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, cast

from analysis.errors import SHOWN_VALUE, DataError, Problem, listed
from analysis.record.contract import unknown_to_program
from analysis.record.schema import DESCRIPTOR, TABLES, Category, Coverage, Extent, Field, Schema, Table, Unit

Kind = type | tuple[type, ...]
KINDS: Mapping[Kind, str] = {
    str: "text",
    list: "a list",
    dict: "an object",
    bool: "true or false",
    (str, list): "a name or a list of names",
    (int, float): "a number",
}
"""What JSON holds, in words."""
TYPES = ("string", "integer", "number", "date")
CONSTRAINTS: Mapping[str, Kind] = {
    "required": bool,
    "unique": bool,
    "minimum": (int, float),
    "maximum": (int, float),
    "pattern": str,
}
"""Those that are checked, and what each holds; another one would be a promise that nobody keeps."""
LARGEST = 10_000_000
"""Bytes of a declaration; the shipped one has 36,000, and a wrong file must not fill the memory."""
MEND = "Mend it with an editor that knows JSON."
MODEL = "docs/data-dictionary.md shows what a record declares."


def read_schema(folder: Path) -> Schema:
    """The declaration in `folder/datapackage.json`.

    Raises `DataError` when the file is missing, is not JSON, or lacks what every record must declare.
    """
    raw = _json(_bytes(folder))
    try:
        schema = _schema(raw)
    except _UnfitError as error:
        raise _unreadable(str(error), MODEL) from None
    if unknown := unknown_to_program(schema):
        raise _unreadable(unknown, MODEL)
    return schema


def _bytes(folder: Path) -> bytes:
    path = folder / DESCRIPTOR
    if path.exists() and not path.is_file():
        raise _unreadable("is not a file", "Put the declaration in its place.")
    try:
        if path.stat().st_size <= LARGEST:
            return path.read_bytes()
    except FileNotFoundError:
        what = f"is missing from {folder.name or folder}"
        raise _unreadable(what, "Name the folder that holds the record.") from None
    except OSError as error:
        raise _unreadable(f"cannot be read ({error.strerror})", "See to it that you may read the file.") from None
    what = f"is larger than {LARGEST:,} bytes, which no declaration is"
    raise _unreadable(what, "Restore it from an earlier version.")


def _json(data: bytes) -> object:
    try:
        raw: object = json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
        json.dumps(raw, ensure_ascii=False).encode("utf-8")  # half a character, as in "\ud83d", is no text
    except UnicodeDecodeError as error:
        what = f"holds the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise _unreadable(what, "Save the file in UTF-8.", data.count(b"\n", 0, error.start) + 1) from None
    except UnicodeEncodeError:
        raise _unreadable("holds half of a character, such as \\ud83d alone", "Write the whole character.") from None
    except json.JSONDecodeError as error:
        what = f"is not valid JSON ({error.msg}, column {error.colno})"
        raise _unreadable(what, MEND, error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable(f"is not valid JSON ({error})", MEND) from None
    return raw


class _UnfitError(Exception):
    """What a declaration lacks or cannot say, in words that follow the name of the file."""


def _unreadable(what: str, remedy: str, line: int | None = None) -> DataError:
    return DataError([Problem(DESCRIPTOR, line, None, None, what, remedy)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names are all different: of two alike Python would keep the last and tell nobody."""
    for name, count in Counter(name for name, _ in pairs).items():
        if count > 1:
            raise ValueError(f"one object names {name!r} {count} times")
    return dict(pairs)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON number")


def _need(raw: object, name: str, kind: Kind, where: str = "at the top level", default: object = None) -> Any:
    """What an object holds under a name, which must be of that kind; `where` says whose it is."""
    if not isinstance(raw, dict):
        raise _UnfitError(f"needs an object with {name!r} {where}")
    if name not in raw and default is None:
        raise _UnfitError(f"lacks {name!r} {where}")
    value = raw.get(name, default)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        shown = json.dumps(value)
        shown = shown if len(shown) <= SHOWN_VALUE else f"{shown[:SHOWN_VALUE]} …"
        raise _UnfitError(f"has {shown} for {name!r} {where}, expected {KINDS[kind]}")
    return value


Declared = Mapping[tuple[str, str], Mapping[str, Any]]
"""Every field of the five tables as the descriptor has it, by table and name."""


def _schema(raw: object) -> Schema:
    resources = {_need(item, "name", str, "in resources"): item for item in _need(raw, "resources", list)}
    if len(resources) < len(_need(raw, "resources", list)):
        raise _UnfitError("has two resources of the same name")
    declared: dict[tuple[str, str], Mapping[str, Any]] = {}
    for table in TABLES:
        if table not in resources:
            raise _UnfitError(f"declares no table {table!r}")
        for item in _need(_need(resources[table], "schema", dict, f"in {table}"), "fields", list, f"in {table}"):
            key = table, _need(item, "name", str, f"in the fields of {table}")
            if key in declared:
                raise _UnfitError(f"declares {'.'.join(key)} twice")
            declared[key] = item
    title = _need(raw, "title", str)
    return Schema(
        name=_need(raw, "name", str),
        title=title,
        version=_need(raw, "version", str),
        subject=_need(raw, "subject", str, default=title),
        coverage=_coverage(_need(raw, "coverage", dict)),
        tables={table: _table(table, resources[table], declared) for table in TABLES},
        extent=_extent(_need(raw, "extent", dict, default={})),
        raw=cast("Mapping[str, Any]", raw),
    )


def _coverage(raw: Mapping[str, Any]) -> Coverage:
    start, end = (_day(_need(raw, name, str, "in coverage"), f"{name!r} in coverage") for name in ("start", "end"))
    if end < start:
        raise _UnfitError(f"has a coverage that ends before it starts, {start} to {end}")
    return Coverage(start, end)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _UnfitError(f"has {text!r} for {where}, expected a day (YYYY-MM-DD)") from None


def _extent(raw: Mapping[str, Any]) -> Extent | None:
    if not raw:
        return None
    west, south, east, north = (
        float(_need(raw, side, (int, float), "in extent")) for side in ("west", "south", "east", "north")
    )
    if west > east or south > north:
        raise _UnfitError("has an extent whose west lies beyond its east, or whose south lies beyond its north")
    return Extent(west, south, east, north)


def _table(name: str, raw: Mapping[str, Any], declared: Declared) -> Table:
    schema, where = raw["schema"], f"in {name}"
    key = _one_column(_need(schema, "primaryKey", (str, list), where), name, declared, f"primaryKey of {name}")
    pointers = dict(_pointer(item, name, declared) for item in _need(schema, "foreignKeys", list, where, default=[]))
    together = [
        tuple(_column(column, name, declared, f"uniqueKeys of {name}") for column in columns)
        for columns in _need(schema, "uniqueKeys", list, where, default=[])
    ]
    return Table(
        name=name,
        path=_path(_need(raw, "path", str, where), name),
        title=_need(raw, "title", str, where),
        description=_need(raw, "description", str, where),
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
        raise _UnfitError(f"has {text!r} for the path of {name}, expected a file beside {DESCRIPTOR}")
    return text


def _column(text: object, table: str, declared: Declared, where: str) -> str:
    if not isinstance(text, str) or (table, text) not in declared:
        raise _UnfitError(f"names {table}.{text} in {where}, which is not declared")
    return text


def _one_column(names: str | list[object], table: str, declared: Declared, where: str) -> str:
    """The column of a key; the standard allows several, this program does not."""
    several = [names] if isinstance(names, str) else names
    if len(several) != 1:
        raise _UnfitError(f"names {len(several)} columns in {where}, expected one")
    return _column(several[0], table, declared, where)


def _pointer(raw: object, name: str, declared: Declared) -> tuple[str, tuple[str, str]]:
    where = f"foreignKeys of {name}"
    column = _one_column(_need(raw, "fields", (str, list), f"in {where}"), name, declared, where)
    reference = _need(raw, "reference", dict, f"in {where}")
    target = _need(reference, "resource", str, f"in {where}", default=name) or name
    return column, (
        target,
        _one_column(_need(reference, "fields", (str, list), f"in {where}"), target, declared, where),
    )


def _elsewhere(raw: Mapping[str, Any], name: str, declared: Declared, where: str) -> tuple[str, str] | None:
    """The table and column that a field names as 'table.column' under `name`, if it does."""
    if name not in raw:
        return None
    table, dot, column = _need(raw, name, str, where).partition(".")
    if not dot:
        raise _UnfitError(f"has {table!r} for {name!r} {where}, expected table.column")
    return table, _column(column, table, declared, f"{name} {where}")


def _field(
    table: str, raw: Mapping[str, Any], declared: Declared, pointer: tuple[str, str] | None, *, is_key: bool
) -> Field:
    where = f"in {table}.{raw['name']}"
    kind = _need(raw, "type", str, where)
    if kind not in TYPES:
        raise _UnfitError(f"has the type {kind!r} {where}, expected {listed(TYPES)}")
    # a claim filters by the words of the incidents: one vocabulary, declared once
    elsewhere = _elsewhere(raw, "categoriesFrom", declared, where)
    vocabulary = declared[elsewhere] if elsewhere else raw
    categories = tuple(_category(item, where) for item in _need(vocabulary, "categories", list, where, default=[]))
    if elsewhere and not categories:
        raise _UnfitError(f"takes the categories {where} from {'.'.join(elsewhere)}, which has none")
    repeated = [value for value, count in Counter(item.value for item in categories).items() if count > 1]
    if repeated:
        raise _UnfitError(f"has the category {repeated[0]!r} twice {where}")
    rules = _constraints(_need(raw, "constraints", dict, where, default={}), kind, where)
    return Field(
        name=raw["name"],
        type=kind,
        title=_need(raw, "title", str, where),
        description=_need(raw, "description", str, where),
        unit=_unit(raw, where),
        required=rules.get("required", False) or is_key,
        unique=rules.get("unique", False) or is_key,
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
        pattern=rules.get("pattern"),
        pattern_means=_need(raw, "patternMeans", str, where, default=""),
        categories=categories,
        ordered=_need(vocabulary, "categoriesOrdered", bool, where, default=False),
        is_list=_need(raw, "list", bool, where, default=False),
        # a list of keys, which a foreign key cannot express
        references=_elsewhere(raw, "references", declared, where) or pointer,
    )


def _unit(raw: Mapping[str, Any], where: str) -> Unit:
    many = _need(raw, "unit", str, where, default="")
    return Unit(many, _need(raw, "unitOne", str, where, default=many))


def _constraints(raw: Mapping[str, Any], kind: str, where: str) -> Mapping[str, Any]:
    for rule in raw:
        if rule not in CONSTRAINTS:
            raise _UnfitError(f"has the constraint {rule!r} {where}, expected {listed(tuple(CONSTRAINTS))}")
        if rule in ("minimum", "maximum") and kind not in ("integer", "number"):
            raise _UnfitError(f"has the constraint {rule!r} {where}, which only a number may have")
        _need(raw, rule, CONSTRAINTS[rule], where)
    try:
        re.compile(raw.get("pattern", ""))
    except re.error as error:
        raise _UnfitError(f"has a pattern {where} that is not a regular expression ({error})") from None
    return raw


def _category(raw: object, where: str) -> Category:
    if isinstance(raw, str):  # the standard's short form, a word without a label
        return Category(raw, raw, raw)
    where = f"in a category {where}"
    label = _need(raw, "label", str, where)
    return Category(
        value=_need(raw, "value", str, where),
        label=label,
        short=_need(raw, "short", str, where, default=label),
        unit=_need(raw, "unit", str, where, default=""),
        kind=_need(raw, "kind", str, where, default=""),
        mixed=_need(raw, "mixed", bool, where, default=False),
    )
