"""From an error to the account of a failed run: which kind it is, where it happened, what to do about it."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Sequence
from typing import Any

from analysis.errors import DataError, ParameterError, Problem, RenderError, ReportError
from analysis.measures.words import plural
from analysis.press.failures.attempt import Attempt
from analysis.press.failures.cells import failed_cell, lines_shown, rendered_error, rows_shown, running_cell
from analysis.press.failures.failure import Failure, Kind, shortened
from analysis.press.failures.system import late_run, lost_kernel, lost_parent, refused_by_system, stopped_run
from analysis.press.failures.tracebacks import frames_of_package
from analysis.press.kernels.execute import KernelDiedError, TimeLimitError
from analysis.press.ledger.lease import LeaseLost

CELL_FAILED = "papermill.exceptions.PapermillExecutionError"
CELL_LATE = "nbclient.exceptions.CellTimeoutError"
KERNEL_DIED = "nbclient.exceptions.DeadKernelError"
"""Errors by name: importing their libraries takes longer than all else that is done about a failure."""
SAID_CELL = re.compile(r"\bcode cell (\d+)\b")


def failure_of(
    error: BaseException, attempt: Attempt, *, index: int | None = None, stopped: int | None = None
) -> Failure:
    """The account of a run that ended with an error.

    `index` is the place, from 0, of the cell that was running, papermill's own counted, where the error does not tell;
    `stopped` the number of the signal by which the whole command was told to end, whatever the run then died of.
    """
    place = running_cell(attempt, index)
    if stopped is not None or isinstance(error, KeyboardInterrupt):
        return stopped_run(attempt, stopped or signal.SIGINT, place)
    kinds = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    if CELL_FAILED in kinds:
        return failed_cell(error, attempt)
    if isinstance(error, TimeLimitError) or CELL_LATE in kinds:
        return late_run(getattr(error, "seconds", None), attempt, place)
    if isinstance(error, KernelDiedError) and isinstance(error.__cause__, ReportError):
        return lost_parent(attempt, place)
    if isinstance(error, KernelDiedError) or KERNEL_DIED in kinds:
        return lost_kernel(getattr(error, "status", None), attempt, place)
    for kind, told in TOLD:
        if isinstance(error, kind):
            return told(error, attempt)
    return _internal(error, attempt)


def _record(error: DataError, attempt: Attempt) -> Failure:
    rows = [attempt.keys.row(it.file, it.line, attempt.clean(_wrong(it))) for it in error.problems]
    count = plural(len(rows), "problem")
    return attempt.failed(
        Kind.RECORD,
        f"the record has {count}" + (f": {shortened(str(error.problems[0]), 120)}" if len(rows) == 1 else ""),
        f"The record has {count}, and a page is made only from a record without any.",
        "Correct the rows that are named. `workbook check` lists every problem, and says so when none is left.",
        **rows_shown(rows),
    )


def _wrong(problem: Problem) -> str:
    """What is wrong, without the place."""
    words = str(problem).removeprefix(f"{problem.place}: ")
    return words if problem.column is None else f"{problem.column}: {words}"


def _parameter(error: ParameterError, attempt: Attempt) -> Failure:
    message = attempt.clean(str(error))
    return attempt.failed(
        Kind.PARAMETER,
        message,
        "A parameter of this run cannot be used, so the run did not start.",
        "Correct it in reports/reports.yml or on the command line. `workbook reports` lists the parameters and what "
        "they take.",
        message=message,
    )


def _lease(error: LeaseLost, attempt: Attempt) -> Failure:
    return attempt.failed(
        Kind.LEASE,
        "another run took its place",
        "This run gave no sign of life for so long that another one took its place; it published nothing.",
        "Look first whether the other run has made the page. A computer that slept, or a shared folder that could not "
        "be reached, is the usual cause.",
        message=attempt.clean(str(error)),
    )


def _report(error: ReportError, attempt: Attempt) -> Failure:
    """What a page does not take, which its message says of the report; else a report that cannot be used as it is."""
    if isinstance(error.__cause__, OSError) and (refused := refused_by_system(error.__cause__, attempt, str(error))):
        return refused
    message = attempt.clean(str(error))
    if not message.startswith((f"{attempt.report}, ", f"{attempt.report}: the page ")):
        headline = "The page could not be made."
        return attempt.failed(Kind.REPORT, message, headline, "Do what the message says.", message=message)
    said = SAID_CELL.search(message)
    cell = int(said[1]) if said else None
    reason = message.removeprefix(attempt.report)[2:]
    return attempt.failed(
        Kind.OUTPUT,
        reason.removeprefix(f"code cell {cell} "),
        f"The notebook ran, but a page cannot take {f'what code cell {cell} shows' if cell else 'all that it shows'}.",
        "Change the notebook as the message says.",
        cell=cell,
        lines=lines_shown(attempt.cells.source(cell), ()) if cell else (),
        message=message,
    )


def _system(error: OSError, attempt: Attempt) -> Failure:
    return refused_by_system(error, attempt) or _internal(error, attempt)


def _internal(error: BaseException, attempt: Attempt) -> Failure:
    name, message = type(error).__name__, attempt.clean(str(error))
    return attempt.failed(
        Kind.INTERNAL,
        f"{name}: {message}" if message else name,
        "The workbook itself failed. Neither the notebook nor the record is known to be at fault.",
        "Run it again. If it happens again, send what stands below to whoever keeps the workbook.",
        name=name,
        message=message,
        frames=frames_of_package(error),
    )


TOLD: Sequence[tuple[type[BaseException], Callable[[Any, Attempt], Failure]]] = (
    (RenderError, rendered_error),
    (DataError, _record),
    (ParameterError, _parameter),
    (LeaseLost, _lease),
    (ReportError, _report),
    (OSError, _system),
)
"""How errors of a kind are told, the narrower kind first."""
