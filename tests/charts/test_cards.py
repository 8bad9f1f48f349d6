"""Incident cards: what a reader finds on one, and that links alone lead from it to a page of the web."""

import gzip
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from analysis.charts.cards import (
    Citation,
    cited_claims,
    cited_sources,
    claim_list,
    incident_cards,
    period_list,
    source_list,
)
from analysis.charts.listing import rows
from analysis.charts.statements import Statements
from analysis.markup import FRAGMENT, anchor
from analysis.press.page.fragments import parsed
from analysis.record.contract import NEEDED

RECORDS = ("shipped", "invented")


@pytest.fixture(scope="session", params=RECORDS)
def record(request):
    return request.getfixturevalue(request.param)


def sections(record, ids, cited=None):
    """Everything that a page holds for these rows, one after another."""
    cards, claims = incident_cards(record, ids, cited or {}), claim_list(record, ids)
    return cards + claims + source_list(record, cited_sources(record, ids)) + period_list(record, {})


@pytest.fixture(scope="session")
def page(record):
    return parsed(sections(record, list(record.incidents["incident_id"])))


def by_id(tree):
    return {node.get("id"): node for node in tree.iter() if node.get("id")}


def said(node):
    return " ".join("".join(node.itertext()).split())


def card(record, key, cited=None):
    return by_id(parsed(sections(record, [key], cited)))[anchor("incident", key)]


def hrefs(node):
    return [link.get("href") for link in node.iter("a")]


def disputed(node):
    return [said(line) for line in node.iter("p") if line.get("class") == "disputed"]


def test_every_row_has_one_card_and_every_link_leads_to_something_on_the_page(record, page):
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    assert {anchor("incident", key) for key in record.incidents["incident_id"]} <= set(ids)
    assert {href[1:] for href in hrefs(page) if href.startswith("#")} <= set(ids)


def test_links_alone_lead_from_every_card_with_a_claim_to_a_page_of_the_web(record, page):
    held = by_id(page)
    claimed = set(record.claims["incident_id"].dropna())
    for key in record.incidents["incident_id"]:
        seen, left, web = set(), [anchor("incident", key)], []
        while left:
            for href in hrefs(held[left.pop()]):
                if href.startswith("#") and href not in seen:
                    seen.add(href)
                    left.append(href[1:])
                elif not href.startswith("#"):
                    web.append(href)
        if key in claimed:
            assert any(href.startswith(("http://", "https://")) for href in web), key
        else:
            assert "No claim in the record is about this row alone." in said(held[anchor("incident", key)])


def test_every_row_of_the_shipped_record_has_a_claim(shipped):
    assert set(shipped.incidents["incident_id"]) <= set(shipped.claims["incident_id"].dropna())


def test_each_claim_stands_once_on_the_card_of_its_row_or_once_in_the_list(record, page):
    held = by_id(page)
    placed = {node: key for key, card in held.items() if card.get("class") == "card" for node in card.iter("li")}
    for claim in record.claims.itertuples():
        item = held.get(anchor("claim", claim.claim_id))
        if isinstance(claim.incident_id, str):
            assert placed[item] == anchor("incident", claim.incident_id)
        elif item is not None:
            assert item not in placed
    ids = list(record.incidents["incident_id"])
    assert {anchor("claim", key) for key in cited_claims(record, ids)} <= set(held)


def test_a_row_between_two_totals_leads_to_both(invented):
    held = by_id(parsed(sections(invented, ["QZ-1987-01-30-to-1987-02-03-porto-brilho"])))
    links = hrefs(held["claim-span-01-30"])
    assert "#claim-total-02-03" in links
    assert "#claim-total-01-29" in links
    assert said(held["claim-span-01-30"]) == (
        "Curators: 9 shell strikes, used. Gazeta do Planalto, 5 Feb 1987; reckoned from 34 to 3 Feb 1987, 25 to 29 Jan"
        " 1987"
    )
    assert said(held["claim-total-02-03"]) == (
        "Headquarters: 34 shell strikes, 15 January to 3 February 1987, siege of Porto Brilho, used."
        " Gazeta do Planalto, 5 Feb 1987"
    )


def ranges(node):
    """The lines of a card's ranges, and the units of which nothing is stated."""
    (lines,) = ([said(line) for line in part] for part in node.iter("ul") if part.get("class") == "ranges")
    silent = [line.removeprefix("not stated: ").split(", ") for line in lines if line.startswith("not stated: ")]
    return [line for line in lines if not line.startswith("not stated: ")], [unit for units in silent for unit in units]


