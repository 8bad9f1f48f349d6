"""Disputes: where the statements about an incident cannot all be true, against a reckoning pair by pair."""

import math
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.disputed import disputes
from analysis.record.store import load

RECORD = load(Path(__file__).parent.parent / "data" / "invented")
SIDE = {"coalition": "official", "village": "local", "band": "local", "observer": "other", "workbook": "other"}


def claim(claimant, metric, low=None, high=None, standing="accepted", start=None, end=None):
    return {
        "claimant": claimant,
        "metric": metric,
        "value_min": low,
        "value_max": high,
        "standing": standing,
        "start_date": pd.Timestamp(start) if start else pd.NaT,
        "end_date": pd.Timestamp(end or start) if end or start else pd.NaT,
    }


def found(*claims):
    return {dispute.metric: dict(dispute.sides) for dispute in disputes(claims, RECORD.schema)}


def test_statements_that_share_a_value_are_no_dispute():
    assert found(claim("coalition", "killed", 7, 15), claim("village", "killed", 15, 15)) == {}
    assert found(claim("coalition", "killed", 7, None), claim("village", "killed", None, 9)) == {}
    assert found(claim("coalition", "killed"), claim("village", "killed", 4, 4)) == {}
    assert found() == {}


def test_statements_that_share_no_value_are_a_dispute_told_by_side():
    assert found(claim("coalition", "killed", 11, 11), claim("village", "killed", 4, 6)) == {
        "killed": {"official": ((11, 11),), "local": ((4, 6),)}
    }
    assert found(claim("coalition", "killed", 17, None), claim("band", "killed", None, 5)) == {
        "killed": {"official": ((17, math.inf),), "local": ((0, 5),)}
    }


def test_one_side_that_contradicts_itself_is_a_dispute():
    assert found(claim("village", "killed", 4, 4), claim("band", "killed", 7, 7)) == {
        "killed": {"local": ((4, 4), (7, 7))}
    }


def test_a_statement_that_another_of_the_same_side_lies_within_adds_nothing():
    assert found(
        claim("coalition", "killed", 43, 43), claim("village", "killed", 49, 49), claim("band", "killed", 40, None)
    ) == {"killed": {"official": ((43, 43),), "local": ((49, 49),)}}


@pytest.mark.parametrize("standing", ["disputed", "rejected"])
def test_a_statement_that_stands_against_the_record_is_a_dispute_though_nothing_else_is_stated(standing):
    assert found(claim("observer", "strikes", 100, 100, standing)) == {"strikes": {"other": ((100, 100),)}}
    assert found(claim("observer", "location", standing=standing)) == {"location": {}}


def test_days_are_compared_as_days():
    day, next_day = pd.Timestamp("1988-07-01"), pd.Timestamp("1988-07-02")
    assert found(claim("coalition", "date", start="1988-07-01"), claim("village", "date", start="1988-07-02")) == {
        "date": {"official": ((day, day),), "local": ((next_day, next_day),)}
    }
    assert (
        found(
            claim("coalition", "date", start="1988-07-01"),
            claim("village", "date", start="1988-06-30", end="1988-07-03"),
        )
        == {}
    )


def test_numbers_without_a_common_unit_are_not_compared():
    assert found(claim("coalition", "other", 4, 4), claim("village", "other", 60, 60)) == {}


END = st.one_of(st.none(), st.integers(0, 12))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(SIDE)),
            st.sampled_from(["killed", "strikes"]),
            END,
            END,
            st.sampled_from(["accepted", "context", "disputed", "rejected"]),
        ),
        max_size=6,
    )
)
def test_a_metric_is_disputed_exactly_where_two_statements_are_apart_or_one_is_contradicted(drawn):
    rows = [
        claim(who, metric, *((low, high) if None in (low, high) else sorted((low, high))), standing)
        for who, metric, low, high, standing in drawn
    ]
    expected = set()
    for metric in ("killed", "strikes"):
        own = [row for row in rows if row["metric"] == metric]
        if any(row["standing"] in ("disputed", "rejected") for row in own):
            expected.add(metric)
        told = [row for row in own if not (row["value_min"] is None and row["value_max"] is None)]
        for one, other in combinations(told, 2):
            values = [
                {value for value in range(40) if (row["value_min"] or 0) <= value}
                & {value for value in range(40) if row["value_max"] is None or value <= row["value_max"]}
                for row in (one, other)
            ]
            if not values[0] & values[1]:
                expected.add(metric)
    answer = found(*rows)
    assert set(answer) == expected
    for metric, sides in answer.items():
        for side, intervals in sides.items():
            stated = {
                (row["value_min"] or 0, math.inf if row["value_max"] is None else row["value_max"])
                for row in rows
                if row["metric"] == metric and SIDE[row["claimant"]] == side
            }
            assert set(intervals) <= stated
