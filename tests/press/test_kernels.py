"""Warm kernels: the same outputs as ordinary ones, a fresh process for each run, and none that outlives its need."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import pytest

from analysis.press.kernels import sharing
from analysis.press.kernels.app import kernel_environment
from analysis.press.kernels.execute import Kernels, TimeLimitError, import_papermill
from analysis.press.kernels.warm import ORDINARY

from .kernel_cases.cells import cells_of, executed, printed, shown, write_notebook
from .kernel_cases.processes import PATIENCE, living, wait_for

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are only ordinary kernels, without a guard"),
]
ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "kernel_cases"
INVENTED = ROOT / "tests" / "data" / "invented"
HAZARDS = cells_of((CASES / "hazards.ipy").read_text(encoding="utf-8"))
KINDS = ("forked", "ordinary")
TIMED = "magics"
"""The cell that measures: its numbers differ, its words do not."""
QUICK = ("--no-progress-bar", "--no-request-save-on-cell-execute", "--autosave-cell-every", "0", "--no-log-output")


@pytest.fixture(scope="module")
def both():
    """Kernels of both kinds, as `both[kind]`."""
    patch = pytest.MonkeyPatch()
    patch.delenv(ORDINARY, raising=False)
    with Kernels(INVENTED) as forked:
        patch.setenv(ORDINARY, "1")
        with Kernels(INVENTED) as ordinary:
            patch.delenv(ORDINARY)
            assert forked.warm() is not None
            assert ordinary.warm() is None
            yield {"forked": forked, "ordinary": ordinary}
    patch.undo()


@pytest.fixture(params=KINDS)
def kernels(request, both):
    """Kernels of one kind after the other."""
    return both[request.param]


def run(kernels, folder, *sources, name="notebook", limit=None):
    """What a notebook of these cells prints."""
    notebook = write_notebook(folder / f"{name}.ipynb", *sources)
    kernels.execute(notebook, {}, folder / f"{name}.executed.ipynb", limit)
    return printed(folder / f"{name}.executed.ipynb")


# One notebook of all hazards, on three kinds of kernels.


@pytest.fixture(scope="module")
def conformance(both, tmp_path_factory):
    """The cells and widgets of the notebook of all hazards, executed on a kind of kernel, and the folder it lay in."""
    from papermill.exceptions import PapermillExecutionError

    raising = [number for number, (heading, _) in enumerate(HAZARDS) if "[raises]" in heading]

    folders = {kind: tmp_path_factory.mktemp(kind) for kind in (*KINDS, "stock")}

    def prepared(kind):
        folder = folders[kind]
        (folder / "beside.txt").write_text("a file beside the notebook")
        (folder / "beside.py").write_text("VALUE = 'a module beside the notebook'")
        return write_notebook(folder / "hazards.ipynb", *(source for _, source in HAZARDS), raising=raising)

    def ours(kind):
        notebook = prepared(kind)
        with pytest.raises(PapermillExecutionError, match="Exception encountered"):
            both[kind].execute(notebook, {}, notebook.with_name("executed.ipynb"), PATIENCE * 5)
        return notebook.with_name("executed.ipynb")

    def stock():
        notebook = prepared("stock")
        target, here = notebook.with_name("executed.ipynb"), notebook.parent
        words = [sys.executable, "-m", "papermill", notebook, target, "--kernel", "python3", "--cwd", here, *QUICK]
        environment = kernel_environment(INVENTED, here / "ipython")
        done = subprocess.run([*map(str, words)], env=environment, capture_output=True, text=True, timeout=PATIENCE * 5)
        assert done.returncode == 1, done.stderr
        assert "PapermillExecutionError" in done.stderr
        return target

    with ThreadPoolExecutor(3) as pool:
        paths = {kind: pool.submit(ours, kind) for kind in KINDS} | {"stock": pool.submit(stock)}
        return {kind: (*executed(path.result()), path.result().parent) for kind, path in paths.items()}


def stream_by_stream(outputs):
    """The outputs with what came on each stream between two others together: on Jupyter's kernels chance parts it."""
    apart = []
    for is_stream, each in groupby(outputs, lambda output: output["output_type"] == "stream"):
        each = list(each)
        names = sorted({output["name"] for output in each}) if is_stream else []
        apart += [(name, "".join(one["text"] for one in each if one["name"] == name)) for name in names] or each
    return apart


