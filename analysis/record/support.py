"""Every curated number must be one that somebody accepted has stated.

A number of an incident lies within the hull of the accepted claims about that incident and metric: from the lowest
`value_min` to the highest `value_max`, open where one of them states no maximum. The whole number of dead may also rest
on claims about its parts, though not on one that a part was none. Two numbers need no claim: an event is one event, and
"at least one, no maximum stated" is what a row means when nobody counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import Problem, plain
from analysis.record.files import LINE
from analysis.record.schema import Schema

PARTS = {"killed": ("killed", "militants_killed", "civilians_killed")}
BY_DEFINITION = ("events",)
NAMED = 4


def support_problems(
    incidents: pd.DataFrame, claims: pd.DataFrame, schema: Schema, doubtful: Collection[int | None] = ()
) -> list[Problem]:
    """A problem for each curated number that no accepted claim supports, low end and high end apart.

    `doubtful` are the lines of claims with a broken cell. They may be the support that is missed, so nothing is said of
    the incidents they are about until they are mended.
    """
    unsure = claims.loc[claims[LINE].isin(list(doubtful)), "incident_id"].dropna()
    told = incidents[incidents["incident_id"].notna() & ~incidents["incident_id"].isin(unsure)]
    stated = claims["value_min"].notna() | claims["value_max"].notna()
    accepted = claims[(claims["standing"] == "accepted") & claims["incident_id"].notna() & stated]
    problems: list[Problem] = []
    for metric in schema["incidents"].ranges():
        if metric not in BY_DEFINITION:
            about = accepted[accepted["metric"].isin(PARTS.get(metric, (metric,)))]
            about = about[(about["metric"] == metric) | (about["value_max"] != 0).fillna(True)]
            problems += _unsupported(schema, told, about, metric)
    return problems


@dataclass(frozen=True)
class _Hulls:
    """From the lowest to the highest number that accepted claims state about each incident; none is an empty hull."""

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, incidents: pd.DataFrame, about: pd.DataFrame) -> _Hulls:
        codes, keys = pd.factorize(about["incident_id"])
        low, high = np.full(len(keys) + 1, np.inf), np.full(len(keys) + 1, -np.inf)
        np.minimum.at(low, codes, about["value_min"].to_numpy(dtype="float64", na_value=0.0))
        np.maximum.at(high, codes, about["value_max"].to_numpy(dtype="float64", na_value=np.inf))
        place = pd.Index(keys).get_indexer(pd.Index(incidents["incident_id"]))  # -1, the last one, where there is none
        return cls(low[place], high[place])


def _unsupported(schema: Schema, incidents: pd.DataFrame, about: pd.DataFrame, metric: str) -> Iterator[Problem]:
    table, add = schema["incidents"], f"Add the claim that states it to {schema['claims'].path}"
    columns = f"{metric}_min", f"{metric}_max"
    numbers = [incidents[column].to_numpy(dtype="float64", na_value=np.nan) for column in columns]
    nobody_counted = (numbers[0] == table[columns[0]].minimum) & np.isnan(numbers[1])
    hulls = _Hulls.of(incidents, about)
    wrong = [((number < hulls.low) | (number > hulls.high)) & ~nobody_counted for number in numbers]
    if not (wrong[0] | wrong[1]).any():
        return
    keys, lines, names = incidents["incident_id"].to_numpy(), incidents[LINE].to_numpy(), _names(about)
    for column, number, outside in zip(columns, numbers, wrong, strict=True):
        for place in np.flatnonzero(outside):
            key = keys[place]
            if key in names:
                hull = f"{_in_words(hulls.low[place], hulls.high[place])} ({_shown(names[key])})"
                what = f"lies outside what the accepted claims about {metric} of {key} state, {hull}"
                remedy = f"{add}, or correct the number."
            else:
                what = f"rests on no accepted claim about {metric} of {key}"
                remedy = f"{add}, or leave the cell blank."
            yield Problem(table.path, int(lines[place]), column, plain(number[place]), what, remedy)


def _names(about: pd.DataFrame) -> dict[str, list[str]]:
    """The ids of the claims about each incident, in their order; one whose own id is broken has a stand-in."""
    names: dict[str, list[str]] = {}
    for key, name in sorted(zip(about["incident_id"], about["claim_id"].fillna("a claim without id"), strict=True)):
        names.setdefault(key, []).append(name)
    return names


def _in_words(low: float, high: float) -> str:
    if high == np.inf:
        return f"{plain(low)} or more"
    return plain(low) if low == high else f"{plain(low)} to {plain(high)}"


def _shown(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
