"""The charts of the tempo report: stems as high as the gaps, and bars over the days that are found."""

from datetime import date

import pytest

from analysis.charts import edges, gaps
from analysis.measures.comparison import Reading, part
from analysis.measures.counts import Window
from analysis.measures.edge_readings import edge_readings
from analysis.measures.edges import Edges
from analysis.measures.rules import Rule
from analysis.measures.sporadic import dated_by_reading
from analysis.measures.tempo import gaps as gaps_of
from analysis.measures.view import View

from .conftest import fragment


@pytest.fixture(scope="module", params=["shipped", "invented"])
def record(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def view(record):
    return View.of(record, unit="events")


@pytest.fixture(scope="module")
def readings(record, view):
    return edge_readings(record, view)


def test_a_stem_stands_on_the_later_event_as_high_as_the_gap(record, view, points):
    after = part(record, "after", Window.of(record.coverage))
    table = gaps_of(dated_by_reading(record, after)[Reading(Rule("events"))])
    expected = [(day.toordinal() + 0.5, days) for day, days in zip(table["to_date"], table["days"], strict=True)]
    assert points(gaps(record, view), "gap") == expected


def test_the_title_names_the_longest_gap(shipped):
    chart = gaps(shipped, View.of(shipped, unit="events"))
    last = "; at least 824 days follow the last event"
    assert chart.title.endswith(f"the longest {chart.table['days'].max()} days{last}")
    assert "tightest 3, 5 days, 24 to 29 September 2019" in chart.alt


def test_bars_cover_the_days_found(record, view, readings, artists):
    chart = edges(record, view, readings)
    found = [one.found for one in readings if one.end == "low" and isinstance(one.found, Edges)]
    known = [one for one in found if one.firsts[1] <= one.lasts[0]]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in artists(chart, "known")]
    assert bars == [(one.firsts[1].toordinal(), one.lasts[0].toordinal() + 1) for one in known]
    assert len(chart.table) == len(readings)
    assert len(chart.marks) == len(found)


def test_both_charts_are_figures_that_a_page_takes(record, view, readings):
    for chart in (gaps(record, view), edges(record, view, readings)):
        assert f'id="chart-{chart.name}"' in fragment(chart)
        assert chart.alt


@pytest.mark.parametrize("days", [("2012-01-01", "2012-12-31"), ("2016-10-02", "2016-10-02")])
def test_where_there_is_nothing_to_show_the_charts_say_so(shipped, days):
    view = View.of(shipped, since=days[0], until=days[1], unit="events")
    for chart in (gaps(shipped, view), edges(shipped, view, edge_readings(shipped, view))):
        assert chart.alt.startswith("Nothing is drawn.")
        assert chart.marks == ()


def test_two_events_are_said_to_be_two(shipped):
    view = View.of(shipped, since="2018-06-01", until="2018-06-30", unit="events")
    chart = gaps(shipped, view)
    assert chart.title.startswith("7 days between the two dated events")
    assert (view.since, view.until) == (date(2018, 6, 1), date(2018, 6, 30))
