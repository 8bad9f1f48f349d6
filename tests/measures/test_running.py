"""A running total of interval-censored rows, held to the bounded counts that it must equal."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.counts import total
from analysis.measures.rules import Rule
from analysis.measures.running import running
from analysis.record.schema import Coverage

FIRST = date(2001, 1, 1)
COVERAGE = Coverage(FIRST - timedelta(days=30), FIRST + timedelta(days=60))


def rows(*items):
    """Incidents from (first day, last day, minimum, maximum), days counted from `FIRST`."""
    return pd.DataFrame(
        {
            "incident_id": [f"row-{number}" for number in range(len(items))],
            "start_date": pd.to_datetime([FIRST + timedelta(days=a) for a, *_ in items]),
            "end_date": pd.to_datetime([FIRST + timedelta(days=b) for _, b, *_ in items]),
            "attribution": pd.Series(["announced"] * len(items), dtype=object),
            "strikes_min": pd.array([low for *_, low, _ in items], dtype="Int64"),
            "strikes_max": pd.array([high for *_, high in items], dtype="Int64"),
        }
    )


def bounds(incidents, days):
    table = running(incidents, Rule(), FIRST, FIRST + timedelta(days=days - 1))
    return [(low, None if pd.isna(high) else high) for low, high in zip(table["low"], table["high"], strict=True)]


def test_a_row_counts_in_full_from_its_last_day_and_may_count_from_its_first():
    assert bounds(rows((0, 0, 5, 5), (1, 2, 3, 3)), 4) == [(5, 5), (5, 8), (8, 8), (8, 8)]


def test_an_open_maximum_stays_open_from_its_first_day_on():
    assert bounds(rows((1, 1, 1, None)), 3) == [(0, 0), (1, None), (1, None)]


def test_a_row_that_began_before_the_first_day_may_have_fallen_before_it():
    assert bounds(rows((-2, 1, 4, 4)), 3) == [(0, 4), (0, 4), (0, 4)]


def test_a_row_that_ended_before_the_first_day_is_not_counted():
    assert bounds(rows((-5, -1, 4, 4)), 2) == [(0, 0), (0, 0)]


def test_no_day_gives_no_row():
    assert bounds(rows((0, 0, 5, 5)), 0) == []


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(-8, 12), st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=8
    )
)
def test_each_day_equals_the_bounded_count_up_to_it(spans):
    incidents = rows(*((a, a + length, low, None if more is None else low + more) for a, length, low, more in spans))
    for number, (low, high) in enumerate(bounds(incidents, 10)):
        expected = total(incidents, Rule(), COVERAGE, FIRST, FIRST + timedelta(days=number))
        assert (low, high) == (expected.low, expected.high)
