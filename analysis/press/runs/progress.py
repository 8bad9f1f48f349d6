"""What a batch says while it runs: one line that changes on a terminal, a line for each report elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO

from analysis.measures.words import plural
from analysis.press.ledger.account import FAILED
from analysis.press.making.outcome import UNCHANGED, Outcome

SHOWN_LONG = 60.0


@dataclass
class Progress:
    """Hears of a batch and tells a stream. `total` is the number of its reports, `jobs` of those side by side.

    `quiet` leaves out the lines of reports that were made: the command that makes one report has its own answer.
    `folders` are those that the command was given by its options, to be named where it says how to run a report again.
    A stream that takes nothing any more, as its disk is full or its reader gone, stops no run.
    """

    stream: TextIO
    total: int
    jobs: int
    quiet: bool = False
    folders: Mapping[str, object] = field(default_factory=dict)
    done: list[Outcome] = field(default_factory=list)
    cells: dict[str, int] = field(default_factory=dict)
    start: float = field(default_factory=time.monotonic)
    shown: int = 0

    def told(self, word: str, report: str, more: object) -> None:
        """What `Batch.told` is called with."""
        if word == "cell" and isinstance(more, int):
            self.cells[report] = more + 1
        elif word == "jobs" and isinstance(more, int):
            self.jobs = more
        elif word == "waiting":
            self._say(f"{report}: another run of it is under way; waiting for that.")
        elif word == "said":
            self._say(str(more))
        elif isinstance(more, Outcome):
            self.cells.pop(report, None)
            self.done.append(more)
            if not self.quiet or more.kind == UNCHANGED or more.odd:
                self._say(line_of(more))
                if more.failure is not None:
                    self._say(f"  To make it again: {more.failure.command_with(self.folders)}")
        if self.stream.isatty():
            self._draw()

    def close(self) -> None:
        """Takes the changing line away."""
        if self.shown:
            self._write(f"\r{' ' * self.shown}\r")
            self.shown = 0

    def _say(self, words: str) -> None:
        self.close()
        self._write(f"{words}\n")

    def _write(self, words: str) -> None:
        with suppress(OSError):
            self.stream.write(words)
            self.stream.flush()

    def _draw(self) -> None:
        failed = sum(outcome.kind == FAILED for outcome in self.done)
        parts = [f"{len(self.done)} of {self.total}"] if self.total > 1 else []
        parts += [f"{failed} failed"] if failed else []
        parts += [f"{name} in cell {cell}" for name, cell in self.cells.items()]
        parts += [f"about {span(left)} left"] if (left := self._left()) else []
        import shutil  # only a terminal needs it, and it loads four libraries for archives

        words = ", ".join(parts)[: shutil.get_terminal_size().columns - 1]
        self._write(f"\r{words}{' ' * max(self.shown - len(words), 0)}")
        self.shown = len(words)

    def _left(self) -> float:
        """Seconds that the rest will take if it is like what was made; 0 while nothing was."""
        made = sorted(outcome.seconds for outcome in self.done if outcome.kind != UNCHANGED)
        left = self.total - len(self.done)
        return made[len(made) // 2] * left / max(self.jobs, 1) if made and left > 0 else 0.0


def line_of(outcome: Outcome) -> str:
    """One outcome in a line."""
    if outcome.failure is not None:
        return outcome.failure.summary
    if outcome.kind == UNCHANGED:
        return f"{outcome.report}: unchanged, so its page stays as it is."
    said = [
        f"{outcome.report}: {outcome.kind} in {span(outcome.seconds)}.",
        outcome.verdict,
        outcome.reason,
        outcome.odd,
    ]
    return " ".join(filter(None, said))


def table_of(outcomes: Sequence[Outcome], total: int) -> str:
    """The outcomes as a table for the end, failures last, and a line that counts them and what never began.

    What broke in the only report that was asked for stands above the table already.
    """
    words = [o.verdict if total > 1 or o.failure is None else "" for o in _failures_last(outcomes)]
    rows = [
        (o.report, o.kind, span(o.seconds) if o.seconds else "", said)
        for o, said in zip(_failures_last(outcomes), words, strict=True)
    ]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)][:3] if rows else []
    lines = ["  ".join([*(cell.ljust(w) for cell, w in zip(row, wide, strict=False)), row[3]]).rstrip() for row in rows]
    kinds = dict.fromkeys(outcome.kind for outcome in _failures_last(outcomes))
    counts = [f"{sum(o.kind == kind for o in outcomes)} {kind}" for kind in kinds]
    counts += [f"{total - len(outcomes)} not begun"] if total > len(outcomes) else []
    return "\n".join([*lines, f"{plural(total, 'report')}: {', '.join(counts) or 'none'}."])


def span(seconds: float) -> str:
    """A span of time for somebody who waits: '2.1 s', '3 min 20 s'."""
    if seconds < SHOWN_LONG:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _failures_last(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: outcome.kind == FAILED)
