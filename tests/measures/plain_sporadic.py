"""The sentences on events outside a campaign, read back: shared by the reports that have them."""

import re
from itertools import pairwise

from analysis.measures.findings import Finding
from tests.measures.plain import answers, as_answers, as_written, days_read, same_counts, value
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
    told = re.fullmatch(
        r"The longest quiet between two dated events .+ lasted ([\d,]+) days?, from (.+)\.", finding.text
    )
    first, last = days_read(told[2])
    assert int(told[1].replace(",", "")) == (last - first).days > 0
    true = {}
    for reading in asked.readings:
        gaps = list(pairwise(asked.events(*reading)))
        true[reading] = (first, last) in gaps and all(b - a <= last - first for a, b in gaps)
    assert answers(finding) == as_answers(list(true.values()))
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
    assert answers(finding) == as_answers(list(true.values()))
    assert true[asked.attribution, "after"]
