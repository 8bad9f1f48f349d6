"""Disputes: where the statements about an incident cannot all be true, in both records and pair by pair."""

import math
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.disputed import disputes
from analysis.record.store import load

ROOT = Path(__file__).parents[2]
RECORD, SHIPPED = load(ROOT / "tests" / "data" / "invented"), load(ROOT / "data")
SIDE = {"coalition": "official", "village": "local", "band": "local", "observer": "other", "workbook": "other"}


def claim(
    claimant, metric, low=None, high=None, standing="accepted", start=None, end=None, derived_from=None, text=None
):
    return {
        "value_text": text,
        "derived_from": derived_from,
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


def test_a_contradicted_statement_is_a_dispute_though_nothing_else_is_stated():
    assert found(claim("observer", "strikes", 100, 100, "disputed")) == {"strikes": {"other": ((100, 100),)}}
    assert found(claim("observer", "location", standing="disputed")) == {"location": {}}


def test_a_dispute_about_words_tells_what_is_contradicted_once_and_by_whom():
    rows = [
        claim("village", "location", text="by the river"),
        claim("gazette", "location", standing="disputed", text="in the hills"),
        claim("observer", "location", standing="disputed", text="in the hills"),
        claim("band", "location", standing="disputed", text="in the town"),
        claim("coalition", "killed", None, 30, "disputed", text="near thirty"),
    ]
    by_metric = {dispute.metric: dispute for dispute in disputes(rows, RECORD.schema)}
    assert by_metric["location"].words == {"local": ("in the town",), "other": ("in the hills",)}
    assert by_metric["killed"].words == {}
    assert by_metric["killed"].sides == {"official": ((0, 30),)}


def test_an_error_in_print_is_no_dispute():
    slip = claim("gazette", "militants_killed", 16, 16, "rejected")
    assert found(claim("coalition", "militants_killed", 17, 17), slip) == {}
    assert found(claim("gazette", "location", standing="rejected")) == {}


def test_context_contradicts_nothing_by_itself_and_displaces_nothing_that_is_used():
    aimed_at, used = claim("coalition", "killed", 80, 100, "context"), claim("coalition", "killed", 80, None)
    assert found(aimed_at, used, claim("village", "killed", 90, 90)) == {}
    assert found(aimed_at, used, claim("gazette", "killed", 90, 90, "disputed")) == {
        "killed": {"official": ((80, math.inf),), "other": ((90, 90),)}
    }
    assert found(claim("village", "killed", 43, 43), claim("gazette", "killed", 40, 40, "context")) == {}


@pytest.mark.parametrize("standing", ["context", "rejected"])
def test_no_standing_silences_the_official_or_the_local_count(standing):
    ours, theirs = claim("coalition", "killed", 8, 8, standing), claim("village", "killed", 10, 10)
    assert found(ours, theirs) == {"killed": {"official": ((8, 8),), "local": ((10, 10),)}}
    assert found(claim("coalition", "killed", 10, 10), ours, theirs) == {}
    assert found(claim("coalition", "killed"), ours, theirs).keys() == {"killed"}
    assert found(claim("observer", "killed", 8, 8, standing), theirs) == {}


def test_a_day_kept_as_context_is_the_same_night_by_another_clock():
    by_our_clock = claim("coalition", "date", start="1988-06-30", standing="context")
    assert found(by_our_clock, claim("village", "date", start="1988-07-01")) == {}


def test_what_curators_reckoned_is_nobody_s_statement():
    reckoned = claim("workbook", "militants_killed", 41, 41, derived_from="a|b")
    assert found(claim("village", "militants_killed", 47, 47), reckoned) == {}
    assert found(claim("workbook", "militants_killed", 41, 41, "disputed", derived_from="a")) == {}


def test_a_contradicted_statement_is_told_beside_a_sharper_one_that_is_used():
    assert found(claim("observer", "killed", 33, 33), claim("gazette", "killed", None, 30, "disputed")) == {
        "killed": {"other": ((0, 30), (33, 33))}
    }
    assert found(claim("village", "killed", 90, None), claim("band", "killed", 95, 95, "disputed")) == {
        "killed": {"local": ((90, math.inf), (95, 95))}
    }


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
            st.sampled_from([None, None, "another"]),
        ),
        max_size=6,
    )
)
def test_a_metric_is_disputed_exactly_where_two_that_are_heard_are_apart_or_one_is_contradicted(drawn):
    rows = [
        claim(who, metric, *((low, high) if None in (low, high) else sorted((low, high))), standing, None, None, parent)
        for who, metric, low, high, standing, parent in drawn
    ]
    expected, heard_of = set(), {}
    for metric in ("killed", "strikes"):
        own = [row for row in rows if row["metric"] == metric and row["derived_from"] is None]
        if any(row["standing"] == "disputed" for row in own):
            expected.add(metric)
        told = [row for row in own if not (row["value_min"] is None and row["value_max"] is None)]
        firm = [row for row in told if row["standing"] in ("accepted", "disputed")]
        heard = heard_of[metric] = firm + [
            row
            for row in told
            if row["standing"] in ("context", "rejected")
            and SIDE[row["claimant"]] != "other"
            and SIDE[row["claimant"]] not in {SIDE[other["claimant"]] for other in firm}
        ]
        for one, other in combinations(heard, 2):
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
        assert set(sides) == {SIDE[row["claimant"]] for row in heard_of[metric]}
        for side, intervals in sides.items():
            stated = {
                (row["value_min"] or 0, math.inf if row["value_max"] is None else row["value_max"])
                for row in heard_of[metric]
                if SIDE[row["claimant"]] == side
            }
            assert set(intervals) <= stated


