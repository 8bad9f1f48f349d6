"""The dead by who is believed: sums of both records by hand, never fewer dead than fighters."""

from datetime import date

import pandas as pd
import pytest

from analysis.measures.rules import Rule
from analysis.measures.toll import as_told, beliefs, toll
from analysis.measures.toll_ranges import DEAD, PARTS, WHOLE, heard


def belief(record, key):
    return {one.key: one for one in beliefs(record)}[key]


def test_all_accounts_of_the_invented_market_by_hand(sarovia):
    """Fifteen villagers or seven to fifteen of the band: fifteen by the village, seven to fifteen by headquarters."""
    every = belief(sarovia, "all")
    for unit, low, high in ((PARTS[0], 0, 15), (PARTS[1], 0, 15), (WHOLE, 7, None)):
        row = as_told(sarovia, every, unit).set_index("incident_id").loc["QZ-1987-04-29-porto-brilho"]
        assert (row[f"{unit}_min"], None if pd.isna(row[f"{unit}_max"]) else row[f"{unit}_max"]) == (low, high)


@pytest.mark.parametrize("key", ["all", "official", "local"])
def test_a_total_adds_the_rows_spoken_of_and_names_the_others(shipped, key):
    since, until = date(2018, 1, 1), date(2018, 12, 31)
    rule = Rule("militants_killed", "acknowledged")
    found = toll(shipped, belief(shipped, key), rule, since, until)
    told_rows = as_told(shipped, belief(shipped, key), rule.unit).set_index("incident_id")
    own = told_rows.loc[list(found.spoken.rows), "militants_killed_min"]
    assert found.spoken.low == own.sum()
    assert not set(found.spoken.rows) & set(found.silent)
    assert (found.bounds.high is None) == bool(found.silent or found.spoken.high is None)


def test_fighters_of_2018_by_the_official_side_by_hand(shipped):
    """2, 4, 1, 1 and 11 on 24 March, 6 June, 13 June, 28 August and 29 November."""
    rule = Rule("militants_killed", "acknowledged")
    found = toll(shipped, belief(shipped, "official"), rule, date(2018, 1, 1), date(2018, 12, 31))
    assert (found.spoken.low, found.spoken.high, len(found.spoken.rows)) == (19, 19, 5)
    assert found.silent == ("LY-2018-01-23-al-fuqaha",)
    assert found.per_strike == (19 / 5, 19 / 5)


def test_the_total_of_a_campaign_is_in_no_sum(shipped):
    campaign = shipped.period("campaign")
    found = toll(shipped, belief(shipped, "all"), Rule("militants_killed", "alleged"), campaign.start, campaign.end)
    assert found.spoken.rows == ()
    assert found.spoken.low == 0
    assert found.bounds.high is None
    assert found.per_strike is None


def test_nobody_is_believed_who_states_no_number(shipped, sarovia):
    for record in (shipped, sarovia):
        speaking = set(heard(record)["claimant"])
        assert {one for each in beliefs(record) for one in each.claimants} == speaking
        assert len({each.key for each in beliefs(record)}) == len(beliefs(record))


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
@pytest.mark.parametrize("attribution", ["announced", "acknowledged", "alleged"])
def test_no_sum_has_fewer_dead_than_fighters_or_civilians_whoever_is_believed(request, name, attribution):
    record = request.getfixturevalue(name)
    days = record.coverage.start, record.coverage.end
    for believed in beliefs(record):
        lows = {unit: toll(record, believed, Rule(unit, attribution), *days).spoken.low for unit in DEAD}
        assert lows[WHOLE] >= max(lows.values())


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
@pytest.mark.parametrize("unit", DEAD)
def test_what_all_accounts_come_to_contains_what_the_record_keeps_row_by_row(request, name, unit):
    record = request.getfixturevalue(name)
    kept = record.incidents.set_index("incident_id")
    told = as_told(record, belief(record, "all"), unit).set_index("incident_id")
    own = kept.index[kept[f"{unit}_min"].notna() | kept[f"{unit}_max"].notna()]
    assert len(own) > 0
    for row in own:
        low, high = kept.loc[row, [f"{unit}_min", f"{unit}_max"]]
        assert told.loc[row, f"{unit}_min"] <= (0 if pd.isna(low) else low)
        assert pd.isna(told.loc[row, f"{unit}_max"]) or told.loc[row, f"{unit}_max"] >= high


def test_fighters_that_curators_reckoned_are_in_the_sum(shipped):
    """43 dead less two civilians: 41 fighters, where the only statement about fighters says 47."""
    row = as_told(shipped, belief(shipped, "all"), PARTS[0]).set_index("incident_id").loc["LY-2016-02-19-sabratha"]
    assert (row["militants_killed_min"], row["militants_killed_max"]) == (41, 47)
