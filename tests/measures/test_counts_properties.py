"""What bounded counts must satisfy whatever the rows: invariants, and bounds that enumeration finds to be tight."""

from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.bounds import Bounds
from analysis.measures.counts import count, total
from analysis.measures.rules import ADMITTED, Rule
from analysis.record.schema import Coverage

START = date(2015, 11, 1)
DAYS = 151
"""Five months, so that a row can touch several and a year ends among them."""
COVERAGE = Coverage(START, START + timedelta(days=DAYS - 1))
STRIKES = Rule("strikes", "alleged")
REGIONS = ("North", "East", "South")
ATTRIBUTIONS = ADMITTED["alleged"]


def day(number: int) -> date:
    return START + timedelta(days=number)


def frame(rows: list[dict]) -> pd.DataFrame:
    """Rows as the record types them."""
    table = pd.DataFrame(rows, columns=["start", "end", "low", "high", "attribution", "region"])
    number = {
        name: pd.array(table[name].astype(object).where(table[name].notna(), None), dtype="Int64")
        for name in ("low", "high")
    }
    return pd.DataFrame(
        {
            "incident_id": pd.Series([f"row-{place}" for place in range(len(rows))], dtype="str"),
            "start_date": pd.to_datetime(table["start"].map(day)),
            "end_date": pd.to_datetime(table["end"].map(day)),
            "attribution": pd.Categorical(table["attribution"], categories=ATTRIBUTIONS, ordered=True),
            "region": pd.Categorical(table["region"], categories=REGIONS, ordered=True),
            "strikes_min": number["low"],
            "strikes_max": number["high"],
        }
    )


@st.composite
def a_row(draw, days: int = DAYS, most: int = 9) -> dict:
    """One row: days that it may cross months with, and a number stated in full, in part or not at all."""
    start = draw(st.integers(0, days - 1))
    end = draw(st.integers(start, min(days - 1, start + draw(st.sampled_from([0, 0, 3, 40, 100])))))
    low = draw(st.none() | st.integers(0, most))
    high = draw(st.none() | st.integers(low or 0, most))
    attribution = draw(st.sampled_from(ATTRIBUTIONS))
    return {
        "start": start,
        "end": end,
        "low": low,
        "high": high,
        "attribution": attribution,
        "region": draw(st.none() | st.sampled_from(REGIONS)),
    }


some = settings(deadline=None, max_examples=40)
some_rows = st.lists(a_row(), max_size=8)
a_window = st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)).map(sorted)
groupings = st.sampled_from([(), "month", "quarter", "year", "region", ("month", "region")])


@given(some_rows, st.randoms(use_true_random=False), groupings)
@some
def test_the_order_of_rows_does_not_matter(rows, random, by):
    table = frame(rows)
    shuffled = table.sample(frac=1, random_state=random.randrange(2**32))
    one, other = (count(each, STRIKES, COVERAGE, by=by) for each in (table, shuffled))
    for name in ("rows", "left_out"):
        one[name], other[name] = one[name].map(sorted), other[name].map(sorted)
    pd.testing.assert_frame_equal(one, other)


@given(some_rows, a_window, st.data())
@some
def test_splitting_a_period_loses_no_strike(rows, window, data):
    table, (first, last) = frame(rows), window
    edge = data.draw(st.integers(first, last), label="first day of the second part")
    whole = total(table, STRIKES, COVERAGE, day(first), day(last))
    parts = [(first, edge - 1), (edge, last)] if edge > first else [(first, last)]
    counts = [total(table, STRIKES, COVERAGE, day(a), day(b)) for a, b in parts]
    assert whole.low >= sum(part.low for part in counts)
    assert whole.upper <= sum(part.upper for part in counts)
    if not any(row["start"] < edge <= row["end"] for row in rows):
        assert (whole.low, whole.upper) == (sum(part.low for part in counts), sum(part.upper for part in counts))


@given(some_rows, a_window)
@some
def test_the_months_hold_between_them_what_the_whole_holds(rows, window):
    table, (first, last) = frame(rows), window
    whole = total(table, STRIKES, COVERAGE, day(first), day(last))
    months = count(table, STRIKES, COVERAGE, by="month", since=day(first), until=day(last))
    assert months["low"].sum() <= whole.low
    assert whole.upper <= months["high"].astype("float64").fillna(float("inf")).sum()
    assert set(whole.rows) == {row for rows in months["rows"] for row in rows}
    assert set(whole.left_out) == {row for rows in months["left_out"] for row in rows}


