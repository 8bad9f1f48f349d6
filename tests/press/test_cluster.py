"""A Dask cluster makes the same pages, byte by byte, whatever becomes of its workers; only the client publishes."""

import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from dask import config

from analysis.press.orders.reports import load_reports
from analysis.press.runs.batch import Batch

from .conftest import ROOT, Project
from .page_tree import tree_of, words_of

pytestmark = pytest.mark.kernel
SIX = "few: {title: Few, notebook: small, for_each: {factor: [1, 2, 3, 4, 5, 6]}}"
ONE = "few: {title: Few, notebook: small, for_each: {factor: [1]}}"
MAIN = "main: {title: Main, notebook: campaign_vs_sporadic}"
BAD = "bad: {title: Bad, notebook: bad, parameters: {factor: 7}}"
WORKER = """
import psutil, time
worker = psutil.Process().parents()[1]
""".strip()
"""A cell that finds the worker: it started the warm process, of which the kernel is a fork."""
WITH_WORKBOOK = "import sys, importlib; importlib.import_module(f'distributed.cli.dask_{sys.argv.pop(1)}').main()"
WITHOUT_WORKBOOK = f"import sys; sys.modules['analysis'] = None; {WITH_WORKBOOK}"
"""A scheduler needs no workbook; here it can import none."""


class Dask:
    """A scheduler and workers on this machine, each command in a process group of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, []
        self.address = ""

    def scheduler(self) -> None:
        """Starts a scheduler and waits for its address."""
        file = self.folder / "scheduler.json"
        self.start("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", file)
        wait_for(lambda: file.exists() and file.read_text().strip().endswith("}"))
        self.address = json.loads(file.read_text())["address"]

    def workers(self, *words: object, root: Path = ROOT) -> subprocess.Popen:
        """Starts workers that have the package of a folder."""
        words = (self.address, "--no-dashboard", "--host", "127.0.0.1", "--local-directory", self.folder, *words)
        return self.start("worker", *words, root=root)

    def start(self, what: str, *words: object, root: Path = ROOT) -> subprocess.Popen:
        environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": ""}
        with (self.folder / f"{what}.log").open("ab") as log:
            command = [sys.executable, "-c", WITHOUT_WORKBOOK if what == "scheduler" else WITH_WORKBOOK, what]
            process = subprocess.Popen(
                [*command, *map(str, words)], cwd=root, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process

    def stop(self, process: subprocess.Popen) -> None:
        """Ends what a command started; warm processes end with their workers."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in reversed(self.started):
            self.stop(process)

    def left(self) -> list[str]:
        """What batches left in the folders of workers."""
        return [path.name for path in self.folder.rglob("workbook-*")]


@pytest.fixture(scope="module")
def dask(tmp_path_factory) -> Iterator[Dask]:
    """Two workers of two threads, each started anew by its nanny when it dies."""
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    try:
        cluster.scheduler()
        cluster.workers("--nworkers", 2, "--nthreads", 2)
        yield cluster
    finally:
        cluster.close()


