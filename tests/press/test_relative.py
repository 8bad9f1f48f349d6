"""Days named by a slot become the dates that a reader of the calendar would name, and nothing else is taken."""

from datetime import date

import pytest

from analysis.errors import ParameterError
from analysis.press.orders.relative import BASES, Relative, is_relative, relative_of
from analysis.record.schema import Coverage

COVERAGE = Coverage(date(1984, 3, 1), date(1991, 6, 30))
A_THURSDAY = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("slot", "2024-02-29"),
        ("start of week", "2024-02-26"),
        ("end of week", "2024-03-03"),
        ("start of last week", "2024-02-19"),
        ("end of last week", "2024-02-25"),
        ("start of month", "2024-02-01"),
        ("end of month", "2024-02-29"),
        ("start of last month", "2024-01-01"),
        ("end of last month", "2024-01-31"),
        ("start of quarter", "2024-01-01"),
        ("end of quarter", "2024-03-31"),
        ("start of last quarter", "2023-10-01"),
        ("end of last quarter", "2023-12-31"),
        ("start of year", "2024-01-01"),
        ("end of year", "2024-12-31"),
        ("start of last year", "2023-01-01"),
        ("end of last year", "2023-12-31"),
        ("start of coverage", "1984-03-01"),
        ("end of coverage", "1991-06-30"),
        ("slot - 30 days", "2024-01-30"),
        ("slot + 1 day", "2024-03-01"),
        ("slot - 1 year", "2023-02-28"),
        ("slot - 2 weeks", "2024-02-15"),
        ("end of coverage - 3 months", "1991-03-30"),
        ("start of month - 2 months", "2023-12-01"),
        ("Slot  -  1 Months", "2024-01-29"),
        ("slot-7days", "2024-02-22"),
    ],
)
def test_a_named_day_becomes_the_date_of_the_slots_calendar(words, day):
    assert relative_of("since", words).on(A_THURSDAY, COVERAGE).isoformat() == day


@pytest.mark.parametrize("base", BASES)
def test_what_is_shown_of_a_named_day_reads_back_as_the_same(base):
    for day in (Relative(base), Relative(base, -30, "day"), Relative(base, 1, "year")):
        assert relative_of("since", str(day)) == day


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("start of lst month", " Did you mean 'start of last month'?"),
        ("slots", " Did you mean 'slot'?"),
        ("start of next month", " Did you mean 'start of month'?"),
        ("yesterday", ""),
        ("slot - days", ""),
        ("slot - 1.5 days", ""),
        ("slot - 30 days - 1 month", ""),
    ],
)
def test_a_day_that_is_not_in_the_grammar_is_refused_with_what_was_expected(words, hint):
    assert is_relative(words)
    with pytest.raises(ParameterError) as caught:
        relative_of("since", words)
    expected = "a date as YYYY-MM-DD, or a day such as slot, start of last month, end of coverage or slot - 30 days"
    told, found, said = str(caught.value).partition(" Did you")
    assert told == f"since: {words!r} is not a day. Write {expected}."
    assert f"{found}{said}" == hint


def test_a_unit_that_there_is_not_is_refused():
    with pytest.raises(ParameterError, match="counts no days, weeks, months or years"):
        relative_of("since", "slot - 3 fortnights")


def test_a_day_beyond_the_calendar_is_an_error_and_no_traceback():
    with pytest.raises(ParameterError, match="beyond the calendar"):
        relative_of("since", "slot - 9999 years").on(A_THURSDAY, COVERAGE)


@pytest.mark.parametrize("text", ["", "2016-08-01", "1", "-"])
def test_a_date_and_a_blank_name_no_slot(text):
    assert not is_relative(text)
