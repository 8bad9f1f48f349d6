"""One round to all recipients: what is owed is sent, what does not arrive is kept and tried again later."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from analysis.measures.words import plural
from analysis.press.telling.book import Book
from analysis.press.telling.letters import Letter
from analysis.press.telling.recipients import addresses

LONGEST = 120.0
"""Seconds after which a round ends: what is left is for the next batch."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
"""The least time between two attempts at first; it doubles with each, up to the second of these."""
MOST_TRIES = 30


@dataclass
class Round:
    """Sends what books owe. `write` notes each step of it; `clock` gives the time of day as accounts have it.

    An address at which one message failed is left alone for the rest of the round: a server that is down costs one
    attempt and not one for each report.
    """

    site: Path
    say: Callable[[str], None]
    clock: Callable[[], str]
    write: Callable[[Book], None]
    down: dict[str, dict[int, str]] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def go(self, books: Sequence[Book]) -> None:
        """Sends what is due, in the order of the books, and says what came of it."""
        end = time.monotonic() + LONGEST
        for book in books:
            for variable, known in book.known.items():
                for letter in known.owed:
                    if not addresses(variable):
                        continue  # whoever knows the address sends it
                    if self.clock() < letter.after or time.monotonic() > end:
                        self.kept[variable] += 1
                    else:
                        self._send(book, variable, letter)
        self._tell()

    def _send(self, book: Book, variable: str, letter: Letter) -> None:
        from analysis.press.telling.delivery import deliver  # an unchanged batch needs no library for it

        page = self.site / book.report / letter.page if letter.page else None
        down = self.down.setdefault(variable, {})
        attempt = deliver(letter, addresses(variable), page, tuple(down))
        down |= attempt.troubles
        at = self.clock()
        tried = letter.tried(attempt.done, attempt.of, later(at, letter.tries + 1))
        known = book.known[variable]
        if len(attempt.done) == attempt.of:
            self.sent[variable] += 1
            book.known[variable] = known.without(tried, at, "sent")
        elif tried.tries >= MOST_TRIES:
            self.lost[variable] += 1
            book.known[variable] = known.without(tried, at, "given up")
        else:
            self.kept[variable] += 1
            book.known[variable] = known.with_(tried)
        self.write(book)

    def _tell(self) -> None:
        for variable, number in self.sent.items():
            self.say(f"{plural(number, 'message')} sent to {variable}.")
        for variable, number in self.kept.items():
            troubles = self.down.get(variable, {})
            of = len(troubles) > 1 or max(troubles, default=0) > 0
            why = "; ".join(f"address {place + 1} {what}" if of else f"it {what}" for place, what in troubles.items())
            are = "is" if number == 1 else "are"
            self.say(
                f"{plural(number, 'message')} to {variable} {are} still to be sent{f': {why}' if why else ''}. "
                "A later batch tries again."
            )
        for variable, number in self.lost.items():
            self.say(f"{plural(number, 'message')} to {variable} given up after {MOST_TRIES} attempts.")


def later(at: str, tries: int) -> str:
    """The time before which nothing is tried again, after that many attempts of which the last was then."""
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
    return f"{datetime.fromisoformat(at) + pause:%Y-%m-%dT%H:%M:%SZ}"
