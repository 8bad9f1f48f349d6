"""The dead as each side counts them: ranges by brute force, nobody added twice, sums of both records by hand."""

from datetime import date
from itertools import product
from math import inf

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.rules import Rule
from analysis.measures.toll import BY_ALL, PARTS, WHOLE, as_told, beliefs, envelope, heard, ranges, toll

MOST = 4
"""The largest stated number of the brute force."""
NUMBERS = st.integers(0, MOST)
INTERVALS = st.tuples(NUMBERS, NUMBERS | st.none()).map(
    lambda ends: (ends[0], inf) if ends[1] is None else (min(ends), max(ends))
)
STATEMENTS = st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["a", "b"]), INTERVALS)


def told(*statements, unit=WHOLE):
    """Statements as `heard` returns them, from (row, claimant, (low, high)) or (row, claimant, unit, low, high)."""
    lines = [(row, who, unit, *more[0]) if len(more) == 1 else (row, who, *more) for row, who, *more in statements]
    return pd.DataFrame(lines, columns=["incident_id", "claimant", "unit", "low", "high"])


def sharpest(intervals):
    """Those within which no other lies, by comparing each with each."""
    different = set(intervals)
    return [
        one
        for one in different
        if not any(other != one and one[0] <= other[0] and other[1] <= one[1] for other in different)
    ]


def allowed(interval):
    """The numbers that an interval allows, cut a little above every stated one."""
    return range(int(interval[0]), int(min(interval[1], MOST + 1)) + 1)


def belief(record, key):
    return {one.key: one for one in beliefs(record)}[key]


@settings(deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=7))
def test_a_sum_holds_every_choice_of_sharpest_statements_and_some_choice_attains_each_end(statements):
    found = envelope(told(*statements), BY_ALL)
    by_row = {}
    for row, _, interval in statements:
        by_row.setdefault(row, []).append(interval)
    choices = [{number for one in sharpest(own) for number in allowed(one)} for own in by_row.values()]
    sums = {sum(choice) for choice in product(*choices)}
    assert found["low"].sum() == min(sums)
    if found["high"].max() < inf:
        assert found["high"].sum() == max(sums)
    else:
        assert any(one[1] == inf for own in by_row.values() for one in sharpest(own))


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=3), st.lists(NUMBERS, min_size=1, max_size=3))
def test_a_whole_that_nobody_numbers_has_the_lowest_maximum_of_its_parts_as_people_may_be_in_both(fighters, civilians):
    """By brute force: each of the dead is a fighter, a civilian, both or neither; one statement of each is right."""
    statements = [("r", "a", PARTS[0], number, number) for number in fighters]
    statements += [("r", "a", PARTS[1], number, number) for number in civilians]
    found = ranges(told(*statements), WHOLE, BY_ALL)
    worlds = product(range(MOST + 1), repeat=4)  # fighters alone, civilians alone, both, neither
    wholes = {sum(world) for world in worlds if world[0] + world[2] in fighters and world[1] + world[2] in civilians}
    assert found["low"].tolist() == [min(wholes)] * (min(wholes) > 0)
    assert found["high"].tolist() == [inf] * (min(wholes) > 0)


def test_at_least_so_many_beside_the_number_itself_says_nothing_more():
    found = envelope(
        told(("r", "a", (43, inf)), ("r", "a", (43, 43)), ("r", "a", (49, inf)), ("r", "a", (49, 49))), BY_ALL
    )
    assert (found["low"][0], found["high"][0]) == (43, 49)


def test_a_fighter_to_one_and_a_civilian_to_another_died_once():
    statements = told(("r", "a", PARTS[0], 11, 11), ("r", "a", PARTS[1], 0, 0), ("r", "b", PARTS[1], 11, 11))
    plain, complete = (ranges(statements, WHOLE, BY_ALL, complete=each).iloc[0] for each in (False, True))
    assert (plain["low"], plain["high"]) == (11, inf)
    assert (complete["low"], complete["high"]) == (11, 11)


def test_no_civilian_killed_is_no_account_of_the_dead():
    assert ranges(told(("r", "a", PARTS[1], 0, 0)), WHOLE, BY_ALL, complete=True).empty


def test_numbers_of_two_claimants_are_never_put_together_as_one_account():
    statements = told(("r", "a", PARTS[0], 4, 4), ("r", "b", PARTS[1], 3, 3))
    found = ranges(statements, WHOLE, BY_ALL, complete=True)
    assert (found["low"][0], found["high"][0]) == (3, inf)


def test_fewer_fighters_stay_the_lowest_number_beside_more():
    """Four by one and thirty-three by another: four or more, not thirty-three."""
    found = ranges(told(("r", "a", PARTS[0], 4, 4), ("r", "b", PARTS[0], 33, 33)), WHOLE, BY_ALL)
    assert (found["low"][0], found["high"][0]) == (4, inf)


def test_more_fighters_than_any_stated_whole_leave_it_open():
    found = ranges(told(("r", "a", (4, 4)), ("r", "b", PARTS[0], 7, 7)), WHOLE, BY_ALL)
    assert (found["low"][0], found["high"][0]) == (4, inf)
    found = ranges(told(("r", "a", (4, 4)), ("r", "b", PARTS[0], 3, 3)), WHOLE, BY_ALL)
    assert (found["low"][0], found["high"][0]) == (4, 4)


def test_context_is_heard_only_of_who_has_no_other_number_of_the_row(shipped):
    statements = heard(shipped)
    sabratha = statements[statements["incident_id"] == "LY-2016-02-19-sabratha"]
    assert set(sabratha.loc[sabratha["claimant"] == "press", "high"]) >= {40.0, 50.0}
    uwaynat = statements[statements["incident_id"] == "LY-2018-11-29-al-uwaynat"]
    assert not ((uwaynat["claimant"] == "local") & (uwaynat["unit"] == WHOLE)).any()
    assert "workbook" not in set(statements["claimant"])


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
