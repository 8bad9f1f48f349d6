"""Processes below another: who they are, how to end them all, and how to see to it that they do not outlive us."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from collections.abc import Collection
from typing import NoReturn

import psutil

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PARENT_CHECK = 0.5
"""Seconds between two looks whether a parent is still there."""


def adopt_orphans() -> None:
    """Lets what outlives its own parent below this process become its child, and so be found by `children`. Linux."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children(of: int | None = None) -> set[int]:
    """Numbers of the processes that a process, by default this one, started or adopted."""
    try:
        return {child.pid for child in psutil.Process(of).children()}
    except psutil.NoSuchProcess:
        return set()


def descendants(tops: Collection[int]) -> set[int]:
    """Numbers of all processes below some, found in one look, since each look reads of every process of the machine."""
    below: dict[int, list[int]] = {}
    for pid in psutil.pids():
        with contextlib.suppress(psutil.Error):
            below.setdefault(psutil.Process(pid).ppid(), []).append(pid)
    found: set[int] = set()
    left = list(tops)
    while left:
        new = set(below.get(left.pop(), ())) - found
        found |= new
        left.extend(new)
    return found - set(tops)


def kill_all(*tops: int) -> set[int]:
    """Kills processes and everything below them, stopping the tops first so that they start nothing meanwhile.

    Returns those of the tops that are another user's, such as one that `sudo` started: they are not ours to kill.
    """
    for pid in tops:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            psutil.Process(pid).suspend()
    found: set[int] = set()
    while new := descendants(tops) - found:  # until they have started nothing since the last look
        for pid in new:
            _kill(pid)
        found |= new
    return {pid for pid in tops if not _kill(pid)}


def _kill(pid: int) -> bool:
    """Kills a process and the group that it leads; false for one that is not ours to kill."""
    try:
        kill_group(pid)
        psutil.Process(pid).kill()
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
    return True


def kill_children(spared: Collection[int] = ()) -> None:
    """Kills what this process started or adopted, and what that starts before it is dead, and waits for it."""
    beyond = set(spared)
    while left := children() - beyond:
        left = {pid for pid in left if not _ended(pid)}
        refused = kill_all(*left)
        beyond |= refused
        for pid in left - refused:
            _ended(pid, wait=True)


def _ended(pid: int, wait: bool = False) -> bool:
    """Whether a child has ended, of which nobody then hears any more."""
    try:
        return os.waitpid(pid, 0 if wait else os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def ended_child() -> int | None:
    """Number of a child that has ended and is still to be waited for; `None` where there is none."""
    try:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    return ended.si_pid if ended else None


def guarded(parent: int) -> None:
    """Forks, and returns in the fork alone. Linux.

    This process stays behind. It ends when `parent`, who started it, or the fork does, as the fork did, and with it all
    that the fork started: it needs no lock of an interpreter that is busy.
    """
    adopt_orphans()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    pid = os.fork()
    if pid == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        adopt_orphans()
        os.setsid()
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda which, frame: signal_group(pid, which))
    status = -signal.SIGKILL
    while os.getppid() == parent:
        ended = ended_child()
        if ended is None:
            signal.sigtimedwait({signal.SIGCHLD}, PARENT_CHECK)
            continue
        _, how = os.waitpid(ended, 0)
        if ended == pid:
            status = os.waitstatus_to_exitcode(how)
            break
    kill_children()
    _end_as(status)


def _end_as(status: int) -> NoReturn:
    """Ends with an exit status; a negative one is a signal's, and leaves no second core file."""
    if status < 0:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError):  # SIGKILL has no handler to set
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status if status >= 0 else 128 - status)


def kill_group(pid: int) -> None:
    """Kills the process group that a process leads, where there are groups and it leads one."""
    if hasattr(os, "killpg"):
        signal_group(pid, signal.SIGKILL)


def signal_group(pid: int, number: int) -> None:
    """Signals the process group that a process leads, if it leads one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
