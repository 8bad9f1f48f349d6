"""Accepted totals that the rows no longer give: a slip in one row is told once, and where to look for it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.measures.totals import unreproduced_totals
from analysis.record.store import Record


def slipped(record: Record, by: int, *keys: str) -> Record:
    """The record with the strikes of these rows, both ends, off by so many."""
    incidents = record.incidents.copy()
    rows = incidents["incident_id"].isin(keys)
    assert rows.sum() == len(keys)
    for name in ("strikes_min", "strikes_max"):
        incidents.loc[rows, name] += by
    return replace(record, incidents=incidents)


def standing(record: Record, claim: str, **cells) -> Record:
    """The record with these cells in one claim."""
    claims = record.claims.copy()
    for name, value in cells.items():
        claims.loc[claims["claim_id"] == claim, name] = value
    return replace(record, claims=claims)


def told(record: Record) -> list[str]:
    return [str(problem) for problem in unreproduced_totals(record)]


def test_a_slip_in_one_row_of_the_campaign_is_told_once_and_names_the_rows_to_look_at(shipped):
    wrong = slipped(shipped, 1, "LY-2016-09-26-to-2016-10-01-sirte")
    assert told(wrong) == [
        "claims.csv, value_min: '201' is an accepted total for 2016-08-01 to 2016-10-02 that the rows do not "
        "reproduce: the record has 202 precision strikes; 201 is claimed, 1 fewer. "
        "Look for the slip in LY-2016-09-26-to-2016-10-01-sirte, LY-2016-09-30-sirte, LY-2016-10-01-sirte and "
        "LY-2016-10-02-sirte, or change the standing of the claim surt-total-2016-10-02."
    ]


def test_the_line_of_the_claim_is_told_where_it_is_known(shipped):
    wrong = slipped(shipped, -2, "LY-2016-08-15-sirte")
    lines = pd.Series(range(2, 2 + len(shipped.claims)))
    [problem] = unreproduced_totals(wrong, lines)
    place = list(shipped.claims["claim_id"]).index("surt-total-2016-08-15") + 2
    assert (problem.file, problem.line, problem.column, problem.value) == ("claims.csv", place, "value_min", "48")
    assert str(problem) == (
        f"claims.csv line {place}, value_min: '48' is an accepted total for 2016-08-01 to 2016-08-15 that the rows do "
        "not reproduce: the record has 46 precision strikes; 48 is claimed, 2 more. "
        "Look for the slip in LY-2016-08-15-sirte, or change the standing of the claim surt-total-2016-08-15."
    )


@pytest.mark.parametrize(
    ("key", "by"),
    [
        ("LY-2016-08-01-sirte", 1),
        ("LY-2016-08-04-sirte", -1),
        ("LY-2016-10-09-sirte", -1),
        ("LY-2016-12-01-to-2016-12-07-sirte", 1),
    ],
)
def test_no_slip_escapes_in_the_campaign(shipped, key, by):
    """The first days and the last are also in totals that say 'at least', which a slip upward does not break."""
    [problem] = unreproduced_totals(slipped(shipped, by, key))
    assert key in problem.remedy


def test_a_second_slip_is_told_where_the_difference_changes(shipped):
    wrong = slipped(shipped, 1, "LY-2016-08-15-sirte", "LY-2016-10-31-sirte")
    assert [problem.value for problem in unreproduced_totals(wrong)] == ["48", "367"]


def test_a_slip_that_another_takes_back_is_told_and_so_is_the_next(shipped):
    there_and_back = slipped(slipped(shipped, 1, "LY-2016-08-15-sirte"), -1, "LY-2016-08-31-sirte")
    assert [problem.value for problem in unreproduced_totals(there_and_back)] == ["48"]
    again = slipped(there_and_back, 1, "LY-2016-11-22-sirte")
    assert [problem.value for problem in unreproduced_totals(again)] == ["48", "420", "19"]


def test_two_totals_that_share_only_some_days_are_both_told(shipped):
    """Neither holds the other, so neither explains the other; the row that both name is the one."""
    first, second = unreproduced_totals(slipped(shipped, 1, "LY-2016-11-22-sirte"))
    assert first.remedy.startswith("Look for the slip in LY-2016-11-01-to-2016-11-21-sirte and LY-2016-11-22-sirte, or")
    assert second.remedy.startswith(
        "Look for the slip in LY-2016-11-22-sirte and LY-2016-11-23-to-2016-11-24-sirte, or"
    )


def test_a_slip_in_a_maximum_is_told_once_too(shipped):
    for most in (6, pd.NA):
        incidents = shipped.incidents.copy()
        incidents.loc[incidents["incident_id"] == "LY-2016-08-13-to-2016-08-14-sirte", "strikes_max"] = most
        [problem] = unreproduced_totals(replace(shipped, incidents=incidents))
        assert problem.remedy.startswith("Look for the slip in LY-2016-08-13-to-2016-08-14-sirte, or")


def test_a_total_that_cannot_be_compared_explains_no_other(sarovia):
    """The siege answers nothing about gunboats alone, the river of 1985 does."""
    guns = {"metric": "strikes", "platform": "gunboat", "rule": None, "value_min": 5, "value_max": 5}
    record = standing(sarovia, "january", **guns)
    record = standing(record, "year-1988", **guns, start_date=pd.Timestamp(date(1985, 1, 1)))
    first, second = told(record)
    assert "the record does not say, strike by strike, which platform it was" in first
    assert "the record has 2 to 125 shell strikes, so 5 is neither confirmed nor ruled out" in second


def test_a_row_that_is_missing_is_told_as_such(shipped):
    """The fifth is named as a day without strikes; 4 August is the only row that the total of the fifth adds."""
    lost = replace(shipped, incidents=shipped.incidents[shipped.incidents["incident_id"] != "LY-2016-08-04-sirte"])
    assert told(lost) == [
        "claims.csv, value_min: '11' is an accepted total for 2016-08-01 to 2016-08-05 that the rows do not reproduce: "
        "the record has 9 precision strikes; 11 is claimed, 2 more. "
        "Look for a row that is missing, or change the standing of the claim surt-total-2016-08-05."
    ]


def test_a_total_that_cannot_be_compared_is_told(sarovia):
    outside = standing(
        sarovia, "year-1988", start_date=pd.Timestamp(date(1979, 1, 1)), end_date=pd.Timestamp(date(1979, 12, 31))
    )
    assert told(outside) == [
        "claims.csv, value_min: '2' is an accepted total for 1979-01-01 to 1979-12-31 that the rows do not reproduce: "
        "it is about the days 1979-01-01 to 1979-12-31, the record covers 1984-03-01 to 1991-06-30. "
        "Look for a row that is missing, or change the standing of the claim year-1988."
    ]


def test_a_maximum_alone_is_quoted_as_one(sarovia):
    most = standing(sarovia, "year-1988", value_min=pd.NA, value_max=1)
    assert told(most) == [
        "claims.csv, value_max: '1' is an accepted total for 1988-01-01 to 1988-12-31 that the rows do not reproduce: "
        "the record has 2 bombardments; at most 1 is claimed, 1 fewer at the least; "
        "the number would come out counting only what was announced at the time, which may be coincidence. "
        "Look for the slip in QZ-1988-07-01-alto-vento and QZ-1988-07-04-alto-vento, "
        "or change the standing of the claim year-1988."
    ]


def test_a_long_list_of_rows_is_cut_and_counted(shipped):
    """A total of the whole record, which no other total is a part of."""
    wrong = standing(shipped, "total-2017-lwj", standing="accepted", start_date=pd.NaT, end_date=pd.NaT)
    [problem] = unreproduced_totals(wrong)
    assert "is an accepted total for 2012-01-01 to 2021-12-31 that" in str(problem)
    named = problem.remedy.removeprefix("Look for the slip in ").partition(", or change")[0]
    assert named.count("LY-") == 8
    assert named.endswith("LY-2016-08-08-to-2016-08-10-sirte and 53 other rows")


def test_only_accepted_totals_of_strikes_and_events_must_be_reproduced(shipped):
    for cells in ({"standing": "disputed"}, {"standing": "rejected"}, {"metric": "munitions"}):
        assert told(standing(shipped, "surt-total-final", value_min=9, value_max=9, **cells)) == []
    assert len(told(standing(shipped, "surt-total-final", value_min=9, value_max=9))) == 1


def test_the_invented_record_reproduces_its_totals(sarovia):
    assert told(sarovia) == []