def test_both_ends_of_every_range_are_shown_as_the_row_has_them(record, page):
    held = by_id(page)
    for row in record.incidents.to_dict("records"):
        told, silent = ranges(held[anchor("incident", row["incident_id"])])
        expected = []
        for metric in record.schema["incidents"].ranges():
            low, high = (row[f"{metric}_{end}"] for end in ("min", "max"))
            unit = record.unit(metric)
            if pd.isna(low) and pd.isna(high):
                assert str(unit) in silent
            elif pd.isna(low):
                expected.append(f"at most {high} {unit.many}")
            elif pd.isna(high):
                expected.append(f"{low} or more {unit.many}")
            elif low == high:
                expected.append(f"{low} {unit.one if low == 1 else unit.many}")
            else:
                expected.append(f"{low} to {high} {unit.many}")
        assert told == expected


def test_an_open_maximum_is_not_stated_and_a_stated_zero_is_zero(invented):
    told, _ = ranges(card(invented, "QZ-1988-07-01-alto-vento"))
    assert told[0] == "1 or more shell strikes"
    assert "0 dead" in told
    assert ranges(card(invented, "QZ-1989-02-28-boca-do-rio"))[1] == ["dead", "band members dead", "villagers dead"]


def test_a_minimum_that_is_not_stated_is_not_zero(invented):
    rows = invented.incidents.assign(killed_min=pd.NA, killed_max=7)
    told, _ = ranges(card(replace(invented, incidents=rows), "QZ-1988-07-01-alto-vento"))
    assert "at most 7 dead" in told


