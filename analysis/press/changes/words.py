"""What changed between two runs, in words: a verdict first, why, and then a sentence for each thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from analysis.errors import ReportError, listed
from analysis.markup import anchor, isolated
from analysis.press.changes.differences import apart, differing, value_words
from analysis.press.changes.row_words import behind_words, counted, record_words, row_anchor, row_words
from analysis.press.changes.since import (
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
from analysis.press.ledger.key import BESIDE, COMMAND

FIRST = "This is the first report: there is none before it to compare with."
UNKNOWN = "The report before this one left no account of itself, so there is nothing to compare with."
STILL = "No material change."
NO_FINDINGS = "No finding to compare: this report states none."
NOT_COMPARED = "Findings are not compared: a run that failed states none."
SAME = "Both were made from the same record, parameters and code."
SHOWN_ITEMS = 12
"""Rows, and other things of one kind, that a page lists; the command lists them all."""
SHOWN_OPEN = 8
"""Sentences after the verdict that stand open on a page; more are folded."""
NOTHING = Shown()


def since(changes: Changes, shown: Shown = NOTHING, limit: int | None = SHOWN_ITEMS) -> Iterator[tuple[str, str]]:
    """The verdict and the sentences after it, each with the anchor of what it is about where the page holds it.

    No more than `limit` things of a kind are listed, and values are cut; `None` lists and shows everything.
    """
    yield "", verdict(changes)
    if reason := why(changes):
        yield "", reason
    findings = changes.findings or ()
    behind = {
        finding.key: behind_words(changes.record, shown.behind.get(finding.key, ()))
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
    """The sentences about what the two runs were made from, without a verdict and without findings; rows come last."""
    record = changes.record
    if record is not None:
        yield "", record_words(record, changes.inputs)
    for words in _others(changes.inputs, limit):
        yield "", words
    rows = record.rows if record else ()
    for row in rows[:limit]:
        yield row_anchor(row, shown.anchors), row_words(row, short=limit is not None)
    if limit is not None and len(rows) > limit:
        yield "", f"And {counted(len(rows) - limit, 'more row')}; “workbook changes {changes.report}” lists all."


def since_html(since: Iterable[tuple[str, str]]) -> str:
    """The slot as checked markup: the verdict in bold, and below it the sentences as a list, a long one partly folded.

    A sentence leads to its anchor by the words before its first colon.
    """
    from analysis.press.page.fragments import RefusedMarkup, inner, parsed

    (_, first), *rest = since
    open_ones = rest if len(rest) <= SHOWN_OPEN + 1 else rest[:SHOWN_OPEN]
    folded = rest[len(open_ones) :]
    html = f"<p><strong>{isolated(first)}</strong></p>{_list(open_ones)}"
    if folded:
        html += f"<details><summary>And {len(folded)} more</summary>{_list(folded)}</details>"
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
    return f"{counted(first, 'finding')} {listed([words, *(f'{many} {what}' for many, what in rest)], 'and')}."


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
    said = differing(before, now, cut=None)[0] if short else before
    return f"Finding “{finding.key}” moved: {now} It said “{apart(said)}”"


def _tested(verdict: str) -> str:
    return verdict or "Not tested under other readings."


def _others(inputs: Sequence[InputChange], limit: int | None) -> Iterator[str]:
    """Parameters, title, notebook, program and versions; a hash only says that something was changed."""
    for group, changed in groupby((change for change in inputs if change.group != "record"), lambda item: item.group):
        changes = list(changed)
        if group in ("parameters", "versions"):
            for change in changes[:limit]:
                yield f"{change.name} is {value_words(change.now)}; it was {value_words(change.before)}."
            if limit is not None and len(changes) > limit:
                yield f"And {len(changes) - limit} more {group}."
        elif group == "report":
            for change in changes:
                if change.name == "title":
                    yield f"The title is {value_words(change.now)}; it was {value_words(change.before)}."
                elif change.name == COMMAND:
                    yield "The command that makes the page was changed."
                elif change.name == BESIDE:
                    yield "A module beside the notebook was changed."
                else:
                    yield "The notebook of the report was changed."
        else:
            yield "The program that makes the page was changed."


def _list(sentences: Sequence[tuple[str, str]]) -> str:
    items = "".join(f"<li>{_linked(target, words)}</li>" for target, words in sentences)
    return f"<ul>{items}</ul>" if items else ""


def _linked(target: str, words: str) -> str:
    if not target:
        return isolated(words)
    head, colon, rest = words.partition(": ")
    stop = "." if not colon and head.endswith(".") else ""
    return f'<a href="#{target}">{isolated(head.removesuffix(stop))}</a>{stop}{colon}{isolated(rest)}'
