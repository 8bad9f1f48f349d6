"""Sources, periods and places in words: where a statement was read, which days are meant, in which direction."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.charts.cards import Citation, cited_claims, cited_sources, period_list, source_list
from analysis.measures.whereabouts import compass
from analysis.press.page.fragments import parsed


def items(markup):
    return {node.get("id"): node for node in parsed(markup).iter("li")}


def said(node):
    return " ".join("".join(node.itertext()).split())


def only(record, **cells):
    """The record with these cells in the row of one source, and that source as an item of the list."""
    key = "parish-letter-1987"
    sources = record.sources.copy()
    for name, value in cells.items():
        sources.loc[sources["source_id"] == key, name] = value
    return items(source_list(replace(record, sources=sources), [key]))[f"source-{key}"]


def test_a_source_tells_publisher_title_date_language_and_where_a_copy_was_read(invented):
    listed = items(source_list(invented, invented.sources["source_id"]))
    assert said(listed["source-radio-1987-04-21"]) == (
        "Rádio da Mata: Evening bulletin, 21 Apr 1987, in Portuguese, via transcript by a listener, <i>typed</i>."
    )
    assert said(listed["source-atlas-1983"]) == "Instituto do Mapa: Atlas of Sarovia, 3rd edition, no date."
    assert len(listed) == len(invented.sources)


def test_the_address_is_a_link_that_a_page_takes(invented):
    link = items(source_list(invented, ["radio-1987-04-21"]))["source-radio-1987-04-21"].find(".//a")
    assert link.get("href") == "https://archive.example/radio/%3C1987-04-21%3E"
    assert link.get("rel") == "noopener noreferrer"


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("http://a.example/x?y=1&z=%d8%a3#p", "http://a.example/x?y=1&z=%d8%a3#p"),
        ("https://a.example/100%/é \"'", "https://a.example/100%25/%C3%A9%20%22'"),
        ("HTTPS://a.example/[1]", "HTTPS://a.example/[1]"),
    ],
)
def test_an_address_is_the_same_after_it_is_made_safe(invented, address, href):
    assert only(invented, url=address).find(".//a").get("href") == href


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " https://a.example/", "//a.example"])
def test_an_address_that_is_not_one_of_the_web_is_no_link(invented, address):
    assert only(invented, url=address).find(".//a") is None
    assert "Letter, with fifteen names" in said(only(invented, url=address))


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://a.example/x/y", "a.example"),
        ("http://a.example", "a.example"),
        ("https://a.example?x", "a.example"),
        ("https://[::1", "[::1"),
    ],
)
def test_a_source_without_a_title_is_named_by_its_site(invented, address, site):
    assert said(only(invented, title=pd.NA, url=address).find(".//a")) == site


def test_the_language_of_a_title_is_marked_where_the_title_is_in_it(invented):
    assert only(invented).find("span").get("lang") == "pt"
    assert only(invented, note="Title given in English.").find("span") is None
    assert only(invented, language="en").find("span") is None
    assert only(invented, title=pd.NA).find("span") is None
    assert "in Portuguese" in said(only(invented, title=pd.NA))
    assert "in gn" in said(only(invented, language="gn"))


def test_sources_come_by_publisher_and_day_and_those_without_a_day_last(invented):
    listed = list(items(source_list(invented, invented.sources["source_id"])))
    gazette = [key for key in listed if "gazette" in key or "retrospective" in key]
    assert gazette == [
        "source-gazette-1984-05-04",
        "source-gazette-1987-02-05",
        "source-gazette-1987-02-26",
        "source-gazette-1988-07-08",
        "source-retrospective-1995",
    ]
    assert source_list(invented, []) == ""


def test_a_claim_rests_on_all_that_it_is_reckoned_from(invented):
    spans = cited_claims(invented, [], ["span-01-30"])
    assert set(spans) == {"span-01-30", "total-02-03", "total-01-29"}
    row = cited_claims(invented, ["QZ-1987-01-30-to-1987-02-03-porto-brilho"])
    assert {"span-01-30", "total-end", "first-phase", "shells"} <= set(row)
    assert not {"first-day", "span-02-04", "hill-again"} & set(row)


def test_what_is_cited_comes_with_the_sources_of_copies_places_and_periods(invented):
    sources = set(cited_sources(invented, ["QZ-1988-07-01-alto-vento"]))
    periods = {"communique-1987-04-20", "retrospective-1995"}
    assert sources == {"gazette-1988-07-08", "atlas-1983", *periods}
    assert set(cited_sources(invented, [], ["total-end"])) == {"radio-1987-04-21", *periods}
    assert set(cited_sources(invented, [], named=["al-nahr-1987-05-01"])) == {"al-nahr-1987-05-01", *periods}


def test_a_period_tells_its_days_why_and_who_cites_it(invented):
    listed = items(period_list(invented, {"after": [Citation("finding-pace", "Finding 2")]}))
    assert said(listed["period-after"]) == (
        "after the siege: 21 April 1987 to 31 December 1990. To the end of the last whole year."
        " Chosen by the curators.Cited by Finding 2."
    )
    assert said(listed["period-campaign"]) == (
        "the siege of Porto Brilho: 15 January to 20 April 1987, siege of Porto Brilho."
        " Declared dates; the truce began two days earlier. Coalition headquarters, 20 Apr 1987."
    )
    assert [link.get("href") for link in listed["period-campaign"].iter("a")] == ["#source-communique-1987-04-20"]
    assert len(listed) == len(invented.periods)


@pytest.mark.parametrize(
    ("bearing", "words"),
    [
        (0, "north of"),
        (360, "north of"),
        (22.5, "north-north-east of"),
        (135, "south-east of"),
        (225, "south-west of"),
        (300, "west-north-west of"),
        (350, "north of"),
        (pd.NA, "from"),
        (None, "from"),
    ],
)
def test_a_bearing_is_told_by_the_nearest_point_of_the_compass(bearing, words):
    assert compass(bearing) == words
