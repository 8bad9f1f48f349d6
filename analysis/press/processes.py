"""Processes below another: who they are, and how to end them all."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal

import psutil

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Lets what outlives its own parent below this process become its child, and so be found by `children`. Linux."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children(of: int | None = None) -> set[int]:
    """Numbers of the processes that a process, by default this one, started or adopted."""
    try:
        return {child.pid for child in psutil.Process(of).children()}
    except psutil.NoSuchProcess:
        return set()


def kill_all(pid: int) -> None:
    """Kills a process and everything below it, stopping the top first so that it starts nothing meanwhile."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        process.suspend()
        for child in children(pid):
            kill_all(child)
        kill_group(pid)
        process.kill()


def kill_group(pid: int) -> None:
    """Kills the process group that a process leads, where there are groups and it leads one."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
