"""A failed run is told in plain words: its kind, its cell and line, the rows to blame, what stays and what to do."""

import errno
import json
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from analysis.errors import DataError, ParameterError, Problem, RenderError, ReportError, excerpt
from analysis.press.failures.attempt import LONGEST_MESSAGE, Attempt
from analysis.press.failures.blame import Keys
from analysis.press.failures.diagnosis import failure_of
from analysis.press.failures.failure import Failure, Kind, shortened
from analysis.press.failures.kept import clear
from analysis.press.failures.system import duration
from analysis.press.failures.tracebacks import Cells, frames_of_notebook, lines_of_run, without_machine
from analysis.press.kernels.at_hand import AT_HAND, ids_at_hand
from analysis.press.kernels.execute import KernelDiedError, TimeLimitError
from analysis.press.ledger.lease import LeaseLost, held

INVENTED = Path(__file__).parents[1] / "data" / "invented"
CALMA = "QZ-1984-05-03-serra-calma"
RIO = "QZ-1985-11-20-boca-do-rio"
COMMAND = "workbook render small -p factor=3"
SOURCE = "total = 0\nfor row in rows:\n    total += share(row)"
STEPS = [
    "\x1b[31m---------------------------------\x1b[39m",
    "\x1b[31mZeroDivisionError\x1b[39m               Traceback (most recent call last)",
    "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 3\x1b[39m\n"
    "\x1b[32m      1\x1b[39m total = 0\n"
    "\x1b[32m      2\x1b[39m \x1b[38;5;28;01mfor\x1b[39;00m row in rows:\n"
    "\x1b[32m----> \x1b[39m\x1b[32m3\x1b[39m     total += share(row)\n",
    "\x1b[36mCell\x1b[39m \x1b[32mIn[2]\x1b[39m\x1b[32m, line 2\x1b[39m, in \x1b[36mshare\x1b[39m(row)\n"
    "      1 def share(row):\n"
    "----> 2     return low(row)\n",
    "\x1b[36mFile \x1b[39m\x1b[32m~/somebody/analysis/measures/rates.py:45\x1b[39m, in \x1b[36mlow\x1b[39m(row)\n"
    "---> 45     return row.low / 0\n",
    "\x1b[31mZeroDivisionError\x1b[39m: division by zero",
]
"""A traceback as IPython 9 writes it: from a cell through a function of an earlier one into the package."""


@pytest.fixture
def attempt(project) -> Attempt:
    """A run of the small report, which has a good page and whose fourth code cell is blank."""
    project.notebook("def share(row):\n    return low(row)", SOURCE, "", "print(1)")
    return Attempt(
        "small",
        COMMAND,
        project.root / "notebooks" / "small.ipynb",
        project.root / "data",
        injected=True,
        last_good="2026-11-03T23:30:00Z",
        changes=(("", "factor is 3; it was 2."),),
    )


def cell_error(name="ZeroDivisionError", message="division by zero", steps=STEPS, source=SOURCE, index=3, run=4):
    """Papermill's error. The parameters of the run are the second cell, so the third code cell is the fourth to run."""
    told = [step.replace("In[3]", f"In[{run}]").replace("In[2]", f"In[{run - 1}]") for step in steps]
    return PapermillExecutionError(index, run, source, name, message, told)


def test_a_cell_error_names_cell_line_and_error_in_plain_words(attempt):
    failure = failure_of(cell_error(), attempt)
    assert (failure.kind, failure.cell, failure.line) == (Kind.CELL, 3, 3)
    assert failure.summary == "small failed in code cell 3, line 3: ZeroDivisionError: division by zero"
    assert failure.headline == "Code cell 3 stopped in line 3 with ZeroDivisionError: it divided by zero."
    assert "Open notebooks/small.ipynb in JupyterLab" in failure.remedy
    assert "up to code cell 3" in failure.remedy
    assert failure.command == COMMAND
    assert failure.changes == (("", "factor is 3; it was 2."),)


def test_the_lines_of_the_cell_are_shown_with_the_failing_one_marked(attempt):
    failure = failure_of(cell_error(), attempt)
    assert [(line.number, line.text, line.marked) for line in failure.lines] == [
        (1, "total = 0", False),
        (2, "for row in rows:", False),
        (3, "    total += share(row)", True),
    ]


