"""A sound record in memory: its tables, its coverage, and the words it uses."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.record import ahead
from analysis.record.checks import Reading, read_record
from analysis.record.files import LINE
from analysis.record.folder import find_record
from analysis.record.outlines import NO_OUTLINES, Outlines
from analysis.record.schema import Coverage, Schema, Unit


@dataclass(frozen=True)
class Period:
    """A named span of days, both ends included."""

    name: str
    start: date
    end: date
    campaign: str | None = None

    @property
    def days(self) -> int:
        """Number of days; 0 when the span is empty."""
        return max((self.end - self.start).days + 1, 0)

    def within(self, since: date, until: date) -> Period:
        """The part of the period that lies in the window; it may be empty."""
        return Period(self.name, max(self.start, since), min(self.end, until), self.campaign)


@dataclass(frozen=True)
class Record:
    """The five tables of a record, typed as declared, the declaration itself, and the outlines for a map.

    Dates are `datetime64`, counts `Int64` with missing values, vocabularies ordered categoricals, text `str`. A missing
    value means that no source states it, never zero.
    """

    schema: Schema
    incidents: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    periods: pd.DataFrame
    outlines: Outlines = field(default=NO_OUTLINES, repr=False)
    _periods: dict[str, Period] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )  # a page asks often

    @property
    def coverage(self) -> Coverage:
        """The days the record answers for."""
        return self.schema.coverage

    def period(self, role: str) -> Period:
        """The period with that role: before, campaign or after."""
        if role not in self._periods:
            row = self.periods[self.periods["role"] == role].iloc[0]
            campaign = None if pd.isna(row["campaign"]) else str(row["campaign"])
            self._periods[role] = Period(str(row["name"]), row["start_date"].date(), row["end_date"].date(), campaign)
        return self._periods[role]

    def unit(self, metric: str) -> Unit:
        """What a count of that metric counts, in words, such as 'precision strikes'."""
        declared = self.schema["incidents"][f"{metric}_min"].unit
        return declared if declared.many else Unit(metric.replace("_", " "), metric.replace("_", " "))

    def label(self, column: str, value: object) -> str:
        """The name of a category of the incidents inside a sentence; 'not stated' for a missing value."""
        if value is None or pd.isna(value):  # type: ignore[call-overload]
            return "not stated"
        return self.schema["incidents"][column].category(str(value)).short


def load(folder: str | Path | None = None) -> Record:
    """The record in `folder`, or the one that `find_record` finds.

    Raises `DataError` with every problem when the record is not sound.
    """
    found = find_record(folder)
    return ahead.take(found) or _read(found)


def read_ahead(folder: Path) -> None:
    """Reads the record in `folder` for the first `load` of it, in this process or in a fork of it.

    One that is large, has a problem or is being written is left to `load`, which says what there is to say.
    """
    with suppress(Exception):
        stamped = ahead.stamps(folder)
        if ahead.settled(stamped):
            ahead.keep(folder, stamped, _read(folder))


def _read(folder: Path) -> Record:
    reading = read_record(folder)
    if reading.problems:
        raise DataError(reading.problems)
    return record_of(reading)


def record_of(reading: Reading) -> Record:
    """The record that was read, without the lines on which its rows stand."""
    tables = {name: frame.drop(columns=LINE) for name, frame in reading.frames.items()}
    return Record(reading.schema, **tables, outlines=reading.outlines)
