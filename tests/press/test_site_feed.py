"""The feed is Atom as RFC 4287 has it, its ids stay what they are, and its entries say what changed."""

import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.press.failures.failure import Failure, Kind
from analysis.press.ledger.account import FAILED
from analysis.press.orders.reports import Report, Reports
from analysis.press.orders.site_settings import SiteSettings, checked_address
from analysis.press.site.update import update
from benchmarks.shelves import account_of, put, site_of

from .atom import ATOM, XML, faults

BROKEN = Failure("tempo", Kind.CELL, "ValueError: no share", *[""] * 4, cell=3, line=2).as_dict()
ADDRESS = "https://example.org/strikes/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def reports(settings=None):
    found = Reports({"tempo": Report("tempo", "Tempo", Path("x.ipynb"))})
    found.settings = settings or SiteSettings()
    return found


def failure(number):
    return account_of("tempo", number, key="a" * 64, outcome=FAILED, since=(), failure=BROKEN)


def entries(site):
    return ET.fromstring((site / "feed.xml").read_bytes()).findall(f"{ATOM}entry")


def words(entry, name):
    return "".join(entry.find(f"{ATOM}{name}").itertext())


@pytest.fixture
def site(tmp_path):
    site_of(tmp_path, ["tempo"], 3)
    put(tmp_path, failure(4))
    return tmp_path


@pytest.mark.parametrize("settings", [SiteSettings(), SiteSettings("A <b> & c", ADDRESS, "none", 2)])
def test_the_feed_is_sound(site, settings):
    update(site, reports(settings))
    assert faults((site / "feed.xml").read_bytes()) == []
    assert len(entries(site)) == min(settings.feed, 4)


def test_a_feed_without_entries_is_sound(tmp_path):
    put(tmp_path, account_of("tempo", 1, since=(("", "No material change."),)))
    update(tmp_path, reports())
    assert entries(tmp_path) == []
    assert faults((tmp_path / "feed.xml").read_bytes()) == []


SOUND = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id><title>t</title>'
    "<updated>2026-01-01T00:00:00Z</updated><author><name>n</name></author><entry>"
    "<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af7</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>"
    '<link href="a"/></entry></feed>'
)


def test_what_looks_for_faults_finds_none_in_a_sound_feed():
    assert faults(SOUND.encode()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<title>t</title>", ""),
        ("2026-01-01T00:00:00Z", "yesterday"),
        ("<author><name>n</name></author>", ""),
        ('<link href="a"/>', ""),
        ('<link href="a"/>', '<link href="a"/><link href="b"/>'),
        ("b93c-0003939e0af6", "B93C-0003939E0AF6"),
        ("<entry>", "<entry>words"),
        ("<entry>", "<entry><other/>"),
        ("</entry>", '<content type="xhtml">bare</content></entry>'),
    ],
)
def test_what_looks_for_faults_finds_each(old, new):
    assert old in SOUND
    assert faults(SOUND.replace(old, new, 1).encode())


def test_an_entry_says_what_changed_and_leads_to_its_run(site):
    update(site, reports())
    failed, *good = entries(site)
    assert words(failed, "title") == "The report tempo: Failed: In code cell 3, line 2: ValueError: no share"
    assert words(good[0], "summary") == "One finding moved. That is because the record changed, and nothing else did."
    assert "Now it is 2." in words(good[0], "content")
    for entry in (failed, *good):
        assert (site / entry.find(f"{ATOM}link").get("href")).is_file()


def test_a_run_after_which_nothing_is_different_has_no_entry(site):
    update(site, reports())
    before = [words(entry, "id") for entry in entries(site)]
    put(site, account_of("tempo", 5, since=(("", "No material change."), ("", "The program was changed."))))
    update(site, reports())
    assert [words(entry, "id") for entry in entries(site)] == before