def test_a_long_cell_is_shown_around_its_failing_line(attempt):
    source = "\n".join(f"line_{number}()" for number in range(1, 101))
    failure = failure_of(cell_error(source=source, steps=["Cell In[3], line 60\n---> 60 line_60()\n"]), attempt)
    numbers = [line.number for line in failure.lines]
    assert len(numbers) == 12
    assert numbers[0] < 60 < numbers[-1]
    assert [line.number for line in failure.lines if line.marked] == [60]


@pytest.mark.parametrize(("line", "first", "last"), [(None, 1, 12), (1, 1, 12), (50, 44, 55), (100, 89, 100)])
def test_an_excerpt_keeps_to_the_cell(line, first, last):
    shown = excerpt("\n".join(map(str, range(1, 101))), line)
    assert (shown[0], shown[-1]) == ((first, str(first)), (last, str(last)))


def test_the_way_of_an_error_is_told_by_cells_and_modules_without_folders(attempt):
    failure = failure_of(cell_error(), attempt)
    assert failure.frames == ("code cell 3, line 3", "code cell 2, line 2", "analysis.measures.rates, line 45")


def test_cells_are_counted_as_the_author_sees_them(project):
    """Text does not count, blank cells do though a kernel is not given them, papermill's own cell is number 0."""
    cells = [
        nbformat.v4.new_markdown_cell("# Text"),
        nbformat.v4.new_code_cell("a = 1", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(""),
        nbformat.v4.new_code_cell("b"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    injected = Cells.of(notebook, injected=True)
    assert [injected.at(index)[0] for index in range(6)] == [None, 1, 0, 2, 3, None]
    assert [injected.run(count) for count in range(1, 5)] == [1, 0, 3, None]
    assert [Cells.of(notebook, injected=False).run(count) for count in range(1, 4)] == [1, 3, None]
    assert injected.source(3) == "b"


def test_a_mistake_in_the_parameters_cell_is_the_first_cells(attempt):
    wrong = PapermillExecutionError(0, 1, attempt.cells.at(0)[1], "NameError", "name 'x' is not defined", [])
    assert failure_of(wrong, attempt).cell == 1


def test_the_cell_that_the_run_adds_is_called_its_parameters(attempt):
    wrong = PapermillExecutionError(1, 2, "factor = x", "NameError", "name 'x' is not defined", [])
    failure = failure_of(wrong, attempt)
    assert failure.cell == 0
    assert failure.summary.startswith("small failed in the parameters that the run sets: NameError")


def test_a_notebook_that_was_changed_meanwhile_does_not_move_the_cell(attempt, project):
    project.notebook("something else")
    assert failure_of(cell_error(), attempt).cell == 3
    (project.root / "notebooks" / "small.ipynb").unlink()
    assert failure_of(cell_error(), replace(attempt)).cell == 3


def test_an_error_without_a_known_meaning_keeps_its_own_name(attempt):
    assert failure_of(cell_error("OddError", "odd"), attempt).headline.endswith("with an error of the kind OddError.")


@pytest.mark.parametrize(
    ("name", "message", "told"),
    [
        (
            "StdinNotImplementedError",
            "raw_input was called, but this frontend does not support input requests.",
            "the cell asks a question, and nobody can answer while a report is made",
        ),
        ("SystemExit", "3", "the notebook ended itself (exit 3)"),
        ("SystemExit", "no data yet", "the notebook ended itself (no data yet)"),
        ("SystemExit", "None", "the notebook ended itself"),
    ],
)
def test_an_end_that_is_no_error_of_the_code_is_told_in_plain_words(attempt, name, message, told):
    failure = failure_of(cell_error(name, message), attempt)
    assert failure.summary == f"small failed in code cell 3, line 3: {told}"
    assert str(failure.error()).startswith(f"Report 'small' failed in code cell 3: {told}: {name}\n")
    assert failure.error().line == 3


@pytest.mark.parametrize(
    ("number", "words", "remedy"),
    [
        (errno.EISDIR, "a folder lies where a file of the report belongs", "Move that folder away"),
        (errno.ENOTDIR, "a file lies where a folder of the report belongs", "Move that file away"),
        (errno.EACCES, "leave to write is missing", "See to it that you may write"),
        (errno.EROFS, "the disk can only be read", "Name another place with --out."),
        (errno.ENAMETOOLONG, "a name is longer than the disk takes", "Give the report a shorter name"),
    ],
)
def test_what_keeps_a_page_from_its_place_is_told_with_what_to_do(attempt, project, number, words, remedy):
    failure = failure_of(OSError(number, "Its words", str(project.root / "reports" / "site" / "x")), attempt)
    assert failure.summary == f"small failed: {words}: 'reports/site/x'"
    assert failure.headline.endswith(f": {words}.")
    assert failure.remedy.startswith(remedy)


def test_a_full_disk_is_one_also_where_a_cell_meets_it(attempt):
    failure = failure_of(cell_error("OSError", "[Errno 28] No space left on device"), attempt)
    assert (failure.kind, failure.cell) == (Kind.DISK, 3)
    assert failure.summary == "small failed in code cell 3, line 3: the disk is full"


def test_a_row_named_in_the_message_is_blamed(attempt):
    (row,) = failure_of(cell_error("ValueError", f"no share for {CALMA}."), attempt).rows
    assert (row.file, row.line, row.id, row.words) == ("incidents.csv", 2, CALMA, "The error names it.")
    assert row.place == "incidents.csv, line 2"


def test_a_row_named_by_its_line_is_blamed(attempt):
    (row,) = failure_of(cell_error("DataError", "The record has 1 problem:\n  incidents.csv line 3: bad"), attempt).rows
    assert (row.line, row.id) == (3, RIO)


def test_a_row_in_the_failing_line_is_blamed_and_its_neighbours_are_not(attempt):
    steps = [f"Cell In[3], line 2\n      1 take('{RIO}')\n----> 2 take('{CALMA}')\n"]
    assert [row.id for row in failure_of(cell_error(steps=steps), attempt).rows] == [CALMA]


def test_a_row_at_hand_is_blamed(attempt):
    steps = [*STEPS, AT_HAND + json.dumps([RIO, "nothing-of-ours", 5])]
    (row,) = failure_of(cell_error(steps=steps), attempt).rows
    assert (row.id, row.words) == (RIO, "Its values were at hand where the run stopped.")
    assert failure_of(cell_error(steps=steps), attempt).remedy.startswith("Look first at the rows")


def test_each_row_is_blamed_once(attempt):
    steps = [f"Cell In[3], line 1\n----> 1 take('{CALMA}')\n", AT_HAND + json.dumps([CALMA])]
    assert len(failure_of(cell_error("KeyError", f"'{CALMA}'", steps), attempt).rows) == 1


@pytest.mark.parametrize(
    ("message", "blamed"),
    [
        ("the campaign went on after it began", []),
        ("KeyError: 'campaign'", ["campaign"]),
        (f"x{CALMA}", []),
        (f"{CALMA}-2", []),
        (f"({CALMA}), {RIO}!", [CALMA, RIO]),
        ("places alto-vento and 'alto-vento'", ["alto-vento"]),
    ],
)
def test_an_id_counts_as_a_whole_word_and_an_ordinary_word_only_in_quotation_marks(message, blamed):
    assert [row.id for row in Keys.read(INVENTED).blamed(message, "", [])] == blamed


def test_an_ordinary_word_in_code_blames_no_row():
    assert Keys.read(INVENTED).blamed("", "record.period('campaign')", []) == ()


def test_the_line_of_a_row_is_that_of_its_file_also_after_cells_of_several_lines(tmp_path):
    shutil.copytree(INVENTED, tmp_path / "data")
    path = tmp_path / "data" / "incidents.csv"
    path.write_text(path.read_text("utf-8").replace("was shelled at dawn", "was shelled\nat dawn", 1), "utf-8")
    (row,) = Keys.read(tmp_path / "data").blamed(RIO, "", [])
    assert row.line == 4


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_without_a_record_no_row_is_blamed(attempt, folder):
    assert failure_of(cell_error("ValueError", CALMA), replace(attempt, data=folder)).rows == ()


def test_ids_at_hand_are_those_of_variables_in_the_failing_line():
    row, name, word = {"incident_id": CALMA, "place_id": "serra-calma"}, "boca-do-rio", "before"
    other = {"incident_id": RIO}
    with pytest.raises(ValueError, match="once") as raised:
        raise ValueError("once", row, name, word)
    assert sorted(ids_at_hand(raised.tb)) == sorted([CALMA, name])
    with pytest.raises(ValueError, match="again") as raised:
        raise ValueError("again", other)
    assert ids_at_hand(raised.tb) == [RIO]


def test_a_run_out_of_time_says_how_much_it_had_and_where_it_was(attempt):
    failure = failure_of(TimeLimitError(1800.0), attempt, index=3)
    assert (failure.kind, failure.cell) == (Kind.TIME, 3)
    assert failure.summary == "small failed in code cell 3: did not end within 30 min"
    assert failure.headline.endswith("It was in code cell 3.")
    assert [line.marked for line in failure.lines] == [False] * 3
    assert "`timeout` in reports/reports.yml" in failure.remedy


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "0.5 s"),
        (90, "90 s"),
        (60, "1 min"),
        (1800, "30 min"),
        (5400, "1 h 30 min"),
        (3605, "1 h 5 s"),
        (0, "0 s"),
    ],
)
def test_a_span_of_time_in_words(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize("status", [-9, 137])
def test_a_killed_kernel_is_told_with_the_likeliest_cause(attempt, status):
    failure = failure_of(KernelDiedError(status), attempt, index=2)
    assert (failure.kind, failure.cell) == (Kind.KILLED, 2)
    assert failure.summary == (
        "small failed in code cell 2: the kernel was killed from outside, most often because memory ran out"
    )


def test_a_kernel_that_went_with_the_process_it_came_from_is_not_told_as_out_of_memory(attempt):
    error = KernelDiedError(-9)
    error.__cause__ = ReportError("The process that kernels are forked from was ended by SIGKILL.")
    failure = failure_of(error, attempt, index=2)
    assert (failure.kind, failure.cell) == (Kind.KILLED, 2)
    assert failure.summary == "small failed in code cell 2: the process that starts the kernels is gone"
    assert "Nothing is known to be wrong with the notebook." in failure.headline


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (3, "ended by itself (exit status 3)"),
        (0, "ended by itself (exit status 0)"),
        (-11, "crashed (SIGSEGV)"),
        (-999, "crashed (signal 999)"),
        (None, "ended, nobody knows how"),
    ],
)
def test_a_kernel_that_is_gone_is_told_by_its_status(attempt, status, how):
    failure = failure_of(KernelDiedError(status), attempt)
    assert (failure.kind, failure.cell, failure.reason) == (Kind.GONE, None, f"the kernel {how}")


