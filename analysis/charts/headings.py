"""What a page looks at, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.markup import bundle, isolated
from analysis.measures.view import View
from analysis.measures.words import days
from analysis.record.store import Record


@dataclass(frozen=True)
class Heading:
    """What a page looks at, in one line: the subject, the unit, the rule and the days."""

    subject: str
    scope: str

    def __repr__(self) -> str:
        return f"{self.subject}: {self.scope}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        html = f'<p class="scope"><b>{isolated(self.subject)}</b>: {isolated(self.scope)}.</p>'
        return bundle(repr(self), html)


def heading(record: Record, view: View) -> Heading:
    """The heading of a report made under this view."""
    unit = record.unit(view.rule.unit)
    return Heading(record.schema.subject, f"{unit} {view.rule.in_words}, {days(view.since, view.until)}")
