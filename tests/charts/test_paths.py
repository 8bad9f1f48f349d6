"""Paths: the same places in fewer letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts.paths import around, compact, extent, moved, number

PLACE = st.floats(-500, 500).map(lambda value: round(value, 6))
POINT = st.tuples(PLACE, PLACE)


@pytest.mark.parametrize(
    ("value", "words"), [(0.5, ".5"), (-0.5, "-.5"), (3.0, "3"), (-0.001, "0"), (100.0, "100"), (12.25, "12.25")]
)
def test_a_number_is_as_short_as_it_goes(value, words):
    assert number(value) == words


def test_a_rectangle_is_four_short_steps():
    assert compact("M 10 20 \nL 13.44 20 \nL 13.44 19.3 \nL 10 19.3 \nz\n") == "M10 20h3.4v-.7h-3.4z"


def test_a_step_back_to_the_start_is_left_to_the_closing():
    assert compact("M 0 0 L 4 0 L 4 4 L 0 0 z") == "M0 0h4v4z"
    assert compact("M 0 0 L 4 0 L 0 0 L 0 0 z") == "M0 0h4h-4z"


def test_a_stroke_without_length_stays_because_it_is_a_dot():
    assert compact("M 1 1 L 1 1") == "M1 1h0"


def test_curves_stay_curves():
    assert compact("M 0 0 C 1 0 2 1 2 2 Q 2 4 0 4") == "M0 0c1 0 2 1 2 2q0 2-2 2"


def test_a_command_that_matplotlib_does_not_write_is_refused():
    with pytest.raises(ValueError, match="'l'"):
        compact("M 0 0 l 1 1")


def corners(d):
    """The corners of a compact path of straight steps, read by the rules of SVG."""
    import re

    x = y = 0.0
    found = []
    for command, words in re.findall("([Mlhv])([^Mlhvz]*)", d):
        numbers = [float(word) for word in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", words)]
        if command == "M":
            x, y = numbers
        else:
            across, down = {"l": numbers, "h": [*numbers, 0], "v": [0, *numbers]}[command]
            x, y = x + across, y + down
        found.append((x, y))
    return found


@settings(max_examples=60)
@given(st.lists(POINT, min_size=2, max_size=30))
def test_rounding_does_not_add_up_along_a_line(points):
    written = corners(compact("M " + " L ".join(f"{x} {y}" for x, y in points)))
    x, y = written[-1]
    assert (x, y) == pytest.approx(points[-1], abs=0.0501)


def test_a_moved_path_lies_elsewhere_and_is_the_same():
    assert extent(moved("M 0 0 L 2 3", (10, 20))) == (10, 20, 12, 23)


def test_around_nothing_lies_nothing():
    left, top, right, bottom = around([])
    assert left > right
    assert top > bottom
