"""Names and titles of the reports that one entry makes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReportError
from analysis.press.orders import grid

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
VALUES = st.one_of(WORDS, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans())


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (2015, "2015"),
        (-1, "minus-1"),
        (0.5, "0-5"),
        (-0.5, "minus-0-5"),
        (1e-07, "1e-07"),
        (True, "true"),
        ("2016-08-01", "2016-08-01"),
        ("militants_killed", "militants-killed"),
        ("  Two words! ", "two-words"),
        ("Štúrovo", "sturovo"),
        ("../up", "up"),
        ("CON", "con"),
        ("مدينة", ""),
        ("", ""),
    ],
)
def test_a_value_becomes_a_part_of_a_name(value, name):
    assert grid.slug(value) == name


@given(VALUES)
def test_whatever_a_value_is_a_name_made_from_it_can_be_used_or_is_refused(value):
    try:
        name = grid.name_of("year", {"value": value})
    except ReportError:
        assert not re.search("[a-z0-9]", str(value).lower())
    else:
        assert re.fullmatch("year-[a-z0-9]([a-z0-9-]*[a-z0-9])?", name)


@given(st.dictionaries(st.from_regex("[a-z]{1,8}", fullmatch=True), VALUES, min_size=1, max_size=4), WORDS)
def test_a_title_shows_every_value_once_whatever_it_holds(values, words):
    plain = words.replace("{", "{{").replace("}", "}}")
    first = next(iter(values))
    shown = [str(value).lower() if isinstance(value, bool) else str(value) for value in values.values()]
    rest = ", ".join(word or "blank" for word in shown[1:])
    assert grid.titled(f"{plain}{{{first}}}", values) == f"{words}{shown[0]}" + (f" ({rest})" if rest else "")


def test_combinations_come_in_the_order_written_the_last_value_changing_first():
    assert [tuple(values.items()) for values in grid.product({"b": [2, 1], "a": ["x", "y"]})] == [
        (("b", 2), ("a", "x")),
        (("b", 2), ("a", "y")),
        (("b", 1), ("a", "x")),
        (("b", 1), ("a", "y")),
    ]


def test_as_many_combinations_as_are_possible_are_made_and_no_more():
    assert len(list(grid.product({"a": range(100), "b": range(100)}))) == grid.MOST_REPORTS
    with pytest.raises(ReportError, match=r"101 × 100 values make 10,100 reports. At most 10,000 may be asked for."):
        grid.product({"a": range(101), "b": range(100)})


@pytest.mark.parametrize("title", ["Year", "{year}", "{year}, {year} and {{year}}"])
def test_a_title_may_hold_any_number_of_the_names(title):
    grid.checked_title(title, ["year"])


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("{yaer}", "title: {yaer} is not a parameter of for_each. Did you mean '{year}'?"),
        ("{}", "title: {} is not a parameter of for_each. It can hold {year} or {unit}. Write {{ and }} where braces "
         "themselves are meant."),
        ("{0}", "title: {0} is not a parameter of for_each. It can hold {year} or {unit}. Write {{ and }} where "
         "braces themselves are meant."),
        ("{year:>9}", "title: {year:>9} is not a parameter of for_each. Did you mean '{year}'?"),
        ("{year!r}", "title: {year!r} is not a parameter of for_each. Did you mean '{year}'?"),
        ("{year.real}", "title: {year.real} is not a parameter of for_each. Did you mean '{year}'?"),
        ("a } b", "title: 'a } b' has a brace without its other half. Write {{ and }} where braces themselves are "
         "meant."),
    ],
)  # fmt: skip
def test_a_title_with_anything_else_in_braces_is_refused(title, message):
    with pytest.raises(ReportError) as caught:
        grid.checked_title(title, ["year", "unit"])
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["a", "7", "town-vs-later", "a--b", "a" * grid.LONGEST_NAME])
def test_a_name_that_can_be_a_folder_everywhere(name):
    grid.checked_name(name)


@pytest.mark.parametrize("name", ["-a", "a-", "a.b", "a b", "A", "é", "", "a/b", "a\\b", "a\n", "com0", "nul", "index"])
def test_a_name_that_cannot_be_a_folder_everywhere(name):
    with pytest.raises(ReportError):
        grid.checked_name(name)
