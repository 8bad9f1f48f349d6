"""The charts of the dead: a line for each range, links to cards, and words where there is nothing."""

from xml.etree import ElementTree

import pytest

from analysis import charts
from analysis.markup import FRAGMENT, anchor
from analysis.measures.view import View

RECORDS = ("shipped", "invented")
DRAW = {"claimed": charts.claimed, "believed": charts.believed}


def page(shown):
    return ElementTree.fromstring(shown._repr_mimebundle_()[FRAGMENT]["html"])


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("unit", ["killed", "militants_killed", "strikes"])
@pytest.mark.parametrize("which", list(DRAW))
def test_every_range_has_a_mark_and_a_line_of_the_table(request, name, unit, which):
    record = request.getfixturevalue(name)
    chart = DRAW[which](record, View.of(record, unit=unit, attribution="alleged"))
    assert len(chart.marks) == len(chart.table) > 0
    assert [mark.row for mark in chart.marks] == list(range(len(chart.table)))
    assert [mark.rows for mark in chart.marks] == list(chart.table["rows"])
    assert page(chart).tag == "figure"


def test_a_mark_of_a_row_leads_to_its_card(invented):
    chart = charts.claimed(invented, View.of(invented, attribution="alleged"))
    links = {link.get("href") for link in page(chart).iter("a")}
    assert f"#{anchor('incident', 'QZ-1987-04-29-porto-brilho')}" in links


@pytest.mark.parametrize("which", list(DRAW))
def test_days_without_a_number_are_told_in_words(shipped, which):
    chart = DRAW[which](shipped, View.of(shipped, since="2013-01-01", until="2013-12-31"))
    assert chart.title.startswith("No statement about one row")
    assert chart.alt.startswith("Nothing is drawn.")
    assert chart.table.empty


def test_an_open_maximum_goes_to_the_edge_and_is_blank_in_the_table(shipped, points):
    chart = charts.claimed(shipped, View.of(shipped, since="2017-01-18", until="2017-01-18", unit="militants_killed"))
    official = chart.table.iloc[0]
    assert official["at least"] == 80
    assert official.isna()["at most"]
    assert points(chart, "open")


def test_statements_about_no_single_row_lead_to_their_claims(shipped, invented):
    shown = charts.apart(shipped, View.of(shipped))
    html = shown._repr_mimebundle_()[FRAGMENT]["html"]
    assert f'href="#{anchor("claim", "total-surt-militants-killed")}"' in html
    none = charts.apart(invented, View.of(invented))
    assert "No statement" in none._repr_mimebundle_()[FRAGMENT]["html"]


def test_rows_whose_claimants_exclude_one_another_are_counted_by_their_fighters_and_civilians_too(shipped):
    """Five of seven: only of 13 November 2015 and of 24 March 2018 can all be right."""
    chart = charts.claimed(shipped, View.of(shipped))
    assert chart.title.startswith("Of 7 rows with numbers from several claimants, 5 have numbers that exclude")


def test_what_a_claimant_counted_stands_after_his_name_and_what_is_disputed_is_marked(shipped):
    table = charts.claimed(shipped, View.of(shipped)).table
    lines = table.set_index("claimed by")
    assert lines.loc["US: 7 fighters killed", "at least"] == 7
    assert "press, disputed: 90 fighters killed" in lines.index
