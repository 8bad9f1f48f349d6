"""The runs that a report has left, and which of them a reader means."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import ParameterError, ReportError, listed
from analysis.press.ledger.account import FAILED, Account
from analysis.press.ledger.shelf import Shelf

SHOWN_KEY = 12
SHOWN_RUNS = 5
"""Runs that a message names."""


@dataclass(frozen=True)
class History:
    """The runs of one report that left an account, the oldest first, and the last good one of them."""

    report: str
    runs: Sequence[Account]
    last_good: Account | None

    @classmethod
    def of(cls, site: Path, report: str) -> History:
        """Reads the accounts in a report's folder. Raises `ReportError` where there is none."""
        home = site / report
        if Path(report).name != report or not home.is_dir():
            raise ReportError(f"{report!r} has no runs in {site.name}.{_hint(site, report)}")
        shelf = Shelf(site, report)
        runs = shelf.runs()
        if not runs:
            raise ReportError(f"{report!r} has no runs yet that left an account: `workbook render {report}` makes one.")
        return cls(report, runs, shelf.last())

    def two(self, words: Sequence[str]) -> tuple[Account, Account]:
        """The two runs that are named, or else the last good one and the one that it was compared with.

        Raises `ParameterError` for words that name no run or more than one, `ReportError` where there are not two.
        """
        if words:
            first, second = (self.named(word) for word in words)
            return first, second
        if self.last_good is None:
            raise ReportError(
                f"{self.report!r} has no good run yet. Name two runs to compare what they were made from. "
                f"It has {self._names}."
            )
        if not self.last_good.base:
            raise ReportError(
                f"{self.report!r} has one good run, and none before it to compare with. After the next one that is "
                "made from something else, this says what changed."
            )
        now = self._of_key(self.last_good.key) or self.last_good
        before = self._of_key(self.last_good.base.partition(" ")[0])
        if before is None:
            raise ReportError(
                f"The run that the last one of {self.report!r} was compared with is no longer there (its key begins "
                f"{self.last_good.base[:SHOWN_KEY]}). The page still says what changed then. Name two runs; there are "
                f"{self._names}."
            )
        return before, now

    def named(self, word: str) -> Account:
        """The run whose folder or key begins with that word; of several runs of one key the last."""
        found = [run for run in self.runs if word and (run.run.startswith(word) or run.key.startswith(word))]
        if not found:
            raise ParameterError(f"{self.report!r} has no run {word!r}. It has {self._names}.")
        if exact := [run for run in found if run.run == word]:
            return exact[0]
        if len({run.key for run in found}) > 1 or not all(run.key for run in found[1:]):
            names = listed([run.run for run in found][:SHOWN_RUNS], "and")
            raise ParameterError(f"{word!r} begins more than one run of {self.report!r}: {names}. Name more of it.")
        return found[-1]

    def _of_key(self, key: str) -> Account | None:
        """The last good run of that key."""
        found = [run for run in self.runs if run.key == key and run.outcome != FAILED]
        return found[-1] if found else None

    @property
    def _names(self) -> str:
        names = [run.run for run in reversed(self.runs)]
        more = f" and {len(names) - SHOWN_RUNS:,} older" if len(names) > SHOWN_RUNS else ""
        return f"{', '.join(names[:SHOWN_RUNS])}{more} (`workbook changes {self.report} --list` shows all)"


def line_of(run: Account) -> Mapping[str, str]:
    """What a list of runs says of one: folder, key, when it was made, how it ended, and its verdict."""
    said = str(run.failure.get("reason", "")) if run.outcome == FAILED else run.since[0][1] if run.since else ""
    return {"run": run.run, "key": run.key, "made": run.made, "outcome": run.outcome, "verdict": said}


def _hint(site: Path, report: str) -> str:
    """What to do about a report without runs: another name that resembles it, or a command."""
    names = [path.name for path in site.glob("[!.]*") if path.is_dir()]
    if near := difflib.get_close_matches(report, names, n=1):
        return f" Did you mean {near[0]!r}?"
    return f" Reports with runs: {listed(sorted(names), 'and')}." if names else " Render it first, or name --out."
