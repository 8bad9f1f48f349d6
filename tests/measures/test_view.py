"""What a report looks at: words and days checked once, with a sentence for each that cannot be used."""

from datetime import date

import pytest

from analysis.errors import ParameterError
from analysis.measures.rules import Rule
from analysis.measures.view import View


def test_blank_days_are_the_ends_of_the_coverage(sarovia):
    assert View.of(sarovia) == View(Rule("strikes", "acknowledged"), date(1984, 3, 1), date(1991, 6, 30))


def test_words_and_days_are_taken_as_given(sarovia):
    view = View.of(sarovia, since="1987-01-15", until="1987-01-15", unit="events", attribution="alleged")
    assert view == View(Rule("events", "alleged"), date(1987, 1, 15), date(1987, 1, 15))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"since": "1 May 1987"}, "since: '1 May 1987' is not a day. Write it as YYYY-MM-DD, such as 2016-08-01."),
        ({"until": "19870501"}, "until: '19870501' is not a day. Write it as YYYY-MM-DD, such as 2016-08-01."),
        (
            {"since": "1984-02-29"},
            "since: 1984-02-29 is not covered by the record. Choose a day from 1984-03-01 to 1991-06-30.",
        ),
        (
            {"until": "1991-07-01"},
            "until: 1991-07-01 is not covered by the record. Choose a day from 1984-03-01 to 1991-06-30.",
        ),
        (
            {"since": "1987-02-01", "until": "1987-01-31"},
            "since: 1987-02-01 comes after until, 1987-01-31. Exchange the two days.",
        ),
        ({"attribution": "rumoured"}, "attribution: 'rumoured' is not one of announced, acknowledged or alleged."),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(sarovia, words, message):
    with pytest.raises(ParameterError) as refused:
        View.of(sarovia, **words)
    assert str(refused.value) == message
