"""What a recipient is to be told: what he knows of a report, held against how its last run ended.

It follows from the two alone. So whatever was missed, as somebody was killed, is told by the next batch, and what two
batches see is told by one of them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from analysis.measures.words import day
from analysis.press.changes.words import STILL
from analysis.press.failures.failure import Failure, Kind
from analysis.press.ledger.account import Account
from analysis.press.ledger.shelf import FAILED_PAGE, PAGE
from analysis.press.making.outcome import Outcome
from analysis.press.orders.notify import CHANGE, FAILURE, RECOVERY, Notify
from analysis.press.telling.book import Known
from analysis.press.telling.letters import Letter, cut, key_of, subject_of

SHOWN_ROWS = 5
HEAD = 64_000
"""Characters at the beginning of a page among which its description stands."""
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')


@dataclass(frozen=True)
class Case:
    """How a run ended, for one recipient: `address` is where the site is served, '' where that is not known."""

    outcome: Outcome
    title: str
    notify: Notify
    variable: str
    at: str
    address: str = ""

    def after(self, known: Known) -> Known:
        """What the recipient knows after this, with what he is owed."""
        if self.outcome.failure is not None:
            return self._failed(known, self.outcome.failure)
        good = self.outcome.account
        if good is None:
            return known
        told = replace(known, good=good.key, failing="", since="")
        if known.failing and RECOVERY in self.notify.on:
            return told.owing(self._recovery(known, good))
        material = self.outcome.verdict != STILL or self.notify.unchanged
        if good.key != known.good and material and CHANGE in self.notify.on:
            return told.owing(self._change(good))
        return told

    def _failed(self, known: Known, failure: Failure) -> Known:
        how = f"{failure.kind.value}, {failure.cell}, {failure.name}"
        if failure.kind is Kind.STOPPED or how == known.failing:  # stopped by somebody, who knows it
            return known
        since = known.since or self.at
        told = replace(known, failing=how, since=since)
        return told.owing(self._failure(failure, since)) if FAILURE in self.notify.on else told

    def _change(self, good: Account) -> Letter:
        return self._good(CHANGE, key_of(good.report, good.key, CHANGE, self.variable), f": {self.outcome.verdict}", ())

    def _recovery(self, known: Known, good: Account) -> Letter:
        key = key_of(good.report, good.key, RECOVERY, self.variable, known.since)
        words = [f"It is good again. It had failed since {moment(known.since)}."]
        if good.key == known.good:
            words.append("Its page is the one from before that: nothing of what it is made from is different now.")
            return self._good(RECOVERY, key, ": good again, with the page from before", tuple(words))
        return self._good(RECOVERY, key, f": good again. {self.outcome.verdict}", tuple(words))

    def _good(self, event: str, key: str, verdict: str, words: tuple[str, ...]) -> Letter:
        account = self.outcome.account
        assert account is not None
        opening = standfirst_of(self.outcome.page)
        since = tuple(words for _, words in account.since[1:])
        attach = self.notify.attach if self.notify.attach is not None else not self.address
        return Letter(
            key=key,
            event=event,
            made=self.at,
            subject=subject_of(self.title, verdict),
            words=(*words, opening if opening and opening != self.title else self.outcome.verdict),
            heading="Since the last report:",
            items=cut(since),
            link=self._link(PAGE),
            page=f"{account.run}/{PAGE}" if attach else "",
        )

    def _failure(self, failure: Failure, since: str) -> Letter:
        rows = [f"{row.place}: {row.words}" for row in failure.rows[:SHOWN_ROWS]]
        if left := len(failure.rows) + failure.unlisted - len(rows):
            rows.append(f"And {left:,} more.")
        last = self.outcome.account.key if self.outcome.account else ""
        said = f"{failure.name}: {failure.message}" if failure.name else failure.message
        again = f"To make it again: {failure.command}"
        return Letter(
            key=key_of(
                failure.report, last, FAILURE, self.variable, since, failure.kind, str(failure.cell), failure.name
            ),
            event=FAILURE,
            made=self.at,
            subject=subject_of(self.title, f": failed{':' if failure.cell is None else ''} {failure.told}"),
            words=tuple(words for words in (failure.headline, said, failure.stays, failure.remedy, again) if words),
            heading="Rows of the record that it has to do with:",
            items=tuple(rows),
            link=self._link(FAILED_PAGE),
        )

    def _link(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{self.outcome.report}/{name}" if self.address else ""


def standfirst_of(page: Path) -> str:
    """What a page opens with, in plain words: its strongest finding and how far that holds; '' where it has none."""
    try:
        with page.open(encoding="utf-8") as stream:
            found = DESCRIPTION.search(stream.read(HEAD))
    except (OSError, ValueError):
        return ""
    return html.unescape(found[1]).strip() if found else ""


def moment(at: str) -> str:
    """A time of day as accounts have it, in words."""
    time = datetime.fromisoformat(at)
    return f"{day(time.date())}, {time:%H:%M} UTC"
