"""Whether counts vary too much: by hand, at the nominal rate for independent events, and for events that cluster."""

import numpy as np
import pytest

from analysis.measures.dispersion import Dispersion, dispersion, widened_interval
from analysis.measures.rates import poisson_interval


def test_the_index_by_hand():
    """Four months of 30 days with 1, 1, 1 and 5 events: the mean is 2, squares 1 + 1 + 1 + 9 over 2, by 3."""
    assert dispersion([1, 1, 1, 5], [30] * 4).index == pytest.approx(2.0)


def test_spans_of_different_length_are_expected_to_hold_different_numbers():
    assert dispersion([2, 4], [10, 20]).index == pytest.approx(0.0)


def test_the_chance_of_all_events_in_one_of_two_spans():
    """By hand: four events fall all in one of two equal spans with a chance of 2 in 16."""
    found = dispersion([4, 0], [5, 5])
    assert found.chance == pytest.approx(0.125, abs=4 * (0.125 * 0.875 / found.draws) ** 0.5)


def test_where_nothing_could_vary_there_is_no_index():
    assert dispersion([], []) is None
    assert dispersion([7], [30]) is None
    assert dispersion([1, 0, 0], [30, 31, 30]) is None
    with pytest.raises(ValueError, match="no day"):
        dispersion([1, 1], [30, 0])


def test_independent_events_are_called_clustered_at_the_nominal_rate():
    """Of 300 records at a constant rate at most 5 % are, but for four standard errors of that share: 5 %."""
    lot = np.random.default_rng(5)
    called = [dispersion(lot.poisson(1.5, 24), [30] * 24, draws=399) for _ in range(300)]
    assert np.mean([found is not None and found.clustered for found in called]) <= 0.05 + 4 * (0.05 * 0.95 / 300) ** 0.5


def test_events_that_come_five_at_a_time_are_called_clustered():
    lot = np.random.default_rng(6)
    called = [dispersion(5 * lot.poisson(0.5, 24), [30] * 24, draws=399).clustered for _ in range(50)]
    assert np.mean(called) > 0.95


def test_a_factor_is_at_least_one():
    assert Dispersion(3.0, 0.2).factor == 3.0  # no test comes first
    assert Dispersion(3.0, 0.01).factor == 3.0
    assert Dispersion(0.2, 1.0).factor == 1.0


def test_a_widened_interval_is_that_of_so_many_fewer_times_as_large():
    assert widened_interval(12, 1.0) == poisson_interval(12)
    low, high = poisson_interval(4)
    assert widened_interval(12, 3.0) == pytest.approx((3 * low, 3 * high))
    assert widened_interval(0, 2.0)[0] == 0.0
    with pytest.raises(ValueError, match="does not widen"):
        widened_interval(12, 0.5)


def test_a_widened_interval_covers_counts_that_cluster():
    """Events three at a time at a known rate: the interval holds the mean at least 95 times in 100, less chance."""
    lot, mean = np.random.default_rng(7), 60.0
    counts = 3 * lot.poisson(mean / 3, 2_000)
    ends = np.array([widened_interval(count, 3.0) for count in counts])
    held = ((ends[:, 0] <= mean) & (mean <= ends[:, 1])).mean()
    assert held >= 0.95 - 4 * (0.05 * 0.95 / 2_000) ** 0.5
