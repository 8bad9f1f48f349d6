"""The sentences on events outside a campaign, read back: shared by the reports that have them."""

import re
from datetime import date
from itertools import pairwise

from analysis.measures.findings import Finding
from tests.measures.plain import COVERED, answers, as_answers, as_written, days_read, same_counts, value
from tests.measures.plain_campaign import Question

TOLD = {
    "announced": "announced at the time",
    "acknowledged": "acknowledged by the actor, then or later",
    "alleged": "acknowledged, alleged or denied",
}


def check_events(asked: Question, finding: Finding) -> None:
    for name in ("before", "after"):
        assert value(finding, f"{name}_count") == as_written(
            *asked.side(name, asked.attribution, unit="events"), "events"
        )
    assert finding.text.endswith(f" were {TOLD[asked.attribution]}.")
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


def expect_same_counts(finding: Finding, found: list[list[tuple]]) -> None:
    """Holds where the counts lie within those of the first reading; one reading alone is no test."""
    told = [same_counts(counts, found[0]) for counts in found]
    assert answers(finding) == (told if len(told) > 1 else [])


def check_quiet(asked: Question, finding: Finding) -> None:
    until = min(asked.window[1], COVERED[1])
    here = quiet(asked.events(asked.attribution))
    unended = (until - here[2]).days > (here[1] - here[0]).days
    if unended:
        told = re.fullmatch(
            r"The longest quiet after the siege.* has no end in the days looked at: from the last dated event it lasts "
            r"at least (?P<open>[\d,]+) days?, (?P<since>.+)\. "
            r"The longest between two dated events lasted (?P<days>[\d,]+) days?, from (?P<dates>.+)\.",
            finding.text,
        )
    else:
        told = re.fullmatch(
            r"The longest quiet between two dated events .+? lasted (?P<days>[\d,]+) days?, from (?P<dates>[^;]+?)"
            r"(?:; after the last of them it lasts at least (?P<open>[\d,]+) days?, (?P<since>.+))?\.",
            finding.text,
        )
        assert (told["open"] is None) == (until == here[2])
    assert days_read(told["dates"]) == here[:2]
    assert int(told["days"].replace(",", "")) == (here[1] - here[0]).days > 0
    if told["open"]:
        assert days_read(told["since"]) == (here[2], until)
        assert int(told["open"].replace(",", "")) == (until - here[2]).days
    true = []
    for reading in asked.readings:
        other = quiet(asked.events(*reading))
        same = other is not None and other[:2] == here[:2]
        longer = same and ((until - other[2]).days > (other[1] - other[0]).days) == unended
        true.append(longer and (not unended or other[2] == here[2]))
    assert answers(finding) == as_answers(true)
    assert true[asked.readings.index((asked.attribution, "after"))]


def quiet(events: list[date]) -> tuple[date, date, date] | None:
    """The first of the longest gaps, and the last event; `None` where all events are on one day."""
    if len(set(events)) < 2:
        return None
    gap = max(pairwise(events), key=lambda ends: ends[1] - ends[0])
    return *gap, events[-1]


def check_cluster(asked: Question, finding: Finding) -> None:
    told = re.fullmatch(r"The tightest 3 dated events .+ span ([\d,]+) days? from first to last, (.+)\.", finding.text)
    first, last = days_read(told[2])
    assert int(told[1].replace(",", "")) == (last - first).days
    true = {}
    for reading in asked.readings:
        events = asked.events(*reading)
        triples = list(zip(events, events[2:], strict=False))
        true[reading] = (first, last) in triples and all(b - a >= last - first for a, b in triples)
    assert answers(finding) == as_answers(list(true.values()))
    assert true[asked.attribution, "after"]
