"""One run of a report: is it needed, make it, publish it, or keep an account of its failure.

A run holds the lease of its report from before it looks what there is until its page lies at its address. Everything is
written to a folder of its own on the same file system and appears by renaming, so that the last good page is whole at
its address whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import ReportError, WorkbookError
from analysis.press.ledger.account import GOOD, Account, now
from analysis.press.ledger.lease import Busy, Lease, LeaseLost, held
from analysis.press.ledger.plan import OF_THE_REPORT, Plan
from analysis.press.ledger.shelf import LEASE, PAGE, Shelf
from analysis.press.making.outcome import AGAIN, MADE, UNCHANGED, Course, Outcome

if TYPE_CHECKING:
    from analysis.press.making.workshop import Workshop

EDITED_BEFORE = (
    "The record or the notebook was edited after this command had read it, so the report was not run. Run the command "
    "again."
)
UNKEYED = (
    "Its page differs from the page of the same key: the notebook shows something that is neither in the record nor in "
    "its parameters, such as the time of day or a random number without a seed."
)
"""What is said of a forced run whose page should have come out the same."""


def unchanged(plan: Plan, site: Path) -> Outcome | None:
    """The outcome of a run that need not be made, since its page lies there; `None` where it must be."""
    shelf = Shelf(site, plan.report.name)
    last = shelf.last()
    if last is None or last.key != plan.key(last, site, published=True)[0] or not shelf.shows(last):
        return None
    return Outcome(plan.report.name, UNCHANGED, shelf.page, account=last)


def tidied(site: Path, report: str) -> bool:
    """Removes what does not belong beside a good page that stays: a failure since, left-overs of somebody killed.

    Whoever is at work is left alone. True where a failure was there, which the site tells of.
    """
    shelf = Shelf(site, report)
    failed = shelf.has_failed()
    if (shelf.home / LEASE).exists() or failed:
        with suppress(ReportError, OSError), held(shelf.home / LEASE, wait=0.0):
            shelf.forgive()
    return failed


def run(
    plan: Plan,
    site: Path,
    shop: Workshop,
    *,
    force: bool = False,
    wait: float | None = None,
    given_up: Callable[[], bool] = lambda: False,
    told: Callable[[int], None] = lambda index: None,
) -> Outcome:
    """Makes a report if it is not there already; whatever goes wrong is in the outcome.

    Waits up to `wait` seconds, for ever with `None`, for another run of the report, and raises `Busy` after that, or
    once `given_up` is true. `told` hears of every cell as it begins.
    """
    shelf, course = Shelf(site, plan.report.name), Course(told)
    try:
        with held(shelf.home / LEASE, wait=wait, given_up=given_up) as lease:
            if not force and (done := unchanged(plan, site)):
                shelf.forgive()
                return done
            last = shelf.last()
            key, base = plan.key(last, site, published=shelf.page.exists())
            account = Account(plan.report.name, "", key, base, GOOD, now(), plan.inputs)
            return _carried_out(plan, shelf, lease, shop, course, account, force=force)
    except Busy:
        raise
    except (WorkbookError, OSError) as error:
        from analysis.press.runs.failing import failed

        return failed(error, plan, shelf, shop.stopped, course)


def _carried_out(
    plan: Plan, shelf: Shelf, lease: Lease, shop: Workshop, course: Course, account: Account, *, force: bool
) -> Outcome:
    """A run that is needed: found whole and only pointed to, or made."""
    whole = shelf.unpointed(account.key)
    try:
        if whole is not None and not force:
            shelf.point(lease, whole)
            return Outcome(plan.report.name, MADE, shelf.page, course.seconds, whole)
        if plan.edited() == OF_THE_REPORT:
            raise ReportError(EDITED_BEFORE)
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
        from analysis.press.runs.failing import failed, keep

        outcome = failed(error, plan, shelf, shop.stopped, course)
        keep(outcome, plan.provenance.title, shelf, lease, account, course.notebook)
        return outcome
