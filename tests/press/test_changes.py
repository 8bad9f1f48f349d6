"""What the slot "Since the last report" says, and that it changes no byte of a page whose inputs did not change."""

import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from analysis import Rule, campaign_findings, load
from analysis.press.changes.since import Changes, Shown, compared, findings_of, shown_by
from analysis.press.changes.words import (
    FIRST,
    NO_FINDINGS,
    NOT_COMPARED,
    SAME,
    SHOWN_ITEMS,
    SHOWN_OPEN,
    STILL,
    UNKNOWN,
    made_from,
    since,
    since_html,
    verdict,
    why,
)
from analysis.press.ledger.account import FAILED, GOOD, Account
from analysis.press.ledger.provenance import record_hash
from analysis.press.ledger.snapshots import keep
from analysis.press.page.fragments import parsed
from analysis.record.declaration import read_schema

ROOT = Path(__file__).parents[2]
INPUTS = {
    "record": {"version": "0.1.0", "SHA-256": "a" * 64},
    "parameters": {"unit": "strikes", "since": ""},
    "report": {"title": "T", "notebook": "b"},
    "program": {"source": "c"},
    "versions": {"pandas": "3.0.0"},
}
OTHER_RECORD = {"record": {"version": "0.1.0", "SHA-256": "b" * 64}}
OTHER_PROGRAM = {"program": {"source": "z"}}
RATIO = {"key": "ratio", "text": "Ten times as often.", "verdict": "Holds under every reading of the record."}
TOTAL = {"key": "total", "text": "495 strikes.", "verdict": ""}
QUIET = {"key": "quiet", "text": "294 days.", "verdict": "Left open under every reading."}
ANCHORS = (Shown(frozenset({"finding-ratio"})), Shown(frozenset({"finding-gone"})))
NINE = {**RATIO, "text": "Nine times as often."}
LAST = Account("small", "run", "k", "", GOOD, "now", INPUTS, (RATIO, TOTAL), (("finding-gone", "What it said."),))


def with_input(group, **named):
    return {**INPUTS, group: {**INPUTS[group], **named}}


def between(tmp_path, inputs=INPUTS, findings=(RATIO, TOTAL), last=LAST):
    return Changes.between(last, inputs, findings, tmp_path)


def said(changes, shown=None, **more):
    return [words for _, words in since(changes, shown or Shown(), **more)]


def test_the_first_report_says_so():
    slot = compared(None, INPUTS, [RATIO], record=None, shown=Shown(), published=False)
    assert slot == (("", FIRST),)


def test_a_page_whose_run_left_no_account_is_not_called_the_first():
    slot = compared(None, INPUTS, [RATIO], record=None, shown=Shown(), published=True)
    assert slot == (("", UNKNOWN),)


def test_the_same_inputs_say_what_the_last_run_said_and_lead_to_what_is_there():
    slot = [compared(LAST, INPUTS, [NINE], record=None, shown=shown, published=True) for shown in ANCHORS]
    assert slot == [(("", "What it said."),), (("finding-gone", "What it said."),)]


def test_the_slot_begins_with_the_verdict():
    inputs = with_input("parameters", unit="events")
    slot = compared(LAST, inputs, [NINE, TOTAL], record=None, shown=ANCHORS[0], published=True)
    assert slot == (
        ("", "1 finding moved."),
        ("", "That is because the rule (unit) changed, and nothing else did."),
        ("finding-ratio", "Finding “ratio” moved: Nine times as often. It said “Ten times as often.”"),
        ("", "unit is events; it was strikes."),
    )


