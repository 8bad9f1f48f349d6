"""Report parameters: declared in a notebook's parameters cell, typed, and checked before a kernel starts.

A parameter is a line such as `since: "date" = ""  # first day counted`. Its annotation is its kind, one of `KINDS`. The
same checks serve the command line, `reports.yml` and, through `View`, the notebook itself.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis.errors import ParameterError, ReportError, listed
from analysis.measures.rules import ADMITTED, UNITS
from analysis.measures.view import covered_day, in_order
from analysis.record.store import Record

Plain = str | int | float | bool
MOST_TIMES = 1_000_000


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: its name, kind, default and the comment that explains it."""

    name: str
    kind: str
    default: Plain
    help: str


def declared(notebook: Path) -> tuple[Parameter, ...]:
    """The parameters of a notebook, in the order of its cell tagged `parameters`.

    Raises `ReportError` for a parameter without a known kind or whose default is not a plain value.
    """
    from papermill import inspect_notebook  # half a second of imports that only this needs

    found = inspect_notebook(str(notebook))
    return tuple(_parameter(notebook.name, item) for item in found.values())


def checked(parameters: tuple[Parameter, ...], given: Mapping[str, object], record: Record) -> dict[str, Plain]:
    """The value of every parameter: the given one where there is one, else the default, each of its kind.

    Values may be text, as from a command line, or plain values, as from YAML. Raises `ParameterError` for an unknown
    name, a value that is not of the kind, a day that the record does not cover, or `since` after `until`.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ParameterError(f"There is no parameter {name!r}.{hint} Parameters: {listed(list(known), 'and')}.")
    values = {name: _value(parameter, given.get(name, parameter.default), record) for name, parameter in known.items()}
    days = [date.fromisoformat(str(values[name])) if values.get(name) else None for name in ("since", "until")]
    in_order(*days)
    return values


def _parameter(notebook: str, item: Mapping[str, str]) -> Parameter:
    name, kind = item["name"], item["inferred_type_name"]
    if kind not in KINDS:
        raise ReportError(
            f"{notebook}: the parameter {name!r} has no known kind. Write it as in "
            f'{name}: "date" = ""; kinds are {listed(list(KINDS), "and")}.'
        )
    try:
        default = ast.literal_eval(item["default"])
    except (ValueError, SyntaxError):
        raise ReportError(f"{notebook}: the default of {name!r} is not a plain value: {item['default']}.") from None
    return Parameter(name, kind, default, item["help"].strip())


def _value(parameter: Parameter, value: object, record: Record) -> Plain:
    if isinstance(value, date):  # YAML reads an unquoted day as a date
        value = value.isoformat()
    return KINDS[parameter.kind](parameter.name, value, record)


def _day(name: str, value: object, record: Record) -> str:
    if not isinstance(value, str):
        raise ParameterError(f"{name}: {value!r} is not a day. Write it as YYYY-MM-DD, such as 2016-08-01.")
    day = covered_day(name, value, record.coverage)
    return "" if day is None else day.isoformat()


def _one_of(words: tuple[str, ...]) -> Callable[[str, object, Record], str]:
    def check(name: str, value: object, record: Record) -> str:
        if value not in words:
            near = difflib.get_close_matches(str(value), words, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ParameterError(f"{name}: {value!r} is not one of {listed(words)}.{hint}")
        return str(value)

    return check


def _whole(name: str, value: object, record: Record) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.removeprefix("-").isdecimal() or not text.isascii():
        raise ParameterError(f"{name}: {value!r} is not a whole number. Write it in plain digits, such as 10.")
    return int(text)


def _times(name: str, value: object, record: Record) -> int:
    """How many times: a whole number from 1 on, and no larger than a sentence can bear."""
    times = _whole(name, value, record)
    if not 1 <= times <= MOST_TIMES:
        raise ParameterError(f"{name}: {times} is not a number of times. Choose one from 1 to {MOST_TIMES:,}.")
    return times


def _number(name: str, value: object, record: Record) -> float:
    try:
        number = float(str(value)) if not isinstance(value, bool) else float("nan")
    except ValueError:
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        raise ParameterError(f"{name}: {value!r} is not a number. Write it in plain digits, such as 0.95.")
    return number


def _flag(name: str, value: object, record: Record) -> bool:
    words = {"true": True, "yes": True, "false": False, "no": False}
    word = str(value).lower()
    if word not in words:
        raise ParameterError(f"{name}: {value!r} is not one of {listed(list(words))}.")
    return words[word]


def _text(name: str, value: object, record: Record) -> str:
    if not isinstance(value, str):
        raise ParameterError(f"{name}: {value!r} is not text. Put it in quotation marks.")
    return value


KINDS: dict[str, Callable[[str, object, Record], Plain]] = {
    "date": _day,
    "unit": _one_of(UNITS),
    "attribution": _one_of(tuple(ADMITTED)),
    "times": _times,
    "int": _whole,
    "float": _number,
    "bool": _flag,
    "str": _text,
}
"""What a parameter may be, and the check that turns a given value into one."""
