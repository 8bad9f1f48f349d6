"""How surprising a cluster is: counted by hand, by every drawing there is, by a formula, and by drawing."""

from itertools import product
from math import comb

import numpy as np
import pytest

from analysis.measures import scan
from analysis.measures.scan import Chance, chance_of_cluster


def by_every_drawing(events: int, size: int, window: int, days: int) -> float:
    """The share of all drawings with such a window."""
    drawings = [sorted(days_) for days_ in product(range(days), repeat=events)]
    held = [
        any(days_[place + size - 1] - days_[place] < window for place in range(events - size + 1)) for days_ in drawings
    ]
    return sum(held) / len(held)


def test_two_events_on_one_of_ten_days():
    """By hand: the second falls on the day of the first with a chance of one in ten."""
    assert chance_of_cluster(2, 2, 1, 10).value == pytest.approx(0.1, abs=1e-12)


def test_two_events_within_two_of_ten_days():
    """By hand: ten pairs of one day and twice nine neighbouring ones, of a hundred."""
    assert chance_of_cluster(2, 2, 2, 10).value == pytest.approx(0.28, abs=1e-12)


def test_three_birthdays_of_twenty_three_people_fall_on_one_day():
    """The known answers to the birthday problem: 50.7 % for two of 23 people, 1.27 % for three."""
    assert chance_of_cluster(23, 2, 1, 365).value == pytest.approx(0.507297, abs=1e-6)
    assert chance_of_cluster(23, 3, 1, 365).value == pytest.approx(0.0127, abs=5e-5)


@pytest.mark.parametrize("window", [1, 2, 3, 5])
@pytest.mark.parametrize(("events", "size", "days"), [(3, 2, 9), (3, 3, 9), (4, 2, 6), (4, 3, 6), (5, 3, 5), (5, 4, 5)])
def test_the_chance_is_the_share_of_all_drawings(events, size, window, days):
    found = chance_of_cluster(events, size, window, days).value
    assert found == pytest.approx(by_every_drawing(events, size, window, days), abs=1e-12)


def test_pairs_follow_the_formula_of_spacings():
    """Of n events no two within w days of d, in order without ties: comb(d - (n - 1)(w - 1), n) of d ** n / n!."""
    events, window, days = 6, 10, 365
    apart = comb(days - (events - 1) * (window - 1), events) * np.prod(np.arange(1, events + 1)) / days**events
    assert chance_of_cluster(events, 2, window, days).value == pytest.approx(1 - apart, abs=1e-12)


def test_more_events_than_windows_can_hold_apart_are_certain_to_cluster():
    assert chance_of_cluster(9, 3, 5, 20).value == 1.0  # four windows side by side hold two each
    assert 0 < chance_of_cluster(8, 3, 5, 20).value < 1
    assert chance_of_cluster(1_000_000, 3, 1, 3_650).value == 1.0


def test_a_wider_window_is_likelier_and_a_larger_cluster_is_not():
    chances = [chance_of_cluster(18, 3, window, 1107).value for window in (1, 3, 6, 12, 40)]
    assert chances == sorted(chances)
    sizes = [chance_of_cluster(18, size, 10, 1107).value for size in (1, 2, 3, 4, 19)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (1.0, 0.0)


def test_a_chance_drawn_agrees_with_the_one_counted(monkeypatch):
    counted = chance_of_cluster(18, 3, 6, 1107)
    monkeypatch.setattr(scan, "MOST_STEPS", 0)
    drawn = chance_of_cluster.__wrapped__(18, 3, 6, 1107)
    assert (counted.draws, counted.error) == (0, 0.0)
    assert drawn.draws == scan.DRAWS
    assert abs(drawn.value - counted.value) < 4 * drawn.error + 1 / drawn.draws
    assert drawn == chance_of_cluster.__wrapped__(18, 3, 6, 1107)  # a fixed seed


def test_the_error_of_a_drawn_chance_is_that_of_a_share():
    assert Chance(0.5, 10_000).error == pytest.approx(0.005)


@pytest.mark.parametrize("numbers", [(0, 1, 1, 5), (3, 0, 1, 5), (3, 2, 0, 5), (3, 2, 6, 5)])
def test_what_makes_no_question_is_refused(numbers):
    with pytest.raises(ValueError, match="no window of"):
        chance_of_cluster(*numbers)