@pytest.mark.parametrize(
    ("error", "kind"), [(DeadKernelError("Kernel died"), Kind.GONE), (CellTimeoutError("late"), Kind.TIME)]
)
def test_errors_of_nbclient_are_told_like_our_own(attempt, error, kind):
    assert failure_of(error, attempt).kind is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, Kind.DISK),
        (errno.EDQUOT, Kind.DISK),
        (errno.EFBIG, Kind.DISK),
        (errno.EACCES, Kind.FOLDER),
        (errno.EROFS, Kind.FOLDER),
        (errno.ENOTDIR, Kind.FOLDER),
        (errno.EMFILE, Kind.INTERNAL),
    ],
)
def test_what_the_system_refuses_is_told_by_its_number(attempt, number, kind, project):
    error = OSError(number, "Its words", str(project.root / "reports" / "site" / "small" / "index.html"))
    failure = failure_of(error, attempt)
    assert failure.kind is kind
    assert "'reports/site/small/index.html'" in failure.message
    assert str(project.root) not in json.dumps(failure.as_dict())


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, Kind.DISK), (errno.EROFS, Kind.FOLDER)])
def test_what_the_system_refuses_to_the_lease_is_told_by_its_number_too(attempt, number, kind):
    error = ReportError("site/small cannot be written: its words.")
    error.__cause__ = OSError(number, "Its words", "site/small/.lease-0123456789abcdef")
    failure = failure_of(error, attempt)
    assert (failure.kind, failure.message) == (kind, "site/small cannot be written: its words.")


