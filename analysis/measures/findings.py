"""Findings: sentences whose every number is computed, with the rows behind it and how far the sentence holds.

A sentence is printed only in a form that is true of the numbers at hand: whoever writes one gives the words for when
it holds and the words for when it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations, product
from typing import Literal

from analysis.measures.bounds import Bounds

Holds = Literal["yes", "no", "open"]


@dataclass(frozen=True)
class Value:
    """A number in a sentence: its words and the incidents behind it."""

    text: str
    rows: tuple[str, ...] = ()

    @classmethod
    def of(cls, bounds: Bounds) -> Value:
        """A bounded count with its unit."""
        return cls(str(bounds), bounds.rows)


@dataclass(frozen=True)
class Turn:
    """One thing that a reading settles, as a verdict names it: 'counting' 'what was acknowledged'."""

    what: str
    value: str


@dataclass(frozen=True)
class Test:
    """What became of a sentence under one reading: `yes`, `no`, or `open` where the record cannot settle it.

    Every reading of a finding turns the same things in the same order.
    """

    reading: tuple[Turn, ...]
    holds: Holds


@dataclass(frozen=True)
class Finding:
    """A sentence with its values, and the readings under which it was tested.

    `template` names its values in braces. `unless` is the condition on which an open maximum would overturn it.
    """

    key: str
    template: str
    values: Mapping[str, Value]
    tests: tuple[Test, ...] = ()
    unless: str = ""

    @property
    def text(self) -> str:
        """The sentence in full."""
        return self.template.format(**{name: value.text for name, value in self.values.items()})

    @property
    def rows(self) -> tuple[str, ...]:
        """The incidents behind all its numbers, each once."""
        return tuple(dict.fromkeys(row for value in self.values.values() for row in value.rows))

    def held(self, answer: Holds) -> list[tuple[Turn, ...]]:
        """The readings with this answer."""
        return [test.reading for test in self.tests if test.holds == answer]

    @property
    def verdict(self) -> str:
        """How far the sentence holds, in words; '' where nothing was tested."""
        if not self.tests:
            return ""
        everything = [test.reading for test in self.tests]
        yes, no, unsettled = (self.held(answer) for answer in ("yes", "no", "open"))
        unless = f" unless {self.unless}" if self.unless else ""
        if len(yes) == len(everything):
            return "Holds under every reading of the record."
        if len(unsettled) == len(everything):
            return f"Holds under every reading{unless}." if unless else "Left open under every reading."
        parts = [f"Holds {grouped(yes, everything)}"] if yes else []
        if unsettled:
            where = "under every other reading" if yes and not no else grouped(unsettled, everything)
            parts.append(f"holds {where}{unless}" if unless else f"left open {where}")
        if no:
            parts.append(f"does not hold {grouped(no, everything) or 'under any reading of the record'}")
        text = "; ".join(parts)
        return f"{text[0].upper()}{text[1:]}."

    def _repr_html_(self) -> str:
        shown = {name: _number(self.key, name, value) for name, value in self.values.items()}
        verdict = f' <small class="verdict">{escape(self.verdict)}</small>' if self.verdict else ""
        sentence = escape(self.template).format(**shown)
        return f'<p class="finding" id="finding-{escape(self.key)}">{sentence}{verdict}</p>{self._rows_html()}'

    def _rows_html(self) -> str:
        """The rows behind each number, folded away: where the numbers of the sentence lead."""
        named = [(name, value) for name, value in self.values.items() if value.rows]
        if not named:
            return ""
        items = "".join(
            f'<li id="rows-{escape(self.key)}-{escape(name)}">{escape(value.text)}: '
            + ", ".join(f'<a href="#{escape(row)}">{escape(row)}</a>' for row in value.rows)
            + "</li>"
            for name, value in named
        )
        return f'<details class="rows"><summary>Rows behind the numbers</summary><ul>{items}</ul></details>'


@dataclass(frozen=True)
class Findings:
    """Several findings in the order in which a reader should meet them."""

    items: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, key: str) -> Finding:
        return {finding.key: finding for finding in self.items}[key]

    def only(self, *keys: str) -> Findings:
        """The findings with these keys, in the order asked for; one that the record does not give is left out."""
        known = {finding.key: finding for finding in self.items}
        return Findings(tuple(known[key] for key in keys if key in known))

    def __str__(self) -> str:
        return "\n".join(f"{finding.text} {finding.verdict}".strip() for finding in self.items)

    def _repr_html_(self) -> str:
        if not self.items:
            return '<p class="finding">The record has nothing to say on this for the days and the rule chosen.</p>'
        return f'<div class="findings">{"".join(finding._repr_html_() for finding in self.items)}</div>'


def literal(text: str) -> str:
    """Text of the record as a template holds it: its braces name no value."""
    return text.replace("{", "{{").replace("}", "}}")


def shared_limit(limits: Sequence[tuple[int, int]]) -> int | None:
    """The number up to which a sentence holds under several readings that leave it open.

    `limits` has for each reading the number up to which it holds and the number that is stated already. `None` where
    one has passed the least limit, so that the condition would be broken from the start, and where nothing is open.
    """
    least = min((limit for limit, _ in limits), default=None)
    return None if least is None or any(stated > least for _, stated in limits) else least


def settled(holds: bool, fails: bool) -> Holds:
    """The answer of a test from what is sure to hold and what is sure to fail; neither leaves it open."""
    return "yes" if holds else "no" if fails else "open"


def grouped(some: Sequence[tuple[Turn, ...]], everything: Sequence[tuple[Turn, ...]]) -> str:
    """Readings in few words: as blocks that differ in nothing else, naming only what matters to each.

    Six of nine readings that share two of three placements, whatever the attribution, are named by the placements.
    """
    left, phrases = list(some), []
    while left:
        block = _largest_block(left, some, everything)
        phrases.append(_block_words(block, everything))
        left = [reading for reading in left if reading not in block]
    return "; ".join(phrases)


def _largest_block(
    left: Sequence[tuple[Turn, ...]], some: Sequence[tuple[Turn, ...]], everything: Sequence[tuple[Turn, ...]]
) -> list[tuple[Turn, ...]]:
    """The largest product of choices that lies wholly in `some` and covers most of what is left."""
    choices = [_subsets(tuple(dict.fromkeys(reading[part] for reading in everything))) for part in range(len(some[0]))]
    blocks = ([tuple(combination) for combination in product(*sets)] for sets in product(*choices))
    inside = (block for block in blocks if set(block) <= set(some))
    return max(inside, key=lambda block: (len(set(block) & set(left)), len(block)))


def _subsets(values: tuple[Turn, ...]) -> list[tuple[Turn, ...]]:
    """Every choice of at least one value, in order."""
    return [choice for size in range(1, len(values) + 1) for choice in combinations(values, size)]


def _block_words(block: Sequence[tuple[Turn, ...]], everything: Sequence[tuple[Turn, ...]]) -> str:
    words = []
    for part in range(len(block[0])):
        used = list(dict.fromkeys(reading[part] for reading in block))
        if len(used) < len({reading[part] for reading in everything}):
            words.append(f"{used[0].what} {' or '.join(turn.value for turn in used)}")
    return ", ".join(words)


def _number(key: str, name: str, value: Value) -> str:
    """A value as HTML: a link to its rows where there are any, else its words alone."""
    text = escape(value.text)
    return f'<a href="#rows-{escape(key)}-{escape(name)}">{text}</a>' if value.rows else text
