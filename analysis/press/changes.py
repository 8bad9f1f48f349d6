"""This report against the last one: which findings moved, and what was changed before they did.

A page is a function of what it is made from. When nothing of that has changed since the last run, the slot "Since the
last report" keeps what it said, so that the same inputs give the same bytes, also in the same folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from analysis.markup import isolated
from analysis.press.account import Account, Inputs

SHOWN_DIGITS = 12
FIRST = "This is the first report: there is none before it to compare with."
UNKNOWN = "The report before this one left no account of itself, so there is nothing to compare with."
STILL = "No finding moved."

Since = tuple[tuple[str, str], ...]
"""What the slot says: sentences, each with the anchor of what it is about on the page, or with nothing."""


def findings_of(notebook: Any) -> tuple[Mapping[str, str], ...]:
    """Key, sentence and verdict of every finding that an executed notebook shows, each key once."""
    from analysis.press.blocks import payloads

    found = {
        str(item["key"]): {key: str(item[key]) for key in ("key", "text", "verdict")}
        for data in payloads(notebook)
        for item in data.get("findings", ())
    }
    return tuple(found.values())


def compared(last: Account | None, inputs: Inputs, findings: Sequence[Mapping[str, str]], *, published: bool) -> Since:
    """What the slot says, a sentence each. `published` tells that a page lies there already."""
    if last is None:
        return (("", UNKNOWN if published else FIRST),)
    if last.inputs == inputs:
        return last.since
    said = (*_changed(last.inputs, inputs), *(list(_moved(last.findings, findings)) or [STILL]))
    return tuple(("", words) for words in said)


def since_html(since: Iterable[tuple[str, str]]) -> str:
    """The slot as markup: one sentence as a paragraph, several as a list."""
    shown = [isolated(words) for _, words in since]
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
