"""Named days and periods: what a rate depends on, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.charts.citations import Citation, cited_by
from analysis.charts.sources import SourceLinks
from analysis.markup import anchor, isolated
from analysis.measures.words import days
from analysis.record.rows import records, stated
from analysis.record.store import Record


def period_list(record: Record, cited: Mapping[str, Sequence[Citation]]) -> str:
    """Each period of the record: name, days, campaign, why these days, its source, and what cites it."""
    links = SourceLinks(record)
    items = []
    for row in records(record.periods.sort_values(["start_date", "end_date"])):
        campaign = f", {isolated(record.label('campaign', row['campaign']))}" if stated(row["campaign"]) else ""
        note = f" {isolated(row['note'])}" if stated(row.get("note")) else ""
        source = links(row["source_id"]) if stated(row.get("source_id")) else "Chosen by the curators"
        items.append(
            f'<li id="{anchor("period", row["period_id"])}"><b>{isolated(row["name"])}</b>: '
            f"{isolated(days(row['start_date'].date(), row['end_date'].date()))}{campaign}.{note} {source}."
            f"{cited_by(cited.get(row['period_id'], ()))}</li>"
        )
    return f'<ul class="periods">{"".join(items)}</ul>'
