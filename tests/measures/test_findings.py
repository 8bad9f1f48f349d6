"""Findings as sentences: the words for the readings under which they hold, and their way into a page."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.finding_markup import finding_html
from analysis.measures.findings import (
    Finding,
    Findings,
    Value,
    literal,
    settled,
    shared_limit,
    strongest,
    strongest_of,
)
from analysis.measures.findings import Test as Trial  # pytest takes the name for a class of tests
from analysis.measures.turns import Turn, grouped
from analysis.measures.words import counted_in_words

COUNTED = tuple(Turn("counting", what) for what in ("only what was announced", "what was acknowledged", "all of it"))
PLACED = tuple(Turn("with the raid", where) for where in ("by its date", "in the campaign", "left apart"))
NINE = tuple(product(COUNTED, PLACED))
THREE = tuple((turn,) for turn in COUNTED)


def finding(answers: dict, unless: str = "", everything=NINE) -> Finding:
    """A finding whose readings are answered as given, and otherwise with yes."""
    tests = tuple(Trial(reading, answers.get(reading, "yes")) for reading in everything)
    return Finding("key", "A sentence.", {}, tests, unless)


# Readings in few words


def test_readings_that_share_a_choice_are_named_by_it():
    with_or_apart = [reading for reading in NINE if reading[1] != PLACED[0]]
    assert grouped(with_or_apart, NINE) == "with the raid in the campaign or left apart"
    assert grouped([reading for reading in NINE if reading[0] == COUNTED[2]], NINE) == "counting all of it"


def test_a_single_reading_is_named_by_all_its_turns():
    assert grouped([NINE[0]], NINE) == "counting only what was announced, with the raid by its date"


def test_what_is_no_block_is_named_in_parts_the_largest_first():
    some = [NINE[0], NINE[1], NINE[2], NINE[3]]
    assert grouped(some, NINE) == (
        "counting only what was announced; "
        "and counting only what was announced or what was acknowledged, with the raid by its date"
    )
    assert grouped(some, NINE, "nor").startswith("counting only what was announced; nor counting only ")


def test_all_readings_need_no_name():
    assert grouped(NINE, NINE) == ""
    assert grouped([], NINE) == ""


def read_back(words: str) -> set[tuple[Turn, ...]]:
    """The readings that words of `grouped` name, by taking them literally."""
    named = set()
    for phrase in words.split("; "):
        chosen = {part: [turn for turn in turns if turn.value in phrase] for part, turns in ((0, COUNTED), (1, PLACED))}
        named |= set(product(chosen[0] or COUNTED, chosen[1] or PLACED))
    return named


@given(st.sets(st.sampled_from(NINE), min_size=1, max_size=8))
@settings(deadline=None)
def test_the_words_name_exactly_the_readings_meant(some):
    assert read_back(grouped([reading for reading in NINE if reading in some], NINE)) == some


# Verdicts, every form as a whole sentence

NO_RAID = {reading: "no" for reading in NINE if reading[1] == PLACED[1]}
OPEN_RAID = {reading: "open" for reading in NINE if reading[1] == PLACED[0]}
ALL_OPEN = dict.fromkeys(NINE, "open")


@pytest.mark.parametrize(
    ("answers", "unless", "verdict"),
    [
        ({}, "", "Holds under every reading of the record."),
        ({}, "pigs fly", "Holds under every reading of the record."),
        (ALL_OPEN, "", "Left open under every reading."),
        (ALL_OPEN, "strikes exceed 388", "Holds under every reading unless strikes exceed 388."),
        (dict.fromkeys(NINE, "no"), "", "Does not hold under any reading of the record."),
        (
            NO_RAID,
            "",
            "Holds with the raid by its date or left apart; does not hold with the raid in the campaign.",
        ),
        (
            OPEN_RAID,
            "",
            "Holds with the raid in the campaign or left apart; left open under every other reading.",
        ),
        (
            OPEN_RAID,
            "strikes exceed 388",
            "Holds with the raid in the campaign or left apart; "
            "holds under every other reading unless strikes exceed 388.",
        ),
        (
            NO_RAID | OPEN_RAID,
            "",
            "Holds with the raid left apart; left open with the raid by its date; "
            "does not hold with the raid in the campaign.",
        ),
        (
            NO_RAID | OPEN_RAID,
            "strikes exceed 388",
            "Holds with the raid left apart; holds with the raid by its date unless strikes exceed 388; "
            "does not hold with the raid in the campaign.",
        ),
        (
            ALL_OPEN | NO_RAID,
            "",
            "Left open with the raid by its date or left apart; does not hold with the raid in the campaign.",
        ),
        (
            ALL_OPEN | NO_RAID,
            "strikes exceed 388",
            "Holds with the raid by its date or left apart unless strikes exceed 388; "
            "does not hold with the raid in the campaign.",
        ),
    ],
)
def test_a_verdict_says_how_far_a_sentence_holds(answers, unless, verdict):
    assert finding(answers, unless).verdict == verdict


def test_a_verdict_names_only_what_was_turned():
    answers = {THREE[2]: "no"}
    assert finding(answers, everything=THREE).verdict == (
        "Holds counting only what was announced or what was acknowledged; does not hold counting all of it."
    )


def test_a_sentence_that_was_not_tested_has_no_verdict():
    assert Finding("key", "A sentence.", {}).verdict == ""


# The verdict at a glance


@pytest.mark.parametrize(
    ("answers", "unless", "short", "extent"),
    [
        ({}, "", "Holds under every reading of the record", "all"),
        (ALL_OPEN, "", "Left open under every reading", "open"),
        (ALL_OPEN, "strikes exceed 388", "Holds under every reading unless strikes exceed 388", "unless"),
        (dict.fromkeys(NINE, "no"), "", "Does not hold under any reading of the record", "none"),
        (NO_RAID, "", "Holds under six of nine readings", "some"),
        (OPEN_RAID, "", "Holds under six of nine readings, left open under the other three", "some"),
        (
            OPEN_RAID,
            "strikes exceed 388",
            "Holds under six of nine readings, holds on one condition under the other three",
            "unless",
        ),
        (NO_RAID | OPEN_RAID, "", "Holds under three of nine readings, left open under three", "some"),
        (ALL_OPEN | NO_RAID, "", "Left open under six of nine readings, does not hold under the other three", "open"),
        (
            ALL_OPEN | NO_RAID,
            "strikes exceed 388",
            "Holds on one condition under six of nine readings, does not hold under the other three",
            "open",
        ),
    ],
)
def test_a_verdict_at_a_glance_counts_the_readings(answers, unless, short, extent):
    assert (finding(answers, unless).short_verdict, finding(answers, unless).extent) == (short, extent)


@given(st.lists(st.sampled_from(["yes", "no", "open"]), min_size=9, max_size=9), st.sampled_from(["", "pigs fly"]))
@settings(deadline=None)
def test_the_numbers_at_a_glance_are_those_of_the_readings(answers, unless):
    told = finding(dict(zip(NINE, answers, strict=True)), unless)
    if len(set(answers)) == 1:
        assert told.short_verdict == told.verdict.removesuffix(".")
        return
    named = {"yes": "holds under", "open": "holds on one condition under" if unless else "left open under"}
    for answer, words in {**named, "no": "does not hold under"}.items():
        said = re.search(rf"(?:^|, ){words} (?:the other )?(\w+)", told.short_verdict, re.IGNORECASE)
        shown = answers.count(answer) and (answer != "no" or "yes" not in answers)
        assert (said[1] if said else "no") == counted_in_words(answers.count(answer) if shown else 0)


def test_a_sentence_that_was_not_tested_says_nothing_of_how_far_it_holds():
    untested = Finding("key", "A sentence.", {})
    assert (untested.short_verdict, untested.extent) == ("", "untested")


# The finding that opens a page


def named(key: str, answers: dict | None, unless: str = "", about: str = "") -> Finding:
    """A finding of that name; without answers one that was not tested."""
    tests = () if answers is None else finding(answers).tests
    return Finding(key, "A sentence.", {}, tests, unless, about=about)


@pytest.mark.parametrize(
    ("findings", "opens"),
    [
        ([named("first", ALL_OPEN, "pigs fly"), named("second", {})], "first"),
        ([named("first", {}), named("second", ALL_OPEN, "pigs fly")], "first"),
        ([named("first", OPEN_RAID, "pigs fly"), named("second", {})], "first"),
        ([named("first", NO_RAID), named("second", {})], "second"),
        ([named("first", OPEN_RAID), named("second", {})], "second"),
        ([named("first", None), named("second", {})], "second"),
        ([named("first", None), named("second", NO_RAID), named("third", OPEN_RAID)], "second"),
        ([named("first", None), named("second", ALL_OPEN)], "first"),
        ([named("first", NO_RAID, about="a"), named("second", {}, about="b")], "first"),
        ([named("first", NO_RAID, about="a"), named("b", {}, about="b"), named("third", {}, about="a")], "third"),
    ],
)
def test_a_page_opens_with_the_first_that_fails_nowhere_of_those_on_its_subject(findings, opens):
    assert strongest(Findings(tuple(findings))).key == opens
    assert strongest_of([finding.data for finding in findings])["key"] == opens


def test_a_page_without_findings_opens_with_none():
    assert strongest(Findings(())) is None
    assert strongest_of([]) is None


def test_a_test_that_neither_holds_nor_fails_is_open():
    assert (settled(True, False), settled(False, True), settled(False, False)) == ("yes", "no", "open")


# The number on which an open maximum turns


@pytest.mark.parametrize(
    ("limits", "limit"),
    [
        ([(388, 24)], 388),
        ([(388, 24), (389, 20)], 388),
        ([(388, 388)], 388),
        ([(388, 389)], None),
        ([(388, 24), (500, 400)], None),
        ([], None),
    ],
)
def test_a_limit_holds_for_all_or_is_not_named(limits, limit):
    """A condition that one reading has broken by what it states already would make a false sentence."""
    assert shared_limit(limits) == limit


# Values and rows

PAIR = Finding(
    "pair",
    "The record has {count} in {place}, more than {other}.",
    {
        "count": Value("3 to 5 strikes", ("row-a", "row-b")),
        "place": Value("{braces} & <b>"),
        "other": Value("2", ("row-b", "row-c")),
    },
)


def test_a_sentence_carries_its_values_and_each_row_once():
    assert PAIR.text == "The record has 3 to 5 strikes in {braces} & <b>, more than 2."
    assert PAIR.rows == ("row-a", "row-b", "row-c")


def test_words_of_the_record_inside_a_template_name_no_value():
    odd = Finding("odd", f"No number of {literal('{strange} units')} in {{n}} rows.", {"n": Value("4")})
    assert odd.text == "No number of {strange} units in 4 rows."


def test_each_number_of_a_page_leads_to_its_rows_and_text_is_escaped():
    html = finding_html(PAIR)
    assert '<a href="#rows-pair-count">3 to 5 strikes</a>' in html
    rows = '<a href="#incident-row-b">row-b</a>; <a href="#incident-row-c">row-c</a>'
    assert f'<li id="rows-pair-other">2: {rows}</li>' in html
    assert "{braces} &amp; &lt;b&gt;" in html
    assert "<b>," not in html


def test_findings_are_found_by_key_and_in_the_order_asked_for():
    first, second = Finding("first", "One.", {}), Finding("second", "Two.", {}, (Trial(THREE[0], "yes"),))
    both = Findings((first, second))
    assert (len(both), list(both), both["second"]) == (2, [first, second], second)
    assert list(both.only("second", "missing", "first")) == [second, first]
    assert str(first) == "One."
    assert str(both) == "One.\nTwo. Holds under every reading of the record."
    assert "no finding to show" in Findings(())._repr_mimebundle_()["text/html"]
