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
from analysis.measures.toll import beliefs, toll
from analysis.measures.toll_findings import NAMES, toll_findings
from analysis.measures.view import View
from analysis.measures.words import span
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
from tests.measures.plain_claims import CALLED, PARTS, SIDES, WHOLE, a_claim, claimed, dead, heard, numbered

STATUSES = {
    "none-claimed": "No source that was read claims civilian harm",
    "alleged": "Civilian harm is claimed, the actor has not answered",
    "assessed-not-credible": "Claimed; the actor reviewed it and found it not credible",
    "disputed": "Claimed with evidence and contested by the actor",
    "acknowledged": "Acknowledged by the actor",
}
ADMITTED = {
    "announced": "announced at the time",
    "acknowledged": "acknowledged by the actor, then or later",
    "alleged": "acknowledged, alleged or denied",
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
        """What a side, or everybody with the range of the record itself, says of one row."""
        said = [one for one in self.heard if one["row"] == row and side in ("all", SIDES[one["claimant"]])]
        own = self.own(row) if side == "all" else None
        return dead(said, unit or self.unit, complete=complete, own=own)

    def own(self, row: str) -> Ends | None:
        """The record's own range of everybody killed in a row."""
        low, high = next(one["killed"] for one in self.rows if one["id"] == row)
        return None if low is None and high is None else (low or 0, inf if high is None else high)

    def added(self, row: str, ends: Ends) -> Ends:
        """What a row adds to a sum: no minimum where some of its days are not looked at."""
        return (ends[0] if self.whole(row) else 0), ends[1]

    def whole(self, row: str) -> bool:
        one = next(one for one in self.rows if one["id"] == row)
        return self.days[0] <= one["start"] and one["end"] <= self.days[1]

    def sum(self, side: str, attribution: str = "", *, complete: bool = False, among: list[str] | None = None) -> Sum:
        """The dead of all rows of which a side speaks, or of those of them that are named."""
        low, high, rows = 0, 0, []
        for row in self.here(attribution):
            found = self.told(side, row["id"], complete=complete)
            if found is not None and (among is None or row["id"] in among):
                least, most = self.added(row["id"], found)
                low, high = low + least, high + most
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

    def narrower(self) -> list[str]:
        """The rows in which counts of both parts, taken for everybody, give a lower maximum."""
        if self.unit != WHOLE:
            return []
        ids = [row["id"] for row in self.here() if self.told("all", row["id"]) is not None]
        return [row for row in ids if self.told("all", row, complete=True)[1] < self.told("all", row)[1]]

    def ranged(self) -> list[str]:
        """The rows with a range of the record's own, which the random rows have of everybody alone."""
        return [row["id"] for row in self.here() if self.unit == WHOLE and self.own(row["id"])]

    def contested(self) -> list[dict]:
        here = {row["id"] for row in self.here()}
        units = (WHOLE, *PARTS) if self.unit == WHOLE else (self.unit,)
        return [
            claim for claim in numbered(self.claims, "disputed") if claim["row"] in here and claim["metric"] in units
        ]

    def closed(self) -> list[str]:
        """The rows with both ends of the dead and of the strikes, all of whose days are looked at."""
        found = []
        for row in self.here():
            told = self.told("all", row["id"])
            if told and told[1] < inf and None not in row["strikes"] and self.whole(row["id"]):
                found.append(row["id"])
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
    who = UNITS[asked.unit][0] + (" or of a part of them" if asked.unit == WHOLE else "")
    told = re.fullmatch(
        r"Added row by row from the lowest to the highest account, the (\d+ rows?) in the days looked at, (.+), for "
        rf"which somebody gives a number of {who} (comes?) to (.+?); "
        r"(?:there is no row for which nobody does|"
        r"for (more|fewer|as many) rows, (.+), nobody does, which is not none)\.",
        finding.text,
    )
    (low, high), rows = asked.sum("all")
    assert told[1] == plural(len(rows), "row")
    assert days_read(told[2]) == asked.days
    assert told[3] == ("comes" if len(rows) == 1 else "come")
    assert told[4] == as_written(low, high, asked.unit)
    silent = asked.silent()
    under = [(len(asked.sum("all", name)[1]), len(asked.silent(name))) for name in COUNTED]
    if told[5] is None:
        assert not silent
        assert answers(finding) == as_answers([bool(some) and not none for some, none in under])
    else:
        assert told[6] == str(len(silent))
        assert compared(len(silent), len(rows)) == told[5]
        assert answers(finding) == as_answers(
            [bool(some + none) and compared(none, some) == told[5] for some, none in under]
        )


def compared(one: int, other: int) -> str:
    return "as many" if one == other else "more" if one > other else "fewer"


def check_rules(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(r"The sum is (.+)\.", finding.text)
    counting = ("only what was announced at the time", "what was acknowledged", "what was alleged or denied too")
    sums = [(asked.sum("all", name), words) for name, words in zip(COUNTED, counting, strict=True)]
    phrases = [f"{as_written(*ends, asked.unit)} counting {words}" for (ends, rows), words in sums if rows]
    phrases += [f"no number counting {words}" for (_, rows), words in sums if not rows]
    assert told[1] == f"{', '.join(phrases[:-1])} and {phrases[-1]}"
    assert finding.tests == ()


def check_complete(asked: Dead, finding: Finding) -> None:
    one, other = (UNITS[part][0] for part in PARTS)
    told = re.fullmatch(
        rf"In (.+) a claimant counts both {one} and {other}: if that is everybody killed there, each once, "
        r"(it comes|these come) to (.+) and not to (.+)\. That is an assumption, and not a statement of anybody\.",
        finding.text,
    )
    rows = asked.narrower()
    assert told[1] == plural(len(rows), "row")
    assert told[2] == ("it comes" if len(rows) == 1 else "these come")
    for text, complete in ((told[3], True), (told[4], False)):
        assert text == as_written(*asked.sum("all", complete=complete, among=rows)[0], asked.unit)
    assert finding.tests == ()


def check_sides(asked: Dead, finding: Finding) -> None:
    both = [asked.sum(side) for side in ("official", "local")]
    under = [[len(asked.sum(side, name)[1]) for side in ("official", "local")] for name in COUNTED]
    alone = re.fullmatch(r"The (.+) side gives (.+) in (.+), and the (.+) side no number for any row\.", finding.text)
    if alone:
        place = ["official", "local"].index(alone[1])
        assert {alone[1], alone[4]} == {"official", "local"}
        assert not both[1 - place][1]
        assert alone[2] == as_written(*both[place][0], asked.unit)
        assert alone[3] == plural(len(both[place][1]), "row")
        assert answers(finding) == as_answers([bool(each[place]) and not each[1 - place] for each in under])
        return
    told = re.fullmatch(
        r"The official side gives a number for (more|fewer|as many) rows (?:than|as) the local side: alone (.+) in (.+)"
        r", and the local side alone (.+) in (.+), which are (not )?the same rows\. The two are not added\.",
        finding.text,
    )
    assert compared(len(both[0][1]), len(both[1][1])) == told[1]
    for text, rows_told, (ends, rows) in zip((told[2], told[4]), (told[3], told[5]), both, strict=True):
        assert text == as_written(*ends, asked.unit)
        assert rows_told == plural(len(rows), "row")
    assert (told[6] is None) == (both[0][1] == both[1][1])
    assert answers(finding) == as_answers([any(each) and compared(*each) == told[1] for each in under])


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


def check_own(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"For (.+?) the record has a range of its own, (?:that is|together) (.+?); the accounts of the same rows come "
        r"to (.+?)\. (?:Row by row the two are the same|"
        r"(?:The two are the same in (.+?), and the|The) accounts go further "
        r"(.+))\.",
        finding.text,
    )
    rows = asked.ranged()
    own = [asked.added(row, asked.own(row)) for row in rows]
    accounts = [asked.told("all", row) for row in rows]
    assert told[1] == plural(len(rows), "row")
    assert told[2] == as_written(*(sum(ends) for ends in zip(*own, strict=True)), asked.unit)
    low, high = asked.sum("all", among=rows)[0]
    assert told[3] == as_written(low, high, asked.unit)
    assert low <= sum(least for least, _ in own)
    assert high >= sum(most for _, most in own)
    kept = [asked.own(row) for row in rows]
    same = [row for row, one, other in zip(rows, kept, accounts, strict=True) if one == other]
    assert told[4] == (plural(len(same), "row") if same and told[5] else None)
    phrases = []
    opened = [row for row, one, other in zip(rows, kept, accounts, strict=True) if one[1] < other[1] == inf]
    counted = {claim["row"] for claim in asked.heard if claim["metric"] == WHOLE}
    parts = [row for row in opened if row not in counted]
    others = [row for row in rows if row not in same and row not in opened]
    for some, words in (
        (parts, "where only parts of the whole are counted, which gives it no maximum"),
        ([row for row in opened if row in counted], "where an account has no maximum"),
        (others, "where accounts go lower or higher"),
    ):
        phrases += [f"in {plural(len(some), 'row')}, {words}"] if some else []
    *first, last = phrases or [None]
    assert told[5] == (f"{', '.join(first)} and {last}" if first else last)
    assert finding.tests == ()


def check_contested(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"(.+?) of the dead of these rows (?:stands|stand) as disputed and (?:is|are) in no range and no sum here: "
        r"(.+)\.",
        finding.text,
    )
    claims = asked.contested()
    assert told[1] == plural(len(claims), "number")
    assert told[2] == "; ".join(f"{CALLED[claim['claimant']]}, {number_told(claim)}" for claim in claims)


def check_identity(asked: Dead, finding: Finding) -> None:
    one, other = (UNITS[part][0] for part in PARTS)
    told = re.fullmatch(
        rf"In (.+) the highest accounts of {one} and of {other} go up to (.+) together, and those of everybody, where "
        r"who counts both has counted everybody, to (.+): whoever is one to one side and the other to another "
        r"died once\.",
        finding.text,
    )
    double = asked.double()
    assert told[1] == plural(len(double), "row")
    assert told[2] == f"{sum(added for _, added, _ in double):,}"
    whole = sum(most for _, _, most in double)
    assert told[3] == as_written(whole, whole, WHOLE)
    assert answers(finding) == as_answers([bool(asked.double(name)) for name in COUNTED])


def check_per_strike(asked: Dead, finding: Finding) -> None:
    rows, closed = asked.sum("all")[1], asked.closed()
    told = re.fullmatch(
        rf"A number of {UNITS[asked.unit][0]} for each {UNITS['strikes'][1]} can be told (?:in none of the (.+) with a "
        r"number of dead: in each an end is missing|from both ends in (.+?)(?: alone|, all that have a number of dead)"
        r", where it is (.+?)(?:: in (.+) an end is missing)?)(?:, of the dead or of the strikes in these days)?\.",
        finding.text,
    )
    if not closed:
        assert told[1] == plural(len(rows), "row")
        return
    (low, high), _ = asked.sum("all", among=closed)
    strikes = [next(one["strikes"] for one in asked.rows if one["id"] == row) for row in closed]
    least, most = (sum(one[end] for one in strikes) for end in (0, 1))
    assert told[2] == plural(len(closed), "row")
    assert told[3] == span(low / most, high / least)
    assert told[4] == (plural(len(rows) - len(closed), "row") if len(rows) > len(closed) else None)


def check_change(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(
        r"(?:For (.+?) nobody gives a number, and one stated there would add to the sum)?(?:; )?"
        r"(?:(.+) have no maximum, so that no number for one row alone would give the sum one"
        r"|(1 row) has no maximum, and one stated there would give the sum one"
        r"|[Tt]he ends of the sum are (.+) apart, and no number for one row could narrow it by more than (.+))?\.",
        finding.text,
    )
    rows = asked.sum("all")[1]
    ends = [asked.added(row, asked.told("all", row)) for row in rows]
    silent, opened = asked.silent(), [row for row, (_, most) in zip(rows, ends, strict=True) if most == inf]
    assert told[1] == (plural(len(silent), "row") if silent else None)
    assert told[2] == (plural(len(opened), "row") if len(opened) > 1 else None)
    assert (told[3] is not None) == (len(opened) == 1)
    apart = [] if opened else [most - least for least, most in ends]
    assert told[4] == (f"{sum(apart):,}" if sum(apart) else None)
    assert told[5] == (f"{max(apart):,}" if sum(apart) else None)


def check_status(asked: Dead, finding: Finding) -> None:
    told = re.fullmatch(r"Where harm to civilians stands in the (.+?) of what was (.+?): (.+)\.", finding.text)
    statuses = asked.statuses()
    assert told[2] == ADMITTED[asked.attribution]
    assert told[1] == plural(len(asked.here()), "row")
    words = {one: f"“{label}” for {statuses[one]}" for one, label in STATUSES.items() if one in statuses}
    if None in statuses:
        words[None] = f"none recorded for {statuses[None]}"
    *first, last = words.values()
    assert told[3] == (f"{', '.join(first)} and {last}" if first else last)
    assert finding.tests == ()


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
    "rules": check_rules,
    "complete": check_complete,
    "sides": check_sides,
    "common": check_common,
    "own": check_own,
    "contested": check_contested,
    "identity": check_identity,
    "per_strike": check_per_strike,
    "status": check_status,
    "apart": check_apart,
    "change": check_change,
}


def expected(asked: Dead) -> set[str]:
    """Which findings must be there."""
    (low, high), rows = asked.sum("all")
    here = bool(asked.here())
    there = {
        "stated": bool(rows),
        "rules": here and any(asked.sum("all", name)[1] for name in COUNTED),
        "complete": bool(asked.narrower()),
        "sides": any(asked.sum(side)[1] for side in ("official", "local")),
        "common": bool(asked.both()[2]),
        "own": bool(asked.ranged()),
        "contested": bool(asked.contested()),
        "identity": bool(asked.double()),
        "per_strike": bool(rows),
        "status": here,
        "apart": bool(asked.apart()),
        "change": bool(asked.silent()) or low < high,
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


@given(a_toll())
@examples(60)
def test_no_sum_of_random_statements_has_fewer_dead_than_fighters_or_civilians(asked):
    record = claimed(asked.claims, recorded(asked.rows))
    for believed in beliefs(record):
        rules = [Rule(unit, asked.attribution) for unit in (WHOLE, *PARTS)]
        sums = {rule.unit: toll(record, believed, rule, *asked.days).spoken for rule in rules}
        assert sums[WHOLE].low >= max(one.low for one in sums.values())
        assert all(set(one.rows) <= set(sums[WHOLE].rows) for one in sums.values())
