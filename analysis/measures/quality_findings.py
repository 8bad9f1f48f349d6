"""How far a comparison can be trusted: what it loses with a source, on whose word rows rest, what nobody states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.errors import ParameterError, listed, meant
from analysis.markup import anchor
from analysis.measures.addresses import ages, as_of
from analysis.measures.campaign import campaign_findings
from analysis.measures.comparison import Question
from analysis.measures.findings import Finding, Findings, Unsaid, Value
from analysis.measures.firming import Firming, firming
from analysis.measures.grounds import of_period
from analysis.measures.leave_out import Loss, Losses, losses
from analysis.measures.quality import ONE_WORD, Class, attested, looked_at
from analysis.measures.rates import rate, rate_ratio
from analysis.measures.upholding import by_publisher, by_source
from analysis.measures.versions import NO_ROW, incident_findings
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.withdrawal import Held, without
from analysis.measures.words import about, counted_in_words, day, plural
from analysis.record.store import Record

ABOUT = {
    "loss": "what the comparison loses with a source",
    "publishers": "what it loses with a publisher",
    "word": "on whose word the rows rest",
    "open": "which rows leave a count without a maximum",
}
METHOD = {"loss": anchor("method", "leave-one-out"), "age": anchor("method", "addresses")}
"""Where the numbers lead that count sources, and so no rows."""
NAMED = 6
"""Sources named in a sentence."""


@dataclass(frozen=True)
class Quality:
    """What a report on the record's quality is made of, worked out once.

    `sources` and `publishers` are the comparison without each of them, `firming` what would narrow it, and `moved` the
    findings of the main report before and after the loss of `without`, a source that is asked for or the one whose loss
    moves most; `without` is '' where no loss changes a count.
    """

    sources: Losses
    publishers: Losses
    firming: Firming
    without: str
    moved: pd.DataFrame

    @classmethod
    def of(cls, record: Record, view: View, factor: int = 10, without_source: str = "") -> Quality:
        """The quality of the record as far as a view looks at it.

        Raises `ParameterError` for a source that the record does not have.
        """
        known = set(record.sources["source_id"])
        if without_source and without_source not in known:
            hint = meant([without_source], known).get(without_source, "")
            raise ParameterError(
                f"without: {without_source!r} is no source of the record. {hint}Choose a source_id of "
                f"{record.schema['sources'].path}."
            )
        question = Question.of(record, view.rule, view.since, view.until, factor)
        held = Held(record, (view.rule.unit,))
        sources, publishers = (
            losses(record, question, view, group_of, held) for group_of in (by_source(record), by_publisher(record))
        )
        chosen = without_source or next((loss.names[0] for loss in sources.counted), "")
        moved = _moved(record, view, factor, chosen)
        return cls(sources, publishers, firming(record, question, view), chosen, moved)


def _moved(record: Record, view: View, factor: int, source: str) -> pd.DataFrame:
    """Each finding of the main report that another source's loss changes: `finding`, `with it`, `without it`."""
    columns = ["finding", "with it", "without it"]
    if not source:
        return pd.DataFrame(columns=columns)
    found = [
        {one.key: one for one in campaign_findings(each, view.rule, view.since, view.until, factor)}
        for each in (record, without(record, [source]))
    ]
    before, after = found
    lines = [
        {"finding": key, "with it": _told(before.get(key)), "without it": _told(after.get(key))}
        for key in dict.fromkeys([*before, *after])
        if _told(before.get(key)) != _told(after.get(key))
    ]
    return pd.DataFrame(lines, columns=columns)


def _told(finding: Finding | None) -> str:
    return "not stated" if finding is None else str(finding)


def quality_findings(record: Record, view: View, quality: Quality) -> Findings:
    """The findings on quality, in reading order: `loss`, `publishers`, `word`, `sides`, `disputed`, `open`, `age`."""
    rows = looked_at(record, view)
    if rows.empty:
        return Findings((), tuple(Unsaid(key, name, NO_ROW) for key, name in ABOUT.items()))
    called = Whereabouts(record).briefs()
    ahead = [
        _loss(record, quality.sources, "source"),
        _loss(record, quality.publishers, "publisher"),
    ]
    made = [
        _word(attested(record, view), len(rows)),
        *incident_findings(record, view).only("sides", "disputed"),
        _open(record, quality.firming),
        _age(record),
    ]
    abouts = {"the comparison without a source": ahead, "the quality of the record": made}
    found = [replace(one, about=about) for about, some in abouts.items() for one in some if one is not None]
    why = "the days looked at make no comparison, or nothing in it is open"
    said = {one.key for one in found}
    unsaid = tuple(Unsaid(key, name, why) for key, name in ABOUT.items() if key not in said)
    return Findings(tuple(replace(one, called=called) for one in found), unsaid)


