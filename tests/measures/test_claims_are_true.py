"""No finding on the statements of a source is true in its text and false in the numbers: random ones, read back."""

import re
from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.checked import check_claims
from analysis.measures.checked_findings import claim_findings
from analysis.measures.findings import Finding
from tests.measures.plain import (
    COUNTED,
    COVERED,
    EXTENSION,
    MAIN,
    Ends,
    a_row,
    answers,
    as_answers,
    counted,
    examples,
    named,
    plural,
    recorded,
)
from tests.measures.plain_claims import a_claim, claimed, ends

CHECKED, OTHER = "observer-1990", "retrospective-1995"
USUAL = "acknowledged"
COUNTING = {
    "announced": "counting only what was announced at the time",
    "acknowledged": "counting what was acknowledged",
    "alleged": "counting what was alleged or denied too",
}
WORDS = {
    "agrees": ("agrees with the record", "agree with the record"),
    "differs": ("differs", "differ"),
    "left open": ("is left open", "are left open"),
    "cannot be compared": ("cannot be compared", "cannot be compared"),
}

BEST = ("agrees", "left open", "differs", "cannot be compared")
"""Of a number without a unit the verdict is the best that a unit gives."""


@dataclass(frozen=True)
class Source:
    """Random rows, and statements of which some are of the source that is checked."""

    rows: list[dict]
    claims: list[dict]

    @property
    def own(self) -> list[dict]:
        return [claim for claim in self.claims if claim["source_id"] == CHECKED]

    def words(self, rule: str = "") -> list[str]:
        """The verdict on each statement, where it names no rule under this one."""
        return [self.word(claim, rule) for claim in self.own]

    def word(self, claim: dict, rule: str) -> str:
        if claim["metric"] == "location" or claim["number"] == (None, None):
            return "cannot be compared"
        units = ("strikes", "events") if claim["metric"] == "unstated" else (claim["metric"],)
        words = [judged(self.count(claim, unit, rule), ends(claim)) for unit in units]
        return next(word for word in BEST if word in words)

    def count(self, claim: dict, unit: str, rule: str) -> Ends | None:
        """What the record has for a statement: of its row, or of its days; `None` where it has no answer."""
        if claim["row"] is not None:
            low, high = next(row[unit] for row in self.rows if row["id"] == claim["row"])
            return low or 0, float("inf") if high is None else high
        days = claim["start"] or COVERED[0], claim["end"] or COVERED[1]
        if days[0] < COVERED[0] or days[1] > COVERED[1]:
            return None
        rows = [row for row in self.rows if claim["campaign"] in (None, row["campaign"])]
        return counted(rows, unit, claim["rule"] or rule or USUAL, days)


def judged(found: Ends | None, told: Ends) -> str:
    """Agrees what holds all that the record allows; differs what holds nothing of it."""
    if found is None:
        return "cannot be compared"
    if told[0] <= found[0] and found[1] <= told[1]:
        return "agrees"
    return "differs" if found[1] < told[0] or told[1] < found[0] else "left open"


@st.composite
def a_source(draw) -> Source:
    rows = named(draw(st.lists(a_row(most=4), min_size=1, max_size=4)))
    metrics = ("strikes", "strikes", "events", "unstated", "unstated", "unstated", "killed", "location")
    claims = draw(st.lists(a_claim(rows, metrics), min_size=2, max_size=12))
    for claim in claims:
        claim["source_id"] = draw(st.sampled_from([CHECKED, CHECKED, OTHER]))
        claim["rule"] = draw(st.sampled_from([None, None, *COUNTED]))
        claim["region"] = None
        if claim["campaign"] is not None:
            claim["campaign"] = draw(st.sampled_from([MAIN, EXTENSION]))
        if claim["row"] is None and claim["start"] is not None and draw(st.integers(0, 9)) == 0:
            claim["start"] = claim["start"].replace(year=1980)
    return Source(rows, claims)


