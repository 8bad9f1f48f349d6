"""What the tempo report says: of the record that ships, of an invented one, and of days with nothing in them."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.measures.comparison import Reading, part
from analysis.measures.counts import Window
from analysis.measures.edge_readings import ENDS, UNITS, chosen, edge_readings
from analysis.measures.edges import Edges
from analysis.measures.methods import METHODS
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.sporadic import dated_by_reading
from analysis.measures.tempo import densest, monthly_events, tightest
from analysis.measures.tempo_findings import tempo_findings
from analysis.measures.view import View
from analysis.measures.words import a_probability, probability


def told(record, window=14, **words):
    view = View.of(record, **words)
    readings = edge_readings(record, view)
    return SimpleNamespace(findings=tempo_findings(record, view, readings, window), readings=readings)


@pytest.fixture(scope="module")
def shipped_told(shipped):
    return told(shipped)


def events_of(record, attribution="acknowledged"):
    after = part(record, "after", Window.of(record.coverage))
    return dated_by_reading(record, after)[Reading(Rule("events", attribution))]


def test_three_events_to_26_september_2019_span_seven_days_and_the_tightest_three_five(shipped):
    events = events_of(shipped)
    days = events["start_date"]
    to_the_26th = days[days <= pd.Timestamp("2019-09-26")].tail(3)
    assert (to_the_26th.iloc[-1] - to_the_26th.iloc[0]).days == 7
    cluster = tightest(events, 3)["start_date"]
    assert [str(day.date()) for day in cluster] == ["2019-09-24", "2019-09-26", "2019-09-29"]
    assert (cluster.iloc[-1] - cluster.iloc[0]).days == 5


def test_the_shipped_record_gives_every_finding(shipped_told):
    assert [finding.key for finding in shipped_told.findings] == [
        "edges-strikes",
        "edges-events",
        "quiet",
        "cluster",
        "surprise",
        "burst",
        "rhythm",
        "turning",
    ]
    assert shipped_told.findings.unsaid == ()


def test_the_burst_is_september_2019(shipped_told):
    burst = shipped_told.findings["burst"]
    assert burst.values["dates"].text == "19 to 29 September 2019"
    assert (burst.values["count"].text, burst.values["window"].text) == ("4", "14 days")


def test_the_campaign_is_found_in_strikes(shipped, shipped_told):
    found = chosen(shipped_told.readings, "strikes", "acknowledged").found
    assert isinstance(found, Edges)
    assert found.firsts[0] <= shipped.period("campaign").start <= found.firsts[1]
    assert found.lasts[0] <= date(2016, 12, 7) <= found.lasts[1]
    assert found.clustering.clustered


def test_every_reading_is_tried_once(shipped_told):
    tried = [(one.rule.unit, one.rule.attribution, one.end) for one in shipped_told.readings]
    assert tried == [(unit, attribution, end) for unit in UNITS for attribution in ADMITTED for end in ENDS]
    for unit in UNITS:
        assert len(shipped_told.findings[f"edges-{unit}"].tests) == len(ADMITTED) * len(ENDS)


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
@pytest.mark.parametrize("attribution", ["announced", "alleged"])
def test_every_number_rests_on_something_and_every_method_is_explained(request, name, attribution):
    record = request.getfixturevalue(name)
    for finding in told(record, window=3, attribution=attribution).findings:
        assert set(finding.methods) <= set(METHODS)
        assert ("readings" in finding.methods) == bool(finding.tests)
        for label, value in finding.values.items():
            assert value.rows or value.periods, (finding.key, label)


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
def test_a_sentence_about_edges_says_of_each_declared_day_what_the_numbers_say(request, name):
    record = request.getfixturevalue(name)
    result = told(record)
    declared = record.period("campaign")
    for unit in UNITS:
        reading = chosen(result.readings, unit, "acknowledged")
        found = reading.found
        text = result.findings[f"edges-{unit}"].text
        assert ("no period of raised rate stands out" in text) == (not isinstance(found, Edges))
        assert ("cannot be looked for here" in text) == (reading.blind and isinstance(found, Edges))
        if not isinstance(found, Edges) or reading.blind:
            continue
        if found.firsts[0] <= declared.end and declared.start <= found.lasts[1]:
            first = found.firsts[0] <= declared.start <= found.firsts[1]
            last = found.lasts[0] <= declared.end <= found.lasts[1]
            assert ("the first and the last day of" in text) == (first and last)
            assert ("neither the first nor the last" in text) == (not first and not last)
        assert ("no single day lies inside" in text) == (found.firsts[1] > found.lasts[0])


@pytest.mark.parametrize("days", [("2012-01-01", "2012-12-31"), ("2016-10-02", "2016-10-02")])
def test_days_with_nothing_in_them_say_so(shipped, days):
    findings = told(shipped, since=days[0], until=days[1]).findings
    assert [finding.key for finding in findings if finding.key not in ("edges-strikes", "edges-events")] == []
    assert "the longest quiet between events" in findings.only("quiet").silence


def test_the_densest_days_hold_the_most_events(incidents):
    rows = incidents("""
        id  start
        a   2018-01-01
        b   2018-01-09
        c   2018-01-10
        d   2018-01-16
        e   2018-01-30
    """)
    assert list(densest(rows, 7)["incident_id"]) == ["b", "c"]
    assert list(densest(rows, 8)["incident_id"]) == ["b", "c", "d"]  # the 9th to the 16th are eight days
    assert list(densest(rows, 1)["incident_id"]) == ["a"]
    assert densest(rows.iloc[:0], 7).empty


def test_events_are_counted_by_the_days_of_a_month_that_are_looked_at(incidents):
    rows = incidents("""
        id  start
        a   2018-01-31
        b   2018-02-01
        c   2018-02-28
    """)
    assert monthly_events(rows, date(2018, 1, 20), date(2018, 3, 2)) == ([1, 2, 0], [12, 28, 2])


def test_a_probability_in_words():
    assert [probability(chance) for chance in (0.0, 0.0312, 0.25, 0.9996)] == [
        "below 0.001",
        "0.031",
        "0.25",
        "above 0.999",
    ]
    assert a_probability(0.0312) == "a probability of 0.031"
    assert a_probability(0) == "a probability below 0.001"


def test_a_campaign_without_numbers_is_not_said_to_be_found_or_missed(shipped, shipped_told):
    """The events within the campaign were never numbered, so that no period of events can be the campaign."""
    blind = {one.rule.unit for one in shipped_told.readings if one.blind}
    assert blind == {"events"}
    assert "cannot be looked for here" in shipped_told.findings["edges-events"].text
    assert "cannot be looked for here" not in shipped_told.findings["edges-strikes"].text
    after = told(shipped, since="2017-01-01", until="2019-12-31")
    assert not any(one.blind for one in after.readings)
