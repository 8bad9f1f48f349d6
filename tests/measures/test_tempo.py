"""Gaps, quiets and clusters, by hand."""

from datetime import date
from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.rules import Rule
from analysis.measures.tempo import GAP_COLUMNS, dated_events, gaps, longest_quiet, quiet, tightest

YEAR = (date(2018, 1, 1), date(2018, 12, 31))
EVENTS = Rule("events")

SIX = """
    id  start       end         attribution  events_min  events_max
    f   2018-11-29  .           announced    1           1
    a   2018-01-23  .           announced    1           1
    b   2018-03-24  .           announced    1           1
    d   2018-06-13  .           announced    1           1
    c   2018-06-06  .           announced    1           1
    e   2018-08-28  .           announced    1           1
"""


def ids(events: pd.DataFrame | None) -> list[str] | None:
    return None if events is None else list(events["incident_id"])


def test_events_stand_in_order_of_time_whatever_the_order_of_the_table(incidents):
    assert ids(dated_events(incidents(SIX), EVENTS, *YEAR)) == ["a", "b", "c", "d", "e", "f"]


def test_only_one_event_on_one_known_day_of_the_window_is_dated(incidents):
    rows = incidents("""
        id        start       end         attribution         events_min  events_max
        before    2017-12-31  .           announced           1           1
        first     2018-01-01  .           announced           1           1
        nights    2018-02-01  2018-02-03  announced           1           1
        span      2018-03-01  .           announced           .           .
        several   2018-04-01  .           announced           1           3
        admitted  2018-05-01  .           acknowledged-later  1           1
        denied    2018-06-01  .           denied              1           1
        last      2018-12-31  .           announced           1           1
        after     2019-01-01  .           announced           1           1
    """)
    assert ids(dated_events(rows, Rule("events", "announced"), *YEAR)) == ["first", "last"]
    assert ids(dated_events(rows, EVENTS, *YEAR)) == ["first", "admitted", "last"]
    assert ids(dated_events(rows, Rule("events", "alleged"), *YEAR)) == ["first", "admitted", "denied", "last"]


def test_a_gap_is_the_days_between_two_neighbours(incidents):
    table = gaps(dated_events(incidents(SIX), EVENTS, *YEAR))
    assert list(table.columns) == list(GAP_COLUMNS)
    assert list(zip(table["from_id"], table["to_id"], table["days"], strict=True)) == [
        ("a", "b", 60),  # 23 January to 24 March: 8 + 28 + 24
        ("b", "c", 74),  # 24 March to 6 June: 7 + 30 + 31 + 6
        ("c", "d", 7),
        ("d", "e", 76),  # 13 June to 28 August: 17 + 31 + 28
        ("e", "f", 93),  # 28 August to 29 November: 3 + 30 + 31 + 29
    ]


def test_the_longest_quiet_is_the_first_of_those_that_tie(incidents):
    events = dated_events(incidents(SIX), EVENTS, *YEAR)
    assert longest_quiet(events)[["from_id", "to_id", "days"]].tolist() == ["e", "f", 93]
    equal = dated_events(
        incidents("""
            id  start
            a   2018-01-01
            b   2018-01-11
            c   2018-01-21
        """),
        EVENTS,
        *YEAR,
    )
    assert longest_quiet(equal)[["from_id", "to_id", "days"]].tolist() == ["a", "b", 10]


def test_the_time_after_the_last_event_is_a_quiet_without_an_end(incidents):
    events = dated_events(incidents(SIX), EVENTS, *YEAR)
    found = quiet(events, YEAR[1], date(2019, 6, 30))
    assert (found.days, found.open_days, found.unended) == (93, 213, True)  # from 29 November: 1 + 31 + 181
    soon = quiet(events, YEAR[1], date(2018, 12, 31))
    assert (soon.days, soon.open_days, soon.unended) == (93, 32, False)


def test_a_quiet_that_begins_in_time_counts_to_the_event_that_ends_it(incidents):
    events = dated_events(incidents(SIX), EVENTS, *YEAR)
    found = quiet(events, date(2018, 8, 31), date(2019, 6, 30))
    assert found.gap[["from_id", "to_id", "days"]].tolist() == ["e", "f", 93]
    assert (found.last, found.open_days) == (None, 0)


def test_one_day_of_events_has_no_quiet(incidents):
    events = dated_events(incidents(SIX), EVENTS, *YEAR)
    assert quiet(events, date(2018, 1, 31), YEAR[1]) is None


def test_the_tightest_cluster_spans_the_fewest_days_from_first_to_last(incidents):
    events = dated_events(incidents(SIX), EVENTS, *YEAR)
    assert ids(tightest(events, 2)) == ["c", "d"]
    assert ids(tightest(events, 3)) == ["b", "c", "d"]  # 81 days; c to e are 83, a to c 134
    assert ids(tightest(events, 6)) == ["a", "b", "c", "d", "e", "f"]


def test_too_few_events_have_no_gap_no_quiet_and_no_cluster(incidents):
    one = dated_events(incidents(SIX), EVENTS, date(2018, 1, 1), date(2018, 1, 31))
    assert ids(one) == ["a"]
    assert (len(gaps(one)), longest_quiet(one), tightest(one, 2)) == (0, None, None)
    assert gaps(one.iloc[:0]).empty


def test_two_events_of_one_day_are_no_days_apart(incidents):
    rows = incidents("""
        id  start
        b   2018-01-01
        a   2018-01-01
    """)
    events = dated_events(rows, EVENTS, *YEAR)
    assert ids(events) == ["a", "b"]
    assert list(gaps(events)["days"]) == [0]


@given(st.lists(st.integers(0, 364), max_size=12), st.integers(2, 4))
@settings(deadline=None, max_examples=50)
def test_quiet_and_cluster_are_what_a_plain_search_finds(days, size):
    ordered = sorted(days)
    dates = pd.Timestamp(2018, 1, 1) + pd.to_timedelta(ordered, unit="D")
    events = pd.DataFrame({"incident_id": [f"event-{place}" for place in range(len(days))], "start_date": dates})
    steps = [later - earlier for earlier, later in pairwise(ordered)]
    quiet = longest_quiet(events)
    assert (quiet is None) == (not steps)
    assert quiet is None or quiet["days"] == max(steps)
    cluster = tightest(events, size)
    spans = [ordered[place + size - 1] - ordered[place] for place in range(len(ordered) - size + 1)]
    assert (cluster is None) == (not spans)
    assert cluster is None or (cluster["start_date"].iloc[-1] - cluster["start_date"].iloc[0]).days == min(spans)
