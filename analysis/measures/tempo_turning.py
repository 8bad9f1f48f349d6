"""What the tempo turns on: the row without which a cluster would surprise least, and the one that holds an edge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analysis.measures.cells import cells_of
from analysis.measures.edge_readings import EdgeReading
from analysis.measures.edges import Days, Edges, likeliest
from analysis.measures.findings import Finding, Value
from analysis.measures.rates import LEVEL
from analysis.measures.scan import chance_of_cluster
from analysis.measures.sporadic import CLUSTER
from analysis.measures.tempo import tightest
from analysis.measures.view import View
from analysis.measures.words import a_probability, day, days, plural, probability
from analysis.record.store import Record

RARE = 1 - LEVEL
MOST_TRIED = 3
"""Rows at each edge that are left out in turn."""
FEW = "the days looked at hold too few dated events after the campaign, and no period of raised rate to look for"


def turning(
    record: Record, view: View, events: pd.DataFrame, length: int, after: Value, edges: Sequence[EdgeReading]
) -> Finding | str:
    """Which row the cluster and the edges turn on most, under the chosen reading; or why that is not said.

    `events` are the dated events of `length` days after the campaign, which `after` names; `edges` the chosen reading
    of each unit.
    """
    parts = (_of_cluster(events, length, after), _of_edges(record, view, edges))
    said = [part for part in parts if part is not None]
    if not said:
        return FEW
    values = {name: value for _, own in said for name, value in own.items()}
    methods = [*(["tempo", "scan"] if parts[0] else []), *(["edges"] if parts[1] else []), "rules"]
    return Finding("turning", " ".join(words for words, _ in said), values, methods=tuple(methods))


Part = tuple[str, dict[str, Value]]
"""A sentence and its values."""


def _of_cluster(events: pd.DataFrame, length: int, after: Value) -> Part | None:
    """Of the tightest events the one without which as tight a cluster is likeliest by chance."""
    cluster = tightest(events, CLUSTER)
    if cluster is None or len(events) == CLUSTER:
        return None
    without = {str(key): events[events["incident_id"] != key] for key in cluster["incident_id"]}
    chances = {key: _chance(rest, length) for key, rest in without.items()}
    key = max(chances, key=lambda one: chances[one])
    rest = tightest(without[key], CLUSTER)
    assert rest is not None
    span, own = _span(rest), _chance(events, length)
    ids, others = tuple(rest["incident_id"].astype("str")), tuple(without[key]["incident_id"].astype("str"))
    template = "Without {row}, the closest {size} dated events {after} "
    template += "would lie within {span} of one another" if span else "would fall on {span}"
    template += ", and days drawn at random would bring that with {rest} instead of {own}"
    if (own <= RARE) != (chances[key] <= RARE):
        template += ": chance alone might then explain it" if own <= RARE else ": chance alone would not explain that"
    dates = {
        str(event): moment.date() for event, moment in zip(cluster["incident_id"], cluster["start_date"], strict=True)
    }
    values = {
        "row": Value(f"the event of {day(dates[key])}", (key,)),
        "size": Value(str(CLUSTER), ids, label=f"the closest {CLUSTER} of the others"),
        "after": after,
        "span": Value(plural(span, "day") if span else "one day", ids),
        "rest": Value(a_probability(chances[key]), others, label=f"{a_probability(chances[key])} without it"),
        "own": Value(probability(own), (key, *others), label=f"{a_probability(own)} with it"),
    }
    return f"{template}.", values


def _chance(events: pd.DataFrame, length: int) -> float:
    """The chance that some three of so many events lie as close as these do."""
    cluster = tightest(events, CLUSTER)
    return 1.0 if cluster is None else chance_of_cluster(len(events), CLUSTER, _span(cluster) + 1, length).value


def _span(events: pd.DataFrame) -> int:
    return int((events["start_date"].iloc[-1] - events["start_date"].iloc[0]).days)


def _of_edges(record: Record, view: View, edges: Sequence[EdgeReading]) -> Part | None:
    """Of the rows at the edges of the first period found the one without which its most likely days move furthest."""
    here = next((one for one in edges if isinstance(one.found, Edges) and not one.blind), None)
    if here is None or not isinstance(here.found, Edges):
        return None
    first, last = here.found.first, here.found.last
    tried = dict.fromkeys((*here.near((first, first))[:MOST_TRIED], *here.near((last, last))[:MOST_TRIED]))
    moved = {key: found for key in tried if (found := _without(record, view, here, key)) is not None}
    if not moved:
        return None
    key = max(moved, key=lambda one: _apart(moved[one], (first, last)))
    row = here.rows[here.rows["incident_id"] == key].iloc[0]
    values = {
        "unit": Value(str(record.unit(here.rule.unit)), tuple(tried)),
        "likely": Value(days(first, last), tuple(tried)),
        "edge": Value(f"the row of {days(row['start_date'].date(), row['end_date'].date())}", (key,)),
    }
    template = "Counted in {unit}, the most likely days of the period of raised rate are {likely}; "
    if moved[key] == (first, last):
        del values["edge"]
        return f"{template}no row at its edges, left out alone, would move them.", values
    values["moved"] = Value(days(*moved[key]), (key,))
    return f"{template}without {{edge}} they would be {{moved}}.", values


def _without(record: Record, view: View, here: EdgeReading, key: str) -> Days | None:
    """The most likely days when one row is left out."""
    rest = record.incidents[record.incidents["incident_id"] != key]
    return likeliest(cells_of(rest, here.rule, view.since, view.until, here.end))


def _apart(some: tuple[date, date], other: tuple[date, date]) -> int:
    """By how many days both ends differ together."""
    return sum(abs((one - two).days) for one, two in zip(some, other, strict=True))
