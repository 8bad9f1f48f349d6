"""Every report of both records is a page like the main one: small, still, open to all, and proving its numbers."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import HERE, RECORDS, REPORT, ROOT
from .test_axe import violations
from .test_html import checked
from .test_layout import BEYOND_THE_PAGE, HIDDEN_BY_BOXES, PAPER
from .test_links import FINDINGS, MARKS, PARTS, sources_behind
from .test_requests import LONG_ENOUGH
from .test_size import CHART, PACKED, PAGE, drawings

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
REPORTS = ["year-2016", "incidents", "claims", "tempo", "toll", "geography", "data-quality"]
"""One of each notebook, but for the main report, which every other test of this room tries."""
OWN = ("year-2016", "claims")
"""Ask for a year and an article of the shipped record; the tests of their notebooks try others of the invented one."""
PAGES = [(record, name) for record in RECORDS for name in REPORTS if record == "shipped" or name not in OWN]
SENTENCES = FINDINGS.replace("p:not(.label)", "p:not(.label, .verdict)")
"""A verdict names periods, whose names may have numbers in them."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> dict[str, tuple[Path, str]]:
    """The site of each record, made by one batch, and what the batch said."""
    made = {}
    for record, data in RECORDS.items():
        names = [name for one, name in PAGES if one == record]
        out = tmp_path_factory.mktemp(record)
        only = [word for name in names for word in ("--only", name)]
        words = [sys.executable, "-m", "analysis", "batch", *only, "--data", str(data), "--out", str(out)]
        answer = subprocess.run(
            words, cwd=ROOT, env={**os.environ, **HERE}, capture_output=True, text=True, check=False
        )
        made[record] = out, answer.stdout
    return made


SILENT = "name => document.getElementById(name).textContent.includes('No claim in the record is about this row')"
"""Whether a card says that nobody is quoted on its row: the way from its number ends there."""


def behind(link: str, parts: dict[str, list[str]]) -> set[str]:
    """The incidents to which an item of a finding's list leads; its link itself where it is none."""
    return {to[1:] for to in parts.get(link[1:], []) if to.startswith("#incident-")} or {link}


def page_in(sites, record: str, name: str) -> Path:
    out, told = sites[record]
    assert (out / name / "index.html").is_file(), told
    return out / name / "index.html"


@pytest.fixture(params=PAGES, ids="-".join)
def page(request, sites) -> Path:
    return page_in(sites, *request.param)


def test_every_notebook_is_tried():
    from analysis.press.orders.reports import load_reports

    reports = load_reports(ROOT)
    assert {reports[name].notebook for name in [*REPORTS, REPORT]} == {one.notebook for one in reports.values()}


def test_it_is_small(page):
    text = page.read_text(encoding="utf-8")
    assert len(text.encode()) <= PAGE
    assert len(gzip.compress(text.encode(), compresslevel=9, mtime=0)) <= PACKED
    assert {name: len(drawing.encode()) for name, drawing in drawings(text) if len(drawing.encode()) > CHART} == {}


def test_all_are_valid(sites):
    assert checked(*(page_in(sites, *one) for one in PAGES)) == []


def test_it_asks_for_nothing_and_says_nothing(visit, page, loopback):
    loopback.arrived.clear()
    shown = visit(page)
    shown.unfold()
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert shown.requests == [page.as_uri()]
    assert (loopback.arrived, shown.messages, shown.dialogs) == ([], [], [])


@pytest.mark.parametrize("width", [320, 1280])
def test_it_never_scrolls_sideways(visit, page, width):
    shown = visit(page, width)
    assert shown.ask(BEYOND_THE_PAGE) == []
    shown.unfold()
    assert shown.ask(BEYOND_THE_PAGE) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_nobody_is_shut_out(visit, page, scheme, width):
    assert violations(visit(page, width, color_scheme=scheme, bypass_csp=True)) == []


def test_nothing_is_cut_on_paper(visit, page):
    shown = visit(page, *PAPER)
    shown.page.emulate_media(media="print")
    assert shown.ask(BEYOND_THE_PAGE) == []
    assert shown.ask(HIDDEN_BY_BOXES) == []
    tallest = "() => Math.max(0, ...[...document.querySelectorAll('figure svg')].map(svg => svg.clientHeight))"
    assert shown.ask(tallest) < PAPER[1]


def test_every_link_inside_it_leads_somewhere(visit, page):
    shown = visit(page)
    links = shown.ask("() => [...document.querySelectorAll('a[href], use')].map(link => link.getAttribute('href'))")
    ids = shown.ask("() => [...document.querySelectorAll('[id]')].map(part => part.id)")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} - set(ids) == set()


def test_every_number_of_a_finding_leads_to_a_source_and_every_mark_to_a_card(visit, page):
    shown = visit(page)
    parts, findings = shown.ask(PARTS), shown.ask(SENTENCES)
    assert findings
    assert SENTENCES != FINDINGS
    assert [(item["id"], item["unlinked"]) for item in findings if re.search(r"\d", item["unlinked"])] == []
    numbers = [(item["id"], *number) for item in findings for number in item["numbers"]]
    numbers = [number for number in numbers if not number[2].startswith(("#method-", "#source-"))]
    silent = {name for name in parts if name.startswith("incident-") and shown.ask(SILENT, name)}
    assert [one for one in numbers if not sources_behind(one[2], parts) and not behind(one[2], parts) <= silent] == []
    cards = {name for name, links in parts.items() if any(to.startswith("#incident-") for to in links)}
    marks = shown.ask(MARKS)
    assert [
        mark for mark in marks if not mark[0].startswith(("#incident-", "#claim-")) and mark[0][1:] not in cards
    ] == []
