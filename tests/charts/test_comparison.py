"""Rates side by side: every number at its place on the axis, zero and infinity included."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.charts import sides
from analysis.measures.comparison import compare_placements
from analysis.measures.rules import Rule

RULE = Rule()


def drawn(record, rule=RULE, since=None, until=None, **options):
    return sides(record, compare_placements(record, rule, since, until), **options)


@pytest.fixture(scope="module")
def chart(shipped):
    return drawn(shipped)


def test_each_side_has_a_row_for_each_count_that_the_placements_give_it(chart, words):
    assert list(chart.table["period"]) == [
        "before the campaign",
        "the campaign on Surt, without the B-2 raid of January 2017",
        "the campaign on Surt, with the B-2 raid of January 2017",
        "after the campaign, with the B-2 raid of January 2017",
        "after the campaign, without the B-2 raid of January 2017",
    ]
    assert "495 precision strikes in 141 days: 105 in 30 days, exact 95 % interval 96.2 to 115" in words(chart)


def test_points_stand_at_the_lower_rates_on_a_logarithmic_axis(chart, artists):
    assert chart.figure.axes[1].get_xscale() == "log"
    points = [point.get_xdata()[0] for point in artists(chart, "least")]
    assert points == pytest.approx(
        [count * 30 / days for count, days in ((3, 1674), (495, 141), (496, 141), (24, 1107), (23, 1107))]
    )


def test_intervals_run_between_their_exact_ends(chart, artists):
    intervals = [tuple(line.get_xdata()) for line in artists(chart, "interval")]
    assert intervals[1] == pytest.approx((96.2443, 115.0191), rel=1e-5)
    assert intervals[4] == pytest.approx((0.39512, 0.93527), rel=1e-4)


def test_rates_of_the_dead_have_no_interval_and_the_chart_says_why(invented, artists, words):
    incidents = invented.incidents.assign(killed_min=2, killed_max=3).astype(
        {"killed_min": "Int64", "killed_max": "Int64"}
    )
    chart = drawn(replace(invented, incidents=incidents), Rule("killed"))
    assert chart.subtitle.endswith("; no interval is given: deaths come in clusters.")
    assert artists(chart, "least")
    assert artists(chart, "interval") == []
    assert not [name for name in chart.table if "interval" in name]
    assert "interval" not in f"{chart.alt} {' '.join(words(chart))}"


def test_an_open_maximum_runs_to_the_edge_and_ends_in_an_arrow(chart, artists):
    edge = chart.figure.axes[1].get_xlim()[1]
    bars = artists(chart, "possible")
    assert [bar.get_x() + bar.get_width() for bar in bars] == pytest.approx([edge] * 3)
    assert all(bar.get_hatch() for bar in bars)
    assert [arrow.get_xdata()[0] for arrow in artists(chart, "open")] == pytest.approx([edge] * 3)


def test_zero_has_a_place_left_of_a_break(shipped, artists, words):
    chart = drawn(shipped, RULE, date(2016, 3, 1), date(2017, 1, 1))
    axes = chart.figure.axes[1]
    zero = axes.get_xticks()[0]
    assert axes.get_xticklabels()[0].get_text() == "0"
    points = [point.get_xdata()[0] for point in artists(chart, "least")]
    assert points == pytest.approx([zero, 495 * 30 / 141, zero])
    (mark,) = artists(chart, "break")
    assert zero < mark.get_xdata()[0] < axes.get_xticks()[1]
    assert "0 precision strikes in 153 days: 0 in 30 days, exact 95 % interval 0 to 0.723" in words(chart)
    assert chart.title.startswith("495 precision strikes in the campaign on Surt and none after the campaign")


def test_without_zero_the_axis_is_not_broken(chart, artists):
    assert artists(chart, "break") == []


def test_the_ratios_stand_below_with_interval_and_tipping_value(chart, words):
    said = words(chart)
    start = said.index("of that after the campaign")
    assert said[start + 1 : start + 5] == ["counted by its date", "at most 162", "to 255", "388 precision strikes"]
    assert said[start + 5 : start + 8] == ["counted with the campaign", "at least 169", "from 112"]
    assert said[start + 8 : start + 11] == ["left apart", "169", "111 to 269"]
    assert "counted by its date or left apart" in said[start + 11 :]


def test_the_title_is_one_sided_with_the_tipping_value(chart):
    assert chart.title == (
        "The rate of precision strikes in the campaign on Surt is at most 162 times that after the campaign, "
        "and at least 10 times unless those after the campaign exceed 388"
    )


def test_the_factor_moves_the_tipping_value(shipped):
    assert drawn(shipped, factor=100).title.endswith("at least 100 times unless those after the campaign exceed 38")


def test_a_tipping_value_of_one_is_singular(shipped, words):
    incidents = shipped.incidents
    later = incidents["start_date"] > pd.Timestamp("2016-12-31")
    one = incidents[~later | (incidents["incident_id"] == "LY-2017-01-18-sw-sirte")]
    chart = drawn(replace(shipped, incidents=one), factor=2000)
    assert "1 precision strike" in words(chart)


def test_a_tipping_value_that_is_already_exceeded_is_not_told(shipped):
    assert drawn(shipped, factor=1000).title == (
        "The rate of precision strikes in the campaign on Surt is at most 162 times that after the campaign"
    )


def test_a_side_that_states_no_number_has_words_and_no_mark(shipped, artists, words):
    chart = drawn(shipped, Rule("events"))
    assert "no number of strike events is stated for its 141 days" in words(chart)
    assert len(artists(chart, "least")) == 4
    assert chart.title == (
        "No rate of strike events can be given for the campaign on Surt; "
        "3 strike events before the campaign and 18 strike events after the campaign"
    )


def test_a_record_without_an_extension_has_three_rows(without_extension):
    chart = drawn(without_extension)
    assert list(chart.table["period"]) == ["before the siege", "the siege of Porto Brilho", "after the siege"]
    assert "bombardment of 29 April" not in chart.alt


@pytest.mark.parametrize(
    ("since", "until", "title"),
    [
        (date(1984, 6, 1), date(1984, 6, 30), "No shell strikes in any of the periods compared."),
        (date(1984, 6, 2), date(1984, 6, 1), "None of the periods compared has a day that is looked at and covered."),
        (date(1991, 2, 1), date(1991, 2, 28), "None of the periods compared has a day that is looked at and covered."),
    ],
)
def test_where_there_is_nothing_to_show_words_say_why(invented, words, since, until, title):
    chart = drawn(invented, RULE, since, until)
    assert chart.title == title
    assert words(chart) == [title]


def test_a_record_without_rows_has_nothing_to_show(without_rows):
    assert drawn(without_rows).title == "No shell strikes in any of the periods compared."


def test_nothing_stated_anywhere_is_not_called_zero(invented):
    incidents = invented.incidents.copy()
    incidents[["strikes_min", "strikes_max"]] = math.nan
    incidents = incidents.astype({"strikes_min": "Int64", "strikes_max": "Int64"})
    chart = drawn(replace(invented, incidents=incidents))
    assert chart.title == "No number of shell strikes is stated for any of the periods compared."


def test_one_day_is_compared_with_nothing(shipped):
    chart = drawn(shipped, RULE, date(2019, 9, 24), date(2019, 9, 24))
    assert chart.title == (
        "No rate of precision strikes can be given for the campaign on Surt; "
        "1 precision strike after the campaign (24 September 2019)"
    )


def test_a_campaign_alone_has_its_rate_and_nothing_to_compare_it_with(shipped):
    chart = drawn(shipped, RULE, date(2016, 8, 1), date(2016, 12, 19))
    assert chart.title == (
        "The rate of precision strikes in the campaign on Surt is 105 in 30 days; there is nothing to compare it with"
    )
    assert "495 precision strikes in 141 days: 105 in 30 days" in chart.alt


def test_the_table_leaves_open_ends_missing(chart):
    row = chart.table.iloc[0]
    assert row["in 30 days, at least"] == pytest.approx(0.053763)
    assert math.isnan(row["in 30 days, at most"])


def test_a_campaign_without_strikes_is_said_to_have_none(shipped):
    main = shipped.period("campaign").campaign
    others = shipped.incidents[shipped.incidents["campaign"].astype("object") != main]
    chart = drawn(replace(shipped, incidents=others))
    assert (
        chart.title
        == "No precision strikes in the campaign on Surt and 24 or more precision strikes after the campaign"
    )


def test_counts_that_are_open_from_zero_on_have_an_axis(invented, artists):
    incidents = invented.incidents.copy()
    incidents["strikes_min"] = 0
    incidents["strikes_max"] = math.nan
    incidents = incidents.astype({"strikes_min": "Int64", "strikes_max": "Int64"})
    chart = drawn(replace(invented, incidents=incidents))
    zero = chart.figure.axes[1].get_xticks()[0]
    assert {point.get_xdata()[0] for point in artists(chart, "least")} == {zero}
    assert chart.title.endswith("is left open")
