"""What changed between two runs, in words: a verdict first, why, and then a sentence for each thing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from analysis.errors import ReportError, listed
from analysis.markup import TURNING, anchor, isolated
from analysis.press.changes import (
    CODE,
    DATA,
    GONE,
    MOVED,
    NEW,
    PARAMETER,
    RULE,
    Changes,
    FindingChange,
    InputChange,
    Shown,
)
from analysis.press.record_changes import KINDS, WITHDRAWN, CellChange, RecordChange, RowChange

FIRST = "This is the first report: there is none before it to compare with."
UNKNOWN = "The report before this one left no account of itself, so there is nothing to compare with."
STILL = "No material change."
NO_FINDINGS = "No finding to compare: this report states none."
NOT_COMPARED = "Findings are not compared: a run that failed states none."
SAME = "Both were made from the same record, parameters and code."
SHOWN_DIGITS = 12
SHOWN_ITEMS = 12
"""Rows, and other things of one kind, that a page lists; the command lists them all."""
SHOWN_VALUE = 80
"""Characters of a value that a page shows."""
SHOWN_ALIKE = 24
"""Characters, at most, that stay on either side of what differs between two texts."""
SHOWN_BEHIND = 3
"""Rows that are named with a finding that rests on them."""
BARE = re.compile(r"[\w+-](?:[\w.+:-]{,58}\w)?", re.ASCII)
"""Values that need no quotation marks: numbers, days, words of a vocabulary, ids."""
NOTHING = Shown()
FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def since(changes: Changes, shown: Shown = NOTHING, limit: int | None = SHOWN_ITEMS) -> Iterator[tuple[str, str]]:
    """The verdict and the sentences after it, each with the anchor of what it is about where the page holds it.

    No more than `limit` things of a kind are listed, and values are cut; `None` lists and shows everything.
    """
    yield "", verdict(changes)
    if reason := why(changes):
        yield "", reason
    findings = changes.findings or ()
    behind = {
        finding.key: _behind(changes, shown.behind.get(finding.key, frozenset()))
        for finding in findings
        if finding.kind != GONE
    }
    alike = len(behind) > 1 and len(set(behind.values())) == 1
    if alike and (rows := next(iter(behind.values()))):
        yield "", f"Of the rows that changed, each of them rests on {rows}."
    for finding in findings:
        target = "" if finding.kind == GONE else anchor("finding", finding.key)
        words, rows = _finding(finding, short=limit is not None), behind.get(finding.key, "")
        own = f" Of the rows that changed, it rests on {rows}." if rows and not alike else ""
        yield target if target in shown.anchors else "", f"{words}{own}"
    yield from made_from(changes, shown, limit)


def made_from(changes: Changes, shown: Shown = NOTHING, limit: int | None = SHOWN_ITEMS) -> Iterator[tuple[str, str]]:
    """The sentences about what the two runs were made from, without a verdict and without findings."""
    for words in _record(changes):
        yield "", words
    rows = changes.record.rows if changes.record else ()
    for row in rows[:limit]:
        target = _card(row, shown)
        yield target if target in shown.anchors else "", _row(row, short=limit is not None)
    if limit is not None and len(rows) > limit:
        yield "", f"And {_counted(len(rows) - limit, 'more row')}; “workbook changes {changes.report}” lists all."
    for words in _others(changes.inputs, limit):
        yield "", words


def since_html(since: Iterable[tuple[str, str]]) -> str:
    """The slot as checked markup: the verdict in bold, and below it the sentences as a list.

    A sentence leads to its anchor by the words before its first colon.
    """
    from analysis.press.fragments import RefusedMarkup, inner, parsed

    (_, first), *rest = since
    items = "".join(f"<li>{_linked(target, words)}</li>" for target, words in rest)
    html = f"<p><strong>{isolated(first)}</strong></p>" + (f"<ul>{items}</ul>" if items else "")
    try:
        return inner(parsed(html))
    except RefusedMarkup as refused:
        raise ReportError(
            f"The section 'Since the last report' holds {refused}. That is a fault of the workbook and not of the "
            "record: please report it with what was changed."
        ) from None


def verdict(changes: Changes) -> str:
    """Whether anything that the report says is different now."""
    if changes.findings is None:
        return NOT_COMPARED
    if not changes.stated:
        return NO_FINDINGS
    number = Counter(finding.kind for finding in changes.findings)
    said = {
        MOVED: ("moved", "moved"),
        NEW: ("is new", "are new"),
        GONE: ("is no longer stated", "are no longer stated"),
    }
    parts = [(number[kind], words[number[kind] > 1]) for kind, words in said.items() if number[kind]]
    if not parts:
        return STILL
    (first, words), *rest = parts
    return f"{_counted(first, 'finding')} {listed([words, *(f'{many} {what}' for many, what in rest)], 'and')}."


def why(changes: Changes) -> str:
    """What the findings were moved by, no more of it than is known; '' where none moved."""
    if not changes.findings:
        return "" if changes.inputs else SAME
    causes = [_cause(cause, changes.inputs) for cause in changes.causes]
    if not causes:
        return "Why is not known: neither the record nor the parameters nor the code changed."
    if len(causes) == 1:
        return f"That is because {causes[0]} changed, and nothing else did."
    every = "both " if len(causes) == 2 else "all "
    words = listed(causes, "and")
    return f"{words[0].upper()}{words[1:]} {every}changed; which of them was the reason is not known."


def _cause(cause: str, inputs: Sequence[InputChange]) -> str:
    names = [change.name for change in inputs if change.cause == cause]
    if cause == DATA:
        return "the record"
    if cause == RULE:
        return f"the rule ({listed(names, 'and')})"
    if cause == PARAMETER:
        return f"the parameter{'s' * (len(names) > 1)} {listed(names, 'and')}"
    assert cause == CODE
    groups = dict.fromkeys(change.group for change in inputs if change.cause == cause)
    parts = {"report": "the notebook", "program": "the workbook's program", "versions": "versions of libraries"}
    return f"the code ({listed([parts.get(group, group) for group in groups], 'and')})"


def _finding(finding: FindingChange, short: bool) -> str:
    if finding.kind == NEW:
        return f"New finding “{finding.key}”: {finding.text} {finding.verdict}".rstrip()
    if finding.kind == GONE:
        return f"No longer stated, finding “{finding.key}”: {finding.text_before}"
    now, before = finding.text, finding.text_before
    if finding.verdict != finding.verdict_before:
        now = f"{now} {_tested(finding.verdict)}"
        before = f"{before} {_tested(finding.verdict_before)}"
    said = _differing(before, now, cut=None)[0] if short else before
    return f"Finding “{finding.key}” moved: {now} It said “{_apart(said)}”"


def _behind(changes: Changes, anchors: frozenset[str]) -> str:
    """Those of the rows added or altered that a finding now rests on; of the rows withdrawn it is not known."""
    rows = changes.record.rows if changes.record else ()
    found = [f"{row.key} ({row.kind})" for row in rows if row.kind != WITHDRAWN and _own(row) in anchors]
    if len(found) > SHOWN_BEHIND:
        found[SHOWN_BEHIND:] = [f"{len(found) - SHOWN_BEHIND} more"]
    return listed(found, "and")


def _tested(verdict: str) -> str:
    return verdict or "Not tested under other readings."


def _record(changes: Changes) -> Iterator[str]:
    """That the record was changed, and what is known of how, without the rows one by one."""
    named = {change.name: change for change in changes.inputs if change.group == "record"}
    if changes.record is None:
        return
    version, content = named.get("version"), named["SHA-256"]
    now, before = ((value or "not known")[:SHOWN_DIGITS] for value in (content.now, content.before))
    prints = f"SHA-256 {now}, before {before}."
    if version is not None:
        prints = f"Version {version.now}, before {version.before}; {prints}"
    yield f"The record was changed. {_content(changes.record)} {prints}"


def _content(record: RecordChange) -> str:
    if record.titles:
        return "It is another record: {1}. It was {0}. Their rows are not compared.".format(*map(_apart, record.titles))
    if record.unnamed:
        return f"Which rows were changed cannot be said: {record.unnamed}."
    declaration = "datapackage.json, which declares its columns and words, was changed." if record.declaration else ""
    if not record.rows:
        return declaration or "No row was changed and no declaration: the order of rows or a map was."
    number = Counter((row.table, row.kind) for row in record.rows)
    parts = []
    for kind in KINDS:
        of_kind = [_counted(many, _one(table)) for (table, other), many in number.items() if other == kind]
        parts += [f"{kind}: {listed(of_kind, 'and')}"] if of_kind else []
    return f"Rows {'; '.join(parts)}. {declaration}".rstrip()


def _card(row: RowChange, shown: Shown) -> str:
    """The anchor of a row; of a claim that is only on the card of its incident, that card; '' for a row withdrawn."""
    if row.kind == WITHDRAWN:
        return ""
    return anchor("incident", row.about) if row.about and _own(row) not in shown.anchors else _own(row)


def _own(row: RowChange) -> str:
    return anchor(_one(row.table), row.key)


def _row(row: RowChange, short: bool) -> str:
    name = f"{_one(row.table).capitalize()} {row.key} was {row.kind}"
    if not row.cells:
        return f"{name}."
    words = "; ".join(_cell(cell, short) for cell in row.cells)
    return f"{name}: {words}{'' if words.endswith('.”') else '.'}"


def _cell(cell: CellChange, short: bool) -> str:
    before, now = _differing(cell.before, cell.now) if short else (cell.before, cell.now)
    return f"{cell.column} is {_value(now)}, was {_value(before)}"


def _differing(before: str, now: str, cut: int | None = SHOWN_VALUE) -> tuple[str, str]:
    """Two texts, without what long ones begin with and end on alike, and cut at so many characters."""
    if max(len(before), len(now)) <= SHOWN_VALUE:
        return before, now
    start = _common(before, now)
    end = _common(before[len(start) :][::-1], now[len(start) :][::-1])[::-1]
    start = start[: _boundary(start[::-1])]
    end = end[len(end) - _boundary(end) :]
    return _cut(before, start, end, cut), _cut(now, start, end, cut)


def _boundary(alike: str) -> int:
    """How many characters are left out of what two texts have alike, which is given from the difference outwards."""
    near = alike[:SHOWN_ALIKE]
    return len(alike) - (len(near) if len(alike) == len(near) or " " not in near else near.rindex(" "))


def _common(one: str, other: str) -> str:
    """What both texts begin with."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in alike)


