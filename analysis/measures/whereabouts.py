"""When and where an incident happened, in words that are no more precise than its sources."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.markup import isolated
from analysis.measures.words import days, short_days
from analysis.record.rows import Row, missing, names, stated
from analysis.record.store import Record

POINTS = (
    *("north", "north-north-east", "north-east", "east-north-east"),
    *("east", "east-south-east", "south-east", "south-south-east"),
    *("south", "south-south-west", "south-west", "west-south-west"),
    *("west", "west-north-west", "north-west", "north-north-west"),
)
"""The points of the compass, clockwise from north."""
NEEDED = ("start_date", "end_date", "place_id", "offset_km", "bearing_deg", "region")
"""Columns of which the words are made."""


class Whereabouts:
    """Days and places of the incidents of a record, as markup."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.names = names(record)

    def heading(self, row: Row) -> str:
        """'1 July 1988, Alto Vento'."""
        return f"{isolated(days(row['start_date'].date(), row['end_date'].date()))}, {self.place(row)}"

    def brief(self, row: Row) -> str:
        """'1 Jul 1988, Alto Vento': the same in a list of many."""
        return f"{short_days(row['start_date'].date(), row['end_date'].date())}, {self.place(row)}"

    def briefs(self) -> Mapping[str, str]:
        """The words of `brief` for every incident by its id; each is made when it is asked for."""
        return _Briefs(self)

    def place(self, row: Row) -> str:
        """'Alto Vento', '120 km west of Vila do Eco', 'place not disclosed, region Selva'."""
        if not stated(row["place_id"]):
            return f"place not disclosed{self.region(row)}"
        name = isolated(self.names[row["place_id"]])
        if missing(row.get("offset_km")):
            return name
        return f"{row['offset_km']:,g} km {compass(row.get('bearing_deg'))} {name}"

    def region(self, row: Row) -> str:
        """', region Selva'; blank where the sources do not settle it."""
        return f", region {isolated(self.record.label('region', row['region']))}" if stated(row["region"]) else ""

    def precision(self, row: Row) -> str:
        """How far the strike may lie from the place: 'within 12 km of Alto Vento, region Selva'."""
        if not stated(row["place_id"]):
            return f"not disclosed{self.region(row)}"
        if missing(row.get("uncertainty_km")):
            return f"{self.place(row)}{self.region(row)}; how far from there it may lie is not stated"
        near = "of " if missing(row.get("offset_km")) else "of the point "
        return f"within {row['uncertainty_km']:,g} km {near}{self.place(row)}{self.region(row)}"


def both(briefs: Mapping[str, str], more: Mapping[str, str]) -> Mapping[str, str]:
    """What a finding calls its rows and what else it names, without making words that nobody asks for."""
    return ChainMap(dict(more), briefs)  # type: ignore[arg-type]  # it is only read


class _Briefs(Mapping[str, str]):
    """Of a million incidents a page names a few."""

    def __init__(self, where: Whereabouts) -> None:
        incidents = where.record.incidents
        self._where, self._made = where, dict[str, str]()
        self._rows = incidents[[name for name in NEEDED if name in incidents]]
        self._ids = pd.Index(incidents["incident_id"].to_numpy(dtype=object))

    def __getitem__(self, key: str) -> str:
        if key not in self._made:
            self._made[key] = self._where.brief(self._rows.iloc[self._ids.get_loc(key)])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def compass(bearing: float | None) -> str:
    """The direction of a place, as it stands before its name: 'south-east of', or 'from' where none is stated."""
    return "from" if bearing is None or missing(bearing) else f"{POINTS[round(float(bearing) / 22.5) % 16]} of"


def day_precision(row: Row) -> str:
    """Whether the day is known: 'known', or on how many days the strikes may have fallen."""
    span = (row["end_date"] - row["start_date"]).days + 1
    return "known" if span == 1 else f"not known, any of {span} days"
