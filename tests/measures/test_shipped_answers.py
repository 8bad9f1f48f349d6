"""What the shipped record answers, line by line: a number that moves must move here too, and in data/CHANGELOG.md."""

from datetime import date

import pandas as pd
import pytest

from analysis.measures.bounds import Bounds
from analysis.measures.counts import count, total
from analysis.measures.reconcile import reconcile
from analysis.measures.rules import Rule
from analysis.measures.totals import unreproduced_totals
from analysis.record.store import Record

SURT = "surt-2016"


@pytest.fixture(scope="module")
def verdicts(shipped: Record) -> pd.DataFrame:
    """Every claim's verdict, by its id."""
    return reconcile(shipped).set_index("claim_id")


def strikes(record: Record, since: date | None = None, until: date | None = None, **only: str) -> tuple:
    """Low and high of the acknowledged strikes of these days, in rows that hold these words."""
    return ends(counted(record, Rule("strikes"), since, until, **only))


def counted(record: Record, rule: Rule, since: date | None, until: date | None, **only: str) -> Bounds:
    keep = pd.Series(True, index=record.incidents.index)
    for column, word in only.items():
        keep &= (record.incidents[column] == word).fillna(False)
    return total(record.incidents, rule, record.coverage, since, until, keep=keep)


def ends(bounds: Bounds) -> tuple:
    return bounds.low, bounds.high


def events_of(record: Record, year: int, attribution: str = "acknowledged") -> Bounds:
    return counted(record, Rule("events", attribution), date(year, 1, 1), date(year, 12, 31))


# The campaign


def test_the_campaign_on_surt_has_495_strikes(shipped):
    assert strikes(shipped, campaign=SURT) == (495, 495)


def test_august_2016_at_surt_has_108_strikes(shipped):
    assert strikes(shipped, date(2016, 8, 1), date(2016, 8, 31), place_id="sirte") == (108, 108)


def test_september_and_october_2016_together_have_259_strikes(shipped):
    assert strikes(shipped, date(2016, 9, 1), date(2016, 10, 31)) == (259, 259)


def test_november_and_december_2016_together_have_128_strikes(shipped):
    assert strikes(shipped, date(2016, 11, 1), date(2016, 12, 31)) == (128, 128)


def test_september_2016_alone_has_68_to_72_strikes(shipped):
    assert strikes(shipped, date(2016, 9, 1), date(2016, 9, 30)) == (68, 72)


def test_october_2016_alone_has_187_to_191_strikes(shipped):
    assert strikes(shipped, date(2016, 10, 1), date(2016, 10, 31)) == (187, 191)


def test_the_months_of_2016_read_the_same_in_one_table(shipped):
    table = count(
        shipped.incidents, Rule(), shipped.coverage, by="month", since=date(2016, 8, 1), until=date(2016, 12, 31)
    )
    assert list(zip(table["month"], table["low"], table["high"], strict=True)) == [
        ("2016-08", 108, 108),
        ("2016-09", 68, 72),
        ("2016-10", 187, 191),
        ("2016-11", 100, 100),
        ("2016-12", 28, 28),
    ]


# The years


@pytest.mark.parametrize(("year", "events"), [(2015, 2), (2017, 8), (2018, 6), (2019, 4), (2020, 0)])
def test_strike_events_acknowledged_in_a_year(shipped, year, events):
    assert ends(events_of(shipped, year)) == (events, events)


def test_strikes_in_2015_are_2_or_more(shipped):
    assert strikes(shipped, date(2015, 1, 1), date(2015, 12, 31)) == (2, None)


def test_strikes_in_2017_are_14_or_more(shipped):
    assert strikes(shipped, date(2017, 1, 1), date(2017, 12, 31)) == (14, None)


def test_1999_is_not_covered_and_never_zero(shipped):
    for rule in (Rule("strikes"), Rule("events", "alleged"), Rule("killed", "announced")):
        answer = counted(shipped, rule, date(1999, 1, 1), date(1999, 12, 31))
        assert (answer.low, answer.high, answer.covered, str(answer)) == (None, None, False, "not covered")
    table = count(
        shipped.incidents, Rule(), shipped.coverage, by="year", since=date(1999, 1, 1), until=date(1999, 12, 31)
    )
    assert table[["low", "high"]].isna().all(axis=None)
    assert not table["covered"].any()


def test_in_2017_the_events_admitted_later_are_exactly_three(shipped):
    announced, acknowledged = events_of(shipped, 2017, "announced"), events_of(shipped, 2017)
    assert (ends(announced), ends(acknowledged)) == ((5, 5), (8, 8))
    assert set(acknowledged.rows) - set(announced.rows) == {
        "LY-2017-09-29-sw-sirte",
        "LY-2017-10-09-s-sirte",
        "LY-2017-10-18-undisclosed",
    }
    assert set(announced.rows) <= set(acknowledged.rows)


# Single days


