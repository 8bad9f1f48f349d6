"""Findings as markup: from every number of a sentence and of its verdict a link leads to rows and periods."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pandas as pd
import pytest

from analysis.markup import FRAGMENT, anchor
from analysis.measures.campaign import campaign_findings
from analysis.measures.finding_markup import finding_html, unlinked
from analysis.measures.findings import Finding, Findings, PeriodName, Value
from analysis.measures.findings import Test as Trial  # pytest takes the name for a class of tests
from analysis.measures.rules import ADMITTED, Rule
from analysis.measures.turns import Turn
from analysis.record.store import Record

SIEGE, AFTER = PeriodName("siege", "the siege"), PeriodName("after", "after the siege")


def tree(finding: Finding) -> ET.Element:
    return ET.fromstring(finding_html(finding))


def links(node: ET.Element) -> dict[str, str]:
    """Words of each link below a node, and where it leads."""
    return {"".join(link.itertext()): link.get("href", "") for link in node.iter("a")}


# The walk, by links alone


def outside_links(node: ET.Element) -> str:
    """The words of an element that are no part of a link."""
    return (node.text or "") + "".join(
        (outside_links(child) if child.tag != "a" else "") + (child.tail or "") for child in node
    )


def reached(root: ET.Element, start: str) -> set[str]:
    """The incidents and periods to which the links of a finding lead from one of its anchors."""
    items = {item.get("id"): item for item in root.iter("li")}
    found, ahead, seen = set(), [start], set()
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in items:
            ahead += [address.removeprefix("#") for address in links(items[here]).values()]
        else:
            found.add(here)
    return found


def sources(record: Record) -> dict[str, set[str]]:
    """The sources of each incident and each period, by its anchor on a page."""
    claims, campaigns = record.claims, record.incidents.set_index("incident_id")["campaign"].astype("object")
    found = {}
    for incident, campaign in campaigns.items():
        about = claims["incident_id"] == incident
        if pd.notna(campaign):
            about = about | (claims["campaign"].astype("object") == campaign)
        found[anchor("incident", incident)] = set(claims.loc[about, "source_id"])
    for _, period in record.periods.iterrows():
        found[anchor("period", period["period_id"])] = (
            {period["source_id"]} - {None} if pd.notna(period["source_id"]) else set()
        )
    return found


WINDOWS = {
    "shipped": [
        (None, None),
        (date(2016, 10, 1), date(2016, 10, 1)),
        (date(2016, 12, 18), date(2017, 1, 10)),
        (date(2016, 12, 8), date(2016, 12, 31)),
        (date(2016, 12, 19), date(2017, 1, 20)),
        (date(2018, 1, 1), date(2018, 12, 31)),
        (date(2016, 7, 20), date(2016, 12, 25)),
    ],
    "sarovia": [
        (None, None),
        (date(1987, 2, 1), date(1987, 2, 1)),
        (date(1987, 4, 19), date(1987, 4, 28)),
        (date(1987, 4, 20), date(1987, 4, 30)),
        (date(1988, 7, 2), date(1988, 12, 31)),
        (date(1987, 1, 10), date(1987, 4, 25)),
    ],
}
"""Everything, a single day, days without strikes on one side or on both, the time after alone."""


def every_finding(record: Record, windows: list) -> Iterator[Finding]:
    for unit, attribution, window in product(("strikes", "events", "killed"), ADMITTED, windows):
        yield from campaign_findings(record, Rule(unit, attribution), *window)
    for factor in (1, 200):
        yield from campaign_findings(record, Rule(), factor=factor)


@pytest.mark.parametrize("name", list(WINDOWS))
def test_links_alone_lead_from_every_number_to_a_source(request, name):
    record = request.getfixturevalue(name)
    known = sources(record)
    told = set()
    for finding in every_finding(record, WINDOWS[name]):
        root = tree(finding)
        bare = re.sub(r"\{\w+\}", "", finding.template)
        assert not re.search(r"\d", bare), bare
        for value in finding.values.values():
            assert value.rows or value.periods or not re.search(r"\d", value.text), (finding.key, value)
        for paragraph in root.findall("p"):
            assert not re.search(r"\d", outside_links(paragraph)), outside_links(paragraph)
            for words, address in links(paragraph).items():
                if address == "#method-readings":
                    assert re.fullmatch(r"every reading|\w+ of \w+ readings", words)
                    continue
                ends = reached(root, address.removeprefix("#"))
                assert ends <= set(known), (finding.key, words)
                assert set().union(*(known[end] for end in ends)), (finding.key, words)
        told.add(finding.key)
    assert {"ratio", "interval", "total", "events", "later", "quiet", "cluster"} <= told


def test_a_count_of_none_leads_to_the_days_that_were_searched(sarovia):
    findings = campaign_findings(sarovia, Rule(), date(1987, 4, 19), date(1987, 4, 28))
    assert findings["total"].values["count"].text == "0 shell strikes"
    assert findings["total"].values["count"].rows == ()
    assert links(tree(findings["total"]))["0 shell strikes"] == "#period-campaign"


def test_a_period_without_a_source_leads_to_the_campaign_that_it_was_drawn_around(shipped):
    after = campaign_findings(shipped, Rule())["ratio"].values["after"]
    assert [period.name for period in after.periods] == ["after the campaign", "the campaign on Surt"]
    assert after.rows == ()


def test_a_campaign_without_a_source_leads_to_its_rows(sarovia):
    periods = sarovia.periods.copy()
    periods["source_id"] = pd.Series(None, index=periods.index, dtype=periods["source_id"].dtype)
    findings = campaign_findings(replace(sarovia, periods=periods), Rule())
    own = sarovia.incidents.loc[sarovia.incidents["campaign"] == "brilho-1987", "incident_id"]
    assert findings["total"].values["days"].rows == tuple(own)
    assert not set(own) & set(findings["events"].values["after_count"].rows)


def test_rows_that_state_no_number_stand_behind_the_count_that_they_leave_open(sarovia):
    incidents = sarovia.incidents.copy()
    silent = incidents["incident_id"] == "QZ-1988-07-01-alto-vento"
    incidents.loc[silent, ["strikes_min", "strikes_max"]] = None
    findings = campaign_findings(replace(sarovia, incidents=incidents), Rule())
    assert "QZ-1988-07-01-alto-vento" in findings["ratio"].values["other"].rows


# The form


def test_values_that_rest_on_the_same_share_an_item():
    values = {name: Value(words, ("row-a",), (SIEGE,)) for name, words in (("one", "7 shots"), ("two", "0.5 a day"))}
    root = tree(Finding("key", "{one}, {two}.", values))
    assert links(root.find("p")) == {"7 shots": "#rows-key-one", "0.5 a day": "#rows-key-one"}
    (item,) = root.iter("li")
    assert "".join(item.itertext()) == "7 shots, 0.5 a day: row-a; the siege"
    assert links(item) == {"row-a": "#incident-row-a", "the siege": "#period-siege"}


def test_a_value_on_one_period_alone_leads_straight_to_it():
    root = tree(Finding("key", "{days}.", {"days": Value("96 days", (), (SIEGE,))}))
    assert links(root) == {"96 days": "#period-siege"}
    assert root.find("details") is None


def test_a_value_on_one_claim_leads_straight_to_it_and_one_on_several_lists_them():
    values = {"one": Value("9 dead", claims=("c1",)), "both": Value("2 statements", claims=("c1", "c2"))}
    finding = tree(Finding("k", "{both}, of which {one}.", values, called={"c1": "somebody, 9 dead"}))
    first, second = finding.find("p").iter("a")
    assert second.get("href") == "#" + anchor("claim", "c1")
    (item,) = (item for item in finding.iter("li") if "#" + item.get("id") == first.get("href"))
    assert links(item) == {"somebody, 9 dead": "#" + anchor("claim", "c1"), "c2": "#" + anchor("claim", "c2")}


def test_a_value_on_two_periods_names_them_both():
    root = tree(Finding("key", "{days}.", {"days": Value("96 days", (), (AFTER, SIEGE))}))
    (item,) = root.iter("li")
    assert "".join(item.itertext()) == "96 days: after the siege, the siege"


def test_a_number_made_of_two_others_leads_on_to_theirs():
    values = {
        "ratio": Value("2", ("row-a", "row-b", "row-c")),
        "part": Value("1 of them", ("row-b",)),
        "first": Value("4", ("row-a", "row-b")),
        "second": Value("8", ("row-b", "row-c")),
    }
    root = tree(Finding("key", "{ratio}, {part}, {first}, {second}.", values))
    items = {item.get("id"): "".join(item.itertext()) for item in root.iter("li")}
    assert items["rows-key-ratio"] == "2: 4; 8"
    assert reached(root, "rows-key-ratio") == {"incident-row-a", "incident-row-b", "incident-row-c"}


def item_of(record: Record, finding: str, words: str) -> ET.Element:
    """The item of the list to which a value with these words leads."""
    found = tree(campaign_findings(record, Rule())[finding])
    target = links(found.find("p"))[words].removeprefix("#")
    return next(item for item in found.iter("li") if item.get("id") == target)


def test_incidents_are_called_by_their_days_and_place(shipped):
    item = item_of(shipped, "quiet", "294 days")
    assert "".join(item.itertext()) == (
        "294 days, 29 November 2018 to 19 September 2019: 29 Nov 2018, Al Uwaynat; 19 Sep 2019, Murzuq"
    )
    assert links(item)["19 Sep 2019, Murzuq"] == "#incident-LY-2019-09-19-murzuq"


@pytest.mark.parametrize("name", list(WINDOWS))
def test_no_finding_shows_the_key_of_a_row(request, name):
    record = request.getfixturevalue(name)
    keys = set(record.incidents["incident_id"])
    for finding in campaign_findings(record, Rule()):
        told = "".join(tree(finding).itertext())
        assert not [key for key in keys if key in told]
        for item in tree(finding).iter("li"):
            called = [words for words, address in links(item).items() if address.startswith("#incident-")]
            assert len(set(called)) == len(called)


def test_a_period_is_not_said_to_rest_on_itself(shipped):
    after = item_of(shipped, "ratio", "after the campaign (20 December 2016 to 31 December 2019)")
    assert "".join(after.itertext()) == (
        "after the campaign (20 December 2016 to 31 December 2019), drawn around the campaign on Surt"
    )
    assert list(links(after).values()) == ["#period-after", "#period-campaign"]
    days = item_of(shipped, "busiest", "1,107 days")
    assert "".join(days.itertext()) == "1,107 days, after the campaign, drawn around the campaign on Surt"


def test_a_bare_number_is_named_in_the_list(shipped):
    findings = campaign_findings(shipped, Rule())
    items = [["".join(item.itertext()) for item in tree(findings[key]).iter("li")] for key in ("later", "cluster")]
    assert items[0][0].startswith("18 strike events: 14 at the time; 4 later; after the campaign, drawn around ")
    assert items[1][0].startswith("3 dated events, 5 days, 24 to 29 September 2019: 24 Sep 2019, Murzuq; ")
    (factor, *_) = (item for item in tree(findings["ratio"]).iter("li"))
    assert "".join(factor.itertext()).startswith("10 times as often, the later precision strikes exceed 388: 105 prec")


def test_the_readings_of_a_verdict_lead_to_what_a_reading_is(shipped):
    findings = campaign_findings(shipped, Rule())
    verdict = tree(findings["ratio"]).find("p[@class='verdict']")
    assert links(verdict.find("b"))["four of nine readings"] == "#method-readings"
    verdict = tree(findings["split"]).find("p[@class='verdict']")
    assert "".join(verdict.itertext()) == "Holds under every reading of the record."
    assert links(verdict) == {"every reading": "#method-readings"}
    assert "method" not in finding_html(replace(findings["split"], methods=()))


def test_words_of_the_record_are_text_and_keep_their_direction():
    values = {
        "place": Value("</p><script>\u202ex", (), (PeriodName("siege", "<b>\u202e"),)),
        "none": Value("{0} & more"),
    }
    html = finding_html(Finding("key", "In {place}: {none}.", values, (Trial((Turn("counting", "<i>"),), "yes"),)))
    assert "<bdi>&lt;/p&gt;&lt;script&gt;\u202ex</bdi>" in html
    assert "{0} &amp; more" in html
    assert {node.tag for node in ET.fromstring(html).iter()} == {"div", "p", "a", "bdi", "b"}


def test_the_verdict_is_short_first_and_names_rows_where_it_names_an_event():
    raid = Value("the raid of 1988", ("row-r",))
    limit = Value("strikes exceed 388", ("row-a",))
    readings = [Turn("with the raid of 1988", where) for where in ("in", "out", "apart")]
    tests = tuple(Trial((turn,), answer) for turn, answer in zip(readings, ("yes", "open", "no"), strict=True))
    verdict = tree(Finding("key", "It is so.", {}, tests, limit.text, (raid, limit))).find("p[@class='verdict']")
    assert "".join(verdict.find("b").itertext()) == (
        "Holds under one of three readings, holds on one condition under one."
    )
    assert "".join(verdict.itertext()).endswith(" does not hold with the raid of 1988 apart.")
    assert links(verdict) == {"the raid of 1988": "#rows-key-verdict-1", "strikes exceed 388": "#rows-key-verdict-2"}


def test_a_term_that_the_verdict_does_not_name_is_not_listed():
    terms = (Value("the raid", ("row-r",)), Value("", ("row-s",)))
    root = tree(Finding("key", "It is so.", {}, (Trial((Turn("counting", "all"),), "yes"),), "", terms))
    assert links(root) == {}
    assert "".join(root.itertext()) == "It is so.Holds under every reading of the record."


# What reaches a page and JupyterLab


def test_a_finding_reaches_a_page_with_its_data_and_jupyterlab_without_its_links(shipped):
    ratio = campaign_findings(shipped, Rule())["ratio"]
    bundle = ratio._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == f"{ratio.text} {ratio.verdict}"
    assert bundle[FRAGMENT] == {
        "html": finding_html(ratio),
        "findings": [ratio.data],
        "methods": ["counts", "rules", "rates", "ratio", "readings"],
    }
    assert "<a " not in bundle["text/html"]
    assert bundle["text/html"] == unlinked(finding_html(ratio))
    text = ["".join(ET.fromstring(html).itertext()) for html in (bundle["text/html"], finding_html(ratio))]
    assert text[0] == text[1]


def test_findings_reach_a_page_together_and_name_each_method_once(shipped):
    findings = campaign_findings(shipped, Rule())
    fragment = findings._repr_mimebundle_()[FRAGMENT]
    assert [data["key"] for data in fragment["findings"]] == [finding.key for finding in findings]
    assert fragment["methods"] == ["counts", "rules", "rates", "ratio", "readings", "tempo"]
    ids = [node.get("id") for node in ET.fromstring(fragment["html"]).iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_no_findings_say_so():
    fragment = Findings(())._repr_mimebundle_()[FRAGMENT]
    assert fragment["findings"] == fragment["methods"] == []
    assert "There is no finding to show." in "".join(ET.fromstring(fragment["html"]).itertext())
