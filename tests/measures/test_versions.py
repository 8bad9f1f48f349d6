"""Whose versions the record has of each incident, counted again statement by statement."""

from datetime import date

import pytest

from analysis.measures.disputed import disputes
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.versions import incident_findings, versions
from analysis.measures.view import View
from analysis.record.rows import records
from benchmarks.synthetic import synthetic

RECORDS = ["shipped", "sarovia"]


@pytest.fixture(params=RECORDS)
def record(request):
    return request.getfixturevalue(request.param)


def everything(record, attribution="alleged"):
    return View.of(record, attribution=attribution)


def test_every_row_is_listed_once_with_all_that_the_record_says_of_its_telling(record):
    table = versions(record, everything(record))
    assert sorted(table["incident_id"]) == sorted(record.incidents["incident_id"])
    assert table["incident_id"].is_unique


def test_statements_are_counted_for_the_side_that_makes_them(record):
    table = versions(record, everything(record)).set_index("incident_id")
    side_of = {one.value: one.side for one in record.schema["claims"]["claimant"].categories}
    for key, line in table.iterrows():
        own = record.claims[(record.claims["incident_id"] == key) & record.claims["derived_from"].isna()]
        told = [side_of[claimant] for claimant in own["claimant"]]
        assert {side: told.count(side) for side in ("official", "local", "other")} == {
            side: line[side] for side in ("official", "local", "other")
        }


@pytest.mark.parametrize("attribution", ADMITTED)
def test_a_rule_lists_the_rows_that_it_counts(record, attribution):
    admitted = record.incidents[Rule("events", attribution).admits(record.incidents)]
    assert set(versions(record, everything(record, attribution))["incident_id"]) == set(admitted["incident_id"])


def test_a_row_belongs_to_its_campaign_and_else_to_the_period_of_its_days(sarovia):
    groups = versions(sarovia, everything(sarovia)).set_index("incident_id")["group"]
    assert groups["QZ-1987-01-15-porto-brilho"] == "the siege of Porto Brilho"
    assert groups["QZ-1984-05-03-serra-calma"] == "before the siege"
    assert groups["QZ-1987-04-29-porto-brilho"] == "after the siege"
    assert groups["QZ-1991-02-11-undisclosed"] == "outside the declared periods"


def test_the_sides_contradict_one_another_at_the_market(sarovia):
    disputed = versions(sarovia, everything(sarovia)).set_index("incident_id")["disputed"]
    assert set(disputed["QZ-1987-04-29-porto-brilho"]) == {"militants_killed", "civilians_killed"}
    assert disputed["QZ-1988-07-04-alto-vento"] == ()


@pytest.mark.parametrize("rows", [None, 400])
def test_no_dispute_is_passed_over(record, rows):
    """Only statements that may be in dispute are read one by one; here all are, of the record and of one by lot."""
    record = record if rows is None else synthetic(record, rows)
    told = {key: records(own) for key, own in record.claims.groupby("incident_id")}
    table = versions(record, everything(record))
    expected = [tuple(one.metric for one in disputes(told.get(key, []), record.schema)) for key in table["incident_id"]]
    assert list(table["disputed"]) == expected
    assert any(expected)


def test_the_numbers_of_the_sentences_add_up_to_the_rows(record):
    findings = incident_findings(record, everything(record))
    for key in ("rows", "sides"):
        values = dict(findings[key].values)
        total = values.pop("rows")
        values.pop("dates", None)
        assert sum(int(value.text) for value in values.values()) == len(total.rows)
        assert {row for value in values.values() for row in value.rows} == set(total.rows)


def test_days_without_a_row_say_so(shipped):
    view = View(Rule("strikes", "alleged"), date(2013, 1, 1), date(2013, 12, 31))
    assert versions(shipped, view).empty
    findings = incident_findings(shipped, view)
    assert len(findings) == 0
    assert "no row that the rule counts lies in the days looked at" in findings.silence
