"""Messages: what, where, what was expected, what to do, on one line that a terminal can show."""

import pytest

from analysis.errors import DataError, Problem, RenderError, listed, meant, plain, quoted


def problem(file="places.csv", line=5, column="lat", value="x", expected="is not a number", remedy="Correct it."):
    return Problem(file, line, column, value, expected, remedy)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "places.csv line 5, lat: 'x' is not a number. Correct it."),
        ({"line": None}, "places.csv, lat: 'x' is not a number. Correct it."),
        ({"column": None, "value": None}, "places.csv line 5: is not a number. Correct it."),
        ({"line": None, "column": None, "value": None}, "places.csv: is not a number. Correct it."),
        ({"value": "a\nb"}, "places.csv line 5, lat: 'a\\nb' is not a number. Correct it."),
    ],
)
def test_a_problem_reads_as_a_sentence(facts, sentence):
    assert str(problem(**facts)) == sentence


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("it's", "'it's'"),
        ("قصف", "'قصف'"),
        ("a\tb\x00\u202e", "'a\\tb\\x00\\u202e'"),
        ("\ud83d", "'\\ud83d'"),
        ("x" * 60, "'" + "x" * 60 + "'"),
        ("x" * 1_000_000, "'" + "x" * 60 + "' … (1,000,000 characters)"),
    ],
)
def test_a_value_is_shown_on_one_line_and_cut_when_long(value, shown):
    assert quoted(value) == shown


def test_one_problem_is_told_in_the_singular():
    assert str(DataError([problem()])) == (
        "The record has 1 problem:\n  places.csv line 5, lat: 'x' is not a number. Correct it."
    )


def test_a_column_that_went_wrong_from_top_to_bottom_does_not_bury_the_next_slip():
    error = DataError([*(problem(line=line) for line in range(2, 1002)), problem(column="lon")])
    lines = str(error).splitlines()
    assert lines[0] == "The record has 1,001 problems:"
    assert lines[20] == "  places.csv line 21, lat: 'x' is not a number. Correct it."
    assert lines[21:] == [
        "  places.csv line 5, lon: 'x' is not a number. Correct it.",
        "  places.csv, lat: 980 more",
    ]
    assert len(error.problems) == 1001


def test_a_failed_notebook_is_told_with_its_cell_and_the_beginning_of_its_source():
    source = "\n".join(f"line {number}" for number in range(1, 21))
    error = RenderError("toll", 3, source, "KeyError", "'x'")
    assert str(error).splitlines() == [
        "Report 'toll' failed in code cell 3: KeyError: 'x'",
        *(f"    line {number}" for number in range(1, 13)),
    ]
    assert str(RenderError("toll", None, "", "DeadKernelError", "gone")) == (
        "Report 'toll' failed before its first cell: DeadKernelError: gone"
    )


def test_words_are_listed_as_a_sentence_does():
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]
    assert listed(["a", "b"], "and") == "a and b"


@pytest.mark.parametrize(
    ("number", "digits"),
    [(1_000_000.0, "1000000"), (-12.5, "-12.5"), (1e-05, "0.00001"), (0, "0"), (999999999999999, "999999999999999")],
)
def test_a_number_is_shown_in_plain_digits(number, digits):
    assert plain(number) == digits


def test_what_was_meant_is_a_word_alike_with_the_same_digits():
    words = ["howitzer", "QZ-1987-01-15-x", "Litoral"]
    assert meant(["howitser", "QZ-1987-01-16-x", "LITORAL", "zebra", ""], words) == {
        "howitser": "Did you mean 'howitzer'? ",
        "LITORAL": "Did you mean 'Litoral'? ",
    }


def test_nothing_is_guessed_where_guessing_would_take_long():
    assert meant([f"word{n}x" for n in range(1000)], [f"word{n}" for n in range(200_000)]) == {}
    assert meant(["howitzer" * 1000], ["howitzer"]) == {}
