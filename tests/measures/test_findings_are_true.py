"""No finding is true in its text and false in the numbers: random records, and each sentence read back word by word.

What a sentence says is worked out again from the rows in plain Python, by the definitions alone. The days, the rule,
the unit and the factor are random too.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from math import inf, isinf

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.campaign import campaign_findings
from analysis.measures.findings import Finding
from analysis.measures.rules import Rule
from analysis.record.store import Record

MAIN, EXTENSION = "brilho-1987", "brilho-1987-aftermath"
PERIODS = {
    "before": (date(1984, 3, 1), date(1987, 1, 14)),
    "campaign": (date(1987, 1, 15), date(1987, 4, 20)),
    "after": (date(1987, 4, 21), date(1990, 12, 31)),
}
COVERED = date(1984, 3, 1), date(1991, 6, 30)
COUNTED = {
    "announced": {"announced"},
    "acknowledged": {"announced", "acknowledged-later"},
    "alleged": {"announced", "acknowledged-later", "alleged", "denied"},
}
UNITS = {
    "strikes": ("shell strikes", "shell strike"),
    "events": ("bombardments", "bombardment"),
    "killed": ("dead", "dead"),
}
MONTHS = [f"{date(2000, number, 1):%B}" for number in range(1, 13)]


# Random records: rows of the invented record's own kind, thick around the campaign


@st.composite
def a_row(draw) -> dict:
    campaign = draw(st.sampled_from([MAIN, MAIN, None, None, EXTENSION]))
    first, last = PERIODS["campaign"] if campaign == MAIN else (date(1986, 12, 1), date(1987, 9, 30))
    start = draw(st.dates(first, last))
    end = min(last, start + timedelta(days=draw(st.sampled_from([0, 5, 30, 60] if campaign == MAIN else [0, 0, 0, 2]))))
    row = {"campaign": campaign, "start": start, "end": end}
    row["attribution"] = draw(st.sampled_from(["announced", "announced", "acknowledged-later", "alleged", "denied"]))
    row["strikes"], row["killed"] = draw(a_number(1)), draw(a_number(0))
    row["events"] = (None, None) if campaign == MAIN else (1, 1)
    return row


@st.composite
def a_number(draw, least: int) -> tuple[int | None, int | None]:
    """Mostly stated in full; else as a range, without a maximum, without a minimum, or not at all."""
    low, more = draw(st.integers(least, 40)), draw(st.integers(1, 20))
    return draw(st.sampled_from([(low, low)] * 6 + [(low, low + more), (low, None), (None, low), (None, None)]))


def recorded(rows: list[dict], record: Record) -> Record:
    """The invented record with these rows as its incidents."""
    types = record.incidents.dtypes
    cells = {
        "incident_id": [row["id"] for row in rows],
        "start_date": [pd.Timestamp(row["start"]) for row in rows],
        "end_date": [pd.Timestamp(row["end"]) for row in rows],
        "campaign": [row["campaign"] for row in rows],
        "attribution": [row["attribution"] for row in rows],
    }
    for unit in UNITS:
        cells |= {f"{unit}_min": [row[unit][0] for row in rows], f"{unit}_max": [row[unit][1] for row in rows]}
    frame = pd.DataFrame(
        {name: pd.Series(cells.get(name, [None] * len(rows)), dtype=types[name]) for name in types.index}
    )
    return replace(record, incidents=frame)


# The same numbers, by the definitions


def counted(rows: list[dict], unit: str, attribution: str, days: tuple[date, date]) -> tuple[float, float]:
    """Least and most that these days can hold: infinite where a row states no maximum."""
    low = high = 0
    for row in rows:
        if row["attribution"] in COUNTED[attribution] and row["start"] <= days[1] and row["end"] >= days[0]:
            least, most = row[unit]
            low += (least or 0) if days[0] <= row["start"] and row["end"] <= days[1] else 0
            high += inf if most is None else most
    return low, high


class Question:
    """A random record with the days, the rule and the factor asked for."""

    def __init__(self, rows, unit, attribution, window, factor):
        self.rows, self.unit, self.attribution, self.window, self.factor = rows, unit, attribution, window, factor
        self.parts = {name: self.cut(days) for name, days in PERIODS.items()}
        self.lengths = {name: (days[1] - days[0]).days + 1 for name, days in self.parts.items()}
        extended = any(row["campaign"] == EXTENSION for row in rows)
        self.placements = ["after", "campaign", "apart"] if extended else ["after"]
        self.readings = list(product(COUNTED, self.placements))

    def cut(self, days):
        return max(days[0], self.window[0]), min(days[1], self.window[1])

    def has(self, *names: str) -> bool:
        return all(self.lengths[name] > 0 for name in names)

    def side(self, name: str, attribution: str, placement: str = "after", unit: str | None = None):
        unit = unit or self.unit
        own = [row for row in self.rows if row["campaign"] == MAIN]
        extra = [row for row in self.rows if row["campaign"] == EXTENSION]
        other = [row for row in self.rows if row["campaign"] is None]
        if name != "campaign":
            return counted(other + (extra if placement == "after" else []), unit, attribution, self.parts[name])
        found = [counted(own, unit, attribution, self.parts[name])]
        if placement == "campaign":
            found.append(counted(extra, unit, attribution, self.window))
        return tuple(map(sum, zip(*found, strict=True)))

    def chosen(self, name: str):
        return self.side(name, self.attribution)

    def silent(self, name: str, attribution: str | None = None, placement: str = "after") -> int:
        """Rows of a side that match and state no number, where none states one; else 0."""
        sides = {MAIN: "campaign", EXTENSION: {"after": name, "campaign": "campaign", "apart": ""}[placement]}
        if name == "campaign" and placement == "after":
            sides[EXTENSION] = ""
        here = []
        for row in self.rows:
            side = sides.get(row["campaign"], name if name != "campaign" else "")
            moved = row["campaign"] == EXTENSION and placement == "campaign"
            days = self.window if moved else self.parts[name]
            admitted = row["attribution"] in COUNTED[attribution or self.attribution]
            if side == name and admitted and row["start"] <= days[1] and row["end"] >= days[0]:
                here.append(row[self.unit])
        return len(here) if here and all(cell == (None, None) for cell in here) and self.has(name) else 0

    def months(self, attribution: str):
        """Each month of the campaign with the least and most that its own rows give it."""
        first, last = self.parts["campaign"]
        own = [row for row in self.rows if row["campaign"] == MAIN]
        found = {}
        for place in range((last.year - first.year) * 12 + last.month - first.month + 1):
            year, month = divmod(first.month - 1 + place, 12)
            start = date(first.year + year, month + 1, 1)
            end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            name = f"{MONTHS[month]} {start.year}"
            found[name] = counted(own, self.unit, attribution, (max(start, first), min(end, last)))
        return found

    def events(self, attribution: str, placement: str = "after") -> list[date]:
        """Days after the campaign on which one event is known to have been, in order."""
        first, last = self.parts["after"]
        return sorted(
            row["start"]
            for row in self.rows
            if (row["campaign"] is None or (row["campaign"] == EXTENSION and placement == "after"))
            and row["attribution"] in COUNTED[attribution]
            and row["events"] == (1, 1)
            and first <= row["start"] == row["end"] <= last
        )


@st.composite
def a_question(draw) -> Question:
    rows = draw(st.lists(a_row(), min_size=2, max_size=14))
    for place, row in enumerate(rows):
        row["id"] = f"row-{place}"
    since = draw(st.just(COVERED[0]) | st.dates(date(1986, 12, 1), date(1987, 3, 1)))
    until = draw(st.just(COVERED[1]) | st.dates(date(1987, 4, 1), date(1987, 9, 30)))
    unit, attribution = (
        draw(st.sampled_from(["strikes", "strikes", "events", "killed"])),
        draw(st.sampled_from(list(COUNTED))),
    )
    return Question(rows, unit, attribution, (since, until), draw(st.integers(1, 12)))


# Sentences read back


def as_written(low: float, high: float, unit: str = "") -> str:
    """A count as the sentences write it."""
    number = f"{low:,} or more" if isinf(high) else f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if not unit:
        return number
    return f"{number} {UNITS[unit][1] if low == high == 1 else UNITS[unit][0]}"


def day_words(text: str) -> date:
    number, month, year = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def days_read(text: str) -> tuple[date, date]:
    """'1 to 31 August 2016' and its longer forms, as first and last day."""
    first, _, last = text.rpartition(" to ")
    end = day_words(last)
    missing = last.split()[len(first.split()) :]
    return day_words(" ".join([first, *missing])) if first else end, end


def value(finding: Finding, name: str) -> str:
    return finding.values[name].text


def rates_read(text: str) -> tuple[float, float]:
    if text.startswith("at least "):
        return float(text.removeprefix("at least ").replace(",", "")), inf
    low, _, high = text.replace(",", "").partition(" to ")
    return float(low), float(high or low)


def check_names(asked: Question, finding: Finding) -> None:
    """A period that the window cuts is named with the days left of it; what is compared by rate or event always is."""
    for name, called in (
        ("campaign", "the siege of Porto Brilho"),
        ("before", "before the siege"),
        ("after", "after the siege"),
    ):
        if name in finding.values and finding.key != "total":
            told = re.fullmatch(rf"{called}(?: \((.+)\))?", value(finding, name))
            whole = asked.parts[name] == PERIODS[name]
            assert told
            assert (days_read(told[1]) if told[1] else PERIODS[name]) == asked.parts[name]
            compared = finding.key == "events" or (finding.key == "ratio" and name == "after")
            if not compared or finding.text.startswith("No number of"):
                assert whole == (told[1] is None)
            else:
                assert told[1]


def sure(asked: Question, campaign: tuple, after: tuple) -> tuple[bool, bool]:
    """Is the campaign's rate at least `factor` times the later for every count allowed, or less for every one?"""
    first, second, factor = asked.lengths["campaign"], asked.lengths["after"], asked.factor
    at_least = campaign[0] > 0 and not isinf(after[1]) and campaign[0] * second >= factor * after[1] * first
    less = not isinf(campaign[1]) and campaign[1] * second < factor * after[0] * first
    return at_least, less


