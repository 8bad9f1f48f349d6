"""A run that failed: its outcome, and what is kept of it beside the last good page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from analysis.errors import ParameterError, ReportError, WorkbookError
from analysis.press.changes.since import Changes
from analysis.press.changes.words import made_from
from analysis.press.failures.attempt import Attempt
from analysis.press.failures.diagnosis import failure_of
from analysis.press.failures.failure import FOLDER, Failure, Kind
from analysis.press.failures.kept import clear
from analysis.press.failures.page import failure_html
from analysis.press.kernels.execute import RunEndedError
from analysis.press.ledger.account import FAILED, Account, now
from analysis.press.ledger.key import key_of
from analysis.press.ledger.lease import Lease, LeaseLost, held
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.shelf import LEASE, PAGE, Shelf
from analysis.press.making.outcome import Course, Outcome
from analysis.press.orders.parameters import checked, declared
from analysis.press.orders.reports import SITE, Report

PATIENCE = 5.0
"""Seconds to wait for another run of the report before the account of a failure is given up: its outcome is told."""


def failed(error: Exception, plan: Plan, shelf: Shelf, stopped: int | None, course: Course) -> Outcome:
    """The outcome of a run that ended with an error; `stopped` is the signal by which all runs were told to end."""
    last = shelf.last()
    tried = Attempt(
        plan.report.name,
        _command(plan.report, plan.data, shelf.site, _given(plan)),
        plan.report.notebook,
        plan.data,
        injected=bool(plan.provenance.parameters),
        last_good=last.made if last else "",
        changes=tuple(made_from(Changes.between(last, plan.inputs, None, shelf.site))) if last else None,
    )
    failure = failure_of(error, tried, index=course.cell, stopped=stopped)
    if course.notebook is not None:
        clear(course.notebook, [plan.data, plan.report.notebook.parents[1].resolve()])
    return Outcome(plan.report.name, FAILED, shelf.page, course.seconds, last, failure, _shown(error))


def unplanned(error: Exception, report: Report, data: Path, site: Path, given: Mapping[str, object]) -> Outcome:
    """The outcome of a report that could not even be planned, as its record or a parameter cannot be used.

    What is kept of it lies under a key that stands for no inputs at all.
    """
    shelf = Shelf(site, report.name)
    last = shelf.last()
    command = _command(report, data, site, given)
    tried = Attempt(report.name, command, report.notebook, data, last_good=last.made if last else "")
    outcome = Outcome(report.name, FAILED, shelf.page, 0.0, last, failure_of(error, tried), _shown(error))
    base = last.key if last else ""
    account = Account(report.name, "", key_of({}, base), base, FAILED, now(), {})
    with suppress(ReportError, OSError), held(shelf.home / LEASE, wait=PATIENCE) as lease:
        keep(outcome, report.title, shelf, lease, account, None)
    return outcome


def untold(error: Exception, plan: Plan, site: Path) -> Outcome:
    """The outcome of a run whose failure could not be told as it should: a fault of the workbook, named as one."""
    shelf = Shelf(site, plan.report.name)
    reason = f"{type(error).__name__}: {error}"
    failure = Failure(
        report=plan.report.name,
        kind=Kind.INTERNAL,
        reason=reason,
        headline="The run ended with an error of the workbook's own.",
        remedy="Run it again. If it happens again, please report it with the line above.",
        command=_command(plan.report, plan.data, site, _given(plan)),
        stays="The last good page stays at its address." if shelf.page.exists() else "There is no good page yet.",
        name=type(error).__name__,
        message=str(error),
    )
    return Outcome(plan.report.name, FAILED, shelf.page, 0.0, shelf.last(), failure)


def _command(report: Report, data: Path, site: Path, given: Mapping[str, object]) -> str:
    """The command that makes a report again with these parameters, without any path."""
    words = [f"-p {name}={shlex.quote(str(value))}" for name, value in given.items()]
    root = report.notebook.parents[1]
    words += [f"--data {FOLDER}"] if data.resolve() != (root / "data").resolve() else []
    words += [f"--out {FOLDER}"] if site.resolve() != (root / SITE).resolve() else []
    return " ".join(["workbook render", report.name, *words])


def _given(plan: Plan) -> Mapping[str, object]:
    """The parameters of a run that differ from what its report sets and its notebook declares; all where none is read.

    Those that tell it from the other reports of its group are among what the report sets.
    """
    values, own = plan.provenance.parameters, plan.report.parameters
    try:
        usual = checked(declared(plan.report.notebook), own, plan.provenance.schema.coverage)
    except (ReportError, ParameterError):
        usual = {name: values[name] for name in plan.report.varied}
    return {name: value for name, value in values.items() if name not in usual or usual[name] != value}


def _shown(error: Exception) -> WorkbookError | None:
    """An error that a command shows as it is, freed of all that it holds; `None` for one that it does not."""
    if not isinstance(error, WorkbookError) or isinstance(error, RunEndedError):
        return None
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def keep(outcome: Outcome, title: str, shelf: Shelf, lease: Lease, account: Account, notebook: Path | None) -> None:
    """Keeps the page and the account of a failure, where the folder still takes them: a full disk may not."""
    assert outcome.failure is not None
    seconds = {"all": round(outcome.seconds, 3)}
    told = replace(account, outcome=FAILED, seconds=seconds, failure=outcome.failure.as_dict())
    good = PAGE if shelf.page.exists() else ""
    inner, outer = (failure_html(outcome.failure, title, good and f"{way}{good}", account.made) for way in ("../", ""))
    with suppress(OSError, LeaseLost):
        shelf.fail(lease, told, inner, outer, notebook)
