"""Ticks: as fine as their names allow, and named without the machine's locale."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts.days import ROOM, ticks
from analysis.charts.labels import text_width

DAYS = st.dates(date(1900, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("since", "until", "names"),
    [
        (date(2012, 1, 1), date(2021, 12, 31), [str(year) for year in range(2012, 2022)]),
        (date(2016, 8, 1), date(2016, 12, 19), ["Aug 2016", "Sep", "Oct", "Nov", "Dec"]),
        (
            date(2016, 11, 15),
            date(2017, 2, 15),
            ["Dec 2016", "Jan 2017", "Feb"],
        ),
        (date(2016, 8, 1), date(2016, 8, 1), ["1 Aug 2016"]),
        (date(2016, 8, 30), date(2016, 9, 2), ["30 Aug 2016", "31 Aug", "1 Sep", "2 Sep"]),
        (date(1950, 1, 1), date(2090, 12, 31), [str(year) for year in range(1950, 2091, 10)]),
    ],
)
def test_names_of_days(since, until, names):
    assert [tick.words for tick in ticks(since, until, 524)] == names


def test_ticks_of_months_stand_in_their_middle_where_months_are_drawn_whole():
    first, *_ = ticks(date(2016, 1, 1), date(2016, 12, 31), 524, "month")
    assert (first.words, first.position) == ("Jan 2016", date(2016, 1, 1).toordinal() + 15.5)


@settings(max_examples=30)
@given(DAYS, st.integers(0, 40_000), st.sampled_from(["day", "month"]))
def test_ticks_lie_within_the_axis_and_their_names_do_not_touch(since, length, whole):
    until = since + timedelta(days=length)
    found = ticks(since, until, 524, whole)
    assert found
    points = 524 / (length + 1)
    assert all(since.toordinal() <= tick.position <= until.toordinal() + 1 for tick in found)
    for one, other in pairwise(found):
        room = (other.position - one.position) * points
        assert room >= ROOM * (text_width(one.words) + text_width(other.words)) / 2