def in_words(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def check_article(asked: Source, finding: Finding) -> None:
    words = Counter(asked.words())
    parts = [f"{words[word]} {told[words[word] > 1]}" for word, told in WORDS.items() if words[word]]
    most = {name: 2 * asked.words(name).count("agrees") > len(asked.own) for name in COUNTED}
    told = f"{'' if 2 * words['agrees'] > len(asked.own) else 'no '}more than half agree"
    assert finding.text == f"Of the {plural(len(asked.own), 'statement')} checked, {in_words(parts)}: {told}."
    assert answers(finding) == as_answers([most[name] == (2 * words["agrees"] > len(asked.own)) for name in COUNTED])


def check_turning(asked: Source, finding: Finding) -> None:
    usual = asked.words()
    turned = {name: sum(a != b for a, b in zip(asked.words(name), usual, strict=True)) for name in COUNTED}
    number = plural(len(usual), "statement")
    if not any(turned.values()):
        said = rf"None of the {number} is judged otherwise under another rule than {COUNTING[USUAL]}\."
    else:
        parts = [f"{count} would be judged otherwise {COUNTING[name]}" for name, count in turned.items() if count]
        said = rf"Of the {number}, which are read {COUNTING[USUAL]} where they name no rule, {in_words(parts)}\."
    assert re.fullmatch(said, finding.text)
    assert finding.tests == ()  # it says itself what each rule makes of them


def unsettled(asked: Source) -> dict[int, set[str]]:
    """For each statement that is left open the rows it is compared with that do not state one number."""
    found = {}
    for place, claim in enumerate(asked.claims):
        if asked.word(claim, "") != "left open":
            continue
        rows = set()
        for unit in ("strikes", "events") if claim["metric"] == "unstated" else (claim["metric"],):
            for row in asked.rows:
                low, high = row[unit]
                if (low is None or low != high) and compared(asked, claim, row, unit):
                    rows.add(row["id"])
        if rows:
            found[place] = rows
    return found


def compared(asked: Source, claim: dict, row: dict, unit: str) -> bool:
    """Is a statement about this row, or about days and a rule that count it?"""
    if claim["row"] is not None:
        return claim["row"] == row["id"]
    return (
        claim["campaign"] in (None, row["campaign"])
        and row["attribution"] in COUNTED[claim["rule"] or USUAL]
        and row["start"] <= (claim["end"] or COVERED[1])
        and row["end"] >= (claim["start"] or COVERED[0])
    )


def check_open(asked: Source, finding: Finding) -> None:
    behind = unsettled(asked)
    row = finding.values["row"].rows[0]
    numbers = Counter(one for rows in behind.values() for one in rows)
    assert numbers[row] == max(numbers.values())
    alone = sum(rows == {row} for rows in behind.values())
    called = finding.values["row"].text
    reason = "left open because a row states a range, no maximum or no number"
    if len(behind) == 1:
        assert finding.text == f"The 1 claim {reason} turns on {called}{'' if alone else ' and on others'}."
    else:
        by_it = "all" if alone == numbers[row] else alone or "none"
        assert finding.text == (
            f"Of the {len(behind)} claims {reason}, {called} leaves open {numbers[row]}, {by_it} of them "
            "alone: no other row leaves open more, so that a source for its numbers would settle most."
        )


@given(a_source())
@examples(60)
def test_every_sentence_on_a_source_says_what_the_rows_say(asked):
    record = claimed(asked.claims, recorded(asked.rows))
    if not asked.own:
        return
    findings = claim_findings(check_claims(record, CHECKED))
    told = [finding.key for finding in findings]
    assert told == ["article", "turning", *(["open"] if unsettled(asked) else [])]
    if unsettled(asked):
        check_open(asked, findings["open"])
    check_article(asked, findings["article"])
    check_turning(asked, findings["turning"])
    for finding in findings:
        assert set(finding.rows) <= {row["id"] for row in asked.rows}
