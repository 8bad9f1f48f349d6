"""What the statements about one row come to: by brute force, one by one, and whatever is said next."""

from itertools import product
from math import inf, isnan

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.toll_ranges import BY_ALL, DEAD, PARTS, WHOLE, heard, ranges

MOST = 4
"""The largest stated number of the brute force."""
NUMBERS = st.integers(0, MOST)
INTERVALS = st.tuples(NUMBERS, NUMBERS | st.none()).map(
    lambda ends: (ends[0], inf) if ends[1] is None else (min(ends), max(ends))
)
ROWS, CLAIMANTS = ("r1", "r2", "r3"), ("a", "b", "c")
STATEMENTS = st.tuples(st.sampled_from(ROWS), st.sampled_from(CLAIMANTS), st.sampled_from(DEAD), INTERVALS)


def told(*statements):
    """Statements as `heard` returns them, from (row, claimant, unit, (low, high)) or a number for both ends."""
    both = [(row, who, unit, ends if isinstance(ends, tuple) else (ends, ends)) for row, who, unit, ends in statements]
    lines = [(row, who, unit, *ends) for row, who, unit, ends in both]
    return pd.DataFrame(lines, columns=["incident_id", "claimant", "unit", "low", "high"])


def found(*statements, unit=WHOLE, complete=False):
    """The ends of the only row that the statements are about."""
    row = ranges(told(*statements), BY_ALL, complete=complete).iloc[0]
    return row[f"{unit}_min"], row[f"{unit}_max"]


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


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ROWS), st.sampled_from(CLAIMANTS), INTERVALS), min_size=1, max_size=7))
def test_a_sum_holds_every_choice_of_one_claimants_sharpest_statement_and_some_choice_attains_each_end(statements):
    table = ranges(told(*((row, who, WHOLE, ends) for row, who, ends in statements)), BY_ALL)
    by_row = {}
    for row, who, interval in statements:
        by_row.setdefault(row, {}).setdefault(who, []).append(interval)
    choices = [
        {number for own in by_claimant.values() for one in sharpest(own) for number in allowed(one)}
        for by_claimant in by_row.values()
    ]
    sums = {sum(choice) for choice in product(*choices)}
    assert table["killed_min"].sum() == min(sums)
    if table["killed_max"].max() < inf:
        assert table["killed_max"].sum() == max(sums)
    else:
        every = [own for by_claimant in by_row.values() for own in by_claimant.values()]
        assert any(one[1] == inf for own in every for one in sharpest(own))


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=3), st.lists(NUMBERS, min_size=1, max_size=3))
def test_a_whole_that_nobody_numbers_has_the_lowest_maximum_of_its_parts_as_people_may_be_in_both(fighters, civilians):
    """By brute force: each of the dead is a fighter, a civilian, both or neither; one statement of each is right."""
    statements = [("r", "a", PARTS[0], number) for number in fighters]
    statements += [("r", "a", PARTS[1], number) for number in civilians]
    worlds = product(range(MOST + 1), repeat=4)  # fighters alone, civilians alone, both, neither
    wholes = {sum(world) for world in worlds if world[0] + world[2] in fighters and world[1] + world[2] in civilians}
    assert found(*statements) == (min(wholes), inf)


@settings(deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=8))
def test_no_row_has_fewer_dead_than_fighters_or_than_civilians(statements):
    table = ranges(told(*statements), BY_ALL)
    for part in PARTS:
        counted = table[table[f"{part}_min"].notna()]
        assert (counted["killed_min"] >= counted[f"{part}_min"]).all()
        assert (counted["killed_max"] >= counted[f"{part}_max"]).all()
        assert table["killed_min"].sum() >= counted[f"{part}_min"].sum()


