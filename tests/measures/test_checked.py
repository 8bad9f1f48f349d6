"""Claims set apart by what they are to a check, and what another rule would make of each."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.measures.checked import PARTS, check_claims, spacing
from analysis.measures.checked_findings import claim_findings
from analysis.measures.reconcile import reconcile
from analysis.measures.rules import ADMITTED, UNITS

ARTICLE = "nyt-2019-09-27"


@pytest.fixture(scope="module")
def checked(shipped):
    return check_claims(shipped, ARTICLE)


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
def test_every_claim_is_in_one_part_with_the_verdict_of_the_reconciliation(request, name):
    record = request.getfixturevalue(name)
    found = check_claims(record)
    assert list(found.table.index) == list(record.claims["claim_id"])
    assert set(found.table["part"]) <= set(PARTS)
    assert sum(len(found.part(part)) for part in PARTS) == len(record.claims)
    assert list(found.table["verdict"]) == list(reconcile(record)["verdict"])


def test_the_article_has_its_own_statements_and_those_it_shares(checked):
    assert len(checked.part("article")) == 17
    assert set(checked.part("reprinted").index) == {
        "sw-libya-2019-09-26-location",
        "sw-libya-2019-09-26-militants-killed-17",
        "sw-libya-2019-09-26-platform",
        "sw-libya-2019-09-26-strikes-1",
    }


def test_without_a_source_the_one_with_the_most_claims_to_check_is_taken(shipped, sarovia):
    assert check_claims(shipped).source == ARTICLE
    assert check_claims(sarovia).source == "retrospective-1995"


def test_a_source_that_is_not_there_is_refused_with_the_nearest(shipped):
    with pytest.raises(ParameterError, match=r"no source 'nyt-2019-09-28'\. Did you mean 'nyt-2019-09-27'"):
        check_claims(shipped, "nyt-2019-09-28")


def test_a_source_without_a_claim_is_refused_with_what_to_add(sarovia):
    with pytest.raises(ParameterError, match=r"atlas-1983 has no claim\. Add a row"):
        check_claims(sarovia, "atlas-1983")


def test_a_record_without_claims_has_nothing_to_check(sarovia):
    found = check_claims(replace(sarovia, claims=sarovia.claims.iloc[:0]))
    assert (found.source, len(found.table), len(claim_findings(found))) == ("", 0, 0)
    assert [one.key for one in claim_findings(found).unsaid] == ["article", "turning", "open"]


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
def test_the_row_that_leaves_most_claims_open_is_one_without_a_single_number(request, name):
    """Settled by hand: with one number in every unit for that row, fewer claims are left open."""
    record = request.getfixturevalue(name)
    findings = {one.key: one for one in claim_findings(check_claims(record))}
    if "open" not in findings:
        return
    row = findings["open"].values["row"].rows[0]
    incidents = record.incidents.copy()
    own = incidents["incident_id"] == row
    for unit in UNITS:
        least = incidents.loc[own, f"{unit}_min"].fillna(0)
        incidents.loc[own, f"{unit}_min"] = incidents.loc[own, f"{unit}_max"] = least
    before, after = (
        (reconcile(one)["verdict"] == "left open").sum() for one in (record, replace(record, incidents=incidents))
    )
    assert after < before


def test_where_no_row_lacks_a_number_no_claim_is_said_to_wait_for_one(sarovia):
    incidents = sarovia.incidents.copy()
    for unit in UNITS:
        least = incidents[f"{unit}_min"].fillna(0)
        incidents[f"{unit}_min"] = incidents[f"{unit}_max"] = least
    findings = claim_findings(check_claims(replace(sarovia, incidents=incidents)))
    assert {one.key for one in findings.unsaid} == {"open"}


def test_murzuq_is_482_miles_from_tripoli_and_not_nearly_600(checked):
    verdict = checked.table.loc["a09"]
    assert verdict["verdict"] == "differs"
    assert "about 482 miles (776 km)" in verdict["why"]


def test_the_first_of_the_year_holds_for_what_was_acknowledged_and_not_for_what_was_alleged(checked):
    assert checked.table.loc["a05", "verdict"] == "agrees"
    assert [checked.word("a05", rule) for rule in ADMITTED] == ["agrees", "agrees", "differs"]
    assert checked.turned["a05"]["alleged"].rows == ("LY-2019-02-13-ubari",)


def test_six_last_year_hold_for_what_was_acknowledged_alone(checked):
    assert [checked.word("a06", rule) for rule in ADMITTED] == ["differs", "agrees", "differs"]
    assert [checked.turned["a06"][rule].low for rule in ("announced", "alleged")] == [5, 8]


def test_the_third_in_a_week_spans_seven_days_and_the_closest_three_span_five(checked):
    found = spacing(checked, "a04")
    assert found.words == (
        "from the first to the last of them it is 7 days, 19 to 26 September 2019: 8 days in a row hold all 3, 7 do "
        "not; the closest 3 outside the campaign span 5 days, 24 to 29 September 2019"
    )
    assert found.rows == ("LY-2019-09-24-murzuq", "LY-2019-09-26-sw-libya", "LY-2019-09-29-sw-libya")


@pytest.mark.parametrize("claim", ["a01", "a05", "a06", "a08", "a09"])
def test_of_one_event_of_none_of_a_year_or_of_strikes_no_closeness_is_told(checked, claim):
    assert spacing(checked, claim) is None


def test_no_place_is_given_for_26_and_29_september_2019(shipped):
    rows = shipped.incidents.set_index("incident_id")
    assert rows.loc[["LY-2019-09-26-sw-libya", "LY-2019-09-29-sw-libya"], "place_id"].isna().all()


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
def test_what_turns_is_what_the_reconciliation_says_when_the_claim_names_the_rule(request, name):
    """Worked out by the other way: the rule written into the claims, and all of them judged anew."""
    record = request.getfixturevalue(name)
    found = check_claims(record)
    claims = record.claims
    free = claims["rule"].isna() & claims["incident_id"].isna()
    for rule in ADMITTED:
        kind = pd.CategoricalDtype(list(claims["rule"].cat.categories), ordered=True)
        named = claims.assign(rule=claims["rule"].astype("object").mask(free, rule).astype(kind))
        words = dict(zip(claims["claim_id"], reconcile(record, named)["verdict"], strict=True))
        assert {claim: found.word(claim, rule) for claim in claims["claim_id"]} == words


def test_the_article_is_summed_up_with_the_rules_under_which_as_many_agree(checked):
    findings = claim_findings(checked)
    assert findings["article"].text == (
        "Of the 17 statements checked, 13 agree with the record, 1 differs, 1 is left open and 2 cannot be compared: "
        "more than half agree."
    )
    assert findings["article"].verdict == "Holds under every reading of the record."
    assert "LY-2019-02-13-ubari" in findings["turning"].rows


def test_an_article_of_which_no_rule_changes_a_verdict_says_so(sarovia):
    finding = claim_findings(check_claims(sarovia, "parish-letter-1987"))["turning"]
    assert finding.text.startswith("None of the ")
