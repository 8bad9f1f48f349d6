"""How a batch ends when something outside its notebooks goes wrong, as whoever typed the command sees it.

Every test runs the real command on a small workbook and reads what it leaves: standard output, standard error, the exit
status, the pages.
"""

import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis import cli

from .page_tree import tree_of, words_of

pytestmark = pytest.mark.kernel
FOUR = "few: {title: Few, notebook: small, for_each: {factor: [1, 2, 3, 4]}}"
COMMAND = (sys.executable, "-m", "analysis")
UNCOMPILED = {"PYTHONDONTWRITEBYTECODE": "1"}
"""Where there is no room, Python may leave half a compiled module in the package, for everybody after this test."""
PATIENCE = 180
"""Seconds until a command is held to hang."""

LIMITED = """
import os, resource, sys
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""Runs a command whose files, and those of all that it starts, may not grow beyond so many bytes."""

SUBJECT = """
import ctypes, os, sys
if os.geteuid() == 0:
    PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
    system = ctypes.CDLL(None)
    assert system.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) == 0
    assert system.prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0) == 0
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a command to which permissions of files apply, also for the system's owner, whom nothing is forbidden else."""


class Ends:
    """A workbook of four reports that is asked for again and again."""

    def __init__(self, project, temporary):
        self.project, self.root, self.temporary = project, project.root, temporary
        self.site = project.root / "reports" / "site"
        self.environment = {**os.environ, "TMPDIR": str(temporary), **UNCOMPILED}
        project.reports(FOUR)
        project.notebook("print('factor', factor)")

    def run(self, *words, under=(), **streams):
        """Runs `workbook WORDS…`, started by the program `under`."""
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        words = [*under, *COMMAND, *map(str, words)]
        return subprocess.run(
            words, cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL, text=True, timeout=PATIENCE, **streams
        )

    def start(self, *words):
        """The same, under way."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*COMMAND, *map(str, words)], cwd=self.root, env=self.environment, stdout=pipe, stderr=pipe, text=True
        )

    def good(self):
        """Makes every report, and returns the page of each."""
        answer = self.run("batch")
        assert answer.returncode == 0, answer.stderr
        return self.pages()

    def pages(self):
        """The bytes of the page of each report that has one."""
        return {path.parent.name: path.read_bytes() for path in sorted(self.site.glob("*/index.html"))}

    def failed(self, report):
        """The words of the page of a failure."""
        return words_of(tree_of(self.site / report / "failed.html"))

    def left_over(self):
        """What a run has no reason to leave: leases, files half written, folders for temporary files."""
        found = [path for path in (*self.site.glob("*/.*"), *self.site.glob(".*/.*")) if path.exists()]
        return found + [path for path in self.temporary.iterdir() if path.name != "__pycache__"]


@pytest.fixture
def ends(project, tmp_path):
    """A workbook whose reports are not made yet."""
    (tmp_path / "temporary").mkdir()
    return Ends(project, tmp_path / "temporary")


def under(program, *words):
    """What a command is started by."""
    return (sys.executable, "-c", program, *map(str, words))


def last(text):
    """The last line."""
    return text.splitlines()[-1]


def wait_for(happened, seconds=PATIENCE):
    """Returns when something has happened; fails when it has not in that time."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def lives(pid):
    """Whether a process is at work still."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_without_room_for_any_page_the_last_good_ones_stay_and_a_run_with_room_makes_them(ends):
    before = ends.good()
    ends.project.notebook("print('more', factor)")
    answer = ends.run("batch", under=under(LIMITED, 4_000))
    assert (answer.returncode, last(answer.stdout)) == (1, "4 reports: 4 failed."), answer.stderr
    assert "few-1 failed: the file grew larger than files may be here" in answer.stderr.splitlines()
    assert "Traceback" not in answer.stderr
    assert ends.pages() == before
    assert ends.left_over() == []
    assert not list(ends.site.glob("*/failed.*")), "half a page of a failure is worse than none"
    answer = ends.run("batch")
    assert (answer.returncode, last(answer.stdout)) == (0, "4 reports: 4 made."), answer.stderr
    assert all(b"more" in page for page in ends.pages().values())


def test_a_page_that_finds_no_room_stops_no_other(ends):
    before = ends.good()
    ends.project.notebook("print('x' * (60_000 if factor == 2 else 1))")
    answer = ends.run("batch", under=under(LIMITED, 40_000))
    assert (answer.returncode, last(answer.stdout)) == (1, "4 reports: 3 made, 1 failed."), answer.stderr
    assert "few-2 failed: the file grew larger than files may be here" in answer.stderr.splitlines()
    assert ends.pages()["few-2"] == before["few-2"]
    assert "What was published before is whole" in ends.failed("few-2")
    assert ends.left_over() == []


FULL_DISK = """
import pathlib, shutil, subprocess, sys
site, kept, command = pathlib.Path("reports/site"), pathlib.Path(sys.argv[1]), sys.argv[2:]
site.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(site)], check=True)
def batch(name):
    done = subprocess.run(command, capture_output=True, text=True)
    pages = {path.parent.name: path.read_text("utf-8") for path in site.glob("*/index.html")}
    around = sorted(str(path.relative_to(site)) for path in (*site.glob("*/.*"), *site.glob(".*/.*")))
    kept.joinpath(name).write_text(repr((done.returncode, done.stdout, done.stderr, pages, around)), "utf-8")
