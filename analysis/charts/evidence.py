"""Which claims and sources stand behind rows of a record: what a page must hold for its links to lead anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import pandas as pd

from analysis.record.schema import LIST_SEPARATOR
from analysis.record.store import Record

Row = Mapping[str, Any]
"""One row of a table by column; a cell that is not stated is missing as pandas has it."""


def cited_claims(record: Record, ids: Sequence[str], also: Iterable[str] = ()) -> tuple[str, ...]:
    """The ids of the claims behind these incidents and of the claims in `also`, in the order of the record.

    Behind an incident stand the claims about it, those about its campaign as a whole, and all that any of them is
    reckoned from: a running total is about no single row, yet the rows between two totals rest on nothing else.
    """
    claims = record.claims
    campaigns = record.incidents.loc[record.incidents["incident_id"].isin(list(ids)), "campaign"].dropna()
    about = claims["incident_id"].isin(list(ids))
    about |= claims["incident_id"].isna() & claims["campaign"].isin(campaigns)
    wanted = {*claims.loc[about, "claim_id"], *also}
    parents = {row["claim_id"]: several(row["derived_from"]) for row in records(claims[["claim_id", "derived_from"]])}
    left = list(wanted)
    while left:
        new = set(parents.get(left.pop(), ())) - wanted
        wanted |= new
        left += sorted(new)
    return tuple(claims.loc[claims["claim_id"].isin(wanted), "claim_id"])


def cited_sources(
    record: Record, ids: Sequence[str], also: Iterable[str] = (), named: Iterable[str] = ()
) -> tuple[str, ...]:
    """The ids of the sources that a page about these incidents leads to, in the order of the record.

    They are the sources of the claims behind the incidents and of those in `also`, copies included, of the places of
    the incidents, of every period, and those in `named`.
    """
    claims = record.claims[record.claims["claim_id"].isin(cited_claims(record, ids, also))]
    at = record.incidents.loc[record.incidents["incident_id"].isin(list(ids)), "place_id"]
    rows = [*records(claims), *records(record.places[record.places["place_id"].isin(at)]), *records(record.periods)]
    wanted = {*named, *(key for row in rows for column in ("source_id", "also_in") for key in several(row.get(column)))}
    return tuple(record.sources.loc[record.sources["source_id"].isin(wanted), "source_id"])


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
