"""Bars per month: as high as the counts, cut where they must be, absent where the record does not answer."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.charts import monthly
from analysis.charts.volume import MAGNIFIED
from analysis.measures.counts import count
from analysis.measures.rules import Rule

RULE = Rule()


def drawn(record, rule=RULE, since=None, until=None):
    counts = count(record.incidents, rule, record.coverage, by="month", since=since, until=until)
    return monthly(record, counts, rule, since, until)


@pytest.fixture(scope="module")
def chart(shipped):
    return drawn(shipped)


def test_bars_reach_from_zero_to_the_minimum_and_the_hatched_part_from_there_to_the_maximum(
    invented, months_of, artists
):
    chart = monthly(invented, months_of(("1987-01", 5, 5), ("1987-02", 2, 6), ("1987-03", 0, 0)), RULE)
    assert [(bar.get_y(), bar.get_height()) for bar in artists(chart, "known")] == [(0, 5), (0, 2)]
    (possible,) = artists(chart, "possible")
    assert (possible.get_y(), possible.get_height()) == (2, 4)
    assert possible.get_hatch()
    assert not artists(chart, "known")[0].get_hatch()


def test_both_panels_begin_at_zero_and_share_their_months(chart):
    upper, lower = chart.figure.axes[1:]
    assert upper.get_ylim()[0] == lower.get_ylim()[0] == 0
    assert upper.get_xlim() == lower.get_xlim()
    assert upper.get_ylim()[1] > 191
    assert lower.get_ylim()[1] == MAGNIFIED


def test_the_shipped_bars_are_as_high_as_the_counts(shipped, chart, artists):
    counts = count(shipped.incidents, RULE, shipped.coverage, by="month")
    heights = [bar.get_height() for bar in artists(chart, "known")]
    some = counts["low"][counts["low"] > 0]
    assert heights == [*some, *some]


def test_a_bar_that_goes_beyond_the_magnified_panel_is_torn(shipped, chart, artists):
    counts = count(shipped.incidents, RULE, shipped.coverage, by="month")
    assert len(artists(chart, "cut")) == (counts["high"].fillna(counts["low"]) > MAGNIFIED).sum() == 5


def test_few_strikes_need_no_second_panel(invented, months_of):
    assert len(monthly(invented, months_of(("1987-01", 3, 4)), RULE).figure.axes) == 2  # the sheet and one panel


def test_an_open_maximum_is_an_arrow_that_begins_where_the_certain_ends(invented, months_of, artists, points):
    chart = monthly(invented, months_of(("1987-01", 3, None), ("1987-02", 2, 2), ("1987-03", 0, None)), RULE)
    assert [y for _, y in points(chart, "open")] == [3, 0]
    assert artists(chart, "possible") == []


def test_an_open_month_among_zeros_is_drawn(invented, months_of, artists):
    chart = monthly(invented, months_of(("1987-01", 2, None), ("1987-02", 0, 0)), RULE)
    assert [bar.get_height() for bar in artists(chart, "known")] == [2]
    assert (
        chart.title == "2 or more shell strikes in January 1987, more than in any other of the months looked at; "
        "none in 1 of 2 months"
    )


def test_an_uncovered_month_is_a_hatched_gap_without_bar_or_base_line(invented, months_of, artists):
    chart = monthly(invented, months_of(("1987-01", 3, 3), ("1987-02", None, None), ("1987-03", 4, 4)), RULE)
    assert len(artists(chart, "known")) == 2
    (gap,) = artists(chart, "not-covered")
    assert (gap.get_x(), gap.get_width()) == (date(1987, 2, 1).toordinal(), 28)
    assert gap.get_hatch()
    lines = sorted(tuple(line.get_xdata()) for line in artists(chart, "baseline"))
    first, second, third, fourth = (date(1987, month, 1).toordinal() for month in (1, 2, 3, 4))
    assert lines == [(first, second), (third, fourth)]
    assert "1 month is not covered by the record" in chart.alt


def test_the_campaign_is_shaded_on_its_days_and_named(chart, artists, words):
    first, last = date(2016, 8, 1).toordinal(), date(2016, 12, 19).toordinal()
    assert {(span.get_x(), span.get_width()) for span in artists(chart, "campaign")} == {(first, last + 1 - first)}
    assert "the campaign on Surt" in words(chart)


def test_the_title_tells_the_fullest_month_and_the_fullest_outside_the_campaign(chart):
    assert chart.title == (
        "187 to 191 precision strikes in October 2016; "
        "of the months without a day of the campaign on Surt none is known to have seen more than 9"
    )


def test_the_fullest_month_without_a_day_of_the_campaign_reads_back_from_the_table(invented):
    chart = drawn(invented)
    table = chart.table.set_index("month")
    least = table["shell strikes, at least"]
    campaign = invented.period("campaign")
    days = pd.period_range(campaign.start, campaign.end, freq="M").astype(str)
    without = least[~least.index.astype(str).isin(days)]
    assert chart.title.endswith(
        f"; of the months without a day of {campaign.name} none is known to have seen more than {without.max()}"
    )
    after = invented.incidents[invented.incidents["campaign"].astype("object") == "brilho-1987-aftermath"]
    assert after["strikes_min"].max() == 3 > without.max()  # after the siege, in a month that has days of it


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            [("1985-01", 3, 3), ("1985-02", 0, 0)],
            "3 shell strikes in January 1985, more than in any other of the months looked at; none in 1 of 2 months",
        ),
        (
            [("1985-01", 3, 3), ("1985-02", 1, 4)],
            "3 shell strikes in January 1985, the highest number stated for one of the months looked at",
        ),
        (
            [("1985-01", 3, 3), ("1985-02", 2, None)],
            "3 shell strikes in January 1985, the highest number stated for one of the months looked at",
        ),
        ([("1985-01", 1, 1)], "1 shell strike in January 1985"),
        (
            [("1985-01", 0, 2), ("1985-02", 0, 0)],
            "No certain number of shell strikes in any of the 2 months; 1 may have seen some",
        ),
        (
            [("1985-01", 2, 2), ("1985-02", 0, None)],
            "2 shell strikes in January 1985, the highest number stated for one of the months looked at; "
            "for 1 month no number is stated",
        ),
    ],
)
def test_the_title_says_no_more_than_the_bounds_settle(invented, months_of, rows, title):
    assert monthly(invented, months_of(*rows), RULE).title == title


def test_only_a_window_of_all_that_is_covered_speaks_of_every_month(shipped):
    part = drawn(shipped, since=date(2016, 8, 10), until=date(2016, 9, 10)).title
    assert "of the months looked at" in part
    assert "looked at" not in drawn(shipped).title
    quiet = replace(shipped, incidents=shipped.incidents[shipped.incidents["campaign"].isna()])
    assert "looked at" not in drawn(quiet).title


def test_events_of_a_campaign_that_states_none_are_open_and_never_zero(shipped, points):
    chart = drawn(shipped, Rule("events"))
    assert [y for _, y in points(chart, "open")] == [0] * 5
    assert "5 months have rows that state no number" in chart.alt
    assert chart.title.endswith("; for 5 months no number is stated")


@pytest.mark.parametrize(
    ("since", "until", "title"),
    [
        (date(1985, 1, 1), date(1985, 6, 30), "No shell strikes in any of the 6 months."),
        (
            date(1983, 1, 1),
            date(1983, 6, 30),
            "The record covers none of these months whole, which is not the same as none.",
        ),
        (date(1983, 6, 1), date(1984, 4, 30), "No shell strikes in any of the 2 months that the record covers."),
        (date(1985, 6, 1), date(1985, 1, 1), "There is no month to show."),
        (date(1985, 6, 2), date(1985, 6, 1), "There is no month to show."),
    ],
)
def test_where_there_is_nothing_to_show_words_say_why(invented, words, since, until, title):
    chart = drawn(invented, RULE, since, until)
    assert chart.title == title
    assert words(chart) == [title]
    assert chart.alt == f"Nothing is drawn. {title}"


def test_one_day_is_called_by_its_day(shipped, words):
    chart = drawn(shipped, RULE, date(2016, 8, 1), date(2016, 8, 1))
    assert chart.title == "5 precision strikes on 1 August 2016"
    assert "Aug 2016" in words(chart)


def test_wide_bars_carry_their_numbers(shipped, words):
    said = words(drawn(shipped, RULE, date(2016, 1, 1), date(2016, 12, 31)))
    assert {"108", "68–72", "187–191", "1+"} <= set(said)


def test_the_fullest_month_is_named_in_each_panel_so_that_the_title_can_be_seen(chart, invented, words):
    assert {"October 2016: 187 to 191", "September 2017: 9"} <= set(words(chart))
    assert {"February 1987: 42 to 95", "November 1985: 2"} <= set(words(drawn(invented)))


def test_the_table_holds_what_is_drawn(chart):
    table = chart.table.set_index("month")
    assert list(table.columns[:2]) == ["precision strikes, at least", "precision strikes, at most"]
    assert list(table.loc["2016-10"].iloc[:2]) == [187, 191]
    assert len(table) == 120