@pytest.mark.parametrize(
    ("findings", "says"),
    [
        ((RATIO, TOTAL), STILL),
        ((TOTAL, RATIO), STILL),
        ((NINE, TOTAL), "1 finding moved."),
        (({**RATIO, "verdict": "Left open."}, TOTAL), "1 finding moved."),
        ((NINE, {**TOTAL, "text": "496 strikes."}), "2 findings moved."),
        ((NINE, TOTAL, QUIET), "1 finding moved and 1 is new."),
        ((RATIO, TOTAL, QUIET), "1 finding is new."),
        ((RATIO,), "1 finding is no longer stated."),
        ((), "2 findings are no longer stated."),
        ((NINE, QUIET, {**QUIET, "key": "more"}), "1 finding moved, 2 are new and 1 is no longer stated."),
    ],
)
def test_the_verdict_counts_what_moved_came_and_went(tmp_path, findings, says):
    assert verdict(between(tmp_path, findings=findings)) == says


def test_a_report_without_findings_is_not_said_to_be_unchanged(tmp_path):
    changes = between(tmp_path, with_input("program", source="z"), [], replace(LAST, findings=()))
    assert said(changes) == [NO_FINDINGS, "The program that makes the page was changed."]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (OTHER_RECORD, "That is because the record changed, and nothing else did."),
        ({"parameters": {"unit": "events", "since": ""}}, "That is because the rule (unit) changed, and nothing"),
        ({"parameters": {"unit": "strikes", "since": "2016-01-01"}}, "That is because the parameter since changed"),
        ({"parameters": {"unit": "strikes", "factor": "2"}}, "That is because the parameters factor and since changed"),
        ({"report": {"title": "T", "notebook": "z"}}, "That is because the code (the notebook) changed"),
        (OTHER_PROGRAM, "That is because the code (the workbook's program) changed"),
        ({"versions": {"pandas": "4"}}, "That is because the code (versions of libraries) changed"),
        ({**OTHER_PROGRAM, "versions": {}}, "That is because the code (the workbook's program and versions of"),
        (
            {**OTHER_RECORD, "parameters": {"unit": "strikes", "since": "2016-01-01"}},
            "The record and the parameter since both changed; which of them was the reason is not known.",
        ),
        (
            {**OTHER_RECORD, **OTHER_PROGRAM, "parameters": {"unit": "events", "since": ""}},
            "The record, the rule (unit) and the code (the workbook's program) all changed; which of them was the",
        ),
        ({"report": {"title": "Another", "notebook": "b"}}, "Why is not known: neither the record nor the parameters"),
        ({}, "Why is not known: neither the record nor the parameters nor the code changed."),
    ],
)
def test_no_more_is_said_of_the_cause_than_is_known(tmp_path, changed, says):
    assert why(between(tmp_path, {**INPUTS, **changed}, [NINE, TOTAL])).startswith(says)


def test_where_no_finding_moved_there_is_no_cause_to_tell(tmp_path):
    assert why(between(tmp_path, {**INPUTS, **OTHER_RECORD})) == ""
    assert said(between(tmp_path)) == [STILL, SAME]


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        (with_input("parameters", unit="events"), "unit is events; it was strikes."),
        (with_input("parameters", since="2016-01-01"), "since is 2016-01-01; it was blank."),
        (with_input("parameters", factor="10"), "factor is 10; it was not set."),
        (with_input("versions", pandas="3.1.0"), "pandas is 3.1.0; it was 3.0.0."),
        (with_input("report", notebook="z"), "The notebook of the report was changed."),
        (with_input("report", title="A: B"), "The title is “A: B”; it was T."),
        (with_input("program", source="z"), "The program that makes the page was changed."),
        (
            with_input("record", version="0.2.0", **{"SHA-256": "f" * 64}),
            "The record was changed. Which rows were changed cannot be said: no copy of the record as it was before "
            "was kept. Version 0.2.0, before 0.1.0; SHA-256 ffffffffffff, before aaaaaaaaaaaa.",
        ),
    ],
)
def test_a_changed_input_is_named_and_a_finding_that_stayed_is_not(tmp_path, inputs, says):
    assert said(between(tmp_path, inputs)) == [STILL, says]


