"""Many reports: what has not changed is not run, a failure stops no other, two batches make a report once."""

import gc
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

import psutil
import pytest

from analysis.press.making.outcome import Outcome
from analysis.press.orders.reports import load_reports
from analysis.press.runs import batch as batches
from analysis.press.runs.batch import Batch, jobs_for
from analysis.press.runs.progress import Progress, span, table_of

from .page_tree import tree_of, words_of

pytestmark = pytest.mark.kernel
HEAVY = ("NotebookNode", "PapermillExecutionError")
"""What a run holds that must go with it."""
FOUR = "few: {title: Few, notebook: small, for_each: {factor: [1, 2, 3, 4]}}"


@pytest.fixture
def four(project):
    """A workbook of four reports of one notebook."""
    project.reports(FOUR)
    project.notebook("print('factor', factor)")
    return project


def site_of(project):
    return project.root / "reports" / "site"


def runs_of(project, report):
    """The accounts of every run of a report, the oldest first."""
    paths = sorted((site_of(project) / report).glob("*/run.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def test_every_report_is_made_and_a_table_says_so(workbook, four):
    answer = workbook("batch")
    assert answer.status == 0, answer.err
    lines = answer.out.splitlines()
    assert lines[-1] == "4 reports: 4 made."
    assert [line.split()[:2] for line in lines[:-1]] == [[f"few-{number}", "made"] for number in range(1, 5)]
    for number in range(1, 5):
        page = site_of(four) / f"few-{number}" / "index.html"
        assert f"factor {number}" in words_of(tree_of(page))
        assert len(runs_of(four, f"few-{number}")) == 1
        assert os.path.samefile(page, page.parent / runs_of(four, f"few-{number}")[0]["run"] / "index.html")


def test_what_has_not_changed_is_not_run(workbook, four, monkeypatch):
    assert workbook("batch").status == 0
    monkeypatch.setattr(
        "analysis.press.making.workshop.Workshop.__init__", lambda *_: pytest.fail("a kernel was wanted")
    )
    answer = workbook("batch")
    assert (answer.status, answer.out.splitlines()[-1]) == (0, "4 reports: 4 unchanged.")
    assert "few-1: unchanged, so its page stays as it is." in answer.err


def test_only_what_changed_is_run_again(workbook, four):
    assert workbook("batch").status == 0
    four.reports(FOUR.replace("4]", "5]"))
    answer = workbook("batch")
    assert answer.out.splitlines()[-1] == "4 reports: 3 unchanged, 1 made."
    path = four.root / "data" / "sources.csv"
    path.write_bytes(path.read_bytes().replace(b"Evening bulletin", b"Morning bulletin"))
    answer = workbook("batch", "--only", "few-1")
    assert "few-1: made in" in answer.err
    assert "The record" in answer.err


def test_force_makes_it_again_byte_by_byte_and_keeps_one_run(workbook, four):
    assert workbook("batch", "--only", "few-1").status == 0
    before = (site_of(four) / "few-1" / "index.html").read_bytes()
    answer = workbook("batch", "--only", "few-1", "--force")
    assert answer.out.splitlines()[-1] == "1 report: 1 made again."
    assert (site_of(four) / "few-1" / "index.html").read_bytes() == before
    assert len(runs_of(four, "few-1")) == 1


def test_a_forced_page_that_differs_though_nothing_of_its_key_does_is_told(workbook, four):
    four.notebook("import time\nprint(time.time_ns())")
    assert workbook("batch", "--only", "few-1").status == 0
    answer = workbook("batch", "--only", "few-1", "--force")
    assert answer.status == 0
    assert "differs from the page of the same key" in answer.err


def test_a_failure_stops_no_other_and_is_tried_again_next_time(workbook, four):
    four.notebook("print(1 / (factor - 2))")
    answer = workbook("batch")
    assert answer.status == 1
    assert answer.out.splitlines()[-1] == "4 reports: 3 made, 1 failed."
    assert "few-2 failed in code cell 2, line 1: ZeroDivisionError: division by zero" in answer.err
    home = site_of(four) / "few-2"
    assert not (home / "index.html").exists()
    assert "division by zero" in words_of(tree_of(home / "failed.html"))
    four.notebook("print(1 / factor)")
    answer = workbook("batch")
    assert answer.out.splitlines()[-1] == "4 reports: 4 made."
    assert not (home / "failed.html").exists()
    assert [run["outcome"] for run in runs_of(four, "few-2")] == ["failed", "good"]


def test_a_record_with_a_problem_fails_every_report_and_leaves_every_page(workbook, four):
    assert workbook("batch").status == 0
    page = site_of(four) / "few-1" / "index.html"
    before = page.read_bytes()
    path = four.root / "data" / "incidents.csv"
    path.write_bytes(path.read_bytes().replace(b",Litoral,", b",Litorall,", 1))
    answer = workbook("batch")
    assert (answer.status, answer.out.splitlines()[-1]) == (1, "4 reports: 4 failed.")
    assert "few-1 failed: the record has 1 problem" in answer.err
    assert page.read_bytes() == before
    assert "Litorall" in words_of(tree_of(page.with_name("failed.html")))


def test_a_record_that_is_edited_while_a_report_runs_makes_no_page(workbook, four):
    record = four.root / "data" / "sources.csv"
    four.notebook(f"with open({str(record)!r}, 'ab') as f: f.write(b'\\n')")
    answer = workbook("batch", "--only", "few-1")
    assert answer.status == 1
    assert "was edited while the report ran" in answer.err
    assert not (site_of(four) / "few-1" / "index.html").exists()


def test_a_time_limit_ends_the_run_and_what_it_started(workbook, four):
    four.reports("few: {title: Few, notebook: small, timeout: 2 s}")
    started = four.root / "started"
    four.notebook(
        "import pathlib, subprocess, time\n"
        f"pathlib.Path({str(started)!r}).write_text(str(subprocess.Popen(['sleep', '3600']).pid))\n"
        "time.sleep(60)"
    )
    answer = workbook("batch")
    assert answer.status == 1
    assert "few failed in code cell 2: did not end within 2 s" in answer.err
    wait_for(lambda: not psutil.pid_exists(int(started.read_text())))


def test_the_command_on_the_page_of_a_failure_makes_the_report_again(workbook, four):
    four.notebook("1 / 0")
    assert workbook("batch", "--only", "few-2").status == 1
    (line,) = re.findall(r"workbook render few-2[^\n]*", words_of(tree_of(site_of(four) / "few-2" / "failed.html")))
    four.notebook("print('factor', factor)")
    answer = workbook(*shlex.split(line)[1:])
    assert answer.status == 0, answer.err
    assert workbook("batch", "--only", "few-2").out.splitlines()[-1] == "1 report: 1 unchanged."


def test_every_kind_of_failure_is_made_again_by_the_same_command(workbook, project):
    """A cell and a record, by a batch and with parameters: only those are told that were given and say something."""

    def told(*words):
        assert workbook(*words).status == 1
        return json.loads(project.page.with_name("failed.json").read_text("utf-8"))["failure"]["command"]

    given = ("render", "small", "-p", "name=a b")
    project.notebook("1 / 0")
    assert told("batch") == "workbook render small"
    assert told(*given) == "workbook render small -p name='a b'"
    assert told(*given, "-p", "often=2", "-p", "factor=3") == "workbook render small -p name='a b'"
    (project.root / "data" / "datapackage.json").write_text("{")
    assert told("batch") == "workbook render small"
    assert told(*given) == "workbook render small -p name='a b'"


def test_a_missing_table_fails_every_report_in_the_words_of_check(workbook, four):
    assert workbook("batch").status == 0
    (four.root / "data" / "sources.csv").unlink()
    answer = workbook("batch")
    assert (answer.status, answer.out.splitlines()[-1]) == (1, "4 reports: 4 failed.")
    assert "Traceback" not in answer.err
    assert "sources.csv" in words_of(tree_of(site_of(four) / "few-1" / "failed.html"))


def test_a_page_that_is_not_that_of_its_account_is_not_called_unchanged(workbook, four):
    assert workbook("batch", "--only", "few-1").status == 0
    home = site_of(four) / "few-1"
    account, page = ((home / name).read_bytes() for name in ("run.json", "index.html"))
    first = four.root / "notebooks" / "small.ipynb"
    before = first.read_bytes()
    four.notebook("print('another', factor)")
    assert workbook("batch", "--only", "few-1").status == 0
    (home / "run.json").unlink()
    (home / "run.json").write_bytes(account)  # as somebody killed between the two renamings leaves it
    first.write_bytes(before)
    answer = workbook("batch", "--only", "few-1")
    assert answer.out.splitlines()[-1] == "1 report: 1 made."
    assert (home / "index.html").read_bytes() == page


def test_a_failure_goes_when_what_failed_is_taken_back(workbook, four):
    assert workbook("batch", "--only", "few-1").status == 0
    notebook = four.root / "notebooks" / "small.ipynb"
    before = notebook.read_bytes()
    four.notebook("1 / 0")
    assert workbook("batch", "--only", "few-1").status == 1
    assert (site_of(four) / "few-1" / "failed.html").exists()
    notebook.write_bytes(before)
    assert workbook("batch", "--only", "few-1").out.splitlines()[-1] == "1 report: 1 unchanged."
    assert not (site_of(four) / "few-1" / "failed.html").exists()
    assert not (site_of(four) / "few-1" / "failed.json").exists()


def test_a_batch_without_anything_to_make_sweeps_what_a_killed_one_left(workbook, four, monkeypatch):
    # the path of a socket has room for no more
    with tempfile.TemporaryDirectory() as short, monkeypatch.context() as patch:
        patch.setattr("tempfile.tempdir", short)
        assert workbook("batch").status == 0
        code = (
            "import os, signal, sys, tempfile\n"
            "tempfile.tempdir = sys.argv[1]\n"
            "from analysis.press.kernels.private import private_folder\n"
            "with private_folder():\n    os.kill(os.getpid(), signal.SIGKILL)"
        )
        assert subprocess.run([sys.executable, "-c", code, short]).returncode == -signal.SIGKILL
        assert os.listdir(short)
        assert workbook("batch").out.splitlines()[-1] == "4 reports: 4 unchanged."
        assert not os.listdir(short)


def test_a_module_beside_the_notebook_is_part_of_what_a_page_is_made_from(workbook, project):
    module = project.root / "notebooks" / "words" / "__init__.py"
    module.parent.mkdir()
    module.write_text("SAID = 'what a module says'")
    project.notebook("import words\nprint(words.SAID)")
    assert workbook("batch").status == 0
    assert "what a module says" in words_of(tree_of(project.page))
    assert workbook("batch").out.splitlines()[-1] == "1 report: 1 unchanged."
    module.write_text("SAID = 'something else'")
    assert workbook("batch").out.splitlines()[-1] == "1 report: 1 made."
    assert "something else" in words_of(tree_of(project.page))
    assert "A module beside the notebook was changed." in words_of(tree_of(project.page))


def test_code_that_is_edited_while_the_process_lives_makes_no_page(workbook, four, monkeypatch):
    monkeypatch.setattr("analysis.press.ledger.plan.source_hash", lambda: "other code")
    answer = workbook("batch", "--only", "few-1")
    assert answer.status == 1
    assert "The workbook's own code was edited since this process began" in answer.err
    assert not (site_of(four) / "few-1" / "index.html").exists()


def test_a_fault_of_ours_in_telling_a_failure_stops_no_other_report(workbook, four, monkeypatch):
    four.notebook("print(1 / (factor - 2))")
    monkeypatch.setattr("analysis.press.runs.failing.failure_of", lambda *_, **__: {}["a fault"])
    answer = workbook("batch")
    assert (answer.status, answer.out.splitlines()[-1]) == (1, "4 reports: 3 made, 1 failed.")
    assert "few-2 failed: KeyError: 'a fault'" in answer.err


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1 / 0", None),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", None),
        ("import matplotlib.pyplot as p; p.plot([1]); p.show()", "few-1, code cell 2"),
    ],
)
def test_a_failure_keeps_nothing_of_its_run(four, cell, words):
    """A batch has its outcomes to the end: a notebook of each failure, and all that its frames held, would fill it."""
    four.notebook(cell)
    reports = list(load_reports(four.root).values())
    gc.collect()
    before = held_of_runs()
    outcomes = sorted(Batch(reports, four.root / "data", site_of(four)).outcomes(), key=lambda outcome: outcome.report)
    gc.collect()
    assert [outcome.kind for outcome in outcomes] == ["failed"] * 4
    assert held_of_runs() == before
    for error in (outcome.error for outcome in outcomes):
        assert (error is None) == (words is None)
        assert error is None or (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
    assert words is None or str(outcomes[0].error).startswith(words)


def held_of_runs():
    """How many notebooks are in memory, and errors of papermill."""
    return Counter(type(held).__name__ for held in gc.get_objects() if type(held).__name__ in HEAVY)


def test_a_run_that_was_killed_before_it_pointed_is_finished_without_running(workbook, four, monkeypatch):
    assert workbook("batch", "--only", "few-1").status == 0
    home = site_of(four) / "few-1"
    page = (home / "index.html").read_bytes()
    for name in ("index.html", "run.json"):
        (home / name).unlink()
    monkeypatch.setattr("analysis.press.kernels.execute.Kernels.execute", lambda *_: pytest.fail("it was run again"))
    answer = workbook("batch", "--only", "few-1")
    assert answer.status == 0, answer.err
    assert (home / "index.html").read_bytes() == page
    assert len(runs_of(four, "few-1")) == 1


def test_a_run_left_unpointed_is_found_when_its_inputs_come_back(workbook, four, monkeypatch):
    """From one notebook to another, killed before the pointer moved; back; and there again."""
    assert workbook("batch", "--only", "few-1").status == 0
    home = site_of(four) / "few-1"
    notebook = four.root / "notebooks" / "small.ipynb"
    first, earlier = notebook.read_bytes(), {name: (home / name).read_bytes() for name in ("index.html", "run.json")}
    four.notebook("print('another', factor)")
    assert workbook("batch", "--only", "few-1").status == 0
    second, later = notebook.read_bytes(), (home / "index.html").read_bytes()
    for name, content in earlier.items():
        (home / name).unlink()
        (home / name).write_bytes(content)
    monkeypatch.setattr("analysis.press.kernels.execute.Kernels.execute", lambda *_: pytest.fail("it was run again"))
    for source, kind, page in ((first, "unchanged", earlier["index.html"]), (second, "made", later)):
        notebook.write_bytes(source)
        assert workbook("batch", "--only", "few-1").out.splitlines()[-1] == f"1 report: 1 {kind}."
        assert (home / "index.html").read_bytes() == page
    assert len(runs_of(four, "few-1")) == 2


def start(project, *words):
    """A batch in a process of its own."""
    words = [sys.executable, "-m", "analysis", "batch", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=project.root, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


HELD = """
import os, pathlib, time
pathlib.Path(f'began-{factor}').touch()
while not os.path.exists('go'): time.sleep(0.05)
print('factor', factor)
""".strip()
"""A cell that says that it began, and waits until it may go on."""


def wait_for_two(project):
    """Returns when a batch that makes two reports at a time has begun with both."""
    wait_for(lambda: all((project.root / "notebooks" / f"began-{number}").exists() for number in (1, 2)))


def test_two_batches_at_once_make_each_report_once(four):
    four.notebook(HELD)
    both = [start(four, "--jobs", 2)]
    try:
        wait_for_two(four)
        both.append(start(four, "--jobs", 2))
        waiting = {both[1].stderr.readline() for _ in range(2)}
        (four.root / "notebooks" / "go").touch()
        answers = [(batch.communicate(timeout=120), batch.returncode) for batch in both]
    finally:
        for batch in both:
            if batch.poll() is None:
                os.killpg(batch.pid, signal.SIGKILL)
                batch.communicate()
    assert waiting == {f"few-{number}: another run of it is under way; waiting for that.\n" for number in (1, 2)}
    assert [status for _, status in answers] == [0, 0], answers
    for number in range(1, 5):
        assert len(runs_of(four, f"few-{number}")) == 1
    told = " ".join(out.splitlines()[-1] for (out, _), _ in answers)
    made = sum(int(word) for word, kind in zip(told.split(), told.split()[1:], strict=False) if kind.startswith("made"))
    assert made == 4


def test_a_stopped_batch_says_so_and_the_next_one_finishes_what_is_missing(workbook, four):
    four.notebook(
        "import os, time\nif factor > 2 and not os.path.exists('go'): time.sleep(60)\nprint('factor', factor)"
    )
    batch = start(four, "--jobs", 2)
    wait_for(lambda: all((site_of(four) / f"few-{number}" / "index.html").exists() for number in (1, 2)))
    time.sleep(1)
    os.killpg(batch.pid, signal.SIGTERM)
    out, err = batch.communicate(timeout=60)
    assert (batch.returncode, out.splitlines()[-1]) == (130, "4 reports: 2 made, 2 failed.")
    assert err.splitlines()[-1] == "Stopped."
    assert "Traceback" not in err
    assert "from outside (SIGTERM)" in words_of(tree_of(site_of(four) / "few-3" / "failed.html"))
    (four.root / "notebooks" / "go").touch()
    answer = workbook("batch")
    assert answer.out.splitlines()[-1] == "4 reports: 2 unchanged, 2 made."


def wait_for(happened, seconds=60):
    """Returns when something has happened; fails when it has not in that time."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_two_batches_in_one_process_make_each_report_once(four):
    four.notebook(HELD)
    reports = list(load_reports(four.root).values())
    kinds, waited = [], []

    def hear(word, report, more):
        if word == "waiting":
            waited.append(report)
            if {"few-1", "few-2"} <= set(waited):
                (four.root / "notebooks" / "go").touch()

    def make():
        batch = Batch(reports, four.root / "data", site_of(four), jobs=2, told=hear)
        kinds.extend(outcome.kind for outcome in batch.outcomes())

    threads = [threading.Thread(target=make) for _ in range(2)]
    threads[0].start()
    try:
        wait_for_two(four)
        threads[1].start()
        wait_for((four.root / "notebooks" / "go").exists)
    finally:
        (four.root / "notebooks" / "go").touch()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    assert sorted(kinds) == ["made"] * 4 + ["unchanged"] * 4


def test_a_parameter_that_tells_a_report_from_its_group_cannot_be_given(workbook, four):
    answer = workbook("render", "few-2", "-p", "factor=3")
    assert answer.status == 2
    assert "factor is what tells 'few-2' from the other reports of 'few'" in answer.err


def test_side_by_side_are_as_many_as_asked_or_one_more_than_cores(monkeypatch):
    monkeypatch.setattr(batches, "cores", lambda: 8)
    assert [jobs_for(None, 100), jobs_for(3, 100), jobs_for(None, 2), jobs_for(None, 0)] == [9, 3, 2, 1]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system gives no process fewer cores")
def test_cores_that_are_not_for_this_process_do_not_count():
    code = (
        "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from analysis.press.runs.batch import jobs_for\nprint(jobs_for(None, 100))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "2\n"


class Terminal(list):
    """A stream that keeps what it is told."""

    def __init__(self, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal

    write, flush = list.append, lambda self: None


def test_a_terminal_sees_one_line_that_changes_and_a_log_sees_one_for_each(four):
    made = Outcome("a", "made", four.root, 3.0)
    shown, logged = Terminal(True), Terminal(False)
    for stream in (shown, logged):
        progress = Progress(stream, total=3, jobs=1)
        progress.told("cell", "a", 4)
        progress.told("done", "a", made)
        progress.told("cell", "b", 0)
        progress.close()
    assert "a in cell 5" in "".join(shown)
    assert "1 of 3, b in cell 1, about 6.0 s left" in "".join(shown)
    assert logged == ["a: made in 3.0 s.\n"]


def test_times_and_tables_are_for_people():
    assert [span(2.04), span(59.9), span(200)] == ["2.0 s", "59.9 s", "3 min 20 s"]
    assert table_of([], 0) == "0 reports: none."
    assert table_of([], 2) == "2 reports: 2 not begun."
