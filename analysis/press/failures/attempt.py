"""What is known of a run before it fails, and what an account of its failure says in any case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.measures.words import day
from analysis.press.failures.blame import Keys
from analysis.press.failures.failure import Failure, Kind
from analysis.press.failures.tracebacks import Cells, without_machine
from analysis.press.orders.notebook import notebook_json

LONGEST_MESSAGE = 2_000
"""Characters of an error's message that an account holds."""


@dataclass(frozen=True)
class Attempt:
    """What is known of a run before it fails.

    `command` runs it again; `injected` tells that it sets parameters, for which papermill adds a cell. `last_good` is
    when the last good run was made, as `run.json` has it, empty where there is none; `changes` what changed since then,
    pairs of an anchor and words, `None` where there is nothing to compare with.
    """

    report: str
    command: str
    notebook: Path | None = None
    data: Path | None = None
    injected: bool = False
    last_good: str = ""
    changes: tuple[tuple[str, str], ...] | None = None

    @cached_property
    def cells(self) -> Cells:
        """The cells as the run went through them; none of a notebook that cannot be read."""
        try:
            return Cells.of(notebook_json(self.notebook), injected=self.injected) if self.notebook else Cells(())
        except ReportError:
            return Cells(())

    @cached_property
    def keys(self) -> Keys:
        """The keys of the record."""
        return Keys.read(self.data)

    @property
    def stays(self) -> str:
        """What a reader still finds."""
        if not self.last_good:
            return "There is no good page yet."
        try:
            return f"The last good page, of {day(datetime.fromisoformat(self.last_good).date())}, stays at its address."
        except ValueError:
            return "The last good page stays at its address."

    def clean(self, words: str) -> str:
        """Words without what tells of the machine, cut where they are too long to help."""
        folders = [self.data, self.notebook and self.notebook.parents[1]]
        told = without_machine(words[: 2 * LONGEST_MESSAGE], [folder.resolve() for folder in folders if folder]).strip()
        if len(told) <= LONGEST_MESSAGE and len(words) <= 2 * LONGEST_MESSAGE:
            return told
        return f"{told[:LONGEST_MESSAGE]} … ({len(words):,} characters)"

    @property
    def notebook_name(self) -> str:
        """The notebook as seen from the workbook."""
        return f"notebooks/{self.notebook.name}" if self.notebook else "the notebook"

    def failed(self, kind: Kind, reason: str, headline: str, remedy: str, **more: Any) -> Failure:
        """The account of the failure."""
        return Failure(
            **{"changes": self.changes, **more},
            report=self.report,
            kind=kind,
            reason=reason,
            headline=headline,
            remedy=remedy,
            command=self.command,
            stays=self.stays,
        )
