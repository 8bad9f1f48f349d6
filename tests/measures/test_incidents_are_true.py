"""No finding on the incidents is true in its text and false in the numbers: random rows and statements, read back."""

import re
from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.findings import Finding
from analysis.measures.rules import Rule
from analysis.measures.versions import incident_findings
from analysis.measures.view import View
from tests.measures.plain import (
    COUNTED,
    Days,
    a_row,
    admitted,
    answers,
    as_answers,
    days_read,
    examples,
    named,
    plural,
    recorded,
)
from tests.measures.plain_claims import SIDES, a_claim, claimed, ends

COUNTS = {
    "strikes": "shell strikes",
    "events": "bombardments",
    "killed": "dead",
    "civilians_killed": "villagers dead",
}
METRICS = {**COUNTS, "distance_km": "km", "date": "date", "location": "place", "platform": "guns"}
"""What a statement may be about, as a sentence names it, in declared order."""
TRIED = ("killed",) * 16 + ("strikes",) * 8 + ("date",) * 3
"""What is drawn more often than the rest, so that several speak of one thing."""
ATTRIBUTIONS = {
    "announced": "announced at the time",
    "acknowledged-later": "acknowledged only later",
    "alleged": "alleged by others",
    "denied": "alleged and denied",
}


@dataclass(frozen=True)
class Incidents:
    """Random rows and statements, and the rule and the days asked for."""

    rows: list[dict]
    claims: list[dict]
    attribution: str
    days: Days

    def here(self, attribution: str = "") -> list[dict]:
        return [row for row in self.rows if admitted(row, attribution or self.attribution, self.days)]

    def told(self, row: dict) -> list[dict]:
        """What somebody states of this row alone."""
        return [claim for claim in self.claims if claim["row"] == row["id"] and claim["derived"] is None]


def interval(claim: dict) -> tuple | None:
    """What a statement allows; `None` where it is no number and no day."""
    if claim["metric"] == "date":
        first, last = claim["start"] or claim["end"], claim["end"] or claim["start"]
        return None if first is None else (first, last)
    counted = claim["metric"] in COUNTS or claim["metric"] == "distance_km"
    return ends(claim) if counted and claim["number"] != (None, None) else None


def contradict(claims: list[dict]) -> bool:
    """Can these statements about one thing not all be true, or does one of them stand as contradicted?"""
    heard = [claim for claim in claims if claim["standing"] in ("accepted", "disputed")]
    for side in ("official", "local"):
        own = [claim for claim in claims if SIDES[claim["claimant"]] == side and claim["metric"] in COUNTS]
        if not any(interval(claim) for claim in own if claim in heard):
            heard += [claim for claim in own if claim not in heard]
    known = [told for claim in heard if (told := interval(claim))]
    apart = any(one[0] > other[1] for one in known for other in known)
    return apart or any(claim["standing"] == "disputed" for claim in heard)


def disputed(asked: Incidents, row: dict) -> list[str]:
    told = asked.told(row)
    return [metric for metric in METRICS if contradict([claim for claim in told if claim["metric"] == metric])]


def in_words(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def check_rows(asked: Incidents, finding: Finding) -> None:
    told = re.fullmatch(r"The record has (.+) in the days looked at, (.+): (.+)\.", finding.text)
    here = [row["attribution"] for row in asked.here()]
    assert told[1] == plural(len(here), "row")
    assert days_read(told[2]) == asked.days
    assert told[3] == in_words([f"{here.count(key)} {words}" for key, words in ATTRIBUTIONS.items() if key in here])


def check_sides(asked: Incidents, finding: Finding) -> None:
    told = re.fullmatch(
        r"Of the (.+), as far as a statement is about one row alone, there (is|are) (.+)\.", finding.text
    )
    kinds = {
        (True, True): "with the official version and a local one",
        (True, False): "with the official version alone",
        (False, True): "with a local version alone",
        (False, False): "with neither",
    }
    sides = [{SIDES[claim["claimant"]] for claim in asked.told(row)} for row in asked.here()]
    found = [("official" in own, "local" in own) for own in sides]
    assert told[1] == plural(len(found), "row")
    numbers = [(found.count(kind), words) for kind, words in kinds.items() if kind in found]
    assert told[2] == ("is" if numbers[0][0] == 1 else "are")
    assert told[3] == in_words([f"{number} {words}" for number, words in numbers])


def check_disputed(asked: Incidents, finding: Finding) -> None:
    here = asked.here()
    found = {row["id"]: disputed(asked, row) for row in here}
    some = [row for row in found.values() if row]
    if not some:
        said = f"Of the {plural(len(here), 'row')}, no statements about one of them alone contradict one another."
        assert finding.text == said
        return
    told = re.fullmatch(r"Of the (.+), (\d+) (is|are) in dispute: (.+)\.", finding.text)
    assert told[1] == plural(len(here), "row")
    assert (int(told[2]), told[3]) == (len(some), "is" if len(some) == 1 else "are")
    numbers = {metric: sum(metric in row for row in some) for metric in METRICS}
    parts = sorted((metric for metric in METRICS if numbers[metric]), key=lambda metric: -numbers[metric])
    assert told[4] == in_words([f"{numbers[metric]} on {METRICS[metric]}" for metric in parts])


CHECKS = {"rows": check_rows, "sides": check_sides, "disputed": check_disputed}


@st.composite
def some_incidents(draw) -> Incidents:
    rows = named(draw(st.lists(a_row(), min_size=1, max_size=3)))
    claims = draw(st.lists(a_claim(rows, (*TRIED, *METRICS), 4), min_size=8, max_size=30))
    since = draw(st.just(date(1986, 12, 1)) | st.dates(date(1986, 12, 1), date(1987, 2, 15)))
    until = draw(st.just(date(1987, 9, 30)) | st.dates(date(1987, 3, 15), date(1987, 9, 30)))
    return Incidents(rows, claims, draw(st.sampled_from([*COUNTED, "alleged", "alleged"])), (since, until))


@given(some_incidents())
@examples(90)
def test_every_sentence_on_the_incidents_says_what_the_statements_say(asked):
    record = claimed(asked.claims, recorded(asked.rows))
    findings = incident_findings(record, View(Rule("strikes", asked.attribution), *asked.days))
    assert [finding.key for finding in findings] == (list(CHECKS) if asked.here() else [])
    for finding in findings:
        CHECKS[finding.key](asked, finding)
        assert answers(finding) == as_answers([asked.here(name) == asked.here() for name in COUNTED])
        assert set(finding.rows) == {row["id"] for row in asked.here()}
