"""Random statements about random rows, and what they say of the dead by the definitions alone."""

from dataclasses import replace
from datetime import date
from math import inf

import pandas as pd
from hypothesis import strategies as st

from analysis.record.store import Record
from tests.measures.plain import MAIN, Ends, typed

SIDES = {
    "coalition": "official",
    "ministry": "local",
    "village": "local",
    "band": "local",
    "observer": "other",
    "gazette": "other",
    "workbook": "other",
}
SPEAKING = ("coalition", "village") * 3
"""Claimants drawn more often than the rest, so that both sides speak of one row, and of both parts of the dead."""
CALLED = {
    "coalition": "headquarters",
    "ministry": "ministry",
    "village": "village",
    "band": "band",
    "observer": "observers",
    "gazette": "newspaper",
    "workbook": "curators",
}
WHOLE, PARTS = "killed", ("militants_killed", "civilians_killed")
STANDINGS = ("accepted", "accepted", "accepted", "disputed", "context", "context", "rejected")
CELLS = ("claimant", "metric", "standing", "campaign", "region", "place_id", "value_text", "source_id", "rule")


@st.composite
def a_claim(draw, rows: list[dict], metrics=(WHOLE, *PARTS), most: int = 5) -> dict:
    """A statement as a mapping: about one row, about some days of the campaign, or about nothing in particular."""
    claim = {"claimant": draw(st.sampled_from([*SIDES, *SPEAKING])), "metric": draw(st.sampled_from(metrics))}
    claim["standing"] = draw(st.sampled_from(STANDINGS))
    claim["derived"] = draw(st.sampled_from([None] * 6 + ["some-claim"]))
    low, more = draw(st.integers(0, most)), draw(st.integers(1, 4))
    claim["number"] = draw(
        st.sampled_from([(low, low)] * 5 + [(low, low + more)] * 2 + [(low, None), (None, low), (None, None)])
    )
    claim["row"] = draw(st.sampled_from([row["id"] for row in rows] * 3 + [None] * (len(rows) + 1)))
    start, end = draw(some_days())
    claim |= {"start": start, "end": end, "campaign": None, "region": None}
    if claim["row"] is None:
        claim["campaign"] = draw(st.sampled_from([MAIN, MAIN, None]))
        claim["region"] = draw(st.sampled_from([None, None, None, "Litoral"]))
    return claim


@st.composite
def some_days(draw) -> tuple[date | None, date | None]:
    """The campaign's days, other ones, one end only, or none."""
    whole = date(1987, 1, 15), date(1987, 4, 20)
    first, last = sorted([draw(st.dates(date(1986, 12, 1), date(1987, 9, 30))) for _ in range(2)])
    return draw(st.sampled_from([whole, whole, (first, last), (first, None), (None, last), (None, None)]))


def claimed(claims: list[dict], record: Record) -> Record:
    """The record with these statements as its claims."""
    cells = {name: [claim.get(name) for claim in claims] for name in CELLS}
    cells |= {
        "claim_id": [f"claim-{place}" for place in range(len(claims))],
        "incident_id": [claim["row"] for claim in claims],
        "derived_from": [claim["derived"] for claim in claims],
        "value_min": [claim["number"][0] for claim in claims],
        "value_max": [claim["number"][1] for claim in claims],
        "start_date": [pd.NaT if claim["start"] is None else pd.Timestamp(claim["start"]) for claim in claims],
        "end_date": [pd.NaT if claim["end"] is None else pd.Timestamp(claim["end"]) for claim in claims],
    }
    return replace(record, claims=typed(cells, len(claims), record.claims))


# The dead of one row, by the definitions


def heard(claims: list[dict]) -> list[dict]:
    """Numbers of dead about one row: in use or contradicted; context only of who has neither; never reckoned ones."""
    told = [
        claim
        for claim in claims
        if claim["row"] is not None
        and claim["metric"] in (WHOLE, *PARTS)
        and claim["number"] != (None, None)
        and claim["derived"] is None
        and claim["standing"] != "rejected"
    ]
    firm = {(claim["row"], claim["claimant"]) for claim in told if claim["standing"] != "context"}
    return [claim for claim in told if claim["standing"] != "context" or (claim["row"], claim["claimant"]) not in firm]


def ends(claim: dict) -> Ends:
    low, high = claim["number"]
    return low or 0, inf if high is None else high


def spread(intervals: list[Ends]) -> Ends:
    """From the lowest to the highest of those within which no other lies."""
    sharpest = [
        one
        for one in intervals
        if not any(one != other and one[0] <= other[0] and other[1] <= one[1] for other in intervals)
    ]
    return min(low for low, _ in sharpest), max(high for _, high in sharpest)


def dead(claims: list[dict], unit: str, *, complete: bool = False) -> Ends | None:
    """What heard statements about one row say together; `None` where they say nothing of this unit."""
    own = [ends(claim) for claim in claims if claim["metric"] == unit]
    if unit != WHOLE:
        return spread(own) if own else None
    least = []
    for claimant in dict.fromkeys(claim["claimant"] for claim in claims):
        told = {
            part: [ends(one) for one in claims if (one["claimant"], one["metric"]) == (claimant, part)]
            for part in PARTS
        }
        parts = [spread(some) for some in told.values() if some]
        if complete and len(parts) == len(PARTS):
            own.append((parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]))
        least.append(max((low for low, _ in parts), default=0))
    firmest = max((low for low, _ in own), default=0)
    beyond = [number for number in least if number > firmest]
    if beyond:
        return min([*beyond, *([spread(own)[0]] if own else [])]), inf
    return spread(own) if own else None
