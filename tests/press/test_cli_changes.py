"""`workbook changes`: the last two good runs, any two that are named, and the list of them."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.press.changes.words import FIRST, NOT_COMPARED, STILL
from analysis.press.ledger.account import FAILED, GOOD, Account

from .page_tree import links_in, tree_of, words_of

SHIPPED = Path(__file__).parents[2] / "data"
INPUTS = {"record": {"version": "1", "SHA-256": "a" * 64}, "parameters": {"factor": "3"}, "program": {"source": "p"}}
RATIO = {"key": "ratio", "text": "Ten times as often.", "verdict": ""}
OTHER = {**INPUTS, "parameters": {"factor": "4"}}
NINE = {**RATIO, "text": "Nine times as often."}
FIRST_RUN = Account("small", "20160801T000000Z-aaaa", "aaaa1", "", GOOD, "then", INPUTS, (RATIO,), (("", FIRST),))
SECOND_RUN = Account(
    "small", "20160802T000000Z-bbbb", "bbbb1", "aaaa1", GOOD, "now", OTHER, (NINE,), (("", "It moved."),)
)
FAILED_RUN = Account(
    "small", "20160803T000000Z-cccc", "cccc1", "bbbb1", FAILED, "after", {**OTHER, "program": {"source": "q"}},
    failure={"reason": "ValueError: no"},
)  # fmt: skip


@pytest.fixture
def site(project):
    """Keeps runs as a site does; the last of the good ones is the one at the report's address."""

    def keep(*runs):
        home = project.page.parent
        for run in runs:
            (home / run.run).mkdir(parents=True)
            (home / run.run / "run.json").write_text(run.written(), encoding="utf-8")
            if run.outcome == GOOD:
                (home / "run.json").write_text(run.written(), encoding="utf-8")
        return home

    return keep


def test_without_runs_the_last_good_one_is_compared_with_the_one_before_it(workbook, site):
    site(FIRST_RUN, SECOND_RUN, FAILED_RUN)
    answer = workbook("changes", "small")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "small: 20160802T000000Z-bbbb (good, now), against 20160801T000000Z-aaaa (good, then)",
        "",
        "1 finding moved.",
        "- That is because the parameter factor changed, and nothing else did.",
        "- Finding “ratio” moved: Nine times as often. It said “Ten times as often.”",
        "- factor is 4; it was 3.",
    ]


def test_any_two_runs_compare_in_the_order_in_which_they_are_named(workbook, site):
    site(FIRST_RUN, SECOND_RUN, replace(FIRST_RUN, run="20160804T000000Z-dddd", key="dddd1", base="bbbb1"))
    assert "factor is 3; it was 4." in workbook("changes", "small").out
    assert "factor is 4; it was 3." in workbook("changes", "small", "20160801", "bbbb1").out
    assert "factor is 3; it was 4." in workbook("changes", "small", "bbbb", "aaaa").out
    assert STILL in workbook("changes", "small", "20160801", "20160804").out


def test_a_failed_run_is_compared_by_what_it_was_made_from(workbook, site):
    site(FIRST_RUN, FAILED_RUN)
    out = workbook("changes", "small", "aaaa", "cccc").out
    assert out.splitlines()[2:] == [
        NOT_COMPARED,
        "- factor is 4; it was 3.",
        "- The program that makes the page was changed.",
    ]
    told = json.loads(workbook("changes", "small", "aaaa", "cccc", "--format", "json").out)
    assert (told["material"], told["findings"]) == (None, None)


