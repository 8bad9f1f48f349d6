"""What is said of a year: read back against the rows, for both records and under every rule."""

from datetime import date

import pytest

from analysis.errors import ParameterError
from analysis.measures.rules import ADMITTED, UNITS
from analysis.measures.view import View
from analysis.measures.yearly import year_findings


def told(record, year, **rule):
    return year_findings(record, View.of_year(record, year, **rule))


def test_the_year_is_the_last_one_with_a_row_that_counts_unless_it_is_named(shipped, sarovia):
    assert View.of_year(shipped).since.year == 2019
    assert View.of_year(shipped, attribution="alleged").since.year == 2021
    assert View.of_year(sarovia).until == date(1991, 6, 30)
    assert View.of_year(shipped, 2018).until == date(2018, 12, 31)


def test_a_year_of_which_no_day_is_covered_is_refused_with_those_that_are(shipped):
    with pytest.raises(ParameterError, match=r"year: 1999 is not covered by the record\. Choose one from 2012"):
        View.of_year(shipped, 1999)


@pytest.mark.parametrize(("year", "relation"), [(2014, "as many as"), (2015, "more than"), (2018, "fewer than")])
def test_a_year_is_set_beside_the_one_before(shipped, year, relation):
    assert told(shipped, year)["compared"].text.startswith(f"{year} saw {relation} {year - 1}: ")


def test_years_that_bounds_cannot_tell_apart_are_not_compared(shipped):
    found = told(shipped, 2017).only("compared")
    assert len(found) == 0
    assert "the record allows more as well as fewer than in 2016" in found.silence


def test_a_year_that_is_covered_in_part_is_compared_with_none_and_says_its_days(sarovia):
    found = told(sarovia, 1991)
    assert found["total"].text == "The record has 2 or more shell strikes in 1991 (1 January to 30 June 1991)."
    assert "does not cover both years whole" in found.only("compared").silence


def test_six_events_of_2018_are_those_acknowledged_and_no_others(shipped):
    total = told(shipped, 2018, unit="events")["total"]
    assert total.text == "The record has 6 strike events in 2018."
    assert total.verdict == (
        "Holds counting what was acknowledged; does not hold counting only what was announced at the time or what "
        "was alleged or denied too."
    )


def test_the_first_event_of_2019_is_one_in_september_unless_alleged_ones_count(shipped):
    dates = told(shipped, 2019)["dates"]
    assert dates.values["first"].text == "19 September 2019"
    assert dates.extent == "some"
    assert told(shipped, 2019, attribution="alleged")["dates"].values["first"].text == "13 February 2019"


def test_days_of_a_campaign_are_no_dated_events(shipped):
    assert told(shipped, 2016)["dates"].text == (
        "All that 2016 has of rows that are one event on a known day is of 19 February 2016."
    )


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("attribution", ADMITTED)
def test_every_number_of_every_year_rests_on_rows_or_on_the_days_searched(shipped, sarovia, unit, attribution):
    for record in (shipped, sarovia):
        for year in range(record.coverage.start.year, record.coverage.end.year + 1):
            found = told(record, year, unit=unit, attribution=attribution)
            known = set(record.incidents["incident_id"])
            assert found["total"].about == "the year"
            for finding in found:
                assert set(finding.rows) <= known
                for name in ("count", "other", "ever", "late", "first", "last"):
                    value = finding.values.get(name)
                    beyond = date(year, 1, 1) > record.period("after").end  # covered, and in no declared period
                    assert value is None or value.rows or value.periods or beyond, (year, finding.key, name)