@pytest.mark.parametrize(("number", "heading"), [(n, heading) for n, (heading, _) in enumerate(HAZARDS)])
def test_a_cell_shows_the_same_on_forked_kernels_on_ordinary_ones_and_on_jupyters(conformance, number, heading):
    forked, ordinary, stock = (shown(conformance[kind][0][number]) for kind in (*KINDS, "stock"))
    assert ordinary == forked
    if "[ours]" not in heading:
        assert stream_by_stream(stock) == stream_by_stream(forked)
    errors = [output["ename"] for output in forked if output["output_type"] == "error"]
    assert len(errors) == ("[raises]" in heading), errors


HEADINGS = [heading for heading, _ in HAZARDS]


def words_at(conformance, kind, heading):
    """The outputs of a cell as one text."""
    return json.dumps(shown(conformance[kind][0][HEADINGS.index(heading)]), ensure_ascii=False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("figures, without a word about a backend", '"image/png"'),
        ("figures shown and closed", "[] module://matplotlib_inline.backend_inline"),
        ("figures as SVG", '"image/svg+xml"'),
        ("[ours] settings of figures", "{True}"),
        ("time zone and locale", "('UTC', 'UTC') 1970-01-01 00:00:00"),
        ("[ours] words of the command, order of sets", "['']"),
        ("[ours] standard streams lead nowhere but here", "written to the descriptor"),
        ("subprocesses that write to where we do", "from a shell"),
        ("processes: pools", "forkserver [1.0, 2.0, 3.0]"),
        ("an interrupt from outside", "interrupted in its sleep"),
        ("[raises] a question", "StdinNotImplementedError"),
        ("[raises] exit", "SystemExit"),
        ("output: large", "50000001 characters"),
        ("output: shown and shown anew", "from another cell"),
        ("output: cleared", "stays instead"),
        ("[raises] errors of asyncio", "TimeoutError"),
        ("await what another cell began", "begun in one cell"),
        ("objects: their source", "return x * x"),
    ],
)
def test_the_notebook_of_hazards_shows_what_it_should(conformance, kind, heading, says):
    assert says in words_at(conformance, kind, heading)


@pytest.mark.parametrize("kind", [*KINDS, "stock"])
def test_messages_of_widgets_reach_the_notebook(conformance, kind):
    _, widgets, _ = conformance[kind]
    states = widgets["application/vnd.jupyter.widget-state+json"]["state"]
    assert states["by-hand"]["state"]["value"] == 4


@pytest.mark.parametrize("kind", KINDS)
def test_what_cells_have_to_do_at_the_end_is_done(conformance, kind):
    folder = conformance[kind][2]
    wait_for(lambda: (folder / "at_exit.txt").exists() and (folder / "at_exit.txt").read_text() == "done")
    assert (folder / "thread.txt").read_text() == "done"


def test_outputs_of_widgets_do_not_keep_a_run_from_going_on(kernels, tmp_path):
    pytest.importorskip("ipywidgets", reason="of the extra `lab`")
    cell = "import ipywidgets\nwith ipywidgets.Output() as output:\n    print('in a widget')"
    run(kernels, tmp_path, *[cell] * 30, limit=PATIENCE)
    _, widgets = executed(tmp_path / "notebook.executed.ipynb")
    states = widgets["application/vnd.jupyter.widget-state+json"]["state"].values()
    outputs = [state["state"]["outputs"] for state in states if state["model_name"] == "OutputModel"]
    assert [output["text"] for (output,) in outputs] == ["in a widget\n"] * 30


# A fresh process for each run.

STATE = [source for _, source in cells_of((CASES / "state.ipy").read_text(encoding="utf-8"))]
DIRT = [source for _, source in cells_of((CASES / "dirt.ipy").read_text(encoding="utf-8"))]


def state_of(kernels, folder, name="state"):
    """What a kernel is like: what it prints of itself, and the figure that it draws."""
    folder.mkdir(exist_ok=True, parents=True)
    notebook = write_notebook(folder / f"{name}.ipynb", *STATE)
    kernels.execute(notebook, {}, folder / f"{name}.executed.ipynb", PATIENCE)
    return [shown(cell) for cell in executed(folder / f"{name}.executed.ipynb")[0]]


@pytest.fixture(scope="module")
def fresh(both, tmp_path_factory):
    """What a kernel is like on which nothing has run."""
    return state_of(both["forked"], tmp_path_factory.mktemp("fresh") / "notebooks")


def test_ordinary_kernels_are_as_fresh_as_forked_ones(both, fresh, tmp_path):
    assert state_of(both["ordinary"], tmp_path) == fresh


