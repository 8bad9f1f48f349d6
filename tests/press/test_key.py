"""What a run key is made of: hashes of files, never of bytes that are no longer there, and versions of libraries."""

import hashlib
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from analysis.press.ledger.account import GOOD, Account
from analysis.press.ledger.hashing import hash_of_files
from analysis.press.ledger.key import inputs_of, modules_beside
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.snapshots import BESIDE, keep, place
from analysis.press.orders.reports import load_reports


def test_the_hash_is_over_names_sizes_and_bytes_in_the_order_given(tmp_path):
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"three")
    assert hash_of_files(tmp_path, ["a", "b"]) == hashlib.sha256(b"a 3\noneb 5\nthree").hexdigest()
    assert hash_of_files(tmp_path, ["b", "a"]) == hashlib.sha256(b"b 5\nthreea 3\none").hexdigest()


def test_other_bytes_of_the_same_size_and_with_the_old_time_give_another_hash(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before, times = hash_of_files(tmp_path, ["a"]), path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert hash_of_files(tmp_path, ["a"]) != before
    other = tmp_path / "other"
    other.write_bytes(b"one")
    other.replace(path)
    assert hash_of_files(tmp_path, ["a"]) == before


def test_what_has_not_changed_is_not_read_again(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before = hash_of_files(tmp_path, ["a"])
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda path: pytest.fail("it was read"))
    assert hash_of_files(tmp_path, ["a"]) == before


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        hash_of_files(tmp_path, ["a"])


def test_modules_beside_a_notebook_are_those_that_it_can_import(tmp_path):
    for name in ("b.py", "deep/a.py", ".hidden/c.py", ".d.py", "notes.md", "n.ipynb", "__pycache__/b.pyc"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert modules_beside(tmp_path / "n.ipynb") == ["b.py", "deep/a.py"]


# A page is a function of its key.

ROOT = Path(__file__).parents[2]
TWO = (
    "plain: {title: A year, notebook: small, parameters: {factor: 2}}",
    "each: {title: A year, notebook: small, for_each: {factor: [2]}}",
)
LEFT = "from analysis.press.ledger.holder import Holder; print(Holder.myself(0.0).name)"


def planned(project, name="small"):
    """The plan of a run of that report."""
    return Plan.of(load_reports(project.root)[name], project.root / "data", {})


def test_whatever_a_page_says_of_its_report_and_record_is_in_the_key(project):
    made = planned(project).provenance
    others = {
        "report": replace(made.report, title="Another title"),
        "record_hash": "0" * 64,
        "parameters": {**made.parameters, "factor": 4},
        "own": False,
    }
    assert {*others, "schema"} == {field.name for field in fields(made)}  # the schema's bytes are in the record's hash
    for name, value in others.items():
        assert inputs_of(replace(made, **{name: value})) != inputs_of(made), name
    renamed = replace(made, report=replace(made.report, name="another"))
    varied = replace(made, report=replace(made.report, group="small", varied={"factor": 3}))
    for other in (renamed, varied):
        assert other.command != made.command
        assert inputs_of(other) != inputs_of(made)


def test_the_same_report_from_a_group_and_on_its_own_has_two_keys(project):
    """Their pages differ in the command that makes them again."""
    project.reports(*TWO)
    made = [planned(project, name).provenance for name in ("plain", "each-2")]
    alike = [replace(it, report=replace(it.report, name="year", title="A year")) for it in made]
    assert alike[0].command != alike[1].command
    assert inputs_of(alike[0]) != inputs_of(alike[1])


def test_a_parameter_moves_its_own_input_and_no_other(project):
    made = planned(project).provenance
    other = inputs_of(replace(made, parameters={**made.parameters, "factor": 4}))
    assert [name for name, group in inputs_of(made).items() if group != other[name]] == ["parameters"]


@pytest.mark.kernel
def test_reports_are_not_run_when_the_record_was_edited_after_they_were_planned(workbook, project):
    project.reports("many: {title: Many, notebook: small, for_each: {factor: [1, 2, 3]}}")
    log, edited = project.root / "log", project.root / "data" / "sources.csv"
    edit = f"if factor == 1:\n    print(file=open({str(edited)!r}, 'a'))"
    project.notebook(f"print('ran', factor, file=open({str(log)!r}, 'a'))\n{edit}")
    answer = workbook("batch", "--jobs", "1")
    assert answer.status == 1
    assert log.read_text().splitlines() == ["ran 1"]
    assert "many-1 failed: The record or the notebook was edited while the report ran" in answer.err
    assert "many-2 failed: The record or the notebook was edited after this command had read it" in answer.err


# Copies of records, by which a page names the rows that changed.


def test_a_page_that_cannot_name_rows_has_another_key_than_one_that_can(project):
    plan, site = planned(project), project.root / "reports" / "site"
    record, before = plan.inputs["record"]["SHA-256"], "a" * 64
    inputs = {**plan.inputs, "record": {"version": "0", "SHA-256": before}}
    last = Account("small", "r", "k" * 64, "", GOOD, "", inputs)
    assert plan.key(last, site, published=True)[1] == f"{'k' * 64} (missing, missing)"
    keep(plan.data, plan.provenance.schema, record, site)
    assert plan.key(last, site, published=True)[1] == f"{'k' * 64} (missing, whole)"
    place(site, before).write_bytes(place(site, record).read_bytes())
    told, base = plan.key(last, site, published=True)
    assert base == "k" * 64
    place(site, before).write_bytes(b"junk")
    assert plan.key(last, site, published=True)[0] != told
    same = replace(last, inputs=plan.inputs, base="b" * 64)
    assert plan.key(same, site, published=True)[1] == "b" * 64


def test_a_damaged_copy_is_made_again_and_what_a_killed_writer_left_is_swept(project):
    plan, site = planned(project), project.root / "reports" / "site"
    record = plan.inputs["record"]["SHA-256"]
    keep(plan.data, plan.provenance.schema, record, site)
    copy = place(site, record)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    gone = subprocess.run([sys.executable, "-c", LEFT], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    left, others = (copy.with_name(f"{BESIDE}{name}") for name in (gone.strip(), "elsewhere_1_2_3_0_4"))
    left.write_bytes(b"half of a copy")
    others.write_bytes(b"half of a copy, by another machine that may be at it")
    keep(plan.data, plan.provenance.schema, record, site)
    assert copy.read_bytes() == whole
    assert (left.exists(), others.exists()) == (False, True)
