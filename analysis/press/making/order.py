"""A page from plain values: what a run was asked for, and what came of it.

Nothing here knows the site, so that a page can be made wherever the record and the package are: the site is read before
and written after, by whoever holds the lease of the report.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.errors import ReportError
from analysis.press.changes.rows import RecordChange
from analysis.press.changes.since import Since, compared, findings_of, record_change, shown_by
from analysis.press.kernels.execute import TimeLimitError
from analysis.press.ledger.account import Account, Inputs
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.provenance import Provenance
from analysis.press.ledger.shelf import Shelf

if TYPE_CHECKING:
    from analysis.press.kernels.execute import Kernels
    from analysis.press.making.outcome import Course
    from analysis.record.store import Record

EDITED = {
    "record or notebook": "The record or the notebook was edited while the report ran, so the page would be made from "
    "neither the old nor the new. Run it again.",
    "program": "The workbook's own code was edited since this process began, so the page would be made from both the "
    "old and the new. End the process that makes it, and run it again.",
}


@dataclass(frozen=True)
class Order:
    """A page to be made.

    `last` is the last good run of the report, `record` what changed in the record since, and `published` tells that a
    page lies at the report's address.
    """

    provenance: Provenance
    inputs: Inputs
    last: Account | None
    record: RecordChange | None
    published: bool

    @classmethod
    def of(cls, plan: Plan, shelf: Shelf) -> Order:
        """The order of a planned run, with what the site holds of the runs before."""
        last = shelf.last()
        changed = record_change(last.inputs, plan.inputs, shelf.site) if last else None
        return cls(plan.provenance, plan.inputs, last, changed, shelf.page.exists())


@dataclass(frozen=True)
class Made:
    """A page, what it says, and the seconds that its parts took."""

    page: str
    findings: tuple[Mapping[str, str], ...]
    since: Since
    seconds: Mapping[str, float]

    def accepted(self, plan: Plan, account: Account) -> tuple[str, Account]:
        """The page and its account, if it was made from what was planned.

        Raises `ReportError` for a record or a notebook that was edited meanwhile.
        """
        if edited := plan.edited():
            raise ReportError(EDITED[edited])
        return self.page, replace(account, findings=self.findings, since=self.since, seconds=self.seconds)


def make_page(order: Order, record: Record, kernels: Kernels, course: Course) -> Made:
    """Executes the notebook and lays out its page, both within the report's time; `course` follows it.

    Raises what `Kernels.execute` raises, `TimeLimitError` also for a page that was laid out too late, and `ReportError`
    for an output that a page does not take.
    """
    from analysis.press.changes.words import since_html
    from analysis.press.page.export import page_html

    assert course.notebook is not None
    report, start = order.provenance.report, time.perf_counter()
    parameters = order.provenance.parameters
    executed = kernels.execute(report.notebook, parameters, course.notebook, report.timeout, course.begin)
    ran, course.cell = time.perf_counter(), None
    findings = findings_of(executed, report.name)
    shown = shown_by(executed, report.name)
    since = compared(order.last, order.inputs, findings, record=order.record, shown=shown, published=order.published)
    page = page_html(order.provenance, record, executed, since_html(since))
    laid_out = time.perf_counter()
    if laid_out - start > report.timeout:
        raise TimeLimitError(report.timeout)
    seconds = {"notebook": round(ran - start, 3), "page": round(laid_out - ran, 3)}
    return Made(page, findings, since, seconds)
