"""Where pages are made: on this machine, from the record and the kernels that the runs of a batch share."""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Self

from analysis.errors import DataError, ReportError, WorkbookError
from analysis.press.kernels.execute import Kernels, import_papermill
from analysis.press.ledger.account import Account
from analysis.press.ledger.plan import Plan
from analysis.press.ledger.shelf import Shelf
from analysis.press.making.order import Made, Order, make_page

if TYPE_CHECKING:
    from analysis.press.making.outcome import Course
    from analysis.record.store import Record


class Workshop(ABC):
    """Makes pages from one record. A context: on leaving it none is being made.

    `stopped` is the signal that told all runs to end; `lost` says why no further run can be made, for a reason that
    lies in none of them.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.stopped: int | None = None
        self.lost: WorkbookError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def places(self) -> int:
        """How many runs it is worth having under way at once, once it is open; 0 for as many as this machine takes."""
        return 0

    @abstractmethod
    def open(self) -> None:
        """Does once what every run needs. Raises `WorkbookError` where no run can be made at all."""

    @abstractmethod
    def close(self) -> None:
        """Ends every run under way."""

    @abstractmethod
    def made(self, order: Order, course: Course) -> Made:
        """Makes a page. Raises whatever keeps it from being made."""

    def stop(self, number: int = signal.SIGINT) -> None:
        """Ends every run under way, because this signal was sent."""
        self.stopped = number
        self.close()

    def make(self, plan: Plan, shelf: Shelf, course: Course, account: Account) -> tuple[str, Account]:
        """The page of a run, and its account with what it says and where the time went.

        Raises `DataError` for a record that cannot be read, what `Kernels.execute` raises, and `ReportError` for an
        output that a page does not take, and for a record or a notebook that was edited meanwhile.
        """
        return self.made(Order.of(plan, shelf), course).accepted(plan, account)


class LocalWorkshop(Workshop):
    """A workshop on this machine. `trouble` is what keeps the record from being read, and so every run."""

    def __init__(self, data: Path) -> None:
        self.kernels = Kernels(data)  # first, since they warm up while this process reads on
        super().__init__(data)
        self.record: Record | None = None
        self.trouble: DataError | None = None

    def open(self) -> None:
        """Reads the record and the libraries, beside the kernels' own process and not in the time of the first run."""
        from analysis.press.verify import verified

        try:
            self.record = verified(self.data)
        except DataError as error:
            self.trouble = error
            return
        import_papermill()
        import analysis.press.page.export  # noqa: F401

    def close(self) -> None:
        """Ends every kernel."""
        self.kernels.close()

    def made(self, order: Order, course: Course) -> Made:
        """Makes a page in a kernel of this machine."""
        if self.trouble is not None or self.record is None:
            raise self.trouble or ReportError("The record was not read.")
        return make_page(order, self.record, self.kernels, course)
