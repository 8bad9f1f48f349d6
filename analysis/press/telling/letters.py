"""A message about a report: its subject, what it says as plain text and as simple HTML, and the key that is its own.

The key is the same however often a message is sent: whoever receives it twice, as somebody was killed between sending
it and noting that, knows it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from analysis.markup import isolated, outward, plain
from analysis.press.orders.notify import CHANGE, RECOVERY

KEY_DIGITS = 32
MOST_ITEMS = 20
LONGEST_SUBJECT = 200
HEADER = "X-Idempotency-Key"


@dataclass(frozen=True)
class Letter:
    """A message, and how far its sending came.

    `words` are paragraphs, `items` a list below them with `heading` above it. `link` is the address of the page, `page`
    its file as seen from the report's folder where it is to be attached, each '' for none. `tries` counts attempts,
    `after` is the time before which there is none. `done` has the places of the addresses, among `of`, that have it.
    """

    key: str
    event: str
    made: str
    subject: str
    words: tuple[str, ...]
    heading: str = ""
    items: tuple[str, ...] = ()
    link: str = ""
    page: str = ""
    tries: int = 0
    after: str = ""
    done: tuple[int, ...] = ()
    of: int = 0

    def text(self) -> str:
        """What it says as plain text."""
        blocks = [*self.words]
        if self.items:
            blocks.append("\n".join([self.heading, *(f"- {item}" for item in self.items)]))
        return "\n\n".join([*blocks, *self._ends(self.link)]) + "\n"

    def html(self) -> str:
        """The same as HTML without any style."""
        blocks = [f"<p>{isolated(words)}</p>" for words in self.words]
        if self.items:
            listed = "".join(f"<li>{isolated(item)}</li>" for item in self.items)
            blocks.append(f"<p>{isolated(self.heading)}</p><ul>{listed}</ul>")
        return "\n".join([*blocks, *(f"<p>{words}</p>" for words in self._ends(outward(self.link, self.link)))])

    def _ends(self, link: str) -> Iterator[str]:
        if self.link:
            yield f"The page: {link}"
        if self.page:
            yield "The page is attached."

    def as_dict(self) -> dict[str, Any]:
        """What is kept of it until everybody has it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Letter:
        """What `as_dict` gave. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        texts = {name: raw[name] for name in ("key", "event", "made", "subject", "heading", "link", "page", "after")}
        if not all(isinstance(value, str) for value in texts.values()):
            raise TypeError
        words, items = (tuple(map(str, raw[name])) for name in ("words", "items"))
        return cls(
            **texts,
            words=words,
            items=items,
            tries=int(raw["tries"]),
            done=tuple(map(int, raw["done"])),
            of=int(raw["of"]),
        )

    def tried(self, done: tuple[int, ...], of: int, after: str) -> Letter:
        """The same after one more attempt, of which `done` tells who has it."""
        return replace(self, tries=self.tries + 1, done=done, of=of, after=after)


def key_of(*parts: str) -> str:
    """The key of the message that these parts stand for: run, event, recipient."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:KEY_DIGITS]


def subject_of(title: str, verdict: str) -> str:
    """Title and verdict on one line, cut where a mail program would cut it anyway."""
    line = " ".join(plain(f"{title}{verdict}").split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 2].rstrip()} …"


def cut(items: tuple[str, ...]) -> tuple[str, ...]:
    """A list that somebody reads on the way; the page has all of it."""
    if len(items) <= MOST_ITEMS:
        return items
    return (*items[: MOST_ITEMS - 1], f"And {len(items) - MOST_ITEMS + 1} more; the page has them.")


GOOD_EVENTS = (CHANGE, RECOVERY)
