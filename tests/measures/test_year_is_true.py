"""No finding on a year is true in its text and false in the numbers: random records, read back word by word."""

import re
from dataclasses import dataclass
from datetime import date
from math import isinf

from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.findings import Finding
from analysis.measures.view import View
from analysis.measures.yearly import NAMES, year_findings
from tests.measures.plain import (
    COUNTED,
    COVERED,
    UNITS,
    Days,
    Ends,
    a_row,
    admitted,
    answers,
    as_answers,
    as_written,
    counted,
    dated,
    day_words,
    days_read,
    examples,
    named,
    plural,
    recorded,
    same_counts,
    stands,
)

OUTSIDE = date(1986, 6, 1), date(1988, 3, 31)


@dataclass(frozen=True)
class Year:
    """A random record, and the year and the rule asked for."""

    rows: list[dict]
    year: int
    unit: str
    attribution: str

    @property
    def days(self) -> Days:
        return max(date(self.year, 1, 1), COVERED[0]), min(date(self.year, 12, 31), COVERED[1])

    @property
    def whole(self) -> bool:
        return self.days == (date(self.year, 1, 1), date(self.year, 12, 31))

    def count(self, attribution: str = "", unit: str = "") -> Ends:
        return counted(self.rows, unit or self.unit, attribution or self.attribution, self.days)

    def unnumbered(self, unit: str, attribution: str = "") -> list[str]:
        """The rows that count here and state no number."""
        here = [row for row in self.rows if admitted(row, attribution or self.attribution, self.days)]
        return [row["id"] for row in here if row[unit] == (None, None)]

    def silent(self, unit: str, attribution: str = "") -> bool:
        """Are there rows, none of which states a number?"""
        here = [row for row in self.rows if admitted(row, attribution or self.attribution, self.days)]
        return bool(here) and len(self.unnumbered(unit, attribution)) == len(here)

    def before(self) -> "Year":
        return Year(self.rows, self.year - 1, self.unit, self.attribution)

    def named(self, text: str) -> bool:
        """Is the year called by its number, with its days where the record covers a part of it only?"""
        told = re.fullmatch(r"(\d{4})(?: \((.+)\))?", text)
        return int(told[1]) == self.year and (days_read(told[2]) == self.days if told[2] else self.whole)


@st.composite
def a_year(draw) -> Year:
    rows = named(draw(st.lists(a_row(OUTSIDE, most=4), max_size=12)))
    year = draw(st.sampled_from([1987, 1987, 1987, 1987, 1986, 1988, 1989, 1984, 1991]))
    unit = draw(st.sampled_from(["strikes", "events", "killed"]))
    return Year(rows, year, unit, draw(st.sampled_from(list(COUNTED))))


def told_as(low: float, high: float, unit: str) -> str:
    """A count as the year's sentences write it."""
    return f"no {UNITS[unit][0]}" if high == 0 else as_written(low, high, unit)


def check_total(asked: Year, finding: Finding) -> None:
    if asked.silent(asked.unit):
        told = re.fullmatch(
            r"The record states no number of (.+) for the (.+) of (.+), so that how many is not known\.", finding.text
        )
        assert told[1] == UNITS[asked.unit][0]
        rows = asked.unnumbered(asked.unit)
        assert told[2] == plural(len(rows), "row")
        assert asked.named(told[3])
        under = [asked.silent(asked.unit, name) and asked.unnumbered(asked.unit, name) == rows for name in COUNTED]
        assert answers(finding) == as_answers(under)
        return
    told = re.fullmatch(r"The record has (.+) in (\d{4}.*)\.", finding.text)
    assert told[1] == told_as(*asked.count(), asked.unit)
    assert asked.named(told[2])
    assert answers(finding) == [same_counts([asked.count(name)], [asked.count()]) for name in COUNTED]


def check_compared(asked: Year, finding: Finding) -> None:
    told = re.fullmatch(r"(\d{4}) saw (more than|fewer than|as many as) (\d{4}): (.+), against (.+)\.", finding.text)
    before = asked.before()
    assert (int(told[1]), int(told[3])) == (asked.year, before.year)
    assert asked.whole
    assert before.whole
    assert told[4] == told_as(*asked.count(), asked.unit)
    assert told[5] == told_as(*before.count(), asked.unit)
    under = {name: stands(told[2], asked.count(name), before.count(name)) for name in COUNTED}
    assert under[asked.attribution] == "yes"
    assert answers(finding) == list(under.values())


