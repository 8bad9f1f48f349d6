"""The lock of a report: processes that contend, die, are suspended, and leases that fell or were never ours."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import ReportError
from analysis.press.ledger import heartbeat, holder, lease
from analysis.press.ledger.lease import Busy, Holder, LeaseLost, held

FOR_EVER = 3600.0
"""Seconds after which a lease falls where a test shows that something else freed it."""
PATIENCE = 60.0
"""Seconds that a test waits for what is to happen, at most."""
QUICK = {"every": 0.05, "stale": 1.5}
"""For leases with a heartbeat: it may be late by thirty beats when the machine is busy."""
SHORT = {"every": 0.05, "stale": 0.5}
"""For leases without one."""

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/ns").exists(), reason="without /proc a dead process on this machine is known by its heartbeat"
)

WORKER = """
import os, subprocess, sys
from contextlib import ExitStack
from pathlib import Path
from analysis.press.ledger.lease import Busy, LeaseLost, held

stack = ExitStack()
for line in sys.stdin:
    word, *rest = line.split()
    try:
        if word == "take":
            path, wait, every, stale = rest
            lease = stack.enter_context(held(Path(path), wait=float(wait), every=float(every), stale=float(stale)))
        elif word == "leave":
            stack.close()
        elif word == "check":
            lease.check()
        elif word == "publish":
            lease.publish(*map(Path, rest))
        elif word == "spawn":
            print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid, flush=True)
            continue
        elif word == "fork":
            if child := os.fork():
                os.waitpid(child, 0)
            else:
                stack.close()
                os._exit(0)
        print("done", flush=True)
    except Busy:
        print("busy", flush=True)
    except LeaseLost:
        print("lost", flush=True)
"""

CONTENDER = """
import os, sys, time
from pathlib import Path
from analysis.press.ledger.lease import held

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
for _ in range(rounds):
    with held(folder / ".lease", wait=None, every=0.5, stale=3600) as lease:
        os.close(os.open(folder / "inside", os.O_CREAT | os.O_EXCL))
        lease.check()
        print(".", end="", flush=True)
        os.unlink(folder / "inside")
"""


class Worker:
    """A process that takes and leaves leases as it is told."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def tell(self, *words: object) -> None:
        self.process.stdin.write(" ".join(map(str, words)) + "\n")

    def answer(self) -> str:
        return self.process.stdout.readline().strip()

    def ask(self, *words: object) -> str:
        self.tell(*words)
        return self.answer()

    def take(self, path: Path, wait: float = 0, every: float = 0.5, stale: float = FOR_EVER) -> str:
        return self.ask("take", path, wait, every, stale)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def workers():
    """Starts workers, and ends what a test leaves of them."""
    made = []

    def start(count: int) -> list[Worker]:
        made.extend(new := [Worker() for _ in range(count)])
        return new

    yield start
    for worker in made:
        worker.process.kill()
        worker.process.stdin.close()
        worker.process.stdout.close()
        worker.process.wait()


@pytest.fixture
def path(tmp_path):
    """Where the lease of a report lies whose folder does not exist yet."""
    return tmp_path / "report" / ".lease"


def foreign(path: Path, stale: float = SHORT["stale"]) -> Path:
    """A lease of a process on another machine, as it lies on a shared folder."""
    there = replace(Holder.myself(stale), host="elsewhere", machine="0a1b2c3d-4e5f-4026531836-4026531834")
    (path / there.name).mkdir(parents=True)
    return path / there.name


@contextmanager
def beating(folder: Path):
    """While this lasts, a lease shows a heartbeat, stamped by a clock that is years behind."""
    over, ticks = threading.Event(), iter(range(10**9, 10**10))

    def beat() -> None:
        while not over.wait(QUICK["every"]):
            os.utime(folder, (0, next(ticks)))

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def left_in(path: Path) -> list[str]:
    return sorted(item.name for item in path.parent.iterdir())


def test_a_report_is_held_by_one_and_free_afterwards(path):
    with held(path, wait=0) as mine:
        mine.check()
        with pytest.raises(Busy), held(path, wait=0):
            pass
        mine.check()
    with held(path, wait=0) as next_one:
        next_one.check()
    assert left_in(path) == []


