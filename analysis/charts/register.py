"""The rows of a report in tables, one for each period: each leads to its card, where both sides' versions stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.charts.download import csv_address, file_name
from analysis.markup import anchor, bundle, isolated, text
from analysis.measures.bounds import Bounds
from analysis.measures.finding_markup import unlinked
from analysis.measures.versions import versions
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import days, plural, sentence
from analysis.record.rows import Row, missing, records
from analysis.record.schema import SIDES
from analysis.record.store import Record

NONE = "<p>No row that the rule counts lies in these days.</p>"


@dataclass(frozen=True)
class Register:
    """Incidents as tables; `table` is what `analysis.measures.versions.versions` returns."""

    record: Record
    view: View
    table: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Register: {plural(len(self.table), 'incident')} with how many statements each side makes>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        html = self._html()
        return bundle(repr(self), html, unlinked(html), methods=["versions", "rules"])

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of the report, and the dead beside it."""
        return tuple(dict.fromkeys((self.view.rule.unit, "killed")))

    def _html(self) -> str:
        if self.table.empty:
            return NONE
        rows = {row["incident_id"]: row for row in records(self.record.incidents)}
        tables = "".join(
            self._table(str(group), records(own), rows) for group, own in self.table.groupby("group", sort=False)
        )
        return f'<div class="scroll">{tables}<p class="actions">{self._download()}</p></div>'

    def _table(self, group: str, lines: Sequence[Row], rows: Mapping[str, Row]) -> str:
        heads = ["Day and place", "How it was told"]
        heads += [sentence(str(self.record.unit(unit))) for unit in self.units]
        heads += ["Statements", "In dispute"]
        head = "".join(f'<th scope="col">{isolated(name)}</th>' for name in heads)
        where = Whereabouts(self.record)
        body = "".join(self._line(line, rows[line["incident_id"]], where) for line in lines)
        caption = isolated(f"{sentence(group)}: {plural(len(lines), 'row')}")
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _line(self, line: Row, row: Row, where: Whereabouts) -> str:
        link = f'<a href="#{anchor("incident", row["incident_id"])}">{where.brief(row)}</a>'
        cells = [isolated(self.record.label("attribution", row["attribution"]))]
        cells += [self._number(row, unit) for unit in self.units]
        told = [f"{line[side]:,} {side}" for side in SIDES if line[side]]
        cells += [", ".join(told) or "–", isolated(", ".join(map(self._metric, line["disputed"])) or "–")]
        return f'<tr><th scope="row">{link}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'

    def _number(self, row: Row, unit: str) -> str:
        """The bounds that a row states; a dash where it states none, which is not zero."""
        low, high = row[f"{unit}_min"], row[f"{unit}_max"]
        if missing(low):
            return "–" if missing(high) else f"at most {int(high):,}"
        return Bounds(self.record.unit(unit), int(low), None if missing(high) else int(high)).number

    def _metric(self, value: str) -> str:
        metric = self.record.schema["claims"]["metric"].category(value)
        return metric.unit or metric.short.lower()

    def _download(self) -> str:
        """All lines as one file."""
        bounds = [f"{unit}_{end}" for unit in self.units for end in ("min", "max")]
        dates = self.record.incidents[["incident_id", "start_date", "end_date", *bounds]]
        frame = self.table.merge(dates, on="incident_id", how="left", validate="one_to_one")
        about = f"{self.record.schema.subject}, {days(self.view.since, self.view.until)}, {self.view.rule.in_words}"
        return (
            f'<a href="{text(csv_address(frame, about))}" download="{file_name("incidents " + about)}">Rows as CSV</a>'
        )


def incidents(record: Record, view: View) -> Register:
    """The rows that the rule counts and that touch the days of the view: a table for each period, a link for each."""
    return Register(record, view, versions(record, view))
