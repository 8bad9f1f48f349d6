"""The list of reports in a browser: from a disk, below a folder of a host, unzipped; for everybody, without script."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.press.failures.failure import Failure, Kind
from analysis.press.failures.page import failure_html
from analysis.press.ledger.account import FAILED
from analysis.press.orders.reports import Report, Reports
from analysis.press.orders.site_settings import SiteSettings
from analysis.press.site.update import update
from benchmarks.shelves import account_of, put, site_of

from .checker import MissingChecker, remarks
from .conftest import lacking
from .hostile import ENDLESS, NASTY
from .test_axe import violations
from .test_hostile import ACTIVE, UNISOLATED
from .test_layout import BEYOND_THE_PAGE, HIDDEN_BY_BOXES

pytestmark = pytest.mark.browser
BROKEN = Failure("toll", Kind.CELL, "ValueError: no share", *[""] * 4, cell=3, line=2)
PAGES = ("index.html", "tempo/history.html", "tempo/history-2026-02.html", "404.html")
SHOWN = "() => [...document.images].filter(image => image.complete && image.naturalWidth > 0).length"
SPOILT = " ".join(NASTY)


def reports_of(*names, group=""):
    return Reports({name: Report(name, name, Path("x.ipynb"), group=group) for name in names})


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Single reports, one of them failed and one without a chart, a group, and one that is no longer made."""
    folder = tmp_path_factory.mktemp("list") / "site"
    site_of(folder, ["tempo"], 60)
    site_of(folder, ["toll", "year-1", "year-2", "old"], 2)
    put(folder, account_of("plain", 1, since=(("", "No material change."),)), chart=False)
    broken = account_of("toll", 3, outcome=FAILED, since=(), failure=BROKEN.as_dict())
    put(folder, broken, page=failure_html(BROKEN, "The toll", "index.html", broken.made))
    named = Reports({**reports_of("tempo", "toll", "plain"), **reports_of("year-1", "year-2", group="year")})
    named.settings = SiteSettings("Strikes by the month")
    update(folder, named)
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """More reports than go on a page."""
    folder = tmp_path_factory.mktemp("many") / "site"
    names = [f"year-{number}" for number in range(130)]
    site_of(folder, names, 1)
    update(folder, reports_of(*names, group="year"))
    return folder


def test_the_pages_are_valid(site, many):
    pages = [*(site / page for page in PAGES), *many.glob("*.html")]
    try:
        found = remarks(*pages)
    except MissingChecker as missing:
        lacking(str(missing))
    # The checker knows no origin of a file, and so takes a picture beside a page for one from elsewhere.
    assert [
        remark for remark in found if "violates Content Security Policy" not in remark or "thumbnail.svg" not in remark
    ] == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("light", 1280), ("dark", 360), ("dark", 1280)])
def test_nothing_is_objected_to(visit, site, page, scheme, width):
    assert violations(visit(site / page, width, color_scheme=scheme, bypass_csp=True)) == []


@pytest.mark.parametrize("page", ["index.html", "list-group-year.html"])
def test_nor_to_the_pages_of_many_reports(visit, many, page):
    assert violations(visit(many / page, bypass_csp=True)) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways_and_none_cuts_anything(visit, site, page, width):
    shown = visit(site / page, width)
    assert shown.ask(BEYOND_THE_PAGE) == []
    assert shown.ask(HIDDEN_BY_BOXES) == []


def walked(visit, address) -> list[str]:
    """Whatever can be reached by links from the first page without script, and what went wrong on the way."""
    said, seen, left = [], set(), [address]
    base = address.rpartition("/")[0]
    while left:
        here = left.pop()
        if here in seen:
            continue
        seen.add(here)
        shown = visit(here, java_script_enabled=False)
        links = shown.page.locator("a").evaluate_all(
            "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
        )
        said += shown.messages
        for link in links:
            assert link.startswith(base), link
            if re.search(r"index|history|failed|list", link.rpartition("/")[2]) and "2026" not in link:
                left.append(link.partition("#")[0])
        shown.page.context.close()
    return [*said, *sorted(name.removeprefix(f"{base}/") for name in seen)]


def test_it_opens_from_a_disk_below_a_folder_of_a_host_and_unzipped(visit, site, loopback, tmp_path):
    names = ("old", "plain", "tempo", "toll", "year-1", "year-2")
    expected = sorted(
        ["index.html", "toll/failed.html", *(f"{name}/{page}.html" for name in names for page in ("history", "index"))]
    )
    assert walked(visit, (site / "index.html").as_uri()) == expected
    (loopback.folder / "favicon.ico").touch()  # which a browser asks any host for
    shutil.copytree(site, loopback.folder / "some" / "where")
    assert walked(visit, loopback.address("some/where/index.html")) == expected
    packed = shutil.make_archive(str(tmp_path / "site"), "zip", site)
    shutil.unpack_archive(packed, tmp_path / "a folder")
    assert walked(visit, (tmp_path / "a folder" / "index.html").as_uri()) == expected


def test_every_picture_is_seen_also_from_a_disk(visit, site, loopback):
    shutil.copytree(site, loopback.folder / "pictures")
    for where in (site / "index.html", loopback.address("pictures/index.html")):
        shown = visit(where)
        shown.page.wait_for_load_state("networkidle")
        shown.ask("() => [...document.images].forEach(image => { image.loading = 'eager' })")
        shown.page.wait_for_function("() => [...document.images].every(image => image.complete)")
        assert shown.ask(SHOWN) == 5
        assert shown.messages == []


def test_no_page_asks_for_anything_beyond_the_site(visit, site):
    for page in PAGES:
        shown = visit(site / page)
        assert [request for request in shown.requests if not request.startswith(site.as_uri())] == []


def test_hostile_text_is_shown_and_does_nothing(visit, tmp_path):
    account = account_of("tempo", 1)
    inputs = {**account.inputs, "report": {"title": f"{SPOILT}{ENDLESS}"}, "parameters": {"name": SPOILT}}
    told = (("", f"verdict {SPOILT}"), ("", f"why {SPOILT}"))
    put(tmp_path, replace(account, inputs=inputs, since=told))
    named = reports_of("tempo")
    named.settings = SiteSettings(SPOILT)
    update(tmp_path, named)
    for page in ("index.html", "tempo/history.html", "404.html"):
        shown = visit(tmp_path / page, 320, bypass_csp=True)
        assert shown.ask("() => window.hacked") is None
        assert (shown.dialogs, shown.messages) == ([], [])
        own = ('<img src="tempo/thumbnail.svg"', '<link rel="alternate"')
        assert [found for found in shown.ask(ACTIVE) if not found.startswith(own)] == []
        assert shown.ask(UNISOLATED) == []
        assert shown.ask(BEYOND_THE_PAGE) == []


def test_on_paper_no_report_is_cut_in_two(visit, site):
    shown = visit(site / "index.html")
    shown.page.emulate_media(media="print")
    kept = "() => [...document.querySelectorAll('.reports > li')].map(item => getComputedStyle(item).breakInside)"
    assert set(shown.ask(kept)) == {"avoid"}
