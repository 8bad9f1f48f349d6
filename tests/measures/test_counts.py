"""Bounded counts by example: a few rows, and the answer worked by hand beside them."""

from datetime import date

import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.measures.bounds import Bounds
from analysis.measures.counts import Window, count, total
from analysis.measures.rules import Rule
from analysis.record.schema import Coverage, Unit

YEAR = Coverage(date(2016, 1, 1), date(2016, 12, 31))
STRIKES = Rule("strikes")


def answers(table: pd.DataFrame) -> list[tuple]:
    """Groups, low and high of each row; `None` where a cell is missing."""
    groups = [name for name in table.columns if name not in ("low", "high", "covered", "rows", "left_out")]
    cells = table[[*groups, "low", "high"]].astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))


def months(incidents: pd.DataFrame, since: date, until: date, rule: Rule = STRIKES) -> list[tuple]:
    return answers(count(incidents, rule, YEAR, by="month", since=since, until=until))


def test_a_row_inside_a_month_counts_in_full(incidents):
    rows = incidents("""
        id  start       end         min  max
        a   2016-08-01  2016-08-31  5    5
        b   2016-08-10  .           2    3
    """)
    assert months(rows, date(2016, 8, 1), date(2016, 9, 30)) == [("2016-08", 7, 8), ("2016-09", 0, 0)]


def test_a_row_across_an_edge_may_lie_wholly_on_either_side(incidents):
    rows = incidents("""
        id  start       end         min  max
        a   2016-08-30  2016-09-02  4    4
        b   2016-09-30  .           1    1
    """)
    assert months(rows, date(2016, 8, 1), date(2016, 9, 30)) == [("2016-08", 0, 4), ("2016-09", 1, 5)]


def test_a_span_over_three_months_may_fill_any_of_them(incidents):
    rows = incidents("""
        id  start       end         min  max
        a   2016-08-31  2016-10-01  6    9
    """)
    each = [("2016-08", 0, 9), ("2016-09", 0, 9), ("2016-10", 0, 9), ("2016-11", 0, 0)]
    assert months(rows, date(2016, 8, 1), date(2016, 11, 30)) == each
    assert answers(count(rows, STRIKES, YEAR, by="quarter")) == [
        ("2016Q1", 0, 0),
        ("2016Q2", 0, 0),
        ("2016Q3", 0, 9),
        ("2016Q4", 0, 9),
    ]
    assert answers(count(rows, STRIKES, YEAR)) == [(6, 9)]


def test_a_maximum_nobody_stated_leaves_every_period_it_may_touch_open(incidents):
    rows = incidents("""
        id  start       end         min  max
        a   2016-08-30  2016-09-02  2    .
        b   2016-09-10  .           3    3
        c   2016-10-10  .           1    1
    """)
    assert months(rows, date(2016, 8, 1), date(2016, 10, 31)) == [
        ("2016-08", 0, None),
        ("2016-09", 3, None),
        ("2016-10", 1, 1),
    ]


def test_a_row_that_states_nothing_is_left_out_and_leaves_the_count_open(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-10  2    2
        b   2016-08-11  .    .
    """)
    table = count(rows, STRIKES, YEAR, by="month", since=date(2016, 8, 1), until=date(2016, 8, 31))
    assert answers(table) == [("2016-08", 2, None)]
    assert (table["rows"][0], table["left_out"][0]) == (("a",), ("b",))


def test_a_maximum_without_a_minimum_adds_nothing_to_the_lower_bound(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-10  .    4
        b   2016-08-11  1    1
    """)
    table = count(rows, STRIKES, YEAR, by="month", since=date(2016, 8, 1), until=date(2016, 8, 31))
    assert answers(table) == [("2016-08", 1, 5)]
    assert (table["rows"][0], table["left_out"][0]) == (("a", "b"), ())


def test_the_window_cuts_rows_and_periods_alike(incidents):
    rows = incidents("""
        id       start       end         min  max
        before   2016-08-01  2016-08-04  1    1
        across   2016-08-04  2016-08-05  2    2
        inside   2016-08-05  2016-08-20  4    4
        beyond   2016-08-20  2016-08-21  8    8
        after    2016-08-21  2016-08-31  16   16
    """)
    table = count(rows, STRIKES, YEAR, since=date(2016, 8, 5), until=date(2016, 8, 20))
    assert answers(table) == [(4, 14)]
    assert table["rows"][0] == ("across", "inside", "beyond")
    assert months(rows, date(2016, 8, 5), date(2016, 8, 20)) == [("2016-08", 4, 14)]