def test_six_strikes_are_stated_for_22_september_2017(shipped):
    assert strikes(shipped, date(2017, 9, 22), date(2017, 9, 22)) == (6, 6)


def test_two_strikes_are_stated_for_26_september_2017(shipped):
    assert strikes(shipped, date(2017, 9, 26), date(2017, 9, 26)) == (2, 2)


@pytest.mark.parametrize(
    ("day", "claimed", "recorded"),
    [
        (date(2019, 9, 19), 8, (8, 10)),  # a broadcaster has ten
        (date(2019, 9, 24), 11, (11, 11)),
        (date(2019, 9, 26), 17, (17, 17)),
        (date(2019, 9, 29), 7, (7, 7)),
    ],
)
def test_fighters_killed_in_september_2019_event_by_event(shipped, day, claimed, recorded):
    rows = shipped.incidents[shipped.incidents["start_date"] == pd.Timestamp(day)]
    claims = shipped.claims
    by_the_us = claims[
        (claims["claimant"] == "us")
        & (claims["standing"] == "accepted")
        & (claims["metric"] == "militants_killed")
        & claims["incident_id"].isin(rows["incident_id"])
    ]
    assert {(low, high) for low, high in zip(by_the_us["value_min"], by_the_us["value_max"], strict=True)} == {
        (claimed, claimed)
    }
    assert ends(counted(shipped, Rule("militants_killed"), day, day)) == recorded


def test_the_us_claims_43_fighters_killed_in_september_2019_and_the_record_has_43_to_45(shipped):
    assert ends(counted(shipped, Rule("militants_killed"), date(2019, 9, 1), date(2019, 9, 30))) == (43, 45)


# The article that the first claims come from, statement by statement

STATEMENTS = {
    "a01": ("agrees", 17, 17, "the record has 17 fighters killed"),
    "a02": ("left open", 8, 10, "the record has 8 to 10 fighters killed, so 8 is neither confirmed nor ruled out"),
    "a03": ("agrees", 11, 11, "the record has 11 fighters killed"),
    "a03-date": ("agrees", 1, 1, "the record has 1 strike event"),
    "a04": ("agrees", 3, 3, "the record has 3 strike events"),
    "a05": ("agrees", 0, 0, "the record has 0 strike events"),
    "a06": ("agrees", 6, 6, "the record has 6 strike events"),
    "a07": ("agrees", 1, 1, "the record has 1 strike event"),
    "a07-none-later": ("agrees", 0, 0, "the record has 0 strike events"),
    "a08": ("agrees", 495, 495, "the record has 495 precision strikes"),
    "a09": (
        "differs",
        776,
        776,
        "the straight line on the ellipsoid is about 482 miles (776 km), 4 km either way by the precision of the two "
        "points, 157 km less than claimed",
    ),
    "a10": ("agrees", 1, 1, "the record has 1 strike event"),
    "a10-none-before": ("agrees", 0, 0, "the record has 0 strike events"),
    "a11": ("agrees", None, None, "the record has drone MQ-9"),
    "a12": ("agrees", None, None, "the record has coordinated"),
    "a13": ("cannot be compared", None, None, "it is a statement in words, not a number"),
    "a14": ("cannot be compared", None, None, "it is a statement in words, not a number"),
}


def told(verdict: pd.Series) -> tuple:
    low, high = (None if pd.isna(verdict[end]) else round(verdict[end]) for end in ("low", "high"))
    return verdict["verdict"], low, high, verdict["why"]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_of_the_article_is_judged(verdicts, statement):
    assert told(verdicts.loc[statement]) == STATEMENTS[statement]


def test_every_statement_of_the_article_is_judged_here(verdicts):
    assert {claim for claim in verdicts.index if claim[0] == "a" and claim[1:3].isdigit()} == set(STATEMENTS)


# Totals


def test_every_accepted_total_is_reproduced(shipped):
    assert unreproduced_totals(shipped) == []


def test_every_accepted_total_of_the_campaign_agrees(shipped, verdicts):
    claims = shipped.claims.set_index("claim_id")
    totals = (claims["campaign"] == SURT) & (claims["standing"] == "accepted") & (claims["metric"] == "strikes")
    about = claims[totals.fillna(False) & claims["incident_id"].isna()]
    assert len(about) == 42
    assert set(verdicts.loc[about.index, "verdict"]) == {"agrees"}


