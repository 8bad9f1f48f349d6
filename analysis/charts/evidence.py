"""Which claims and sources stand behind rows of a record: what a page must hold for its links to lead anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.record.rows import records, several
from analysis.record.store import Record


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