@settings(deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=7), INTERVALS, st.sampled_from(DEAD))
def test_what_another_claimant_adds_of_a_number_that_is_stated_never_narrows_it(statements, more, unit):
    row = statements[0][0]
    before = ranges(told(*statements), BY_ALL).set_index(BY_ALL).loc[row]
    after = ranges(told(*statements, (row, "someone else", unit, more)), BY_ALL).set_index(BY_ALL).loc[row]
    stated = {one[2] for one in statements if one[0] == row}
    for name in stated:
        assert after[f"{name}_min"] <= before[f"{name}_min"]
        assert after[f"{name}_max"] >= before[f"{name}_max"]


@settings(deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=8))
def test_the_assumption_that_counts_are_complete_only_narrows(statements):
    plain, complete = (ranges(told(*statements), BY_ALL, complete=each) for each in (False, True))
    assert (plain["killed_min"] <= complete["killed_min"]).all()
    assert (complete["killed_min"] <= complete["killed_max"]).all()
    assert (complete["killed_max"] <= plain["killed_max"]).all()


def test_at_least_so_many_beside_the_number_itself_says_nothing_more_of_the_same_claimant():
    own = [("r", "a", WHOLE, (43, inf)), ("r", "a", WHOLE, 43), ("r", "a", WHOLE, (49, inf)), ("r", "a", WHOLE, 49)]
    assert found(*own) == (43, 49)


def test_at_least_so_many_of_one_claimant_is_not_dropped_for_the_number_of_another():
    assert found(("r", "a", WHOLE, (1, inf)), ("r", "b", WHOLE, 11)) == (1, inf)
    assert found(("r", "a", PARTS[0], (1, inf)), ("r", "b", PARTS[0], 11), unit=PARTS[0]) == (1, inf)


def test_whoever_counts_fewer_dead_has_counted_no_more_fighters():
    statements = ("r", "a", WHOLE, (43, 49)), ("r", "b", PARTS[0], 47)
    assert found(*statements) == (43, 49)
    assert found(*statements, unit=PARTS[0]) == (43, 47)


def test_a_fighter_to_one_and_a_civilian_to_another_died_once():
    statements = ("r", "a", PARTS[0], 11), ("r", "a", PARTS[1], 0), ("r", "b", PARTS[1], 11)
    assert found(*statements) == (11, inf)
    assert found(*statements, complete=True) == (11, 11)


def test_no_civilian_killed_and_a_maximum_of_fighters_leave_the_whole_from_none_up():
    assert found(("r", "a", PARTS[1], 0)) == (0, inf)
    assert found(("r", "a", PARTS[0], (0, 9))) == (0, inf)


def test_numbers_of_two_claimants_are_never_put_together_as_one_account():
    statements = ("r", "a", PARTS[0], 4), ("r", "b", PARTS[1], 3)
    assert found(*statements, complete=True) == (4, inf)


def test_fewer_fighters_stay_the_lowest_number_beside_more():
    """Four by one and thirty-three by another: four or more, not thirty-three."""
    assert found(("r", "a", PARTS[0], 4), ("r", "b", PARTS[0], 33)) == (4, inf)


def test_more_fighters_than_somebodys_whole_leave_it_open():
    assert found(("r", "a", WHOLE, 4), ("r", "b", PARTS[0], 7)) == (4, inf)
    assert found(("r", "a", WHOLE, 4), ("r", "b", PARTS[0], 3)) == (4, 4)


def test_a_unit_of_which_nobody_speaks_has_no_ends():
    assert all(isnan(end) for end in found(("r", "a", WHOLE, 4), unit=PARTS[0]))


def test_only_statements_in_use_are_heard(shipped):
    statements = heard(shipped)
    sabratha = statements[statements["incident_id"] == "LY-2016-02-19-sabratha"]
    assert "press" not in set(sabratha["claimant"])
    ajdabiya = heard(shipped, "disputed").set_index("incident_id").loc[["LY-2015-06-14-ajdabiya"]]
    assert ajdabiya[["claimant", "low", "high"]].to_numpy().tolist() == [["press", 0.0, 30.0]]
    assert "workbook" not in set(statements["claimant"])
