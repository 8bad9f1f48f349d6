"""JSON read strictly, and asked for what it must hold; what is wrong is told in words that follow the file's name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import SHOWN_VALUE, DataError, Problem
from analysis.record.schema import DESCRIPTOR

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
LARGEST = 10_000_000
"""Bytes of a declaration; the shipped one has 36,000, and a wrong file must not fill the memory."""
MEND = "Mend it with an editor that knows JSON."


def read_json(folder: Path) -> object:
    """What `folder/datapackage.json` holds. Raises `DataError` when it is missing or is not JSON to the letter."""
    return _json(_bytes(folder))


class UnfitError(Exception):
    """What a declaration lacks or cannot say, in words that follow the name of the file."""


def unreadable(what: str, remedy: str, line: int | None = None) -> DataError:
    """The error that the declaration as a whole cannot be used."""
    return DataError([Problem(DESCRIPTOR, line, None, None, what, remedy)])


def need(raw: object, name: str, kind: Kind, where: str = "at the top level", default: object = None) -> Any:
    """What an object holds under a name, which must be of that kind; `where` says whose it is."""
    if not isinstance(raw, dict):
        raise UnfitError(f"needs an object with {name!r} {where}")
    if name not in raw and default is None:
        raise UnfitError(f"lacks {name!r} {where}")
    value = raw.get(name, default)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        shown = json.dumps(value)
        shown = shown if len(shown) <= SHOWN_VALUE else f"{shown[:SHOWN_VALUE]} …"
        raise UnfitError(f"has {shown} for {name!r} {where}, expected {KINDS[kind]}")
    return value


def _bytes(folder: Path) -> bytes:
    path = folder / DESCRIPTOR
    try:
        if path.exists() and not path.is_file():
            raise unreadable("is not a file", "Put the declaration in its place.")
        if path.stat().st_size <= LARGEST:
            return path.read_bytes()
    except FileNotFoundError:
        what = f"is missing from {folder.name or folder}"
        raise unreadable(what, "Name the folder that holds the record.") from None
    except OSError as error:
        raise unreadable(f"cannot be read ({error.strerror})", "See to it that you may read the file.") from None
    what = f"is larger than {LARGEST:,} bytes, which no declaration is"
    raise unreadable(what, "Restore it from an earlier version.")


def _json(data: bytes) -> object:
    try:
        raw: object = json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
        json.dumps(raw, ensure_ascii=False).encode("utf-8")  # half a character, as in "\ud83d", is no text
    except UnicodeDecodeError as error:
        what = f"holds the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise unreadable(what, "Save the file in UTF-8.", data.count(b"\n", 0, error.start) + 1) from None
    except UnicodeEncodeError:
        raise unreadable("holds half of a character, such as \\ud83d alone", "Write the whole character.") from None
    except json.JSONDecodeError as error:
        what = f"is not valid JSON ({error.msg}, column {error.colno})"
        raise unreadable(what, MEND, error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise unreadable(f"is not valid JSON ({error})", MEND) from None
    return raw


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names are all different: of two alike Python would keep the last and tell nobody."""
    for name, count in Counter(name for name, _ in pairs).items():
        if count > 1:
            raise ValueError(f"one object names {name!r} {count} times")
    return dict(pairs)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON number")
