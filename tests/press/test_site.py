"""The list of reports, their histories and the feed: right after every update, whole at every moment, and cheap."""

import os
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.press.failures.failure import Failure, Kind
from analysis.press.ledger.account import FAILED, Account
from analysis.press.orders.reports import Report, Reports
from analysis.press.orders.site_settings import SiteSettings
from analysis.press.site import shelves
from analysis.press.site.owed import is_owed, owe
from analysis.press.site.update import update
from benchmarks.shelves import account_of, put, site_of
from tests.press.page_tree import tree_of, words_of

ATOM = "{http://www.w3.org/2005/Atom}"
BROKEN = Failure("toll", Kind.CELL, "ValueError: no share", *[""] * 4, cell=3, line=2).as_dict()


def reports_of(*names, group="", settings=None):
    """What `reports.yml` names, as it is read."""
    found = Reports({name: Report(name, f"The report {name}", Path("x.ipynb"), group=group) for name in names})
    found.settings = settings or SiteSettings()
    return found


def failure_of(report, number, **more):
    """The account of a run that failed."""
    return account_of(report, number, outcome=FAILED, since=(), failure=BROKEN, **more)


@pytest.fixture
def site(tmp_path):
    """A site of two reports with three runs each, up to date."""
    folder = tmp_path / "site"
    site_of(folder, ["tempo", "toll"], 3)
    update(folder, reports_of("tempo", "toll"))
    return folder


def words(page):
    """What a page says; an element ends without a blank before a stop."""
    return re.sub(r" (?=[.:])", "", words_of(tree_of(page)))


def links(page):
    """The addresses to which a page leads, and those of its pictures."""
    tree = tree_of(page)
    return [node.get("href") or node.get("src") for node in tree.iter() if node.tag in ("a", "img", "link")]


def titles(page):
    return ["".join(node.itertext()) for node in tree_of(page).iter("h3")]


def entries(site):
    return ET.fromstring((site / "feed.xml").read_bytes()).findall(f"{ATOM}entry")


def snapshot(site):
    """Every file of the site with its bytes and its number in the file system."""
    return {path: (path.read_bytes(), path.stat().st_ino) for path in site.rglob("*") if path.is_file()}


def test_the_list_tells_of_every_report_and_leads_to_it(site):
    assert titles(site / "index.html") == ["The report tempo", "The report toll"]
    said = words(site / "index.html")
    assert "2 reports" in said
    assert "One finding moved. That is because the record changed, and nothing else did." in said
    assert "Made on 3 January 2026, 06:00 UTC. unit = strikes, number = 2." in said
    found = links(site / "index.html")
    for report in ("tempo", "toll"):
        assert {f"{report}/index.html", f"{report}/history.html", f"{report}/thumbnail.svg"} <= set(found)


@pytest.mark.parametrize("page", ["index.html", "tempo/history.html", "404.html"])
def test_every_link_is_relative_and_leads_somewhere(site, page):
    for link in links(site / page):
        assert not re.match(r"[a-z]+:|/", link)
        assert (site / page).parent.joinpath(link.partition("#")[0] or page).exists(), link


def test_a_report_that_failed_is_marked_and_its_last_good_page_stays(site):
    put(site, failure_of("toll", 5))
    put(site, failure_of("tempo-2", 5))
    update(site, reports_of("tempo", "toll", "tempo-2"))
    said = words(site / "index.html")
    assert "3 reports, of which 2 failed when last tried." in said
    assert "Failed on 6 January 2026, 06:00 UTC: In code cell 3, line 2: ValueError: no share" in said
    assert "The page is that of the last good run." in said
    assert "There is no good page yet." in said
    found = links(site / "index.html")
    assert {"toll/index.html", "toll/failed.html", "tempo-2/failed.html"} <= set(found)
    assert "tempo-2/index.html" not in found
    put(site, account_of("toll", 6))
    update(site, reports_of("tempo", "toll", "tempo-2"))
    assert "of which 1 failed" in words(site / "index.html")


def test_a_history_lists_the_runs_the_newest_first(site):
    put(site, failure_of("toll", 5))
    update(site, reports_of("tempo", "toll"))
    said = words(site / "toll" / "history.html")
    times = re.findall(r"(\d+) January 2026, 06:00 UTC", said)
    assert times == ["6", "3", "2", "1"]
    assert "failed" in said
    assert [link for link in links(site / "toll" / "history.html") if link.startswith("2026")] == [
        f"{run}/index.html" for run in shelves.runs(site / "toll")
    ]


def test_a_long_history_has_a_page_for_each_month_of_which_only_that_of_the_new_run_is_written(tmp_path):
    site = tmp_path
    site_of(site, ["tempo"], 80)
    update(site, reports_of("tempo"))
    months = sorted(path.name for path in (site / "tempo").glob("history-*"))
    assert months == ["history-2026-01.html", "history-2026-02.html", "history-2026-03.html"]
    assert "January 2026 (31)" in words(site / "tempo" / "history.html")
    assert words(site / "tempo" / "history-2026-01.html").count("January 2026, 06:00") == 31
    before = snapshot(site)
    put(site, account_of("tempo", 80))
    update(site, reports_of("tempo"))
    after = snapshot(site)
    written = {path.name for path in before if before[path][1] != after[path][1] and path.parent.name == "tempo"}
    assert written == {"index.html", "run.json", "history.html", "history-2026-03.html", "thumbnail.svg"}


