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


def numbered(claims: list[dict], standing: str) -> list[dict]:
    """Claims with this standing that number the dead of one row, without reckoned ones."""
    return [
        claim
        for claim in claims
        if claim["row"] is not None
        and claim["metric"] in (WHOLE, *PARTS)
        and claim["number"] != (None, None)
        and claim["derived"] is None
        and claim["standing"] == standing
    ]


def heard(claims: list[dict]) -> list[dict]:
    """Numbers of dead about one row that are in use."""
    return numbered(claims, "accepted")


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
    return hull(sharpest)


def hull(intervals: list[Ends]) -> Ends:
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def account(claims: list[dict]) -> dict[str, Ends]:
    """What one claimant says of a row: no more fighters than the whole that he numbers, unless he says so."""
    found = {
        unit: spread([ends(one) for one in claims if one["metric"] == unit])
        for unit in (WHOLE, *PARTS)
        if any(one["metric"] == unit for one in claims)
    }
    most = found.get(WHOLE, (0, inf))[1]
    return {unit: (low, min(high, max(low, most))) for unit, (low, high) in found.items()}


def together(accounts: list[dict[str, Ends]]) -> dict[str, Ends]:
    """What several claimants' accounts of one row come to."""
    found = {
        part: hull([one[part] for one in accounts if part in one])
        for part in PARTS
        if any(part in one for one in accounts)
    }
    wholes = [one[WHOLE] for one in accounts if WHOLE in one]
    if wholes:
        low, high = hull(wholes)
        for one in accounts:
            counted = [one[part] for part in PARTS if part in one]
            fits = WHOLE in one and all(least <= one[WHOLE][1] for least, _ in counted)
            if counted and not fits and max(most for _, most in counted) > min(most for _, most in wholes):
                high = inf
    else:
        each = [max(one[part][0] for part in one) for one in accounts]
        least_of_one = min((least for least in each if least), default=0)
        low, high = max(least_of_one, *(least for least, _ in found.values())), inf
    return {WHOLE: (low, high)} | {part: (min(least, low), most) for part, (least, most) in found.items()}


def dead(claims: list[dict], unit: str, *, complete: bool = False, own: Ends | None = None) -> Ends | None:
    """What heard statements about one row say together; `None` where they say nothing of this unit.

    `own` is the record's own range of everybody killed there, one account more.
    """
    accounts = [
        account([claim for claim in claims if claim["claimant"] == claimant])
        for claimant in dict.fromkeys(claim["claimant"] for claim in claims)
    ]
    found = together(accounts) if accounts else {}
    if complete and accounts:
        one, other = PARTS
        added = [
            {WHOLE: (each[one][0] + each[other][0], each[one][1] + each[other][1])} | each
            if one in each and other in each
            else each
            for each in accounts
        ]
        (low, high), (least, most) = found[WHOLE], together(added)[WHOLE]
        found[WHOLE] = max(low, least), min(high, most)
    if own is not None:
        found[WHOLE] = hull([own, *([found[WHOLE]] if WHOLE in found else [])])
        low, high = found[WHOLE]
        found[WHOLE] = low, max([high, *(found[part][1] for part in PARTS if part in found)])
        found |= {part: (min(found[part][0], low), found[part][1]) for part in PARTS if part in found}
    return found.get(unit)