def _cut(value: str, start: str, end: str, cut: int | None) -> str:
    middle = value[len(start) : len(value) - len(end)]
    over = cut is not None and len(middle) > cut
    shown = middle[:cut].rstrip() if over else middle
    return f"{'…' if start else ''}{shown}{'…' if over or end else ''}" if value else ""


def _value(value: str | None) -> str:
    """A value inside a sentence: one plain word as it is, anything else in quotation marks and apart."""
    if value is None:
        return "not set"
    if not value:
        return "blank"
    return value if BARE.fullmatch(value) else f"“{_apart(' '.join(value.split()))}”"


def _apart(value: str) -> str:
    """Text that keeps its own direction inside a sentence."""
    return f"{FSI}{value}{PDI}" if any(unicodedata.bidirectional(letter) in TURNING for letter in value) else value


def _others(inputs: Sequence[InputChange], limit: int | None) -> Iterator[str]:
    """Parameters, title, notebook, program and versions; a hash only says that something was changed."""
    for group, changed in groupby((change for change in inputs if change.group != "record"), lambda item: item.group):
        changes = list(changed)
        if group in ("parameters", "versions"):
            for change in changes[:limit]:
                yield f"{change.name} is {_value(change.now)}; it was {_value(change.before)}."
            if limit is not None and len(changes) > limit:
                yield f"And {len(changes) - limit} more {group}."
        elif group == "report":
            for change in changes:
                if change.name == "title":
                    yield f"The title is {_value(change.now)}; it was {_value(change.before)}."
                else:
                    yield "The notebook of the report was changed."
        else:
            yield "The program that makes the page was changed."


def _linked(target: str, words: str) -> str:
    if not target:
        return isolated(words)
    head, colon, rest = words.partition(": ")
    stop = "." if not colon and head.endswith(".") else ""
    return f'<a href="#{target}">{isolated(head.removesuffix(stop))}</a>{stop}{colon}{isolated(rest)}'


def _one(table: str) -> str:
    return table.removesuffix("s")


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
