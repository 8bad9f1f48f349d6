"""No finding on a campaign is true in its text and false in the numbers: random records, read back word by word.

What a sentence says is worked out again from the rows in plain Python, by the definitions alone. The days, the rule,
the unit and the factor are random too.
"""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import inf, isinf

import pytest
from hypothesis import given

from analysis.measures.campaign import campaign_findings
from analysis.measures.findings import Finding
from analysis.measures.rules import Rule
from tests.measures.plain import (
    COUNTED,
    MAIN,
    MONTHS,
    PERIODS,
    UNITS,
    answers,
    as_answers,
    as_written,
    counted,
    days_read,
    examples,
    rates_read,
    recorded,
    same_counts,
)
from tests.measures.plain_campaign import Question, a_question, check_names
from tests.measures.plain_sporadic import check_cluster, check_events, check_later, check_quiet


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
        assert answers(finding) == as_answers([asked.silent(name, *reading) == rows for reading in asked.readings])
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
        assert answers(finding) == as_answers([not any(sure(asked, *pair)) for pair in sides])
        assert finding.unless == ""
        return
    found = [sure(asked, *pair) if often == "at least" else sure(asked, *pair)[::-1] for pair in sides]
    assert answers(finding) == ["yes" if yes else "no" if no else "open" for yes, no in found]
    left_open = [pair for pair, answer in zip(sides, found, strict=True) if not any(answer)]
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
    found = [asked.side("campaign", *reading) for reading in asked.readings]
    assert answers(finding) == [same_counts([each], [(low, high)]) for each in found]


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
    assert answers(finding) == as_answers(same)


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
@examples(40)
def test_every_sentence_says_what_the_rows_say(asked):
    since, until = asked.window
    record = recorded(asked.rows)
    findings = campaign_findings(record, Rule(asked.unit, asked.attribution), since, until, asked.factor)
    assert [finding.key for finding in findings] == [key for key in CHECKS if key in {one.key for one in findings}]
    for finding in findings:
        check_names(asked, finding)
        CHECKS[finding.key](asked, finding)
        assert set(finding.rows) <= {row["id"] for row in asked.rows}
    for key, there in expected(asked).items():
        assert (key in {finding.key for finding in findings}) == there, key