NOT_ALL_STATED = "neither confirmed nor ruled out: {} of its rows state no number"
ABOUT_ALL = (
    "cannot be compared",
    "it is about all air forces active in the country, which is more than the record is about",
)
IN_WORDS = ("cannot be compared", "it is a statement in words, not a number")
NO_PLATFORM = ("cannot be compared", "the record does not say, strike by strike, which platform it was")
OUTSIDERS = {
    "total-2011-2018-drones": (
        "cannot be compared",
        "it is about US strikes with those of the NATO war of 2011, which is more than the record is about",
    ),
    "total-2015-2019-civilians-wikipedia": (
        "left open",
        f"the record has 0 or more civilians killed, so 637 to 930 is {NOT_ALL_STATED.format(55)}",
    ),
    "total-2015-2019-militants-wikipedia": (
        "left open",
        f"the record has 187 or more fighters killed, so 1,552 is {NOT_ALL_STATED.format(52)}",
    ),
    "total-2015-reuters": (
        "agrees",
        "read as strike events, the record has 2 strike events; read as precision strikes it is left open",
    ),
    "total-2016-almost-500": (
        "left open",
        "the record has 496 or more precision strikes, so 490 to 499 is neither confirmed nor ruled out: "
        "no maximum is stated",
    ),
    "total-2016-lwj": (
        "left open",
        "the record has 496 or more precision strikes, so 497 is neither confirmed nor ruled out: no maximum is stated",
    ),
    "total-2016-surt-nyt": ("agrees", "the record has 495 precision strikes"),
    "total-2017-09-lwj": ("agrees", "the record has 8 precision strikes"),
    "total-2017-2018-africom": ("agrees", "the record has 11 strike events"),
    "total-2017-2018-the-intercept": ("differs", "the record has 17 precision strikes; 18 is claimed, 1 more"),
    "total-2017-africom": (
        "differs",
        "read as precision strikes, the record has 14 or more precision strikes; 7 is claimed, 7 fewer at the least, "
        "and read as strike events, the record has 8 strike events; 7 is claimed, 1 fewer; "
        "the number would come out as strike events without the B-2 raid of January 2017, which may be coincidence",
    ),
    "total-2017-civilians-pentagon": (
        "left open",
        f"the record has 0 or more civilians killed, so 0 is {NOT_ALL_STATED.format(7)}",
    ),
    "total-2017-lwj": (
        "differs",
        "the record has 14 or more precision strikes; 12 is claimed, 2 fewer at the least",
    ),
    "total-2018-africom": (
        "agrees",
        "either unit fits, so which was meant is open: read as precision strikes, the record has 6 precision strikes, "
        "and read as strike events, the record has 6 strike events",
    ),
    "total-2018-civilians-pentagon": (
        "left open",
        "the record has 0 or more civilians killed, so 0 is neither confirmed nor ruled out: "
        "1 of its rows states no number",
    ),
    "total-2018-the-hill": (
        "differs",
        "read as precision strikes, the record has 6 precision strikes; 8 is claimed, 2 more, "
        "and read as strike events, the record has 6 strike events; 8 is claimed, 2 more; "
        "the number would come out counting what was alleged or denied too, which may be coincidence",
    ),
    "total-2018-ubari-libyan-express": ("differs", "the record has 2 fighters killed; 13 is claimed, 11 more"),
    "total-2019-09-ap": (
        "agrees",
        "either unit fits, so which was meant is open: read as precision strikes, the record has 4 precision strikes, "
        "and read as strike events, the record has 4 strike events",
    ),
    "total-2019-civilians-pentagon": ("agrees", "the record has 0 civilians killed"),
    "total-all-2012-2018-airwars": ABOUT_ALL,
    "total-all-2012-2018-sahel-blog": ABOUT_ALL,
    "total-all-civilians-daily-beast": ABOUT_ALL,
    "total-all-civilians-new-america": ABOUT_ALL,
    "total-surt-470": ("differs", "the record has 495 precision strikes; 470 is claimed, 25 fewer"),
    "total-surt-bodies-bunyan-marsous": IN_WORDS,
    "total-surt-civilians-commander": (
        "left open",
        f"the record has 0 or more civilians killed, so 0 is {NOT_ALL_STATED.format(46)}",
    ),
    "total-surt-civilians-wikipedia": ABOUT_ALL,
    "total-surt-drones-300": NO_PLATFORM,
    "total-surt-drones-60-per-cent": NO_PLATFORM,
    "total-surt-limited-risk": IN_WORDS,
    "total-surt-militants-killed": (
        "left open",
        f"the record has 0 or more fighters killed, so 800 to 900 is {NOT_ALL_STATED.format(46)}",
    ),
    "total-surt-over-500": (
        "differs",
        "the record has 495 precision strikes; at least 501 is claimed, 6 more at the least",
    ),
    "total-surt-over-500-defense-post": (
        "differs",
        "the record has 495 precision strikes; at least 501 is claimed, 6 more at the least",
    ),
    "total-surt-own-dead-bunyan-marsous": IN_WORDS,
}


@pytest.mark.parametrize("claim", OUTSIDERS)
def test_a_total_of_others_is_judged(verdicts, claim):
    assert tuple(verdicts.loc[claim, ["verdict", "why"]]) == OUTSIDERS[claim]


def test_every_total_of_others_is_judged_here(verdicts):
    assert {claim for claim in verdicts.index if claim.startswith("total-")} == set(OUTSIDERS)
