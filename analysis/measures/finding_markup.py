"""A finding as markup: its sentence with a link at every number, its verdict, and what the numbers rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.markup import anchor, isolated, link, text

if TYPE_CHECKING:
    from analysis.measures.findings import Finding, PeriodName, Value

READINGS = "readings"
"""The method that says what a reading is (`analysis.measures.methods`)."""
LINK_TAGS = re.compile(r"</?a\b[^>]*>")


def finding_html(finding: Finding) -> str:
    """The finding for a page: a `div` with its sentence, its verdict and, folded, the rows behind its numbers.

    A value that rests on one period or one claim alone leads to it. Every other leads to an item of the list below,
    which leads on to incidents, claims and periods; values that rest on the same share an item.
    """
    basis = _Basis.of(finding)
    shown = {name: basis.linked(name) for name in finding.values}
    sentence = text(finding.template).format(**shown)
    return (
        f'<div class="finding" id="{anchor("finding", finding.key)}"><p>{sentence}</p>'
        f"{_verdict(finding, basis)}{basis.list_html()}</div>"
    )


def unlinked(html: str) -> str:
    """The same markup without its links, for where nothing stands that they could lead to."""
    return LINK_TAGS.sub("", html)


@dataclass(frozen=True)
class _Basis:
    """The values of a finding by name, those of its verdict among them, and for each the name whose item it shares.

    `called` has what a link to an incident says.
    """

    key: str
    values: Mapping[str, Value]
    shared: Mapping[str, str]
    called: Mapping[str, str]

    @classmethod
    def of(cls, finding: Finding) -> _Basis:
        values = {**finding.values, **{_term(place): term for place, term in enumerate(_terms(finding))}}
        first: dict[object, str] = {}
        shared = {
            name: first.setdefault((value.rows, value.periods, value.claims), name)
            for name, value in values.items()
            if value.rows or len(value.periods) + len(value.claims) > 1
        }
        return cls(finding.key, values, shared, finding.called)

    def linked(self, name: str) -> str:
        """A value's words, as a link to what it rests on where it rests on anything."""
        value = self.values[name]
        if name in self.shared:
            return f'<a href="#{self.anchor(self.shared[name])}">{_words(value)}</a>'
        if value.periods:
            return f'<a href="#{anchor("period", value.periods[0].key)}">{_words(value)}</a>'
        if value.leads:
            return f'<a href="#{value.leads}">{_words(value)}</a>'
        if value.claims:
            return f'<a href="#{anchor("claim", value.claims[0])}">{_words(value)}</a>'
        return _words(value)

    def anchor(self, name: str) -> str:
        """The id of an item of the list."""
        return anchor("rows", f"{self.key}-{name}")

    def list_html(self) -> str:
        """The list to which the values lead."""
        listed = dict.fromkeys(self.shared.values())
        if not listed:
            return ""
        items = "".join(f'<li id="{self.anchor(name)}">{self._item(name)}</li>' for name in listed)
        return f'<details class="rows"><summary>Rows behind the numbers</summary><ul>{items}</ul></details>'

    def _item(self, name: str) -> str:
        """The words of every value that shares an item, and after them what they rest on.

        A period that the words begin with is linked there, so that it is not said to rest on itself.
        """
        named = [self.values[other] for other, to in self.shared.items() if to == name]
        title = next((period for period in self.values[name].periods if not period.around), None)
        heads = {_label(value): _titled(value, title) for value in named}
        grounds = self._grounds(name, without=title if any(heads.values()) else None)
        return ", ".join(linked or words for words, linked in heads.items()) + grounds

    def _grounds(self, name: str, without: PeriodName | None) -> str:
        """The incidents, or the items that list them already, and after them the periods."""
        value = self.values[name]
        parts = [f'<a href="#{self.anchor(part)}">{_label(self.values[part])}</a>' for part in self._parts(name)]
        rows = parts or [self._named("incident", row) for row in value.rows]
        own = [_period(period) for period in value.periods if not period.around and period != without]
        around = [_period(period) for period in value.periods if period.around]
        claims = [self._named("claim", claim) for claim in value.claims]
        told = "; ".join([*rows, *claims, *([", ".join(own)] if own else [])])
        return (f": {told}" if told else "") + (f", drawn around {', '.join(around)}" if around else "")

    def _named(self, kind: str, key: str) -> str:
        """A link to an incident by its days and place, or to a claim by what it says."""
        return f'<a href="#{anchor(kind, key)}">{self.called.get(key, text(key))}</a>'

    def _parts(self, name: str) -> Sequence[str]:
        """Other items of which this one holds all rows together and nothing else: a ratio rests on those of its sides.

        Each holds fewer rows than this one, so that items never lead round in a ring.
        """
        left = rows = set(self.values[name].rows)
        listed = {other: set(self.values[other].rows) for other in dict.fromkeys(self.shared.values())}
        parts = []
        for other in sorted(listed, key=lambda other: len(listed[other]), reverse=True):
            if listed[other] < rows and listed[other] & left:
                parts.append(other)
                left = left - listed[other]
        return [] if left else [other for other in listed if other in parts]


def _verdict(finding: Finding, basis: _Basis) -> str:
    """The verdict at a glance and then in full, with its terms linked; nothing where the sentence was not tested."""
    if not finding.verdict:
        return ""
    links = {text(term.text): basis.linked(_term(place)) for place, term in enumerate(_terms(finding))}
    if READINGS in finding.methods:
        told = ["every reading", *(finding.readings_in_words(number) for number in range(1, len(finding.tests)))]
        links |= {words: link("method", READINGS, words) for words in told}
    whole, short = text(finding.verdict), text(f"{finding.short_verdict}.")
    if links:
        term = re.compile("|".join(re.escape(words) for words in sorted(links, key=len, reverse=True)))
        whole, short = (term.sub(lambda found: links[found[0]], words) for words in (whole, short))
    return f'<p class="verdict"><b>{short}</b>{"" if short == whole else f" {whole}"}</p>'


def _terms(finding: Finding) -> list[Value]:
    """The terms that the verdict names."""
    return [term for term in finding.terms if term.text and term.text in finding.verdict]


def _term(place: int) -> str:
    """The name under which a term of the verdict stands beside the values of the sentence."""
    return f"verdict-{place + 1}"


def _titled(value: Value, period: PeriodName | None) -> str:
    """A value's words with a link at the period that they begin with; '' where they begin with another."""
    if period is None or not value.text.startswith(period.name):
        return ""
    return f"{_period(period)}{isolated(value.text.removeprefix(period.name))}"


def _period(period: PeriodName) -> str:
    return f'<a href="#{anchor("period", period.key)}">{isolated(period.name)}</a>'


def _label(value: Value) -> str:
    """What the list calls a value."""
    return isolated(value.label) if value.label else _words(value)


def _words(value: Value) -> str:
    """A value's text as markup; letters beyond ASCII may run from right to left, and keep that to themselves."""
    return text(value.text) if value.text.isascii() else isolated(value.text)