class Book(Project):
    """A workbook whose reports a cluster or this machine can make."""

    def write(self, name: str, *cells: str) -> None:
        """Writes a notebook of that name; the others stay."""
        small = self.root / "notebooks" / "small.ipynb"
        before = small.read_bytes()
        self.notebook(*cells, parameters='factor: "int" = 1  # how many')
        made = small.read_bytes()
        small.write_bytes(before)
        (self.root / "notebooks" / f"{name}.ipynb").write_bytes(made)

    def batch(self, site, cluster="", only="", told=lambda word, report, more: None, jobs=0):
        """The outcomes by report, published below a folder of that name."""
        chosen = [report for report in load_reports(self.root).values() if re.match(only, report.name)]
        run = Batch(chosen, self.root / "data", self.root / site, cluster=cluster, told=told, jobs=jobs)
        return {outcome.report: outcome for outcome in run.outcomes()}

    def pages(self, site):
        """The published pages by report."""
        return {path.parent.name: path.read_bytes() for path in sorted((self.root / site).glob("*/index.html"))}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """Six small reports, the main one and one that fails, made on this machine below `here`."""
    made = Book(tmp_path_factory.mktemp("book") / "a workbook")
    shutil.copy(ROOT / "notebooks" / "campaign_vs_sporadic.ipynb", made.root / "notebooks")
    flag = made.root / "kill the worker"
    made.write("bad", "x = 1", "open(f'/nowhere/{factor}')")
    made.write(
        "small",
        f"{WORKER}\nfrom pathlib import Path\nflag = Path({str(flag)!r})",
        "if factor == 3 and flag.exists():\n    flag.unlink()\n    worker.kill()\n    time.sleep(60)",
        "print('factor', factor, 'forked', 'fork_server' in ' '.join(psutil.Process().cmdline()))",
    )
    made.reports(SIX, MAIN, BAD)
    outcomes = made.batch("here")
    assert {name for name, outcome in outcomes.items() if outcome.failure} == {"bad"}
    return made


@pytest.fixture(scope="module")
def made(book, dask):
    """What came of the same batch on the cluster, published below `there`, and what was told meanwhile."""
    told = []
    outcomes = book.batch("there", dask.address, told=lambda word, report, more: told.append((word, report, more)))
    return outcomes, told


def test_a_cluster_makes_the_same_pages_byte_by_byte(book, made):
    pages = book.pages("there")
    assert sorted(pages) == ["few-1", "few-2", "few-3", "few-4", "few-5", "few-6", "main"]
    assert pages == book.pages("here")


def test_workers_fork_kernels_from_a_warm_process(book, made):
    assert "factor 2 forked True" in words_of(tree_of(book.root / "there" / "few-2" / "index.html"))


def test_a_failing_cell_gives_the_same_failure_page(book, made):
    outcomes, _ = made
    assert outcomes["bad"].failure.cell == 3
    pages = [untimed((book.root / site / "bad" / "failed.html").read_text()) for site in ("here", "there")]
    assert pages[0] == pages[1]
    run = outcomes_of(book.root / "there" / "bad")
    assert "FileNotFoundError" in (run / "notebook.ipynb").read_text()


def untimed(page):
    """A page without the time of day."""
    return re.sub(r"\d\d:\d\d|\d{4}-\d\d-\d\d[T0-9:Z]*", "", page)


def outcomes_of(folder):
    """The folder of the only run of a report."""
    (run,) = (path.parent for path in folder.glob("*/run.json"))
    return run


def test_it_is_told_how_many_runs_go_side_by_side_and_in_which_cell_they_are(made):
    _, told = made
    (jobs,) = [more for word, _, more in told if word == "jobs"]
    assert jobs in (3, 5)  # a worker has two threads; the second may have joined after the batch began
    assert {more for word, report, more in told if (word, report) == ("cell", "few-1")} >= {0, 3}


def test_nothing_is_left_on_the_workers(dask, made):
    assert dask.left() == []


def test_what_a_cluster_made_is_unchanged_here(book, made):
    assert {outcome.kind for outcome in book.batch("there", only="few|main").values()} == {"unchanged"}


def test_a_worker_killed_half_way_costs_no_page(book, dask):
    (book.root / "kill the worker").touch()
    outcomes = book.batch("killed", dask.address, only="few")
    assert [outcome.kind for outcome in outcomes.values()] == ["made"] * 6
    assert not (book.root / "kill the worker").exists()
    assert book.pages("killed") == {name: page for name, page in book.pages("here").items() if name != "main"}


def test_a_module_beside_the_notebook_travels_with_it(book, dask):
    module = book.root / "notebooks" / "words" / "__init__.py"
    module.parent.mkdir()
    book.write("told", "import words\nprint('the module said', words.SAID)")
    book.reports("told: {title: Told, notebook: told}")
    try:
        for said in ("one thing", "another"):
            module.write_text(f"SAID = {said!r}\n")
            assert book.batch("told", dask.address)["told"].kind == "made"
            assert f"the module said {said}" in words_of(tree_of(book.root / "told" / "told" / "index.html"))
        assert book.batch("told")["told"].kind == "unchanged"
    finally:
        shutil.rmtree(module.parent)
        book.reports(SIX, MAIN, BAD)


