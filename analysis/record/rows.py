"""Rows of a table one by one, and cells in which nothing may be stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from analysis.record.schema import LIST_SEPARATOR
from analysis.record.store import Record

Row = Mapping[str, Any]
"""One row of a table by column; a cell that is not stated is missing as pandas has it."""


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a table."""
    return cast("list[Row]", frame.to_dict("records"))


def missing(value: object) -> bool:
    """True for a cell in which nothing is stated."""
    return bool(pd.isna(value))  # type: ignore[call-overload]


def stated(value: object) -> str:
    """The text of a cell; blank where nothing is stated."""
    return "" if missing(value) else str(value)


def several(value: object) -> list[str]:
    """The words of a cell that holds a list."""
    return [] if missing(value) else str(value).split(LIST_SEPARATOR)


def names(record: Record) -> Mapping[str, str]:
    """The name of each place of the record by its id."""
    return dict(zip(record.places["place_id"], record.places["name"], strict=True))
