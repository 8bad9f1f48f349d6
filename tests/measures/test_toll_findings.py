"""Findings on the dead: true of the numbers under every unit and rule, and in words where there is nothing to say."""

import pytest

from analysis.measures.methods import METHODS
from analysis.measures.rules import ADMITTED
from analysis.measures.toll import DEAD, as_told, beliefs
from analysis.measures.toll_apart import claims_apart
from analysis.measures.toll_findings import NAMES, toll_findings
from analysis.measures.view import View

RECORDS = ("shipped", "sarovia")


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(("unit", "attribution"), [*zip(DEAD, ADMITTED, strict=True), ("strikes", "announced")])
def test_every_finding_is_told_or_said_why_not(request, name, unit, attribution):
    record = request.getfixturevalue(name)
    found = toll_findings(record, View.of(record, unit=unit, attribution=attribution))
    assert {one.key for one in found} | {one.key for one in found.unsaid} == set(NAMES)
    for finding in found:
        assert set(finding.methods) <= set(METHODS)
        assert ("readings" in finding.methods) == bool(finding.tests)
        assert "{" not in finding.text


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("unit", DEAD)
def test_the_stated_sum_adds_its_own_rows(request, name, unit):
    record = request.getfixturevalue(name)
    finding = toll_findings(record, View.of(record, unit=unit, attribution="alleged"))["stated"]
    every = as_told(record, beliefs(record)[0], unit).set_index("incident_id")
    own = every.loc[list(finding.values["rows"].rows)]
    assert finding.values["count"].text.startswith(f"{own[f'{unit}_min'].sum():,}")
    assert ("or more" in finding.values["count"].text) == own[f"{unit}_max"].isna().any()


def test_disputed_dead_are_not_added(shipped):
    finding = toll_findings(shipped, View.of(shipped, attribution="alleged"))["identity"]
    assert "LY-2018-11-29-al-uwaynat" in finding.rows
    assert "died once" in finding.text


def test_the_total_of_the_campaign_stays_a_statement(shipped):
    view = View.of(shipped, attribution="alleged")
    finding = toll_findings(shipped, view)["apart"]
    assert "800 to 900 fighters killed" in finding.text
    assert "total-surt-militants-killed" in {row["claim_id"] for row in claims_apart(shipped, view)}
    assert not any(row["standing"] == "rejected" for row in claims_apart(shipped, view))


def test_days_without_a_row_are_told_why(shipped):
    found = toll_findings(shipped, View.of(shipped, since="2013-01-01", until="2013-12-31"))
    assert "no row that the rule counts" in found.silence


def test_each_status_counts_its_rows(shipped):
    finding = toll_findings(shipped, View.of(shipped, attribution="alleged"))["status"]
    parts = [value for key, value in finding.values.items() if key != "rows"]
    assert sum(len(value.rows) for value in parts) == len(shipped.incidents)
    assert all(value.text == f"{len(value.rows):,}" for value in parts)
