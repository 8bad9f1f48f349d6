"""Stated distances beside the shortest way over the ground, each leading to the claim that states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.charts.statements import Statements
from analysis.markup import anchor, bundle, isolated
from analysis.measures.distances import stated_distances
from analysis.measures.finding_markup import unlinked
from analysis.measures.words import plural
from analysis.record.rows import Row, names, records
from analysis.record.store import Record

NONE = "<p>Nobody states a distance between two places of the record.</p>"
CAPTION = "Distances between two places: the shortest way on the ellipsoid of WGS 84, and what is stated of it."
HEAD = (
    "from and to",
    "shortest way",
    "either way, by the precision of the points",
    "stated",
    "beside the shortest way",
)


@dataclass(frozen=True)
class Distances:
    """Every stated distance between two places of the record."""

    record: Record

    def __repr__(self) -> str:
        return f"<Distances: {plural(len(stated_distances(self.record)), 'statement')} beside the ellipsoid>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        html = self._html()
        return bundle(repr(self), html, unlinked(html), methods=["distance", "claims"])

    def _html(self) -> str:
        lines = records(stated_distances(self.record))
        if not lines:
            return NONE
        places, told = names(self.record), Statements(self.record)
        head = "".join(f'<th scope="col">{words}</th>' for words in HEAD)
        body = "".join(_line(line, places, told) for line in lines)
        return (
            f'<div class="scroll"><table><caption>{CAPTION}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )


def distances(record: Record) -> Distances:
    """The stated distances of a record with what the ellipsoid gives; in words where there is none."""
    return Distances(record)


def _line(line: Row, places: Mapping[str, str], told: Statements) -> str:
    """One statement: its places, the way over the ground, and how far what is stated lies beside it."""
    key = line["claim_id"]
    ends = f"{isolated(places[line['place_id']])} to {isolated(places[line['other_place_id']])}"
    claim = f'<a href="#{anchor("claim", key)}">{told.told(told.rows[key], on_card=True)}</a>'
    off = round(line["off_km"])
    beside = "as stated" if line["off_km"] == 0 else f"{abs(off):,} km {'longer' if line['off_km'] > 0 else 'shorter'}"
    return (
        f'<tr><th scope="row">{ends}</th><td>{line["km"]:,.0f} km ({line["miles"]:,.0f} miles)</td>'
        f"<td>{line['within_km']:,.3g} km</td><td>{claim}</td><td>{beside}: {line['verdict']}</td></tr>"
    )
