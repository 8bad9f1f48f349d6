"""Old runs go as `reports.yml` says; what the page at the address needs stays, whoever is killed."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import ReportError
from analysis.press.failures.failure import Failure, Kind
from analysis.press.ledger.account import FAILED, Account
from analysis.press.ledger.lease import held
from analysis.press.ledger.shelf import LEASE, Shelf
from analysis.press.orders.keeping import FOREVER, Keep, number_of
from analysis.press.orders.reports import Report
from analysis.press.site import prune as pruning
from analysis.press.site import shelves
from analysis.press.site.keeping import superfluous
from analysis.press.site.owed import is_owed
from analysis.press.site.prune import bytes_of, prune, size_of
from analysis.press.site.update import update
from benchmarks.shelves import account_of, put, site_of

BROKEN = Failure("tempo", Kind.CELL, "ValueError: no share", *[""] * 4, cell=3, line=2).as_dict()


def report(keep, name="tempo"):
    return Report(name, "Tempo", Path("x.ipynb"), keep=keep)


def numbers(home):
    """The runs that are there, by how many days after the first they were made, the newest first."""
    return [int(account.inputs["parameters"]["number"]) for account in shelves.accounts(home, shelves.runs(home))]


def failed(number):
    return account_of("tempo", number, outcome=FAILED, since=(), failure=BROKEN)


def kept(runs, keep, last=None, failure=None):
    gone = superfluous(runs, keep, last, failure)
    return [int(run.inputs["parameters"]["number"]) for run in runs if run not in gone]


DAYS = [account_of("tempo", number) for number in range(800, -1, -1)]
"""A run a day from 1 January 2026 on, the newest first."""


def test_the_last_runs_are_kept():
    assert kept(DAYS, Keep(runs=3)) == [800, 799, 798]


def test_the_last_run_of_each_month_and_year_is_kept():
    months = kept(DAYS, Keep(monthly=3))
    assert [DAYS[800 - number].made[:10] for number in months] == ["2028-03-11", "2028-02-29", "2028-01-31"]
    assert len(kept(DAYS, Keep(monthly=FOREVER))) == 27
    years = kept(DAYS, Keep(yearly=FOREVER))
    assert [DAYS[800 - number].made[:10] for number in years] == ["2028-03-11", "2027-12-31", "2026-12-31"]


def test_what_any_rule_asks_for_is_kept():
    both = kept(DAYS, Keep(runs=2, yearly=2))
    assert [DAYS[800 - number].made[:10] for number in both] == ["2028-03-11", "2028-03-10", "2027-12-31"]


def test_the_run_at_the_address_and_the_one_it_is_compared_with_are_kept():
    assert kept(DAYS[:5], Keep(runs=1), last=DAYS[3]) == [800, 797, 796]
    noted = replace(DAYS[3], base=f"{DAYS[4].key} (missing)")
    assert kept(DAYS[:5], Keep(runs=1), last=noted) == [800, 797, 796]


def test_of_failed_runs_as_many_are_kept_and_none_stands_for_a_month():
    runs = [failed(9), account_of("tempo", 8), failed(7), failed(6), account_of("tempo", 5), account_of("tempo", 4)]
    assert kept(runs, Keep(runs=2)) == [9, 8, 7, 5]
    assert kept(runs, Keep(monthly=FOREVER)) == [8]
    assert kept(runs, Keep(monthly=FOREVER), failure=runs[0]) == [9, 8]


def test_old_runs_are_removed_and_the_site_tells_of_the_others(tmp_path):
    site_of(tmp_path, ["tempo", "toll"], 10)
    update(tmp_path)
    before = sum(path.stat().st_size for path in tmp_path.glob("tempo/2*/*"))
    (told,) = prune(tmp_path, [report(Keep(runs=2)), report(None, "toll")])
    assert (len(told.runs), told.kept) == (8, 2)
    assert numbers(tmp_path / "tempo") == [9, 8]
    assert len(shelves.runs(tmp_path / "toll")) == 10
    assert told.size == before - sum(path.stat().st_size for path in tmp_path.glob("tempo/2*/*"))
    assert is_owed(tmp_path)
    update(tmp_path)
    for page in ("tempo/history.html", "feed.xml"):
        named = set(re.findall(r"(2\d{7}T\d{6}Z-\w+)/index.html", (tmp_path / page).read_text()))
        there = {path.name for path in tmp_path.glob("*/2*")}
        assert named <= there
        assert named & set(shelves.runs(tmp_path / "tempo")) == set(shelves.runs(tmp_path / "tempo"))
    assert list(prune(tmp_path, [report(Keep(runs=2))])) == [pruning.Pruned("tempo", [], 0, 2)]
    assert not (tmp_path / "tempo" / LEASE).exists()


def test_a_dry_run_says_the_same_and_removes_nothing(tmp_path):
    site_of(tmp_path, ["tempo"], 6)
    before = sorted(tmp_path.rglob("*"))
    told = list(prune(tmp_path, [report(Keep(runs=1))], dry=True))
    assert sorted(tmp_path.rglob("*")) == before
    assert told == list(prune(tmp_path, [report(Keep(runs=1))]))
    assert told[0].runs


def test_a_file_of_several_runs_counts_once_and_only_when_the_last_of_them_goes(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "page").write_bytes(b"x" * 1000)
    for name in ("b", "c"):
        (tmp_path / name / "page").hardlink_to(tmp_path / "a" / "page")
    (tmp_path / "a" / "own").write_bytes(b"y" * 10)
    assert size_of([tmp_path / "a", tmp_path / "b"]) == 10
    assert size_of([tmp_path / "a", tmp_path / "b", tmp_path / "c"]) == 1010


def test_a_report_of_which_a_run_is_under_way_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(pruning, "PATIENCE", 0.0)
    site_of(tmp_path, ["tempo"], 4)
    with held(tmp_path / "tempo" / LEASE, wait=0.0):
        assert list(prune(tmp_path, [report(Keep(runs=1))])) == [pruning.Pruned("tempo", busy=True)]
    assert len(shelves.runs(tmp_path / "tempo")) == 4


def test_a_run_whose_removal_is_cut_short_is_either_whole_or_gone(tmp_path, monkeypatch):
    site_of(tmp_path, ["tempo"], 6)
    monkeypatch.setattr(pruning.shutil, "rmtree", lambda path: os._exit(9))
    child = os.fork()
    if child == 0:
        list(prune(tmp_path, [report(Keep(runs=1))]))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    monkeypatch.undo()
    assert numbers(tmp_path / "tempo") == [5, 4, 2, 1, 0]
    assert is_owed(tmp_path)
    list(prune(tmp_path, [report(Keep(runs=1))]))
    assert numbers(tmp_path / "tempo") == [5, 4]
    assert not [path for path in (tmp_path / "tempo").iterdir() if path.name.startswith(".")]


def test_equal_pages_of_different_runs_are_one_file(tmp_path):
    shelf = Shelf(tmp_path, "tempo")
    with held(shelf.home / LEASE, wait=0.0) as lease:
        for number, page in enumerate(["one", "two", "two", "six"]):
            shelf.put(lease, account_of("tempo", number, run=""), page)
    pages = [(shelf.home / run / "index.html") for run in shelves.runs(shelf.home)]
    texts: dict[str, set[int]] = {}
    for page in pages:
        texts.setdefault(page.read_text(), set()).add(page.stat().st_ino)
    assert {text: len(files) for text, files in texts.items()} == {"one": 1, "two": 1, "six": 1}
    assert len(pages) == 4


def test_the_command_says_what_goes_and_removes_it(workbook, project):
    site = project.root / "reports" / "site"
    project.reports("small: {title: A, notebook: small, keep: {runs: 2}}", "other: {title: B, notebook: small}")
    for name in ("small", "other"):
        for number in range(5):
            put(site, account_of(name, number), point=number == 4)
    answer = workbook("prune", "--dry-run")
    assert (answer.status, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert re.fullmatch(r"small: 3 runs would be removed, \d\.\d kB; 2 kept\.", lines[0])
    assert re.fullmatch(
        r"3 runs would be removed, \d\.\d kB\. 1 report keeps every run, as no keep: is set\.", lines[1]
    )
    assert len(list(site.glob("small/2*"))) == 5
    assert not (site / "index.html").exists()
    removed = workbook("prune", "--only", "small")
    assert removed.out.splitlines()[0] == lines[0].replace("would be removed", "removed")
    assert len(list(site.glob("small/2*"))) == 2
    assert "A" in (site / "index.html").read_text()
    assert workbook("prune", "--only", "small").out.splitlines()[0] == "small: nothing to remove; 2 runs kept."


@pytest.mark.parametrize(
    ("name", "text", "number"), [("runs", "30", 30), ("monthly", "forever", FOREVER), ("yearly", "2", 2)]
)
def test_how_many_are_kept_is_read(name, text, number):
    assert number_of(name, text) == number


@pytest.mark.parametrize(
    ("name", "text"), [("runs", "forever"), ("runs", "0"), ("monthly", "-1"), ("yearly", "always"), ("runs", "1.5")]
)
def test_a_number_that_cannot_be_is_refused(name, text):
    with pytest.raises(ReportError, match=f"keep: {name}: '{text}'"):
        number_of(name, text)


def test_an_account_that_cannot_be_read_stays_where_it_is(tmp_path):
    site_of(tmp_path, ["tempo"], 4)
    oldest = shelves.runs(tmp_path / "tempo")[-1]
    (tmp_path / "tempo" / oldest / "run.json").write_text("{")
    list(prune(tmp_path, [report(Keep(runs=1))]))
    assert (tmp_path / "tempo" / oldest).is_dir()
    assert Account.read(tmp_path / "tempo" / oldest / "run.json") is None


@pytest.mark.parametrize(("size", "words"), [(1, "1 byte"), (80, "80 bytes"), (3_400_000, "3.4 MB"), (2500, "2.5 kB")])
def test_bytes_are_told_for_a_person(size, words):
    assert bytes_of(size) == words
