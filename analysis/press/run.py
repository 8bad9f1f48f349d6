"""One run of a report: is it needed, make it, publish it, or keep an account of its failure.

A run holds the lease of its report from before it looks what there is until its page lies at its address. Everything is
written to a folder of its own on the same file system and appears by renaming, so that the last good page is whole at
its address whatever happens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import WorkbookError
from analysis.press.account import FAILED, GOOD, Account
from analysis.press.lease import Busy, Lease, LeaseLost, held
from analysis.press.plan import Plan
from analysis.press.shelf import LEASE, PAGE, Shelf

if TYPE_CHECKING:
    from analysis.press.failures import Failure
    from analysis.press.reports import Report
    from analysis.press.workshop import Workshop

MADE, AGAIN, UNCHANGED = "made", "made again", "unchanged"
UNKEYED = (
    "Its page differs from the page of the same key: the notebook shows something that is neither in the record nor in "
    "its parameters, such as the time of day or a random number without a seed."
)


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `made`, `made again` (forced, and the same byte by byte), `unchanged` or `failed`.

    `account` is that of the page that lies at the report's address now, if any; `failure` tells what broke, and `error`
    is what it was told by. `odd` says what is strange about a page that was published all the same.
    """

    report: str
    kind: str
    page: Path
    seconds: float = 0.0
    account: Account | None = None
    failure: Failure | None = None
    error: BaseException | None = None
    odd: str = ""

    @property
    def verdict(self) -> str:
        """What has changed since the run before, in a sentence; for a failure what broke."""
        if self.failure is not None:
            return self.failure.summary
        return self.account.since[0][1] if self.account and self.account.since else ""

    @property
    def reason(self) -> str:
        """The sentence after the verdict, which says what was changed; '' where there is none."""
        return self.account.since[1][1] if self.account and len(self.account.since) > 1 else ""


@dataclass
class Course:
    """How far a run came: the cell it is in, from 0, and where its notebook lies as far as it was executed."""

    told: Callable[[int], None] = lambda index: None
    start: float = field(default_factory=time.perf_counter)
    cell: int | None = None
    notebook: Path | None = None

    def begin(self, index: int) -> None:
        """Notes that a cell begins."""
        self.cell = index
        self.told(index)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.start


def unchanged(plan: Plan, site: Path) -> Outcome | None:
    """The outcome of a run that need not be made, since its page lies there; `None` where it must be."""
    shelf = Shelf(site, plan.report.name)
    last = shelf.last()
    if last is None or last.key != plan.key(last)[0] or not shelf.page.exists():
        return None
    return Outcome(plan.report.name, UNCHANGED, shelf.page, account=last)


def run(
    plan: Plan,
    site: Path,
    shop: Workshop,
    *,
    force: bool = False,
    wait: float | None = None,
    told: Callable[[int], None] = lambda index: None,
) -> Outcome:
    """Makes a report if it is not there already; whatever goes wrong is in the outcome.

    Waits up to `wait` seconds, for ever with `None`, for another run of the report, and raises `Busy` after that.
    `told` hears of every cell as it begins.
    """
    shelf, course = Shelf(site, plan.report.name), Course(told)
    try:
        with held(shelf.home / LEASE, wait=wait) as lease:
            if not force and (done := unchanged(plan, site)):
                return done
            last = shelf.last()
            key, base = plan.key(last)
            made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            account = Account(plan.report.name, "", key, base, GOOD, made, plan.inputs)
            return _carried_out(plan, shelf, lease, shop, course, account, force=force)
    except Busy:
        raise
    except (WorkbookError, OSError) as error:
        return _failed(error, plan, shelf, shop, course)


def _carried_out(
    plan: Plan, shelf: Shelf, lease: Lease, shop: Workshop, course: Course, account: Account, *, force: bool
) -> Outcome:
    """A run that is needed: found whole and only pointed to, or made."""
    whole = shelf.unpointed(account.key)
    if whole is not None and not force:
        shelf.point(lease, whole)
        return Outcome(plan.report.name, MADE, shelf.page, course.seconds, whole)
    try:
        course.notebook = lease.folder / "executed.ipynb"
        page, account = shop.make(plan, shelf, course, account)
        if whole is not None and (shelf.home / whole.run / PAGE).read_text("utf-8") == page:
            shelf.point(lease, whole)
            return Outcome(plan.report.name, AGAIN, shelf.page, course.seconds, whole)
        put = shelf.put(lease, account, page)
        return Outcome(
            plan.report.name, MADE, shelf.page, course.seconds, put, odd=UNKEYED if whole is not None else ""
        )
    except LeaseLost:
        raise
    except Exception as error:
        outcome = _failed(error, plan, shelf, shop, course)
        _keep(outcome, plan, shelf, lease, course, account)
        return outcome


def _failed(error: Exception, plan: Plan, shelf: Shelf, shop: Workshop, course: Course) -> Outcome:
    """The outcome of a run that ended with an error."""
    from analysis.press.attempt import Attempt
    from analysis.press.changes import Changes
    from analysis.press.changes_words import made_from
    from analysis.press.diagnosis import failure_of

    last = shelf.last()
    tried = Attempt(
        plan.report.name,
        plan.provenance.command,
        plan.report.notebook,
        plan.data,
        injected=bool(plan.provenance.parameters),
        last_good=last.made if last else "",
        changes=tuple(made_from(Changes.between(last, plan.inputs, None, shelf.site))) if last else None,
    )
    failure = failure_of(error, tried, index=course.cell, stopped=shop.stopped)
    return Outcome(plan.report.name, FAILED, shelf.page, course.seconds, last, failure, error)


def unplanned(error: WorkbookError, report: Report, data: Path, site: Path) -> Outcome:
    """The outcome of a report that could not even be planned, as its record or a parameter cannot be read.

    It has no key, so there is nothing to keep under one; the last good page stays.
    """
    from analysis.press.attempt import Attempt
    from analysis.press.diagnosis import failure_of

    shelf = Shelf(site, report.name)
    last = shelf.last()
    command = f"workbook render {report.name}"
    tried = Attempt(report.name, command, report.notebook, data, last_good=last.made if last else "")
    return Outcome(report.name, FAILED, shelf.page, 0.0, last, failure_of(error, tried), error)


def _keep(outcome: Outcome, plan: Plan, shelf: Shelf, lease: Lease, course: Course, account: Account) -> None:
    """Keeps the page and the account of a failure, where the folder still takes them: a full disk may not."""
    from dataclasses import replace

    from analysis.press.failure_page import failure_html

    assert outcome.failure is not None
    seconds = {"all": round(course.seconds, 3)}
    told = replace(account, outcome=FAILED, seconds=seconds, failure=outcome.failure.as_dict())
    with suppress(OSError, LeaseLost):
        shelf.fail(lease, told, failure_html(outcome.failure, plan.provenance.title), course.notebook)
