"""Exact rates and ratios: against published values, an independent root search, and simulation."""

import math
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binomtest, poisson

from analysis.measures.bounds import Bounds
from analysis.measures.rates import poisson_interval, rate, rate_ratio, ratio_interval, tipping_count
from analysis.record.schema import Unit

STRIKES, EVENTS = Unit("strikes", "strike"), Unit("events", "event")


def strikes(low: int, high: int | None) -> Bounds:
    return Bounds(STRIKES, low, high)


# Poisson intervals


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, "0.000", "3.689"), (1, "0.025", "5.572"), (10, "4.795", "18.390")],
)
def test_a_poisson_interval_has_the_ends_that_tables_print(count, low, high):
    """Limits of Garwood (1936), Biometrika 28:437-442."""
    assert [f"{end:.3f}" for end in poisson_interval(count)] == [low, high]


def test_a_rate_has_the_published_interval():
    """Example of `poisson.test` in R: 137 deaths of nickel workers where 24.19893 were expected."""
    low, high = (end / 24.19893 for end in poisson_interval(137))
    assert (round(low, 6), round(high, 6)) == (4.753125, 6.692709)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 24, 108, 495, 10_000])
def test_a_poisson_interval_ends_where_the_tails_are_half_of_what_it_leaves_out(count, level):
    tail, far = (1 - level) / 2, 2 * count + 50
    upper = brentq(lambda mean: poisson.cdf(count, mean) - tail, count, far, xtol=1e-12, rtol=1e-14)
    lower = brentq(lambda mean: poisson.sf(count - 1, mean) - tail, 1e-12, count, xtol=1e-12) if count else 0.0
    assert poisson_interval(count, level) == (pytest.approx(lower, rel=1e-6), pytest.approx(upper, rel=1e-6))


def test_a_count_without_maximum_has_no_upper_end():
    assert poisson_interval(math.inf)[1] == math.inf


# Ratios


def test_a_ratio_has_the_published_interval():
    """Example of `poisson.test` in R: 11 cases in 800 person-years against 21 in 3,011; the estimate is 1.971488."""
    low, high = ratio_interval(11, 800, 6 + 8 + 7, 1083 + 1050 + 878)
    assert (round(low, 7), round(high, 7)) == (0.8584264, 4.2772659)
    first, second = rate(strikes(11, 11), 800), rate(strikes(21, 21), 3011)
    assert round(rate_ratio(first, second).low, 6) == 1.971488


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(("days", "other_days"), [(1, 1), (141, 1107), (3653, 30)])
@pytest.mark.parametrize("other", [0, 1, 2, 9, 40, 250])
@pytest.mark.parametrize("count", [1, 3, 24, 495])
def test_a_ratio_has_the_interval_of_the_exact_binomial_test(count, other, days, other_days, level):
    """Given both counts together, the first is binomial with a share that grows with the ratio of the rates."""
    share = binomtest(count, count + other).proportion_ci(level, method="exact")
    low, high = ratio_interval(count, days, other, other_days, level)
    found = [end * days / (other_days + end * days) if math.isfinite(end) else 1.0 for end in (low, high)]
    assert found == [pytest.approx(share.low, abs=1e-9), pytest.approx(share.high, abs=1e-9)]


def test_nothing_against_something_has_an_upper_end_only():
    low, high = ratio_interval(0, 10, 5, 20)
    assert (low, high) == (0.0, pytest.approx(2 * (0.025 ** (-1 / 5) - 1)))  # the share's end solves (1 - p)**5 = 0.025
    assert ratio_interval(0, 10, 0, 10) == (0.0, math.inf)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 4000), st.integers(1, 4000))
def test_the_interval_of_a_ratio_contains_it_and_turns_over_with_it(count, other, days, other_days):
    low, high = ratio_interval(count, days, other, other_days)
    turned_low, turned_high = ratio_interval(other, other_days, count, days)
    assert (low, high) == (
        pytest.approx(1 / turned_high if turned_high else math.inf, rel=1e-9),
        pytest.approx(1 / turned_low if turned_low else math.inf, rel=1e-9),
    )
    if other:
        assert low <= count * other_days / (other * days) <= high


# Simulation: the share of intervals that hold the truth. An exact interval covers at least as often as it says.

RUNS = 4000
LEAST = 0.95 - 3 * math.sqrt(0.95 * 0.05 / RUNS)
"""Nominal level less three standard errors of the simulated share: one seed in a thousand falls below by chance."""


@pytest.mark.parametrize("mean", [0.1, 0.5, 1, 3, 10, 30, 100, 1000])
def test_the_interval_of_a_rate_covers_it_as_often_as_it_says(mean):
    counts = np.random.default_rng(20160801).poisson(mean, RUNS)
    ends = {count: poisson_interval(int(count)) for count in np.unique(counts)}
    assert np.mean([ends[count][0] <= mean <= ends[count][1] for count in counts]) >= LEAST


@pytest.mark.parametrize(("mean", "other"), [(0.1, 0.1), (1, 1), (10, 0.5), (3, 30), (30, 30), (495, 24), (1000, 1000)])
def test_the_interval_of_a_ratio_covers_it_as_often_as_it_says(mean, other):
    random = np.random.default_rng(20190929)
    pairs = np.stack([random.poisson(mean, RUNS), random.poisson(other, RUNS)], axis=1)
    unique, times = np.unique(pairs, axis=0, return_counts=True)
    ends = [ratio_interval(int(first), 141, int(second), 1107) for first, second in unique]
    truth = (mean / 141) / (other / 1107)
    assert np.average([low <= truth <= high for low, high in ends], weights=times) >= LEAST