@pytest.fixture
def killer(book):
    """A report that kills its worker each time and counts how often, beside the six others."""
    counted = book.root / "killed workers"
    book.write("killer", f"{WORKER}\nopen({str(counted)!r}, 'a').write('1')\nworker.kill()\ntime.sleep(60)")
    book.reports(SIX, MAIN, BAD, "killer: {title: Killer, notebook: killer}")
    yield counted
    book.reports(SIX, MAIN, BAD)


def test_a_report_that_kills_its_workers_fails_alone(book, dask, killer):
    outcomes = book.batch("killers", dask.address, only="few-[123]|killer")
    assert {name for name, outcome in outcomes.items() if outcome.failure} == {"killer"}
    assert outcomes["killer"].failure.message.startswith("Each worker that ran this report ended while it did")
    assert len(killer.read_text()) <= 5
    assert sorted(book.pages("killers")) == ["few-1", "few-2", "few-3"]


@contextmanager
def sleeper(book, dask, *words, more=((), ())):
    """A batch of the command line, under way on a worker; gives it and the number of its kernel.

    `more` are reports before and after the one that sleeps.
    """
    note = book.root / "notebooks" / "pid"
    note.unlink(missing_ok=True)
    book.write("slow", f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(120)")
    before, after = more
    book.reports(*before, "slow: {title: Slow, notebook: slow}", *after)
    words = [sys.executable, "-m", "analysis", "batch", "--cluster", dask.address, *map(str, words)]
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(
        words, cwd=book.root, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
    try:
        wait_for(lambda: (note.exists() and note.read_text()) or run.poll() is not None)
        assert run.poll() is None, run.communicate()
        yield run, int(note.read_text())
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        book.reports(SIX, MAIN, BAD)


def test_ctrl_c_ends_the_runs_on_the_workers_and_takes_the_record_away(book, dask):
    with sleeper(book, dask) as (run, kernel):
        os.kill(run.pid, signal.SIGINT)
        _, err = run.communicate(timeout=60)
        assert (run.returncode, err.splitlines()[-1]) == (130, "Stopped.")
        assert "Traceback" not in err
        wait_for(lambda: not psutil.pid_exists(kernel))
        wait_for(lambda: dask.left() == [])


def test_the_runs_of_a_killed_client_end_too(book, dask):
    with sleeper(book, dask) as (run, kernel):
        os.kill(run.pid, signal.SIGKILL)
        wait_for(lambda: not psutil.pid_exists(kernel))


def with_other_code(root):
    with (root / "analysis" / "errors.py").open("a") as module:
        module.write("\n# something else\n")
    return "the source of the workbook is another"


def of_another_kind(root):
    (root / "sitecustomize.py").write_text("import platform\nplatform.machine = lambda: 'another'\n")
    return f"machine is another there and {platform.machine()} here"


@pytest.mark.parametrize("make", [with_other_code, of_another_kind])
def test_a_worker_that_would_make_other_pages_is_named_before_anything_runs(book, dask, tmp_path, make):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "analysis", other / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    different = make(other)
    address = f"tcp://127.0.0.1:{free_port()}"
    worker = dask.workers("--worker-port", address.rpartition(":")[2], "--no-nanny", root=other)
    try:
        wait_for(lambda: f"Register worker addr: {address}" in (dask.folder / "scheduler.log").read_text())
        with pytest.raises(Exception, match="would make other pages") as told:
            book.batch("other", dask.address, only="few-1")
        assert str(told.value).startswith(
            f"The worker at {address} would make other pages than this machine: {different}. Install the same there"
        )
        assert not (book.root / "other" / "few-1" / "index.html").exists()
    finally:
        dask.stop(worker)


def free_port():
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_scheduler_that_does_not_answer_is_an_error_with_its_address(workbook, project, monkeypatch):
    monkeypatch.setattr("analysis.press.cluster.cluster.ANSWER_SECONDS", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    answer = workbook("batch", "--cluster", address)
    assert (answer.status, answer.out) == (1, "1 report: 1 not begun.\n")
    assert answer.err.startswith(f"Error: No Dask scheduler answers at {address} ")
    assert "docs/more-machines.md" in answer.err
    assert "Traceback" not in answer.err


def test_a_cluster_without_workers_is_an_error(workbook, project, monkeypatch, tmp_path):
    monkeypatch.setattr("analysis.press.cluster.cluster.WORKER_SECONDS", 0.5)
    cluster = Dask(tmp_path)
    try:
        cluster.scheduler()
        answer = workbook("batch", "--cluster", cluster.address)
    finally:
        cluster.close()
    assert (answer.status, answer.out) == (1, "1 report: 1 not begun.\n")
    assert f"has no worker. Start some (dask worker {cluster.address})" in answer.err


def test_a_scheduler_that_dies_ends_the_batch_with_one_error(book, tmp_path):
    cluster = Dask(tmp_path)
    try:
        cluster.scheduler()
        cluster.workers("--nthreads", 1, "--no-nanny")
        with sleeper(book, cluster, "--out", book.root / "lost", "--jobs", 1, more=([ONE], [MAIN])) as (run, _):
            cluster.stop(cluster.started[0])
            out, err = run.communicate(timeout=60)
    finally:
        cluster.close()
    lines = out.splitlines()
    assert (run.returncode, lines[-1]) == (1, "3 reports: 1 made, 1 failed, 1 not begun."), err
    assert [line.split()[:2] for line in lines[:-1]] == [["few-1", "made"], ["slow", "failed"]]
    account = (book.root / "lost" / "slow" / "failed.json").read_text()
    assert "The connection to the Dask scheduler at its address was lost" in account
    assert cluster.address not in account
    assert err.splitlines()[-1].startswith(f"Error: The connection to the Dask scheduler at {cluster.address} was lost")
    assert "Traceback" not in err


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://", "tcp://host", "http://host:8786", "tcp://host:port"])
def test_an_address_that_is_none_is_wrong_usage(workbook, project, address):
    answer = workbook("batch", "--cluster", address)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith(f"Error: --cluster {address!r}: expected the address of a Dask scheduler")


def test_a_secured_cluster_without_certificates_is_an_error(workbook, project):
    answer = workbook("batch", "--cluster", "tls://127.0.0.1:8786")
    assert (answer.status, answer.out) == (1, "1 report: 1 not begun.\n")
    assert answer.err.startswith("Error: A cluster with an address of this kind asks for certificates")


def test_a_certificate_that_is_not_there_is_an_error(workbook, project, tmp_path):
    missing = str(tmp_path / "none.pem")
    with config.set({f"distributed.comm.tls.{name}": missing for name in ("ca-file", "client.cert", "client.key")}):
        answer = workbook("batch", "--cluster", "tls://127.0.0.1:8786")
    assert (answer.status, answer.out) == (1, "1 report: 1 not begun.\n")
    assert answer.err.startswith("Error: A certificate for the cluster cannot be used: ")


def test_without_dask_it_says_how_to_install_it(workbook, project, monkeypatch):
    monkeypatch.setattr("analysis.press.cluster.cluster.find_spec", lambda name: importlib.util.find_spec(f"no_{name}"))
    answer = workbook("batch", "--cluster", "tcp://127.0.0.1:8786")
    assert (answer.status, answer.out) == (1, "")
    assert "pip install --editable '.[cluster]'" in answer.err


def test_dask_is_imported_for_a_cluster_only():
    modules = "analysis.cli, analysis.press.runs.batch, analysis.press.making.workshop, analysis.press.cluster.cluster"
    code = f"import sys, {modules}\nassert 'distributed' not in sys.modules"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def wait_for(happened, seconds=60):
    """Returns when something has happened; fails when it has not in that time."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
