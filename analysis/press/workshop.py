"""Where pages are made: the record and the kernels that the runs of a batch share."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import DataError, ReportError
from analysis.press.account import Account
from analysis.press.changes import compared, findings_of, shown_by
from analysis.press.execute import Kernels, import_papermill
from analysis.press.plan import Plan
from analysis.press.shelf import Shelf

if TYPE_CHECKING:
    from analysis.press.run import Course
    from analysis.record.store import Record


class Workshop:
    """Makes pages from one record. A context: on leaving it no kernel is left.

    `trouble` is what keeps the record from being read, and so every run from being made; `stopped` the signal that told
    all runs to end.
    """

    def __init__(self, data: Path) -> None:
        self.kernels = Kernels(data)  # first, since they warm up while this process reads on
        self.data = data
        self.record: Record | None = None
        self.trouble: DataError | None = None
        self.stopped: int | None = None

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *error: object) -> None:
        self.kernels.close()

    def open(self) -> None:
        """Reads the record and the libraries, beside the kernels' own process and not in the time of the first run."""
        from analysis.press.verify import verified

        try:
            self.record = verified(self.data)
        except DataError as error:
            self.trouble = error
            return
        import_papermill()
        import analysis.press.export  # noqa: F401

    def stop(self, number: int = signal.SIGINT) -> None:
        """Ends every run under way, because this signal was sent."""
        self.stopped = number
        self.kernels.close()

    def make(self, plan: Plan, shelf: Shelf, course: Course, account: Account) -> tuple[str, Account]:
        """The page of a run, and its account with what it says and where the time went.

        Raises `DataError` for a record that cannot be read, what `Kernels.execute` raises, and `ReportError` for an
        output that a page does not take, and for a record or a notebook that was edited meanwhile.
        """
        from analysis.press.changes_words import since_html
        from analysis.press.export import page_html

        if self.trouble is not None or self.record is None:
            raise self.trouble or ReportError("The record was not read.")
        assert course.notebook is not None
        start = time.perf_counter()
        parameters, limit = plan.provenance.parameters, plan.report.timeout
        executed = self.kernels.execute(plan.report.notebook, parameters, course.notebook, limit, course.begin)
        ran, course.cell = time.perf_counter(), None
        findings = findings_of(executed)
        published = shelf.page.exists()
        since = compared(
            shelf.last(), plan.inputs, findings, site=shelf.site, shown=shown_by(executed), published=published
        )
        page = page_html(plan.provenance, self.record, executed, since_html(since))
        if not plan.stands():
            raise ReportError(
                f"{plan.report.name}: the record or the notebook was edited while the report ran, so the page would be "
                "made from neither the old nor the new. Run it again."
            )
        seconds = {"notebook": round(ran - start, 3), "page": round(time.perf_counter() - ran, 3)}
        return page, replace(account, findings=findings, since=since, seconds=seconds)
