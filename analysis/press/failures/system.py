"""Failures that lie in no cell's code: a run that was stopped or took too long, a lost kernel, a refusing disk."""

from __future__ import annotations

import errno
import signal
from typing import Any

from analysis.press.failures.attempt import Attempt
from analysis.press.failures.failure import Failure, Kind, cell_name

KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL) if hasattr(signal, "SIGKILL") else (137,)
FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the share of the disk that this user has is used up",
    errno.EFBIG: "the file grew larger than files may be here",
}
BY = {"SIGINT": "by hand (Ctrl-C)", "SIGHUP": "as its terminal was closed (SIGHUP)"}
LEAVE = "See to it that you may write into the folder of the report, or name another place with --out."
UNWRITABLE = {
    errno.EACCES: ("leave to write is missing", LEAVE),
    errno.EPERM: ("leave to write is missing", LEAVE),
    errno.EROFS: ("the disk can only be read", "Name another place with --out."),
    errno.ENOTDIR: (
        "a file lies where a folder of the report belongs",
        "Move that file away, or name another place with --out.",
    ),
    errno.EISDIR: (
        "a folder lies where a file of the report belongs",
        "Move that folder away, or name another place with --out.",
    ),
    errno.ENAMETOOLONG: (
        "a name is longer than the disk takes",
        "Give the report a shorter name in reports/reports.yml, or name another place with --out.",
    ),
}
"""What keeps a page from its place: in words, and what to do."""


def stopped_run(attempt: Attempt, number: int, where: dict[str, Any]) -> Failure:
    """A run that a signal of that number ended, sent to the command as a whole."""
    by = BY.get(_signal_name(number), f"from outside ({_signal_name(number)})")
    headline = f"The run was stopped {by} before its page was made. Nothing is known to be wrong with it."
    return attempt.failed(Kind.STOPPED, f"stopped {by}", headline, "Run it again when there is time for it.", **where)


def late_run(seconds: float | None, attempt: Attempt, where: dict[str, Any]) -> Failure:
    """A run that took longer than the seconds it had."""
    span = f"within {duration(seconds)}" if seconds is not None else "in the time it had"
    during = f" It was in {cell_name(where['cell']).lower()}." if where else ""
    return attempt.failed(
        Kind.TIME,
        f"did not end {span}",
        f"The run did not end {span}, so it was stopped, with everything that it had started.{during}",
        "Let the notebook do less, or give the report more time, by its `timeout` in reports/reports.yml.",
        **where,
    )


def lost_parent(attempt: Attempt, where: dict[str, Any]) -> Failure:
    """A kernel that is gone because the process was that it had been forked from."""
    return attempt.failed(
        Kind.KILLED,
        "the process that starts the kernels is gone",
        "The process from which all kernels are started is gone, and the kernel of this run ended with it. "
        "Nothing is known to be wrong with the notebook.",
        "Run it again. If it happens again, memory may have run out: make one report at a time (workbook batch "
        "--jobs 1).",
        **where,
    )


def lost_kernel(status: int | None, attempt: Attempt, where: dict[str, Any]) -> Failure:
    """A kernel that is gone, with its exit status; a signal of `KILLED` was not sent by us."""
    during = f" while it ran {cell_name(where['cell']).lower()}" if where else ""
    if status in KILLED:
        return attempt.failed(
            Kind.KILLED,
            "the kernel was killed from outside, most often because memory ran out",
            f"The kernel, the process that runs the notebook, was killed from outside{during}, most often because "
            "memory ran out.",
            "Close what else needs memory and make one report at a time (workbook batch --jobs 1), or let the notebook "
            "hold less at once.",
            **where,
        )
    if status is None:
        how = "ended, nobody knows how"
    elif status < 0:
        how = f"crashed ({_signal_name(-status)})"
    else:
        how = f"ended by itself (exit status {status})"
    return attempt.failed(
        Kind.GONE,
        f"the kernel {how}",
        f"The kernel, the process that runs the notebook, {how}{during}.",
        "Run it again. If it happens again, look in the notebook for what ends its own process, or for a library that "
        "crashes.",
        **where,
    )


def refused_by_system(error: OSError, attempt: Attempt, words: str = "") -> Failure | None:
    """What the system refused: room, or leave to write; `None` for anything else.

    `words` are those of whoever met the refusal and knows what it was about.
    """
    said = attempt.clean(words) if words else _said(error, attempt)
    if error.errno in FULL:
        return full_disk(error.errno, attempt, {"message": said})
    if error.errno in UNWRITABLE:
        why, remedy = UNWRITABLE[error.errno]
        where = attempt.clean(f": {str(error.filename)!r}") if error.filename else ""
        return attempt.failed(
            Kind.FOLDER,
            said if words else f"{why}{where}",
            f"The page could not be written where it belongs: {why}.",
            remedy,
            message=said,
        )
    return None


def _said(error: OSError, attempt: Attempt) -> str:
    """The system's own words, and the file as seen from the workbook."""
    what = error.strerror or str(error)
    return attempt.clean(f"{what}: {str(error.filename)!r}" if error.filename else what)


def full_disk(number: int, attempt: Attempt, where: dict[str, Any]) -> Failure:
    """Something that had no room, with the number that the system gives to that; one of `FULL`."""
    return attempt.failed(
        Kind.DISK,
        FULL[number],
        f"Something could not be written whole, as {FULL[number]}. What was published before is whole.",
        "Make room, or name another place with --out.",
        **where,
    )


def duration(seconds: float) -> str:
    """A span of time as '30 min', '1 h 30 min', '90 s' or '0.5 s'."""
    if seconds < 120 and seconds % 60:
        return f"{seconds:g} s"
    whole = round(seconds)
    parts = [(whole // 3600, "h"), (whole % 3600 // 60, "min"), (whole % 60, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