def check_ratio(asked: Question, finding: Finding) -> None:
    campaign, after = asked.chosen("campaign"), asked.chosen("after")
    unit, one = map(re.escape, UNITS[asked.unit])
    if finding.text.startswith("No number of"):
        told = re.fullmatch(
            rf"No number of {unit} is stated .+ \((\d+) rows?\), so it cannot be compared\.", finding.text
        )
        name = "campaign" if asked.silent("campaign") else "after"
        rows = asked.silent(name)
        assert int(told[1]) == rows > 0
        expect_answers(finding, [asked.silent(name, *reading) == rows for reading in asked.readings])
        return
    told = re.fullmatch(
        rf"(as far as numbers are stated, |whether )?{unit} came (at least|fewer than) (\d+) times as often "
        rf"in (.+?) as (.+?)( cannot be said)?: (.+) (?:{unit}|{one}) in 30 days against (.+)\.",
        finding.text[0].lower() + finding.text[1:],
    )
    hedge, often, factor, unsaid = told[1] or "", told[2], int(told[3]), told[6]
    assert factor == asked.factor
    for text, (low, high), name in ((told[7], campaign, "campaign"), (told[8], after, "after")):
        scale = 30 / asked.lengths[name]
        assert rates_read(text) == (pytest.approx(low * scale, rel=0.006), pytest.approx(high * scale, rel=0.006))
    at_least, less = sure(asked, campaign, after)
    as_stated = isinf(after[1]) and campaign[0] > 0 and sure(asked, campaign, (after[0], after[0]))[0]
    said = {
        ("", "at least"): at_least,
        ("", "fewer than"): less,
        ("as far as numbers are stated, ", "at least"): as_stated,
    }
    assert bool(unsaid) == (hedge == "whether ") == (not (at_least or less or as_stated))
    assert unsaid or said[hedge, often]
    sides = [(asked.side("campaign", *reading), asked.side("after", *reading)) for reading in asked.readings]
    if unsaid:
        expect_answers(finding, [not any(sure(asked, *pair)) for pair in sides])
        assert finding.unless == ""
        return
    answers = [sure(asked, *pair) if often == "at least" else sure(asked, *pair)[::-1] for pair in sides]
    assert [test.holds for test in finding.tests] == ["yes" if yes else "no" if no else "open" for yes, no in answers]
    left_open = [pair for pair, answer in zip(sides, answers, strict=True) if not any(answer)]
    check_limit(
        finding.unless,
        rf"the later {unit} exceed ([\d,]+)",
        most=[
            int(Fraction(first[0] * asked.lengths["after"], asked.factor * asked.lengths["campaign"]))
            if first[0]
            else -1
            for first, _ in left_open
        ],
        stated=[later[0] for _, later in left_open],
        said=often == "at least",
    )


