"""What recipients know of a report, what they are owed and what they were sent: `OUT/.telling/<report>.json`.

Recipients are named by the variables that hold their addresses; an address is never in it. A file beside it of the name
`<report>.owed` says that something in it is owed, so that a batch finds that without opening the others. Only the
holder of the lease in that folder writes there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.press.ledger.lease import Lease
from analysis.press.telling.letters import Letter

FOLDER = ".telling"
LEASE = ".lease"
OWED = ".owed"
MOST_SENT, MOST_OWED = 20, 20
"""Messages of one report to one recipient that are remembered, and that are kept to be sent; the oldest go first."""


@dataclass(frozen=True)
class Known:
    """What one recipient knows of a report: the key of the good run he was told of last, and since when it fails.

    `failing` says how, in a few words that stay the same while nothing else breaks; '' where it does not.
    """

    good: str
    failing: str = ""
    since: str = ""
    owed: tuple[Letter, ...] = ()
    sent: tuple[Mapping[str, str], ...] = ()

    def owing(self, letter: Letter) -> Known:
        """The same with one message more to be sent; one of the same key is owed or sent only once."""
        if letter.key in {other.key for other in self.owed} | {sent["key"] for sent in self.sent}:
            return self
        return replace(self, owed=(*self.owed, letter)[-MOST_OWED:])

    def without(self, letter: Letter, at: str, how: str) -> Known:
        """The same once a message is sent, or given up."""
        sent = {"key": letter.key, "event": letter.event, "at": at, "how": how, "tries": str(letter.tries)}
        owed = tuple(other for other in self.owed if other.key != letter.key)
        return replace(self, owed=owed, sent=(*self.sent, sent)[-MOST_SENT:])

    def with_(self, letter: Letter) -> Known:
        """The same with a message in another state."""
        return replace(self, owed=tuple(letter if other.key == letter.key else other for other in self.owed))


@dataclass
class Book:
    """The file of one report."""

    site: Path
    report: str
    known: dict[str, Known] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.site / FOLDER / f"{self.report}.json"

    @classmethod
    def read(cls, site: Path, report: str) -> Book:
        """The file as it lies there; empty where there is none, or one that is not whole."""
        book = cls(site, report)
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raw = json.loads(book.path.read_text(encoding="utf-8"))
            book.known = {str(variable): _known(one) for variable, one in raw.items()}
        return book

    @property
    def owes(self) -> bool:
        """Whether something is still to be sent."""
        return any(known.owed for known in self.known.values())

    def write(self, lease: Lease) -> None:
        """Puts the file in its place in one step. Raises `OSError` and `LeaseLost`."""
        marker = self.path.with_suffix(OWED)
        if self.owes:
            marker.touch()
        making = lease.folder / self.path.name
        raw = {variable: _raw(known) for variable, known in self.known.items()}
        with making.open("w", encoding="utf-8", newline="\n") as stream:
            json.dump(raw, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        lease.publish(making, self.path)
        if not self.owes:
            marker.unlink(missing_ok=True)


def owing(site: Path) -> list[str]:
    """The reports of which something is still to be sent, whether or not they are made any more."""
    try:
        names = os.listdir(site / FOLDER)
    except OSError:
        return []
    return sorted(name.removesuffix(OWED) for name in names if name.endswith(OWED))


def _raw(known: Known) -> dict[str, Any]:
    return {
        "good": known.good,
        "failing": known.failing,
        "since": known.since,
        "owed": [letter.as_dict() for letter in known.owed],
        "sent": list(known.sent),
    }


def _known(raw: Mapping[str, Any]) -> Known:
    texts = {name: raw[name] for name in ("good", "failing", "since")}
    if not all(isinstance(value, str) for value in texts.values()):
        raise TypeError
    return Known(
        **texts,
        owed=tuple(Letter.from_dict(letter) for letter in raw["owed"]),
        sent=tuple({str(name): str(value) for name, value in sent.items()} for sent in raw["sent"]),
    )
