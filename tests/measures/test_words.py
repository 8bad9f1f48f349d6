"""Numbers and days as sentences write them."""

import math
from datetime import date

import pytest

from analysis.measures.words import about, counted_in_words, day, days, month, plural, short_days, span, were


def test_a_day_is_written_out():
    assert day(date(2016, 8, 1)) == "1 August 2016"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2016, 8, 1), date(2016, 8, 1), "1 August 2016"),
        (date(2016, 8, 1), date(2016, 8, 31), "1 to 31 August 2016"),
        (date(2016, 9, 26), date(2016, 10, 1), "26 September to 1 October 2016"),
        (date(2016, 12, 20), date(2019, 12, 31), "20 December 2016 to 31 December 2019"),
    ],
)
def test_a_span_says_once_what_both_ends_share(start, end, words):
    assert days(start, end) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2016, 8, 1), date(2016, 8, 1), "1 Aug 2016"),
        (date(2016, 8, 1), date(2016, 8, 31), "1 to 31 Aug 2016"),
        (date(2016, 9, 26), date(2016, 10, 1), "26 Sep to 1 Oct 2016"),
        (date(2016, 12, 31), date(2017, 1, 1), "31 Dec 2016 to 1 Jan 2017"),
    ],
)
def test_a_span_in_a_list_is_short(start, end, words):
    assert short_days(start, end) == words


def test_a_month_has_its_name():
    assert month("2016-08") == "August 2016"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (105.319, "105"),
        (0.6233, "0.623"),
        (0.65, "0.65"),
        (1234.5, "1,234"),
        (37.5, "37.5"),
        (0.00012345, "0.000123"),
        (100, "100"),
        (9.999, "10"),
        (math.inf, "without limit"),
    ],
)
def test_a_computed_number_has_three_digits_that_count(value, words):
    assert about(value) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.62, 0.65, "0.62 to 0.65"),
        (0.65, math.inf, "at least 0.65"),
        (105.31, 105.34, "105"),
        (0, 3, "0 to 3"),
    ],
)
def test_two_computed_ends_read_as_one_number_where_they_agree(low, high, words):
    assert span(low, high) == words


def test_nouns_and_verbs_follow_their_count():
    assert [plural(count, "event") for count in (0, 1, 2, 1107)] == ["0 events", "1 event", "2 events", "1,107 events"]
    assert plural(2, "person", "people") == "2 people"
    assert [were(count) for count in (0, 1, 2)] == ["were", "was", "were"]


def test_a_small_count_is_spelled_and_a_large_one_written():
    words = [counted_in_words(count) for count in (0, 1, 9, 12, 13, 1200)]
    assert words == ["no", "one", "nine", "twelve", "13", "1,200"]
