"""What a map says in words: its finding, its terms, what stands in for the picture, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.charts.spots import Scene, Spot
from analysis.measures.bounds import Bounds
from analysis.measures.words import days, plural, sentence
from analysis.record.schema import Unit


def table(scene: Scene) -> pd.DataFrame:
    """One row per spot, in their order, so that the line of a spot is its place among them."""
    many = scene.unit.many
    return pd.DataFrame(
        {
            "place": [spot.name for spot in scene.spots],
            "region": [spot.region.removeprefix("region ") for spot in scene.spots],
            "first day": pd.to_datetime([spot.start for spot in scene.spots]),
            "last day": pd.to_datetime([spot.end for spot in scene.spots]),
            "counted": ["yes" if spot.counted else "no" for spot in scene.spots],
            f"{many}, at least": pd.array(
                [spot.bounds.low if spot.stated else None for spot in scene.spots], dtype="Int64"
            ),
            f"{many}, at most": pd.array(
                [spot.bounds.high if spot.stated else None for spot in scene.spots], dtype="Int64"
            ),
            "uncertainty km": [spot.spread or None for spot in scene.spots],
            "rows": [spot.rows for spot in scene.spots],
        }
    )


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
    placed = _placed(scene)
    unplaced = _unplaced([spot for spot in counted if not spot.place], scene.unit, alone=not placed)
    return sentence("; ".join(part for part in (placed, unplaced) if part))


def _placed(scene: Scene) -> str:
    spots = [spot for spot in scene.placed if spot.counted]
    stated = [spot for spot in spots if spot.stated]
    if not spots:
        return ""
    if not stated:
        places = spots[0].name if len(spots) == 1 else f"{len(spots)} places"
        return f"no number of {scene.unit.many} is stated for {places}"
    if scene.lead:
        return f"{scene.lead.count} {scene.lead.where} and {_sum(spots[1:], scene.unit).number} elsewhere"
    where = stated[0].where if len(stated) == 1 else f"at or near {len(stated)} places"
    silent = [spot for spot in spots if not spot.stated]
    others = silent[0].name if len(silent) == 1 else f"{len(silent)} others"
    silence = f", no number stated for {others}" if silent else ""
    return f"{_told(_sum(stated, scene.unit), where)}{silence}"


def _unplaced(spots: list[Spot], unit: Unit, *, alone: bool) -> str:
    if not spots:
        return ""
    if not any(spot.stated for spot in spots):
        return f"no number {f'of {unit.many} ' if alone else ''}without a disclosed place"
    found = _sum(spots, unit)
    where = "without a disclosed place"
    return _told(found, where) if alone or not found.low else f"{found.number} {where}"


def _told(found: Bounds, where: str) -> str:
    """A sum and where it fell; it may be that none of it is certain."""
    if found.high == 0:
        return f"no {found.unit.many} {where}"
    if found.low or found.high is not None:
        return f"{found} {where}"
    return f"perhaps some {found.unit.many} {where}, but none for certain"


def subtitle(scene: Scene) -> str:
    """Unit, rule and days."""
    spans = f"; {days(scene.since, scene.until)}" if scene.since <= scene.until else ""
    return f"{sentence(scene.unit.many)} by place, {scene.rule.in_words}{spans}."


def alt_text(scene: Scene) -> str:
    """The picture in sentences: the ground, the places, what is known by distance only, and what has no place."""
    around = " and its neighbours" if scene.record.outlines.neighbours else ""
    ground = f"A map of {scene.country}{around}." if scene.country else "A map without the outline of a country."
    if not scene.placed and not scene.record.outlines.country:
        ground = "A list without a map."
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
    """Each spot with its number, then those for which none is stated."""
    stated = [f"{_called(spot)} {spot.bounds.number}{_when(spot)}" for spot in spots if spot.stated]
    silent = [f"{_called(spot)}{_when(spot)}" for spot in spots if not spot.stated]
    return "; ".join([*stated, *([f"no number stated for {' and '.join(silent)}"] if silent else [])])


def _called(spot: Spot) -> str:
    return spot.region if spot.place is None else spot.name


def _when(spot: Spot) -> str:
    radius = f", uncertain by {spot.spread} km" if spot.radii else ""
    left = ", not counted" if spot.place is None and not spot.counted else ""
    return f" ({days(spot.start, spot.end)}{radius}{left})"
