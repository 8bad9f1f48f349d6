"""The running total of a campaign: a line, a band, and the claims along it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.charts import cumulative
from analysis.charts.claims_words import SHOWN
from analysis.measures.rules import Rule

RULE = Rule()


@pytest.fixture(scope="module")
def surt(shipped):
    return cumulative(shipped, RULE)


def by(chart, label, day, artists):
    """What a stepped line says of a day."""
    (line,) = artists(chart, label)
    values, edges, _ = line.get_data()
    return values[list(edges).index(day.toordinal())]


def test_the_line_reaches_the_known_totals(surt, artists):
    for day, total in ((date(2016, 8, 1), 5), (date(2016, 8, 31), 108), (date(2016, 12, 19), 495)):
        assert by(surt, "at-least", day, artists) == by(surt, "at-most", day, artists) == total


def test_every_day_from_the_first_row_on_lies_in_one_field_that_leads_to_its_rows(surt, artists):
    fields = artists(surt, "stretch")
    days = [day for field in fields for day in range(field.get_x(), field.get_x() + field.get_width())]
    assert days == list(range(date(2016, 8, 1).toordinal(), date(2016, 12, 19).toordinal() + 1))
    assert {(field.get_y(), field.get_height()) for field in fields} == {(0, surt.figure.axes[1].get_ylim()[1])}


def test_the_band_runs_from_what_had_fallen_to_what_may_have(surt, artists):
    assert by(surt, "at-least", date(2016, 11, 10), artists) == 367
    assert by(surt, "at-most", date(2016, 11, 10), artists) == 411
    (band,) = artists(surt, "possible")
    corners = band.get_paths()[0].vertices
    inside = corners[(corners[:, 0] > date(2016, 11, 1).toordinal()) & (corners[:, 0] < date(2016, 11, 21).toordinal())]
    assert set(inside[:, 1]) == {367, 411}
    assert band.get_hatch()


def test_each_accepted_total_is_a_mark_on_its_day(surt, points):
    placed = dict(points(surt, "accepted"))
    assert placed[date(2016, 8, 31).toordinal() + 0.5] == 108
    assert placed[date(2016, 12, 19).toordinal() + 0.5] == 495
    assert len(points(surt, "accepted")) == 34


def test_a_disputed_total_looks_different_and_a_rejected_one_is_left_out(surt, artists, points):
    shapes = {standing: {mark.get_marker() for mark in artists(surt, standing)} for standing in SHOWN}
    assert [len(shape) for shape in shapes.values()] == [1, 1]
    assert shapes["accepted"] != shapes["disputed"]
    assert sorted(y for _, y in points(surt, "disputed"))[:2] == [28, 29]
    drawn = {y for standing in SHOWN for _, y in points(surt, standing)}
    assert 128 not in drawn  # a caption carried over from an older story: rejected


def test_a_total_that_is_a_minimum_has_an_arrow(surt, points):
    assert 7 in [y for _, y in points(surt, "accepted-open")]


def test_a_total_that_is_a_range_has_a_mark_at_each_end(invented, points):
    chart = cumulative(invented, RULE)
    assert [y for _, y in points(chart, "accepted-maximum")] == [76]
    assert [y for _, y in points(chart, "disputed-maximum")] == [400]


def test_a_claim_about_a_part_of_the_campaign_is_no_running_total(invented, points):
    claims = invented.claims.copy()
    claims.loc[claims["claim_id"] == "total-02-03", "platform"] = "gunboat"
    chart = cumulative(replace(invented, claims=claims), RULE)
    assert 34 in [y for _, y in points(cumulative(invented, RULE), "accepted")]
    assert 34 not in [y for _, y in points(chart, "accepted")]


def test_the_first_and_the_last_total_are_named(surt, words):
    said = words(surt)
    assert {"at least 7 by 2 August 2016", "495 by 19 December 2016"} <= set(said)
    assert {"367 to 411", "1 to 20 November 2016", "total complete"} <= set(said)


def test_named_spans_of_the_campaign_are_bracketed(invented, words):
    said = words(cumulative(invented, RULE))
    assert {"first phase of the siege", "second phase of the siege", "truce"} <= set(said)


def test_the_panel_begins_at_zero(surt):
    assert surt.figure.axes[1].get_ylim()[0] == 0


def test_the_title_and_the_alternative_text_are_computed(surt):
    assert surt.title == "495 precision strikes in the campaign on Surt; on no day are more than 44 in doubt"
    assert surt.alt.endswith("In the band lie 34 of 34 accepted running totals and 2 of 3 disputed running totals.")
    assert "176 to 180 by 30 September 2016" in surt.alt


def test_one_strike_in_doubt_is_singular(invented):
    own = invented.incidents["campaign"] == invented.period("campaign").campaign
    one = invented.incidents[own & (invented.incidents["start_date"] < invented.incidents["end_date"])].iloc[:1]
    one = one.assign(strikes_min=1, strikes_max=1)
    chart = cumulative(replace(invented, incidents=one), RULE)
    assert chart.title == "1 shell strike in the siege of Porto Brilho; on no day is more than 1 in doubt"


def test_a_unit_that_the_campaign_does_not_state_is_said_to_be_so(shipped, words):
    chart = cumulative(shipped, Rule("events"))
    assert chart.title == "No number of strike events is stated for the campaign on Surt."
    assert words(chart) == [chart.title]


def test_a_campaign_without_rows_has_nothing_to_show(without_rows):
    assert cumulative(without_rows, RULE).title == "No shell strikes in the siege of Porto Brilho."


@pytest.mark.parametrize(
    ("since", "until", "looks"),
    [
        (date(1987, 4, 21), None, "; the report looks at 21 April 1987 to 30 June 1991"),
        (None, date(1987, 1, 14), "; the report looks at 1 March 1984 to 14 January 1987"),
        (date(1987, 2, 2), date(1987, 2, 1), ""),
    ],
)
def test_days_without_the_campaign_have_no_running_total(invented, words, since, until, looks):
    chart = cumulative(invented, RULE, since, until)
    assert chart.title == "No day of the siege of Porto Brilho lies in the days chosen."
    assert words(chart) == [chart.title]
    assert chart.subtitle.endswith(f"then or later{looks}.")
    assert chart.table.empty


@pytest.mark.parametrize(
    ("since", "until", "looks"),
    [
        (date(1987, 2, 1), date(1987, 2, 28), "1 to 28 February 1987"),
        (date(1987, 4, 20), None, "20 April 1987 to 30 June 1991"),
        (date(1987, 1, 15), date(1987, 4, 19), "15 January to 19 April 1987"),
    ],
)
def test_days_that_cut_the_campaign_are_told_beside_the_whole_of_it(invented, since, until, looks):
    chart, whole = cumulative(invented, RULE, since, until), cumulative(invented, RULE)
    assert chart.subtitle.endswith(
        f"; the whole campaign, 15 January to 20 April 1987, though the report looks at {looks}."
    )
    assert (chart.title, chart.alt) == (whole.title, whole.alt)
    assert chart.table.equals(whole.table)


def test_days_that_hold_the_whole_campaign_change_nothing(invented):
    chart, whole = cumulative(invented, RULE, date(1987, 1, 15), date(1987, 4, 20)), cumulative(invented, RULE)
    assert (chart.title, chart.subtitle, chart.alt) == (whole.title, whole.subtitle, whole.alt)
    assert whole.subtitle.endswith("; 15 January to 20 April 1987.")


def test_an_open_maximum_leads_out_of_the_panel(invented, artists):
    incidents = invented.incidents.copy()
    row = incidents["incident_id"] == "QZ-1987-02-18-to-1987-02-24-porto-brilho"
    incidents.loc[row, "strikes_max"] = pd.NA
    chart = cumulative(replace(invented, incidents=incidents), RULE)
    assert chart.title == "120 or more shell strikes in the siege of Porto Brilho; no maximum is stated"
    (band,) = artists(chart, "possible")
    assert band.get_paths()[0].vertices[:, 1].max() == chart.figure.axes[1].get_ylim()[1]


def test_a_campaign_of_one_day_is_drawn(invented, words):
    periods = invented.periods.copy()
    periods.loc[periods["role"] == "campaign", "end_date"] = pd.Timestamp("1987-01-15")
    chart = cumulative(replace(invented, periods=periods), RULE)
    assert chart.title == "4 shell strikes in the siege of Porto Brilho; the count of every day is known"
    assert "15 Jan 1987" in words(chart)


def test_the_table_has_a_row_for_each_day_with_what_was_claimed(surt):
    table = surt.table.set_index("day")
    assert len(table) == 141
    assert list(table.loc["2016-08-31"].iloc[:3]) == [108, 108, "108"]
    assert table.loc["2016-08-09", "disputed totals"] == "28"
