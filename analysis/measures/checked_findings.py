"""What became of the statements of one source: how many agree with the record, and which turn on what counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd

from analysis.errors import listed
from analysis.markup import anchor
from analysis.measures.checked import DEFAULT, Checked
from analysis.measures.checked_open import most_open
from analysis.measures.comparison import attribution_turn
from analysis.measures.findings import Finding, Findings, Test, Unsaid, Value
from analysis.measures.rules import ADMITTED, COUNTING
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import plural

PHRASES = {
    "agrees": ("{} agrees with the record", "{} agree with the record"),
    "differs": ("{} differs", "{} differ"),
    "left open": ("{} is left open", "{} are left open"),
    "cannot be compared": ("{} cannot be compared", "{} cannot be compared"),
}
"""What is said of one claim and of several with a verdict."""


NAMES = {
    "article": "how many statements agree",
    "turning": "what turns on the rule",
    "open": "which row leaves most claims open",
}
"""Each finding by its key and what it is about."""
ABOUT = {"article": "the article", "turning": "the article", "open": "the claims"}
STATEMENTS = anchor("method", "claims")
"""Where the number of statements leads, which counts no rows."""


def claim_findings(checked: Checked) -> Findings:
    """The findings on the statements of the source that is checked, `article` and `turning`, and on all, `open`."""
    table = checked.part("article")
    made: list[tuple[str, Finding | str]] = [("open", most_open(checked))]
    if table.empty:
        why = "the record keeps no statement under this source alone"
        made = [("article", why), ("turning", why), *made]
    else:
        made = [("article", _article(checked, table)), ("turning", _turning(checked, table)), *made]
    called = Whereabouts(checked.record).briefs()
    return Findings(
        tuple(replace(one, about=ABOUT[one.key], called=called) for _, one in made if isinstance(one, Finding)),
        tuple(Unsaid(key, NAMES[key], one) for key, one in made if isinstance(one, str)),
    )


def tally(words: Counter[str]) -> list[str]:
    """How many claims have each verdict, in words with `{}` for the number: 'agrees' first, none that is zero."""
    return [one if words[word] == 1 else many for word, (one, many) in PHRASES.items() if words[word]]


def _article(checked: Checked, table: pd.DataFrame) -> Finding:
    """How many statements agree, whether more than half of them, and under which rules that holds."""
    words = Counter(map(str, table["verdict"]))
    values = {"all": Value(plural(len(table), "statement"), leads=STATEMENTS)}
    phrases = []
    for place, (word, phrase) in enumerate(zip([w for w in PHRASES if words[w]], tally(words), strict=True)):
        some = table[table["verdict"] == word]
        values[f"part_{place}"] = Value(f"{words[word]:,}", _rows(some), label=phrase.format(f"{words[word]:,}"))
        if not values[f"part_{place}"].rows:
            values[f"part_{place}"] = replace(values[f"part_{place}"], leads=STATEMENTS)
        phrases.append(phrase.format(f"{{part_{place}}}"))
    under = {name: Counter(checked.word(str(claim), name) for claim in table.index) for name in ADMITTED}
    half = {name: 2 * counted["agrees"] > len(table) for name, counted in under.items()}
    most = 2 * words["agrees"] > len(table)
    tests = tuple(Test((attribution_turn(name),), "yes" if half[name] == most else "no") for name in ADMITTED)
    template = f"Of the {{all}} checked, {listed(phrases, 'and')}: {'' if most else 'no '}more than half agree."
    return Finding("article", template, values, tests, methods=("claims", "rules", "readings"))


def _turning(checked: Checked, table: pd.DataFrame) -> Finding:
    """How many statements another rule would judge otherwise, rule by rule."""
    values = {"all": Value(plural(len(table), "statement"), leads=STATEMENTS)}
    phrases = []
    for name in ADMITTED:
        some = [str(claim) for claim in table.index if name in checked.turned.get(str(claim), {})]
        if some:
            rows = [row for claim in some for row in _behind(checked, claim, name)]
            key = f"turned_{name}"
            label = f"{plural(len(some), 'verdict')} counting {COUNTING[name]}"
            values[key] = Value(f"{len(some):,}", tuple(dict.fromkeys(rows)), label=label)
            phrases.append(f"{{{key}}} would be judged otherwise counting {COUNTING[name]}")
    usual = COUNTING[DEFAULT]
    if not phrases:
        template = f"None of the {{all}} is judged otherwise under another rule than counting {usual}."
    else:
        template = f"Of the {{all}}, which are read counting {usual} where they name no rule, {listed(phrases, 'and')}."
    return Finding("turning", template, values, methods=("claims", "rules"))


def _behind(checked: Checked, claim: str, rule: str) -> tuple[str, ...]:
    """The rows that make the difference: counted under one rule and not under the other."""
    usual, other = checked.rows(claim), checked.turned[claim][rule].rows
    return tuple(row for row in (*usual, *other) if (row in usual) != (row in other))


def _rows(table: pd.DataFrame) -> tuple[str, ...]:
    """The rows behind these claims, each once."""
    return tuple(dict.fromkeys(str(row) for rows in table["rows"] for row in rows))
