"""No finding on the edges of a campaign is true in its text and false in the numbers: found ones and random ones."""

import re
from datetime import date, timedelta
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.cells import Cells, cells_of
from analysis.measures.edge_readings import EdgeReading
from analysis.measures.edges import Edges, NoEdges, find_edges
from analysis.measures.findings import Finding
from analysis.measures.rules import Rule
from analysis.measures.tempo_findings import tempo_findings
from analysis.measures.view import View
from tests.measures import plain_chance as chance
from tests.measures.plain import (
    COUNTED,
    PERIODS,
    UNITS,
    Days,
    a_row,
    admitted,
    answers,
    as_answers,
    day_words,
    days_read,
    examples,
    named,
    plural,
    recorded,
)

ENDS = ("low", "high")
DECLARED = PERIODS["campaign"]
SAID = {
    (True, True): "the first and the last day of {} are among these",
    (True, False): "the first day of {} is among these, the last is not",
    (False, True): "the last day of {} is among these, the first is not",
    (False, False): "neither the first nor the last day of {} is among these",
}
CALLED = r"the siege of Porto Brilho \(15 January to 20 April 1987\)"


# What is said of what was found


@st.composite
def found(draw) -> Edges | NoEdges:
    """A period whose edges lie anywhere around the declared ones, or none."""
    unknown, probability = draw(st.sampled_from([0, 0, 1, 12])), draw(st.sampled_from([0.0, 0.004, 0.0312, 0.2]))
    if draw(st.integers(0, 3)) == 0:
        return NoEdges(probability, unknown)
    around = st.one_of(*(st.dates(day - timedelta(days=3), day + timedelta(days=3)) for day in DECLARED))
    days = sorted([draw(around | st.dates(date(1986, 12, 1), date(1987, 9, 30))) for _ in range(4)])
    if draw(st.booleans()):
        days = [days[0], days[2], days[1], days[3]]  # the sets of first and of last days overlap
    return Edges(days[0], days[3], (days[0], days[1]), (days[2], days[3]), probability, None, 1.0, 1.0, unknown)


def stands(one: Edges | NoEdges) -> str:
    """How the declared days lie to those found, in words; blank where nothing was found."""
    if isinstance(one, NoEdges):
        return ""
    if one.firsts[0] > DECLARED[1] or one.lasts[1] < DECLARED[0]:
        return "it shares no day with {}"
    first, last = (low <= day <= high for (low, high), day in zip((one.firsts, one.lasts), DECLARED, strict=True))
    return SAID[first, last]


def when_read(text: str) -> Days:
    if text.startswith("on "):
        return (day_words(text.removeprefix("on ")),) * 2
    first, last = re.fullmatch(r"between (.+) and (.+)", text).groups()
    return day_words(first), day_words(last)


def check_edges(finding: Finding, unit: str, here: EdgeReading, every: list[EdgeReading]) -> None:
    left = rf"; ({plural(here.found.unknown, 'day')}) without a number left out" if here.found.unknown else ""
    claim = stands(here.found)
    if isinstance(here.found, NoEdges):
        told = re.fullmatch(
            rf"Counted in {UNITS[unit][0]}, no period of raised rate stands out beside {CALLED}: the same rows in "
            rf"a random order would show one as plain with (a probability .+?){left}\.",
            finding.text,
        )
        said = told[1]
    else:
        told = re.fullmatch(
            rf"Counted in {UNITS[unit][0]}, a period of raised rate begins (.+?) and ends (.+?); "
            rf"{claim.format(CALLED)}\. (?:Wherever among these days the edges lie, (.+?) (lie|lies) inside|"
            r"(These days overlap, so that no single day lies inside wherever the edges are))\. "
            rf"The same rows in a random order would show a period as plain with (a probability .+?){left}\.",
            finding.text,
        )
        firsts, lasts = when_read(told[1]), when_read(told[2])
        assert (firsts, lasts) == (here.found.firsts, here.found.lasts)
        sure = firsts[1], lasts[0]
        assert bool(told[5]) == (sure[0] > sure[1])
        if not told[5]:
            assert days_read(told[3]) == sure
            assert told[4] == ("lies" if sure[0] == sure[1] else "lie")
        said = told[6]
    low, high = chance.read(said)
    assert low <= here.found.chance <= high
    assert answers(finding) == as_answers([stands(one.found) == claim for one in every])