# Rates of bounded counts


def test_a_rate_keeps_both_ends_of_its_count_and_of_its_uncertainty():
    found = rate(strikes(3, 6), days=90)
    assert (found.low, found.high, found.per) == (1.0, 2.0, 30)
    assert found.interval == (pytest.approx(poisson_interval(3)[0] / 3), pytest.approx(poisson_interval(6)[1] / 3))


def test_a_rate_of_an_open_count_is_open():
    found = rate(strikes(3, None), days=30)
    assert (found.low, found.high, found.interval[1]) == (3.0, math.inf, math.inf)


@pytest.mark.parametrize(("count", "days"), [(Bounds(STRIKES, None, None, covered=False), 10), (strikes(1, 1), 0)])
def test_no_rate_comes_from_what_is_not_covered_or_from_no_days(count, days):
    with pytest.raises(ValueError, match="no rate without a covered count and at least one day"):
        rate(count, days)


def test_a_ratio_of_bounded_counts_covers_both_ends():
    found = rate_ratio(rate(strikes(10, 20), 10), rate(strikes(2, 5), 20))
    assert (found.low, found.high) == (4.0, 20.0)
    assert found.interval == (ratio_interval(10, 10, 5, 20)[0], ratio_interval(20, 10, 2, 20)[1])


def test_what_comes_in_clusters_has_a_rate_and_a_ratio_without_an_interval():
    dead = rate(strikes(30, 60), 10, clustered=True)
    assert (dead.low, dead.high, dead.interval) == (90.0, 180.0, None)
    assert rate_ratio(dead, rate(strikes(10, 20), 10, clustered=True)).interval is None
    assert rate_ratio(dead, rate(strikes(10, 20), 10)).interval is None
    assert rate_ratio(dead, rate(strikes(10, 20), 10)).low == 1.5


def test_an_open_second_count_leaves_only_the_upper_end_of_a_ratio():
    found = rate_ratio(rate(strikes(10, 10), 10), rate(strikes(2, None), 10))
    assert (found.low, found.high, found.interval[0]) == (0.0, 5.0, 0.0)
    assert found.interval[1] == ratio_interval(10, 10, 2, 10)[1]


def test_an_open_first_count_leaves_only_the_lower_end_of_a_ratio():
    found = rate_ratio(rate(strikes(10, None), 10), rate(strikes(1, 2), 10))
    assert (found.low, found.high, found.interval[1]) == (5.0, math.inf, math.inf)
    assert found.interval[0] == ratio_interval(10, 10, 2, 10)[0]


def test_nothing_in_the_second_period_makes_a_ratio_without_limit():
    found = rate_ratio(rate(strikes(7, 7), 10), rate(strikes(0, 0), 10))
    assert (found.low, found.high, found.interval[1]) == (math.inf, math.inf, math.inf)
    assert 0 < found.interval[0] < math.inf


def test_two_zeros_have_no_ratio():
    none = rate(strikes(0, 0), 10)
    assert math.isnan(rate_ratio(none, none).low)
    assert math.isnan(rate_ratio(none, none).high)
    some = rate_ratio(none, rate(strikes(0, 3), 10))
    assert (some.low, math.isnan(some.high)) == (0.0, True)


@given(st.integers(1, 500), st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 60))
def test_a_whole_ratio_is_found_to_be_whole(other, days, other_days, factor):
    """A factor that holds exactly must not be missed by the last digit of a division."""
    found = rate_ratio(
        rate(strikes(other * factor * days, None), days), rate(strikes(other * other_days, None), other_days)
    )
    assert found.low == 0.0
    least = rate_ratio(
        rate(strikes(other * factor * days, None), days), rate(strikes(0, other * other_days), other_days)
    )
    assert least.low == factor


def test_units_are_never_mixed():
    with pytest.raises(ValueError, match=r"^strikes and events are different units and have no ratio$"):
        rate_ratio(rate(strikes(1, 1), 10), rate(Bounds(EVENTS, 1, 1), 10))
    with pytest.raises(ValueError, match=r"^strikes and events are different units and cannot be added$"):
        strikes(1, 1) + Bounds(EVENTS, 1, 1)


# The count that would overturn a ratio


def test_the_tipping_count_of_the_campaign_by_hand():
    """495 in 141 days are ten times as often as n in 1,107 days while n is at most 495 * 1107 / 1410 = 388.6."""
    assert tipping_count(rate(strikes(495, 495), (date(2016, 12, 19) - date(2016, 7, 31)).days), 1107, 10) == 388


@given(st.integers(0, 600), st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 100) | st.floats(0.1, 100))
def test_a_factor_holds_at_the_tipping_count_and_fails_at_the_next(count, days, other_days, factor):
    tipping = tipping_count(rate(strikes(count, None), days), other_days, factor)

    def holds(other: int) -> bool:
        return Fraction(count, days) >= Fraction(factor) * Fraction(other, other_days)

    assert holds(tipping)
    assert not holds(tipping + 1)
