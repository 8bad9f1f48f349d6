"""The list of incidents: a line for each, a link to each card, and nothing where there is nothing."""

import pytest

from analysis import charts
from analysis.markup import FRAGMENT, anchor
from analysis.measures.view import View
from analysis.press.page.fragments import parsed


def tree(record, **asked):
    shown = charts.incidents(record, View.of(record, **asked))
    return parsed(shown._repr_mimebundle_()[FRAGMENT]["html"])


@pytest.mark.parametrize("name", ["shipped", "invented"])
def test_every_incident_has_a_line_that_leads_to_its_card(request, name):
    record = request.getfixturevalue(name)
    page = tree(record, attribution="alleged")
    links = [link.get("href") for link in page.iter("a") if link.get("download") is None]
    assert sorted(links) == sorted(f"#{anchor('incident', key)}" for key in record.incidents["incident_id"])
    assert len(list(page.iter("tr"))) == len(links) + len(list(page.iter("table")))


def test_a_number_that_no_source_states_is_a_dash_and_no_zero(invented):
    page = tree(invented, attribution="alleged")
    lines = {
        next(row.iter("a")).get("href"): [cell.text for cell in row.iter("td")]
        for row in page.iter("tr")
        if row.find("td") is not None
    }
    assert lines["#incident-QZ-1986-08-09-w-vila-eco"][1:3] == ["1 or more", "–"]
    assert lines["#incident-QZ-1988-07-01-alto-vento"][2] == "0"


def test_days_without_a_row_are_told_in_words(shipped):
    page = tree(shipped, since="2013-01-01", until="2013-12-31")
    assert "".join(page.itertext()) == "No row that the rule counts lies in these days."