def test_json_holds_everything_that_changed(workbook, site):
    site(FIRST_RUN, SECOND_RUN)
    told = json.loads(workbook("changes", "small", "--format", "json").out)
    assert told["before"] == {"run": FIRST_RUN.run, "key": "aaaa1", "made": "then", "outcome": GOOD, "verdict": FIRST}
    assert told["now"]["run"] == SECOND_RUN.run
    assert (told["verdict"], told["material"], told["causes"]) == ("1 finding moved.", True, ["parameter"])
    assert told["inputs"] == [
        {"group": "parameters", "name": "factor", "before": "3", "now": "4", "cause": "parameter"}
    ]
    assert told["record"] is None
    assert told["findings"][0]["text_before"] == RATIO["text"]
    same = json.loads(workbook("changes", "small", "aaaa", "aaaa", "--format", "json").out)
    assert (same["material"], same["findings"], same["causes"]) == (False, [], [])
    site(replace(FIRST_RUN, run="20160805T000000Z-eeee", key="eeee1", findings=()),
         replace(SECOND_RUN, run="20160806T000000Z-ffff", key="ffff1", findings=()))  # fmt: skip
    assert json.loads(workbook("changes", "small", "eeee", "ffff", "--format", "json").out)["material"] is None


def test_the_list_of_runs_has_the_newest_first_with_key_outcome_and_verdict(workbook, site):
    site(FIRST_RUN, SECOND_RUN, FAILED_RUN)
    assert workbook("changes", "small", "--list").out.splitlines() == [
        "20160803T000000Z-cccc  key cccc1  failed  ValueError: no",
        "20160802T000000Z-bbbb  key bbbb1  good    It moved.",
        f"20160801T000000Z-aaaa  key aaaa1  good    {FIRST}",
    ]
    listed = json.loads(workbook("changes", "small", "--list", "--format", "json").out)
    assert [line["outcome"] for line in listed] == [FAILED, GOOD, GOOD]


def test_of_several_runs_of_one_key_the_last_is_meant(workbook, site):
    again = replace(FIRST_RUN, run="20160801T000001Z-aaaa", made="again")
    site(FIRST_RUN, again, SECOND_RUN)
    assert "against 20160801T000001Z-aaaa (good, again)" in workbook("changes", "small").out
    assert "against 20160801T000001Z-aaaa (good, again)" in workbook("changes", "small", "aaaa", "bbbb").out
    assert "against 20160801T000000Z-aaaa (good, then)" in workbook("changes", "small", FIRST_RUN.run, "bbbb").out


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["eeee", "bbbb"], 2, "'small' has no run 'eeee'. It has 20160802T000000Z-bbbb, 20160801T000000Z-aaaa (`work"),
        (["2016", "bbbb"], 2, "'2016' begins more than one run of 'small': 20160801T000000Z-aaaa and 20160802T000000Z"),
        (["", "bbbb"], 2, "'small' has no run ''."),
        (["aaaa"], 2, "Name two runs, the earlier one first, or none for the last two."),
        (["aaaa", "bbbb", "cccc"], 2, "Name two runs, the earlier one first, or none for the last two."),
        (["aaaa", "bbbb", "--list"], 2, "--list lists every run. Leave out the runs, or --list."),
    ],
)
def test_a_run_that_cannot_be_meant_is_named_with_those_that_can(workbook, site, words, status, says):
    site(FIRST_RUN, SECOND_RUN)
    answer = workbook("changes", "small", *words)
    assert (answer.status, answer.out) == (status, "")
    assert says in answer.err


def test_a_report_without_two_runs_says_what_is_missing(workbook, site, project):
    def told(report="small", *words):
        answer = workbook("changes", report, *words)
        assert (answer.status, answer.out) == (1, "")
        return answer.err

    assert told() == "Error: 'small' has no runs in site. Render it first, or name --out.\n"
    assert told("../small").startswith("Error: '../small' has no runs in site.")
    home = site(replace(FAILED_RUN, base=""))
    assert told().startswith("Error: 'small' has no good run yet. Name two runs to compare what they were made from.")
    assert told("smal") == "Error: 'smal' has no runs in site. Did you mean 'small'?\n"
    site(FIRST_RUN)
    assert told().startswith("Error: 'small' has one good run, and none before it to compare with.")
    (home / "run.json").write_text(SECOND_RUN.written(), encoding="utf-8")
    shutil.rmtree(home / FIRST_RUN.run)
    assert "was compared with is no longer there (its key begins aaaa1)" in told()
    for path in home.glob("*/run.json"):
        path.write_text("{", encoding="utf-8")
    assert told() == "Error: 'small' has no runs yet that left an account: `workbook render small` makes one.\n"


