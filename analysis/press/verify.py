"""A record that may be published: sound in form, and reproducing its own accepted totals."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import DataError, Problem
from analysis.measures.totals import unreproduced_totals
from analysis.record.checks import Reading, read_record
from analysis.record.files import LINE
from analysis.record.store import Record, record_of


def all_problems(folder: Path) -> tuple[Problem, ...]:
    """Every problem of the record in `folder`; empty when it is sound and adds up."""
    try:
        reading = read_record(folder)
    except DataError as error:
        return error.problems
    return reading.problems + _totals(reading)


def verified(folder: Path) -> Record:
    """The record in `folder`. Raises `DataError` with every problem when there is one."""
    reading = read_record(folder)
    problems = reading.problems + _totals(reading)
    if problems:
        raise DataError(problems)
    return record_of(reading)


def _totals(reading: Reading) -> tuple[Problem, ...]:
    """Totals that the rows do not give; none are counted where a cell is missing that would spoil them all."""
    if not reading.countable:
        return ()
    return tuple(unreproduced_totals(record_of(reading), reading.frames["claims"][LINE]))
