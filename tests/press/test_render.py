"""A run publishes a whole page or leaves the last one alone."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from analysis.press.kernels.execute import TimeLimitError
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.shelf import Shelf
from analysis.press.making.order import Order, make_page
from analysis.press.making.outcome import Course
from analysis.press.orders.reports import load_reports
from analysis.record.store import load

from .page_tree import tree_of, words_of

pytestmark = pytest.mark.kernel
ROOT = Path(__file__).parents[2]


KEPT = re.compile(r"index\.html|history\.html|run\.json|failed\.html|failed\.json|\d{8}T\d{6}Z-[0-9a-f]{12}")


def left_over(project):
    """Everything in the report's folder that is neither a page, an account, nor the folder of a run."""
    return [path.name for path in project.page.parent.iterdir() if not KEPT.fullmatch(path.name)]


def failed_run(project):
    """The account of the failure that lies beside the last good page."""
    return json.loads((project.page.parent / "failed.json").read_text(encoding="utf-8"))


def test_a_page_is_published_at_its_address(workbook, project):
    answer = workbook("render", "small")
    assert answer.status == 0, answer.err
    assert answer.out.strip() == str(project.page)
    assert "unit is strikes and factor 3" in words_of(tree_of(project.page))
    assert "<title>A &lt;small&gt; report</title>" in project.page.read_text()
    assert left_over(project) == []


def test_out_names_another_place(workbook, project, tmp_path):
    answer = workbook("render", "small", "--out", tmp_path / "elsewhere")
    assert answer.status == 0, answer.err
    assert (tmp_path / "elsewhere" / "small" / "index.html").is_file()
    assert not project.page.exists()


def test_a_failing_notebook_leaves_the_last_page_alone(workbook, project):
    assert workbook("render", "small").status == 0
    before = project.page.read_bytes()
    project.notebook("x = 1", "rows = [1, 2]\nrows[7]")
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "Error: Report 'small' failed in code cell 3: IndexError: list index out of range",
        "    rows = [1, 2]",
        "  > rows[7]",
    ]
    assert project.page.read_bytes() == before
    account = failed_run(project)
    assert (account["outcome"], account["failure"]["cell"]) == ("failed", 3)
    assert (project.page.parent / account["run"] / "notebook.ipynb").is_file()
    assert "rows[7]" in words_of(tree_of(project.page.parent / "failed.html"))
    assert left_over(project) == []


def test_the_page_of_a_failure_goes_when_the_report_works_again(workbook, project):
    project.notebook("1 / 0")
    assert workbook("render", "small").status == 1
    project.notebook("print('well again')")
    assert workbook("render", "small").status == 0
    assert sorted(path.name for path in project.page.parent.glob("*.*")) == ["history.html", "index.html", "run.json"]


def test_a_kernel_that_dies_is_a_failure_like_another(workbook, project):
    assert workbook("render", "small").status == 0
    before = project.page.read_bytes()
    project.notebook("import os\nos._exit(3)")
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("Error: Report 'small' failed")
    assert "Traceback" not in answer.err
    assert project.page.read_bytes() == before
    assert left_over(project) == []


class Finished:
    """Kernels on which a notebook has ended in its time."""

    def __init__(self, notebook):
        self.notebook = notebook

    def execute(self, *words):
        return nbformat.read(self.notebook, 4)


@pytest.mark.parametrize(("timeout", "late"), [(60.0, False), (1e-6, True)])
def test_the_time_of_a_run_counts_until_its_page_is_laid_out(project, timeout, late):
    plan = Plan.of(load_reports(project.root)["small"], project.root / "data", {})
    report = replace(plan.report, timeout=timeout)
    plan = replace(plan, report=report, provenance=replace(plan.provenance, report=report))
    order = Order.of(plan, Shelf(project.root / "reports" / "site", "small"))
    words = order, load(project.root / "data"), Finished(report.notebook), Course(notebook=report.notebook)
    if late:
        with pytest.raises(TimeLimitError, match=f"did not end within {timeout:g} s"):
            make_page(*words)
    else:
        assert "<title>A &lt;small&gt; report</title>" in make_page(*words).page


