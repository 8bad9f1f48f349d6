"""No finding on places is true in its text and false in the numbers: random records, read back and tried out."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from analysis.measures.comparison import Reading, readings
from analysis.measures.geography_findings import geography_findings
from analysis.measures.rules import Rule
from analysis.measures.view import View
from tests.measures.plain import (
    CALLED,
    COUNTED,
    EXTENSION,
    MAIN,
    PERIODS,
    a_row,
    as_written,
    counted,
    examples,
    invented,
    named,
    plural,
    recorded,
)

REGIONS = {"Litoral": "Litoral (north-east)", "Planalto": "Planalto (centre)", "Selva": "Selva (south-west)"}
PLACES = {None: None, "alto-vento": -22.6, "porto-brilho": -17.25, "serra-calma": -15.8125, "boca-do-rio": -13.1}
OUTSIDE = a_row((date(1986, 6, 1), date(1987, 12, 31)), (MAIN, None, None, None, None, None, EXTENSION))
TRIES = 30
DEGREE = 110.5
"""Kilometres in a degree of latitude, at least: discs are tried a little smaller than they are."""


@st.composite
def placed_rows(draw) -> list[dict]:
    """Rows around the campaign, each with a place or none, how surely it is known, and a region or none."""
    rows = draw(st.lists(OUTSIDE, min_size=1, max_size=9))
    for row in rows:
        row["place"] = draw(st.sampled_from([*PLACES, *list(PLACES)[1:]]))
        row["km"] = draw(st.sampled_from([5.0, 60.0, 250.0, 700.0]))
        row["region"] = draw(st.sampled_from([None, *REGIONS, *REGIONS]))
    return named(rows)


def with_places(rows: list[dict]):
    record = recorded(rows)
    frame = record.incidents.copy()
    for name, key in {"place_id": "place", "uncertainty_km": "km", "region": "region"}.items():
        frame[name] = pd.Series([row[key] for row in rows], dtype=frame[name].dtype)
    return replace(record, incidents=frame)


def belongs(row: dict, role: str, placement: str) -> bool:
    """Is a row counted with a period under this placement of what extends the campaign?"""
    if row["campaign"] == EXTENSION:
        return {"after": role != "campaign", "campaign": role == "campaign", "apart": False}[placement]
    return (row["campaign"] == MAIN) == (role == "campaign")


def numbers(rows: list[dict], role: str, rule: Rule, placement: str) -> list[tuple[dict, float, float]]:
    """The rows of a period, and the least and the most that each may have there."""
    found = []
    for row in rows:
        if belongs(row, role, placement):
            whole = row["campaign"] == EXTENSION and role == "campaign"
            days = (date(1984, 3, 1), date(1991, 6, 30)) if whole else PERIODS[role]
            low, high = counted([row], rule.unit, rule.attribution, days)
            if row["attribution"] in COUNTED[rule.attribution] and row["start"] <= days[1] and row["end"] >= days[0]:
                found.append((row, low, high))
    return found


def a_share(lot: np.random.Generator, some: list[tuple[dict, float, float]], region: str) -> float | None:
    """The share of a region under one assignment by lot, mostly at the ends; `None` where there is nothing."""
    own = total = 0.0
    favoured = lot.random() < 0.5
    for row, low, high in some:
        top = high if np.isfinite(high) else low + 10 ** int(lot.integers(0, 9))
        where = row["region"] or (region if favoured else "elsewhere")
        number = (top if favoured == (where == region) else low) if lot.random() < 0.8 else lot.integers(low, top + 1)
        own, total = own + number * (where == region), total + number
    return own / total if total else None


def ends_read(text: str) -> tuple[float, float]:
    """A share in words, as fractions; rounding to three digits is allowed for."""
    if text in ("none", "all"):
        return (0.0, 0.0) if text == "none" else (1.0, 1.0)
    first, _, last = text.removesuffix(" %").partition(" to ")
    bare = [end.removeprefix("more than ").removeprefix("less than ") for end in (first, last or first)]
    low, high = (float(end) / 100 for end in bare)
    return low - 0.001, high + 0.001


@given(placed_rows(), st.sampled_from(["strikes", "events"]), st.sampled_from(list(COUNTED)), st.integers(0, 999))
@examples(60)
def test_shares_are_those_of_every_assignment(rows, unit, attribution, seed):
    record, rule = with_places(rows), Rule(unit, attribution)
    findings = geography_findings(record, View.of(record, unit=unit, attribution=attribution))
    if "region" not in {one.key for one in findings}:
        return
    finding, lot = findings["region"], np.random.default_rng(seed)
    region = next(key for key, label in REGIONS.items() if label == finding.values["region"].text)
    told = re.search(r": an? (larger|smaller) share after the siege than before the siege\.$", finding.text)
    for role in PERIODS:
        if f"share_{role}" in finding.values:
            some = numbers(rows, role, rule, "after")
            low, high = ends_read(finding.values[f"share_{role}"].text)
            tried = [a_share(lot, some, region) for _ in range(TRIES)]
            assert all(low <= share <= high for share in tried if share is not None)
            least, most = (sum(ends) for ends in zip(*[one[1:] for one in some], strict=True)) if some else (0, 0)
            words = finding.values[f"whole_{role}"].text
            unknown = not least and np.isinf(most)
            assert words == (str(record.unit(unit)) if unknown else as_written(least, most, unit))
    each = _readings(record, unit) if finding.tests else []
    for test, (other, reading) in zip(finding.tests, each, strict=True):
        rule = reading.rule.as_unit(other)
        after, before = (numbers(rows, role, rule, reading.placement) for role in ("after", "before"))
        for _ in range(TRIES):
            late, early = a_share(lot, after, region), a_share(lot, before, region)
            if told and test.holds != "open" and late is not None and early is not None:
                truly = late > early if told[1] == "larger" else late < early
                assert truly == (test.holds == "yes")


def _readings(record, unit: str) -> list[tuple[str, Reading]]:
    units = [unit, *(other for other in ("strikes", "events") if other != unit)]
    return [(other, reading) for other in units for reading in readings(record, other)]


def latitudes(lot: np.random.Generator, some: list[dict]) -> list[float]:
    """A latitude for each row, anywhere in its disc, mostly near an end; for one without a place anywhere at all."""
    found = []
    for row in some:
        way = lot.choice([-1, 1]) * 0.999 if lot.random() < 0.7 else lot.uniform(-1, 1)
        middle, reach = (0.0, 89.0) if row["place"] is None else (PLACES[row["place"]], row["km"] / (DEGREE + 1.5))
        found.append(middle + way * reach + lot.uniform(-1e-6, 1e-6))
    return found


@given(placed_rows(), st.sampled_from(list(COUNTED)), st.integers(0, 999))
@examples(60)
def test_pairs_are_those_of_every_placement(rows, attribution, seed):
    record, lot = with_places(rows), np.random.default_rng(seed)
    findings = geography_findings(record, View.of(record, unit="events", attribution=attribution))
    spans = {role: PERIODS[role] for role in ("before", "after")}
    if "south" not in {one.key for one in findings}:
        own = {role: _events(rows, days, attribution, "after") for role, days in spans.items()}
        assert not all(own.values())
        return
    finding = findings["south"]
    told = re.match(
        rf"In (\d+)(?: to (\d+))? of the (\d+) pairs of an event {CALLED['before']} and one {CALLED['after']}, the "
        r"later one lay farther south: (more often than not|in no more than half|in more than half or not), ",
        finding.text,
    )
    low, total = int(told[1]), int(told[3])
    high = int(told[2] or low)
    silent = 0
    judged = re.search(r"(?:, depending on where the places were)?: (chance alone .+)\.$", finding.text)[1]
    judged = "chance alone does not" if judged.startswith("chance alone does not") else judged.partition(", and")[0]
    for test, reading in zip(finding.tests[::2], readings(record, "events"), strict=True):
        earlier, later = (_events(rows, days, reading.rule.attribution, reading.placement) for days in spans.values())
        chosen = reading == Reading(Rule("events", attribution))
        for _ in range(TRIES):
            places = latitudes(lot, earlier), latitudes(lot, later)
            found = sum(late < early for late in places[1] for early in places[0])
            if chosen:
                assert low <= found <= high
            if told[4] != "in more than half or not" and test.holds == "yes":
                most = 2 * found > len(earlier) * len(later)
                assert most == (told[4] == "more often than not")
            if earlier and later and test.holds == "yes":
                chance = rank_chance(places[0], places[1])
                rare = {"chance alone does not": True, "chance alone may explain it": False}
                assert rare.get(judged, chance <= RARE) == (chance <= RARE)
        if chosen:
            assert total == len(earlier) * len(later)
            silent = sum(row["place"] is None for row in (*earlier, *later))
    where = re.search(r"where(?:ver)? the (\d+ events?) without a disclosed place were", finding.text)
    assert (where[1] if where else "0 events") == plural(silent, "event")


RARE = 0.05


def rank_chance(earlier: list[float], later: list[float]) -> float:
    """SciPy's exact two-sided probability of events parted as clearly."""
    return float(mannwhitneyu(later, earlier, alternative="two-sided", method="exact").pvalue)


def _events(rows: list[dict], days: tuple[date, date], attribution: str, placement: str) -> list[dict]:
    return [
        row
        for row in rows
        if row["campaign"] != MAIN
        and (row["campaign"] is None or placement == "after")
        and row["attribution"] in COUNTED[attribution]
        and row["events"] == (1, 1)
        and days[0] <= row["start"]
        and row["end"] <= days[1]
    ]


def test_the_invented_record_has_these_regions_and_places():
    record = invented()
    assert {key: record.label("region", key) for key in REGIONS} == REGIONS
    known = record.places.set_index("place_id")["lat"].astype("float64").to_dict()
    assert {key: known[key] for key in PLACES if key} == {key: lat for key, lat in PLACES.items() if key}
