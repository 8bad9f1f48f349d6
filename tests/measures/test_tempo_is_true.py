"""No finding on the tempo of events is true in its text and false in the numbers: random records, read back.

What a reading is asked is the claim of the sentence: that so many lie so close and that this is rare, that no window
holds more, that months vary too much. How many events there are in all, and the chance, are those of the chosen rule.
"""

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from analysis.measures.edge_readings import ENDS, EdgeReading
from analysis.measures.edges import NoEdges
from analysis.measures.findings import Finding
from analysis.measures.rules import Rule
from analysis.measures.tempo_findings import NAMES, tempo_findings
from analysis.measures.view import View
from tests.measures import plain_chance as chance
from tests.measures.plain import (
    CALLED,
    COUNTED,
    EXTENSION,
    MAIN,
    a_row,
    answers,
    day_words,
    days_read,
    examples,
    rates_read,
    recorded,
)
from tests.measures.plain_campaign import Question, a_question, check_names
from tests.measures.plain_sporadic import check_cluster, check_quiet

EVENTS = a_row((date(1987, 3, 20), date(1987, 9, 30)), (MAIN, None, None, None, None, None, EXTENSION))
AFTER = rf"{CALLED['after']}(?: \(.+?\))?"
"""The time after the campaign as a sentence names it; `check_names` holds its days against those looked at."""
SIZE = 3


def days_of(asked: Question) -> int:
    return asked.lengths["after"]


def tightest(events: list[date]) -> int:
    """Days from the first to the last of the three that lie closest."""
    return min((b - a).days for a, b in zip(events, events[SIZE - 1 :], strict=False))


def densest(events: list[date], window: int) -> int:
    """The most events that so many days hold."""
    return max((sum(0 <= (day - first).days < window for day in events) for first in events), default=0)


def check_surprise(asked: Question, finding: Finding, window: int) -> None:
    told = re.fullmatch(
        rf"That 3 of the (\d+) dated events {AFTER} (?:lie within (\d+) days? of one another|fall on one day) "
        r"(may be chance alone|is more than chance explains): were their days drawn at random from the ([\d,]+) days?, "
        r"some 3 would lie as close with (.+)\.",
        finding.text,
    )
    events = asked.events(asked.attribution)
    span = int(told[2] or 0)
    assert int(told[1]) == len(events)
    assert span == tightest(events)
    assert int(told[4].replace(",", "")) == days_of(asked)
    drawn = chance.of_cluster(len(events), SIZE, span + 1, days_of(asked))
    assert chance.agrees(told[5], drawn)
    assert chance.rare(drawn) in (None, "more" in told[3])
    for reading, answer in zip(asked.readings, answers(finding), strict=True):
        events = asked.events(*reading)
        if len(events) < SIZE or tightest(events) > span:
            assert answer == "no"
            continue
        small = chance.rare(chance.of_cluster(len(events), SIZE, span + 1, days_of(asked)))
        assert small is None or answer == ("yes" if small == ("more" in told[3]) else "no")


def check_burst(asked: Question, finding: Finding, window: int) -> None:
    told = re.fullmatch(
        rf"No (single day|\d+ days) {AFTER} holds? more dated events than those from (.+?), "
        r"with (\d+) of (\d+)\. Were their days drawn at random from the ([\d,]+) days?, "
        r"some (single day|\d+ days) would hold as many with (.+)\. "
        r"But the length is a choice: of windows of (.+) days, "
        r"one with a count as rare as the rarest of these would be found with (.+), "
        r"so that the clustering (may be chance alone|is more than chance explains)\.",
        finding.text,
    )
    assert told[1] == told[6] == ("single day" if window == 1 else f"{window} days")
    events, (first, last), number = asked.events(asked.attribution), days_read(told[2]), int(told[3])
    assert (last - first).days < window
    assert number == densest(events, window)
    assert int(told[4]) == len(events)
    assert int(told[5].replace(",", "")) == days_of(asked)
    drawn = chance.of_cluster(len(events), number, min(window, days_of(asked)), days_of(asked))
    assert chance.agrees(told[7], drawn)
    lengths = sorted({min(length, days_of(asked)) for length in (3, 7, 14, 21, 30, window)})
    assert [int(length) for length in re.findall(r"\d+", told[8])] == lengths
    rare = "more" in told[10]
    low, high = chance.of_rarest([(length, densest(events, length)) for length in lengths], len(events), days_of(asked))
    least, most = chance.read(told[9])
    assert low - chance.error(low, DRAWN) <= most
    assert least <= high + chance.error(high, DRAWN)
    assert rare == (most <= chance.RARE) or least <= chance.RARE <= most
    for reading, answer in zip(asked.readings, answers(finding), strict=True):
        events = asked.events(*reading)
        if not 0 < sum(first <= day <= last for day in events) == densest(events, window):
            assert answer == "no"
            continue
        held = [(length, densest(events, length)) for length in lengths]
        low, high = chance.of_rarest(held, len(events), days_of(asked)) if len(events) > 1 else (1.0, 1.0)
        if high + chance.error(high, DRAWN) < chance.RARE:
            assert answer == ("yes" if rare else "no")
        elif low - chance.error(low, DRAWN) > chance.RARE:
            assert answer == ("no" if rare else "yes")
    assert answers(finding)[asked.readings.index((asked.attribution, "after"))] == "yes"


