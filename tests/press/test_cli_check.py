"""`workbook check` and `workbook claims`."""

import csv
import io
import json
import subprocess
import sys

from analysis.cli import record
from analysis.measures.rules import ADMITTED, UNITS


def test_a_sound_record_is_counted_up(workbook):
    answer = workbook("check")
    assert answer.status == 0
    assert answer.out == "No problem found: 72 incidents, 508 claims, 241 sources, 22 places, 5 periods.\n"
    assert json.loads(workbook("check", "--format", "json").out) == []


def test_problems_are_told_on_standard_error_with_status_1(workbook, draft):
    draft.set("incidents", "QZ-1985-11-20-boca-do-rio", region="Litorall", strikes_min="two")
    answer = workbook("check", "--data", draft.folder)
    line = draft.line("incidents", "QZ-1985-11-20-boca-do-rio")
    assert (answer.status, answer.out) == (1, "")
    first, *problems = answer.err.splitlines()
    assert first == f"The record has {len(problems)} problems:"
    assert any(text.startswith(f"  incidents.csv line {line}, region: 'Litorall' ") for text in problems)
    assert any(text.startswith(f"  incidents.csv line {line}, strikes_min: 'two' ") for text in problems)


def test_problems_as_json_have_their_parts(workbook, draft):
    draft.set("incidents", "QZ-1985-11-20-boca-do-rio", start_date="1985-02-30")
    answer = workbook("check", "--data", draft.folder, "--format", "json")
    assert answer.status == 1
    found = [item for item in json.loads(answer.out) if item["column"] == "start_date"]
    assert found[0]["file"] == "incidents.csv"
    assert found[0]["line"] == draft.line("incidents", "QZ-1985-11-20-boca-do-rio")
    assert found[0]["value"] == "1985-02-30"
    assert set(found[0]) == {"file", "line", "column", "value", "expected", "remedy", "message"}


def test_thousands_of_problems_are_cut_as_text_and_whole_as_json(workbook, draft):
    header, *_ = draft.lines("sources")
    draft.write("sources", [header, *(f"source-{n},,,ftp://x,,,,\n" for n in range(1500))])
    text = workbook("check", "--data", draft.folder).err.splitlines()
    everything = json.loads(workbook("check", "--data", draft.folder, "--format", "json").out)
    assert len(everything) >= 3000
    assert len(text) < 200
    assert "  sources.csv, publisher: 1,480 more" in text
    assert text[-1] == "workbook check --format json lists every one."


def test_a_folder_without_a_record_is_a_problem_of_the_record(workbook, tmp_path):
    answer = workbook("check", "--data", tmp_path)
    assert (answer.status, answer.out) == (1, "")
    assert "datapackage.json" in answer.err


def test_every_claim_has_a_verdict_and_a_reason(workbook):
    claims = json.loads(workbook("claims", "--format", "json").out)
    assert len(claims) == 508
    words = {"agrees", "differs", "left open", "cannot be compared"}
    assert {claim["verdict"] for claim in claims} == words
    assert all(claim["why"] for claim in claims)
    rows = list(csv.DictReader(io.StringIO(workbook("claims", "--format", "csv").out)))
    assert [row["why"] for row in rows] == [claim["why"] for claim in claims]


def test_the_article_is_checked_statement_by_statement(workbook):
    claims = {claim["claim_id"]: claim for claim in json.loads(workbook("claims", "--format", "json").out)}
    verdicts = {key: claims[key]["verdict"] for key in [f"a{n:02d}" for n in range(1, 11)]}
    assert verdicts == {
        "a01": "agrees", "a02": "left open", "a03": "agrees", "a04": "agrees", "a05": "agrees",
        "a06": "agrees", "a07": "agrees", "a08": "agrees", "a09": "differs", "a10": "agrees",
    }  # fmt: skip
    assert (claims["a02"]["low"], claims["a02"]["high"], claims["a02"]["value_min"]) == (8, 10, 8)
    assert claims["a09"]["why"].startswith("the straight line on the ellipsoid is about 482 miles (776 km)")
    assert (claims["a06"]["low"], claims["a06"]["high"], claims["a06"]["unit"]) == (6, 6, "strike events")


def test_claims_as_a_table_begin_with_the_tally(workbook):
    first, second, *rows = workbook("claims").out.splitlines()
    assert first.startswith("508 claims: ")
    assert second.split() == ["claim", "verdict", "why"]
    assert len(rows) == 508


def test_the_words_of_the_options_are_those_of_the_rules():
    assert record.METRICS == UNITS
    assert tuple(ADMITTED) == record.ATTRIBUTIONS


def test_as_a_module_it_takes_no_file_of_the_working_folder_for_a_library(tmp_path, invented):
    for name in ("json", "click", "pandas"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('a file that nobody meant was imported')")
    words = [sys.executable, "-m", "analysis", "count", "--data", str(invented), "--format", "json"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["covered"] is True
