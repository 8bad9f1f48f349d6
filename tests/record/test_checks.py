"""A whole record: every problem at once, each at its line, whatever the order of the rows."""

import csv
import io
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import SHOWN_ALIKE, DataError
from analysis.record.checks import problems_of, read_record

FIRST_DAY = "QZ-1987-01-15-porto-brilho"
MARKET = "QZ-1987-04-29-porto-brilho"


def test_the_invented_record_is_sound(invented):
    assert problems_of(invented) == ()


def test_ten_slips_are_told_at_once_each_at_its_line(draft):
    draft.set("incidents", "QZ-1984-05-03-serra-calma", platform="howitser", killed_max="five")
    draft.set("incidents", "QZ-1987-02-25-to-1987-04-18-porto-brilho", end_date="1987-02-31")
    draft.set("incidents", MARKET, civilians_killed_max="16")
    draft.set("incidents", "QZ-1988-07-01-alto-vento", region="")
    draft.set("claims", "road", place_id="serra-calmo")
    draft.set("claims", "quay", source_id="")
    draft.set("places", "boca-do-rio", lat="13.1")
    draft.set("sources", "observer-1990", url="archive.example/omis")
    draft.set("periods", "second-phase", end_date="1987-02-20")
    draft.write("sources", [*draft.lines("sources"), "x,y\n"])
    assert [problem.partition(": ")[0] for problem in draft.problems()] == [
        "claims.csv line 27, source_id",
        "claims.csv line 30, place_id",
        "incidents.csv line 2, killed_max",
        "incidents.csv line 2, platform",
        "incidents.csv line 11, end_date",  # a quotation with a line feed lies before it
        "incidents.csv line 12, civilians_killed_max",
        "periods.csv line 5, end_date",
        "places.csv line 3, lat",
        "sources.csv line 12, url",
        "sources.csv line 17",
    ]


def test_a_line_is_the_one_an_editor_shows_after_many_quoted_line_feeds(draft):
    draft.set("incidents", "QZ-1984-05-03-serra-calma", note="one\ntwo\n\nfour", summary="five\nsix")
    draft.set("incidents", "QZ-1985-11-20-boca-do-rio", platform="gunboats")
    (problem,) = draft.problems()
    assert problem.startswith("incidents.csv line 7, platform: 'gunboats' ")
    assert draft.lines("incidents")[7 - 1].startswith("QZ-1985-11-20-boca-do-rio,")


def test_problems_of_several_files_are_all_told(draft):
    for table in ("incidents", "claims", "sources", "places"):
        draft.path(table).write_bytes(b"")
    assert [problem.partition(": ")[0] for problem in draft.problems()] == [
        "claims.csv",
        "incidents.csv",
        "places.csv",
        "sources.csv",
    ]


def test_a_column_lost_in_one_file_does_not_hide_the_slips_of_its_other_columns(draft):
    draft.replace("incidents", ",strikes_min,", ",strikes,").replace("incidents", ",1989-02-28,,", ",1989-02-29,,")
    assert draft.problems() == [
        "incidents.csv line 1: has a column 'strikes' that is not declared. Did you mean 'strikes_min'? Delete it, or"
        " declare it under incidents in datapackage.json.",
        "incidents.csv line 1, strikes_min: is missing from the header. Add the column, or take it out of incidents in"
        " datapackage.json.",
        "incidents.csv line 15, end_date: '1989-02-29' is not a day of the calendar, expected YYYY-MM-DD. Correct the"
        " year, the month or the day.",
    ]


def test_a_cell_with_a_problem_is_missing_and_never_another_number(draft):
    draft.set(
        "incidents", FIRST_DAY, strikes_min="1,000", start_date="1987-02-30", platform="gun boat", region="litoral"
    )
    draft.set("places", "vila-eco", lat="20.4 S", lon="-50.2")
    frames = read_record(draft.folder).frames
    row = frames["incidents"].set_index("incident_id").loc[FIRST_DAY]
    assert row[["strikes_min", "start_date", "platform", "region"]].isna().all()
    assert row["strikes_max"] == 4
    place = frames["places"].set_index("place_id").loc["vila-eco"]
    assert pd.isna(place["lat"])
    assert place["lon"] == -50.2


def test_types_are_those_declared_even_of_an_empty_table(draft, invented):
    draft.write("claims", draft.lines("claims")[:1])
    whole, empty = read_record(invented).frames["claims"], read_record(draft.folder).frames["claims"]
    assert len(empty) == 0
    assert [str(kind) for kind in empty.dtypes][:4] == [str(kind) for kind in whole.dtypes][:4]
    assert list(empty.select_dtypes("category")) == list(whole.select_dtypes("category"))
    assert empty["value_min"].dtype == whole["value_min"].dtype == "Float64"


def test_ten_thousand_problems_are_all_kept_and_shown_in_few_lines(draft):
    plain = "claim-{n},observer-1990,,observer,,,strikes,,,,QZ-1990-01-01-row-{n},,,,,,,gunbaot,,context,,\n"
    draft.write("claims", draft.lines("claims") + [plain.format(n=n) for n in range(5_000)])
    problems = problems_of(draft.folder)
    assert len(problems) == 10_000
    lines = str(DataError(problems)).splitlines()
    assert lines[0] == "The record has 10,000 problems:"
    assert len(lines) == 1 + 2 * SHOWN_ALIKE + 2
    assert lines[-2:] == ["  claims.csv, incident_id: 4,980 more", "  claims.csv, platform: 4,980 more"]


SPOILT = {
    "incidents": {FIRST_DAY: {"strikes_min": "1e3", "place_id": "nowhere"}, MARKET: {"killed_max": "99"}},
    "claims": {"quay": {"claim_id": "road"}, "total-01-29": {"derived_from": "span-01-16"}, "january": {"metric": "x"}},
    "places": {"vila-eco": {"lat": "20.4"}},
    "sources": {"atlas-1983": {"url": "https://archive.example/hq/1", "title": "Communiqué no. 1"}},
    "periods": {"after": {"start_date": "1987-04-20"}},
}


@pytest.fixture(scope="module")
def two_records(spoil):
    """A sound record and a spoilt one, each with what the checks make of it."""
    spoilt = spoil()
    for table, rows in SPOILT.items():
        for key, cells in rows.items():
            spoilt.set(table, key, **cells)
    return [(draft, *read(draft)) for draft in (spoil(), spoilt)]


def read(draft):
    """The problems without the lines where they stand or to which they point; the rows in the order of their cells."""
    reading = read_record(draft.folder)
    facts = [
        (p.file, p.column or "", p.value or "", p.expected.rstrip("0123456789"), p.remedy) for p in reading.problems
    ]
    frames = {name: frame.drop(columns="_line").astype("str") for name, frame in reading.frames.items()}
    return sorted(facts), {name: sorted(frame.to_numpy().tolist()) for name, frame in frames.items()}


@pytest.mark.parametrize("which", [0, 1], ids=["sound", "spoilt"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=4, deadline=None)
def test_the_order_of_rows_changes_neither_the_problems_nor_the_tables(two_records, which, seed):
    draft, problems, tables = two_records[which]
    shuffled = random.Random(seed)
    for table in tables:
        header, *cells = csv.reader(io.StringIO("".join(draft.lines(table)), newline=""))
        shuffled.shuffle(cells)
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows([header, *cells])
        draft.path(table).write_text(stream.getvalue(), encoding="utf-8", newline="")
    assert read(draft) == (problems, tables)
