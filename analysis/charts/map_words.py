"""Where the rows of a record lay as a value, and what its map says in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

import pandas as pd

from analysis.charts.chart import sentence
from analysis.charts.whereabouts import compass
from analysis.measures.bounds import Bounds
from analysis.measures.counts import total
from analysis.measures.geography import located
from analysis.measures.rules import Rule
from analysis.measures.words import about, days, plural
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
        """Its name in a table: 'Murzuq', '240 km south-east of Sirte', 'not disclosed'."""
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
        counted = self.rule.admits(rows)
        regions = {value: place for place, value in enumerate(self.record.schema["incidents"]["region"].values)}
        codes = rows["region"].astype("object").map(regions).fillna(len(regions)).where(where["place_id"].isna(), 0)
        keys = where[["place_id", "offset_km", "bearing_deg"]].assign(counted=counted, code=codes)
        grouped = keys.groupby(list(keys.columns), dropna=False, sort=False).groups
        spots = [self._spot(rows.loc[index], where.loc[index], bool(key[3])) for key, index in grouped.items()]
        order = {id(spot): key[4] for spot, key in zip(spots, grouped, strict=True)}
        return tuple(
            sorted(
                spots,
                key=lambda spot: (
                    spot.place is None,
                    order[id(spot)],
                    not spot.counted,
                    -(spot.bounds.low or 0),
                    spot.name,
                ),
            )
        )

    def _spot(self, rows: pd.DataFrame, where: pd.DataFrame, counted: bool) -> Spot:
        known = where.iloc[0]
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
        """The counted place with more than each other place is known to have, if there are others."""
        spots = [spot for spot in self.placed if spot.counted]
        low = [spot.bounds.low or 0 for spot in spots]
        return spots[0] if len(spots) > 1 and low[0] > low[1] else None

    @property
    def country(self) -> str:
        """The name of the country; blank where the outline has none."""
        return " and ".join(area.name for area in self.record.outlines.country if area.name)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per spot, in their order: the line of a spot is its place in `spots`."""
        many = self.unit.many
        return pd.DataFrame(
            {
                "place": [spot.name for spot in self.spots],
                "region": [spot.region.removeprefix("region ") for spot in self.spots],
                "first day": pd.to_datetime([spot.start for spot in self.spots]),
                "last day": pd.to_datetime([spot.end for spot in self.spots]),
                "counted": ["yes" if spot.counted else "no" for spot in self.spots],
                f"{many}, at least": pd.array(
                    [spot.bounds.low if spot.stated else None for spot in self.spots], dtype="Int64"
                ),
                f"{many}, at most": pd.array(
                    [spot.bounds.high if spot.stated else None for spot in self.spots], dtype="Int64"
                ),
                "uncertainty km": [spot.spread or None for spot in self.spots],
                "rows": [spot.rows for spot in self.spots],
            }
        )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _sum(spots: Sequence[Spot], unit: Unit) -> Bounds:
    start = Bounds(unit, 0, 0)
    for spot in spots:
        start = start + spot.bounds
    return start


def title(scene: Scene) -> str:
    """The finding: where most of them fell, how many elsewhere, and how many at no disclosed place."""
    if scene.since > scene.until:
        return "There is no day to show."
    if scene.first > scene.last:
        return "The record covers none of these days, which is not the same as none."
    if not scene.spots:
        return f"No {scene.unit.many}, {days(scene.first, scene.last)}."
    counted = [spot for spot in scene.spots if spot.counted]
    if not counted:
        left = sum(len(spot.rows) for spot in scene.spots)
        return f"No {scene.unit.many} that the rule counts; {plural(left, 'row')} not counted by it"
    parts = [_placed(scene), _unplaced([spot for spot in counted if not spot.place], scene.unit)]
    return sentence("; ".join(part for part in parts if part))


def _placed(scene: Scene) -> str:
    spots = [spot for spot in scene.placed if spot.counted]
    if not spots:
        return ""
    if not any(spot.stated for spot in spots):
        where = "this place" if len(spots) == 1 else f"these {len(spots)} places"
        return f"no number of {scene.unit.many} is stated for {where}"
    if len(spots) == 1:
        return f"{spots[0].count} {spots[0].where}"
    if scene.lead:
        return f"{scene.lead.count} {scene.lead.where} and {_sum(spots[1:], scene.unit).number} elsewhere"
    return f"{_sum(spots, scene.unit)} at or near {len(spots)} places"


def _unplaced(spots: list[Spot], unit: Unit) -> str:
    if not spots:
        return ""
    if not any(spot.stated for spot in spots):
        rows = sum(len(spot.rows) for spot in spots)
        return f"{plural(rows, 'row')} without a disclosed place {'states' if rows == 1 else 'state'} no number"
    return f"{_sum(spots, unit)} without a disclosed place"


def subtitle(scene: Scene) -> str:
    """Unit, rule and days."""
    spans = f"; {days(scene.since, scene.until)}" if scene.since <= scene.until else ""
    return f"{sentence(scene.unit.many)} by place, {scene.rule.in_words}{spans}."


def alt_text(scene: Scene) -> str:
    """The picture in sentences: the ground, the places, what is known by distance only, and what has no place."""
    around = " and its neighbours" if scene.record.outlines.neighbours else ""
    ground = (
        f"A map of {scene.country}{around}." if scene.country else "A map; the record gives no outline with a name."
    )
    kinds = {
        "Places that the sources name": [spot for spot in scene.placed if spot.counted and spot.pinned],
        "Known by their distance from a place only, drawn as a disc without a point": [
            spot for spot in scene.placed if spot.counted and not spot.pinned
        ],
        "Not counted by the rule, drawn hollow": [spot for spot in scene.placed if not spot.counted],
        "Listed beside the map because no place was disclosed": list(scene.unplaced),
    }
    return " ".join([ground, *(f"{name}: {_listed(spots)}." for name, spots in kinds.items() if spots)])


def _listed(spots: list[Spot]) -> str:
    return "; ".join(
        f"{name} {_once(list(some))}"
        for name, some in groupby(spots, key=lambda spot: sentence(spot.region) if spot.place is None else spot.name)
    )


def _once(spots: list[Spot]) -> str:
    told = []
    for spot in spots:
        left = " not counted" if spot.place is None and not spot.counted else ""
        radius = f", uncertain by {spot.spread} km" if spot.radii else ""
        told.append(f"{spot.bounds.number if spot.stated else spot.count}{left} ({days(spot.start, spot.end)}{radius})")
    return " and ".join(told)
