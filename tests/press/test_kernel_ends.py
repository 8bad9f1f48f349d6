"""Kernels end when they should, with all that they started, whoever is killed at whatever moment."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.press.kernels.execute import Kernels
from analysis.press.kernels.warm import ORDINARY

from .kernel_cases.cells import cells_of, printed, write_notebook
from .kernel_cases.processes import allowed, below, living, pids_in, wait_for, watched

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are only ordinary kernels, without a guard"),
]
ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "kernel_cases"
INVENTED = ROOT / "tests" / "data" / "invented"
CELLS = dict(cells_of((CASES / "ends.ipy").read_text(encoding="utf-8")))
TELL = CELLS["tell"]
KINDS = ("forked", "ordinary")
PROMISED = 2.0
"""Seconds within which everything ends that a killed command has started."""
ENDLESS = {
    "sleeps": 1,
    "is busy": 1,
    "refuses to be interrupted": 1,
    "sleeps in C and lets no other thread run": 1,
    "searches in C and lets no other thread run": 1,
    "waits for its children": 4,
    "left children behind and lets no other thread run": 4,
    "starts processes without end": 3,
}
"""Cells that never end, and how many processes they tell of, their kernel's own counted."""


@pytest.fixture(params=KINDS)
def kind(request, monkeypatch):
    """Kernels of one kind after the other, for whatever is made or started in the test."""
    monkeypatch.delenv(ORDINARY, raising=False)
    if request.param == "ordinary":
        monkeypatch.setenv(ORDINARY, "1")
    return request.param


@pytest.fixture
def forked(monkeypatch):
    """Only forked kernels in the test."""
    monkeypatch.delenv(ORDINARY, raising=False)


@pytest.fixture
def kernels(kind):
    """Kernels of one kind after the other."""
    with Kernels(INVENTED) as made:
        assert (made.warm() is not None) == (kind == "forked")
        yield made


def notebook(folder, *headings):
    """A notebook of these cells, after the one that has what they use."""
    folder.mkdir(exist_ok=True, parents=True)
    return write_notebook(folder / "notebook.ipynb", TELL, *(CELLS[heading] for heading in headings))


def execute(kernels, path, limit=None):
    """Runs a notebook."""
    kernels.execute(path, {}, path.with_suffix(".executed.ipynb"), limit)


def works(kernels, folder):
    """Whether a run does what it should."""
    path = write_notebook(folder / "works.ipynb", "print(6 * 7)")
    execute(kernels, path)
    return printed(path.with_suffix(".executed.ipynb")) == "42\n"


def told(folder):
    """All processes of which cells have told."""
    return [int(path.stem) for path in folder.glob("*.pid")]


def all_gone(folder):
    """Waits until nothing lives of what cells told of."""
    assert told(folder)
    wait_for(lambda: not living(told(folder)), "the end of what cells have started")


@pytest.fixture
def command():
    """Starts a command that runs notebooks; it does not outlive the test."""
    started = []

    def start(*notebooks, **more):
        words = [sys.executable, CASES / "command.py", INVENTED, *notebooks]
        started.append(subprocess.Popen(list(map(str, words)), stdin=subprocess.PIPE, cwd=ROOT, **more))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()


# The command is killed.


def killed(process, pids):
    """Kills a command; the seconds until the last of these processes has ended."""
    import time

    with watched(pids) as last:
        since = time.monotonic()
        process.kill()
        return last(since)


GUARDED = (
    "refuses to be interrupted",
    "left children behind and lets no other thread run",
    "starts processes without end",
)


@pytest.mark.parametrize(
    ("kind", "heading", "number"),
    [
        (kind, heading, number)
        for kind in KINDS
        for heading, number in ENDLESS.items()
        if kind == "forked" or heading in GUARDED
    ],
    indirect=["kind"],
)
def test_nothing_outlives_a_command_that_is_killed_in_the_middle_of_a_cell(kind, command, tmp_path, heading, number):
    process = command(notebook(tmp_path, heading))
    pids = pids_in(tmp_path, number)
    started = below(process.pid)
    assert {pid for pid in pids if living([pid])} <= started, "also what left its parent is found below the command"
    assert len(started) > number
    assert killed(process, started) < allowed(PROMISED)
    all_gone(tmp_path)


def mapped(pid, library):
    """Whether a process has loaded a library."""
    try:
        return library in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("moment", ["at its start", "in the middle", "with everything"])
def test_nothing_outlives_a_command_that_is_killed_while_its_kernels_warm_up(kind, command, tmp_path, moment):
    loaded = {"at its start": "", "in the middle": "_multiarray_umath", "with everything": "_path.cpython"}[moment]
    process = command(notebook(tmp_path, "sleeps"))
    (first, *_) = wait_for(lambda: below(process.pid), "the start of a process")
    wait_for(lambda: any(mapped(pid, loaded) for pid in below(process.pid)), "the import of a library")
    assert killed(process, {first, *below(process.pid)}) < allowed(PROMISED)
    assert not told(tmp_path)


def test_nothing_outlives_a_command_that_is_killed_when_its_runs_are_over(kind, command, tmp_path):
    first, second = (notebook(tmp_path / name) for name in ("first", "second"))
    process = command(first, second)
    pids_in(tmp_path / "second", 1)
    wait_for(second.with_suffix(".executed.ipynb").exists)
    assert killed(process, below(process.pid)) < allowed(PROMISED)
    all_gone(tmp_path / "first")
    all_gone(tmp_path / "second")
