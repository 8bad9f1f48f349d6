"""One run of a report against another: what it is made from that changed, and which findings moved.

A page says what has changed since the run before it, whose key is part of its own. When nothing of what a page is made
from has changed, the slot "Since the last report" keeps what it said, so that the same key gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.press.changes.rows import RecordChange
from analysis.press.ledger.account import FAILED, Account, Inputs
from analysis.press.ledger.key import COMMAND

DATA, RULE, PARAMETER, CODE = "data", "rule", "parameter", "code"
CAUSES = (DATA, RULE, PARAMETER, CODE)
"""What can move a finding."""
RULE_PARAMETERS = ("unit", "attribution")
MOVED, NEW, GONE = "moved", "new", "gone"
LINKED = re.compile(r"""\bhref=["']#([^"']+)["']""")

Since = tuple[tuple[str, str], ...]
"""What the slot says: sentences, each with the anchor of what it is about on the page, or with nothing."""


@dataclass(frozen=True)
class Shown:
    """What a page is sure to hold: anchors, and for each finding by key the anchors of what it rests on."""

    anchors: frozenset[str] = frozenset()
    behind: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class InputChange:
    """One thing that a page is made from, before and now; `None` where there was or is none of that name."""

    group: str
    name: str
    before: str | None
    now: str | None

    @property
    def cause(self) -> str:
        """Which of `CAUSES` it belongs to; '' for the title, on which no finding rests."""
        if self.group == "parameters":
            return RULE if self.name in RULE_PARAMETERS else PARAMETER
        if self.group == "record":
            return DATA
        return "" if self.group == "report" and self.name in ("title", COMMAND) else CODE


@dataclass(frozen=True)
class FindingChange:
    """A finding that is new, gone, or moved in its sentence or its verdict; '' for what was or is not said."""

    key: str
    kind: str
    text: str
    verdict: str
    text_before: str
    verdict_before: str


@dataclass(frozen=True)
class Changes:
    """What changed from one run of a report to another.

    `record` is `None` where both were made from the same one. `findings` is `None` where they cannot be compared, as
    one of the runs failed before it had any; `stated` is the number of those that either run states.
    """

    report: str
    inputs: tuple[InputChange, ...]
    record: RecordChange | None
    findings: tuple[FindingChange, ...] | None
    stated: int

    @classmethod
    def between(
        cls, before: Account, inputs: Inputs, findings: Sequence[Mapping[str, str]] | None, site: Path
    ) -> Changes:
        """What changed from a run to one of these inputs and findings; `None` for the findings of a failed run.

        The rows of records are read from their copies in the site.
        """
        return cls.of(before, inputs, findings, record_change(before.inputs, inputs, site))

    @classmethod
    def of(
        cls,
        before: Account,
        inputs: Inputs,
        findings: Sequence[Mapping[str, str]] | None,
        record: RecordChange | None,
    ) -> Changes:
        """The same, where it is known already what changed in the record."""
        compared = None if findings is None or before.outcome == FAILED else tuple(_moved(before.findings, findings))
        return cls(
            report=before.report,
            inputs=tuple(_changed(before.inputs, inputs)),
            record=record,
            findings=compared,
            stated=len(before.findings) + len(findings or ()),
        )

    @property
    def causes(self) -> tuple[str, ...]:
        """Those of `CAUSES` of which something changed: what moved a finding is among them."""
        found = {change.cause for change in self.inputs}
        return tuple(cause for cause in CAUSES if cause in found)


def record_change(before: Inputs, now: Inputs, site: Path) -> RecordChange | None:
    """What changed between the records of two runs, by their copies in the site; `None` where it is the same one."""
    old, new = (made.get("record", {}).get("SHA-256", "") for made in (before, now))
    return None if old == new else RecordChange.between(site, old, new)


def compared(
    last: Account | None,
    inputs: Inputs,
    findings: Sequence[Mapping[str, str]],
    *,
    record: RecordChange | None,
    shown: Shown,
    published: bool,
) -> Since:
    """What the slot says: the verdict, and then a sentence for each thing.

    `last` is the last good run, and `record` what changed in the record since. `shown` holds what a sentence may lead
    to, and `published` tells that a page lies there already.
    """
    from analysis.press.changes.words import FIRST, UNKNOWN, since

    if last is None:
        return (("", UNKNOWN if published else FIRST),)
    if last.inputs == inputs:
        return tuple((anchor if anchor in shown.anchors else "", words) for anchor, words in last.since)
    return tuple(since(Changes.of(last, inputs, findings, record), shown))


def findings_of(notebook: Any, report: str) -> tuple[Mapping[str, str], ...]:
    """Key, sentence and verdict of every finding that an executed notebook shows, each key once."""
    from analysis.press.page.blocks import payloads

    found = {
        str(item["key"]): {key: str(item[key]) for key in ("key", "text", "verdict")}
        for data in payloads(notebook, report)
        for item in data.get("findings", ())
    }
    return tuple(found.values())


def shown_by(notebook: Any, report: str) -> Shown:
    """What the page of an executed notebook is sure to hold.

    It is its findings and what its own objects lead to, since no page is made that leads nowhere.
    """
    from analysis.markup import anchor
    from analysis.press.page.blocks import payloads

    anchors: set[str] = set()
    behind: dict[str, frozenset[str]] = {}
    for data in payloads(notebook, report):
        anchors |= set(LINKED.findall(data["html"]))
        for item in data.get("findings", ()):
            own = anchor("finding", item["key"])
            _, _, after = data["html"].partition(f'id="{own}"')
            behind[item["key"]] = frozenset(LINKED.findall(after.partition('id="finding-')[0]))
            anchors.add(own)
    return Shown(frozenset(anchors), behind)


def _changed(before: Inputs, now: Inputs) -> Iterator[InputChange]:
    for group in dict.fromkeys((*now, *before)):
        old, new = before.get(group, {}), now.get(group, {})
        for name in dict.fromkeys((*new, *old)):
            if old.get(name) != new.get(name):
                yield InputChange(group, name, old.get(name), new.get(name))


def _moved(before: Sequence[Mapping[str, str]], now: Sequence[Mapping[str, str]]) -> Iterator[FindingChange]:
    """In the order of the page, and then what it no longer says."""
    old, new = ({item["key"]: item for item in items} for items in (before, now))
    nothing = {"text": "", "verdict": ""}
    for key in dict.fromkeys((*new, *old)):
        was, is_now = old.get(key, nothing), new.get(key, nothing)
        if (was["text"], was["verdict"]) != (is_now["text"], is_now["verdict"]):
            kind = NEW if key not in old else GONE if key not in new else MOVED
            yield FindingChange(key, kind, is_now["text"], is_now["verdict"], was["text"], was["verdict"])