def expect_answers(finding: Finding, true: list[bool]) -> None:
    """The finding was tested under these readings, holds where it is true and fails where it is not."""
    assert [test.holds for test in finding.tests] == ["yes" if each else "no" for each in true]


def expect_same_counts(finding: Finding, found: list[list[tuple]]) -> None:
    """Holds where the counts lie within those of the first reading, fails where one of them shares no value."""
    answers = []
    for counts in found:
        pairs = list(zip(counts, found[0], strict=True))
        within = all(low <= a and b <= high for (a, b), (low, high) in pairs)
        apart = any(b < low or a > high for (a, b), (low, high) in pairs)
        answers.append("yes" if within else "no" if apart else "open")
    assert [test.holds for test in finding.tests] == (answers if len(answers) > 1 else [])


def check_limit(unless: str, words: str, most: list[int], stated: list[int], said: bool = True) -> None:
    """The number named is the least of those up to which a sentence holds, and none is passed by what is stated."""
    sound = said and bool(most) and all(each <= min(most) for each in stated)
    assert bool(unless) == sound
    if sound:
        assert int(re.fullmatch(words, unless)[1].replace(",", "")) == min(most)


def check_interval(asked: Question, finding: Finding) -> None:
    (a, b), (c, d) = asked.chosen("campaign"), asked.chosen("after")
    longer = Fraction(asked.lengths["after"], asked.lengths["campaign"])
    low = 0 if isinf(d) else inf if d == 0 else a * longer / d
    high = inf if isinf(b) or c == 0 else b * longer / c
    text = finding.text
    if isinf(low):
        assert text.startswith("No ratio can be given, as there are none ")
    elif isinf(d):
        assert float(re.search(r"is at most ([\d,.]+) times", text)[1].replace(",", "")) == pytest.approx(
            float(high), rel=0.006
        )
    else:
        told = rates_read(re.search(r"rate is (.+) times the later one", text)[1])
        assert told == (pytest.approx(float(low), rel=0.006), pytest.approx(float(high), rel=0.006))
    assert "without limit" not in text
    assert "nan" not in text