# The records: each dispute of the shipped one, judged by the notes of its claims


def disputes_of(record, incident):
    own = record.claims[record.claims["incident_id"] == incident].to_dict("records")
    return {
        dispute.metric: {side: list(intervals) for side, intervals in dispute.sides.items()}
        for dispute in disputes(own, record.schema)
    }


NONE: dict = {}
TRUE = {
    "LY-2015-06-14-ajdabiya": {
        "militants_killed": {
            "local": [(4, 4), (5, 5), (7, 7), (17, math.inf)],
            "other": [(0, 30), (33, 33)],
        },
        "target_name": NONE,
    },
    "LY-2015-11-13-derna": {"location": NONE},
    "LY-2016-02-19-sabratha": {
        "killed": {"local": [(43, 43), (49, 49)]},
        "civilians_killed": {"official": [(0, 0)], "local": [(2, 2)], "other": [(2, 2)]},
    },
    "LY-2016-02-28-bani-walid": {"location": NONE, "other": NONE},
    "LY-2017-01-18-sw-sirte": {
        "militants_killed": {"official": [(80, math.inf)], "other": [(90, 90)]},
        "date": {
            "official": [(pd.Timestamp("2017-01-18"),) * 2],
            "other": [(pd.Timestamp("2017-01-19"),) * 2],
        },
        "location": NONE,
    },
    "LY-2018-06-06-bani-walid": {
        "militants_killed": {"official": [(4, 4)], "other": [(1, 1)]},
        "civilians_killed": {"official": [(0, 0)], "other": [(3, 3)]},
        "location": NONE,
        "other": NONE,
    },
    "LY-2018-08-28-bani-walid": {"location": NONE, "target_name": NONE},
    "LY-2018-11-29-al-uwaynat": {
        "militants_killed": {"official": [(11, 11)], "local": [(0, 0)], "other": [(0, 0)]},
        "civilians_killed": {"official": [(0, 0)], "local": [(0, 11)], "other": [(11, 11)]},
    },
    "LY-2019-09-19-murzuq": {
        "strikes": {"official": [(1, 1)], "local": [(4, 4)]},
        "militants_killed": {"official": [(8, 8)], "local": [(10, 10)]},
    },
    "LY-2019-09-26-sw-libya": {"location": NONE},
    "LY-2021-03-14-ubari": {"platform": NONE, "other": NONE},
}
"""What somebody contradicts, by incident. Not among it: the American date of Ajdabiya (another clock), the 41 fighters
of Sabratha (43 less two hostages, reckoned) and its "about 40" (rounded), the 80 to 100 aimed at in January 2017, and
slips of single papers, such as 16 dead for 17 or "100 air strikes" for a hundred munitions."""


def test_the_shipped_record_has_these_disputes_and_no_others():
    every = {key: disputes_of(SHIPPED, key) for key in SHIPPED.incidents["incident_id"]}
    assert {key: answer for key, answer in every.items() if answer} == TRUE


def test_the_invented_record_has_one_incident_in_dispute():
    every = {key: disputes_of(RECORD, key) for key in RECORD.incidents["incident_id"]}
    assert {key: answer for key, answer in every.items() if answer} == {
        "QZ-1987-04-29-porto-brilho": {
            "militants_killed": {"official": [(7, 15)], "local": [(0, 0)]},
            "civilians_killed": {"official": [(0, 0)], "local": [(15, 15)]},
        }
    }


def test_the_toll_of_murzuq_stays_disputed_where_both_versions_are_kept_as_context():
    own = SHIPPED.claims[SHIPPED.claims["incident_id"] == "LY-2019-09-19-murzuq"]
    rows = [{**row, "standing": "context"} for row in own.to_dict("records") if row["metric"] == "militants_killed"]
    (answer,) = disputes(rows, SHIPPED.schema)
    assert dict(answer.sides) == {"official": ((8, 8),), "local": ((10, 10),)}