def test_every_table_has_a_caption_and_scopes_and_headings_go_down_one_step_at_a_time(page):
    for table in page.iter("table"):
        assert said(table.find("caption"))
        assert {cell.get("scope") for cell in table.iter("th")} <= {"row", "col"}
    levels = [3, *(int(node.tag[1]) for node in page.iter() if node.tag in ("h1", "h2", "h3", "h4", "h5"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert min(levels) == 3


def test_a_dispute_is_told_by_the_sharpest_statement_of_each_side(invented):
    (market,) = disputed(card(invented, "QZ-1987-04-29-porto-brilho"))
    assert market == ("Disputed: band members dead (official 7 to 15; local 0); villagers dead (official 0; local 15).")
    assert disputed(card(invented, "QZ-1985-11-20-boca-do-rio")) == []  # a newspaper took the day of printing for it
    assert disputed(card(invented, "QZ-1988-07-01-alto-vento")) == []


def test_days_in_dispute_are_told_as_days(shipped):
    (raid,) = disputed(card(shipped, "LY-2017-01-18-sw-sirte"))
    assert raid == (
        "Disputed: fighters killed (official at least 80; other 90); date (official 18 Jan 2017; other 19 Jan 2017);"
        " place (other “28 mi to the south of Sirte”)."
    )


def test_words_in_dispute_are_quoted_and_categories_named(shipped):
    (raid,) = disputed(card(shipped, "LY-2021-03-14-ubari"))
    assert raid == (
        "Disputed: aircraft (local “Drone, model not given”); statement (local “The Libyan air force”; "
        "other “Egyptian aircraft, in support of an LNA raid on Islamic State”, "
        "“No air strike but LNA troops on the ground”)."
    )


def test_a_date_is_told_with_the_words_of_its_source(shipped):
    told = said(card(shipped, "LY-2017-09-22-se-sirte"))
    assert "US: date: 22 September 2017 (“19:06 local time”), used." in told
    assert "Press: date: 24 September 2017 (“called a Friday”), rejected." in told


def test_a_note_ends_before_its_source_begins(shipped):
    told = said(card(shipped, "LY-2016-11-23-to-2016-11-24-sirte"))
    assert "used. 430 - 420 = 10. In Terris, no date" in told


def test_both_versions_stand_side_by_side_and_a_silent_side_says_so(invented):
    (sides,) = card(invented, "QZ-1987-04-29-porto-brilho").findall("div")
    assert [said(section.find("h4")) for section in sides] == ["Official version", "Local version", "Others"]
    official, local, others = (
        {item.get("id").removeprefix("claim-market-") for item in section.iter("li")} for section in sides
    )
    assert official == {"fighters", "no-villagers", "strikes"}
    assert local == {"no-fighters", "villagers", "guns", "consent"}
    assert others == {"harm"}
    (alone,) = card(invented, "QZ-1988-07-04-alto-vento").findall("div")
    assert [said(section) for section in alone] == [
        "Official versionHeadquarters: 1 shell strike, used. Observer Mission to Sarovia, 12 Mar 1990",
        "Local versionNo statement in the record.",
    ]


def test_a_claim_says_how_it_is_used_and_why(invented):
    held = by_id(parsed(sections(invented, ["QZ-1985-11-20-boca-do-rio", "QZ-1987-04-29-porto-brilho"])))
    assert said(held["claim-river-date"]) == (
        "Newspaper: date: 21 November 1985, rejected. The day of printing. Gazeta do Planalto, 18 Apr 1995"
    )
    assert (
        said(held["claim-market-consent"]) == "Ministry: host authorities: Protested against, used. النهر, 1 May 1987"
    )
    words = next(said(node) for node in parsed(incident_cards(invented, ["QZ-1985-11-20-boca-do-rio"], {})).iter("p"))
    assert words.startswith("How the record uses a claim: used: ")


@pytest.mark.parametrize(
    ("low", "high", "words", "single"),
    [
        (1, 1, "1", True),
        (1, None, "at least 1", True),
        (None, 1, "at most 1", True),
        (0, 1, "at most 1", True),
        (0, 0, "0", False),
        (2, None, "at least 2", False),
        (1, 2, "1 to 2", False),
        (None, 21, "at most 21", False),
    ],
)
def test_a_unit_is_singular_after_one_and_plural_after_any_other_number(record, low, high, words, single):
    statements = Statements(record)
    row = next(row for row in statements.rows.values() if row["metric"] == "strikes")
    assert record.unit("strikes").one != record.unit("strikes").many
    for metric in record.schema["incidents"].ranges():
        told = {**row, "metric": metric, "value_min": low, "value_max": high, "value_text": None}
        unit = record.unit(metric)
        shown = said(parsed(f"<ul>{statements.item(told, on_card=True)}</ul>").find("ul/li/b"))
        assert shown == f"{words} {unit.one if single else unit.many}"


def test_copies_of_a_statement_are_told_from_its_source(invented):
    held = by_id(parsed(sections(invented, ["QZ-1987-02-25-to-1987-04-18-porto-brilho"])))
    total = held["claim-total-end"]
    assert said(total).endswith(
        "One statement, printed three times. Coalition headquarters, 20 Apr 1987; also in Gazeta do Planalto,"
        " 18 Apr 1995, Rádio da Mata, 21 Apr 1987"
    )
    assert hrefs(total) == [
        "#source-communique-1987-04-20",
        "#source-retrospective-1995",
        "#source-radio-1987-04-21",
    ]


@pytest.mark.parametrize(
    ("key", "heading", "place"),
    [
        (
            "QZ-1991-02-11-undisclosed",
            "11 February 1991, place not disclosed, region Selva (south-west)",
            "not disclosed, region Selva (south-west)",
        ),
        (
            "QZ-1986-08-09-w-vila-eco",
            "9 to 11 August 1986, 120 km west of Vila do Eco",
            "within 48 km of the point 120 km west of Vila do Eco",
        ),
        (
            "QZ-1988-07-01-alto-vento",
            "1 July 1988, Alto Vento",
            "within 12 km of Alto Vento, region Selva (south-west)",
        ),
    ],
)
def test_a_card_is_no_more_precise_about_the_place_than_its_row(invented, key, heading, place):
    assert said(parsed(sections(invented, [key])).find(".//summary/h3")) == heading
    assert facts(card(invented, key))["Place"] == place


def facts(node):
    (line,) = (part for part in node.iter("p") if part.get("class") == "facts")
    return {said(name): name.tail.strip(" ;").removesuffix(".") for name in line}


@pytest.mark.parametrize(
    ("key", "brief"),
    [("QZ-1988-07-01-alto-vento", "1 or more shell strikes"), ("QZ-1987-04-29-porto-brilho", "3 shell strikes")],
)
def test_a_folded_card_says_its_first_number(invented, key, brief):
    summary = parsed(sections(invented, [key])).find("ol/li/details/summary")
    assert said(summary).endswith(brief)


def test_a_span_of_days_is_told_from_a_known_day(invented):
    assert facts(card(invented, "QZ-1986-08-09-w-vila-eco"))["Day"] == "not known, any of 3 days"
    assert facts(card(invented, "QZ-1988-07-01-alto-vento"))["Day"] == "known"


def test_what_a_row_does_not_state_is_listed_as_such(invented):
    told = facts(card(invented, "QZ-1989-02-28-boca-do-rio"))
    assert told["Not stated"] == "target group, target name, host consent"
    assert told["Civilian harm status"] == invented.label("civilian_harm_status", "alleged")
    assert "Campaign" not in told


def test_a_card_lists_every_place_that_cites_it_once(invented):
    key = "QZ-1988-07-01-alto-vento"
    citations = [Citation("finding-ratio", "Finding 1"), Citation("chart-monthly", "Figure 1")]
    (line,) = (
        node for node in card(invented, key, {key: [*citations, *citations]}).iter("p") if node.get("class") == "cited"
    )
    assert said(line) == "Cited by Finding 1, Figure 1."
    assert hrefs(line) == ["#finding-ratio", "#chart-monthly"]
    assert "Cited by" not in said(card(invented, key))


def test_cards_come_in_the_order_of_the_record_and_only_those_asked_for(invented):
    keys = ["QZ-1989-02-28-boca-do-rio", "QZ-1984-05-03-serra-calma"]
    shown = [
        node.get("id") for node in parsed(incident_cards(invented, keys, {})).iter("div") if node.get("class") == "card"
    ]
    assert shown == [anchor("incident", key) for key in reversed(keys)]
    assert incident_cards(invented, [], {}) == ""


def test_a_record_that_declares_only_what_the_program_needs_has_cards(invented):
    frames = {name: getattr(invented, name)[list(columns)] for name, columns in NEEDED.items()}
    tables = {
        name: replace(table, fields=tuple(field for field in table.fields if field.name in NEEDED[name]))
        for name, table in invented.schema.tables.items()
    }
    frames["incidents"] = frames["incidents"].assign(uncertainty_km=pd.NA)
    bare = replace(invented, schema=replace(invented.schema, tables=tables), **frames)
    tree = parsed(sections(bare, list(bare.incidents["incident_id"])))
    assert len([node for node in tree.iter("div") if node.get("class") == "card"]) == len(bare.incidents)
    assert "how far from there it may lie is not stated" in said(tree)


def test_a_column_of_the_records_own_is_told_on_the_card(invented):
    table = invented.schema["incidents"]
    depth = replace(table["strikes_min"], name="depth_m", title="Depth", type="number")
    schema = replace(
        invented.schema,
        tables={**invented.schema.tables, "incidents": replace(table, fields=(*table.fields, depth))},
    )
    changed = replace(invented, schema=schema, incidents=invented.incidents.assign(depth_m=1250.5))
    assert facts(card(changed, "QZ-1988-07-01-alto-vento"))["Depth"] == "1,250.5 shell strikes"


OURS = {
    *("div", "ol", "ul", "li", "section", "details", "summary", "h3", "h4", "p", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tr", "th", "td", "a", "b", "bdi", "span"),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "\" onclick='alert(1)' x=\"",
    "]]><svg onload=alert(1)>",
    "javascript:alert(1)",
    "\u202etxt.exe\u2066",
    "a\x00b\x1b[31m",
    "{{ 7 * 7 }} &lt;b&gt; &amp;#60;",
    "e" + "\u0301" * 400,
    "قصف السوق 🐟",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_every_free_column_is_shown_as_text(invented, hostile):
    frames = {}
    for name, table in invented.schema.tables.items():
        frame = getattr(invented, name).copy()
        for field in table.fields:
            free = field.type == "string" and not (field.categories or field.references or field.unique)
            if free and field.name not in ("alt_names", "admin1", "gazetteer_id"):
                frame[field.name] = hostile
        frames[name] = frame
    spoiled = replace(invented, **frames)
    ids = list(spoiled.incidents["incident_id"])
    tree = parsed(sections(spoiled, ids) + spoiled_links(spoiled, ids))
    assert {node.tag for node in tree.iter()} <= OURS
    assert all(href.startswith("#") for href in hrefs(tree))  # no address is one of the web any more
    shown = "".join(tree.itertext())
    assert hostile.replace("\x00", "\ufffd").replace("\x1b", "\ufffd") in shown
    for node in tree.iter():
        if "\u202e" in (node.text or "") or "\u202e" in (node.tail or ""):
            assert node.tag == "bdi"
            assert "\u202e" not in (node.tail or "")


def spoiled_links(record, ids):
    return rows(record, ids)._repr_mimebundle_()[FRAGMENT]["html"]


def test_a_page_holds_links_where_a_notebook_holds_the_cards(invented):
    key = "QZ-1986-08-09-w-vila-eco"
    shown = rows(invented, [key, key])
    assert repr(shown) == "<Rows: 1 incident with their claims and sources>"
    answer = shown._repr_mimebundle_()
    line = parsed(answer[FRAGMENT]["html"])
    assert said(line) == "1 row: 9 to 11 Aug 1986, 120 km west of Vila do Eco."
    assert hrefs(line) == [f"#{anchor('incident', key)}"]
    assert anchor("incident", key) in by_id(ET.fromstring(f"<div>{answer['text/html']}</div>"))
    assert "No row lies in these days." in rows(invented, [])._repr_mimebundle_()[FRAGMENT]["html"]


def test_the_cards_of_the_shipped_record_leave_room_for_the_rest_of_a_page(shipped):
    ids = list(shipped.incidents["incident_id"])
    citations = [Citation(f"finding-number-{number}", f"Finding {number}") for number in range(1, 8)]
    html = sections(shipped, ids, dict.fromkeys(ids, citations)).encode()
    assert len(html) <= 330_000
    assert len(gzip.compress(html, 9, mtime=0)) <= 60_000
