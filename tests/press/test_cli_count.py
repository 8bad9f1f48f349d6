"""`workbook count`: the answers of the shipped record, and its words for a wrong question."""

import csv
import io
import json

import pytest

SURT = ("--where", "campaign=surt-2016")
YEARS = {2015: 2, 2017: 8, 2018: 6, 2019: 4, 2020: 0}


def bounds(answer):
    assert answer.status == 0, answer.err
    assert answer.err == ""
    (only,) = json.loads(answer.out)
    return only["low"], only["high"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (SURT, (495, 495)),
        ((*SURT, "--since", "2016-08-01", "--until", "2016-08-31"), (108, 108)),
        ((*SURT, "--since", "2016-09-01", "--until", "2016-10-31"), (259, 259)),
        ((*SURT, "--since", "2016-11-01", "--until", "2016-12-31"), (128, 128)),
        ((*SURT, "--since", "2016-09-01", "--until", "2016-09-30"), (68, 72)),
        ((*SURT, "--since", "2016-10-01", "--until", "2016-10-31"), (187, 191)),
        (("--since", "2017-09-22", "--until", "2017-09-22"), (6, 6)),
        (("--since", "2017-09-26", "--until", "2017-09-26"), (2, 2)),
        (("--since", "2015-01-01", "--until", "2015-12-31"), (2, None)),
        (("--since", "2017-01-01", "--until", "2017-12-31"), (14, None)),
        (("--metric", "militants_killed", "--since", "2019-09-19", "--until", "2019-09-19"), (8, 10)),
        (("--metric", "militants_killed", "--since", "2019-09-24", "--until", "2019-09-24"), (11, 11)),
        (("--metric", "militants_killed", "--since", "2019-09-26", "--until", "2019-09-26"), (17, 17)),
        (("--metric", "militants_killed", "--since", "2019-09-29", "--until", "2019-09-29"), (7, 7)),
        (
            ("--metric", "events", "--attribution", "announced", "--since", "2017-01-01", "--until", "2017-12-31"),
            (5, 5),
        ),
    ],
)
def test_a_question_has_its_bounds(workbook, words, expected):
    assert bounds(workbook("count", "--format", "json", *words)) == expected


def test_events_by_year(workbook):
    answer = workbook("count", "--by", "year", "--metric", "events", "--format", "json")
    table = {row["year"]: row for row in json.loads(answer.out)}
    assert list(table) == list(range(2012, 2022))
    assert {year: (table[year]["low"], table[year]["high"]) for year in YEARS} == {y: (n, n) for y, n in YEARS.items()}
    assert (table[2016]["low"], table[2016]["high"]) == (1, None)
    assert len(table[2016]["left_out"]) == 46


def test_days_outside_the_coverage_are_not_zero(workbook):
    year = ("--since", "1999-01-01", "--until", "1999-12-31")
    (only,) = json.loads(workbook("count", "--format", "json", *year).out)
    assert only == {
        "low": None, "high": None, "covered": False, "rows": [], "left_out": [],
        "unit": "precision strikes", "attribution": "acknowledged",
    }  # fmt: skip
    table = workbook("count", *year).out
    assert table.splitlines()[0].endswith(", 1999-01-01 to 1999-12-31; the record covers 2012-01-01 to 2021-12-31")
    assert table.splitlines()[-1].split() == ["not", "covered", "0", "0"]


def test_a_blank_group_is_null(workbook):
    answer = json.loads(workbook("count", "--by", "campaign", "--format", "json").out)
    assert [row["campaign"] for row in answer] == ["surt-2016", "surt-2016-extension", None]
    assert [(row["low"], row["high"]) for row in answer] == [(495, 495), (1, None), (26, None)]