def test_findings_that_moved_came_or_went_are_told_with_both_sentences(tmp_path):
    weaker = {**TOTAL, "verdict": "Holds under six of nine readings."}
    assert said(between(tmp_path, findings=[RATIO, weaker]))[2:] == [
        "Finding “total” moved: 495 strikes. Holds under six of nine readings. "
        "It said “495 strikes. Not tested under other readings.”"
    ]
    assert said(between(tmp_path, findings=[RATIO, QUIET]))[2:] == [
        "New finding “quiet”: 294 days. Left open under every reading.",
        "No longer stated, finding “total”: 495 strikes.",
    ]


def test_of_a_long_sentence_a_page_quotes_what_differs_and_the_command_all_of_it(tmp_path):
    long = "In the campaign on the capital, October 1986 alone saw {} shell strikes, more than in all days after it."
    last = replace(LAST, findings=({**RATIO, "text": long.format("187 to 191")},))
    changes = between(tmp_path, findings=[{**RATIO, "text": long.format("190")}], last=last)
    assert said(changes)[2].endswith("It said “…1986 alone saw 187 to 191 shell strikes, more…”")
    assert said(changes, limit=None)[2].endswith(f"It said “{long.format('187 to 191')}”")


def test_a_finding_leads_to_its_place_and_one_no_longer_stated_nowhere(tmp_path):
    shown = Shown(frozenset({"finding-ratio", "finding-quiet", "finding-total"}))
    targets = [target for target, _ in since(between(tmp_path, findings=[NINE, QUIET]), shown)]
    assert targets == ["", "", "finding-ratio", "finding-quiet", ""]


def test_what_a_failed_run_would_have_said_is_not_called_gone(tmp_path):
    tried = Changes.between(LAST, with_input("parameters", unit="events"), None, tmp_path)
    after = between(tmp_path, with_input("parameters", unit="events"), last=replace(LAST, outcome=FAILED))
    assert said(tried) == said(after) == [NOT_COMPARED, "unit is events; it was strikes."]
    assert [words for _, words in made_from(tried)] == ["unit is events; it was strikes."]


def record_of(folder, site, **more):
    """The record in a folder as an input, copied into the site."""
    found = record_hash(folder)
    keep(folder, read_schema(folder), found, site)
    return {**INPUTS, "record": {"version": read_schema(folder).version, "SHA-256": found}, **more}


@pytest.fixture(params=["data", "tests/data/invented"])
def record(request, draft, tmp_path):
    """A copy of either record that a test may change."""
    return type(draft)(Path(shutil.copytree(ROOT / request.param, tmp_path / "record")))


def test_rows_are_counted_and_listed_and_lead_to_cards_that_are_there(record, tmp_path):
    last = replace(LAST, inputs=record_of(record.folder, tmp_path))
    here, away = (row["incident_id"] for row in record.rows("incidents")[:2])
    claim = next(row["claim_id"] for row in record.rows("claims") if row["incident_id"] == here)
    record.set("incidents", here, target_name="somebody", note="").set("incidents", away, note="now this")
    record.set("claims", claim, note="now that").drop("sources", record.rows("sources")[0]["source_id"])
    record.add("claims", claim_id="new")
    changes = between(tmp_path, record_of(record.folder, tmp_path), last=last)
    told = list(since(changes, Shown(frozenset({f"incident-{here}", "claim-new"}))))
    assert told[0] == ("", STILL)
    assert told[1][1].startswith(
        "The record was changed. Rows added: 1 claim; withdrawn: 1 source; altered: 2 incidents and 1 claim. SHA-256 "
    )
    assert [(target, words.partition(":")[0]) for target, words in told[2:]] == [
        (f"incident-{here}", f"Incident {here} was altered"),
        ("", f"Incident {away} was altered"),
        ("claim-new", "Claim new was added."),
        (f"incident-{here}", f"Claim {claim} was altered"),
        ("", f"Source {last_source(record)} was withdrawn."),
    ]
    assert "target_name is somebody, was “" in told[2][1]
    assert "; note is blank, was “" in told[2][1]


