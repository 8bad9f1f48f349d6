"""Every notebook is thin and clean, and runs for both records, by default and at the extremes."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.measures.rules import UNITS
from analysis.press.orders.parameters import declared
from analysis.press.orders.reports import find_report, load_reports
from analysis.press.runs.batch import render
from analysis.record.store import load

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CODE_LINES = 60
TOLD = re.compile(
    r"\b(was|were|had|has been|have been|some|most|(?<!so )(?<!how )many|raid|one month)\b", re.IGNORECASE
)
"""Words of prose that tells what happened, which depends on parameters and is for computed sentences to say."""
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
EXTREMES = {
    "defaults": {"shipped": {}, "invented": {}},
    "one day": {
        "shipped": {"since": "2016-10-02", "until": "2016-10-02"},
        "invented": {"since": "1987-01-15", "until": "1987-01-15"},
    },
    "an empty period": {
        "shipped": {"since": "2012-01-01", "until": "2012-12-31"},
        "invented": {"since": "1990-01-01", "until": "1990-12-31"},
    },
    "after the campaign alone": {
        "shipped": {"since": "2018-01-01", "until": "2019-12-31", "attribution": "announced"},
        "invented": {"since": "1988-01-01", "until": "1990-12-31", "attribution": "announced"},
    },
    "everything alleged, in events": {
        "shipped": {"attribution": "alleged", "unit": "events"},
        "invented": {"attribution": "alleged", "unit": "events"},
    },
    "the dead": {"shipped": {"unit": "killed", "factor": 2}, "invented": {"unit": "killed", "factor": 2}},
}


def test_there_are_notebooks():
    assert NOTEBOOKS
    assert {report.notebook.stem for report in load_reports(ROOT).values()} == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin_and_clean(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert [cell.metadata.get("tags") for cell in code[:2]] == [["parameters"], ["setup"]]
    assert sum(len(cell.source.splitlines()) for cell in code) <= MOST_CODE_LINES
    for cell in code:
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not any(isinstance(node, ast.FunctionDef | ast.Lambda | ast.For | ast.While) for node in nodes)
    for cell in code[2:]:
        assert len(ast.parse(cell.source).body) == 1, "a cell is one call"
    assert [cell.id for cell in notebook.cells] == sorted({cell.id for cell in notebook.cells})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_knows_no_place(path):
    words = path.read_text(encoding="utf-8").lower()
    assert not [word for word in ("libya", "surt", "sirte", "africom") if word in words]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_says_how_to_read_a_page_and_not_what_happened(path):
    """A sentence that is true of one record, unit or span of days is false on the page of another."""
    prose = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    assert not [match[0] for words in prose for match in TOLD.finditer(words)]


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_names_no_unit_as_what_is_counted(path, record):
    """Whoever asks for the dead must not read of a number of strikes."""
    units = [load(RECORDS[record]).unit(name).many.lower() for name in UNITS]
    cells = nbformat.read(path, as_version=4).cells
    prose = " ".join(cell.source.lower() for cell in cells if cell.cell_type == "markdown")
    assert not [words for words in ("many strikes", "single strike", "strikes in", *units) if words in prose]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_parameter_is_explained(path):
    assert all(parameter.help for parameter in declared(path))


@pytest.mark.kernel
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_as_it_is(path, monkeypatch):
    """As JupyterLab runs it: every cell in turn, from its own folder, without a word from the command line."""
    monkeypatch.delenv("WORKBOOK_DATA", raising=False)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert [output.output_type for output in outputs if output.output_type != "execute_result"] == []


@pytest.mark.kernel
@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("extreme", EXTREMES)
def test_the_main_report_renders_without_a_warning(extreme, record, tmp_path):
    given = EXTREMES[extreme][record]
    page = render(find_report(ROOT, "surt-vs-later"), RECORDS[record], given, tmp_path).read_text(encoding="utf-8")
    assert 'class="warning"' not in page
    assert page.count("<figure") == 5
    assert 'class="finding"' in page