def test_an_output_that_nobody_reads_to_its_end_is_refused_and_stays_in_the_notebook_of_the_run(workbook, project):
    project.notebook("print('x' * 60_000_000)")
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert "small, code cell 2 shows 60,000,001 characters, which a page does not take" in answer.err
    kept = nbformat.read(project.page.parent / failed_run(project)["run"] / "notebook.ipynb", 4)
    assert [len(output.text) for output in kept.cells[-1].outputs] == [60_000_001]


def test_a_module_in_the_working_folder_is_none_that_a_cell_can_import(project):
    (project.root / "strayroot.py").write_text("VALUE = 1")
    project.notebook("import strayroot")
    run = command(project)
    out, err = run.communicate(timeout=120)
    assert (run.returncode, out) == (1, "")
    assert "ModuleNotFoundError: No module named 'strayroot'" in err


def test_a_record_with_a_problem_is_not_rendered(workbook, project):
    path = project.root / "data" / "incidents.csv"
    path.write_bytes(path.read_bytes().replace(b",Litoral,", b",Litorall,", 1))
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert "region: 'Litorall' is not a declared category" in answer.err
    assert not project.page.exists()


def test_a_place_that_cannot_be_written_to_is_named(workbook, project, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    answer = workbook("render", "small", "--out", blocked)
    assert answer.status == 1
    assert answer.err.startswith(f"Error: {blocked / 'small'} cannot be written: Not a directory")


def command(project, *words):
    """A render in a process of its own, started and not waited for."""
    words = [sys.executable, "-m", "analysis", "render", "small", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=project.root, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def test_runs_at_the_same_time_do_not_meet(project, tmp_path):
    project.notebook("import time; time.sleep(1); print('alone')")
    runs = [command(project, "--out", tmp_path / name) for name in ("one", "two", "three")]
    answers = [(run.communicate(timeout=120), run.returncode) for run in runs]
    assert [status for _, status in answers] == [0, 0, 0], answers
    assert [path.name for path in (project.root / "notebooks").iterdir()] == ["small.ipynb"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_the_last_page_and_nothing_else(workbook, project, stop):
    assert workbook("render", "small").status == 0
    before = project.page.read_bytes()
    project.notebook("import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)")
    run = command(project)
    pid = project.root / "notebooks" / "pid"
    wait_for(lambda: pid.exists() and pid.read_text())
    os.killpg(run.pid, stop)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out, err.splitlines()[-1]) == (130, "", "Stopped.")
    assert "Traceback" not in err
    assert project.page.read_bytes() == before
    assert left_over(project) == []
    wait_for(lambda: not is_running(int(pid.read_text())))


def wait_for(happened, seconds=60):
    """Returns when something has happened; fails when it has not in that time."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def is_running(pid):
    """True while a process of that number lives; one that has ended and waits to be told so does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_the_page_of_another_record_says_so(workbook, project, tmp_path):
    other = shutil.copytree(project.root / "data", tmp_path / "another record")
    assert workbook("render", "small", "--data", other).status == 0
    text = project.page.read_text(encoding="utf-8")
    assert "<title>Coalition shellings in Sarovia: small</title>" in text
    assert "--data DIR</code>" in text
    assert str(tmp_path) not in text


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("import pandas as pd; pd.DataFrame({'a': [1]})", "shows text/html that is not the workbook's own"),
        ("from IPython.display import HTML; HTML('<b>mine</b>')", "shows text/html that is not the workbook's own"),
        ("from IPython.display import Javascript; Javascript('1')", "shows application/javascript"),
        ("from IPython.display import SVG; SVG('<svg/>')", "shows image/svg+xml"),
        ("import matplotlib.pyplot as plt; plt.plot([1, 2]);", "shows a picture without alternative text"),
    ],
)
def test_an_output_that_a_page_does_not_take_leaves_the_last_page_alone(workbook, project, source, says):
    project.page.parent.mkdir(parents=True)
    project.page.write_text("the last good page")
    project.notebook(source)
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert f"small, code cell 2 {says}" in answer.err
    assert project.page.read_text() == "the last good page"


def test_text_of_outputs_is_shown_and_not_run(workbook, project):
    project.notebook("print('<script>alert(1)</script>')")
    assert workbook("render", "small").status == 0
    page = tree_of(project.page)
    assert page.find(".//script") is None
    assert "<script>alert(1)</script>" in words_of(page)