def test_a_run_that_comes_along_rewrites_only_what_tells_of_it(site):
    before = snapshot(site)
    put(site, account_of("toll", 3))
    update(site, reports_of("tempo", "toll"))
    after = snapshot(site)
    changed = {str(path.relative_to(site)) for path in before if before[path][1] != after[path][1]}
    assert changed == {
        *("index.html", "feed.xml", ".site/reports", "toll/index.html", "toll/run.json"),
        *("toll/history.html", "toll/thumbnail.svg"),
    }


def test_only_accounts_of_reports_that_changed_are_opened(site, monkeypatch):
    read, opened = Account.read, []
    monkeypatch.setattr(Account, "read", lambda path: opened.append(path) or read(path))
    update(site, reports_of("tempo", "toll"))
    assert opened == []
    put(site, account_of("toll", 3))
    update(site, reports_of("tempo", "toll"))
    assert {path.relative_to(site).parts[0] for path in opened} == {"toll"}


@pytest.mark.parametrize("spoil", ["", "{}", "half", "\x00"])
def test_a_summary_that_is_missing_or_damaged_is_made_again(site, spoil):
    before = {path: content for path, (content, _) in snapshot(site).items()}
    summary = site / ".site" / "reports"
    if spoil:
        summary.write_text(spoil if spoil != "half" else summary.read_text()[:-40])
    else:
        summary.unlink()
    update(site, reports_of("tempo", "toll"))
    assert {path: content for path, (content, _) in snapshot(site).items()} == before


def test_a_file_of_the_site_that_is_gone_is_written_again(site):
    (site / "feed.xml").unlink()
    (site / "index.html").unlink()
    update(site, reports_of("tempo", "toll"))
    assert (site / "feed.xml").exists()
    assert titles(site / "index.html") == ["The report tempo", "The report toll"]


def test_groups_stand_apart_in_the_order_of_the_file_and_what_is_no_longer_made_at_the_end(site):
    site_of(site, ["year-1", "year-2"], 1)
    reports = Reports({**reports_of("year-2", "year-1", group="year"), **reports_of("toll")})
    update(site, reports)
    heads = [node.text for node in tree_of(site / "index.html").iter("h2") if "section" in node.get("id", "")]
    assert heads == ["Reports", "year (2)", "No longer made"]
    assert titles(site / "index.html") == [f"The report {name}" for name in ("toll", "year-2", "year-1", "tempo")]
    update(site, None)  # by somebody who does not know the file
    assert titles(site / "index.html") == [f"The report {name}" for name in ("toll", "year-2", "year-1", "tempo")]


def test_a_report_whose_folder_is_removed_is_no_longer_listed(site):
    shutil.rmtree(site / "tempo")
    update(site, reports_of("tempo", "toll"))
    assert titles(site / "index.html") == ["The report toll"]
    assert {entry.find(f"{ATOM}link").get("href").partition("/")[0] for entry in entries(site)} == {"toll"}


def test_many_reports_are_spread_over_pages_that_stay_small(tmp_path):
    names = [f"year-{number}" for number in range(250)]
    site_of(tmp_path, names, 1)
    update(tmp_path, reports_of(*names, group="year"))
    pages = sorted(tmp_path.glob("*.html"))
    assert [page.name for page in pages] == [
        *("404.html", "index.html", "list-group-year.2.html", "list-group-year.3.html", "list-group-year.html"),
    ]
    assert max(page.stat().st_size for page in pages) < 300_000
    assert "All 250 of year" in words(tmp_path / "index.html")
    shown = [title for page in pages if page.name.startswith("list") for title in titles(page)]
    assert sorted(shown) == sorted(f"The report {name}" for name in names)
    for page in pages:
        for link in links(page):
            assert (tmp_path / link.partition("#")[0]).exists() or link.startswith("#")


def test_many_groups_go_on_to_more_pages(tmp_path):
    names = [f"g{number}-{member}" for number in range(90) for member in range(2)]
    site_of(tmp_path, names, 1)
    found = Reports({name: Report(name, name, Path("x"), group=name.partition("-")[0]) for name in names})
    update(tmp_path, found)
    pages = sorted(tmp_path.glob("index*.html"))
    assert [page.name for page in pages] == ["index.2.html", "index.3.html", "index.html"]
    assert sorted(title for page in pages for title in titles(page)) == sorted(f"The report {name}" for name in names)
    small = {name: found[name] for name in names[:4]}
    for name in names[4:]:
        shutil.rmtree(tmp_path / name)
    update(tmp_path, Reports(small))
    assert [page.name for page in sorted(tmp_path.glob("index*.html"))] == ["index.html"]


