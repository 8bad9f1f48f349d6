"""The folder of a run's own goes with the run, and with the next one when the run was killed."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import ReportError
from analysis.press.kernels.private import LONGEST_HOME, NAMES, SHORT_HOMES, home, prefix, private_folder, sweep
from analysis.press.ledger.holder import Holder

CHILD = """
import sys
from analysis.press.kernels.private import private_folder
with private_folder() as (folder, connection):
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_folder_goes_with_its_run():
    with private_folder() as (folder, connection):
        assert folder.parent == home()
        assert connection["connection_file"].startswith(str(folder))
    assert not folder.exists()


def test_the_folder_of_a_killed_run_is_swept_and_that_of_a_living_one_is_not():
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=pipe, stdout=pipe, text=True) as child:
        left = home() / child.stdout.readline().strip()
        with private_folder() as (mine, _):
            sweep()
            assert left.exists()
            child.kill()
            child.wait()
            sweep()
            assert not left.exists()
            assert mine.exists()


def test_a_folder_whose_maker_was_killed_before_it_wrote_anything_is_swept():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as child:
        gone = replace(Holder.myself(0.0), pid=child.pid)
    mine = Holder.myself(0.0)
    for holder in (gone, replace(mine, start=f"{mine.start}9")):  # its number may be another's by now
        left = Path(tempfile.mkdtemp(prefix=f"{prefix(holder)}-", dir=home()))
        sweep()
        assert not left.exists()


@pytest.mark.parametrize("name", ["other", "1-2-3", "_-1-00000000-x", "99999999-1-zzzzzzzz-x"])
def test_a_folder_whose_name_tells_no_process_is_left_alone(name):
    alike = home() / f"{NAMES}{name}"
    alike.mkdir()
    try:
        sweep()
        assert alike.exists()
    finally:
        alike.rmdir()


@pytest.mark.parametrize("machine", ["elsewhere", ""])
def test_the_folder_of_another_machine_is_left_alone(machine):
    other = replace(Holder.myself(0.0), machine=machine, pid=2**22 + 1)
    with tempfile.TemporaryDirectory(prefix=f"{prefix(other)}-", dir=home()) as folder:
        sweep()
        assert Path(folder).exists()


def test_a_machine_that_tells_nothing_of_its_processes_sweeps_nothing(monkeypatch):
    unknown = replace(Holder.myself(0.0), pid=2**22 + 1, machine="", start="")
    monkeypatch.setattr(Holder, "myself", classmethod(lambda kind, stale: unknown))
    with tempfile.TemporaryDirectory(prefix=f"{prefix(unknown)}-", dir=home()) as folder:
        sweep()
        assert Path(folder).exists()


def test_sockets_have_room_in_every_folder(monkeypatch):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/" + "x" * (LONGEST_HOME - 1))
    longest = replace(Holder.myself(0.0), pid=2**22, start="9" * 10)  # up three years
    assert len(str(home() / f"{prefix(longest)}-12345678" / "kernel-5")) <= 103
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/" + "x" * LONGEST_HOME)
    assert str(home()) in SHORT_HOMES


def test_without_any_folder_for_sockets_the_error_says_what_to_set(monkeypatch):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/" + "x" * 100)
    monkeypatch.setattr("os.access", lambda *_: False)
    sweep()
    with pytest.raises(ReportError, match="Set TMPDIR to a folder with a shorter path"):
        home()