def test_a_window_of_one_day_counts_the_rows_of_that_day(incidents):
    rows = incidents("""
        id  start       end         min  max
        a   2016-08-05  .           3    3
        b   2016-08-04  2016-08-06  5    5
        c   2016-08-06  .           7    7
    """)
    the_fifth = {"since": date(2016, 8, 5), "until": date(2016, 8, 5)}
    assert answers(count(rows, STRIKES, YEAR, **the_fifth)) == [(3, 8)]
    assert answers(count(rows, STRIKES, YEAR, by="year", **the_fifth)) == [(2016, 3, 8)]


def test_every_category_has_a_row_in_declared_order(incidents):
    rows = incidents("""
        id  start       region  min  max
        a   2016-08-05  South   2    2
        b   2016-08-06  North   1    1
    """)
    assert answers(count(rows, STRIKES, YEAR, by="region")) == [("North", 1, 1), ("East", 0, 0), ("South", 2, 2)]


def test_rows_without_a_category_are_a_group_of_their_own_at_the_end(incidents):
    rows = incidents("""
        id  start       region  min  max
        a   2016-08-05  .       2    2
        b   2016-08-06  North   1    1
    """)
    table = count(rows, STRIKES, YEAR, by="region")
    assert answers(table) == [("North", 1, 1), ("East", 0, 0), ("South", 0, 0), (None, 2, 2)]
    assert table["region"].iloc[-1] is None


def test_a_row_the_rule_leaves_out_makes_no_group(incidents):
    rows = incidents("""
        id  start       region  attribution  min  max
        a   2016-08-05  .       alleged      2    2
        b   2016-08-06  North   announced    1    1
    """)
    assert [group for group, *_ in answers(count(rows, STRIKES, YEAR, by="region"))] == ["North", "East", "South"]


def test_periods_are_crossed_with_categories(incidents):
    rows = incidents("""
        id  start       end         region  min  max
        a   2016-08-31  2016-09-01  South   2    2
        b   2016-09-06  .           .       1    .
    """)
    autumn = {"since": date(2016, 8, 1), "until": date(2016, 9, 30)}
    assert answers(count(rows, STRIKES, YEAR, by=("month", "region"), **autumn)) == [
        ("2016-08", "North", 0, 0),
        ("2016-09", "North", 0, 0),
        ("2016-08", "East", 0, 0),
        ("2016-09", "East", 0, 0),
        ("2016-08", "South", 0, 2),
        ("2016-09", "South", 0, 2),
        ("2016-08", None, 0, 0),
        ("2016-09", None, 1, None),
    ]


def test_two_periods_or_two_columns_are_refused(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-05  2    2
    """)
    with pytest.raises(ParameterError) as refused:
        count(rows, STRIKES, YEAR, by=("region", "campaign"))
    advice = "by: region and campaign do not go together. Name one period, one column or both."
    assert str(refused.value) == advice
    with pytest.raises(ParameterError, match="by: year and month do not go together"):
        count(rows, STRIKES, YEAR, by=("year", "month"))


def test_a_year_is_a_number_and_a_month_is_text(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-05  2    2
    """)
    assert [type(year) for year in count(rows, STRIKES, YEAR, by="year")["year"]] == [int]
    assert list(count(rows, STRIKES, YEAR, by="quarter")["quarter"]) == ["2016Q1", "2016Q2", "2016Q3", "2016Q4"]
    assert list(count(rows, STRIKES, YEAR, by="month")["month"])[::11] == ["2016-01", "2016-12"]


def test_outside_the_coverage_the_answer_is_missing_and_never_zero(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-01-01  2    2
    """)
    table = count(rows, STRIKES, YEAR, by="year", since=date(2015, 1, 1), until=date(2017, 12, 31))
    assert answers(table) == [(2015, None, None), (2016, 2, 2), (2017, None, None)]
    assert list(table["covered"]) == [False, True, False]


def test_a_period_that_the_coverage_cuts_is_not_covered(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-03-20  2    2
        b   2016-04-20  1    1
    """)
    spring = Coverage(date(2016, 3, 15), date(2016, 5, 15))
    table = count(rows, STRIKES, spring, by="month", since=date(2016, 3, 1), until=date(2016, 5, 31))
    assert answers(table) == [("2016-03", None, None), ("2016-04", 1, 1), ("2016-05", None, None)]
    assert answers(count(rows, STRIKES, spring, by="month")) == [
        ("2016-03", 2, 2),  # by default the window is that of the coverage, and so all of it is covered
        ("2016-04", 1, 1),
        ("2016-05", 0, 0),
    ]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (None, date(2015, 12, 31)),
        (date(2017, 1, 1), None),
        (date(2016, 8, 6), date(2016, 8, 4)),
        (date(2016, 9, 1), date(2016, 8, 1)),
    ],
)
def test_a_window_without_a_covered_day_is_not_covered_though_a_row_spans_it(incidents, since, until):
    rows = incidents("""
        id  start       end         min  max
        a   2016-01-01  2016-12-31  2    2
    """)
    assert total(rows, STRIKES, YEAR, since, until) == Bounds(Unit("strikes"), None, None, covered=False)
    table = count(rows, STRIKES, YEAR, since=since, until=until)
    assert (answers(table), list(table["covered"])) == ([(None, None)], [False])
    assert not count(rows, STRIKES, YEAR, by="month", since=since, until=until)["covered"].any()


