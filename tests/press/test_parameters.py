"""Parameters are typed, and refused in one clear line before a kernel starts."""

import json

import papermill
import pytest

DAYS = "1984-03-01 to 1991-06-30"


@pytest.fixture(autouse=True)
def no_kernel(request, monkeypatch):
    """A test that is not marked `kernel` fails when it gets as far as running a notebook."""
    if request.node.get_closest_marker("kernel") is None:

        def refuse(*words, **more):
            raise AssertionError("the notebook was run")

        monkeypatch.setattr(papermill, "execute_notebook", refuse)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("facter=3", "There is no parameter 'facter'. Did you mean 'factor'? Parameters: since, until, unit, "
         "attribution, factor, often, share, full and name."),
        ("since=1987", "since: '1987' is not a day. Write it as YYYY-MM-DD, such as 2016-08-01."),
        ("since=19870101", "since: '19870101' is not a day. Write it as YYYY-MM-DD, such as 2016-08-01."),
        ("until=1999-01-01", f"until: 1999-01-01 is not covered by the record. Choose a day from {DAYS}."),
        ("unit=strike", "unit: 'strike' is not one of strikes, events, killed, militants_killed or civilians_killed. "
         "Did you mean 'strikes'?"),
        ("attribution=all", "attribution: 'all' is not one of announced, acknowledged or alleged. "
         "Did you mean 'alleged'?"),
        ("factor=ten", "factor: 'ten' is not a whole number. Write it in plain digits, such as 10."),
        ("factor=1.5", "factor: '1.5' is not a whole number. Write it in plain digits, such as 10."),
        ("often=0", "often: 0 is not a number of times. Choose one from 1 to 1,000,000."),
        ("often=-3", "often: -3 is not a number of times. Choose one from 1 to 1,000,000."),
        ("share=nan", "share: 'nan' is not a number. Write it in plain digits, such as 0.95."),
        ("full=perhaps", "full: 'perhaps' is not one of true, yes, false or no."),
        ("factor", "-p 'factor': write it as NAME=VALUE."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used(workbook, project, given, message):
    answer = workbook("render", "small", "-p", given)
    assert (answer.status, answer.out, answer.err) == (2, "", f"Error: {message}\n")
    assert not project.page.exists()


def test_since_after_until(workbook, project):
    answer = workbook("render", "small", "-p", "since=1988-01-01", "-p", "until=1987-01-01")
    assert (answer.status, answer.err) == (
        2, "Error: since: 1988-01-01 comes after until, 1987-01-01. Exchange the two days.\n"
    )  # fmt: skip


def test_a_parameter_given_twice(workbook, project):
    answer = workbook("render", "small", "-p", "factor=3", "-p", "factor=4")
    assert (answer.status, answer.err) == (2, "Error: -p factor is given twice, as '3' and '4'. Keep one.\n")


def test_an_unknown_report_names_the_near_one(workbook, project):
    answer = workbook("render", "smal")
    message = "Error: There is no report 'smal'. Did you mean 'small'? Reports: small.\n"
    assert (answer.status, answer.err) == (2, message)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("small: {titel: x, notebook: small}", "small: unknown key 'titel'. Did you mean 'title'?"),
        ("small: {notebook: small}", "small: title is missing."),
        (
            "small: {title: x, notebook: smal}",
            "small: notebook: notebooks/smal.ipynb does not exist. Did you mean 'small'?",
        ),
        ("small: x", "small: expected keys with values below it, such as title: and notebook:."),
    ],
)
def test_a_report_that_cannot_be_read(workbook, project, entry, message):
    project.reports(entry)
    answer = workbook("reports")
    assert (answer.status, answer.out, answer.err) == (1, "", f"Error: reports/reports.yml line 2, {message}\n")


def test_a_parameter_of_no_known_kind(workbook, project):
    project.notebook(parameters='when = "1987"')
    answer = workbook("render", "small")
    kinds = "date, unit, attribution, times, int, float, bool and str"
    assert (answer.status, answer.err) == (
        1,
        "Error: notebooks/small.ipynb, parameters cell, line 1: the parameter 'when' has no known kind. "
        f'Write it as in when: "date" = ""; kinds are {kinds}.\n',
    )


def test_reports_are_listed_with_their_parameters(workbook, project):
    assert workbook("reports").out.splitlines() == [
        "small: A <small> report (notebooks/small.ipynb)",
        "  since (date, default blank): first day",
        "  until (date, default blank): last day",
        "  unit (unit, default strikes): what is counted",
        "  attribution (attribution, default acknowledged): which strikes count",
        "  factor (int, default 3): how many times",
        "  often (times, default 2): how often",
        "  share (float, default 0.5): a share",
        "  full (bool, default True): a flag",
        "  name (str, default blank): a word",
    ]


@pytest.mark.kernel
def test_values_reach_the_notebook_with_their_types(workbook, project):
    names = "since, until, unit, attribution, factor, share, full, name"
    project.notebook(f"import json, pathlib; pathlib.Path('seen.json').write_text(json.dumps([{names}]))")
    given = {"since": "1987-01-15", "unit": "events", "share": "0.25", "full": "no", "name": "a'b\"; 1/0 #"}
    words = [word for name, value in given.items() for word in ("-p", f"{name}={value}")]
    answer = workbook("render", "small", *words)
    assert answer.status == 0, answer.err
    seen = json.loads((project.root / "notebooks" / "seen.json").read_text())
    assert seen == ["1987-01-15", "", "events", "acknowledged", 3, 0.25, False, "a'b\"; 1/0 #"]
