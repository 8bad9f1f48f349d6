"""Claims beside the record on a page: each once, each leading to its claim and its rows."""

import pytest

from analysis import charts
from analysis.markup import FRAGMENT, anchor
from analysis.measures.checked import PARTS, check_claims
from analysis.press.page.fragments import parsed


def tree(checked, part):
    return parsed(charts.judged(checked, part)._repr_mimebundle_()[FRAGMENT]["html"])


def hrefs(page):
    return [link.get("href") for link in page.iter("a")]


def said(node):
    return " ".join("".join(node.itertext()).split())


@pytest.mark.parametrize("name", ["shipped", "invented"])
def test_every_claim_stands_in_one_part_and_leads_to_itself(request, name):
    record = request.getfixturevalue(name)
    checked = check_claims(record)
    links = [href for part in PARTS for href in hrefs(tree(checked, part)) if href.startswith("#claim-")]
    assert sorted(links) == sorted(f"#{anchor('claim', key)}" for key in record.claims["claim_id"])


@pytest.mark.parametrize("name", ["shipped", "invented"])
@pytest.mark.parametrize("part", PARTS)
def test_every_link_within_a_part_leads_to_something_in_it(request, name, part):
    page = tree(check_claims(request.getfixturevalue(name)), part)
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    own = [href[1:] for href in hrefs(page) if not href.startswith(("#claim-", "#incident-", "#source-"))]
    assert set(own) <= set(ids)


def test_a_statement_has_its_verdict_its_value_its_rows_and_what_another_rule_would_say(shipped):
    items = {next(iter(hrefs(item))): said(item) for item in tree(check_claims(shipped), "article").find("ol")}
    first = items["#claim-a05"]
    assert first.startswith("Agrees. Press: 0 strike events, 1 January to 18 September 2019")
    assert "The record has 0 strike events." in first
    assert "Counting what was alleged or denied too, it differs: the record has 1 strike event; 0 is claimed" in first
    assert "(13 Feb 2019, Ubari)" in first
    assert "the closest 3 outside the campaign span 5 days" in items["#claim-a04"]
    assert "about 482 miles (776 km)" in items["#claim-a09"]


def test_what_cannot_be_compared_is_told_once_for_each_reason(shipped):
    page = tree(check_claims(shipped), "totals")
    words = said(page)
    assert words.count("It is about all air forces active in the country, which is more than the record is about:") == 1


def test_claims_that_ask_for_a_look_are_not_folded_away(shipped):
    page = tree(check_claims(shipped), "totals")
    folded = {node.get("id") for details in page.iter("details") for node in details.iter() if node.get("id")}
    assert {"claims-totals-agrees", "claims-totals-cannot-be-compared"} <= folded
    assert not {"claims-totals-differs", "claims-totals-left-open"} & folded


def test_another_part_is_refused_with_those_that_there_are(invented):
    with pytest.raises(ValueError, match=r"no part of the claims\. Choose article, reprinted"):
        charts.judged(check_claims(invented), "press")