def test_an_end_that_is_not_named_is_that_of_the_coverage():
    assert Window.of(YEAR) == Window(date(2016, 1, 1), date(2016, 12, 31))
    assert Window.of(YEAR, since=date(2016, 2, 1)).days == 335
    assert Window.of(YEAR, until=date(1999, 12, 31)) == Window(date(1999, 12, 31), date(1999, 12, 31))
    assert Window(date(2016, 2, 2), date(2016, 2, 1)).days == 0


def test_years_far_away_can_be_asked_about(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-05  2    2
    """)
    table = count(rows, STRIKES, YEAR, by="year", since=date(1, 1, 1), until=date(9999, 12, 31))
    assert len(table) == 9999
    assert answers(table[table["covered"]]) == [(2016, 2, 2)]


def test_the_three_attributions_are_nested(incidents):
    rows = incidents("""
        id  start       attribution         min  max
        a   2016-08-05  announced           1    1
        b   2016-08-06  acknowledged-later  2    2
        c   2016-08-07  alleged             4    4
        d   2016-08-08  denied              8    .
    """)
    assert answers(count(rows, Rule("strikes", "announced"), YEAR)) == [(1, 1)]
    assert answers(count(rows, Rule("strikes", "acknowledged"), YEAR)) == [(3, 3)]
    assert answers(count(rows, Rule("strikes", "alleged"), YEAR)) == [(15, None)]


def test_a_rule_counts_the_columns_of_its_own_unit(incidents):
    rows = incidents("""
        id  start       min  max  events_min  events_max  killed_min  killed_max
        a   2016-08-05  5    9    1           1           .           .
        b   2016-08-06  2    2    .           .           0           3
    """)
    assert answers(count(rows, Rule("strikes"), YEAR)) == [(7, 11)]
    assert answers(count(rows, Rule("events"), YEAR)) == [(1, None)]
    assert answers(count(rows, Rule("killed"), YEAR)) == [(0, None)]


def test_a_row_that_only_may_belong_adds_nothing_to_the_minimum(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-05  2    2
        b   2016-08-06  3    4
    """)
    may = pd.Series([False, True])
    assert answers(count(rows, STRIKES, YEAR, possible=may)) == [(2, 6)]
    assert total(rows, STRIKES, YEAR, possible=may) == Bounds(Unit("strikes"), 2, 6)
    assert total(rows, STRIKES, YEAR, keep=~may) == Bounds(Unit("strikes"), 2, 2)


def test_no_incident_at_all_is_zero_inside_the_coverage(incidents):
    none = incidents("""
        id  start       min  max
        a   2016-08-05  2    2
    """).iloc[:0]
    assert answers(count(none, STRIKES, YEAR)) == [(0, 0)]
    assert answers(count(none, STRIKES, YEAR, by="region")) == [("North", 0, 0), ("East", 0, 0), ("South", 0, 0)]


def test_counts_are_whole_numbers_that_can_be_missing(incidents):
    rows = incidents("""
        id  start       min  max
        a   2016-08-05  2    .
    """)
    table = count(rows, STRIKES, YEAR, by="month")
    assert list(table.columns) == ["month", "low", "high", "covered", "rows", "left_out"]
    assert (str(table["low"].dtype), str(table["high"].dtype), str(table["covered"].dtype)) == (
        "Int64",
        "Int64",
        "bool",
    )


@pytest.mark.parametrize(
    ("words", "wrong"), [({"unit": "bombs"}, "unit: 'bombs'"), ({"attribution": "x"}, "attribution: 'x'")]
)
def test_a_rule_refuses_a_word_it_does_not_know(words, wrong):
    with pytest.raises(ParameterError) as refused:
        Rule(**words)
    choices = {
        "unit": "strikes, events, killed, militants_killed or civilians_killed",
        "attribution": "announced, acknowledged or alleged",
    }
    assert str(refused.value) == f"{wrong} is not one of {choices[next(iter(words))]}."