ROWS = st.lists(a_row((date(1987, 1, 1), date(1987, 6, 30))), min_size=1, max_size=4)


@given(ROWS, st.lists(found(), min_size=12, max_size=12), st.integers(1, 4), st.sampled_from(list(COUNTED)))
@examples(40)
def test_a_sentence_on_edges_says_what_was_found(rows, founds, total, attribution):
    record = recorded(named(rows))
    rules = [(Rule(unit, name), end) for unit, name, end in product(("strikes", "events"), COUNTED, ENDS)]
    numbers = [total] * 6 + [2] * 6
    readings = [
        EdgeReading(rule, end, one, number, record.incidents)
        for (rule, end), one, number in zip(rules, founds, numbers, strict=True)
    ]
    findings = tempo_findings(
        record, View(Rule("strikes", attribution), date(1986, 12, 1), date(1987, 9, 30)), readings
    )
    told = {finding.key: finding for finding in findings}
    for unit, place in (("strikes", 0), ("events", 6)):
        every = readings[place : place + 6]
        here = next(one for one in every if (one.rule.attribution, one.end) == (attribution, "low"))
        assert (f"edges-{unit}" in told) == (here.total > 1)
        if here.total > 1:
            check_edges(told[f"edges-{unit}"], unit, here, every)


# What was found


def spans(rows: list[dict], unit: str, attribution: str, days: Days, end: str) -> tuple[list[tuple], int]:
    """Day by day: the runs of days that rows share, each with its number, and how many days are not known."""
    here = [row for row in rows if admitted(row, attribution, days)]
    runs = []
    for row in sorted(here, key=lambda row: row["start"]):
        if runs and row["start"] <= max(each["end"] for each in runs[-1]):
            runs[-1].append(row)
        else:
            runs.append([row])
    of_day, told, unknown = {}, [], 0
    for run in runs:
        number = 0
        for row in run:
            low, high = row[unit]
            cut = row["start"] < days[0] or row["end"] > days[1]
            least, most = (low if low is not None else high and 0), (high if high is not None else low)
            stated = most if end == "high" else least
            number = None if number is None or cut or (low, high) == (None, None) else number + stated
        first, last = max(run[0]["start"], days[0]), min(max(row["end"] for row in run), days[1])
        of_day |= {first + timedelta(days=n): (first, number) for n in range((last - first).days + 1)}
    day = days[0]
    while day <= days[1]:
        start, number = of_day.get(day, (None, 0))
        if number is None:
            unknown += 1
        elif told and told[-1][0] == start and told[-1][3] == day - timedelta(days=1):
            told[-1] = (start, told[-1][1] + 1, number, day, told[-1][4])
        else:
            told.append((start, 1, number, day, day))
        day += timedelta(days=1)
    return [(first, length, number) for _, length, number, _, first in told], unknown


def gains(cells: Cells) -> tuple[list[Days], np.ndarray]:
    """Every first and last day, and the largest gain in log-likelihood that a higher rate on these days has."""
    first, last = cells.start[0].item(), (cells.start[-1] + cells.days[-1] - 1).item()
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    pairs = [(a, b) for a in every for b in every if a <= b]
    inside = np.array([cells.inside(a, b) for a, b in pairs], dtype=float)

    def gain(more: np.ndarray) -> np.ndarray:
        raised = more[:, None] * inside
        own = (cells.counts * np.log1p(raised / cells.days)).sum(axis=1)
        return own - cells.total * np.log1p(raised.sum(axis=1) / cells.days.sum())

    low, high = np.full(len(pairs), -9.0), np.full(len(pairs), np.log(1e6))  # of the logarithm of what is more
    golden = (5**0.5 - 1) / 2
    for _ in range(80):
        one, other = high - golden * (high - low), low + golden * (high - low)
        better = gain(np.exp(one)) > gain(np.exp(other))
        low, high = np.where(better, low, one), np.where(better, other, high)
    return pairs, np.maximum(gain(np.exp((low + high) / 2)), 0.0)


