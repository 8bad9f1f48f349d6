"""The charts and tables on quality: a line for each bar, links to rows, and words where there is nothing."""

from xml.etree import ElementTree

import pytest

from analysis import charts
from analysis.markup import FRAGMENT, anchor
from analysis.measures.quality_findings import Quality
from analysis.measures.view import View

RECORDS = ("shipped", "invented")
CHARTS = {
    "precise": lambda record, view, quality: charts.precise(record, view),
    "rests": lambda record, view, quality: charts.rests(record, view),
    "by source": lambda record, view, quality: charts.left_out(record, view, quality),
    "by publisher": lambda record, view, quality: charts.left_out(record, view, quality, "publishers"),
}
TABLES = {
    "coverage": lambda record, view, quality: charts.coverage(record, view),
    "missing": lambda record, view, quality: charts.missing(record, view),
    "publishers": lambda record, view, quality: charts.publishers(record, quality),
    "addresses": lambda record, view, quality: charts.addresses(record),
    "moved": lambda record, view, quality: charts.moved(record, quality),
    "firmer": lambda record, view, quality: charts.firmer(record, view, quality),
}


def page(shown):
    return ElementTree.fromstring(shown._repr_mimebundle_()[FRAGMENT]["html"])


@pytest.fixture(scope="module")
def made(shipped, invented):
    """Each record with its whole view and what its quality is made of."""
    views = {"shipped": (shipped, View.of(shipped)), "invented": (invented, View.of(invented))}
    return {name: (record, view, Quality.of(record, view)) for name, (record, view) in views.items()}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("which", CHARTS)
def test_every_bar_has_a_line_of_the_table_and_leads_to_its_rows(made, name, which):
    chart = CHARTS[which](*made[name])
    assert chart.marks
    assert [mark.row for mark in chart.marks] == list(range(len(chart.marks)))
    assert len(chart.table) >= len(chart.marks)
    for mark in chart.marks:
        line = chart.table.iloc[mark.row]
        told = [key for cell in line if isinstance(cell, tuple) for key in cell]
        assert sorted(told) == sorted(mark.rows) != []
    assert page(chart).tag == "figure"
    assert len(chart.inline()) < 60_000


def test_a_bar_is_as_long_as_its_rows(made, artists):
    chart = charts.rests(*made["invented"][:2])
    widths = [bar.get_width() for bar in artists(chart, "known")]
    assert widths == [len(mark.rows) for mark in chart.marks]


def test_a_loss_is_filled_where_rows_go_and_hatched_where_they_stay(made, artists):
    record, view, quality = made["invented"]
    chart = charts.left_out(record, view, quality, "publishers")
    gone = [len(loss.effect.withdrawn) for loss in quality.publishers.items if loss.effect.withdrawn]
    stay = [len(loss.effect.altered) + len(loss.effect.joined) for loss in quality.publishers.items]
    assert [bar.get_width() for bar in artists(chart, "known")] == gone
    assert [bar.get_width() for bar in artists(chart, "possible")] == [number for number in stay if number]


def test_a_bar_of_one_row_leads_to_its_card(made):
    links = {link.get("href") for link in page(charts.rests(*made["invented"][:2])).iter("a")}
    assert f"#{anchor('incident', 'QZ-1987-04-29-porto-brilho')}" in links


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("which", TABLES)
def test_every_table_says_what_its_numbers_are(made, name, which):
    root = page(TABLES[which](*made[name]))
    assert root.find(".//caption") is not None
    assert root.findall(".//tbody/tr")


@pytest.mark.parametrize("which", [*CHARTS, *TABLES])
def test_days_without_a_row_are_told_in_words(invented, which):
    view = View.of(invented, since="1990-01-01", until="1990-12-31")
    quality = Quality.of(invented, view)
    if which in CHARTS:
        chart = CHARTS[which](invented, view, quality)
        if not chart.marks:
            assert chart.alt.startswith("Nothing is drawn.")
    else:
        assert page(TABLES[which](invented, view, quality)).findall(".//tbody/tr")


def test_a_record_without_rows_has_nothing_to_draw(without_rows):
    view = View.of(without_rows)
    quality = Quality.of(without_rows, view)
    for draw in CHARTS.values():
        assert draw(without_rows, view, quality).alt.startswith("Nothing is drawn.")