def check_total(asked: Question, finding: Finding) -> None:
    low, high = asked.chosen("campaign")
    called = "the siege of Porto Brilho"
    whole = asked.parts["campaign"] == PERIODS["campaign"]
    where = called if whole else f"the part of {called} that is looked at"
    told = re.fullmatch(rf"The record has (.+) in {where}: (.+), ([\d,]+) days?\.", finding.text)
    assert told[1] == as_written(low, high, asked.unit)
    assert (days_read(told[2]), int(told[3])) == (asked.parts["campaign"], asked.lengths["campaign"])
    for test, reading in zip(finding.tests, asked.readings, strict=True):
        a, b = asked.side("campaign", *reading)
        assert test.holds == ("yes" if low <= a and b <= high else "no" if b < low or a > high else "open")


def check_busiest(asked: Question, finding: Finding) -> None:
    told = re.fullmatch(
        r"In (.+?), (\w+ \d+) (?:alone saw (.+), more than (are stated for )?the ([\d,]+) days? (.+) together"
        r"(?:, which saw |: )(.+)|saw (.+), the most of any month; the ([\d,]+) days? (.+?) saw (.+))\.",
        finding.text,
    )
    months, after = asked.months(asked.attribution), asked.chosen("after")
    alone = months.pop(told[2])
    assert all(high < alone[0] for _, high in months.values())
    assert (told[3] or told[8]) == as_written(*alone, asked.unit)
    assert (told[7] or told[11]) == as_written(*after, asked.unit)
    assert int((told[5] or told[9]).replace(",", "")) == asked.lengths["after"]
    if not told[3]:
        assert finding.tests == ()
        assert after[1] >= alone[0]
        return
    assert (isinf(after[1]) and after[0] < alone[0]) if told[4] else after[1] < alone[0]
    most, stated = [], []
    for test, reading in zip(finding.tests, asked.readings, strict=True):
        (least, top), (a, b) = asked.months(reading[0])[told[2]], asked.side("after", *reading)
        assert test.holds == ("yes" if b < least else "no" if a >= top else "open")
        if test.holds == "open":
            most.append(least)
            stated.append(a + 1)
    check_limit(finding.unless, rf"the later {re.escape(UNITS[asked.unit][0])} reach ([\d,]+)", most, stated)


