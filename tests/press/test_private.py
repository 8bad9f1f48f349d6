"""The folder of a run's own goes with the run, and with the next one when the run was killed."""

import subprocess
import sys
from dataclasses import replace

from analysis.press.kernels.private import NAMES, WHOSE, home, private_folder, sweep
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


def test_the_folder_of_another_machine_and_one_that_is_not_ours_are_left_alone():
    with private_folder() as (folder, _):
        other = folder / f"{NAMES}other"
        other.mkdir()
        for whose in (replace(Holder.myself(0.0), machine="elsewhere").name, "somebody", ""):
            (folder / WHOSE).write_text(whose)
            sweep()
            assert folder.exists()
