"""Every curated number must be one that somebody accepted has stated.

A number of an incident lies within the hull of the accepted claims about that incident and metric: from the lowest
`value_min` to the highest `value_max`, open where one of them states no maximum. The whole number of dead may also rest
on claims about its parts. Two numbers need no claim: an event is one event, and "at least one, no maximum stated" is
what a row means when nobody counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.errors import Problem
from analysis.record.files import LINE
from analysis.record.schema import Schema

PARTS = {"killed": ("killed", "militants_killed", "civilians_killed")}
BY_DEFINITION = ("events",)
NAMED = 4


def support_problems(incidents: pd.DataFrame, claims: pd.DataFrame, schema: Schema) -> list[Problem]:
    """A problem for each curated number that no accepted claim supports, low end and high end apart."""
    table = schema["incidents"]
    accepted = claims[(claims["standing"] == "accepted") & claims["incident_id"].notna()]
    problems: list[Problem] = []
    for metric in table.ranges():
        if metric in BY_DEFINITION:
            continue
        about = accepted[accepted["metric"].isin(PARTS.get(metric, (metric,)))]
        least = table[f"{metric}_min"].minimum
        problems += _unsupported(table.path, incidents, about, metric, least)
    return problems


def _unsupported(
    path: str, incidents: pd.DataFrame, about: pd.DataFrame, metric: str, least: float | None
) -> Iterator[Problem]:
    numbers = about[about["value_min"].notna() | about["value_max"].notna()]
    low = numbers["value_min"].fillna(0.0).groupby(numbers["incident_id"]).min()
    high = numbers["value_max"].fillna(float("inf")).groupby(numbers["incident_id"]).max()
    names = numbers.groupby("incident_id")["claim_id"].agg(list)
    hull_low = incidents["incident_id"].map(low).astype("float64")
    hull_high = incidents["incident_id"].map(high).astype("float64")
    nobody_counted = (incidents[f"{metric}_min"] == least) & incidents[f"{metric}_max"].isna()
    for column in (f"{metric}_min", f"{metric}_max"):
        value = incidents[column].astype("float64")
        outside = value.notna() & ~nobody_counted.fillna(False) & ~value.between(hull_low, hull_high)
        for index in incidents.index[outside]:
            key = incidents.at[index, "incident_id"]
            yield _problem(
                path, incidents.loc[index], column, metric, hull_low[index], hull_high[index], names.get(key)
            )


def _problem(
    path: str, row: pd.Series, column: str, metric: str, low: float, high: float, names: list[str] | None
) -> Problem:
    line, value = int(row[LINE]), f"{row[column]:g}"
    if names is None:
        what = f"rests on no accepted claim about {metric} of {row['incident_id']}"
        remedy = "Add the claim that states it to claims.csv, or leave the cell blank."
        return Problem(path, line, column, value, what, remedy)
    hull = f"{low:g} or more" if high == float("inf") else f"{low:g}" if low == high else f"{low:g} to {high:g}"
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    what = f"lies outside what the accepted claims about {metric} of {row['incident_id']} state, {hull} ({shown})"
    return Problem(
        path, line, column, value, what, "Correct the number, or add the claim that states it to claims.csv."
    )