@st.composite
def a_short_record(draw) -> list[dict]:
    """Rows of six weeks and of the days beside them, thick for ten days."""
    thick = a_row((date(1987, 5, 10), date(1987, 5, 20)), (None,))
    thin = a_row((date(1987, 4, 23), date(1987, 6, 8)), (None,))
    rows = draw(st.lists(thick, min_size=4, max_size=12)) + draw(st.lists(thin, max_size=4))
    for row in rows:
        low, high = row["strikes"]
        row["strikes"] = tuple(None if each is None else min(each, 9) for each in (low, high))
    across = draw(
        st.sampled_from([None, None, (date(1987, 4, 22), date(1987, 4, 27)), (date(1987, 6, 3), date(1987, 6, 9))])
    )
    if across:
        rows[0] |= {"start": across[0], "end": across[1]}
    return named(rows)


SHORT = date(1987, 4, 25), date(1987, 6, 5)


def plainest(counts: np.ndarray, days: np.ndarray) -> float:
    """The largest gain from a higher rate on some neighbouring spans, pair by pair."""
    total, whole, best = counts.sum(), days.sum(), 0.0
    for first, last in combinations(range(len(days) + 1), 2):
        some, length = counts[first:last].sum(), days[first:last].sum()
        rest, other = total - some, whole - length
        if some * other > rest * length:
            inside = some * np.log(some / length) if some else 0.0
            outside = rest * np.log(rest / other) if rest else 0.0
            best = max(best, inside + outside - total * np.log(total / whole))
    return float(best)


def of_period(cells: Cells) -> float:
    """How often whole rows in an order drawn by lot have a period as plain; days of none lie between them."""
    own = plainest(cells.counts, cells.days)
    rows = [(number, length) for number, length in zip(cells.counts.tolist(), cells.days.tolist(), strict=True)]
    usual = int(np.median([length for number, length in rows if number]))
    blocks = [
        (number, piece)
        for number, length in rows
        for piece in (
            [length] if number else [*[usual] * (length // usual), *([length % usual] if length % usual else [])]
        )
    ]
    lot = np.random.default_rng(1987)
    drawn = [np.array(blocks)[lot.permutation(len(blocks))] for _ in range(PERIODS_DRAWN)]
    return float(np.mean([plainest(*line.T) >= own - 1e-9 for line in drawn]))


PERIODS_DRAWN = 50
SHORT_OF = 1.0
"""By how much the likelihood of the best days found may fall short of the largest, in logarithms: a search climbs."""


@given(a_short_record(), st.sampled_from(["strikes", "events"]), st.sampled_from(list(COUNTED)), st.sampled_from(ENDS))
@examples(20)
def test_the_counts_reject_none_of_the_days_found(rows, unit, attribution, end):
    cells = cells_of(recorded(rows).incidents, Rule(unit, attribution), *SHORT, end)
    told, unknown = spans(rows, unit, attribution, SHORT, end)
    columns = (cells.start.tolist(), cells.days.tolist(), cells.counts.tolist())
    assert (list(zip(*columns, strict=True)), cells.unknown) == (told, unknown)
    edges = find_edges(cells, draws=199)
    assert edges.unknown == unknown
    if cells.total < 2 or len(cells) < 2:
        assert edges == NoEdges(1.0, unknown)
        return
    drawn = of_period(cells)
    assert abs(drawn - edges.chance) <= chance.error(edges.chance, PERIODS_DRAWN)
    if isinstance(edges, NoEdges):
        assert edges.chance > chance.RARE
        return
    assert edges.chance <= chance.RARE
    pairs, gain = gains(cells)
    assert edges.gain == pytest.approx(gain[pairs.index((edges.first, edges.last))], abs=2e-3)
    assert gain.max() - SHORT_OF <= edges.gain <= gain.max() + 2e-3
    held = [pair for pair, one in zip(pairs, gain, strict=True) if edges.gain - one <= edges.limit + 5e-3]
    for place, days in enumerate((edges.firsts, edges.lasts)):
        assert set(days) <= {pair[place] for pair in held}
        assert days[0] <= (edges.first, edges.last)[place] <= days[1]
