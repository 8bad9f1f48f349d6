"""Where the rows of a record lay: put together by place, as far as the sources say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from analysis.measures.bounds import Bounds
from analysis.measures.counts import total
from analysis.measures.geography import located
from analysis.measures.rules import Rule
from analysis.measures.whereabouts import compass
from analysis.measures.words import about, days
from analysis.record.schema import Unit
from analysis.record.store import Record

UNDISCLOSED = "not disclosed"


@dataclass(frozen=True)
class Spot:
    """Rows that lay at one place, or at one distance and direction from it, and that the rule treats alike.

    `place` is the name of the reference place, `None` where none was disclosed. `home` is its point and `middle` that
    of the discs, as (longitude, latitude); `radii` are the different radii in km, the largest first. `bounds` is the
    count under the rule, or for rows that it does not count (`counted` false) what they state.
    """

    place: str | None
    region: str
    offset_km: float | None
    bearing: float | None
    home: tuple[float, float] | None
    middle: tuple[float, float] | None
    radii: tuple[float, ...]
    counted: bool
    bounds: Bounds
    rows: tuple[str, ...]
    start: date
    end: date

    @property
    def pinned(self) -> bool:
        """True where the sources name a place and say no more: the only rows for which a point is marked."""
        return self.place is not None and self.offset_km is None

    @property
    def stated(self) -> bool:
        """True when a number is stated for any of its rows."""
        return bool(self.bounds.rows)

    @property
    def name(self) -> str:
        """Its name in a table: 'Alto Vento', '120 km west of Vila do Eco', 'not disclosed'."""
        if self.place is None:
            return UNDISCLOSED
        if self.offset_km is None:
            return self.place
        direction = "from" if self.bearing is None else compass(self.bearing)
        return f"{about(self.offset_km)} km {direction} {self.place}"

    @property
    def where(self) -> str:
        """Its name in a sentence."""
        return f"at or near {self.name}" if self.pinned else self.name

    @property
    def number(self) -> str:
        """Its number as it is written on the map: '6', '4–33', '1+', '?' where none is stated."""
        low, high = self.bounds.low, self.bounds.high
        if not self.stated or low is None:
            return "?"
        if high is None:
            return f"{low:,}+"
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"

    @property
    def count(self) -> str:
        """Its number with the unit."""
        return str(self.bounds) if self.stated else f"number of {self.bounds.unit.many} not stated"

    @property
    def spread(self) -> str:
        """How far from its middle it may have been, in km: '25', '10 to 80'."""
        return " to ".join(dict.fromkeys(about(radius) for radius in (self.radii[-1:] + self.radii[:1])))

    @property
    def title(self) -> str:
        """What its mark says."""
        name = f"Place not disclosed, {self.region}" if self.place is None else self.name
        left = "" if self.counted else ", not counted by the rule"
        radius = f", uncertain by {self.spread} km" if self.radii else ""
        return f"{name}: {self.count}, {days(self.start, self.end)}{radius}{left}"


@dataclass(frozen=True)
class Scene:
    """Everything that a map of some days shows: the spots, those counted first, those with the most before the others.

    Spots without a place come last, in the declared order of their regions.
    """

    record: Record
    rule: Rule
    since: date
    until: date

    @property
    def unit(self) -> Unit:
        """What is counted."""
        return self.record.unit(self.rule.unit)

    @property
    def first(self) -> date:
        """The first day that is both asked for and covered."""
        return max(self.since, self.record.coverage.start)

    @property
    def last(self) -> date:
        """The last day that is both asked for and covered."""
        return min(self.until, self.record.coverage.end)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The rows that touch the days, put together."""
        incidents = self.record.incidents
        first, last = pd.Timestamp(self.first), pd.Timestamp(self.last)
        touches = (incidents["start_date"] <= last) & (incidents["end_date"] >= first) & (first <= last)
        rows = incidents[touches].sort_values(["start_date", "incident_id"])
        where = located(rows, self.record.places)
        codes = rows["region"].cat.codes.where(rows["region"].notna(), len(rows["region"].cat.categories))
        keys = where[["place_id", "offset_km", "bearing_deg"]].assign(
            counted=self.rule.admits(rows), region=codes.where(where["place_id"].isna(), 0)
        )
        found = [
            (int(keys.loc[index[0], "region"]), self._spot(rows.loc[index], where.loc[index]))
            for index in keys.groupby(list(keys.columns), dropna=False, sort=False).groups.values()
        ]
        return tuple(spot for _, spot in sorted(found, key=_order))

    def _spot(self, rows: pd.DataFrame, where: pd.DataFrame) -> Spot:
        known, counted = where.iloc[0], bool(self.rule.admits(rows).iloc[0])
        keep = self.record.incidents["incident_id"].isin(rows["incident_id"])
        rule = self.rule if counted else self.rule.under("alleged")
        coverage = self.record.coverage
        bounds = total(self.record.incidents, rule, coverage, self.first, self.last, unit=self.unit, keep=keep)
        place = None if pd.isna(known["place_id"]) else known["place_id"]
        home = None if place is None else self.record.places.set_index("place_id").loc[place]
        regions = dict.fromkeys(self.record.label("region", value) for value in rows["region"])
        return Spot(
            None if home is None else " ".join(str(home["name"]).split()),
            " or ".join(f"region {name}" if name == "not stated" else name for name in regions),
            _number(known["offset_km"]),
            _number(known["bearing_deg"]),
            None if home is None else (float(home["lon"]), float(home["lat"])),
            None if home is None else (float(known["lon"]), float(known["lat"])),
            tuple(sorted({float(radius) for radius in where["radius_km"].dropna()}, reverse=True)),
            counted,
            bounds,
            tuple(rows["incident_id"]),
            max(rows["start_date"].min().date(), self.first),
            min(rows["end_date"].max().date(), self.last),
        )

    @property
    def placed(self) -> tuple[Spot, ...]:
        """The spots that are drawn on the map."""
        return tuple(spot for spot in self.spots if spot.place is not None)

    @property
    def unplaced(self) -> tuple[Spot, ...]:
        """The rows that are listed beside the map."""
        return tuple(spot for spot in self.spots if spot.place is None)

    @property
    def lead(self) -> Spot | None:
        """The counted place with more than any other is known to have, if there are others and all state a number."""
        spots = [spot for spot in self.placed if spot.counted]
        low = [spot.bounds.low or 0 for spot in spots]
        return spots[0] if len(spots) > 1 and low[0] > low[1] and all(spot.stated for spot in spots) else None

    @property
    def country(self) -> str:
        """The name of the country; blank where the outline has none."""
        return " and ".join(area.name for area in self.record.outlines.country if area.name)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _order(item: tuple[int, Spot]) -> tuple[object, ...]:
    region, spot = item
    return spot.place is None, region, not spot.counted, -(spot.bounds.low or 0), spot.name