def test_of_processes_that_contend_one_is_inside_at_a_time(path):
    path.parent.mkdir()
    crowd = [
        subprocess.Popen([sys.executable, "-c", CONTENDER, str(path.parent), "60"], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    answers = [process.communicate(timeout=10 * PATIENCE)[0] for process in crowd]
    assert [process.returncode for process in crowd] == [0] * 4
    assert answers == [b"." * 60] * 4
    assert left_in(path) == []


@needs_proc
def test_of_processes_that_find_one_dead_lease_exactly_one_gets_it(path, workers):
    crowd = workers(4)
    dead = workers(1)[0]
    for number in range(200):
        here = path.parent / str(number) / ".lease"
        if number % 2:
            foreign_dead = replace(Holder.myself(FOR_EVER), pid=dead.process.pid, start="0")
            (here / foreign_dead.name).mkdir(parents=True)
        for worker in crowd:
            worker.tell("take", here, 0, 0.5, FOR_EVER)
        answers = [worker.answer() for worker in crowd]
        assert sorted(answers) == ["busy", "busy", "busy", "done"], f"round {number}"
        winner = crowd[answers.index("done")]
        assert winner.ask("check") == "done"
        assert left_in(here) == [".lease"]
        assert winner.ask("leave") == "done"
        assert left_in(here) == []


def test_threads_of_one_process_take_turns_and_share_one_heart(path, tmp_path):
    with ExitStack() as stack:
        leases = [stack.enter_context(held(tmp_path / name / ".lease", wait=0, **QUICK)) for name in "abcdefgh"]
        assert [thread.name for thread in threading.enumerate()].count("leases") == 1
        stamps = [os.stat(one.folder).st_mtime_ns for one in leases]
        until = time.monotonic() + PATIENCE
        while any(os.stat(one.folder).st_mtime_ns == stamp for one, stamp in zip(leases, stamps, strict=True)):
            assert time.monotonic() < until
            time.sleep(0.02)

    inside = []

    def turn() -> None:
        with held(path, wait=None, every=0.05, stale=FOR_EVER):
            inside.append(1)
            assert len(inside) == 1
            inside.pop()
            done.append(1)

    done = []
    crowd = [threading.Thread(target=turn) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert len(done) == 8


def test_one_who_gives_up_waits_no_longer(path):
    answers = iter([False, False, True])
    with held(path, wait=0), pytest.raises(Busy), held(path, wait=None, given_up=lambda: next(answers)):
        pass
    assert next(answers, None) is None
    assert left_in(path) == []


@needs_proc
def test_a_killed_holder_on_this_machine_is_followed_at_once(path, workers):
    (holder,) = workers(1)
    assert holder.take(path) == "done"
    with pytest.raises(Busy), held(path, wait=0):
        pass
    holder.kill()
    with held(path, wait=0, stale=FOR_EVER) as mine:
        mine.check()
    assert left_in(path) == []


@needs_proc
def test_a_killed_holder_whose_parent_has_not_noticed_is_followed_too(path, workers):
    (holder,) = workers(1)
    assert holder.take(path) == "done"
    holder.process.kill()
    with held(path, wait=PATIENCE, stale=FOR_EVER) as mine:
        mine.check()


@needs_proc
def test_a_child_process_does_not_keep_the_lease_of_a_killed_parent(path, workers):
    (holder,) = workers(1)
    assert holder.take(path) == "done"
    child = int(holder.ask("spawn"))
    try:
        holder.kill()
        os.kill(child, 0)
        with held(path, wait=0, stale=FOR_EVER) as mine:
            mine.check()
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_forked_child_does_not_end_the_lease_of_its_parent(path, workers):
    (holder,) = workers(1)
    assert holder.take(path, 0, 0.05, 1.0) == "done"
    assert holder.ask("fork") == "done"
    assert holder.ask("check") == "done"
    with pytest.raises(Busy), held(path, wait=2.0):
        pass


@needs_proc
def test_another_process_with_the_number_of_the_dead_one_is_not_the_holder(path):
    earlier = replace(Holder.myself(FOR_EVER), start="1", token="0")
    (path / earlier.name).mkdir(parents=True)
    with held(path, wait=0, stale=FOR_EVER) as mine:
        mine.check()


def test_a_lease_of_another_machine_stands_while_its_heart_beats_whatever_its_clock(path):
    there = foreign(path)
    with beating(there), pytest.raises(Busy, match="on elsewhere"), held(path, wait=2 * QUICK["stale"], **QUICK):
        pass
    assert there.is_dir()


def test_a_lease_of_another_machine_falls_when_its_heart_stood_still_and_not_before(path):
    there = foreign(path)
    with pytest.raises(Busy), held(path, wait=SHORT["stale"] / 2, **SHORT):
        pass
    assert there.is_dir()
    begun = time.monotonic()
    with held(path, wait=PATIENCE, **SHORT) as mine:
        assert time.monotonic() - begun >= SHORT["stale"]
        mine.check()
    assert left_in(path) == []


def test_the_longer_patience_of_holder_and_waiter_counts(path):
    there = foreign(path, stale=FOR_EVER)
    with pytest.raises(Busy), held(path, wait=2.0, **SHORT):
        pass
    assert there.is_dir()


def test_of_those_who_watch_one_fallen_lease_one_is_inside_at_a_time(tmp_path):
    reports = [tmp_path / str(number) / ".lease" for number in range(8)]
    for path in reports:
        foreign(path)
    done = []

    def turn(path: Path) -> None:
        with held(path, wait=PATIENCE, **QUICK) as mine:
            os.close(os.open(path.with_name("inside"), os.O_CREAT | os.O_EXCL))
            mine.check()
            os.unlink(path.with_name("inside"))
            done.append(path)

    crowd = [threading.Thread(target=turn, args=(path,)) for _ in range(4) for path in reports]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert sorted(done) == sorted(4 * reports)
    assert [left_in(path) for path in reports] == [[]] * len(reports)


def test_a_suspended_holder_publishes_nothing_while_another_is_at_work(path, workers, tmp_path):
    (holder,) = workers(1)
    page = tmp_path / "page"
    page.write_text("late")
    target = path.parent / "index.html"
    assert holder.take(path, 0, QUICK["every"], QUICK["stale"]) == "done"
    holder.process.send_signal(signal.SIGSTOP)
    try:
        with held(path, wait=PATIENCE, **QUICK) as mine:
            holder.process.send_signal(signal.SIGCONT)
            assert holder.ask("publish", page, target) == "lost"
            assert holder.ask("check") == "lost"
            assert holder.ask("leave") == "done"
            assert not target.exists()
            mine.check()
    finally:
        holder.process.send_signal(signal.SIGCONT)
    assert left_in(path) == []


def test_a_suspended_holder_publishes_nothing_after_another_has_left(path, workers, tmp_path):
    (holder,) = workers(1)
    page = tmp_path / "page"
    page.write_text("late")
    assert holder.take(path, 0, QUICK["every"], QUICK["stale"]) == "done"
    holder.process.send_signal(signal.SIGSTOP)
    try:
        with held(path, wait=PATIENCE, **QUICK):
            pass
    finally:
        holder.process.send_signal(signal.SIGCONT)
    assert holder.ask("publish", page, path.parent / "index.html") == "lost"
    assert left_in(path) == []


def test_what_lies_in_the_folder_of_a_lease_that_fell_is_not_published(path):
    """As when a process is suspended after the last check: the renaming itself fails."""
    with held(path, wait=0, **QUICK) as lost:
        page = lost.folder / "index.html"
        page.write_text("late")
        os.rename(path, path.with_name("away"))
        with held(path, wait=0) as mine:
            with pytest.raises(LeaseLost, match="publishes nothing"):
                lost.publish(page, path.parent / "index.html")
            mine.check()


def test_a_page_and_a_folder_are_published_by_their_holder(path):
    with held(path, wait=0) as mine:
        (path.parent / "index.html").write_text("old")
        (mine.folder / "index.html").write_text("new")
        (mine.folder / "run").mkdir()
        (mine.folder / "run" / "run.json").write_text("{}")
        mine.publish(mine.folder / "run", path.parent / "20300101")
        mine.publish(mine.folder / "index.html", path.parent / "index.html")
        (mine.folder / "rest").mkdir()
        (mine.folder / "rest" / "of a run").write_text("")
    assert (path.parent / "index.html").read_text() == "new"
    assert (path.parent / "20300101" / "run.json").read_text() == "{}"
    assert left_in(path) == ["20300101", "index.html"]


def test_what_cannot_be_published_for_another_reason_says_that_reason(path):
    with held(path, wait=0) as mine:
        (mine.folder / "index.html").write_text("")
        with pytest.raises(FileNotFoundError):
            mine.publish(mine.folder / "index.html", path.parent / "nowhere" / "index.html")
        mine.check()


def test_a_lease_without_a_holder_and_a_file_in_its_place_are_no_hindrance(path):
    path.mkdir(parents=True)
    with held(path, wait=0) as mine:
        mine.check()
    path.write_bytes(b"")
    with held(path, wait=0) as mine:
        mine.check()
    assert left_in(path) == []


@pytest.mark.parametrize("name", [".DS_Store", "vm_12", "vm_x_1_2_3_4", "vm_1_2_3_nan_4"])
def test_what_is_no_lease_of_ours_falls_after_the_time(path, name):
    path.mkdir(parents=True)
    (path / name).write_bytes(b"")
    with pytest.raises(Busy), held(path, wait=SHORT["stale"] / 2, **SHORT):
        pass
    with held(path, wait=PATIENCE, **SHORT) as mine:
        mine.check()
    assert left_in(path) == []


def test_a_share_that_puts_no_folder_over_an_empty_one_is_entered_all_the_same(path, monkeypatch):
    rename = os.rename

    def smb(source, target):
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "File exists")
        rename(source, target)

    path.mkdir(parents=True)
    monkeypatch.setattr(lease.os, "rename", smb)
    with held(path, wait=PATIENCE, **QUICK) as mine:
        mine.check()
        with pytest.raises(Busy), held(path, wait=0):
            pass
        mine.check()
    assert left_in(path) == []


def test_a_renaming_whose_answer_is_lost_on_the_way_counts(path, monkeypatch):
    """NFS asks again, and hears that there is nothing to rename."""
    rename = os.rename

    def nfs(source, target):
        rename(source, target)
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    with monkeypatch.context() as patch:
        patch.setattr(lease.os, "rename", nfs)
        with held(path, wait=0) as mine:
            mine.check()
    assert not path.exists()
    with held(path, wait=0) as mine:
        mine.check()
    assert left_in(path) == []


def test_left_overs_of_killed_runs_are_swept(path):
    for name in (".lease-0123/vm_1_2_3_4_5", ".lease-4567", ".run-89"):
        (path.parent / name).mkdir(parents=True)
    (path.parent / ".lease-0123" / "vm_1_2_3_4_5" / "index.html").write_text("late")
    (path.parent / ".lease-89").write_text("")
    with held(path, wait=0):
        assert left_in(path) == [".lease", ".run-89"]
    assert left_in(path) == [".run-89"]


def test_a_heart_survives_a_share_that_is_away_for_a_while(path, monkeypatch):
    touch, asked = os.utime, []

    def away(*arguments):
        asked.append(arguments)
        if len(asked) < 4:
            raise OSError(errno.EIO, "Input/output error")
        touch(*arguments)

    with held(path, wait=0, **QUICK) as mine:
        before = os.stat(mine.folder).st_mtime_ns
        with monkeypatch.context() as patch:
            patch.setattr(lease.os, "utime", away)
            until = time.monotonic() + PATIENCE
            while os.stat(mine.folder).st_mtime_ns == before:
                assert time.monotonic() < until
                time.sleep(0.02)
        mine.check()


def test_a_lease_that_cannot_be_confirmed_counts_as_lost(path, monkeypatch):
    def away(*_):
        raise OSError(errno.EIO, "Input/output error")

    with held(path, wait=0) as mine:
        with monkeypatch.context() as patch:
            patch.setattr(lease.os, "utime", away)
            with pytest.raises(LeaseLost, match="Input/output error"):
                mine.check()
        mine.check()


def test_time_in_which_the_waiter_itself_was_suspended_does_not_count(path, monkeypatch):
    there, now = foreign(path), [1000.0]
    monkeypatch.setattr(lease.time, "monotonic", lambda: now[0])
    watch = heartbeat.Watch(credit=2.0)
    assert watch.still(there) == 0
    now[0] += 1.5
    assert watch.still(there) == 1.5
    now[0] += 3600
    assert watch.still(there) == 3.5
    os.utime(there, (0, 0))
    now[0] += 1
    assert watch.still(there) == 0


def test_a_link_that_leads_nowhere_is_told_and_not_waited_for(tmp_path):
    link = tmp_path / "reports" / "site"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "not mounted" / "site")
    said = r"site is a link to .*not mounted.*, which is not there\. .*mount it; or choose another folder with --out"
    with pytest.raises(ReportError, match=said), held(link / "small" / ".lease", wait=None):
        pass


@pytest.mark.parametrize("words", [("render", "small"), ("batch",)])
def test_a_site_on_a_disk_that_is_not_mounted_is_an_error_of_every_command(workbook, project, tmp_path, words):
    (project.root / "reports" / "site").symlink_to(tmp_path / "not mounted")
    answer = workbook(*words)
    assert answer.status == 1
    assert "is a link to" in answer.err
    assert "waiting" not in answer.err


def test_a_lease_that_can_never_be_entered_is_given_up(path, monkeypatch):
    def refuse(source, target):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(lease.os, "rename", refuse)
    monkeypatch.setattr(lease.time, "sleep", lambda seconds: None)
    with pytest.raises(ReportError, match="cannot be renamed"), held(path, wait=None):
        pass


def test_a_folder_that_cannot_be_written_is_said_in_plain_words(tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "report" / ".lease"
    with pytest.raises(ReportError, match=r"cannot be written: Not a directory.*--out"), held(path, wait=0):
        pass


def test_a_folder_without_permission_is_said_in_plain_words(tmp_path):
    path = tmp_path / "closed" / "report" / ".lease"
    path.parent.parent.mkdir(mode=0o555)
    with without_rights(), pytest.raises(ReportError) as caught, held(path, wait=0):
        pass
    assert str(caught.value).startswith(f"{path.parent} cannot be written: Permission denied.")


@contextmanager
def without_rights():
    """Nothing is closed to root, so a test that runs as root is somebody else for a while."""
    if root := os.geteuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_the_message_of_a_busy_report_says_whose_it_is_since_when_and_what_to_do(path):
    there = foreign(path, stale=90.0)
    os.utime(path, (1_000_000, 1_000_000))
    os.utime(there, (1_000_185, 1_000_185))
    with pytest.raises(Busy) as caught, held(path, wait=0):
        pass
    assert caught.value.holder == Holder.named(there.name)
    assert str(caught.value) == (
        f"{path.parent}: another run of this report is under way (process {os.getpid()} on elsewhere, for 3 minutes). "
        "Try again when it has ended. If it died on another machine, a run that waits for more than 1 minute takes its "
        "place."
    )


def test_a_name_tells_its_holder_and_fits_every_file_system(monkeypatch):
    monkeypatch.setattr(holder.platform, "node", lambda: "büro_rechner 7/" * 30)
    mine = Holder.myself(stale=86400.5)
    assert Holder.named(mine.name) == mine
    assert len(mine.name) <= 143
    assert mine.host.startswith("b-ro-rechner-7-b-ro")


def test_a_heart_that_is_slower_than_its_lease_is_refused(path):
    with pytest.raises(ValueError, match="sooner"), held(path, wait=0, every=2.0, stale=2.0):
        pass
