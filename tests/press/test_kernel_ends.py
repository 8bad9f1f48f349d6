"""Kernels end when they should, with all that they started, whoever is killed at whatever moment."""

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis.errors import ReportError
from analysis.press.kernels.execute import KernelDiedError, Kernels, TimeLimitError
from analysis.press.kernels.warm import ORDINARY, PROGRAM, Warm, import_folders, package_stamp

from .kernel_cases.cells import cells_of, printed, write_notebook
from .kernel_cases.processes import PATIENCE, allowed, below, living, pids_in, wait_for, watched

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
ROOM = 32 * 2**20
"""Bytes by which memory may have grown without a leak: 80 runs that leave half a megabyte each would take more."""
ENDLESS = {
    "sleeps": 1,
    "is busy": 1,
    "refuses to be interrupted": 1,
    "sleeps in C and lets no other thread run": 1,
    "searches in C and lets no other thread run": 1,
    "waits for its children": 4,
    "left children behind and lets no other thread run": 4,
    "left three hundred children behind and lets no other thread run": 301,
    "starts processes without end": 3,
}
"""Cells that never end, and how many processes they tell of, their kernel's own counted."""


GUARDED = (
    "refuses to be interrupted",
    "left children behind and lets no other thread run",
    "starts processes without end",
)
"""Those for ordinary kernels, which are slow to start, and are guarded by a process that does nothing else."""
endless = pytest.mark.parametrize(
    ("kind", "heading"),
    [*(("forked", heading) for heading in ENDLESS), *(("ordinary", heading) for heading in GUARDED)],
    indirect=["kind"],
)


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

    def start(*notebooks):
        words = [sys.executable, CASES / "command.py", INVENTED, *notebooks]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(list(map(str, words)), stdin=pipe, stderr=pipe, text=True, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stderr.close()


# The command is killed.


def killed(process, pids):
    """Kills a command; the seconds until the last of these processes has ended."""
    with watched(pids) as last:
        since = time.monotonic()
        process.kill()
        return last(since)


@endless
def test_nothing_outlives_a_command_that_is_killed_in_the_middle_of_a_cell(kind, command, tmp_path, heading):
    process = command(notebook(tmp_path, heading))
    pids = pids_in(tmp_path, ENDLESS[heading])
    wait_for(lambda: set(living(pids)) <= below(process.pid), "that a process without a parent came to its kernel")
    started = below(process.pid)
    assert len(started) > ENDLESS[heading]
    assert killed(process, started) < allowed(PROMISED)
    assert process.stderr.read() == "", "nothing is said in the terminal of whoever started the command"
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
    first, second = (notebook(tmp_path / name, "is over") for name in ("first", "second"))
    process = command(first, second)
    pids_in(tmp_path / "second", 1)
    wait_for(second.with_suffix(".executed.ipynb").exists)
    assert killed(process, below(process.pid)) < allowed(PROMISED)
    all_gone(tmp_path / "first")
    all_gone(tmp_path / "second")


# The process that kernels are forked from is killed.


@pytest.fixture
def forks(monkeypatch):
    """Kernels that are forked."""
    monkeypatch.delenv(ORDINARY, raising=False)
    with Kernels(INVENTED) as made:
        yield made


@pytest.mark.parametrize("heading", ["is busy", "left children behind and lets no other thread run"])
def test_when_the_warm_process_is_killed_its_kernels_end_and_the_next_run_has_another(forks, tmp_path, heading):
    warm = forks.warm()
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(execute, forks, notebook(tmp_path, heading))
        pids_in(tmp_path, ENDLESS[heading])
        warm.process.kill()
        error = run.exception(PATIENCE)
    assert isinstance(error, KernelDiedError), error
    assert error.status == -9
    assert "The process that kernels are forked from was ended by SIGKILL, and its kernels" in str(error.__cause__)
    all_gone(tmp_path)
    assert works(forks, tmp_path)
    assert forks.warm().process.pid != warm.process.pid


def test_when_the_warm_process_is_killed_between_two_runs_the_next_has_another(forks, tmp_path):
    assert works(forks, tmp_path)
    warm = forks.warm()
    warm.process.kill()
    warm.process.wait()
    assert works(forks, tmp_path)
    assert forks.warm() is not warm


def test_when_the_warm_process_is_killed_while_it_warms_up_that_is_said(forks, tmp_path):
    forks.warm().process.kill()
    forks.warm().process.wait()
    young = forks.warm()
    young.process.kill()
    with pytest.raises(ReportError, match="forked from was ended by SIGKILL while it warmed up"):
        young.fork({}, str(tmp_path), [])
    assert works(forks, tmp_path)


def test_a_kernel_that_cannot_be_asked_for_is_told(forks, tmp_path):
    warm = forks.warm()
    assert works(forks, tmp_path)
    warm.process.kill()
    warm.process.wait()
    with pytest.raises(ReportError, match="The process that kernels are forked from cannot be reached"):
        warm.fork({}, str(tmp_path), [])


# A run has a limit of time.


@endless
def test_a_run_beyond_its_time_ends_with_all_that_it_started(kernels, kind, tmp_path, heading):
    limits = (1.5, 6.0, 24.0, 96.0) if kind == "forked" else (6.0, 24.0, 96.0)
    for seconds in limits:  # the start of the kernel takes some of it, and the cell must have begun
        with pytest.raises(TimeLimitError, match=f"did not end within {seconds:g} s") as late:
            execute(kernels, notebook(tmp_path, heading), seconds)
        assert late.value.seconds == seconds
        if len(told(tmp_path)) >= ENDLESS[heading]:
            break
    assert len(told(tmp_path)) >= ENDLESS[heading]
    all_gone(tmp_path)
    assert works(kernels, tmp_path)


# A kernel ends by itself.


@pytest.mark.parametrize(
    ("kind", "heading", "status"),
    [
        ("forked", "kills its kernel", -9),
        ("forked", "ends its kernel", 3),
        ("forked", "crashes its kernel", -11),
        ("ordinary", "kills its kernel", -9),
        ("ordinary", "ends its kernel", 3),
    ],
    indirect=["kind"],
)
def test_a_kernel_that_ends_by_itself_is_told_by_its_status(kernels, tmp_path, heading, status):
    with pytest.raises(KernelDiedError) as died:
        execute(kernels, notebook(tmp_path, heading))
    assert died.value.status == status
    assert died.value.__cause__ is None
    assert len(told(tmp_path)) == 2
    all_gone(tmp_path)
    assert works(kernels, tmp_path)


# Kernels are closed, as on Ctrl-C.


@pytest.mark.parametrize("heading", ["refuses to be interrupted", "left children behind and lets no other thread run"])
def test_kernels_that_are_closed_end_their_runs_and_begin_none(kind, tmp_path, heading):
    kernels = Kernels(INVENTED)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(execute, kernels, notebook(tmp_path, heading))
        pids_in(tmp_path, ENDLESS[heading])
        kernels.close()
        assert isinstance(run.exception(PATIENCE), KernelDiedError)
    all_gone(tmp_path)
    with pytest.raises(KernelDiedError):
        execute(kernels, notebook(tmp_path, heading))


def test_kernels_that_are_closed_before_they_start_never_do(kind, tmp_path):
    kernels = Kernels(INVENTED)
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(execute, kernels, notebook(tmp_path, "sleeps"))
        kernels.close()
        assert isinstance(run.exception(PATIENCE), KernelDiedError)
    assert not living(told(tmp_path))


# Where the folder for temporary files is an odd one.


ODD = {
    "signs": "a b 'c' \"d\" {e} $f #g %h\n",
    "letters": "Ä é ß",
    "another script": "العربية",
    "long": "x" * 150,
    "long letters": "ö" * 100,
    "no text": "\udcff",
}


@pytest.mark.parametrize(
    ("kind", "name"),
    [*(("forked", name) for name in ODD), *(("ordinary", name) for name in ("signs", "long letters"))],
    indirect=["kind"],
)
def test_kernels_run_wherever_temporary_files_lie(kind, monkeypatch, tmp_path, name):
    with tempfile.TemporaryDirectory(prefix=ODD[name], dir="/tmp") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", None)
        with Kernels(INVENTED) as made:
            assert works(made, tmp_path)
        assert os.listdir(folder) == []


# The package changes.


@pytest.fixture
def package(monkeypatch, tmp_path):
    """A file that stands for the package's."""
    (tmp_path / "package").mkdir()
    monkeypatch.setattr("analysis.press.kernels.warm.PACKAGE", tmp_path / "package")
    file = tmp_path / "package" / "module.py"
    file.write_text("1")
    return file


def test_the_warm_process_is_replaced_when_a_file_of_the_package_changes(forks, package, tmp_path):
    with Kernels(INVENTED) as first:
        old = first.warm()
        with Kernels(INVENTED) as second:
            assert second.warm() is old
        package.write_text("12")
        assert works(first, tmp_path)
        assert first.warm() is old, "whoever is at work with it keeps it"
        with Kernels(INVENTED) as second:
            new = second.warm()
            assert new is not old
            assert works(second, tmp_path)
            assert works(first, tmp_path)
    wait_for(lambda: not living([old.process.pid]), "the end of the old process with its last user")
    assert new.alive
    package.with_name("another.py").touch()
    with Kernels(INVENTED) as third:
        assert third.warm() not in (old, new)
        assert not new.alive, "nobody was at work with it"
        assert works(third, tmp_path)


@pytest.mark.parametrize(
    ("change", "another"),
    [
        (lambda file: file.write_text("2 "), True),
        (lambda file: os.utime(file, ns=(1, 1)), True),
        (lambda file: file.rename(file.with_name("renamed.py")), True),
        (lambda file: file.with_name("new.py").touch(), True),
        (lambda file: file.unlink(), True),
        (lambda file: file.with_name("notes.txt").touch(), False),
        (lambda file: file.read_text(), False),
    ],
    ids=["longer", "of another time", "renamed", "one more", "one less", "no module", "read"],
)
def test_the_stamp_of_the_package_is_another_when_its_code_may_be(package, change, another):
    before = package_stamp()
    change(package)
    assert (package_stamp() != before) is another


# Many runs.


def printed_by(script, *words, **environment):
    """What a script of the cases prints."""
    done = subprocess.run(
        [sys.executable, CASES / script, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE * 4,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_hundred_runs_leave_nothing_behind(forked, tmp_path):
    path = write_notebook(tmp_path / "tiny.ipynb", "6 * 7")
    with tempfile.TemporaryDirectory(dir="/tmp") as short:  # else sockets would lie elsewhere
        told = printed_by("again.py", INVENTED, path, 20, 80, TMPDIR=short, PYTHONWARNINGS="error::ResourceWarning")
    before, after = json.loads(told)
    assert len(list(tmp_path.glob("executed-*.ipynb"))) == 80
    memories = [name for name in before if name.startswith("memory")]
    grown = {name: after.pop(name) - before.pop(name) for name in memories}
    assert after == before
    assert after["private folders"] == []
    assert after["children of the warm process"] == 0
    assert set(grown) == {"memory", "memory of the warm process"}
    assert max(grown.values()) < ROOM, grown


# In other processes and threads than a command's own.


@pytest.mark.parametrize(
    ("kind", "how"),
    [("forked", "fork"), ("forked", "spawn"), ("forked", "forkserver"), ("ordinary", "fork")],
    indirect=["kind"],
)
def test_a_daemonic_process_has_kernels_of_its_own(kind, tmp_path, how):
    path = write_notebook(tmp_path / "notebook.ipynb", "print(6 * 7)")
    pids = [int(word) for word in printed_by("daemonic.py", how, INVENTED, path).split()]
    names = ("before", "daemonic", "after", *(["taken over"] if how == "fork" else []))
    assert [printed(tmp_path / f"{name}.ipynb") for name in names] == ["42\n"] * len(names)
    assert len(pids) == len(names) - 1
    if kind == "forked":
        assert len(set(pids)) == len(pids), "each has a warm process of its own"
        wait_for(lambda: not living(pids), "the ends of the warm processes")
    else:
        assert set(pids) == {0}


def test_every_kernel_ends_by_itself(forked, monkeypatch, tmp_path):
    """One in three did not: the thread that heard the order to end waited for one that had ended before it."""
    ended, given = [], Warm._end

    def end(warm, kernel, status):
        ended.append(status)
        given(warm, kernel, status)

    monkeypatch.setattr(Warm, "_end", end)
    path = write_notebook(tmp_path / "one.ipynb", "print(1)")
    with Kernels(INVENTED) as kernels:
        for number in range(1, 16):
            execute(kernels, path)
            wait_for(lambda number=number: len(ended) == number)
    assert ended == [0] * 15


def test_kernels_outlive_the_thread_that_made_them(kind, tmp_path):
    with ThreadPoolExecutor(1) as pool:
        kernels = pool.submit(Kernels, INVENTED).result()
    with kernels:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(works, kernels, tmp_path / "thread").result(PATIENCE)
            warm = pool.submit(kernels.warm).result(PATIENCE)
        assert works(kernels, tmp_path / "main")
        assert kernels.warm() is warm


def test_runs_of_several_threads_end_each_by_itself(forks, tmp_path):
    assert works(forks, tmp_path), "so that it is warm"
    with ThreadPoolExecutor(3) as pool:
        late = pool.submit(execute, forks, notebook(tmp_path / "late", "refuses to be interrupted"), 8.0)
        dead = pool.submit(execute, forks, notebook(tmp_path / "dead", "kills its kernel"))
        good = pool.submit(works, forks, tmp_path / "good")
        assert good.result(PATIENCE)
        assert isinstance(dead.exception(PATIENCE), KernelDiedError)
        assert isinstance(late.exception(PATIENCE), TimeLimitError)
    all_gone(tmp_path / "late")
    all_gone(tmp_path / "dead")


def test_a_warm_process_that_is_left_with_its_words_unread_ends_quietly():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = [sys.executable, "-c", PROGRAM.format("fork_server"), import_folders(), theirs.fileno(), os.getpid()]
    given = {"pass_fds": [theirs.fileno()], "stderr": subprocess.PIPE, "text": True}
    with theirs, subprocess.Popen(list(map(str, words)), **given) as process:
        theirs.close()
        wait_for(lambda: select.select([ours], [], [], 0)[0], "the word that it is warm")
        ours.close()
        assert process.communicate(timeout=PATIENCE) == (None, "")
        assert process.returncode == 0


GIVEN_UP = """
import os, subprocess, sys
from analysis.press.kernels.processes import adopt_orphans, kill_children
adopt_orphans()
theirs = subprocess.Popen(["sleep", "600"])
os.setuid(65534)
mine = subprocess.Popen(["sleep", "600"], cwd="/")
sys.stdout.write(f"{theirs.pid} {mine.pid}\\n")
sys.stdout.flush()
kill_children()
"""
"""A process that has started another one which it may not kill, as one that `sudo` started."""


@pytest.mark.skipif(os.geteuid() != 0, reason="only the system's owner can become another user")
def test_a_process_that_is_another_users_keeps_nobody_from_ending(tmp_path):
    with subprocess.Popen([sys.executable, "-c", GIVEN_UP], stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        theirs, mine = map(int, process.stdout.readline().split())
        try:
            assert process.wait(PATIENCE) == 0
            assert living([theirs, mine]) == [theirs]
        finally:
            os.kill(theirs, 9)