batch("first")
notebook = pathlib.Path("notebooks/small.ipynb")
notebook.write_text(notebook.read_text("utf-8").replace("'factor', factor", "'more', factor"), "utf-8")
filler = (site / "filler").open("wb", buffering=0)
try:
    while filler.write(bytes(4096)):
        pass
except OSError:
    filler.close()
batch("full")
(site / "filler").unlink()
batch("again")
"""
"""Makes the reports on a disk of half a megabyte that nobody else sees, fills it, and makes room again."""

PRIVATE = ("unshare", "--user", "--map-root-user", "--mount")
"""Starts a command with mounts of its own, where the system lets one do so."""


def may_mount():
    """Whether a disk can be mounted here that only one command sees."""
    try:
        words = [*PRIVATE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        return subprocess.run(words, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not may_mount(), reason="this system mounts no disk for one command; the limit of files is tested")
def test_a_full_disk_takes_nothing_of_what_is_published(ends, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    words = [*PRIVATE, sys.executable, "-c", FULL_DISK, str(kept), *COMMAND, "batch"]
    subprocess.run(words, cwd=ends.root, env=ends.environment, check=True, timeout=PATIENCE)
    first, full, again = (eval((kept / name).read_text("utf-8")) for name in ("first", "full", "again"))
    status, out, err, pages, around = full
    assert (status, last(out)) == (1, "4 reports: 4 failed."), err
    for number in range(1, 5):
        assert f"few-{number} failed: the disk is full" in err.splitlines()
    assert "Traceback" not in err
    assert pages == first[3]
    assert around == []
    assert (again[0], last(again[1])) == (0, "4 reports: 4 made."), again[2]
    assert all("more" in page for page in again[3].values())


def test_an_answer_that_finds_no_room_is_told_in_a_line(ends):
    with open("/dev/full", "w") as full:
        answer = ends.run("count", stdout=full)
        assert answer.returncode == 1
        assert answer.stderr == "Error: The answer could not be written: No space left on device.\n"


def test_a_log_that_finds_no_room_stops_no_report(ends):
    with open("/dev/full", "w") as full:
        answer = ends.run("batch", stderr=full)
    assert (answer.returncode, last(answer.stdout)) == (0, "4 reports: 4 made.")


@pytest.mark.parametrize(("free", "spared"), [(1 << 20, True), (1 << 30, False)])
def test_on_a_disk_that_is_nearly_full_no_module_is_compiled_into_a_file(monkeypatch, free, spared):
    size = os.statvfs("/").f_frsize
    disk = os.statvfs_result((size, size, 0, 0, free // size, 0, 0, 0, 0, 255))
    monkeypatch.setattr(cli.os, "statvfs", lambda folder: disk)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "")
    cli._spare_short_disk()
    assert (sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"]) == (spared, "1" if spared else "")


def test_a_site_where_no_folder_can_be_is_told_for_every_report(ends):
    (ends.root / "a file").touch()
    answer = ends.run("batch", "--out", "a file/site")
    assert (answer.returncode, last(answer.stdout)) == (1, "4 reports: 4 failed."), answer.stderr
    assert "few-1 failed: a file/site/few-1 cannot be written: Not a directory." in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_folder_that_cannot_be_written_keeps_its_page_and_stops_no_other(ends):
    before = ends.good()
    ends.project.notebook("print('more', factor)")
    home = ends.site / "few-2"
    home.chmod(0o555)
    try:
        answer = ends.run("batch", under=under(SUBJECT))
    finally:
        home.chmod(0o755)
    assert (answer.returncode, last(answer.stdout)) == (1, "4 reports: 3 made, 1 failed."), answer.stderr
    assert re.search(r"^few-2 failed: .*few-2 cannot be written: Permission denied\.", answer.stderr, re.MULTILINE)
    assert ends.pages()["few-2"] == before["few-2"]
    assert ends.left_over() == []
    assert last(ends.run("batch").stdout) == "4 reports: 3 unchanged, 1 made."


def test_a_page_that_finds_its_place_taken_says_so_and_not_where_it_was_made(ends):
    taken = ends.site / "few-2" / "run.json"
    taken.mkdir(parents=True)
    answer = ends.run("batch", "--only", "few-2")
    assert (answer.returncode, last(answer.stdout)) == (1, "1 report: 1 failed."), answer.stderr
    assert "few-2 failed: a folder lies where a file of the report belongs: '" in answer.stderr
    kept = [path for path in taken.parent.rglob("*") if path.is_file()]
    assert {"failed.html", "failed.json", "run.json", "notebook.ipynb"} <= {path.name for path in kept}
    for path in kept:
        words = path.read_text("utf-8")
        for secret in (".lease", f"{platform.node()}_", str(ends.root)):
            assert secret not in words, path.name
    taken.rmdir()
    assert last(ends.run("batch", "--only", "few-2").stdout) == "1 report: 1 made."


def test_a_site_that_cannot_be_written_loses_nothing(ends):
    before = ends.good()
    ends.project.reports(FOUR.replace("1, 2, 3, 4", "1, 5"))
    ends.site.chmod(0o555)
    try:
        answer = ends.run("batch", under=under(SUBJECT))
    finally:
        ends.site.chmod(0o755)
    assert (answer.returncode, last(answer.stdout)) == (1, "2 reports: 1 unchanged, 1 failed."), answer.stderr
    assert ends.pages() == before
    assert ends.left_over() == []


def test_a_kernel_that_the_system_kills_is_told_with_its_cell_and_stops_no_other(ends):
    before = ends.good()
    ends.project.notebook(
        "import os, signal", "rows = [0]\nif factor == 2:\n    os.kill(os.getpid(), signal.SIGKILL)\nprint('more')"
    )
    answer = ends.run("batch")
    assert (answer.returncode, last(answer.stdout)) == (1, "4 reports: 3 made, 1 failed."), answer.stderr
    assert "few-2 failed in code cell 3: the kernel was killed from outside" in answer.stderr
    assert ends.pages()["few-2"] == before["few-2"]
    words = ends.failed("few-2")
    assert "was killed from outside while it ran code cell 3, most often because memory ran out." in words
    assert "os.kill(os.getpid(), signal.SIGKILL)" in words
    assert "stays at its address" in words
    assert ends.left_over() == []


def test_a_cell_that_never_ends_is_ended_with_all_that_it_started(ends):
    """Its children: one forked, one that left for a session of its own and whose parent is gone, a program."""
    started = ends.root / "started"
    ends.project.reports("few: {title: Few, notebook: small, timeout: 5 s, for_each: {factor: [1, 2]}}")
    ends.project.notebook(
        "import os, subprocess, time\n"
        "def note(pid):\n"
        f"    with open({str(started)!r}, 'a') as file:\n"
        "        file.write(f'{pid}\\n')\n"
        "if factor == 2:\n"
        "    note(os.getpid())\n"
        "    note(subprocess.Popen(['sleep', '3600']).pid)\n"
        "    if not os.fork():\n"
        "        note(os.getpid())\n"
        "        time.sleep(3600)\n"
        "    if not (child := os.fork()):\n"
        "        os.setsid()\n"
        "        if os.fork():\n"
        "            os._exit(0)\n"
        "        note(os.getpid())\n"
        "        time.sleep(3600)\n"
        "    os.waitpid(child, 0)\n"
        "    while True:\n"
        "        time.sleep(60)"
    )
    answer = ends.run("batch")
    assert (answer.returncode, last(answer.stdout)) == (1, "2 reports: 1 made, 1 failed."), answer.stderr
    assert "few-2 failed in code cell 2: did not end within 5 s" in answer.stderr
    assert "did not end within 5 s, so it was stopped, with everything that it had started." in ends.failed("few-2")
    pids = [int(line) for line in started.read_text().split()]
    assert len(pids) == 4
    wait_for(lambda: not any(map(lives, pids)))
    assert ends.left_over() == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(signal.SIGINT, "stopped by hand (Ctrl-C)"), (signal.SIGTERM, "stopped from outside (SIGTERM)")],
)
def test_a_batch_that_is_stopped_tells_what_had_ended_and_the_next_makes_what_is_missing(ends, number, words):
    ends.project.reports(FOUR.replace("4]", "4, 5]"))
    ends.project.notebook(
        "import os, pathlib, time\n"
        "pathlib.Path(f'began-{factor}').touch()\n"
        "while factor > 2 and not os.path.exists('go'): time.sleep(0.1)\n"
        "print('factor', factor)"
    )
    notebooks = ends.root / "notebooks"
    batch = ends.start("batch", "--jobs", 2)
    wait_for(lambda: all((notebooks / f"began-{factor}").exists() for factor in (3, 4)))
    batch.send_signal(number)
    out, err = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 130, err
    lines = out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["few-1", "made"],
        ["few-2", "made"],
        ["few-3", "failed"],
        ["few-4", "failed"],
    ]
    assert lines[-1] == "5 reports: 2 made, 2 failed, 1 not begun."
    assert last(err) == "Stopped."
    assert f"few-3 failed in code cell 2: {words}" in err.splitlines()
    assert "Traceback" not in err
    assert "Nothing is known to be wrong with it." in ends.failed("few-4")
    assert sorted(ends.pages()) == ["few-1", "few-2"]
    assert not (ends.site / "few-5").exists()
    assert ends.left_over() == []
    (notebooks / "go").touch()
    answer = ends.run("batch")
    assert (answer.returncode, last(answer.stdout)) == (0, "5 reports: 2 unchanged, 3 made."), answer.stderr
    assert not list(ends.site.glob("*/failed.*"))


def test_a_batch_that_waits_for_another_can_be_stopped(ends):
    ends.project.reports("few: {title: Few, notebook: small}")
    ends.project.notebook("import pathlib, time\npathlib.Path('began').touch()\ntime.sleep(3600)")
    first = ends.start("batch")
    try:
        wait_for((ends.root / "notebooks" / "began").exists)
        waiting = ends.start("batch")
        assert waiting.stderr.readline() == "few: another run of it is under way; waiting for that.\n"
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=PATIENCE)
        assert (waiting.returncode, out) == (130, "1 report: 1 not begun.\n")
        assert last(err) == "Stopped."
        assert first.poll() is None
    finally:
        first.terminate()
        first.communicate(timeout=PATIENCE)


def test_a_batch_whose_terminal_is_closed_keeps_what_is_known_of_its_runs(ends):
    ends.project.notebook("import pathlib, time\npathlib.Path(f'began-{factor}').touch()\ntime.sleep(3600)")
    program = (
        "import os, sys, termios, fcntl\n"
        "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"  # the terminal of this session from now on
        "os.execv(sys.executable, [sys.executable, '-m', 'analysis', 'batch', '--jobs', '1', '--only', 'few-1'])"
    )
    ours, theirs = os.openpty()
    batch = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ends.root,
        env=ends.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    try:
        os.close(theirs)
        wait_for((ends.root / "notebooks" / "began-1").exists)
        os.close(ours)
        assert batch.wait(PATIENCE) == 130
    finally:
        if batch.poll() is None:
            batch.kill()
            batch.wait()
    assert "The run was stopped as its terminal was closed (SIGHUP) before its page was made." in ends.failed("few-1")
    assert ends.left_over() == []


def test_a_batch_that_is_to_outlive_its_terminal_does(ends):
    program = (
        "import os, signal, sys\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\nos.execv(sys.argv[1], sys.argv[1:])"
    )
    ends.project.notebook("import os, signal\nos.kill(os.getppid(), 0)\nprint(factor)")
    words = [*under(program), *COMMAND, "batch", "--only", "few-1"]
    batch = subprocess.Popen(words, cwd=ends.root, env=ends.environment, stdout=subprocess.PIPE, text=True)
    wait_for(lambda: (ends.site / "few-1" / ".lease").exists() or batch.poll() is not None)
    batch.send_signal(signal.SIGHUP)
    out, _ = batch.communicate(timeout=PATIENCE)
    assert (batch.returncode, last(out)) == (0, "1 report: 1 made.")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("count",), 0),
        (("count", "--format", "json"), 0),
        (("reports",), 0),
        (("--help",), 0),
        (("batch", "--help"), 0),
        (("--version",), 0),
        (("count", "--by", "nothing"), 2),
        (("check", "--data", "spoilt"), 1),
        (("check", "--data", "spoilt", "--format", "json"), 1),
        (("batch", "--only", "few-1"), 1),
    ],
)
@pytest.mark.parametrize("both", [False, True])
def test_a_command_ends_as_it_would_have_when_its_reader_has_gone(ends, words, status, both):
    shutil.copytree(ends.root / "data", ends.root / "spoilt")
    path = ends.root / "spoilt" / "incidents.csv"
    path.write_bytes(path.read_bytes().replace(b",Litoral,", b",Litorall,", 1))
    ends.project.notebook("1 / 0")
    read, write = os.pipe()
    os.close(read)
    try:
        answer = ends.run(*words, stdout=write, stderr=write if both else subprocess.PIPE)
    finally:
        os.close(write)
    assert answer.returncode == status
    assert both or "Traceback" not in answer.stderr
    assert both or "BrokenPipe" not in answer.stderr


def test_the_end_of_a_file_within_the_program_is_not_called_a_stop(ends):
    program = (
        "import sys\n"
        "from analysis import cli\n"
        "from analysis.press import verify\n"
        "def ended(folder): raise EOFError('marked end')\n"
        "verify.all_problems = ended\n"
        "sys.argv = ['workbook', 'check']\n"
        "cli.main()"
    )
    words = [sys.executable, "-c", program]
    answer = subprocess.run(words, cwd=ends.root, capture_output=True, text=True, timeout=PATIENCE)
    assert answer.returncode == 1
    assert last(answer.stderr) == "EOFError: marked end"
    assert "Stopped" not in answer.stderr


def gone(data):
    (data / "sources.csv").unlink()


def no_utf8(data):
    with (data / "sources.csv").open("ab") as file:
        file.write(b"caf\xe9\n")


def forbidden(data):
    (data / "sources.csv").chmod(0)


def closed(data):
    data.chmod(0)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (gone, "is missing. Put sources.csv beside datapackage.json."),
        (no_utf8, "holds the byte 0xe9, which is not UTF-8"),
        (forbidden, "cannot be read (Permission denied). See to it that you may read the file."),
        (closed, "cannot be read (Permission denied). See to it that you may read the file."),
    ],
)
def test_a_record_that_cannot_be_read_is_told_in_a_line_and_leaves_every_page(ends, spoil, words):
    before = ends.good()
    data = ends.root / "data"
    shutil.copytree(data, ends.root / "kept")
    spoil(data)
    try:
        batch, check = (ends.run(word, under=under(SUBJECT)) for word in ("batch", "check"))
    finally:
        data.chmod(0o755)
    assert (batch.returncode, last(batch.stdout)) == (1, "4 reports: 4 failed."), batch.stderr
    for number in range(1, 5):
        assert re.search(rf"^few-{number} failed: .*{re.escape(words)}", batch.stderr, re.MULTILINE), batch.stderr
    assert check.returncode == 1
    assert re.search(r"(sources\.csv|datapackage\.json).*(missing|UTF-8|Permission denied)", check.stderr)
    assert "Traceback" not in batch.stderr + check.stderr
    assert ends.pages() == before
    assert words in ends.failed("few-1")
    assert ends.left_over() == []
    shutil.rmtree(data)
    (ends.root / "kept").rename(data)
    assert last(ends.run("batch").stdout) == "4 reports: 4 unchanged."
    assert not list(ends.site.glob("*/failed.*"))


def test_a_record_that_is_no_folder_is_a_wrong_word(ends):
    answer = ends.run("batch", "--data", "nowhere")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "Error: 'nowhere' is not a folder. Name the folder that holds datapackage.json.\n"


def test_the_command_that_is_told_makes_the_report_again_where_it_was_asked_for(ends):
    shutil.copytree(ends.root / "data", ends.root / "other data")
    ends.project.notebook("1 / 0")
    answer = ends.run("batch", "--only", "few-2", "--data", "other data", "--out", "other site")
    assert answer.returncode == 1
    (told,) = re.findall(r"^  To make it again: workbook (.*)$", answer.stderr, re.MULTILINE)
    assert told.endswith("--data 'other data' --out 'other site'")
    page = ends.root / "other site" / "few-2" / "failed.html"
    words = words_of(tree_of(page))
    assert "--data DIR --out DIR" in words
    assert "with the folder that was named for this run in place of each DIR" in words
    for path in (page, *page.parent.glob("*/run.json"), page.with_suffix(".json")):
        assert "other site" not in path.read_text("utf-8")
        assert "other data" not in path.read_text("utf-8")
    ends.project.notebook("print('factor', factor)")
    again = ends.run(*shlex.split(told))
    assert (again.returncode, again.stdout) == (0, "other site/few-2/index.html\n"), again.stderr
    assert not page.exists()


def test_the_command_for_the_workbooks_own_site_names_no_folder(ends):
    ends.project.notebook("1 / 0")
    answer = ends.run("batch", "--only", "few-2", "--out", ends.site)
    (told,) = re.findall(r"^  To make it again: workbook (.*)$", answer.stderr, re.MULTILINE)
    assert "DIR" not in ends.failed("few-2")
    assert "--out" not in told


def test_a_batch_of_one_report_says_once_what_broke(ends):
    ends.project.notebook("1 / 0")
    answer = ends.run("batch", "--only", "few-2")
    assert (answer.stdout + answer.stderr).count("ZeroDivisionError") == 1
    assert last(answer.stdout) == "1 report: 1 failed."
    assert answer.stdout.splitlines()[0].split()[:2] == ["few-2", "failed"]
    assert Path(ends.site / "few-2" / "failed.html").exists()


def test_a_batch_of_more_has_in_its_table_where_and_what_without_the_name_twice(ends):
    ends.project.notebook("1 / (factor - 2)")
    answer = ends.run("batch")
    (row,) = [line for line in answer.stdout.splitlines() if line.startswith("few-2")]
    assert re.fullmatch(r"few-2  failed  \S+ s  in code cell 2, line 1: ZeroDivisionError: division by zero", row)
