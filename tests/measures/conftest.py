"""Both records, and small frames written as text."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.record.store import Record, load

ROOT = Path(__file__).parents[2]
pytest.register_assert_rewrite("tests.measures.plain_campaign", "tests.measures.plain_sporadic")

SHORT = {"id": "incident_id", "start": "start_date", "end": "end_date", "min": "strikes_min", "max": "strikes_max"}
WORDS = {
    "attribution": ("announced", "acknowledged-later", "alleged", "denied"),
    "campaign": ("siege", "raid"),
    "region": ("North", "East", "South"),
}
NUMBERS = ("strikes_min", "strikes_max", "events_min", "events_max", "killed_min", "killed_max")


def written(text: str) -> pd.DataFrame:
    """Incidents from a table of words, the header first; a full stop is a blank cell.

    A row without an end is one day, without an attribution announced, without numbers of events one event.
    """
    header, *lines = [line.split() for line in text.strip().splitlines()]
    names = [SHORT.get(name, name) for name in header]
    frame = pd.DataFrame([[None if cell == "." else cell for cell in line] for line in lines], columns=names)
    blank = pd.Series(None, index=frame.index, dtype=object)
    frame["end_date"] = frame.get("end_date", blank).fillna(frame["start_date"])
    frame["attribution"] = frame.get("attribution", blank).fillna("announced")
    for name in ("events_min", "events_max"):
        frame[name] = frame.get(name, pd.Series("1", index=frame.index, dtype=object))
    for name, words in WORDS.items():
        frame[name] = pd.Categorical(frame.get(name, blank), categories=words, ordered=True)
    for name in NUMBERS:
        frame[name] = pd.to_numeric(frame.get(name, blank)).astype("Int64")
    for name in ("start_date", "end_date"):
        frame[name] = pd.to_datetime(frame[name])
    return frame.astype({"incident_id": "str"})


@pytest.fixture(scope="session")
def incidents() -> Callable[[str], pd.DataFrame]:
    """Incidents from a table of words: see `written`."""
    return written


@pytest.fixture(scope="session")
def shipped() -> Record:
    """The record that ships; not to be changed."""
    return load(ROOT / "data")


@pytest.fixture(scope="session")
def sarovia() -> Record:
    """The record of an invented country; not to be changed."""
    return load(ROOT / "tests" / "data" / "invented")
