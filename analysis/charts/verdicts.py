"""Claims with what the record says to each: one source statement by statement, and all others by their verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.charts.sources import SourceLinks
from analysis.charts.statements import Statements
from analysis.errors import listed
from analysis.markup import anchor, bundle, isolated, link
from analysis.measures.checked import PARTS, VERDICTS, Checked, spacing
from analysis.measures.checked_findings import PHRASES
from analysis.measures.finding_markup import unlinked
from analysis.measures.rules import COUNTING
from analysis.measures.verdicts import Verdict
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import plural, sentence
from analysis.record.rows import Row, records, stated

NAMED = 3
"""Rows named beside a claim; more are listed once below, however many claims rest on the same."""
FOLDED = ("agrees", "cannot be compared")
"""Verdicts whose claims are folded away where there are many: the others ask for a look."""
NOTHING: Mapping[str, str] = {
    "article": "The record keeps no statement under this source alone.",
    "reprinted": "The source has no statement that the record keeps under another one.",
    "totals": "The record has no other claim about more than one incident.",
    "running": "The record has no other claim about the campaign as a whole.",
    "rows": "The record has no other claim about one incident alone.",
}
METHODS = ("claims", "rules", "counts")


@dataclass(frozen=True)
class Verdicts:
    """One part of the claims that were checked: the article in its own order, every other part by verdict."""

    checked: Checked
    part: str

    def __repr__(self) -> str:
        return f"<Verdicts: {plural(len(self.checked.part(self.part)), 'claim')} beside the record>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, object]:
        html = _Page(self.checked, self.part).html()
        return bundle(repr(self), html, unlinked(html), methods=list(METHODS))


def judged(checked: Checked, part: str) -> Verdicts:
    """The claims of one part with their verdicts; `part` is one of `analysis.measures.checked.PARTS`.

    Raises `ValueError` for another word.
    """
    if part not in PARTS:
        raise ValueError(f"{part!r} is no part of the claims. Choose {listed(PARTS)}.")
    return Verdicts(checked, part)


@dataclass
class _Page:
    """The markup of one part; `shared` has the lists of rows that stand below it, by their rows."""

    checked: Checked
    part: str
    shared: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        record = self.checked.record
        self.statements = Statements(record)
        self.briefs = Whereabouts(record).briefs()
        self.lines = records(self.checked.part(self.part))

    def html(self) -> str:
        """The part as markup; in words where it has no claim."""
        opening = self._source() if self.part == "article" else ""
        if not self.lines:
            return f"{opening}<p>{NOTHING[self.part]}</p>"
        items = self._in_order() if self.part == "article" else self._by_verdict()
        return f"{opening}{items}{self._rows_below()}"

    def _source(self) -> str:
        """Which source is checked; without a link where nothing of it is on the page."""
        record, key = self.checked.record, self.checked.source
        if not key:
            return ""
        row = next(row for row in records(record.sources) if row["source_id"] == key)
        title = f", “{isolated(row['title'])}”" if isinstance(row["title"], str) else ""
        return f'<p class="scope"><b>Checked here</b>: {SourceLinks(record)(key)}{title}.</p>'

    def _in_order(self) -> str:
        return f'<ol class="claims">{"".join(map(self._full, self.lines))}</ol>'

    def _full(self, line: Row) -> str:
        """A statement with its verdict, what was computed and its rows, the curators' note, and other rules."""
        key = line["claim_id"]
        row = self.statements.rows[key]
        parts = [
            f"<b>{sentence(line['verdict'])}.</b> {self._told(line)} ({link('claim', key)}).",
            f"{self._why(line)}{self._rows(line['rows'])}.",
        ]
        if (near := spacing(self.checked, key)) is not None:
            parts.append(f"{isolated(sentence(near.words))}{self._rows(near.rows)}.")
        parts += [self._otherwise(line, name, other) for name, other in self.checked.turned.get(key, {}).items()]
        note = self.statements.note(row)
        told = f'<p class="note">{note}</p>' if note else ""
        return f"<li><p>{' '.join(parts)}</p>{told}</li>"

    def _why(self, line: Row) -> str:
        return isolated(sentence(line["why"]))

    def _otherwise(self, line: Row, rule: str, other: Verdict) -> str:
        """The verdict under another rule, and the rows that make the difference."""
        changed = tuple(row for row in (*line["rows"], *other.rows) if (row in line["rows"]) != (row in other.rows))
        what = PHRASES[other.word][0].format("it")
        told = f"{sentence(f'counting {COUNTING[rule]}')}, {what}: {other.reason}"
        return f"{isolated(told)}{self._rows(changed)}."

    def _by_verdict(self) -> str:
        """A line that says how many there are of each, and then a list for each verdict."""
        groups = {word: [line for line in self.lines if line["verdict"] == word] for word in VERDICTS}
        shown = {word: lines for word, lines in groups.items() if lines}
        told = [
            f'<a href="#{self._id(word)}">{PHRASES[word][0 if len(lines) == 1 else 1].format(f"{len(lines):,}")}</a>'
            for word, lines in shown.items()
        ]
        lists = "".join(self._group(word, lines) for word, lines in shown.items())
        return f"<p>Of {plural(len(self.lines), 'claim')}, {listed(told, 'and')}.</p>{lists}"

    def _id(self, word: str) -> str:
        return anchor("claims", f"{self.part}-{word.replace(' ', '-')}")

    def _group(self, word: str, lines: Sequence[Row]) -> str:
        head = f"{sentence(word)}: {plural(len(lines), 'claim')}"
        if word == "cannot be compared":
            body = self._by_reason(lines)
        elif word == "agrees" and self.part == "rows":
            body = f"<p>{'; '.join(map(self._brief, lines))}.</p>"
        else:
            body = f'<ul class="claims">{"".join(map(self._short, lines))}</ul>'
        if word in FOLDED:
            return f'<details><summary>{head}</summary><div id="{self._id(word)}">{body}</div></details>'
        return f'<div id="{self._id(word)}"><p><b>{head}</b></p>{body}</div>'

    def _told(self, line: Row) -> str:
        """A claim in words; what one about a single row is about is told by the row beside it, where that is named."""
        row = self.statements.rows[line["claim_id"]]
        return self.statements.told(row, on_card=bool(stated(row["incident_id"]) and line["rows"]))

    def _brief(self, line: Row) -> str:
        """A claim of which there is no more to say than that it was made."""
        key = line["claim_id"]
        return f'<a href="#{anchor("claim", key)}">{self.statements.told(self.statements.rows[key])}</a>'

    def _short(self, line: Row) -> str:
        """A claim, what was computed, and its rows; those of the campaign as a whole are the chart's."""
        rows = "" if self.part == "running" else self._rows(line["rows"])
        claim = f'<a href="#{anchor("claim", line["claim_id"])}">{self._told(line)}</a>'
        return f"<li>{claim}. {self._why(line)}{rows}.</li>"

    def _by_reason(self, lines: Sequence[Row]) -> str:
        """Claims that nothing can be said to, each reason once."""
        reasons: dict[str, list[Row]] = {}
        for line in lines:
            reasons.setdefault(line["why"], []).append(line)
        items = (
            f"<li>{isolated(sentence(why))}: {'; '.join(map(self._brief, own))}.</li>" for why, own in reasons.items()
        )
        return f'<ul class="claims">{"".join(items)}</ul>'

    def _rows(self, ids: Sequence[str]) -> str:
        """The rows behind a number in brackets: a few by day and place, many as a link to where they are listed."""
        if not ids:
            return ""
        if len(ids) <= NAMED:
            return f" ({'; '.join(map(self._incident, ids))})"
        place = self.shared.setdefault(tuple(ids), anchor("behind", f"{self.part}-{len(self.shared) + 1}"))
        return f' (<a href="#{place}">{plural(len(ids), "row")}</a>)'

    def _incident(self, key: str) -> str:
        return f'<a href="#{anchor("incident", key)}">{self.briefs[key]}</a>'

    def _rows_below(self) -> str:
        """The lists of rows to which the claims lead, folded."""
        if not self.shared:
            return ""
        items = "".join(
            f'<li id="{place}">{plural(len(ids), "row")}: {"; ".join(map(self._incident, ids))}.</li>'
            for ids, place in self.shared.items()
        )
        return f'<details class="rows"><summary>Rows behind the numbers</summary><ul>{items}</ul></details>'
