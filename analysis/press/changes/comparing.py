"""What `workbook changes` prints: two runs of a report side by side, or the list of its runs, as text or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.markup import plain
from analysis.press.changes.history import SHOWN_KEY, History, line_of
from analysis.press.changes.since import Changes
from analysis.press.changes.words import since, verdict, why
from analysis.press.ledger.account import FAILED, Account


def shown_changes(site: Path, report: str, words: Sequence[str], style: str) -> str:
    """What changed between two runs of a report, as text or JSON; every row and every value in full.

    Raises `ParameterError` for a run that is not there, `ReportError` where there are no two to compare.
    """
    before, now = History.of(site, report).two(words)
    changes = Changes.between(before, now.inputs, None if now.outcome == FAILED else now.findings, site)
    if style == "json":
        return _json({"report": report, "before": line_of(before), "now": line_of(now), **_data(changes)})
    first, *rest = (words for _, words in since(changes, limit=None))
    lines = [f"{report}: {_named(now)}, against {_named(before)}", "", first, *(f"- {words}" for words in rest)]
    return plain("\n".join(lines))


def shown_runs(site: Path, report: str, style: str) -> str:
    """The runs of a report, the newest first, as text or JSON. Raises `ReportError` where there are none."""
    lines = [line_of(run) for run in reversed(History.of(site, report).runs)]
    if style == "json":
        return _json(lines)
    return plain(
        "\n".join(
            f"{line['run']}  key {line['key'][:SHOWN_KEY] or '-'}  {line['outcome']:<6}  {line['verdict']}".rstrip()
            for line in lines
        )
    )


def _named(run: Account) -> str:
    return f"{run.run} ({run.outcome}, {run.made})"


def _data(changes: Changes) -> dict[str, Any]:
    """Everything that changed, for programs: `null` where it is not known, an empty list where there is nothing."""
    record = changes.record
    return {
        "verdict": verdict(changes),
        "material": bool(changes.findings) if changes.findings is not None and changes.stated else None,
        "why": why(changes),
        "causes": list(changes.causes),
        "inputs": [{**asdict(change), "cause": change.cause} for change in changes.inputs],
        "record": None
        if record is None
        else {
            "rows": None if record.unnamed or record.titles else [asdict(row) for row in record.rows],
            "rows_not_named_because": record.unnamed,
            "declaration": record.declaration,
            "another_record": list(record.titles) if record.titles else None,
        },
        "findings": None if changes.findings is None else [asdict(finding) for finding in changes.findings],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