def test_out_names_another_place_and_no_workbook_is_needed_there(workbook, site, tmp_path, monkeypatch):
    elsewhere = site(FIRST_RUN, SECOND_RUN).parent
    monkeypatch.chdir(tmp_path)
    assert "1 finding moved." in workbook("changes", "small", "--out", elsewhere).out
    assert workbook("changes", "small").status == 1


NOTEBOOK = "from analysis import Rule, campaign_findings, load\ncampaign_findings(load(), Rule())"


def slot_of(project):
    return next(part for part in tree_of(project.page).iter("section") if part.get("class") == "since")


@pytest.mark.kernel
def test_a_changed_record_is_told_on_the_page_and_by_the_command(workbook, project, draft):
    project.notebook(NOTEBOOK)
    changed = type(draft)(project.root / "data")
    assert workbook("render", "small").status == 0
    assert words_of(slot_of(project)) == f"Since the last report {FIRST}"

    changed.set("incidents", "QZ-1988-07-04-alto-vento", strikes_min="3", strikes_max="3")
    changed.set("claims", "hill-again", value_min="3", value_max="3").drop("claims", "mourning")
    changed.add("claims", claim_id="new-word", source_id="gazette-1988-07-08", claimant="gazette", metric="other",
                value_text="<b>نطلب</b>", standing="context")  # fmt: skip
    assert workbook("render", "small").status == 0
    page, slot = project.page.read_bytes(), slot_of(project)
    said = words_of(slot)
    assert "findings moved." in said.partition("That is because the record changed, and nothing else did.")[0]
    assert "Rows added: 1 claim; withdrawn: 1 claim; altered: 1 incident and 1 claim." in said
    assert "strikes_min is 3, was 1; strikes_max is 3, was 1." in said
    assert "Claim mourning was withdrawn." in said
    assert {"#finding-ratio", "#incident-QZ-1988-07-04-alto-vento"} <= set(links_in(slot))
    assert {link for link in links_in(slot) if "mourning" in link} == set()
    assert not slot.findall(".//b")

    told = workbook("changes", "small").out
    assert "- Claim new-word was added.\n" in told
    assert (
        "- Incident QZ-1988-07-04-alto-vento was altered: strikes_min is 3, was 1; strikes_max is 3, was 1.\n" in told
    )
    record = json.loads(workbook("changes", "small", "--format", "json").out)["record"]
    assert [(row["key"], row["kind"]) for row in record["rows"]] == [
        ("QZ-1988-07-04-alto-vento", "altered"),
        ("new-word", "added"),
        ("mourning", "withdrawn"),
        ("hill-again", "altered"),
    ]

    assert workbook("render", "small", "--force").status == 0
    assert project.page.read_bytes() == page
    assert workbook("changes", "small").out.splitlines()[1:] == told.splitlines()[1:]


@pytest.mark.kernel
def test_a_change_that_moves_no_finding_is_called_immaterial_with_what_it_was(workbook, project, draft):
    shutil.rmtree(project.root / "data")
    changed = type(draft)(Path(shutil.copytree(SHIPPED, project.root / "data")))
    project.notebook(NOTEBOOK)
    assert workbook("render", "small").status == 0
    row = changed.rows("incidents")[-2]["incident_id"]
    changed.set("incidents", row, note="Another note.")
    assert workbook("render", "small").status == 0
    said = words_of(slot_of(project))
    assert said.startswith(f"Since the last report {STILL} The record was changed. Rows altered: 1 incident.")
    assert f"Incident {row} was altered : note is “Another note.”" in said
    assert workbook("render", "small", "-p", "factor=4").status == 0
    assert words_of(slot_of(project)) == f"Since the last report {STILL} factor is 4; it was 3."
    assert [line.split()[-1] for line in workbook("changes", "small", "--list").out.splitlines()][-1] == "with."