def test_ids_are_the_same_wherever_the_site_lies(site, tmp_path_factory):
    update(site, reports())
    other = tmp_path_factory.mktemp("other") / "site"
    shutil.copytree(site, other, ignore=shutil.ignore_patterns(".site", "feed.xml"))
    update(other, reports(SiteSettings(address=ADDRESS)))
    assert [words(entry, "id") for entry in entries(other)] == [words(entry, "id") for entry in entries(site)]


def test_a_failure_that_goes_on_is_one_entry_that_is_brought_up_to_date(site):
    update(site, reports())
    first = entries(site)[0]
    shutil.rmtree(site / "tempo" / failure(4).run)
    put(site, failure(6))
    update(site, reports())
    again = entries(site)[0]
    assert words(again, "id") == words(first, "id")
    assert words(again, "updated") > words(first, "updated")
    assert len(entries(site)) == 4


def test_runs_that_came_while_nobody_looked_are_all_told(site):
    """As when two batches are at work and one of them brings the site up to date for both."""
    update(site, reports())
    for number in (7, 8, 9):
        put(site, account_of("tempo", number))
    update(site, reports())
    assert len(entries(site)) == 7


def test_the_address_is_said_only_where_it_is_known(site):
    update(site, reports())
    assert ET.fromstring((site / "feed.xml").read_bytes()).get(f"{XML}base") is None
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text() == "User-agent: *\nDisallow:\n"
    update(site, reports(SiteSettings(address=ADDRESS)))
    assert ET.fromstring((site / "feed.xml").read_bytes()).get(f"{XML}base") == ADDRESS
    where = [node.text for node in ET.fromstring((site / "sitemap.xml").read_bytes()).iter(f"{SITEMAP}loc")]
    assert where == [ADDRESS, f"{ADDRESS}tempo/"]
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (site / "robots.txt").read_text()
    assert f'href="{ADDRESS}"' in (site / "404.html").read_text()
    update(site, reports(SiteSettings(address=ADDRESS, robots="none")))
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text() == "User-agent: *\nDisallow: /\n"
    assert '<meta name="robots" content="noindex">' in (site / "index.html").read_text()


def test_what_the_file_said_last_holds_where_it_is_not_at_hand(site):
    update(site, reports(SiteSettings("Mine", ADDRESS)))
    put(site, account_of("tempo", 8))
    update(site)
    assert "<title>Mine</title>" in (site / "feed.xml").read_text()
    assert (site / "sitemap.xml").exists()


@pytest.mark.parametrize(
    ("text", "address"),
    [("https://example.org", "https://example.org/"), ("http://localhost:8000/a", "http://localhost:8000/a/")],
)
def test_an_address_ends_with_a_slash(text, address):
    assert checked_address(text) == address


def test_every_mistake_below_site_is_told_with_its_line(workbook, project):
    text = (
        "site:\n  titel: x\n  address: example.org\n  robots: never\n  feed: 0\n"
        "reports:\n  small: {title: A, notebook: small, keep: {runs: many, weekly: 3}}\n"
    )
    (project.root / "reports" / "reports.yml").write_text(text, encoding="utf-8")
    answer = workbook("reports")
    assert answer.status == 1
    told = [line.strip() for line in answer.err.splitlines()[1:]]
    assert [line.partition(":")[0] for line in told] == [
        *(f"reports/reports.yml line {number}, site" for number in (2, 3, 4, 5)),
        *("reports/reports.yml line 7, small, keep", "reports/reports.yml line 7, small"),
    ]
    assert "Did you mean 'title'?" in told[0]


def test_a_whole_site_is_not_disturbed_by_a_title_that_changes(site):
    update(site, reports())
    put(site, replace(account_of("tempo", 9), inputs={**account_of("tempo", 9).inputs, "report": {"title": "New"}}))
    update(site, reports())
    assert "New" in (site / "index.html").read_text()
    assert "History: New" in (site / "tempo" / "history.html").read_text()
