"""The kinds of a report parameter: what each may be, and how a value as people write it becomes one.

Values may be text, as from a command line or from a file where it stands unquoted, or plain values.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date

from analysis.errors import ParameterError, listed
from analysis.measures.days import covered_day, parsed_day
from analysis.measures.rules import ADMITTED, UNITS
from analysis.record.schema import Coverage

Plain = str | int | float | bool
MOST_TIMES = 1_000_000
WORDS_OF_A_FLAG = {"true": True, "yes": True, "false": False, "no": False}

Check = Callable[[str, object, Coverage | None], Plain]
"""Name of the parameter, the value, and the days that the record covers, `None` where no record can say."""


def _day(name: str, value: object, coverage: Coverage | None) -> str:
    if isinstance(value, date):
        value = value.isoformat()
    if not isinstance(value, str):
        raise ParameterError(f"{name}: {value!r} is not a day. Write it as YYYY-MM-DD, such as 2016-08-01.")
    day = parsed_day(name, value) if coverage is None else covered_day(name, value, coverage)
    return "" if day is None else day.isoformat()


def _one_of(words: tuple[str, ...]) -> Check:
    def check(name: str, value: object, coverage: Coverage | None) -> str:
        if value not in words:
            near = difflib.get_close_matches(str(value), words, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ParameterError(f"{name}: {value!r} is not one of {listed(words)}.{hint}")
        return str(value)

    return check


def _whole(name: str, value: object, coverage: Coverage | None) -> int:
    text = str(value)
    digits = text.removeprefix("-")
    if isinstance(value, bool) or not (digits.isdecimal() and digits.isascii()) or len(digits) > LONGEST_WHOLE:
        raise ParameterError(f"{name}: {value!r} is not a whole number. Write it in plain digits, such as 10.")
    return int(text)


def _times(name: str, value: object, coverage: Coverage | None) -> int:
    """How many times: a whole number from 1 on, and no larger than a sentence can bear."""
    times = _whole(name, value, coverage)
    if not 1 <= times <= MOST_TIMES:
        raise ParameterError(f"{name}: {times} is not a number of times. Choose one from 1 to {MOST_TIMES:,}.")
    return times


def _number(name: str, value: object, coverage: Coverage | None) -> float:
    try:
        number = float(str(value)) if not isinstance(value, bool) else float("nan")
    except ValueError:
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        raise ParameterError(f"{name}: {value!r} is not a number. Write it in plain digits, such as 0.95.")
    return number


def _flag(name: str, value: object, coverage: Coverage | None) -> bool:
    word = str(value).lower()
    if word not in WORDS_OF_A_FLAG:
        raise ParameterError(f"{name}: {value!r} is not one of {listed(list(WORDS_OF_A_FLAG))}.")
    return WORDS_OF_A_FLAG[word]


def _text(name: str, value: object, coverage: Coverage | None) -> str:
    if not isinstance(value, str):
        raise ParameterError(f"{name}: {value!r} is not text. Put it in quotation marks.")
    return value


LONGEST_WHOLE = 18
"""Digits of a whole number: what fits into 64 bits, as a column of a table holds it."""

KINDS: dict[str, Check] = {
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
