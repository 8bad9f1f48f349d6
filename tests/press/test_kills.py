"""Batches killed at random moments lose nothing; and what looks for faults finds each kind of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import site_faults

ROOT = Path(__file__).parents[2]
REPORTS = {"tiny-1": 1, "tiny-2": 2}
PAGE = (
    "<!DOCTYPE html>\n<html><body><pre>report {number} of generation {generation}\n</pre><br><p>x</p></body></html>\n"
)


@pytest.mark.kernel
def test_a_batch_that_is_killed_loses_nothing_and_the_next_one_makes_what_was_missing():
    script = ROOT / "benchmarks" / "kills.py"
    done = subprocess.run(
        [sys.executable, script, "--kills", "3", "--no-results"], capture_output=True, text=True, timeout=600
    )
    assert (done.stdout, done.returncode) == ("3 kills, no fault.\n", 0), done.stderr


def test_an_update_of_the_site_that_is_killed_leaves_every_file_whole_and_the_next_one_does_the_rest():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.site_kills", "--kills", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert (done.stdout, done.returncode) == ("3 kills, no fault.\n", 0), done.stderr


def put(site, report, generation, *, key="", run="", base="", point=True):
    """A run that is published, as a batch leaves it."""
    folder = site / report / (run or f"20261122T00000{generation}Z-{generation}abc")
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(PAGE.format(number=REPORTS[report], generation=generation), encoding="utf-8")
    inputs = {"parameters": {"generation": str(generation)}}
    account = {"run": folder.name, "key": key or f"{generation}abc", "base": base, "outcome": "good"}
    (folder / "run.json").write_text(json.dumps({**account, "inputs": inputs}), encoding="utf-8")
    for name in ("index.html", "run.json") if point else ():
        (site / report / name).unlink(missing_ok=True)
        (site / report / name).hardlink_to(folder / name)
    return folder


@pytest.fixture
def site(tmp_path):
    """A sound site of two reports, each with two runs."""
    for report in REPORTS:
        for generation in (1, 2):
            put(tmp_path / "site", report, generation)
    (tmp_path / "tmp").mkdir()
    return tmp_path / "site"


def faults(site):
    """Everything that is found wrong with the site after a batch of generation 2."""
    return [
        *site_faults.pages_faults(site, REPORTS, 2),
        *site_faults.run_faults(site, site_faults.runs_of(site), REPORTS, 2),
        *site_faults.pointer_faults(site, REPORTS, 2),
        *site_faults.left_over(site, site.parent / "tmp"),
    ]


def test_a_sound_site_has_no_fault(site):
    assert faults(site) == []


def broken(path, text):
    """Puts another text at a report's address, which the run itself does not share."""
    path.unlink()
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (PAGE.format(number=1, generation=2)[:-9], "is not whole"),
        (PAGE.format(number=1, generation=2).replace("</p>", ""), "is not whole"),
        (PAGE.format(number=2, generation=2), "says [('2', '2')] and not its number 1 and one generation"),
        (PAGE.format(number=1, generation=3), "says [('1', '3')] and not its number 1 and one generation"),
        (PAGE.format(number=1, generation=2) * 2, "says [('1', '2'), ('1', '2')] and not its number 1"),
        ("", "says [] and not its number 1 and one generation"),
        (PAGE.format(number=1, generation=2).replace("<p>x", "<p>y"), "is that of no run"),
    ],
)
def test_a_last_good_page_that_is_not_whole_or_of_something_else_is_a_fault(site, text, fault):
    broken(site / "tiny-1" / "index.html", text)
    (found,) = faults(site)
    assert found.startswith(f"tiny-1: the last good page {fault}")


def test_a_page_that_is_gone_is_a_fault(site):
    (site / "tiny-2" / "index.html").unlink()
    assert faults(site) == ["tiny-2: the last good page cannot be read (FileNotFoundError)"]


def test_a_run_whose_page_or_account_is_not_whole_is_a_fault(site):
    first = site / "tiny-1" / "20261122T000001Z-1abc" / "index.html"
    first.write_text(first.read_text(encoding="utf-8")[:40], encoding="utf-8")
    (site / "tiny-2" / "20261122T000001Z-1abc" / "run.json").write_text("{", encoding="utf-8")
    assert [fault.partition(":")[0] for fault in faults(site)] == ["tiny-1", "tiny-2"]


def test_a_key_that_was_run_twice_is_a_fault(site):
    put(site, "tiny-1", 2, key="1abc", run="20261122T000009Z-1abc")
    assert faults(site) == ["tiny-1: the key 1abc was run 2 times"]


def test_an_account_that_points_elsewhere_is_a_fault(site):
    broken(site / "tiny-1" / "run.json", '{"run": "20261122T000001Z-1abc"}')
    assert faults(site) == [
        "tiny-1: its account points to 20261122T000001Z-1abc, which is no run of generation 2",
    ]


def test_a_page_of_another_run_than_its_account_points_to_is_a_fault(site):
    page = site / "tiny-1" / "index.html"
    page.unlink()
    page.hardlink_to(site / "tiny-1" / "20261122T000001Z-1abc" / "index.html")
    assert faults(site) == [
        "tiny-1: its account points to 20261122T000002Z-2abc and its page is that of 20261122T000001Z-1abc",
    ]


def test_a_report_is_owed_unless_a_run_lies_there_that_only_needs_to_be_pointed_to(site):
    assert site_faults.owed(site, REPORTS, 2) == set()
    assert site_faults.owed(site, REPORTS, 1) == {"tiny-1", "tiny-2"}
    put(site, "tiny-1", 3, base="2abc", point=False)
    put(site, "tiny-2", 3, base="1abc", point=False)
    assert site_faults.owed(site, REPORTS, 3) == {"tiny-2"}


def test_what_is_left_behind_is_a_fault_wherever_it_lies(site):
    (site / "tiny-1" / ".lease").mkdir()
    (site / "tiny-2" / "failed.html").touch()
    (site / ".records").mkdir()
    (site / ".records" / "half").touch()
    (site.parent / "tmp" / "workbook-x").mkdir()
    assert sorted(fault.partition(" ")[0] for fault in faults(site)) == [
        ".records/half",
        "tiny-1/.lease",
        "tiny-2/failed.html",
        "workbook-x",
    ]
