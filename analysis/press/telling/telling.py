"""The telling of one batch: at its end, every recipient is told once what he does not know yet.

What is to be told follows from what recipients know and from how the runs ended. It is written down before it is sent
and after, so that it is sent once, and again by the next batch where somebody was killed in between or nobody could be
reached. Nothing that goes wrong here is a failure of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from analysis.errors import ReportError, listed
from analysis.press.ledger.account import now
from analysis.press.ledger.lease import Busy, Lease, LeaseLost, held
from analysis.press.ledger.shelf import Shelf
from analysis.press.making.outcome import MADE, UNCHANGED, Outcome
from analysis.press.orders.reports import Report
from analysis.press.telling.book import FOLDER, LEASE, Book, Known, owing
from analysis.press.telling.recipients import addresses, missing, notify_of
from analysis.press.telling.round import Round

PATIENCE = 120.0
"""Seconds to wait for another batch that is telling somebody."""
SHOWN_NAMES = 5

Say = Callable[[str], None]


class Telling:
    """Hears how the runs of a batch ended, and tells whoever wants to know; `say` takes a line about what came of that.

    `clock` is the time of day as accounts have it; `address` is where the site is served, '' where that is not known.
    """

    def __init__(
        self, reports: Sequence[Report], site: Path, say: Say, clock: Callable[[], str] | None = None, address: str = ""
    ) -> None:
        self.reports = {report.name: report for report in reports}
        self.site, self.say, self.clock, self.address = site, say, clock or now, address
        self.books: dict[str, Book] = {}
        self.outcomes: dict[str, Outcome] = {}

    def begin(self) -> None:
        """Notes what lies there for whoever is told of a report for the first time: he is told of what comes after."""
        self._guarded(self._begin)

    def _begin(self) -> None:
        new = []
        for name in self.reports:
            book = self.books[name] = Book.read(self.site, name)
            if any(variable not in book.known for variable in self._variables(name)):
                new.append(name)
        if new:
            self._noting(lambda lease: self._open(new, lease))

    def note(self, outcome: Outcome) -> None:
        """Hears how a run ended."""
        self.outcomes[outcome.report] = outcome

    def finish(self) -> None:
        """Tells what is to be told, and says what could not be. Raises nothing but what stops a command."""
        self._guarded(self._finish)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # its words may hold what must not be shown
            self.say(f"Nobody could be told of this batch ({type(error).__name__}). The next one tries again.")

    def _finish(self) -> None:
        names = [name for name, outcome in self.outcomes.items() if self._news(self.books[name], outcome)]
        names += [name for name in owing(self.site) if name not in names]
        self._say_missing()
        if names:
            self._noting(lambda lease: self._tell(names, lease))

    def _noting(self, act: Callable[[Lease | None], object]) -> None:
        """Acts as the only one who writes there; where nobody can write, as on a full disk, without a note of it."""
        with ExitStack() as stack:
            lease = None
            try:
                lease = stack.enter_context(held(self.site / FOLDER / LEASE, wait=PATIENCE))
            except Busy:
                self.say("Another batch is telling people just now. What it does not tell, the next one tells.")
                return
            except (ReportError, OSError):
                pass
            act(lease)

    def _open(self, names: Sequence[str], lease: Lease | None) -> None:
        """Begins the books of reports for those who are new in them."""
        for name in names:
            book = self.books[name] = Book.read(self.site, name)
            last = Shelf(self.site, name).last()
            for variable in self._variables(name):
                book.known.setdefault(variable, Known(last.key if last else ""))
            self._write(book, lease)

    def _variables(self, name: str) -> list[str]:
        """Those that are told of a report and whose address is known here."""
        notify = notify_of(self.reports[name])
        return [variable for variable in notify.to if addresses(variable)] if notify.on else []

    def _news(self, book: Book, outcome: Outcome) -> bool:
        """Whether anybody knows less than he should."""
        return any(
            self._after(book, variable, outcome) != book.known.get(variable)
            for variable in self._variables(book.report)
        )

    def _after(self, book: Book, variable: str, outcome: Outcome) -> Known:
        known = book.known.get(variable)
        if known is None:  # no book could be begun
            known = Known("" if outcome.kind == MADE or outcome.account is None else outcome.account.key)
        if outcome.failure is None and not known.failing and outcome.account and outcome.account.key == known.good:
            return known  # as nearly always, and nothing more is imported for it
        from analysis.press.telling.events import Case

        report = self.reports[book.report]
        title = outcome.account.inputs.get("report", {}).get("title", "") if outcome.account else ""
        case = Case(outcome, title or report.title, notify_of(report), variable, self.clock(), self.address)
        return case.after(known)

    def _tell(self, names: Sequence[str], lease: Lease | None) -> None:
        """Writes down what is to be told, tells it, and writes that down."""
        books = []
        for name in names:
            book = Book.read(self.site, name) if lease else self.books.get(name, Book(self.site, name))
            if name in self.outcomes:
                for variable in self._variables(name):
                    book.known[variable] = self._after(book, variable, self.outcomes[name])
                self._write(book, lease)
            books.append(book)
        Round(self.site, self.say, self.clock, lambda book: self._write(book, lease)).go(books)

    def _write(self, book: Book, lease: Lease | None) -> None:
        if lease is not None:
            with suppress(OSError, LeaseLost):  # then it is told without a note of it, and again by the next batch
                book.write(lease)

    def _say_missing(self) -> None:
        """Says which variables are not set that a report names of which there is something to tell."""
        news = {name: self.reports[name] for name, outcome in self.outcomes.items() if outcome.kind != UNCHANGED}
        for variable, names in missing(news).items():
            self.say(f"{variable} is not set, so nobody was told of {listed(names[:SHOWN_NAMES], 'and')}.")