def test_what_the_system_refuses_to_a_run_does_not_tell_which_process_it_was(attempt, project):
    (project.page.parent / "run.json").mkdir(parents=True)
    with held(project.page.parent / ".lease", wait=0.0) as lease:
        (lease.folder / "run.json").touch()
        with pytest.raises(OSError, match="directory") as raised:
            lease.publish(lease.folder / "run.json", project.page.parent / "run.json")
    for error in (raised.value, cell_error("IsADirectoryError", str(raised.value))):
        told = json.dumps(failure_of(error, attempt).as_dict())
        assert "'reports/site/small/run.json'" in told
        for secret in (".lease", lease.holder.host, str(lease.holder.pid), lease.holder.token, str(project.root)):
            assert secret not in told


@pytest.mark.parametrize(
    ("command", "lacks", "whole"),
    [
        ("workbook render a", False, "workbook render a"),
        ("workbook render a --data DIR", True, "workbook render a --data 'my data'"),
        ("workbook render a --data DIR --out DIR", True, "workbook render a --data 'my data' --out site"),
        ("workbook render a --out DIR", True, "workbook render a --out site"),
        ("workbook render a -p name='--data DIR' --out DIR", True, "workbook render a -p name='--data DIR' --out site"),
        ("workbook render a -p name=DIR", False, "workbook render a -p name=DIR"),
    ],
)
def test_a_command_takes_the_folders_that_were_named(attempt, command, lacks, whole):
    failure = replace(failure_of(KernelDiedError(3), attempt), command=command)
    assert failure.lacks_folder == lacks
    assert failure.command_with({"--data": Path("my data"), "--out": Path("site")}) == whole
    assert failure.command_with({}) == command


