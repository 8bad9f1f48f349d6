"""A number of the record: how it reads, how it adds, and how it stands to a claim."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.bounds import Bounds
from analysis.record.schema import Unit

STRIKES = Unit("precision strikes", "precision strike")
EVENTS = Unit("strike events", "strike event")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (495, 495, "495 precision strikes"),
        (1, 1, "1 precision strike"),
        (0, 0, "0 precision strikes"),
        (68, 72, "68 to 72 precision strikes"),
        (1, 2, "1 to 2 precision strikes"),
        (14, None, "14 or more precision strikes"),
        (1, None, "1 or more precision strikes"),
        (12_345, 67_890, "12,345 to 67,890 precision strikes"),
    ],
)
def test_a_count_reads_as_an_interval_with_its_unit(low, high, words):
    assert str(Bounds(STRIKES, low, high)) == words
    assert Bounds(STRIKES, low, high).number == words.removesuffix("s").removesuffix(" precision strike")


def test_what_is_not_covered_is_not_zero():
    nothing_known = Bounds(STRIKES, None, None, covered=False)
    assert (str(nothing_known), nothing_known.number) == ("not covered", "not covered")
    assert nothing_known != Bounds(STRIKES, 0, 0)
    assert not nothing_known.exact
    assert not nothing_known.within(0, 10**9)
    assert not nothing_known.apart_from(0, 0)


def test_a_sum_keeps_both_ends_and_all_rows():
    first = Bounds(STRIKES, 2, 5, rows=("a",), left_out=("x",))
    second = Bounds(STRIKES, 1, 1, rows=("b", "c"))
    assert first + second == Bounds(STRIKES, 3, 6)
    assert ((first + second).rows, (first + second).left_out) == (("a", "b", "c"), ("x",))
    assert first + Bounds(STRIKES, 1, None) == Bounds(STRIKES, 3, None)
    assert first + Bounds(STRIKES, None, None, covered=False) == Bounds(STRIKES, None, None, covered=False)


def test_strikes_and_events_are_never_added():
    with pytest.raises(
        ValueError, match=r"^precision strikes and strike events are different units and cannot be added$"
    ):
        Bounds(STRIKES, 1, 1) + Bounds(EVENTS, 1, 1)


def test_a_row_of_a_table_becomes_bounds():
    row = pd.Series({"low": 2, "high": pd.NA, "covered": True, "rows": ("a", "b"), "left_out": ("b",)})
    found = Bounds.from_row(row, STRIKES)
    assert (found, found.rows, found.left_out) == (Bounds(STRIKES, 2, None), ("a", "b"), ("b",))


numbers = st.integers(0, 12)


@given(numbers, st.none() | numbers, numbers, st.none() | numbers)
def test_a_claim_stands_to_the_bounds_as_its_values_do(low, wide, claimed, claimed_wide):
    """Against every value up to 40, which stands for infinity."""
    bounds = Bounds(STRIKES, low, None if wide is None else low + wide)
    highest = float("inf") if claimed_wide is None else claimed + claimed_wide
    possible = set(range(low, 41 if bounds.high is None else bounds.high + 1))
    accepted = {value for value in range(41) if claimed <= value <= highest}
    assert bounds.within(claimed, highest) == (possible <= accepted)
    assert bounds.apart_from(claimed, highest) == (not possible & accepted)
