"""A second implementation in plain Python: random records, what their rows say by the definitions, and words read back.

Nothing here comes from the measures. The tests of the findings work out every number of a sentence with it again.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from math import inf, isinf
from pathlib import Path

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from analysis.measures.findings import Finding
from analysis.record.store import Record, load

MAIN, EXTENSION = "brilho-1987", "brilho-1987-aftermath"
PERIODS = {
    "before": (date(1984, 3, 1), date(1987, 1, 14)),
    "campaign": (date(1987, 1, 15), date(1987, 4, 20)),
    "after": (date(1987, 4, 21), date(1990, 12, 31)),
}
CALLED = {
    "before": "before the siege",
    "campaign": "the siege of Porto Brilho",
    "after": "after the siege",
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
    "militants_killed": ("band members dead", "band member dead"),
    "civilians_killed": ("villagers dead", "villager dead"),
}
MONTHS = [f"{date(2000, number, 1):%B}" for number in range(1, 13)]
Days = tuple[date, date]
Ends = tuple[float, float]
"""From the lowest to the highest number, infinite where no maximum is stated."""


def examples(most: int) -> settings:
    """So many random records, the same ones on every run."""
    return settings(deadline=None, derandomize=True, max_examples=most)


# Random records: rows of the invented record's own kind, thick around the campaign


@st.composite
def a_row(
    draw,
    outside: Days = (date(1986, 12, 1), date(1987, 9, 30)),
    campaigns=(MAIN, MAIN, None, None, EXTENSION),
    most: int = 40,
) -> dict:
    """An incident as a mapping; one that is not the campaign's lies on some of the days `outside`."""
    campaign = draw(st.sampled_from(campaigns))
    first, last = PERIODS["campaign"] if campaign == MAIN else outside
    start = draw(st.dates(first, last))
    end = min(last, start + timedelta(days=draw(st.sampled_from([0, 5, 30, 60] if campaign == MAIN else [0, 0, 0, 2]))))
    row = {"campaign": campaign, "start": start, "end": end}
    row["attribution"] = draw(st.sampled_from(["announced", "announced", "acknowledged-later", "alleged", "denied"]))
    row["strikes"], row["killed"] = draw(a_number(1, most)), draw(a_number(0, most))
    row["events"] = (None, None) if campaign == MAIN and end > start else (1, 1)
    return row


@st.composite
def a_number(draw, least: int, most: int) -> tuple[int | None, int | None]:
    """Mostly stated in full; else as a range, without a maximum, without a minimum, or not at all."""
    low, more = draw(st.integers(least, most)), draw(st.integers(1, most // 2))
    return draw(st.sampled_from([(low, low)] * 6 + [(low, low + more), (low, None), (None, low), (None, None)]))


def named(rows: list[dict]) -> list[dict]:
    """The same rows, each with an id."""
    for place, row in enumerate(rows):
        row["id"] = f"row-{place}"
    return rows


@cache
def invented() -> Record:
    """The record of an invented country; not to be changed. No fixture, as a failing property test would print it."""
    return load(Path(__file__).parents[1] / "data" / "invented")


def recorded(rows: list[dict]) -> Record:
    """The invented record with these rows as its incidents."""
    record = invented()
    cells = {
        "incident_id": [row["id"] for row in rows],
        "start_date": [pd.Timestamp(row["start"]) for row in rows],
        "end_date": [pd.Timestamp(row["end"]) for row in rows],
        "campaign": [row["campaign"] for row in rows],
        "attribution": [row["attribution"] for row in rows],
        "civilian_harm_status": [row.get("status") for row in rows],
    }
    for unit in ("strikes", "events", "killed"):
        cells |= {f"{unit}_{end}": [row[unit][place] for row in rows] for place, end in enumerate(("min", "max"))}
    return replace(record, incidents=typed(cells, len(rows), record.incidents))


def typed(cells: dict[str, list], rows: int, like: pd.DataFrame) -> pd.DataFrame:
    """A table of these cells with the columns of another, blank where nothing is given."""
    types = like.dtypes
    return pd.DataFrame({name: pd.Series(cells.get(name, [None] * rows), dtype=types[name]) for name in types.index})


# Numbers, by the definitions


def admitted(row: dict, attribution: str, days: Days) -> bool:
    """Does this rule count the row, and does it touch these days?"""
    return row["attribution"] in COUNTED[attribution] and row["start"] <= days[1] and row["end"] >= days[0]


def counted(rows: list[dict], unit: str, attribution: str, days: Days) -> Ends:
    """Least and most that these days can hold: infinite where a row states no maximum."""
    low = high = 0
    for row in rows:
        if admitted(row, attribution, days):
            least, most = row[unit]
            low += (least or 0) if days[0] <= row["start"] and row["end"] <= days[1] else 0
            high += inf if most is None else most
    return low, high


def dated(rows: list[dict], attribution: str, days: Days) -> list[date]:
    """The days on which one event is known to have been, in order."""
    return sorted(
        row["start"]
        for row in rows
        if admitted(row, attribution, days) and row["events"] == (1, 1) and days[0] <= row["start"] == row["end"]
    )


# Verdicts


def answers(finding: Finding) -> list[str]:
    """What the finding says of each reading."""
    return [test.holds for test in finding.tests]


def as_answers(true: list[bool]) -> list[str]:
    """The finding holds where it is true and fails where it is not."""
    return ["yes" if each else "no" for each in true]


def same_counts(found: list[Ends], shown: list[Ends]) -> str:
    """Holds where the counts lie within those shown, fails where one of them shares no value."""
    pairs = list(zip(found, shown, strict=True))
    if all(low <= a and b <= high for (a, b), (low, high) in pairs):
        return "yes"
    return "no" if any(b < low or a > high for (a, b), (low, high) in pairs) else "open"


def stands(relation: str, one: Ends, other: Ends) -> str:
    """Is the first number more than, fewer than, or as many as the second: surely, surely not, or not known?"""
    if relation in ("fewer than", "lower than"):
        return stands("more than", other, one)
    if relation in ("more than", "higher than"):
        return "yes" if one[0] > other[1] else "no" if one[1] <= other[0] else "open"
    assert relation in ("as many as", "the same as")
    if one[1] < other[0] or other[1] < one[0]:
        return "no"
    return "yes" if one[0] == one[1] == other[0] == other[1] else "open"


# Sentences written and read back


def as_written(low: float, high: float, unit: str = "") -> str:
    """A count as the sentences write it."""
    number = f"{low:,} or more" if isinf(high) else f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if not unit:
        return number
    return f"{number} {UNITS[unit][1] if low == high == 1 else UNITS[unit][0]}"


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def day_words(text: str) -> date:
    number, month, year = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(number))


def days_read(text: str) -> Days:
    """'1 to 31 August 2016' and its longer forms, as first and last day."""
    first, _, last = text.rpartition(" to ")
    end = day_words(last)
    missing = last.split()[len(first.split()) :]
    return day_words(" ".join([first, *missing])) if first else end, end


def value(finding: Finding, name: str) -> str:
    return finding.values[name].text


def rates_read(text: str) -> Ends:
    if text.startswith("at least "):
        return float(text.removeprefix("at least ").replace(",", "")), inf
    low, _, high = text.replace(",", "").partition(" to ")
    return float(low), float(high or low)