def test_a_record_with_problems_lists_each_with_its_row(attempt):
    problems = [
        Problem("incidents.csv", 3, "region", "Litorall", "is not a declared category", "Did you mean 'Litoral'?"),
        Problem("claims.csv", None, None, None, "is missing", "Put claims.csv beside datapackage.json."),
    ]
    failure = failure_of(DataError(problems), attempt)
    assert failure.kind is Kind.RECORD
    assert failure.summary == "small failed: the record has 2 problems"
    assert [(row.place, row.id, row.words) for row in failure.rows] == [
        ("incidents.csv, line 3", RIO, "region: 'Litorall' is not a declared category. Did you mean 'Litoral'?"),
        ("claims.csv", "", "is missing. Put claims.csv beside datapackage.json."),
    ]


def test_problems_beyond_those_listed_are_counted(attempt):
    failure = failure_of(
        DataError([Problem("claims.csv", n, None, None, "is odd", "Mend it.") for n in range(99)]), attempt
    )
    assert len(failure.rows) + failure.unlisted == 99
    assert failure.unlisted > 0


def test_an_output_that_a_page_refuses_names_the_cell_that_showed_it(attempt):
    failure = failure_of(
        ReportError("small, code cell 3 shows a picture without alternative text. Describe it."), attempt
    )
    assert (failure.kind, failure.cell) == (Kind.OUTPUT, 3)
    assert failure.summary.startswith("small failed in code cell 3: shows a picture without")
    assert failure.lines[0].text == "total = 0"


def test_a_page_with_a_fault_of_its_own_names_no_cell(attempt):
    failure = failure_of(ReportError("small: the page links to '#x', which it does not hold. Correct it."), attempt)
    assert (failure.kind, failure.cell, failure.lines) == (Kind.OUTPUT, None, ())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ReportError("notebooks/small.ipynb is not a notebook that can be read."), Kind.REPORT),
        (ParameterError("factor: 'x' is not a whole number."), Kind.PARAMETER),
        (LeaseLost("Another run holds the report."), Kind.LEASE),
    ],
)
def test_the_workbooks_own_errors_keep_their_words(attempt, error, kind):
    failure = failure_of(error, attempt)
    assert (failure.kind, failure.message) == (kind, str(error))


