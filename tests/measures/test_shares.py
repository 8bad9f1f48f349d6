"""Shares of categories: against every reading of small records, by hand, and at the ends that are not attained."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.bounds import Bounds
from analysis.measures.comparison import Reading
from analysis.measures.counts import Window
from analysis.measures.rules import Rule
from analysis.measures.shares import Share, region_shares, share_of, shares_of
from analysis.record.schema import Unit
from tests.measures.plain import examples, invented

UNIT = Unit("strikes", "strike")
REGIONS = ("Litoral", "Planalto", "Selva")
FIRST, LAST = date(1988, 3, 4), date(1988, 3, 8)
"""The days looked at; all of them lie after the campaign."""
PLENTY = 10**9
"""A number for rows that state no maximum: shares near their ends are within a millionth of them."""


@st.composite
def some_rows(draw) -> list[dict]:
    """A few rows around the edges of the days, with small numbers, and some without a maximum or a region."""
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        start = date(1988, 3, 2) + timedelta(days=draw(st.integers(0, 8)))
        low = draw(st.sampled_from([None, 0, 1, 2]))
        rows.append(
            {
                "start": start,
                "end": start + timedelta(days=draw(st.sampled_from([0, 0, 3]))),
                "min": low,
                "max": draw(st.sampled_from([low or 0, (low or 0) + 2, None])),
                "region": draw(st.sampled_from([*REGIONS[:2], None])),
            }
        )
    return rows


def recorded(rows: list[dict]):
    """The invented record with these rows alone, announced and of no campaign."""
    record = invented()
    frame = pd.DataFrame(
        {name: pd.Series([None] * len(rows), dtype=kind) for name, kind in record.incidents.dtypes.items()}
    )
    frame["incident_id"] = pd.Series([f"row-{number}" for number in range(len(rows))], dtype="str")
    for name, key in {"start_date": "start", "end_date": "end"}.items():
        frame[name] = pd.to_datetime([row[key] for row in rows]).astype(record.incidents[name].dtype)
    for name, key in {"strikes_min": "min", "strikes_max": "max"}.items():
        frame[name] = pd.array([row[key] for row in rows], dtype="Int64")
    for name, values in {"region": [row["region"] for row in rows], "attribution": ["announced"] * len(rows)}.items():
        frame[name] = pd.Series(values, dtype=record.incidents[name].dtype)
    return replace(record, incidents=frame)


def possible(row: dict) -> list[int]:
    """Numbers of strikes that a row may have had within the days; of an open row its least, one more and plenty."""
    if row["end"] < FIRST or row["start"] > LAST:
        return [0]
    low, high = row["min"] or 0, row["max"]
    inside = row["start"] >= FIRST and row["end"] <= LAST
    numbers = [low, low + 1, PLENTY] if high is None else list(range(low, high + 1))
    return numbers if inside else sorted({part for number in numbers for part in (0, 1, number) if part <= number})


def every_share(rows: list[dict], region: str) -> set[Fraction]:
    """The share of a region under every assignment of numbers, and of regions to the rows that state none."""
    touched = [row for row in rows if row["end"] >= FIRST and row["start"] <= LAST]
    found = set()
    places = [REGIONS if row["region"] is None else (row["region"],) for row in touched]
    for numbers in product(*map(possible, touched)):
        for where in product(*places):
            if total := sum(numbers):
                own = sum(number for number, place in zip(numbers, where, strict=True) if place == region)
                found.add(Fraction(own, total))
    return found


@given(some_rows())
@examples(400)
def test_no_reading_of_the_rows_leaves_the_bounds_and_some_reading_attains_each(rows):
    shares = region_shares(recorded(rows), Reading(Rule("strikes")), "after", Window(FIRST, LAST))
    for region in REGIONS:
        share, found = shares[region], every_share(rows, region)
        if not found:
            assert (share.low, share.high) == (None, None)
            continue
        assert share.low <= min(found)
        assert share.high >= max(found)
        assert (share.low in found) == share.low_reached
        assert (share.high in found) == share.high_reached
        assert float(min(found) - share.low) < 1e-6
        assert float(share.high - max(found)) < 1e-6


@given(some_rows(), some_rows())
@examples(200)
def test_one_share_is_above_another_only_where_it_is_in_every_reading(rows, others):
    """Rows of two records are independent of one another."""
    one, other = (
        region_shares(recorded(some), Reading(Rule("strikes")), "after", Window(FIRST, LAST))["Litoral"]
        for some in (rows, others)
    )
    found, beside = every_share(rows, "Litoral"), every_share(others, "Litoral")
    if found and beside:
        if one.above(other):
            assert min(found) > max(beside)
        if one.not_above(other):
            assert max(found) <= min(beside)


def bounds(low: int, high: int | None) -> Bounds:
    return Bounds(UNIT, low, high)


def test_a_share_is_no_quotient_of_separate_bounds():
    """The example of docs/methods.md: 4 to 9 in one region and 1 in the other."""
    share = share_of(bounds(4, 9), bounds(0, 0), bounds(1, 1))
    assert (share.low, share.high) == (Fraction(4, 5), Fraction(9, 10))


def test_rows_without_a_region_count_against_a_share_and_then_for_it():
    share = share_of(bounds(9, 9), bounds(5, 5), bounds(4, 4))
    assert (share.low, share.high) == (Fraction(9, 18), Fraction(14, 18))


def test_an_open_maximum_is_come_near_to_and_not_attained():
    elsewhere = share_of(bounds(9, 9), bounds(0, 0), bounds(4, None))
    assert (elsewhere.low, elsewhere.low_reached, elsewhere.high) == (0, False, Fraction(9, 13))
    own = share_of(bounds(9, None), bounds(0, 0), bounds(4, 4))
    assert (own.low, own.high, own.high_reached) == (Fraction(9, 13), 1, False)
    assert elsewhere.above(share_of(bounds(0, 0), bounds(0, 0), bounds(3, 3)))


def test_all_of_a_number_that_nobody_knows_is_all():
    share = share_of(bounds(0, None), bounds(0, 0), bounds(0, 0))
    assert (share.low, share.high, share.vacuous) == (1, 1, True)


def test_nothing_has_no_share():
    share = share_of(bounds(0, 0), bounds(0, 0), bounds(0, 0))
    assert (share.low, share.high) == (None, None)
    assert not share.above(share)
    assert not share.not_above(share)


def test_days_that_are_not_covered_have_no_share():
    unknown = Bounds(UNIT, None, None, covered=False)
    assert share_of(unknown, unknown, unknown).low is None


def test_rows_that_do_not_say_their_region_have_a_share_of_their_own():
    shares = shares_of({"a": bounds(3, 3), "b": bounds(1, 2), None: bounds(1, 1)}, UNIT)
    assert (shares[None].low, shares[None].high) == (Fraction(1, 6), Fraction(1, 5))
    assert shares[None].perhaps == bounds(0, 0)


def numbers(share: Share) -> tuple[Fraction | None, Fraction | None]:
    return share.low, share.high


def test_the_shares_of_the_shipped_record_by_hand(shipped):
    """The example of docs/methods.md."""
    window = Window.of(shipped.coverage)
    after = region_shares(shipped, Reading(Rule("events")), "after", window)
    assert numbers(after["Fezzan"]) == (Fraction(9, 18), Fraction(14, 18))
    assert numbers(after["Cyrenaica"]) == (0, Fraction(5, 18))
    campaign = region_shares(shipped, Reading(Rule("events")), "campaign", window)
    assert numbers(campaign["Tripolitania"]) == (1, 1)
    assert numbers(region_shares(shipped, Reading(Rule("events")), "before", window)["Fezzan"]) == (0, 0)


def test_what_extends_the_campaign_lies_where_the_reading_puts_it(sarovia):
    """Three strikes of 29 April 1987 in the Litoral, after the siege and not on its days."""
    window = Window.of(sarovia.coverage)
    found = {
        (placement, role): region_shares(sarovia, Reading(Rule("strikes"), placement), role, window)[
            "Litoral"
        ].number.low
        for placement in ("after", "campaign", "apart")
        for role in ("campaign", "after")
    }
    assert found == {
        ("after", "campaign"): 120,
        ("after", "after"): 3,
        ("campaign", "campaign"): 123,
        ("campaign", "after"): 0,
        ("apart", "campaign"): 120,
        ("apart", "after"): 0,
    }


def test_a_period_without_a_day_in_the_window_has_no_shares(sarovia):
    assert region_shares(sarovia, Reading(Rule()), "after", Window(date(1984, 3, 1), date(1984, 3, 1))) == {}


def test_a_region_that_does_not_settle_which_counts_as_not_stated(sarovia):
    categories = [replace(one, mixed=one.value == "Selva") for one in sarovia.schema["incidents"]["region"].categories]
    table = sarovia.schema["incidents"]
    fields = tuple(replace(one, categories=tuple(categories)) if one.name == "region" else one for one in table.fields)
    tables = {**sarovia.schema.tables, "incidents": replace(table, fields=fields)}
    mixed = replace(sarovia, schema=replace(sarovia.schema, tables=tables))
    shares = region_shares(mixed, Reading(Rule("events")), "after", Window.of(sarovia.coverage))
    assert "Selva" not in shares
    assert numbers(shares["Litoral"]) == (Fraction(1, 3), 1)
