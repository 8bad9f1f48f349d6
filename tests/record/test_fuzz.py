"""Bytes changed at random: the checks never break, and what they let through is what stands in the file."""

import csv
import io
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.record.checks import read_record
from analysis.record.schema import TABLES

BYTES = st.one_of(
    st.sampled_from([b",", b'"', b"\n", b"\r", b"\r\n", b"0", b"1", b"-", b".", b"|", b"=", b" ", b"\0", b"\xff", b""]),
    st.sampled_from(["½", "٣", "é", "\u2028", "\ufeff", "🐟"]).map(str.encode),
    st.binary(min_size=1, max_size=3),
)
MUTATION = st.tuples(
    st.sampled_from(["insert", "delete", "replace", "truncate"]), st.floats(0, 1), BYTES, st.integers(1, 9)
)


def mutated(data: bytes, kind: str, where: float, new: bytes, length: int) -> bytes:
    at = int(where * len(data))
    if kind == "truncate":
        return data[:at]
    return data[:at] + (b"" if kind == "delete" else new) + data[at + (0 if kind == "insert" else length) :]


@pytest.fixture(scope="module")
def draft(spoil):
    return spoil()


def row_from(text: str, line: int) -> list[str]:
    """The cells of the row that starts on a line, read by itself."""
    rest = io.StringIO("".join(list(io.StringIO(text, newline="\n"))[line - 1 :]), newline="\n")
    return next(csv.reader(rest))


def assert_verbatim(value: object, text: str, kind: str) -> None:
    """A typed value says neither more nor less than the text it was read from."""
    if pd.isna(value):
        return  # blank, or told as a problem: see below
    if kind == "integer":
        assert str(value) == text
    elif kind == "number":
        assert Decimal(repr(float(value))) == Decimal(text)
    elif kind == "date":
        assert value.date() == date.fromisoformat(text)
    else:
        assert value == text


@given(st.sampled_from(TABLES), st.lists(MUTATION, min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_whatever_is_read_stands_in_the_file_and_whatever_is_not_is_told(invented, draft, table, mutations):
    original = data = (invented / f"{table}.csv").read_bytes()
    for mutation in mutations:
        data = mutated(data, *mutation)
    draft.path(table).write_bytes(data)
    try:
        reading = read_record(draft.folder)
    finally:
        draft.path(table).write_bytes(original)
    check_problems(reading, data.count(b"\n") + data.count(b"\r") + 1)
    check_frame(reading, table, data)
    check_whole_file(reading, table, data)


def check_problems(reading, lines):
    """Each problem is one printable line of text about a place that exists."""
    for problem in reading.problems:
        assert str(problem).isprintable()
        name = problem.file.removesuffix(".csv")
        assert problem.line is None or 1 <= problem.line <= max(lines, 50)
        assert problem.column is None or problem.column in reading.schema[name].columns


def check_frame(reading, table, data):
    """Every value of every row that was read is verbatim in the file; every cell that was not is blank or a problem."""
    frame = reading.frames[table]
    if frame.empty:
        assert any(problem.file == f"{table}.csv" for problem in reading.problems)
        return
    text = data.decode("utf-8").replace("\r\n", "\n")
    header = row_from(text, 1)
    told = {(problem.line, problem.column) for problem in reading.problems if problem.file == f"{table}.csv"}
    for row in frame.to_dict("records"):
        cells = dict(zip(header, row_from(text, row["_line"]), strict=True))
        for field in reading.schema[table].fields:
            if field.name not in header:
                assert (1, field.name) in told
                assert pd.isna(row[field.name])
                continue
            assert_verbatim(row[field.name], cells[field.name], field.type)
            if pd.isna(row[field.name]) and cells[field.name]:
                assert (row["_line"], field.name) in told


def check_whole_file(reading, table, data):
    """A record without problems holds exactly what another reader of CSV finds in the file."""
    if reading.problems:
        return
    frame = reading.frames[table]
    other = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, skip_blank_lines=False)
    assert len(frame) == len(other)
    for field in reading.schema[table].fields:
        for value, text in zip(frame[field.name], other[field.name], strict=True):
            assert pd.isna(value) == (text == "")
            assert_verbatim(value, text, field.type)