def last_source(record):
    """The first source of the record as it ships, which the test above takes out."""
    shipped = ROOT / ("data" if record.rows("incidents")[0]["incident_id"].startswith("LY") else "tests/data/invented")
    return (shipped / "sources.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]


def test_long_lists_are_cut_with_a_count_and_the_command_lists_all(record, tmp_path):
    last = replace(LAST, inputs=record_of(record.folder, tmp_path))
    number = SHOWN_ITEMS + 5
    for place in range(number):
        record.add("claims", claim_id=f"new-{place}")
    versions = {f"library-{place}": "1" for place in range(number)}
    changes = between(tmp_path, record_of(record.folder, tmp_path, versions=versions), last=last)
    cut, whole = said(changes), said(changes, limit=None)
    assert "And 5 more rows; “workbook changes small” lists all." in cut
    assert "And 6 more versions." in cut
    assert len(cut) == 2 + 2 * (SHOWN_ITEMS + 1)
    assert len(whole) == 2 + number + number + 1
    assert [words for words in whole if words.startswith("Claim new-")] == [
        f"Claim new-{place} was added." for place in range(number)
    ]


def test_a_finding_names_the_changed_rows_that_it_rests_on(record, tmp_path):
    last = replace(LAST, inputs=record_of(record.folder, tmp_path))
    one, other = (row["incident_id"] for row in record.rows("incidents")[:2])
    record.set("incidents", one, note="now this").set("incidents", other, note="now that")
    changes = between(tmp_path, record_of(record.folder, tmp_path), [NINE, QUIET], last)
    on_one, on_both = frozenset({f"incident-{one}"}), frozenset({f"incident-{one}", f"incident-{other}"})

    def told(**behind):
        return said(changes, Shown(behind=behind))[1:5]

    assert told(ratio=on_one)[1].endswith(f"” Of the rows that changed, it rests on {one} (altered).")
    assert told(ratio=on_both, quiet=on_both)[1] == (
        f"Of the rows that changed, each of them rests on {one} (altered) and {other} (altered)."
    )
    assert told(ratio=on_both, quiet=on_both)[2].endswith("It said “Ten times as often.”")
    assert not any("rests on" in words for words in told(ratio=frozenset({"incident-another"})))


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        ("1", "2", "note is 2, was 1."),
        ("", "2016-08-01", "note is 2016-08-01, was blank."),
        ("a word", "", "note is blank, was “a word”."),
        ("One sentence.", "Another.", "note is “Another.”, was “One sentence.”"),
        ("two\nlines", "one", "note is one, was “two lines”."),
        ("x" * 200 + "1", "x" * 200 + "2", f"note is “…{'x' * 24}2”, was “…{'x' * 24}1”."),
        ("short", "long " * 50, f"note is “{('long ' * 16).rstrip()}…”, was short."),
        (
            "How many strikes made up the raid was never stated by anybody who was there at the time. Nobody knows.",
            "How many strikes made up the raid was later stated by anybody who was there at the time. Nobody knows.",
            "note is “…made up the raid was later stated by anybody…”, was “…made up the raid was never "
            "stated by anybody…”.",
        ),
        ("a", "المرصد", "note is “\u2068المرصد\u2069”, was a."),
    ],
)
def test_a_value_is_shown_as_far_as_it_differs(draft, tmp_path, before, now, says):
    key = draft.rows("incidents")[0]["incident_id"]
    last = replace(LAST, inputs=record_of(draft.set("incidents", key, note=before).folder, tmp_path))
    draft.set("incidents", key, note=now)
    changes = between(tmp_path, record_of(draft.folder, tmp_path), last=last)
    assert said(changes)[2] == f"Incident {key} was altered: {says}"


