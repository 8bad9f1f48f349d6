"""Parameters are typed, and refused in one clear line before a kernel starts."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest

from analysis.errors import ReportError
from analysis.press.orders.parameters import declared

ROOT = Path(__file__).parents[2]
HEAVY = {"pandas", "numpy", "matplotlib", "scipy", "seaborn", "papermill", "nbformat", "nbclient", "jinja2", "cronsim"}
KINDS = "kinds are date, unit, attribution, times, int, float, bool and str."
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


def as_papermill_has_it(notebook):
    """Name, kind, default and help of each parameter, as papermill infers them."""
    found = papermill.inspect_notebook(str(notebook)).values()
    return [(item["name"], item["inferred_type_name"], item["default"], item["help"]) for item in found]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_parameters_of_the_notebooks_are_read_as_papermill_reads_them(path):
    found = [(i.name, i.kind, json.dumps(i.default), i.help) for i in declared(path)]
    assert found == as_papermill_has_it(path)
    assert found


def test_parameters_of_every_kind_are_read_as_papermill_reads_them(project):
    path = project.root / "notebooks" / "small.ipynb"
    found = [(i.name, i.kind, repr(i.default).replace("'", '"'), i.help) for i in declared(path)]
    assert found == as_papermill_has_it(path)
    assert len(found) == 9


def test_a_default_may_hold_what_looks_like_a_comment(project):
    project.notebook(parameters='name: "str" = "a # b = c"  # a word  # or two\n\n# a remark\nfull: bool = True')
    (name, full) = declared(project.root / "notebooks" / "small.ipynb")
    assert (name.default, name.help) == ("a # b = c", "a word  # or two")
    assert (full.kind, full.default, full.help) == ("bool", True, "")


def test_a_default_may_run_over_lines(project):
    project.notebook(parameters='name: "str" = (  # why\n    "one "\n    "two"\n)  # a word\nshare: "float" = -0.5')
    (name, share) = declared(project.root / "notebooks" / "small.ipynb")
    assert (name.default, name.help, share.default) == ("one two", "a word", -0.5)


def test_a_notebook_without_a_parameters_cell_has_none(project):
    path = project.root / "notebooks" / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]), path)
    assert declared(path) == ()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('since: "date" = ', 'line 1: this is not Python (invalid syntax): since: "date" ='),
        ("%matplotlib inline", "line 1: this is not Python (invalid syntax): %matplotlib inline"),
        ('factor: "int" = 3\nfactor: "int" = 4', "line 2: 'factor' is declared twice. Keep one."),
        ('since: "day" = ""', "line 1: the parameter 'since' has no known kind. Write it as in since: \"date\" = \"\"; "
         + KINDS),
        ("factor = 3", "line 1: the parameter 'factor' has no known kind. Write it as in factor: \"date\" = \"\"; "
         + KINDS),
        ('since: "date"', "line 1: 'since' has no default. Give it one, such as since: \"date\" = \"\""),
        ("import os", "line 1: 'import os' declares no parameter. Only lines such as since: \"date\" = \"\" may stand "
         "in this cell; put the rest into a cell below."),
        ('factor: "int" = 3\nfor x in []:\n    pass', "line 2: 'for x in []:' declares no parameter. Only lines such "
         "as since: \"date\" = \"\" may stand in this cell; put the rest into a cell below."),
        ('factor: "int" = 2 * 3', "line 1: the default of 'factor' is not a plain value: 2 * 3."),
        ('name: "str" = None', "line 1: the default of 'name' is not a plain value: None."),
        ('name: "str" = ["a"]', "line 1: the default of 'name' is not a plain value: ['a']."),
        ('factor: "int" = "ten"', "line 1: the default does not fit its kind, int. factor: 'ten' is not a whole "
         "number. Write it in plain digits, such as 10."),
        ('since: "date" = "1985"', "line 1: the default does not fit its kind, date. since: '1985' is not a day. Write "
         "it as YYYY-MM-DD, such as 2016-08-01."),
    ],
)  # fmt: skip
def test_a_parameters_cell_that_cannot_be_used(project, cell, message):
    project.notebook(parameters=cell)
    with pytest.raises(ReportError) as caught:
        declared(project.root / "notebooks" / "small.ipynb")
    assert str(caught.value) == f"notebooks/small.ipynb, parameters cell, {message}"


def tagged(*cells):
    """A notebook of these cells, each tagged `parameters`."""
    for cell in cells:
        cell.metadata["tags"] = ["parameters"]
    return nbformat.v4.new_notebook(cells=list(cells))


def test_the_tag_stands_on_one_code_cell(project):
    path = project.root / "notebooks" / "small.ipynb"
    nbformat.write(tagged(nbformat.v4.new_code_cell('a: "int" = 1'), nbformat.v4.new_code_cell('b: "int" = 1')), path)
    with pytest.raises(ReportError) as caught:
        declared(path)
    assert str(caught.value) == (
        "notebooks/small.ipynb: 2 cells are tagged 'parameters'. Keep one, with all parameters in it."
    )
    nbformat.write(tagged(nbformat.v4.new_markdown_cell('a: "int" = 1')), path)
    with pytest.raises(ReportError) as caught:
        declared(path)
    assert str(caught.value) == (
        "notebooks/small.ipynb: the cell tagged 'parameters' is not a code cell. Tag the code cell with the parameters."
    )


def test_days_named_since_and_until_are_put_in_order_only_where_they_are_days(workbook, project):
    project.notebook(parameters='since: "str" = "b"\nuntil: "str" = "a"')
    project.reports("small: {title: Small, notebook: small, parameters: {since: later, until: earlier}}")
    assert "  until (str, default earlier): " in workbook("reports").out.splitlines()


def test_what_an_unchanged_report_needs_is_read_without_the_large_libraries():
    program = (
        "import sys; from pathlib import Path\n"
        "from analysis.press.orders import catalogue, parameters, reports\n"
        "from analysis.press.ledger import key, provenance\n"
        "listed = reports.load_reports(Path(sys.argv[1]))\n"
        "for report in listed.values(): parameters.checked(parameters.declared(report.notebook), {}, None)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    words = [sys.executable, "-c", program, str(ROOT)]
    loaded = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert "yaml" in loaded
    assert HEAVY & set(loaded) == set()