def ends_of(asked: Year, attribution: str) -> list[date]:
    events = dated(asked.rows, attribution, asked.days)
    return [events[0], events[-1]] if events else []


def check_dates(asked: Year, finding: Finding) -> None:
    told = re.fullmatch(
        r"Of the rows of (.+) that are one event on a known day, the first is of (.+), the last of (.+)\.", finding.text
    )
    if told:
        ends = [day_words(told[2]), day_words(told[3])]
        assert ends[0] < ends[1]
    else:
        told = re.fullmatch(r"All that (.+) has of rows that are one event on a known day is of (.+)\.", finding.text)
        ends = [day_words(told[2])] * 2
    assert asked.named(told[1])
    assert ends == ends_of(asked, asked.attribution)
    assert answers(finding) == as_answers([ends_of(asked, name) == ends for name in COUNTED])


def check_later(asked: Year, finding: Finding) -> None:
    told = re.fullmatch(
        r"Of the (.+?) of (\d{4}.*) that (was|were) acknowledged, "
        r"(\d+) (was|were) announced at the time and (\d+) only later\.",
        finding.text,
    )
    at_once, ever = (asked.count(name, "events") for name in ("announced", "acknowledged"))
    assert ever[0] == ever[1] > 0
    assert at_once[0] == at_once[1]
    assert told[1] == as_written(*ever, "events")
    assert asked.named(told[2])
    assert [told[3], told[5]] == ["was" if each[0] == 1 else "were" for each in (ever, at_once)]
    assert [int(told[4]), int(told[6])] == [at_once[0], ever[0] - at_once[0]]
    assert finding.tests == ()  # it names what counts


def check_dead(asked: Year, finding: Finding) -> None:
    told = re.fullmatch(
        r"Of the dead the record has (.+) in (\d{4}.*?)(?:; (.+) of it (states?) no number)?\.", finding.text
    )
    assert told[1] == told_as(*asked.count(unit="killed"), "killed")
    assert asked.named(told[2])
    rows = asked.unnumbered("killed")
    assert told[3] == (plural(len(rows), "row") if rows else None)
    assert told[4] in (None, "states" if len(rows) == 1 else "state")
    under = {name: same_counts([asked.count(name, "killed")], [asked.count(unit="killed")]) for name in COUNTED}
    left = {name: len(asked.unnumbered("killed", name)) == len(rows) for name in COUNTED}
    assert answers(finding) == [under[name] if left[name] else "no" for name in COUNTED]


CHECKS = {
    "total": check_total,
    "compared": check_compared,
    "dates": check_dates,
    "later": check_later,
    "dead": check_dead,
}


def expected(asked: Year) -> set[str]:
    """Which findings must be there."""
    before = asked.before()
    both = asked.whole and before.whole
    relations = ("more than", "fewer than", "as many as")
    at_once, ever = (asked.count(name, "events") for name in ("announced", "acknowledged"))
    there = {
        "total": True,
        "compared": both and any(stands(one, asked.count(), before.count()) == "yes" for one in relations),
        "dates": bool(ends_of(asked, asked.attribution)),
        "later": at_once[0] == at_once[1] and ever[0] == ever[1] > 0 and not isinf(ever[1]),
        "dead": asked.unit != "killed" and not asked.silent("killed"),
    }
    return {key for key, told in there.items() if told}


@given(a_year())
@examples(150)
def test_every_sentence_on_a_year_says_what_the_rows_say(asked):
    record = recorded(asked.rows)
    findings = year_findings(record, View.of_year(record, asked.year, unit=asked.unit, attribution=asked.attribution))
    assert {finding.key for finding in findings} == expected(asked)
    assert {one.key for one in findings.unsaid} == set(NAMES) - expected(asked)
    for finding in findings:
        CHECKS[finding.key](asked, finding)
        assert set(finding.rows) <= {row["id"] for row in asked.rows}
