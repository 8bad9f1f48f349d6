"""The strikes outside the campaign: one mark each, on its day, of the shape of its attribution."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.charts import events
from analysis.charts.theme import KNOWN, PAPER
from analysis.measures.rules import Rule
from analysis.measures.words import days

RULE = Rule()


def drawn(record, rule=RULE, since=None, until=None):
    return events(record, rule, since or record.coverage.start, until or record.coverage.end)


@pytest.fixture(scope="module")
def chart(shipped):
    return drawn(shipped)


def places(chart, artists):
    """Where the marks stand: position, height, and whether they are filled."""
    return [
        (x, y, marks.get_markerfacecolor() == KNOWN)
        for marks in artists(chart, "event")
        for x, y in zip(marks.get_xdata(), marks.get_ydata(), strict=True)
    ]


def test_each_row_outside_the_campaign_is_one_mark_on_its_day(shipped, chart, artists):
    outside = shipped.incidents[shipped.incidents["campaign"].astype("object") != "surt-2016"]
    middles = [day.toordinal() + 0.5 for day in outside["start_date"]]
    assert sorted(x for x, _, _ in places(chart, artists)) == sorted(middles)
    assert len(middles) == len(chart.table) == 26


def test_no_two_marks_touch(shipped, chart, artists):
    marks = places(chart, artists)
    axes = chart.figure.axes[1]
    points = [axes.transData.transform((x, y)) for x, y, _ in marks]  # the figure has one dot to a point
    apart = [max(abs(a - b)) for number, a in enumerate(points) for b in points[:number]]
    assert min(apart) >= 9


def test_marks_that_the_rule_does_not_count_are_hollow(chart, artists):
    assert sum(filled for _, _, filled in places(chart, artists)) == 21
    shapes = {marks.get_marker(): marks.get_markerfacecolor() for marks in artists(chart, "event")}
    assert shapes == {"o": KNOWN, "D": KNOWN, "^": PAPER, "v": PAPER}


@pytest.mark.parametrize(("attribution", "filled"), [("announced", 17), ("acknowledged", 21), ("alleged", 26)])
def test_a_wider_rule_fills_more_marks(shipped, artists, attribution, filled):
    assert sum(full for _, _, full in places(drawn(shipped, Rule("strikes", attribution)), artists)) == filled


def test_the_number_of_strikes_is_written_where_it_is_not_one(chart, words):
    said = words(chart)
    assert [said.count(number) for number in ("6", "2", "1+", "4+", "1")] == [1, 1, 6, 1, 0]


def test_lanes_moments_extension_and_campaign_are_named(chart, words):
    assert {
        "Fezzan (south-west): 9 strike events",
        "Region not stated: 5 strike events",
        "the campaign on Surt",
        "total complete",
        "B-2 raid of January 2017",
        "announced",
        "acknowledged later",
        "alleged (not counted)",
        "denied (not counted)",
    } <= set(words(chart))


def test_an_event_on_one_of_several_days_is_a_mark_with_a_line_over_them(invented, artists):
    (span,) = artists(drawn(invented), "span")
    assert list(span.get_xdata()) == [date(1986, 8, 9).toordinal(), date(1986, 8, 12).toordinal()]


def test_days_outside_the_coverage_are_hatched(shipped, artists):
    (gap,) = artists(drawn(shipped, RULE, date(2017, 1, 1), date(2023, 12, 31)), "not-covered")
    assert (gap.get_x(), gap.get_x() + gap.get_width()) == (
        date(2022, 1, 1).toordinal(),
        date(2024, 1, 1).toordinal(),
    )
    assert gap.get_hatch()


def test_the_title_counts_both_sides_and_the_region_of_most_later_events(shipped, chart, invented):
    assert chart.title == (
        "3 strike events before the campaign and 18 strike events after the campaign, "
        "at least 9 of these in Fezzan (south-west)"
    )
    assert (
        drawn(invented).title
        == "2 bombardments before the siege and 3 bombardments after the siege, 2 of these in Selva (south-west)"
    )


@pytest.mark.parametrize(
    ("unplaced", "where"),
    [
        ([], ", 3 of these in Selva (south-west)"),
        (["QZ-1"], ", at least 3 of these in Selva (south-west)"),
        (["QZ-1", "QZ-2"], ", at least 3 of these in Selva (south-west)"),
        (["QZ-1", "QZ-2", "QZ-3"], ""),
    ],
)
def test_events_without_a_region_may_have_fallen_in_any(invented, unplaced, where):
    incidents = invented.incidents
    selva = incidents[incidents["incident_id"] == "QZ-1988-07-04-alto-vento"]
    more = [selva.assign(incident_id="QZ-0"), *(selva.assign(incident_id=key, region=None) for key in unplaced)]
    wider = pd.concat([incidents, *(row.astype(incidents.dtypes) for row in more)], ignore_index=True)
    title = drawn(replace(invented, incidents=wider)).title
    assert title.endswith(f"{4 + len(unplaced)} bombardments after the siege{where}")


def test_the_alternative_text_could_stand_in_for_the_picture(chart):
    assert chart.alt.startswith(
        "A time line of 26 marks in lanes by region. Tripolitania (north-west): 5 strike events"
    )
    assert "17 announced; 4 acknowledged later; 1 alleged, hollow because not counted" in chart.alt
    assert "6 on 22 September 2017" in chart.alt


def test_the_days_of_a_lane_are_those_of_what_it_counts(shipped):
    """Hollow marks are on its ground, and neither in its number nor in its days."""
    chart = drawn(shipped, Rule("strikes", "announced"), date(2017, 9, 1), date(2017, 12, 31))
    counted = chart.table[chart.table["counted"] == "yes"].groupby("region")["first day"].agg(["min", "max"])
    assert (chart.table["counted"] == "no").any()
    for _, (first, last) in counted.iterrows():
        assert f"({days(first.date(), last.date())})" in chart.alt


@pytest.mark.parametrize(
    ("since", "until", "title"),
    [
        (date(1984, 6, 1), date(1984, 6, 30), "No bombardments outside the siege of Porto Brilho, 1 to 30 June 1984."),
        (date(1980, 6, 1), date(1980, 6, 30), "The record covers none of these days, which is not the same as none."),
        (date(1984, 6, 2), date(1984, 6, 1), "There is no day to show."),
    ],
)
def test_where_there_is_nothing_to_show_words_say_why(invented, words, since, until, title):
    chart = drawn(invented, RULE, since, until)
    assert chart.title == title
    assert words(chart) == [title]


def test_one_day_is_drawn(shipped, words):
    chart = drawn(shipped, RULE, date(2019, 9, 24), date(2019, 9, 24))
    assert chart.title == "1 strike event after the campaign (24 September 2019), in Fezzan (south-west)"
    assert "24 Sep 2019" in words(chart)


@pytest.mark.parametrize(
    ("attribution", "title"),
    [
        ("acknowledged", "No strike events outside the periods that are compared; 1 not counted by the rule"),
        ("alleged", "1 strike event outside the periods that are compared"),
    ],
)
def test_outside_the_periods_only_what_the_rule_admits_is_counted(shipped, attribution, title):
    assert drawn(shipped, Rule("strikes", attribution), date(2020, 1, 1)).title == title


def test_a_record_without_an_extension_names_none(without_extension, words):
    assert "bombardment of 29 April" not in words(drawn(without_extension))


def test_words_of_the_record_are_drawn_as_they_stand(invented, words):
    periods = invented.periods.copy()
    periods.loc[periods["period_id"] == "truce", "name"] = "truce of $x^2$ & <b>market</b> 市場 قصف"
    chart = drawn(replace(invented, periods=periods))
    assert "truce of $x^2$ & <b>market</b> 市場 قصف" in words(chart)


def test_each_line_of_the_table_leads_to_its_row_whether_the_rule_counts_it_or_not(chart):
    table = chart.table.set_index("first day")
    assert table["incident"][pd.Timestamp("2019-09-24")] == ("LY-2019-09-24-murzuq",)
    assert table["incident"][pd.Timestamp("2018-07-25")] == ("LY-2018-07-25-ubari",)
    assert table["counted"][pd.Timestamp("2018-07-25")] == "no"
