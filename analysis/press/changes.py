"""This report against the last one: which findings moved, and what was changed before they did.

A page is a function of what it is made from. When nothing of that has changed since the last run, the slot "Since the
last report" keeps what it said, so that the same inputs give the same bytes, also in the same folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from analysis.markup import isolated
from analysis.press.blocks import payloads
from analysis.press.provenance import Provenance, versions

PACKAGE = Path(__file__).parents[1]
SOURCES = ("*.py", "*.j2", "*.css")
SHOWN_DIGITS = 12
FIRST = "This is the first report: there is none before it to compare with."
UNKNOWN = "The report before this one left no account of itself, so there is nothing to compare with."
STILL = "No finding moved."

Inputs = Mapping[str, Mapping[str, str]]
"""What a page is made from: groups of named things, each as text."""


@dataclass(frozen=True)
class LastRun:
    """What a run leaves for the next one: what it was made from, its findings, and what its slot said."""

    inputs: Inputs
    findings: tuple[Mapping[str, str], ...]
    since: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> LastRun | None:
        """The run that left this file; `None` where there is none or it is not whole."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            inputs = {str(group): {str(k): str(v) for k, v in named.items()} for group, named in raw["inputs"].items()}
            findings = tuple({key: str(item[key]) for key in ("key", "text", "verdict")} for item in raw["findings"])
            return cls(inputs, findings, tuple(str(line) for line in raw["since"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def written(self, **more: object) -> str:
        """The file, as text."""
        raw = {**more, "inputs": self.inputs, "findings": list(self.findings), "since": list(self.since)}
        return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def inputs_of(provenance: Provenance) -> Inputs:
    """Everything that can change a page, without any path or time."""
    notebook = nbformat.read(provenance.report.notebook, as_version=4)  # type: ignore[no-untyped-call]
    shown = [[c.cell_type, c.metadata.get("tags", []), c.source, c.get("attachments", {})] for c in notebook.cells]
    cells = json.dumps(shown)
    return {
        "record": {"version": provenance.schema.version, "SHA-256": provenance.record_hash},
        "parameters": {name: str(value) for name, value in provenance.parameters.items()},
        "report": {"title": provenance.title, "notebook": hashlib.sha256(cells.encode()).hexdigest()},
        "program": {"source": _source_hash()},
        "versions": versions(),
    }


def _source_hash() -> str:
    total = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in PACKAGE.rglob(pattern)):
        total.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def findings_of(notebook: Any) -> tuple[Mapping[str, str], ...]:
    """Key, sentence and verdict of every finding that an executed notebook shows, each key once."""
    found = {
        str(item["key"]): {key: str(item[key]) for key in ("key", "text", "verdict")}
        for data in payloads(notebook)
        for item in data.get("findings", ())
    }
    return tuple(found.values())


def compared(
    last: LastRun | None, inputs: Inputs, findings: Sequence[Mapping[str, str]], *, published: bool
) -> tuple[str, ...]:
    """What the slot says, a sentence each. `published` tells that a page lies there already."""
    if last is None:
        return (UNKNOWN if published else FIRST,)
    if last.inputs == inputs:
        return last.since
    return (*_changed(last.inputs, inputs), *(list(_moved(last.findings, findings)) or [STILL]))


def since_html(lines: Iterable[str]) -> str:
    """The slot as markup: one sentence as a paragraph, several as a list."""
    shown = [isolated(line) for line in lines]
    if len(shown) == 1:
        return f"<p>{shown[0]}</p>"
    return f"<ul>{''.join(f'<li>{line}</li>' for line in shown)}</ul>"


def _changed(before: Inputs, now: Inputs) -> Iterator[str]:
    """What was changed, in words; a hash only says that something was."""
    for group in sorted({*before, *now}, key=lambda name: ([*now, name].index(name), name)):
        old, new = before.get(group, {}), now.get(group, {})
        if old == new:
            continue
        if group in ("parameters", "versions"):
            for name in dict.fromkeys([*new, *old]):
                if old.get(name) != new.get(name):
                    yield f"{name} is {_value(new.get(name))}; it was {_value(old.get(name))}."
        elif group == "record":
            yield f"The record was changed: {_record(old)} before, {_record(new)} now."
        elif group == "report":
            yield "The notebook of the report was changed, or its title."
        else:
            yield "The program that makes the page was changed."


def _value(value: str | None) -> str:
    return "not set" if value is None else value or "(blank)"


def _record(named: Mapping[str, str]) -> str:
    return f"version {named.get('version', '?')}, SHA-256 {named.get('SHA-256', '?')[:SHOWN_DIGITS]}"


def _moved(before: Sequence[Mapping[str, str]], now: Sequence[Mapping[str, str]]) -> Iterator[str]:
    old, new = ({item["key"]: item for item in items} for items in (before, now))
    for key in dict.fromkeys([*new, *old]):
        if key not in old:
            yield f"New: {new[key]['text']}"
        elif key not in new:
            yield f"No longer said: {old[key]['text']}"
        elif old[key]["text"] != new[key]["text"]:
            yield f"Now: {new[key]['text']} Before: {old[key]['text']}"
        elif old[key]["verdict"] != new[key]["verdict"]:
            yield f"{new[key]['text']} Now: {_verdict(new[key])} Before: {_verdict(old[key])}"


def _verdict(item: Mapping[str, str]) -> str:
    return item["verdict"] or "not tested under other readings."
