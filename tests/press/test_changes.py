"""What the slot "Since the last report" says, and that it changes no byte of a page whose inputs did not change."""

import json

import pytest

from analysis.press.account import GOOD, Account
from analysis.press.changes import FIRST, STILL, UNKNOWN, compared, since_html
from analysis.press.fragments import parsed

from .page_tree import by_id, tree_of, words_of

INPUTS = {
    "record": {"version": "0.1.0", "SHA-256": "a" * 64},
    "parameters": {"unit": "strikes", "since": ""},
    "report": {"title": "T", "notebook": "b"},
    "program": {"source": "c"},
    "versions": {"pandas": "3.0.0"},
}
RATIO = {"key": "ratio", "text": "Ten times as often.", "verdict": "Holds under every reading of the record."}
TOTAL = {"key": "total", "text": "495 strikes.", "verdict": ""}


def with_input(group, **named):
    return {**INPUTS, group: {**INPUTS[group], **named}}


def since(inputs=INPUTS, findings=(RATIO, TOTAL), last_findings=(RATIO, TOTAL)):
    last = Account("small", "run", "k", "", GOOD, "now", INPUTS, last_findings, (("", "What it said."),))
    return [words for _, words in compared(last, inputs, findings, published=True)]


def test_the_first_report_says_so():
    assert compared(None, INPUTS, [RATIO], published=False) == (("", FIRST),)


def test_a_page_whose_run_left_no_account_is_not_called_the_first():
    assert compared(None, INPUTS, [RATIO], published=True) == (("", UNKNOWN),)


def test_the_same_inputs_say_what_the_last_run_said():
    assert since() == ["What it said."]


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        (with_input("parameters", unit="events"), "unit is events; it was strikes."),
        (with_input("parameters", since="2016-01-01"), "since is 2016-01-01; it was (blank)."),
        (with_input("parameters", factor="10"), "factor is 10; it was not set."),
        (with_input("versions", pandas="3.1.0"), "pandas is 3.1.0; it was 3.0.0."),
        (
            with_input("record", version="0.2.0", **{"SHA-256": "f" * 64}),
            "The record was changed: version 0.1.0, SHA-256 aaaaaaaaaaaa before, "
            "version 0.2.0, SHA-256 ffffffffffff now.",
        ),
        (with_input("report", notebook="z"), "The notebook of the report was changed, or its title."),
        (with_input("program", source="z"), "The program that makes the page was changed."),
    ],
)
def test_a_changed_input_is_named_and_a_finding_that_stayed_is_not(inputs, says):
    assert since(inputs) == [says, STILL]


def test_findings_that_moved_came_or_went_are_told_with_both_sentences():
    other = with_input("program", source="z")
    moved = {**RATIO, "text": "Nine times as often."}
    weaker = {**TOTAL, "verdict": "Holds under six of nine readings."}
    quiet = {"key": "quiet", "text": "294 days.", "verdict": ""}
    assert since(other, [moved, TOTAL])[1:] == ["Now: Nine times as often. Before: Ten times as often."]
    assert since(other, [RATIO, weaker])[1:] == [
        "495 strikes. Now: Holds under six of nine readings. Before: not tested under other readings."
    ]
    assert since(other, [RATIO, quiet])[1:] == ["New: 294 days.", "No longer said: 495 strikes."]


def test_the_slot_is_text_whatever_the_findings_say():
    assert "".join(parsed(since_html([("", "<script>1</script>"), ("", "b")])).itertext()) == "<script>1</script>b"
    assert since_html([("", "a")]) == "<p>a</p>"


@pytest.mark.kernel
def test_a_page_made_again_is_the_same_and_one_of_other_parameters_says_what_changed(workbook, project):
    def slot():
        return words_of(next(part for part in tree_of(project.page).iter("section") if part.get("class") == "since"))

    project.notebook("from analysis import View, campaign_findings, load", "1")
    assert workbook("render", "small").status == 0
    first = project.page.read_bytes()
    assert slot() == f"Since the last report {FIRST}"
    assert workbook("render", "small").status == 0
    assert project.page.read_bytes() == first
    assert workbook("render", "small", "-p", "factor=4").status == 0
    assert slot() == f"Since the last report factor is 4; it was 3. {STILL}"
    account = json.loads((project.page.parent / "run.json").read_text(encoding="utf-8"))
    assert account["inputs"]["parameters"]["factor"] == "4"
    assert account["findings"] == []
    assert account["made"].endswith("+00:00")
    assert str(project.root) not in json.dumps(account)
    assert by_id(tree_of(project.page))["since"] is not None