def test_an_error_of_the_program_is_told_with_its_modules_and_no_folder(attempt):
    try:
        Keys.read("no path")
    except TypeError as error:
        failure = failure_of(error, attempt)
    assert (failure.kind, failure.name) == (Kind.INTERNAL, "TypeError")
    assert any(frame.startswith("analysis.press.failures.blame, line ") for frame in failure.frames)
    assert "/" not in " ".join(failure.frames)


@pytest.mark.parametrize(
    ("stopped", "words"),
    [
        (signal.SIGINT, "stopped by hand (Ctrl-C)"),
        (signal.SIGTERM, "stopped from outside (SIGTERM)"),
        (1, "stopped as its terminal was closed (SIGHUP)"),
    ],
)
def test_a_stopped_run_is_called_stopped_whatever_it_died_of(attempt, stopped, words):
    failure = failure_of(KernelDiedError(-9), attempt, index=3, stopped=stopped)
    assert (failure.kind, failure.reason, failure.cell) == (Kind.STOPPED, words, 3)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), cell_error("KeyboardInterrupt", "")])
def test_an_interrupt_is_no_error_of_the_notebook(attempt, error):
    assert failure_of(error, attempt).reason == "stopped by hand (Ctrl-C)"


def test_what_stays_is_said(attempt):
    assert failure_of(KernelDiedError(3), attempt).stays == (
        "The last good page, of 3 November 2026, stays at its address."
    )
    first = replace(attempt, last_good="", changes=None)
    assert failure_of(KernelDiedError(3), first).stays == "There is no good page yet."
    assert failure_of(KernelDiedError(3), first).changes is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("see /home/somebody/x.csv now", "see …/x.csv now"),
        ("No such file: '/tmp/a workbook/data/x.csv'", "No such file: '…/x.csv'"),
        ("/srv/here/notebooks/a.csv and /other/srv/here/b.csv", "notebooks/a.csv and …/b.csv"),
        (r"C:\Users\somebody\x.csv", "…/x.csv"),
        ("https://example.org/home/a stays", "https://example.org/home/a stays"),
        ("<Axes at 0x7f2a9c> of pid 4711, Process 12, process id=9", "<Axes > of pid, Process, process id"),
        ("/tmp/ipykernel_77/123.py", "…/123.py"),
        ("invalid syntax (2541918006.py, line 2)", "invalid syntax (line 2)"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("1/2, strikes /month, and/or", "1/2, strikes /month, and/or"),
        ("site/a/.lease-0123456789abcdef: its words", "site/a/: its words"),
        ("the scheduler at tcp://192.0.2.10:8786 was lost.", "the scheduler at its address was lost."),
        ("snake_case_1_2 and a_b", "snake_case_1_2 and a_b"),
    ],
)
def test_nothing_of_the_machine_is_told(said, told):
    assert without_machine(said, [Path("/srv/here")]) == told


def test_a_notebook_that_is_kept_names_no_folder_and_one_that_is_not_whole_goes(project, tmp_path):
    path = tmp_path / "executed.ipynb"
    secret = str(project.root / "notebooks" / "x.csv")
    shown = nbformat.v4.new_output("stream", text="said")
    error = nbformat.v4.new_output("error", ename="OSError", evalue=f"no {secret!r}", traceback=[f"File {secret}:7"])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("é = 1", outputs=[shown, error])])
    notebook.metadata["papermill"] = {"output_path": secret, "input_path": secret, "duration": 1.0}
    nbformat.write(notebook, path)
    clear(path, [project.root])
    assert str(project.root) not in path.read_text("utf-8")
    kept = nbformat.read(path, 4)
    assert kept.metadata.papermill == {"duration": 1.0}
    assert kept.cells[0].source == "é = 1"
    assert kept.cells[0].outputs[0] == shown
    assert kept.cells[0].outputs[1].evalue == "no 'notebooks/x.csv'"
    path.write_text(path.read_text("utf-8")[:-20], "utf-8")
    clear(path, [])
    assert not path.exists()
    clear(path, [])