def test_the_picture_is_the_first_chart_without_links_and_a_page_without_one_has_none(site):
    picture = ET.fromstring((site / "tempo" / "thumbnail.svg").read_bytes())
    tags = [node.tag.rpartition("}")[2] for node in picture.iter()]
    assert "path" in tags
    assert not {"a", "title", "script"} & set(tags)
    assert not [node for node in picture.iter() if node.get("pointer-events") or node.get("href")]
    put(site, account_of("tempo", 9), chart=False)
    update(site, reports_of("tempo", "toll"))
    assert not (site / "tempo" / "thumbnail.svg").exists()
    assert "tempo/thumbnail.svg" not in links(site / "index.html")


def test_a_note_that_is_left_is_taken_away_by_an_update_and_one_left_meanwhile_stays(site, monkeypatch):
    assert not is_owed(site)
    owe(site)
    assert is_owed(site)
    update(site, reports_of("tempo", "toll"))
    assert not is_owed(site)
    owe(site)
    monkeypatch.setattr("analysis.press.site.update.feed", lambda *_: owe(site) or "")
    put(site, account_of("toll", 7))
    update(site, reports_of("tempo", "toll"))
    assert is_owed(site)


def test_no_text_is_taken_for_markup(tmp_path):
    nasty = "<script>alert(1)</script>\"'&\x00\u202e"
    account = account_of("tempo", 1)
    inputs = {**account.inputs, "report": {"title": nasty}, "parameters": {nasty: nasty}}
    put(tmp_path, replace(account, inputs=inputs, since=(("", nasty), ("", nasty))))
    update(tmp_path, reports_of("tempo", settings=SiteSettings(title=nasty)))
    for name in ("index.html", "feed.xml", "tempo/history.html", "404.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "<script" not in text
        assert "\x00" not in text
    ET.fromstring((tmp_path / "feed.xml").read_bytes())


def test_nothing_that_is_published_tells_of_the_machine(site):
    host, user = os.uname().nodename, Path.home().name
    for path in site.rglob("*"):
        if path.suffix in (".html", ".xml", ".txt", ".svg") and path.parent.name in ("site", "tempo"):
            text = path.read_text(encoding="utf-8")
            assert str(site.parent) not in text
            assert host not in text
            assert not re.search(rf"/{re.escape(user)}/", text)
    assert [path.name for path in (site / ".site").iterdir()] == ["reports"]


def test_two_who_publish_at_once_lose_nothing_of_each_other(tmp_path):
    """Each puts runs of its own report and brings the site up to date after each; no run and no entry is missing."""
    children = []
    for name in ("tempo", "toll"):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for number in range(8):
                    put(tmp_path, account_of(name, number))
                    update(tmp_path, reports_of("tempo", "toll"))
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    assert titles(tmp_path / "index.html") == ["The report tempo", "The report toll"]
    assert len(entries(tmp_path)) == 16
    for name in ("tempo", "toll"):
        assert words(tmp_path / name / "history.html").count("January 2026, 06:00 UTC") == 8
        assert (tmp_path / name / "thumbnail.svg").exists()
    assert [path.name for path in (tmp_path / ".site").iterdir()] == ["reports"]


def test_a_reader_of_the_address_of_a_run_finds_it_after_others_came(site):
    first = shelves.runs(site / "tempo")[-1]
    page = (site / "tempo" / first / "index.html").read_bytes()
    for number in (5, 6):
        put(site, account_of("tempo", number))
        update(site, reports_of("tempo", "toll"))
    assert (site / "tempo" / first / "index.html").read_bytes() == page
    assert f"{first}/index.html" in links(site / "tempo" / "history.html")


@pytest.mark.kernel
def test_a_batch_brings_the_site_up_to_date_and_one_that_finds_nothing_changed_leaves_it_alone(
    workbook, project, monkeypatch
):
    site = project.root / "reports" / "site"
    answer = workbook("batch")
    assert answer.status == 0, answer.err
    assert titles(site / "index.html") == ["A <small> report"]
    assert len(entries(site)) == 1
    before = snapshot(site)
    with monkeypatch.context() as patched:
        patched.setattr("analysis.press.site.update.update", lambda *_: pytest.fail("the site was looked at"))
        assert workbook("batch").out.splitlines()[-1] == "1 report: 1 unchanged."
    assert snapshot(site) == before
    project.notebook("1 / 0")
    assert workbook("render", "small").status == 1
    assert "Failed on" in words(site / "index.html")
    project.notebook("print('unit is', unit, 'and factor', factor)")
    assert workbook("batch").out.splitlines()[-1] == "1 report: 1 unchanged."  # and the failure is forgiven
    assert "Failed on" not in words(site / "index.html")
    owe(site)  # as somebody leaves it who is killed
    (site / "index.html").unlink()
    assert workbook("batch").out.splitlines()[-1] == "1 report: 1 unchanged."
    assert titles(site / "index.html") == ["A <small> report"]
