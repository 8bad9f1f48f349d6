"""No finding on the dead is true in its text and false in the numbers: random rows and statements, read back."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.findings import Finding
from analysis.measures.rules import Rule
from analysis.measures.toll_findings import NAMES, toll_findings
from analysis.measures.view import View
from tests.measures.plain import (
    COUNTED,
    COVERED,
    MAIN,
    PERIODS,
    UNITS,
    Days,
    Ends,
    a_row,
    admitted,
    answers,
    as_answers,
    as_written,
    days_read,
    examples,
    named,
    plural,
    recorded,
    stands,
)
from tests.measures.plain_claims import CALLED, PARTS, SIDES, WHOLE, a_claim, claimed, dead, heard

STATUSES = {
    "none-claimed": "No source that was read claims civilian harm",
    "alleged": "Civilian harm is claimed, the actor has not answered",
    "assessed-not-credible": "Claimed; the actor reviewed it and found it not credible",
    "disputed": "Claimed with evidence and contested by the actor",
    "acknowledged": "Acknowledged by the actor",
}
Sum = tuple[Ends, list[str]]
"""From the least to the most that rows can hold, and these rows."""


@dataclass(frozen=True)
class Dead:
    """Random rows and statements, and the unit, the rule and the days asked for."""

    rows: list[dict]
    claims: list[dict]
    unit: str
    attribution: str
    days: Days

    @cached_property
    def heard(self) -> list[dict]:
        return heard(self.claims)

    def here(self, attribution: str = "") -> list[dict]:
        return [row for row in self.rows if admitted(row, attribution or self.attribution, self.days)]

    def told(self, side: str, row: str, unit: str = "", *, complete: bool = False) -> Ends | None:
        """What a side, or everybody, says of one row."""
        said = [one for one in self.heard if one["row"] == row and side in ("all", SIDES[one["claimant"]])]
        return dead(said, unit or self.unit, complete=complete)

    def sum(self, side: str, attribution: str = "", *, complete: bool = False, among: list[str] | None = None) -> Sum:
        """The dead of all rows of which a side speaks, or of those of them that are named."""
        low, high, rows = 0, 0, []
        for row in self.here(attribution):
            found = self.told(side, row["id"], complete=complete)
            if found is not None and (among is None or row["id"] in among):
                low += found[0] if self.days[0] <= row["start"] and row["end"] <= self.days[1] else 0
                high += found[1]
                rows.append(row["id"])
        return (low, high), rows

    def silent(self, attribution: str = "") -> list[str]:
        return [row["id"] for row in self.here(attribution) if self.told("all", row["id"]) is None]

    def both(self, attribution: str = "") -> tuple[Ends, Ends, list[str]]:
        """What the two sides say of the rows of which both speak."""
        rows = [row for row in self.sum("official", attribution)[1] if row in self.sum("local", attribution)[1]]
        return (*(self.sum(side, attribution, among=rows)[0] for side in ("official", "local")), rows)

    def double(self, attribution: str = "") -> list[tuple[str, float, float]]:
        """The rows in which the parts add up to more than the whole, with both numbers."""
        found = []
        for row in self.here(attribution):
            numbers = [self.told("all", row["id"], unit, complete=True) for unit in (*PARTS, WHOLE)]
            if all(one is not None and one[1] < inf for one in numbers):
                one, other, whole = (number[1] for number in numbers)
                found += [(row["id"], one + other, whole)] if one + other > whole else []
        return found

    def statuses(self, attribution: str = "") -> dict[str | None, int]:
        here = [row["status"] for row in self.here(attribution)]
        return {status: here.count(status) for status in here}

    def apart(self) -> list[dict]:
        """Statements of a number of dead about no single row that touch the days."""
        return [
            claim
            for claim in self.claims
            if claim["row"] is None
            and claim["number"] != (None, None)
            and claim["standing"] != "rejected"
            and claim["derived"] is None
            and (claim["start"] or claim["end"] or self.days[0]) <= self.days[1]
            and (claim["end"] or claim["start"] or self.days[1]) >= self.days[0]
        ]


@st.composite
def a_toll(draw) -> Dead:
    rows = named(draw(st.lists(a_row(), min_size=1, max_size=3)))
    for row in rows:
        row["status"] = draw(st.sampled_from([None, *STATUSES]))
    claims = draw(st.lists(a_claim(rows, most=3), min_size=4, max_size=20))
    since = draw(st.just(COVERED[0]) | st.dates(date(1986, 12, 1), date(1987, 2, 15)))
    until = draw(st.just(COVERED[1]) | st.dates(date(1987, 3, 15), date(1987, 9, 30)))
    return Dead(
        rows,
        claims,
        draw(st.sampled_from([WHOLE, WHOLE, *PARTS])),
        draw(st.sampled_from(list(COUNTED))),
        (since, until),
    )


def check_stated(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"Added row by row from the lowest to the highest of the sharpest statements, the (\d+ rows?) for which "
        r"anybody gives a number in the days looked at, (.+), (has|have) (.+?)"
        r"(?:; for (.+) nobody gives one, which is not none)?\.",
        finding.text,
    )
    (low, high), rows = asked.sum("all")
    assert told[1] == plural(len(rows), "row")
    assert told[3] == ("has" if len(rows) == 1 else "have")
    assert days_read(told[2]) == asked.days
    assert told[4] == as_written(low, high, asked.unit)
    silent = asked.silent()
    assert told[5] == (plural(len(silent), "row") if silent else None)
    under = [(asked.sum("all", name), asked.silent(name)) for name in COUNTED]
    assert answers(finding) == as_answers([each == (((low, high), rows), silent) for each in under])


def check_complete(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"If whoever counts both fighters and civilians of a row has counted everybody killed there once, "
        r"(.+?) (?:has|have) a number and together (.+): an assumption, and not a statement of anybody\.",
        finding.text,
    )
    (low, high), rows = asked.sum("all", complete=True)
    assert (low, high) != asked.sum("all")[0]
    assert told[1] == plural(len(rows), "row")
    assert told[2] == as_written(low, high, asked.unit)
    under = [asked.sum("all", name, complete=True) for name in COUNTED]
    assert answers(finding) == as_answers([each == ((low, high), rows) for each in under])


def check_sides(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"The official side (.+?), and the local side (.+?)(, which are the same rows\. The two are not added|"
        r"\. The two do not speak of the same rows, and are not added)\.",
        finding.text,
    )
    sums = [asked.sum(side) for side in ("official", "local")]
    for text, ((low, high), rows) in zip((told[1], told[2]), sums, strict=True):
        if rows:
            assert text == f"alone gives {as_written(low, high, asked.unit)} in {plural(len(rows), 'row')}"
        else:
            assert text == "gives no number for any row"
    assert (sums[0][1] == sums[1][1]) == ("which are the same rows" in told[3])
    under = [[asked.sum(side, name) for side in ("official", "local")] for name in COUNTED]
    assert answers(finding) == as_answers([each == sums for each in under])


def check_common(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"In the (.+) for which both sides give a number, the official side has (.+) and the local side (.+): "
        r"(?:the official number is (.+) the local one|"
        r"the two share values, so that neither is sure to be the higher)\.",
        finding.text,
    )
    one, other, rows = asked.both()
    assert told[1] == plural(len(rows), "row")
    assert (told[2], told[3]) == (as_written(*one, asked.unit), as_written(*other, asked.unit))
    under = [asked.both(name) for name in COUNTED]
    if told[4]:
        assert stands(told[4], one, other) == "yes"
        assert answers(finding) == [stands(told[4], *each[:2]) if each[2] else "open" for each in under]
    else:
        assert one[0] <= other[1]
        assert other[0] <= one[1]
        assert answers(finding) == ["open" if not each[2] else "no" if sure(*each[:2]) else "yes" for each in under]


def sure(one: Ends, other: Ends) -> bool:
    """Is it known how the one number stands to the other?"""
    return any(stands(relation, one, other) == "yes" for relation in ("higher than", "lower than", "the same as"))


def check_identity(asked: Dead, finding: Finding) -> None:
    one, other = (UNITS[part][0] for part in PARTS)
    told = re.fullmatch(
        rf"In (.+) the sharpest accounts of {one} and of {other} go up to (.+) together, "
        r"and those of everybody to (.+): whoever is one to one side and the other to another died once\.",
        finding.text,
    )
    double = asked.double()
    assert told[1] == plural(len(double), "row")
    assert told[2] == f"{sum(added for _, added, _ in double):,}"
    whole = sum(most for _, _, most in double)
    assert told[3] == as_written(whole, whole, WHOLE)
    assert answers(finding) == as_answers([asked.double(name) == double for name in COUNTED])


def check_status(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(r"Where harm to civilians stands in the (.+?): (.+)\.", finding.text)
    statuses = asked.statuses()
    assert told[1] == plural(len(asked.here()), "row")
    words = {status: f"“{label}” for {statuses[status]}" for status, label in STATUSES.items() if status in statuses}
    if None in statuses:
        words[None] = f"none recorded for {statuses[None]}"
    *first, last = words.values()
    assert told[2] == (f"{', '.join(first)} and {last}" if first else last)
    assert answers(finding) == as_answers([asked.statuses(name) == statuses for name in COUNTED])


def check_apart(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"(.+) of a number of dead that touch(?:es)? these days, or names? none, (?:is|are) about no single row, "
        r"and no sum here contains any(?:\. Of the siege of Porto Brilho as a whole: (.+))?\.",
        finding.text,
    )
    claims = asked.apart()
    assert told[1] == plural(len(claims), "statement")
    first, last = PERIODS["campaign"]
    own = [
        claim
        for claim in claims
        if claim["campaign"] == MAIN
        and claim["region"] is None
        and (claim["start"] or first) <= first
        and (claim["end"] or last) >= last
    ]
    words = [f"{CALLED[claim['claimant']]}, {number_told(claim)}" for claim in own]
    assert told[2] == ("; ".join(words) if own else None)
    assert finding.tests == ()  # no rule of what counts bears on it


def number_told(claim: dict) -> str:
    low, high = claim["number"]
    if low is None:
        return f"at most {high} {UNITS[claim['metric']][0]}"
    return as_written(low, inf if high is None else high, claim["metric"])


CHECKS = {
    "stated": check_stated,
    "complete": check_complete,
    "sides": check_sides,
    "common": check_common,
    "identity": check_identity,
    "status": check_status,
    "apart": check_apart,
}


def expected(asked: Dead) -> set[str]:
    """Which findings must be there."""
    stated = asked.sum("all")
    there = {
        "stated": bool(stated[1]),
        "complete": asked.sum("all", complete=True)[0] != stated[0],
        "sides": any(asked.sum(side)[1] for side in ("official", "local")),
        "common": bool(asked.both()[2]),
        "identity": bool(asked.double()),
        "status": bool(asked.here()),
        "apart": bool(asked.apart()),
    }
    return {key for key, told in there.items() if told}


@given(a_toll())
@examples(60)
def test_every_sentence_on_the_dead_says_what_the_statements_say(asked):
    record = claimed(asked.claims, recorded(asked.rows))
    findings = toll_findings(record, View(Rule(asked.unit, asked.attribution), *asked.days))
    assert {finding.key for finding in findings} == expected(asked)
    assert {one.key for one in findings.unsaid} == set(NAMES) - expected(asked)
    for finding in findings:
        CHECKS[finding.key](asked, finding)
        assert set(finding.rows) <= {row["id"] for row in asked.rows}
