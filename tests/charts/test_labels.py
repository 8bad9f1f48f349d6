"""Words find room: lines break between words, marks stack, flags do not cross."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts.labels import clamped, flags, packed, text_width, wrapped

WORD = st.text(st.characters(categories=["L"], max_codepoint=0x17F), min_size=1, max_size=12)


@settings(max_examples=40)
@given(st.lists(WORD, max_size=12))
def test_wrapped_lines_hold_every_letter_in_order_within_the_width(said):
    lines = wrapped(" ".join(said), 120, most=24)
    assert "".join(lines).replace(" ", "") == "".join(said)
    assert all(text_width(line) <= 120 for line in lines)
    unbroken = " ".join(lines).split()
    assert all(word in unbroken for word in said if text_width(word) <= 120)


def test_of_more_lines_than_there_is_room_for_the_last_ends_with_an_ellipsis():
    lines = wrapped(" ".join(["AAAAAAAAA"] * 9), 120)
    assert lines == ["AAAAAAAAA"] * 7 + ["AAAAAAAAA…"]
    assert wrapped(" ".join(["AAAAAAAAA"] * 8), 120) == ["AAAAAAAAA"] * 8


def test_marks_that_would_touch_stand_one_above_the_other():
    assert packed([(0, 10), (5, 15), (20, 30), (21, 31), (22, 32)]) == [0, 1, 0, 1, 2]


def test_something_moves_as_little_as_it_must():
    assert [clamped(left, 10, 0, 100) for left in (-5, 40, 95)] == [0, 40, 90]


def test_flags_stand_clear_of_one_another_and_of_each_others_poles():
    raised = flags([(100, "the campaign"), (120, "the last strikes"), (125, "a raid")], 0, 500)
    assert [flag.row for flag in raised] == [2, 1, 0]
    assert not any(one.crosses(other) for place, one in enumerate(raised) for other in raised[:place])


def test_a_flag_near_the_end_flies_to_the_left():
    (flag,) = flags([(490, "a long name of a day")], 0, 500)
    assert flag.right == 490


def test_flags_far_apart_share_a_row():
    assert [flag.row for flag in flags([(0, "one"), (400, "two")], 0, 500)] == [0, 0]
