"""How a run goes, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import WorkbookError
from analysis.press.ledger.account import Account

if TYPE_CHECKING:
    from analysis.press.failures.failure import Failure

MADE, AGAIN, UNCHANGED = "made", "made again", "unchanged"
"""Kinds of outcome, beside that of a failure, `account.FAILED`."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `made`, `made again` (forced, and the same byte by byte), `unchanged` or `failed`.

    `account` is that of the page that lies at the report's address now, if any; `failure` tells what broke. `error` is
    there where what broke has words of its own for a command that makes one report. It has no traceback: a batch keeps
    its outcomes to the end, and would keep the notebook and the record of every failed run with them. `odd` says what
    is strange about a page that was published all the same.
    """

    report: str
    kind: str
    page: Path
    seconds: float = 0.0
    account: Account | None = None
    failure: Failure | None = None
    error: WorkbookError | None = None
    odd: str = ""

    @property
    def verdict(self) -> str:
        """What has changed since the run before, in a sentence; for a failure where and what broke."""
        if self.failure is not None:
            return self.failure.told
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