def check_split(asked: Question, finding: Finding) -> None:
    told = re.fullmatch(
        r"In .+?, (\w+ \d+) saw (.+) and (\w+ \d+) (.+), together exactly (.+): "
        r"some may lie on either side of the edge\.",
        finding.text,
    )
    months = asked.months(asked.attribution)
    assert (told[1], told[3]) in set(pairwise(months))
    assert (told[2], told[4]) == (as_written(*months[told[1]]), as_written(*months[told[3]]))
    first, last = (date(int(name.split()[1]), MONTHS.index(name.split()[0]) + 1, 1) for name in (told[1], told[3]))
    days = asked.cut((first, (last + timedelta(days=31)).replace(day=1) - timedelta(days=1)))
    campaign = asked.parts["campaign"]
    own = [row for row in asked.rows if row["campaign"] == MAIN]
    days = max(days[0], campaign[0]), min(days[1], campaign[1])
    low, high = counted(own, asked.unit, asked.attribution, days)
    assert low == high
    assert told[5] == as_written(low, high, asked.unit)
    same = []
    for attribution in COUNTED:
        others = asked.months(attribution)
        both = counted(own, asked.unit, attribution, days)
        same.append(all(others[name] == months[name] for name in (told[1], told[3])) and both == (low, high))
    expect_answers(finding, same)


def check_events(asked: Question, finding: Finding) -> None:
    for name in ("before", "after"):
        assert value(finding, f"{name}_count") == as_written(
            *asked.side(name, asked.attribution, unit="events"), "events"
        )
    told = {
        "announced": "announced at the time",
        "acknowledged": "acknowledged by the actor, then or later",
        "alleged": "acknowledged, alleged or denied",
    }
    assert finding.text.endswith(f" were {told[asked.attribution]}.")
    sides = [
        [asked.side(name, asked.attribution, placement, unit="events") for name in ("before", "after")]
        for placement in asked.placements
    ]
    expect_same_counts(finding, sides)


def check_later(asked: Question, finding: Finding) -> None:
    at_once, ever = (asked.side("after", name, unit="events") for name in ("announced", "acknowledged"))
    assert at_once[0] == at_once[1]
    assert ever[0] == ever[1] > 0
    told = re.fullmatch(
        r"Of the (.+?) after the siege.* that (was|were) acknowledged, "
        r"(\d+) (was|were) announced at the time and (\d+) only later\.",
        finding.text,
    )
    assert told.groups() == (
        as_written(*ever, "events"),
        "was" if ever[0] == 1 else "were",
        str(at_once[0]),
        "was" if at_once[0] == 1 else "were",
        str(ever[0] - at_once[0]),
    )
    sides = [
        [asked.side("after", name, placement, unit="events") for name in ("announced", "acknowledged")]
        for placement in asked.placements
    ]
    expect_same_counts(finding, sides)