@pytest.mark.parametrize("letter", ["x", "/", "'/", "a/", "-", "1.", "\x1b[", "File x:1, in "])
def test_an_endless_message_is_cut_and_says_so(attempt, letter):
    """Text that a pattern would try again from each of its letters must not take for ever."""
    message = letter * (100_000 // len(letter))
    message = message.ljust(100_000, "y")
    failure = failure_of(cell_error("ValueError", message, [*STEPS, message]), attempt)
    assert len(failure.message) < LONGEST_MESSAGE + 50
    assert failure.message.endswith("(100,000 characters)")
    assert len(failure.summary) < 260
    assert "\n" not in failure_of(cell_error("ValueError", "two\nlines"), attempt).summary


def test_a_failure_comes_back_from_its_account_as_it_was(attempt):
    failure = failure_of(cell_error("ValueError", CALMA), attempt)
    assert failure.rows
    assert Failure.from_dict(json.loads(json.dumps(failure.as_dict()))) == failure
    bare = failure_of(KernelDiedError(None), replace(attempt, changes=None))
    assert Failure.from_dict(json.loads(json.dumps(bare.as_dict()))) == bare


@pytest.mark.parametrize(
    "spoilt",
    [{"kind": "another"}, {"cell": "3"}, {"rows": [{}]}, {"headline": None}, {"changes": [["one"]]}, {"lines": 3}],
)
def test_what_is_no_account_of_a_failure_gives_none(attempt, spoilt):
    raw = failure_of(cell_error(), attempt).as_dict()
    assert Failure.from_dict({**raw, **spoilt}) is None
    assert Failure.from_dict({}) is None


def test_a_failed_cell_can_be_raised_as_the_command_line_shows_it(attempt):
    error = failure_of(cell_error(), attempt).error()
    assert isinstance(error, RenderError)
    assert str(error).splitlines() == [
        "Report 'small' failed in code cell 3: ZeroDivisionError: division by zero",
        "    total = 0",
        "    for row in rows:",
        "  >     total += share(row)",
    ]
    assert failure_of(error, attempt).cell == 3


def test_any_other_failure_can_be_raised_with_what_to_do(attempt):
    told = str(failure_of(TimeLimitError(60), attempt).error())
    assert told.startswith("Report 'small' failed: The run did not end within 1 min")
    assert "Let the notebook do less" in told


@pytest.mark.parametrize(("words", "told"), [("a\n b", "a b"), ("x" * 11, "xxxxxxxx …"), ("x" * 10, "x" * 10)])
def test_a_line_of_a_list_is_short(words, told):
    assert shortened(words, 10) == told


@pytest.mark.kernel
def test_a_real_kernel_tells_lines_steps_and_the_row_at_hand(project):
    """Holds the form of IPython's tracebacks, of which the other tests have copies."""
    from analysis.press.kernels.execute import Kernels

    project.notebook(
        "from analysis import load\nrecord = load()",
        "def share(row):\n    return 1 / (row['strikes_min'] - row['strikes_min'])",
        "kept = record.incidents.iloc[5]\nrows = record.incidents.astype(object).iloc[1:]\n"
        "for _, row in rows.iterrows():\n    share(row)",
    )
    notebook = project.root / "notebooks" / "small.ipynb"
    attempt = Attempt("small", COMMAND, notebook, project.root / "data", injected=True)
    with Kernels(project.root / "data") as kernels, pytest.raises(PapermillExecutionError) as raised:
        kernels.execute(notebook, {"factor": 3}, project.root / "out.ipynb", 60)
    failure = failure_of(raised.value, attempt)
    assert (failure.cell, failure.line, failure.name) == (4, 4, "ZeroDivisionError")
    assert failure.frames[:2] == ("code cell 4, line 4", "code cell 3, line 2")
    assert [row.id for row in failure.rows] == [RIO]


def test_steps_are_read_from_a_traceback_with_and_without_colours():
    plain = ["Cell In[4], line 5\n----> 5 g()\n\nCell In[4], line 2, in g(k)\n----> 2     return {}[k]\n"]
    assert lines_of_run(plain, 4) == [5, 2]
    assert lines_of_run(["  \x1b[36mCell\x1b[39m \x1b[32mIn[4]\x1b[39m\x1b[32m, line 2\x1b[39m\n    foo bar\n"], 4) == [
        2
    ]
    assert frames_of_notebook(["File /x/site-packages/pandas/core/frame.py:5, in f(x)\n"], Cells(())) == ()