def _loss(record: Record, lost: Losses, what: str) -> Finding | None:
    """How many losses change a count, and whether any changes how far the headline holds."""
    if lost.headline is None:
        return None
    counted, turned = lost.counted, [loss for loss in lost.items if loss.moved == "verdict"]
    many, counts = (sum(len(loss.names) for loss in some) for some in (lost.items, counted))
    values = {
        "groups": Value(plural(lost.groups, what), leads=METHOD["loss"]),
        "many": Value(_no(many), _rows(lost.items), label=f"{_no(many)} whose loss takes a row or its number along"),
        "counts": Value(_no(counts), _rows(counted), label=f"{_no(counts)} whose loss changes a count"),
    }
    template = (
        "Of {groups}, each left out in turn, {many} would take a row or its number along, and {counts} would change "
    )
    template += "a count of the comparison"
    if counted:
        template += f": {_names(record, counted, values, 'counted')}"
    values["factor"] = Value(f"{lost.question.factor:,}", leads=anchor("method", "rates"))
    template += ". Under which readings the claim of {factor} times as often in the campaign holds "
    if turned:
        number = sum(len(loss.names) for loss in turned)
        values["turned"] = Value(
            counted_in_words(number), _rows(turned), label=f"{_no(number)} on which a verdict hangs"
        )
        template += f"hangs on {{turned}}: {_names(record, turned, values, 'hangs')}."
    else:
        template += f"hangs on no single {what}."
    key = "loss" if what == "source" else "publishers"
    return Finding(key, template, values, methods=("leave-one-out", "rates", "rules", "readings"))


def _no(many: int) -> str:
    return "none" if many == 0 else counted_in_words(many)


def _rows(some: Sequence[Loss]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for loss in some for row in loss.effect.rows))


def _names(record: Record, some: Sequence[Loss], values: dict[str, Value], kind: str) -> str:
    """Sources or publishers inside a sentence, the one that moves most first; they become values, named by `kind`."""
    names = [name for loss in some for name in loss.names]
    known = set(record.sources["source_id"])
    for place, name in enumerate(names[:NAMED]):
        leads = anchor("source", name) if name in known else METHOD["loss"]
        values[f"{kind}_{place}"] = Value(source_name(record, name), leads=leads)
    shown = [f"{{{kind}_{place}}}" for place in range(min(len(names), NAMED))]
    if len(names) > NAMED:
        values[f"{kind}_others"] = Value(plural(len(names) - NAMED, "other"), leads=METHOD["loss"])
        shown.append(f"{{{kind}_others}}")
    return listed(shown, "and")


def source_name(record: Record, key: str) -> str:
    """A source by its publisher and its day, or its id where it has none; what is no source stays as it is."""
    own = record.sources[record.sources["source_id"] == key]
    if own.empty:
        return key
    published = own["published"].iloc[0]
    when = key if pd.isna(published) else day(published.date())
    return f"{own['publisher'].iloc[0]} ({when})"


def _word(classes: Sequence[Class], many: int) -> Finding:
    """On whose word the rows rest."""
    values = {"rows": Value(plural(many, "row"), tuple(row for one in classes for row in one.rows))}
    parts = []
    for one in classes:
        key = next(key for key, words in ONE_WORD.items() if words == one.name)
        values[key] = Value(f"{len(one.rows):,}", one.rows, label=f"{len(one.rows):,} on {one.name}")
        parts.append(f"{{{key}}} on {one.name}")
    template = "On whose word the {rows} rest: " + listed(parts, "and") + "."
    return Finding("word", template, values, methods=("independence", "rules"))


def _open(record: Record, found: Firming) -> Finding | None:
    """Which rows leave a count without a maximum, and what the ratio would be at least if they held no more."""
    chosen = found.question.chosen
    sides = {side: getattr(chosen, side) for side in ("campaign", "after") if len(found.opening(side))}
    if not sides:
        return None
    values: dict[str, Value] = {}
    for side, one in sides.items():
        ids = tuple(found.opening(side)["incident_id"].astype("str"))
        values[side] = Value(plural(len(ids), "row"), ids)
        values[f"{side}_name"] = of_period(record, side, one.period.name)
    where = listed([f"{{{side}}} ({{{side}_name}})" for side in sides], "and")
    template = f"No maximum is stated by {where}: a count has one only where each of its rows has."
    stated = found.as_stated("after")
    if list(sides) == ["after"] and stated and chosen.campaign.rate is not None:
        count = replace(chosen.after.count, high=stated, left_out=())
        least = rate_ratio(chosen.campaign.rate, rate(count, chosen.after.period.days)).low
        both = tuple(dict.fromkeys((*chosen.campaign.count.rows, *count.rows)))
        values["stated"] = Value(f"{stated:,}", count.rows, label=f"{stated:,} were they to hold no more")
        values["ratio"] = Value(about(least), both, label=f"{about(least)} times at least")
        template += " Were these to hold no more than they state, the count would be {stated} at most and the "
        template += "campaign's rate at least {ratio} times the later one."
    return Finding("open", template, values, methods=("firming", "counts", "rules"))


def _age(record: Record) -> Finding | None:
    """How old the addresses are, on the day that the record gives as its own."""
    today, dated = as_of(record), record.sources["published"].dropna()
    if today is None or dated.empty:
        return None
    table = ages(record)
    undated, read = int(record.sources["published"].isna().sum()), int(table["read elsewhere"].sum())
    middle = (pd.Timestamp(today) - dated).dt.days.median() / 365.25
    values = {
        "sources": Value(plural(len(record.sources), "source"), leads=METHOD["age"]),
        "read": Value(f"{read:,}", leads=METHOD["age"]),
        "undated": Value(f"{undated:,}", leads=METHOD["age"]),
        "middle": Value(f"{middle:.0f}", leads=METHOD["age"]),
        "day": Value(day(today), leads=METHOD["age"]),
    }
    template = (
        "The record has {sources}; read elsewhere than where they first stood, or printing what another says: {read}; "
        "without a day: {undated}. On {day}, the day of the record, half of those with a day were {middle} years old "
        "or older. When an address was last opened the record does not say."
    )
    return Finding("age", template, values, methods=("addresses",))