def check_quiet(asked: Question, finding: Finding) -> None:
    told = re.fullmatch(
        r"The longest quiet between two dated events .+ lasted ([\d,]+) days?, from (.+)\.", finding.text
    )
    first, last = days_read(told[2])
    assert int(told[1].replace(",", "")) == (last - first).days > 0
    true = {}
    for reading in asked.readings:
        gaps = list(pairwise(asked.events(*reading)))
        true[reading] = (first, last) in gaps and all(b - a <= last - first for a, b in gaps)
    expect_answers(finding, list(true.values()))
    assert true[asked.attribution, "after"]


def check_cluster(asked: Question, finding: Finding) -> None:
    told = re.fullmatch(r"The tightest 3 dated events .+ span ([\d,]+) days? from first to last, (.+)\.", finding.text)
    first, last = days_read(told[2])
    assert int(told[1].replace(",", "")) == (last - first).days
    true = {}
    for reading in asked.readings:
        events = asked.events(*reading)
        triples = list(zip(events, events[2:], strict=False))
        true[reading] = (first, last) in triples and all(b - a >= last - first for a, b in triples)
    expect_answers(finding, list(true.values()))
    assert true[asked.attribution, "after"]


def beside(asked: Question) -> list[dict]:
    """Rows wholly on the campaign's declared days that are not its own, as far as the window shows them."""
    (first, last), days = PERIODS["campaign"], asked.parts["campaign"]
    return [
        row
        for row in asked.rows
        if row["campaign"] != MAIN
        and row["attribution"] in COUNTED[asked.attribution]
        and first <= row["start"] <= days[1]
        and days[0] <= row["end"] <= last
    ]


def check_beside(asked: Question, finding: Finding) -> None:
    rows = beside(asked)
    low, high = counted(rows, asked.unit, asked.attribution, asked.parts["campaign"])
    if any(row[asked.unit] == (None, None) for row in rows):
        high = inf
    told = re.fullmatch(
        r"On the days of .+ lie rows that are not its own \((\d+) rows?, (.+)\), which no period counts\.", finding.text
    )
    assert (int(told[1]), told[2]) == (len(rows), as_written(low, high, asked.unit))
    assert set(finding.rows) == {row["id"] for row in rows}


CHECKS = {
    "ratio": check_ratio,
    "interval": check_interval,
    "total": check_total,
    "busiest": check_busiest,
    "split": check_split,
    "beside": check_beside,
    "events": check_events,
    "later": check_later,
    "quiet": check_quiet,
    "cluster": check_cluster,
}


def expected(asked: Question) -> dict[str, bool]:
    """Which findings must be there: a sentence that is left out tells nobody that it is missing."""
    campaign, after = asked.chosen("campaign"), asked.chosen("after")
    both, silent = asked.has("campaign", "after"), asked.silent("campaign") or asked.silent("after")
    no_ratio = (campaign[0] == 0 == after[1]) or (campaign == (0, 0) and after == (0, 0))
    months = asked.months(asked.attribution) if asked.has("campaign") else {}
    found = list(months.values())
    surely_most = any(
        each[0] > 0 and all(other[1] < each[0] for other in found[:place] + found[place + 1 :])
        for place, each in enumerate(found)
    )
    events = asked.events(asked.attribution)
    return {
        "ratio": bool(silent) or (both and not no_ratio),
        "total": asked.has("campaign") and not asked.silent("campaign"),
        "busiest": both and surely_most and not asked.silent("campaign"),
        "beside": asked.has("campaign") and bool(beside(asked)),
        "events": asked.has("before", "after"),
        "quiet": asked.has("after") and len(set(events)) > 1,
        "cluster": asked.has("after") and len(events) > 3,
    }


@given(a_question())
@settings(deadline=None, max_examples=40)
def test_every_sentence_says_what_the_rows_say(sarovia, asked):
    since, until = asked.window
    record = recorded(asked.rows, sarovia)
    findings = campaign_findings(record, Rule(asked.unit, asked.attribution), since, until, asked.factor)
    assert [finding.key for finding in findings] == [key for key in CHECKS if key in {one.key for one in findings}]
    for finding in findings:
        check_names(asked, finding)
        CHECKS[finding.key](asked, finding)
        assert set(finding.rows) <= {row["id"] for row in asked.rows}
    for key, there in expected(asked).items():
        assert (key in {finding.key for finding in findings}) == there, key
