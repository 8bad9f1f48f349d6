"""The shift to the south: its bounds against every placement, its probability against SciPy."""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, permutation_test

from analysis.measures import southward as module
from analysis.measures.southward import Pairs, chance_of_at_most, southward
from tests.measures.plain import examples

POINT = 1e-9
"""Degrees of a disc that is too small to matter."""


def pairs_of(earlier: list[float], later: list[float]) -> int:
    """In how many pairs the later one lies farther south, one by one."""
    return sum(late < early for late in later for early in earlier)


def at_points(earlier: list[float], later: list[float]) -> Pairs:
    """The pairs of places that are known to a point."""
    lat = np.array([*earlier, *later])
    return southward(lat - POINT, lat + POINT, np.arange(len(lat)) >= len(earlier))


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 7), (3, 4), (3, 18), (6, 6), (9, 5)])
def test_the_probability_for_two_groups_is_that_of_scipy(m, n):
    """Every statistic there is, reached by places that do not tie."""
    for number in range(m * n + 1):
        full, rest = divmod(number, n)
        earlier = [10.0 + place for place in range(n)]
        later = [0.0 - place for place in range(full)] + [50.0 + place for place in range(m - full)]
        if full < m:
            later[-1] = 10.0 + (n - rest) - 0.5
        found = pairs_of(earlier, later)
        assert found == number
        theirs = mannwhitneyu(later, earlier, alternative="greater", method="exact").pvalue
        assert chance_of_at_most(n, m, number) == pytest.approx(theirs, abs=1e-12)


def test_the_probability_is_that_of_a_permutation_test():
    rng = np.random.default_rng(7)
    earlier, later = rng.normal(size=5), rng.normal(-1, size=4)
    theirs = permutation_test(
        (earlier, later),
        lambda one, other: float((np.asarray(other)[:, None] < np.asarray(one)[None, :]).sum()),
        permutation_type="independent",
        n_resamples=np.inf,
        alternative="greater",
        vectorized=False,
    ).pvalue
    found = pairs_of(list(earlier), list(later))
    assert 1 - chance_of_at_most(5, 4, found - 1) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(("earlier", "later"), [(150, 120), (40, 140), (10, 2000)])
def test_the_normal_distribution_is_near_where_counting_would_take_too_long(earlier, later, monkeypatch):
    tried = [round(earlier * later * share) for share in (0.3, 0.38, 0.42, 0.46, 0.49)]
    exact = [chance_of_at_most(earlier, later, number) for number in tried]
    monkeypatch.setattr(module, "MOST_STEPS", 0)
    near = [chance_of_at_most(earlier, later, number) for number in tried]
    assert near != exact
    assert near == pytest.approx(exact, abs=0.003)


def test_the_example_by_hand():
    """The example of docs/methods.md."""
    pairs = at_points([32.8, 32.8001, 30.8], [27.8, 31.7])
    assert pairs == Pairs(5, 5, 3, 2)
    assert pairs.chances == (pytest.approx(0.4), pytest.approx(0.4))
    assert pairs.least_chance == pytest.approx(0.2)


@st.composite
def discs(draw) -> list[tuple[float, float, bool]]:
    """A few events as (south, north, later); no two ends are alike."""
    number = draw(st.integers(1, 7))
    ends = draw(st.lists(st.integers(0, 60), min_size=2 * number, max_size=2 * number, unique=True))
    spans = [(float(min(pair)), float(max(pair))) for pair in zip(ends[::2], ends[1::2], strict=True)]
    return [(*span, draw(st.booleans())) for span in spans]


def parted(places: Sequence[float], events: list[tuple[float, float, bool]]) -> tuple[list[float], list[float]]:
    """The earlier and the later of these places."""
    pairs = list(zip(places, events, strict=True))
    return [place for place, event in pairs if not event[2]], [place for place, event in pairs if event[2]]


def found_in(events: list[tuple[float, float, bool]]) -> Pairs:
    return southward(*(np.array(column) for column in zip(*events, strict=True)))


@given(discs())
@examples(200)
def test_no_placement_within_the_discs_leaves_the_bounds_and_some_attain_them(events):
    pairs = found_in(events)
    tried = [(south + 0.01, (south + north) / 2 + 0.003, north - 0.01) for south, north, _ in events]
    found = {pairs_of(*parted(places, events)) for places in product(*tried)}
    assert (min(found), max(found)) == (pairs.low, pairs.high)


@given(discs(), st.integers(0, 1000))
@examples(200)
def test_the_probability_of_any_placement_lies_within_the_range(events, seed):
    low, high = found_in(events).chances
    lot = np.random.default_rng(seed)
    for _ in range(5):
        places = [lot.uniform(south, north) for south, north, _ in events]
        chance, same = at_points(*parted(places, events)).chances
        assert chance == same
        assert low - 1e-12 <= chance <= high + 1e-12


def test_an_event_without_a_place_may_have_been_anywhere():
    south, north = np.array([30.0, 28.0, math.nan]), np.array([30.1, 28.1, math.nan])
    assert southward(south, north, np.array([False, True, True])) == Pairs(1, 2, 1, 2)
    assert southward(south, north, np.array([True, False, True])) == Pairs(0, 1, 1, 2)


@given(discs(), st.integers(0, 6))
@examples(100)
def test_a_place_of_its_own_that_may_be_anywhere_allows_for_its_being_one_of_the_others(events, which):
    """What the reading that takes each place once counts on: its undisclosed places may be among the known ones."""
    with_it = found_in([*events, (-math.inf, math.inf, events[which % len(events)][2])])
    without = found_in(events)
    assert with_it.chances[0] <= without.chances[0] + 1e-12
    assert with_it.chances[1] >= without.chances[1] - 1e-12
    if without.total:
        assert with_it.low / with_it.total <= without.low / without.total
        assert with_it.high / with_it.total >= without.high / without.total


def test_places_that_may_lie_equally_far_south_are_open():
    lat = np.array([30.0, 30.0])
    assert southward(lat, lat, np.array([False, True])) == Pairs(0, 1, 1, 1)


def test_the_order_of_the_rows_does_not_matter():
    rng = np.random.default_rng(3)
    south, later = rng.uniform(0, 40, 200), rng.random(200) < 0.4
    north = south + rng.uniform(0, 3, 200)
    order = rng.permutation(200)
    assert southward(south, north, later) == southward(south[order], north[order], later[order])


def test_events_of_one_span_have_no_pairs():
    lat = np.array([30.0, 31.0])
    pairs = southward(lat, lat, np.array([True, True]))
    assert (pairs.total, pairs.chances) == (0, (1.0, 1.0))


@pytest.mark.parametrize(("earlier", "later"), [(3, 18), (12, 6), (30, 30)])
def test_places_that_do_not_move_are_called_a_shift_at_the_nominal_rate_at_most(earlier, later):
    rng = np.random.default_rng(20_260_101)
    runs, called = 2000, 0
    for _ in range(runs):
        lat = list(rng.normal(29, 2, earlier + later))
        called += at_points(lat[:earlier], lat[earlier:]).chances[1] <= 0.05
    assert called / runs <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / runs)


def test_places_that_move_far_are_called_a_shift():
    rng = np.random.default_rng(5)
    assert at_points(list(rng.normal(31, 1, 8)), list(rng.normal(27, 1, 12))).chances[1] < 0.001