def check_rhythm(asked: Question, finding: Finding, window: int) -> None:
    told = re.fullmatch(
        rf"From month to month the (\d+) dated events {AFTER} vary ([\d.,]+) times as much as at a constant "
        r"rate, (which may be chance alone|more than chance explains) \((.+) at that rate\); "
        r"the 95 % interval of their rate(, widened by that,)? is (.+) in 30 days\.",
        finding.text,
    )
    events = asked.events(asked.attribution)
    assert int(told[1]) == len(events)
    counts, lengths = chance.months(asked.parts["after"], events)
    found = float(chance.index(np.array(counts), lengths))
    assert float(told[2].replace(",", "")) == pytest.approx(found, rel=0.006, abs=1e-9)
    drawn = chance.of_index(counts, lengths)
    assert chance.agrees(told[4], drawn, DRAWN)
    clustered = told[3].startswith("more")
    assert bool(told[5]) == (found > 1)
    assert varies(counts, lengths) in (None, clustered)
    factor = max(found, 1.0)
    low, high = (
        gamma.ppf(tail, len(events) / factor + more) * factor * 30 / days_of(asked)
        for tail, more in ((0.025, 0), (0.975, 1))
    )
    assert rates_read(told[6]) == (pytest.approx(low, rel=0.006), pytest.approx(high, rel=0.006))
    for reading, answer in zip(asked.readings, answers(finding), strict=True):
        other = chance.months(asked.parts["after"], asked.events(*reading))
        if sum(other[0]) < 2:
            assert answer == "no"
            continue
        same = varies(*other)
        assert same is None or answer == ("yes" if same == clustered else "no")


DRAWN = 3_000
"""Fewer than are drawn on either side: both the text and the test rest on a drawing."""


def varies(counts: list[int], lengths: list[int]) -> bool | None:
    """Do the months vary more than chance explains; `None` where the drawing cannot tell."""
    if float(chance.index(np.array(counts), lengths)) <= 1:
        return False
    return chance.rare(chance.of_index(counts, lengths), DRAWN)


def check_turning(asked: Question, finding: Finding, window: int) -> None:
    """Edges are not looked for here: the sentence is that of the cluster."""
    told = re.fullmatch(
        rf"Without the event of (.+?), the closest 3 dated events {AFTER} would (?:lie within (\d+) days? of one "
        r"another|fall on one day), and days drawn at random would bring that with (a probability .+?) instead of "
        r"(.+?)(: chance alone might then explain it|: chance alone would not explain that)?\.",
        finding.text,
    )
    events = asked.events(asked.attribution)
    first = next(
        place for place in range(len(events) - 2) if (events[place + 2] - events[place]).days == tightest(events)
    )
    own = chance.of_cluster(len(events), SIZE, tightest(events) + 1, days_of(asked))
    assert chance.agrees(f"a probability {told[4]}" if told[4][0].isalpha() else f"a probability of {told[4]}", own)
    found = {}
    for place in range(first, first + SIZE):
        rest = events[:place] + events[place + 1 :]
        found[place] = tightest(rest), chance.of_cluster(len(rest), SIZE, tightest(rest) + 1, days_of(asked))
    assert (day_words(told[1]), int(told[2] or 0)) in {(events[place], span) for place, (span, _) in found.items()}
    most = max(drawn for _, drawn in found.values())
    assert chance.agrees(told[3], most)
    rare = chance.rare(own), chance.rare(most)
    if None not in rare:
        assert (told[5] is not None) == (rare[0] != rare[1])


CHECKS = {
    "turning": check_turning,
    "quiet": lambda asked, finding, _: check_quiet(asked, finding),
    "cluster": lambda asked, finding, _: check_cluster(asked, finding),
    "surprise": check_surprise,
    "burst": check_burst,
    "rhythm": check_rhythm,
}


def expected(asked: Question, window: int) -> set[str]:
    """Which findings on events must be there."""
    events = asked.events(asked.attribution) if asked.has("after") else []
    months = len(chance.months(asked.parts["after"], events)[0]) if asked.has("after") else 0
    there = {
        "quiet": len(set(events)) > 1,
        "cluster": len(events) > SIZE,
        "surprise": len(events) > SIZE,
        "burst": densest(events, window) > 1,
        "rhythm": len(events) > 1 and months > 1,
        "turning": len(events) > SIZE,
    }
    return {key for key, told in there.items() if told}


def no_edges(record) -> list[EdgeReading]:
    """As if no period of raised rate were looked for: the edges have a test of their own."""
    rules = [Rule(unit, name) for unit in ("strikes", "events") for name in COUNTED]
    return [EdgeReading(rule, end, NoEdges(1.0, 0), 0, record.incidents) for rule in rules for end in ENDS]


@given(a_question(EVENTS, sizes=(8, 24)), st.sampled_from([1, 3, 7, 14, 60]))
@examples(25)
def test_every_sentence_on_the_tempo_says_what_the_rows_say(asked, window):
    record = recorded(asked.rows)
    view = View(Rule(asked.unit, asked.attribution), *asked.window)
    findings = tempo_findings(record, view, no_edges(record), window)
    assert {finding.key for finding in findings} == expected(asked, window)
    assert {one.key for one in findings.unsaid} == {*NAMES, "edges-strikes", "edges-events", "turning"} - expected(
        asked, window
    )
    for finding in findings:
        check_names(asked, finding)
        CHECKS[finding.key](asked, finding, window)
        assert set(finding.rows) <= {row["id"] for row in asked.rows}