def test_another_record_is_told_by_its_title(invented, tmp_path):
    last = replace(LAST, inputs=record_of(invented, tmp_path))
    words = said(between(tmp_path, record_of(ROOT / "data", tmp_path), last=last))[1]
    titles = [read_schema(folder).title for folder in (ROOT / "data", invented)]
    assert "It is another record: {}. It was {}. Their rows are not compared.".format(*titles) in words


def test_a_record_without_a_changed_row_says_what_else_was(draft, tmp_path):
    last = replace(LAST, inputs=record_of(draft.folder, tmp_path))
    for path in (draft.folder / "geo").iterdir():
        path.write_bytes(path.read_bytes() + b"\n")
    assert "No row was changed and no declaration: the order of rows or a map was." in "".join(
        said(between(tmp_path, record_of(draft.folder, tmp_path), last=last))
    )
    draft.declare(lambda declared: declared.update(description="Other words."))
    assert "datapackage.json, which declares its columns and words, was changed." in "".join(
        said(between(tmp_path, record_of(draft.folder, tmp_path), last=last))
    )


def notebook_of(*objects):
    """An executed notebook that shows these objects of the workbook's own, each in a cell."""
    v4 = nbformat.v4
    outputs = [v4.new_output("display_data", data=shown._repr_mimebundle_()) for shown in objects]
    return v4.new_notebook(cells=[v4.new_code_cell("show", outputs=[output]) for output in outputs])


@pytest.mark.parametrize("folder", ["data", "tests/data/invented"])
def test_a_page_is_sure_to_hold_its_findings_and_what_they_rest_on(folder):
    findings = campaign_findings(load(ROOT / folder), Rule())
    shown = shown_by(notebook_of(findings), "small")
    assert set(shown.behind) == {finding.key for finding in findings}
    for finding in findings:
        assert f"finding-{finding.key}" in shown.anchors
        incidents = {target for target in shown.behind[finding.key] if target.startswith("incident-")}
        assert {f"incident-{row}" for row in finding.rows} <= incidents <= shown.anchors


def test_the_slot_is_text_whatever_the_findings_say():
    assert "".join(parsed(since_html([("", "<script>1</script>"), ("", "b")])).itertext()) == "<script>1</script>b"


def test_the_verdict_stands_first_and_bold_and_what_follows_is_a_list():
    assert since_html([("", "a")]) == "<p><strong>a</strong></p>"
    assert since_html([("", "a"), ("", "b"), ("x-1", "c was d: e: f"), ("x-2", "g was h.")]) == (
        '<p><strong>a</strong></p><ul><li>b</li><li><a href="#x-1">c was d</a>: e: f</li>'
        '<li><a href="#x-2">g was h</a>.</li></ul>'
    )


def test_a_long_list_is_folded_but_not_for_the_sake_of_one_sentence():
    sentences = [("", str(number)) for number in range(SHOWN_OPEN + 3)]
    assert "<details>" not in since_html(sentences[:-1])
    tree = parsed(since_html(sentences))
    assert [len(listed) for listed in tree.findall("ul")] == [SHOWN_OPEN]
    assert [words.text for words in tree.iter("summary")] == ["And 2 more"]
    assert [item.text for item in tree.iter("li")] == [words for _, words in sentences[1:]]


def test_a_sentence_keeps_the_direction_of_what_it_quotes_to_itself():
    html = since_html([("", "a"), ("x", "Row r was altered: note is “\u2068المرصد\u2069”, was “\u202eb”.")])
    assert '<a href="#x">Row r was altered</a>: <bdi>note is' in html


def test_findings_are_kept_once_each_with_their_words(invented):
    findings = campaign_findings(load(invented), Rule())
    kept = findings_of(notebook_of(findings, findings["ratio"]), "small")
    assert kept == tuple({"key": finding.key, "text": finding.text, "verdict": finding.verdict} for finding in findings)
