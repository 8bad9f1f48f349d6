"""Whom a report tells of what, as `reports.yml` says it: checked with the lines, and no address is repeated."""

import pytest

from analysis.errors import ReportError
from analysis.press.orders.notify import Notify
from analysis.press.orders.reports import load_reports

HEAD = "small:\n    title: Small\n    notebook: small\n    notify:\n"


def read(project, *lines):
    project.reports(HEAD + "\n".join(f"      {line}" for line in lines))
    return load_reports(project.root)["small"].notify


@pytest.mark.parametrize(
    ("lines", "notify"),
    [
        (["to: DESK"], Notify(("DESK",))),
        (["to: [DESK, HOOK_2, DESK]", "on: [recovery, change]"], Notify(("DESK", "HOOK_2"), ("change", "recovery"))),
        (["on: failure", "unchanged: yes", "attach: no"], Notify(on=("failure",), unchanged=True, attach=False)),
        (["on: []"], Notify(on=())),
    ],
)
def test_what_a_report_says_is_read(project, lines, notify):
    assert read(project, *lines) == notify


def test_a_report_that_says_nothing_leaves_it_to_what_is_usual(project):
    assert load_reports(project.root)["small"].notify is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("too: DESK", "unknown key 'too'. Did you mean 'to'?"),
        ("on: [chnage]", "on: 'chnage' is not one of change, failure or recovery. Did you mean 'change'?"),
        ("on: {a: b}", "on: expected a word, or a list of words."),
        ("unchanged: maybe", "unchanged: expected one of true, yes, false or no."),
        ("to: []", "to: expected the name of an environment variable that holds the address, in capitals"),
        ("to: desk", "to: expected the name of an environment variable"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(project, line, message):
    with pytest.raises(ReportError) as refused:
        read(project, line)
    assert f"reports.yml line 6, small, notify: {message}" in str(refused.value)


def test_an_address_in_the_file_is_refused_and_not_repeated(project):
    with pytest.raises(ReportError) as refused:
        read(project, "to: mailto://desk:s3cret@example.org")
    assert "line 6, small, notify: to: expected the name of an environment variable" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_an_empty_key_says_what_belongs_there(project):
    project.reports("small: {title: Small, notebook: small, notify: {}}")
    with pytest.raises(ReportError, match=r"notify is empty\. Write to: and on: below it"):
        load_reports(project.root)


def test_the_list_of_reports_says_who_is_told(workbook, project):
    read(project, "to: [DESK, HOOK]", "on: [failure, change]")
    assert "  notify: DESK and HOOK on change and failure" in workbook("reports").out.splitlines()