@given(some_rows, a_window)
@some
def test_categories_share_out_the_whole_exactly(rows, window):
    table, (first, last) = frame(rows), window
    whole = total(table, STRIKES, COVERAGE, day(first), day(last))
    regions = count(table, STRIKES, COVERAGE, by="region", since=day(first), until=day(last))
    assert regions["low"].sum() == whole.low
    assert regions["high"].astype("float64").fillna(float("inf")).sum() == whole.upper


@given(some_rows, a_window, groupings, st.data())
@some
def test_a_row_outside_the_window_or_the_rule_changes_nothing(rows, window, by, data):
    (first, last), rule = window, Rule("strikes", "announced")
    elsewhere = a_row().filter(
        lambda row: row["end"] < first or row["start"] > last or row["attribution"] != "announced"
    )
    extra = data.draw(elsewhere, label="row elsewhere")
    without, with_it = (
        count(frame(each), rule, COVERAGE, by=by, since=day(first), until=day(last)) for each in (rows, [*rows, extra])
    )
    pd.testing.assert_frame_equal(without, with_it)


@given(some_rows, a_window, groupings)
@some
def test_bounds_never_cross(rows, window, by):
    first, last = window
    table = count(frame(rows), STRIKES, COVERAGE, by=by, since=day(first), until=day(last))
    assert (table["low"] >= 0).all()
    assert (table["low"] <= table["high"]).fillna(True).all()


@given(some_rows, a_window, st.sampled_from(list(ADMITTED)))
@some
def test_the_total_is_the_single_row_of_the_count(rows, window, attribution):
    table, (first, last), rule = frame(rows), window, Rule("strikes", attribution)
    whole = total(table, rule, COVERAGE, day(first), day(last))
    row = count(table, rule, COVERAGE, since=day(first), until=day(last)).iloc[0]
    again = Bounds.from_row(row, whole.unit)
    assert (again, again.rows, again.left_out) == (whole, whole.rows, whole.left_out)


@given(some_rows, a_window)
@some
def test_each_attribution_counts_all_that_the_narrower_one_does(rows, window):
    table, (first, last) = frame(rows), window
    narrow, middle, wide = (total(table, Rule("strikes", name), COVERAGE, day(first), day(last)) for name in ADMITTED)
    assert narrow.low <= middle.low <= wide.low
    assert narrow.upper <= middle.upper <= wide.upper
    assert set(narrow.rows) <= set(middle.rows) <= set(wide.rows)
    assert set(narrow.left_out) <= set(middle.left_out) <= set(wide.left_out)


@given(some_rows, a_window, st.data())
@some
def test_rows_that_only_may_belong_widen_the_count_at_both_ends(rows, window, data):
    table, (first, last) = frame(rows), window
    may = pd.Series(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)
    without, perhaps, surely = (
        total(table, STRIKES, COVERAGE, day(first), day(last), keep=keep, possible=possible)
        for keep, possible in ((~may, None), (None, may), (None, None))
    )
    assert perhaps.low == without.low
    assert perhaps.upper == surely.upper


# Tightness. Every strike of every row is put on every day that the row allows, and the totals of each month are looked
# up among all outcomes: nothing of the method under test is used.

OPEN = 1
"""Strikes tried beyond the minimum of a row without a maximum; its months are only tested for being open."""


def outcomes(row: dict, months: list[tuple[int, int]]) -> set[tuple[int, ...]]:
    """What one row can add to each month, over every number of strikes and every choice of days."""
    least = row["low"] or 0
    most = least + OPEN if row["high"] is None else row["high"]
    return {
        tuple(sum(first <= strike <= last for strike in strikes) for first, last in months)
        for number in range(least, most + 1)
        for strikes in combinations_with_replacement(range(row["start"], row["end"] + 1), number)
    }


@given(st.lists(a_row(days=75, most=2), max_size=3), st.tuples(st.integers(0, 74), st.integers(0, 74)).map(sorted))
@settings(some, max_examples=100)
def test_some_placement_attains_each_bound_and_none_goes_beyond(rows, window):
    first, last = window
    table = count(frame(rows), STRIKES, COVERAGE, by="month", since=day(first), until=day(last))
    november, december, january = (0, 29), (30, 60), (61, 91)
    months = [(max(a, first), min(b, last)) for a, b in (november, december, january) if a <= last and b >= first]
    totals = [
        [sum(added) for added in zip(*choice, strict=True)] or [0] * len(months)
        for choice in product(*(outcomes(row, months) for row in rows))
    ]
    for place, (start, end) in enumerate(months):
        reached = [each[place] for each in totals]
        is_open = any(row["high"] is None and row["start"] <= end and row["end"] >= start for row in rows)
        assert table["low"][place] == min(reached)
        assert pd.isna(table["high"][place]) == is_open
        assert is_open or table["high"][place] == max(reached)