def test_nothing_that_a_run_leaves_behind_reaches_the_next(both, fresh, tmp_path):
    shutil.copytree(CASES, tmp_path / "notebooks")
    said = run(both["forked"], tmp_path / "notebooks", *DIRT, name="dirt", limit=PATIENCE)
    pids = [int(pid) for pid in re.search(r"left (\d+) (\d+)", said).groups()]
    assert state_of(both["forked"], tmp_path / "notebooks") == fresh
    wait_for(lambda: not living(pids), "the end of what a cell started")


LOADING = """
import analysis
from analysis.record import ahead
from analysis.record.folder import find_record
print(find_record() in ahead._kept)
record = analysis.load()
print(find_record() in ahead._kept, (record.incidents["strikes_min"] == 99).any())
record.incidents.loc[:, "strikes_min"] = 99
"""


def test_each_run_finds_the_record_read_and_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "_shared", [])
    with Kernels(INVENTED) as own:
        for name in ("first", "second"):
            assert run(own, tmp_path, LOADING, name=name) == "True\nFalse False\n"
    sharing._shared.pop().close()


def test_where_things_lie_is_told_to_a_run_as_it_starts_and_nothing_else_of_the_callers(kernels, tmp_path, monkeypatch):
    for name in ("OF_THE_CALLER", "HTTPS_PROXY", "OMP_NUM_THREADS", "PYTHONOPTIMIZE", "MPLSTYLE", "LANG"):
        monkeypatch.setenv(name, "2")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("USER", "later")
    monkeypatch.delenv("PATH")
    cell = (
        "import os, tempfile\n"
        "print(tempfile.gettempdir(), os.environ['USER'], 'PATH' in os.environ)\n"
        "print([name for name, word in os.environ.items() if word == '2'])"
    )
    assert run(kernels, tmp_path, cell) == f"{tmp_path} later False\n[]\n"


# What can be imported is what the key knows.

STRAY = "raise ImportError('a file that nobody meant was imported')"
PARENT = "import runpy, sys; runpy.run_path(sys.argv.pop(1))"
IMPORTING = """
import json, multiprocessing, sys
import beside, pandas, analysis, analysis.markup
print(beside.VALUE, pandas.DataFrame.__name__, analysis.__file__)
for name in ("strayroot", "straypath"):
    try:
        print(name, __import__(name))
    except ModuleNotFoundError as missing:
        print(missing)
with multiprocessing.get_context("spawn").Pool(1) as pool:
    print(pool.apply(analysis.markup.anchor, ("incident", "a b")))
"""


@pytest.mark.parametrize("own", [False, True], ids=["an installed package", "a package in the working folder"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_imports_libraries_the_package_and_what_lies_beside_its_notebook(kind, own, tmp_path):
    root, path = tmp_path / "a workbook", tmp_path / "on the path"
    notebook = write_notebook(root / "notebooks" / "small.ipynb", IMPORTING)
    notebook.with_name("beside.py").write_text("VALUE = 'beside'")
    for folder, stray in ((root, "strayroot"), (path, "straypath")):
        folder.mkdir(exist_ok=True)
        for name in (stray, "pandas", "scipy"):
            (folder / f"{name}.py").write_text(STRAY)
    if own:
        shutil.copytree(ROOT / "analysis", root / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    words = [sys.executable, "-c", PARENT, CASES / "command.py", INVENTED, notebook]
    environment = {**os.environ, "PYTHONPATH": str(path), ORDINARY: "1" if kind == "ordinary" else ""}
    given = {"cwd": root, "env": environment, "input": "", "capture_output": True, "text": True}
    done = subprocess.run([*map(str, words)], **given, timeout=PATIENCE * 4, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    package = (root if own else ROOT) / "analysis" / "__init__.py"
    missing = [f"No module named '{name}'" for name in ("strayroot", "straypath")]
    told = printed(notebook.with_suffix(".executed.ipynb")).splitlines()
    assert told == [f"beside DataFrame {package}", *missing, "incident-a_20_b"]


# Its time is that of the whole run.


def test_a_run_whose_time_is_up_while_its_outputs_are_written_is_late(kernels, tmp_path, monkeypatch):
    papermill = import_papermill()
    written, limit = papermill.execute_notebook, 4.0

    def slowly(*words, **more):
        executed = written(*words, **more)
        time.sleep(limit)
        return executed

    monkeypatch.setattr(papermill, "execute_notebook", slowly)
    with pytest.raises(TimeLimitError, match="did not end within 4 s"):
        run(kernels, tmp_path, "print(6 * 7)", limit=limit)
