"""Findings on places: what they say of both records, what they do not say, and what must lead on from them."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.measures.distances import stated_distances
from analysis.measures.geography_findings import NAMES, geography_findings
from analysis.measures.methods import METHODS
from analysis.measures.view import View

RECORDS = ("shipped", "sarovia")


def said(record, **given) -> dict[str, str]:
    return {finding.key: finding.text for finding in geography_findings(record, View.of(record, **given))}


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("unit", ["strikes", "events", "killed"])
@pytest.mark.parametrize("attribution", ["announced", "acknowledged", "alleged"])
def test_each_finding_is_said_or_why_not_with_methods_that_there_are(request, name, unit, attribution):
    record = request.getfixturevalue(name)
    findings = geography_findings(record, View.of(record, unit=unit, attribution=attribution))
    assert sorted([one.key for one in findings] + [one.key for one in findings.unsaid]) == sorted(NAMES)
    assert [key for key in NAMES if key in {one.key for one in findings}] == [one.key for one in findings]
    known = set(record.incidents["incident_id"])
    for finding in findings:
        assert set(finding.methods) <= set(METHODS)
        assert ("readings" in finding.methods) == bool(finding.tests)
        assert set(finding.rows) <= known
        assert "{" not in finding.text


def test_what_the_shipped_record_says(shipped):
    texts = said(shipped, unit="events")
    assert texts["region"] == (
        "Fezzan (south-west) has 50 to 77.8 % of the 18 strike events after the campaign, none of the 3 strike events "
        "before the campaign and none of the strike events in the campaign on Surt: a larger share after the campaign "
        "than before the campaign."
    )
    assert texts["south"] == (
        "In 39 to 51 of the 54 pairs of an event before the campaign and one after the campaign, the later one lay "
        "farther south: more often than not, wherever in its disc each lay and wherever the 3 events without a "
        "disclosed place were; in 39 to 42 of the 45 with both places disclosed. If the days of the events were "
        "shuffled at random, they would be parted as clearly with a probability from 0.011 to 0.26, depending on where "
        "the places were: chance alone may explain it or not, as the places are not known well enough."
    )
    assert "Taken event by event, 21 events would be parted as clearly" in texts["south-chance"]
    assert "place by place, 17 places, each once in a period, with a probability from" in texts["south-chance"]


def test_the_shift_holds_under_every_reading_and_its_cause_is_left_open(shipped):
    findings = geography_findings(shipped, View.of(shipped, unit="events"))
    assert findings["region"].verdict == "Holds under every reading of the record."
    assert findings["south"].verdict == "Holds under every reading of the record."
    assert len(findings["region"].tests) == len(findings["south"].tests) == 18
    assert findings["drift"].extent == "some"


def test_murzuq_lies_482_miles_from_tripoli_and_not_nearly_600(shipped):
    text = said(shipped)["distances"]
    assert "Murzuq to Tripoli is 776 km (482 miles), stated longer by 157 to 190 km" in text
    table = stated_distances(shipped).set_index("claim_id")
    article = table.loc["a09"]
    assert (round(article["km"]), round(article["miles"]), article["verdict"]) == (776, 482, "differs")
    assert (article["stated_min"], article["stated_max"]) == (933, 966)
    assert round(article["off_km"]) == 157


def test_the_events_of_26_and_29_september_2019_have_a_region_and_no_place(shipped):
    findings = geography_findings(shipped, View.of(shipped, since="2019-09-20", until="2019-12-31"))
    undisclosed = findings["undisclosed"]
    assert undisclosed.text == (
        "Of the 3 rows that the rule counts in the days looked at, 2 have no disclosed place and no mark on a map, "
        "but a region."
    )
    assert undisclosed.values["silent"].rows == ("LY-2019-09-26-sw-libya", "LY-2019-09-29-sw-libya")


def test_a_distance_within_what_is_stated_is_settled_as_far_as_the_places_are_known(sarovia):
    line = stated_distances(sarovia).iloc[0]
    assert (round(line["km"]), line["off_km"]) == (320, 0)
    opening = "The one stated distance between two places"
    assert (
        said(sarovia)["distances"]
        == {
            "agrees": f"{opening} agrees with the shortest way over the ground.",
            "left open": f"{opening} may be the shortest way over the ground, as well as the two places are known.",
        }[line["verdict"]]
    )
    known = replace(sarovia, places=sarovia.places.assign(precision_km=0.0))
    assert said(known)["distances"] == f"{opening} agrees with the shortest way over the ground."


def test_a_statement_without_a_number_or_held_to_be_an_error_is_no_distance(shipped):
    claims = shipped.claims.copy()
    claims.loc[claims["claim_id"] == "a09", "standing"] = "rejected"
    claims.loc[claims["claim_id"].str.endswith("-afp"), ["value_min", "value_max"]] = pd.NA
    left = set(stated_distances(replace(shipped, claims=claims))["claim_id"])
    assert len(left) == len(stated_distances(shipped)) - 2
    assert "a09" not in left


def test_a_record_in_which_nobody_states_a_distance_says_so(sarovia):
    silent = replace(sarovia, claims=sarovia.claims[sarovia.claims["metric"] != "distance_km"])
    findings = geography_findings(silent, View.of(silent))
    assert {one.key: one.why for one in findings.unsaid}["distances"].startswith("nobody states a distance")


@pytest.mark.parametrize("name", RECORDS)
def test_days_without_a_row_are_told_in_words(request, name):
    record = request.getfixturevalue(name)
    day = record.coverage.start.isoformat()
    findings = geography_findings(record, View.of(record, since=day, until=day))
    assert [one.key for one in findings] == ["distances"]
    assert "as no row that the rule counts lies in" in findings.silence
    assert "one half of the days looked at after the campaign holds no event" in findings.silence


def test_with_so_few_events_that_none_could_surprise_it_says_so(sarovia):
    assert "with so few it would, wherever they lay" in said(sarovia, unit="events")["south"]


def test_a_share_that_the_counts_leave_open_is_not_compared(shipped):
    text = said(shipped, unit="strikes")["region"]
    assert "the counts do not settle in which of the two its share is larger" in text
    assert "more than 0 to less than 100 %" in text