def test_csv_holds_the_same_numbers_as_json(workbook):
    words = ("count", "--by", "month", "--metric", "killed", "--attribution", "alleged")
    rows = list(csv.DictReader(io.StringIO(workbook(*words, "--format", "csv").out)))
    objects = json.loads(workbook(*words, "--format", "json").out)
    assert len(rows) == len(objects) == 120
    for row, item in zip(rows, objects, strict=True):
        assert row["month"] == item["month"]
        assert row["low"] == str(item["low"])
        assert row["high"] == ("" if item["high"] is None else str(item["high"]))
        assert row["rows"] == "|".join(item["rows"])


def test_the_table_says_unit_rule_and_days(workbook):
    answer = workbook("count", "--by", "quarter", "--since", "2018-01-01", "--until", "2018-12-31")
    assert answer.out.splitlines() == [
        "precision strikes, acknowledged by the actor, then or later, 2018-01-01 to 2018-12-31",
        "quarter  precision strikes  rows  rows that state no number",
        "2018Q1   2                  2     0",
        "2018Q2   2                  2     0",
        "2018Q3   1                  1     0",
        "2018Q4   1                  1     0",
    ]


def test_conditions_may_repeat_and_a_blank_one_asks_for_blanks(workbook):
    both = ("--where", "target_group=AQIM", "--where", "region=Fezzan")
    assert bounds(workbook("count", "--metric", "events", "--format", "json", *both)) == (2, 2)
    assert bounds(workbook("count", "--metric", "events", "--format", "json", "--where", "region=")) == (5, 5)
    assert bounds(workbook("count", "--metric", "events", "--format", "json", "--where", "strikes_min=6")) == (1, None)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--where", "regoin=Fezzan"), "--where 'regoin' is not a column of the incidents. Did you mean 'region'?"),
        (
            ("--where", "region=Fezan"),
            "--where region=Fezan: 'Fezan' is not one of Tripolitania, Cyrenaica or Fezzan. Did you mean 'Fezzan'?",
        ),
        (("--where", "region"), "--where 'region': write it as COLUMN=VALUE."),
        (("--where", "strikes_min=six"), "--where strikes_min=six: 'six' is not a number."),
        (("--where", "strikes_min=nan"), "--where strikes_min=nan: 'nan' is not a number."),
        (
            ("--where", "place_id=murzuk"),
            "--where place_id=murzuk: there is no such place_id in places.csv. Did you mean 'murzuq'?",
        ),
        (("--where", "incident_id=1"), "--where incident_id=1: there is no such incident_id in incidents.csv."),
        (
            ("--where", "attribution=denied"),
            "--where attribution=denied: such rows do not count under --attribution acknowledged. Choose alleged.",
        ),
        (("--since", "01/02/2016"), "--since: '01/02/2016' is not a day. Write it as YYYY-MM-DD, such as 2016-08-01."),
        (("--until", "2016-02-30"), "--until: '2016-02-30' is not a day. Write it as YYYY-MM-DD, such as 2016-08-01."),
        (
            ("--since", "2017-01-01", "--until", "2016-01-01"),
            "since: 2017-01-01 comes after until, 2016-01-01. Exchange the two days.",
        ),
        (("--data", "nowhere"), "'nowhere' is not a folder. Name the folder that holds datapackage.json."),
    ],
)
def test_a_wrong_question_has_one_clear_line_and_status_2(workbook, words, message):
    answer = workbook("count", *words)
    assert (answer.status, answer.out, answer.err) == (2, "", f"Error: {message}\n")


def test_an_unknown_word_of_an_option_is_wrong_usage(workbook):
    answer = workbook("count", "--metric", "bombs")
    assert answer.status == 2
    assert answer.out == ""
    assert "'bombs' is not one of 'strikes', 'events'" in answer.err


def test_a_record_with_a_problem_is_not_counted(workbook, draft):
    draft.set("incidents", "QZ-1985-11-20-boca-do-rio", strikes_max="1")
    answer = workbook("count", "--data", draft.folder)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("Error: The record has ")
    assert "strikes_max: '1' is below strikes_min, which is 2." in answer.err
