"""Places as sentences: which are not disclosed, and which stated distances are not those over the ground."""

from __future__ import annotations

import pandas as pd

from analysis.markup import text
from analysis.measures.distances import stated_distances
from analysis.measures.findings import Finding, Value, literal
from analysis.measures.view import View
from analysis.measures.words import plural, span
from analysis.record.rows import Row, missing, names, records
from analysis.record.store import Record

TOLD = 3
"""Pairs of places that a sentence names; the table has all."""


def undisclosed(record: Record, view: View) -> Finding | str:
    """How many rows have no disclosed place, and how many are known by a distance from one only."""
    incidents = record.incidents
    inside = (incidents["start_date"] <= pd.Timestamp(view.until)) & (incidents["end_date"] >= pd.Timestamp(view.since))
    rows = incidents[inside & view.rule.admits(incidents)].reindex(
        columns=["incident_id", "place_id", "region", "offset_km"]
    )
    if rows.empty:
        return "no row that the rule counts lies in the days looked at"
    silent = rows["place_id"].isna()
    parts = {
        "region": (silent & rows["region"].notna(), "{} with a region all the same"),
        "nothing": (silent & rows["region"].isna(), "{} without a region"),
        "offset": (~silent & rows["offset_km"].fillna(0).gt(0), "known by their distance from a place only"),
    }
    ids = {key: tuple(rows.loc[which, "incident_id"].astype("str")) for key, (which, _) in parts.items()}
    every = (*ids["region"], *ids["nothing"])
    values = {"rows": Value(plural(len(rows), "row"), tuple(rows["incident_id"].astype("str")))}
    template = "Of the {rows} that the rule counts in the days looked at, "
    if every:
        values["silent"] = Value(f"{len(every):,}", every, label=f"{len(every):,} without a disclosed place")
        verb = "has" if len(every) == 1 else "have"
        template += f"{{silent}} {verb} no disclosed place and no mark on a map"
        if ids["region"] and ids["nothing"]:
            for key in ("region", "nothing"):
                values[key] = Value(f"{len(ids[key]):,}", ids[key], label=parts[key][1].format(f"{len(ids[key]):,}"))
            template += ": {region} with a region all the same and {nothing} without one"
        else:
            template += ", but a region" if ids["region"] else ", nor a region"
    else:
        template += "none lacks a disclosed place"
    if ids["offset"]:
        values["offset"] = Value(f"{len(ids['offset']):,}", ids["offset"], label=f"{len(ids['offset']):,} by distance")
        verb = "is" if len(ids["offset"]) == 1 else "are"
        template += f"; {{offset}} more {verb} known by distance from a place only"
    return Finding("undisclosed", f"{template}.", values, methods=("distance", "rules"))


def distances(record: Record) -> Finding | str:
    """The stated distances that differ from the shortest way over the ground, pair of places by pair of places."""
    table = stated_distances(record)
    if table.empty:
        return "nobody states a distance between two places of the record"
    differing = table[table["verdict"] == "differs"]
    called = {str(row["claim_id"]): text(_told(record, row)) for row in records(table)}
    if differing.empty:
        template, values = _none_differs(table)
        return Finding("distances", template, values, methods=("distance", "claims"), called=called)
    places, values, phrases = names(record), {}, []
    pairs = list(differing.groupby(["place_id", "other_place_id"], observed=True, sort=False))
    pairs.sort(key=lambda pair: -pair[1]["off_km"].abs().max())
    for number, (_, own) in enumerate(pairs[:TOLD]):
        line = records(own)[0]
        place, other = str(line["place_id"]), str(line["other_place_id"])
        off = own["off_km"].abs()
        way = "longer" if (own["off_km"] > 0).all() else "shorter" if (own["off_km"] < 0).all() else "longer or shorter"
        told = f"{line['km']:,.0f} km ({line['miles']:,.0f} miles)"
        rows = record.incidents.loc[(record.incidents["place_id"] == place).fillna(False), "incident_id"]
        values[f"way_{number}"] = Value(told, tuple(rows.astype("str")))
        stated = tuple(own["claim_id"].astype("str"))
        values[f"off_{number}"] = Value(f"{span(round(off.min()), round(off.max()))} km", claims=stated)
        ends = f"{literal(places[place])} to {literal(places[other])}"
        phrases.append(f"{ends} is {{way_{number}}}, stated {way} by {{off_{number}}}")
    more = f"; and {plural(len(pairs) - TOLD, 'pair')} more" if len(pairs) > TOLD else ""
    opening = _differing(len(differing), len(table))
    for key, some in (("every", table), ("differing", differing)):
        if f"{{{key}}}" in opening:
            label = plural(len(some), "stated distance")
            values[key] = Value(f"{len(some):,}", claims=tuple(some["claim_id"].astype("str")), label=label)
    template = f"{opening} from the shortest way over the ground: "
    template += f"{'; '.join(phrases)}{more}."
    return Finding("distances", template, values, methods=("distance", "claims"), called=called)


def _none_differs(table: pd.DataFrame) -> tuple[str, dict[str, Value]]:
    """The sentence and its values where no stated distance differs; some may be left open."""
    open_ = table[table["verdict"] == "left open"]
    way, as_known = "the shortest way over the ground", "as well as the two places are known"
    if len(table) == 1:
        stated = tuple(table["claim_id"].astype("str"))
        verb = "may be" if len(open_) else "agrees with"
        values = {"one": Value("one stated distance", claims=stated)}
        return f"The {{one}} between two places {verb} {way}{f', {as_known}' if len(open_) else ''}.", values
    parts = {"every": table, "open": open_}
    values = {
        key: Value(f"{len(some):,}", claims=tuple(some["claim_id"].astype("str")), label=plural(len(some), "statement"))
        for key, some in parts.items()
        if len(some)
    }
    if open_.empty:
        return f"All {{every}} stated distances between places agree with {way}.", values
    more = f": {{open}} may be that way or not, {as_known}"
    return f"None of the {{every}} stated distances between places differs from {way}{more}.", values


def _told(record: Record, row: Row) -> str:
    """Who states what, as a list calls it: 'press, 500 km'."""
    claimants = {one.value: one.short for one in record.schema["claims"]["claimant"].categories}
    low, high = (row[name] for name in ("stated_min", "stated_max"))
    if missing(low):
        number = f"at most {high:,.0f}"
    else:
        number = f"{low:,.0f} or more" if missing(high) else span(round(low), round(high))
    return f"{claimants[row['claimant']]}, {number} km"


def _differing(some: int, every: int) -> str:
    """How many of the stated distances differ."""
    if some < every:
        return f"Of {{every}} stated distances between places, {{differing}} {'differs' if some == 1 else 'differ'}"
    one, many = (
        "The one stated distance between two places differs",
        "All {every} stated distances between places differ",
    )
    return one if every == 1 else many
