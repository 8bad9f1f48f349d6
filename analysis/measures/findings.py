"""Findings: sentences whose every number is computed, with the rows behind it and how far the sentence holds.

A sentence is printed only in a form that is true of the numbers at hand: whoever writes one gives the words for when
it holds and the words for when it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from analysis.errors import listed
from analysis.markup import bundle, isolated
from analysis.measures.finding_markup import finding_html, unlinked
from analysis.measures.turns import Turn, grouped
from analysis.measures.words import counted_in_words

Holds = Literal["yes", "no", "open"]
Extent = Literal["all", "unless", "some", "open", "none", "untested"]
RANKS: Mapping[Extent, int] = {"all": 0, "unless": 0, "some": 1, "open": 2, "none": 2, "untested": 2}
"""How firm a finding is, 0 the firmest: see `strongest_of`."""
NO_FINDING = "There is no finding to show."


class PeriodName(NamedTuple):
    """A declared period on which a value rests: the key of its row and its name.

    `around` is true where it is not the value's own period, but the one around which that was drawn.
    """

    key: str
    name: str
    around: bool = False


@dataclass(frozen=True)
class Value:
    """A number or a name in a sentence: its words, and the incidents, declared periods and claims on which it rests.

    A number rests on something, also where it is zero: then on the period in which nothing was found. `grounds` makes
    values that do. `claims` are those about no single row, `leads` is the anchor of what else a value leads to that
    stands for no rows: a source, or the method that says what was counted. `label` is what a list calls the value where
    its words alone would say too little.
    """

    text: str
    rows: tuple[str, ...] = ()
    periods: tuple[PeriodName, ...] = ()
    label: str = ""
    claims: tuple[str, ...] = ()
    leads: str = ""


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

    `template` names its values in braces. `unless` is the condition on which an open maximum would overturn it. `terms`
    are the words of the verdict that rest on something, `methods` the keys of what the sentence takes from
    `analysis.measures.methods`, and `about` the subject that it shares with other findings. `called` has, as markup,
    what a link to an incident or to a claim says; one that it lacks is called by its id.
    """

    key: str
    template: str
    values: Mapping[str, Value]
    tests: tuple[Test, ...] = ()
    unless: str = ""
    terms: tuple[Value, ...] = ()
    methods: tuple[str, ...] = ()
    about: str = ""
    called: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

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
            parts.append(f"does not hold {grouped(no, everything, 'nor') or 'under any reading of the record'}")
        text = "; ".join(parts)
        return f"{text[0].upper()}{text[1:]}."

    @property
    def extent(self) -> Extent:
        """How far the sentence holds, in a word; `unless` where no reading fails it and one settles the rest."""
        if not self.tests:
            return "untested"
        yes, no, unsettled = (len(self.held(answer)) for answer in ("yes", "no", "open"))
        if not no and not unsettled:
            return "all"
        if not no and self.unless:
            return "unless"
        return "some" if yes else "open" if unsettled else "none"

    @property
    def short_verdict(self) -> str:
        """The verdict at a glance, by the number of readings; the whole verdict where all readings answer alike.

        Where some readings hold, those that do not are what is left. '' where nothing was tested.
        """
        yes, no, unsettled = (len(self.held(answer)) for answer in ("yes", "no", "open"))
        if len(self.tests) in (yes, no, unsettled):
            return self.verdict.removesuffix(".")
        answers = {
            "holds": yes,
            "holds on one condition" if self.unless else "left open": unsettled,
            "does not hold": 0 if yes else no,
        }
        (what, first), *more = ((what, number) for what, number in answers.items() if number)
        parts = [f"{what} under {self.readings_in_words(first)}"]
        for what, number in more:
            other = "the other " if first + number == len(self.tests) else ""
            parts.append(f"{what} under {other}{counted_in_words(number)}")
        text = ", ".join(parts)
        return f"{text[0].upper()}{text[1:]}"

    def readings_in_words(self, some: int) -> str:
        """So many of all the readings: 'four of nine readings'."""
        return f"{counted_in_words(some)} of {counted_in_words(len(self.tests))} readings"

    @property
    def data(self) -> Mapping[str, object]:
        """What a run keeps of the finding: its words, how far it holds, and its rank (see `strongest_of`)."""
        return {
            "key": self.key,
            "about": self.about,
            "text": self.text,
            "verdict": self.verdict,
            "short": self.short_verdict,
            "holds": self.extent,
            "rank": RANKS[self.extent],
            "values": {name: value.text for name, value in self.values.items()},
            "methods": list(self.methods),
        }

    def __str__(self) -> str:
        return f"{self.text} {self.verdict}".strip()

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, object]:
        html = finding_html(self)
        return bundle(str(self), html, unlinked(html), findings=[self.data], methods=list(self.methods))


class Unsaid(NamedTuple):
    """A finding that cannot be stated: its key, what it is about, and why not."""

    key: str
    name: str
    why: str


@dataclass(frozen=True)
class Findings:
    """Several findings in the order in which a reader should meet them, and those that cannot be stated."""

    items: tuple[Finding, ...]
    unsaid: tuple[Unsaid, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, key: str) -> Finding:
        return {finding.key: finding for finding in self.items}[key]

    def only(self, *keys: str) -> Findings:
        """The findings with these keys, in the order asked for; one that the record does not give is left out."""
        known = {finding.key: finding for finding in self.items}
        return Findings(
            tuple(known[key] for key in keys if key in known), tuple(one for one in self.unsaid if one.key in keys)
        )

    @property
    def silence(self) -> str:
        """What stands where none can be stated: which these are, and why not."""
        reasons: dict[str, list[str]] = {}
        for one in self.unsaid:
            reasons.setdefault(one.why, []).append(one.name)
        told = "; ".join(f"{listed(names, 'and')}, as {why}" for why, names in reasons.items())
        return f"Not stated here: {told}." if told else NO_FINDING

    def __str__(self) -> str:
        return "\n".join(map(str, self.items))

    def _repr_mimebundle_(self, **_: Any) -> Mapping[str, object]:
        if not self.items:
            return bundle(self.silence, f'<p class="finding">{isolated(self.silence)}</p>', findings=[], methods=[])
        html = f'<div class="findings">{"".join(map(finding_html, self.items))}</div>'
        methods = list(dict.fromkeys(method for finding in self.items for method in finding.methods))
        data = [finding.data for finding in self.items]
        return bundle(str(self), html, unlinked(html), findings=data, methods=methods)


def strongest(findings: Findings) -> Finding | None:
    """The finding that opens a page, by the rule of `strongest_of`; `None` where there is none."""
    chosen = strongest_of([finding.data for finding in findings])
    return None if chosen is None else findings[str(chosen["key"])]


def strongest_of(findings: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The finding that opens a page, of the data that a run keeps of them; `None` where there is none.

    What opens a page has to be what the report is about, and sure. The first finding says what the report is about,
    and only those about the same compete: a sure sentence beside the point does not open a page. Of them it is the
    first that fails under no reading, as it holds under each or would unless an open maximum exceeded a number that it
    names. Where there is none it is the first that holds under some reading, and else the first of all. Holding under
    more readings is no merit of its own: the surest sentences say the least.
    """
    subject = [finding for finding in findings if finding["about"] == findings[0]["about"]]
    return min(subject, key=lambda finding: int(finding["rank"]), default=None)


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
