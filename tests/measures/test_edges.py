"""The edges of a campaign: nothing where there is none, the truth where there is one, and what a record shows."""

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import binom

from analysis.measures.cells import Cells
from analysis.measures.edges import Edges, NoEdges, find_edges, scan
from analysis.measures.steps import ascend, of_fixed_days

START = np.datetime64("2018-01-01")


def cells(days: list[int], counts: list[int]) -> Cells:
    """Spans side by side from 1 January 2018."""
    lengths = np.array(days, dtype="int64")
    start = START + (lengths.cumsum() - lengths)
    return Cells(start, lengths, np.array(counts, dtype="int64"))


def day(number: int) -> date:
    """A day counted from 1 January 2018, which is 0."""
    return date(2018, 1, 1) + timedelta(days=number)


def campaign(known: Cells, draws: int = 999) -> Edges:
    """The edges of counts that show a campaign."""
    found = find_edges(known, draws=draws)
    assert isinstance(found, Edges)
    return found


def simulated(lot: np.random.Generator, rates: np.ndarray, span: int) -> Cells:
    """Counts of independent events at the rate of each day, known for spans of so many days."""
    return in_spans(lot.poisson(rates), span)


def in_spans(daily: np.ndarray, span: int) -> Cells:
    """Counts of each day, known for spans of so many days."""
    places = np.arange(0, len(daily), span)
    return cells(np.diff([*places, len(daily)]).tolist(), np.add.reduceat(daily, places).tolist())


def test_the_gain_of_a_higher_rate_by_hand():
    """Eight of ten events on two of ten days: 8 log 4 + 2 log 0.25."""
    gain, span = scan(np.array([1, 8, 1]), np.array([4, 2, 4]))
    assert gain == pytest.approx(8 * np.log(4) + 2 * np.log(0.25))
    assert span == (1, 1)


def test_a_lower_rate_is_no_campaign():
    gain, _ = scan(np.array([5, 0, 5]), np.array([5, 5, 5]))
    assert gain == pytest.approx(5 * np.log(1.5) + 5 * np.log(0.75))  # five of ten in the first third


def test_the_best_days_are_those_of_a_search_through_all():
    """Also where an edge cuts a span: every first and last day is tried."""
    lot = np.random.default_rng(8)
    rates = np.where((np.arange(40) >= 12) & (np.arange(40) < 25), 3.0, 0.3)
    for span in (1, 3, 5):
        known = simulated(lot, rates, span)
        counts = known.counts[None, :]
        _, (start, stop) = scan(known.counts, known.days)
        places = np.arange(len(known))
        guess = np.where((places >= start) & (places <= stop), known.days, 0.0)
        best = ascend(counts, known.days, guess[None, :])
        assert best.gain[0] == pytest.approx(through_all(known, 40), abs=1e-3)


def test_a_plain_campaign_is_found_on_its_days():
    found = campaign(cells([25, 1, 24, *[1] * 10, 24, 1, 25], [0, 1, 0, *[4] * 10, 0, 1, 0]))
    assert (found.first, found.last) == (day(50), day(59))
    assert found.chance <= 0.001
    assert found.firsts[0] <= found.first <= found.firsts[1] <= found.lasts[0] <= found.last <= found.lasts[1]


def test_an_edge_is_no_firmer_than_the_span_around_it():
    """Forty events on unknown days of five and five: as many fit on fewer of them."""
    before, after = ([10, 1, 20, 1, 18], [0, 1, 0, 1, 0]), ([20, 1, 10, 1, 18], [0, 1, 0, 1, 0])
    daily = campaign(cells([*before[0], *[1] * 10, *after[0]], [*before[1], *[4] * 10, *after[1]]))
    spans = campaign(cells([*before[0], 5, 5, *after[0]], [*before[1], 20, 20, *after[1]]))
    assert (spans.lasts[1] - spans.firsts[0]) >= (daily.lasts[1] - daily.firsts[0])
    assert spans.firsts[1] > daily.firsts[1]
    assert spans.lasts[0] < daily.lasts[0]


def test_an_edge_beside_unknown_days_may_lie_among_them():
    known = cells([50, 20, *[1] * 10, 50], [0, 0, *[4] * 10, 1])
    some = np.arange(len(known)) != 1
    found = campaign(Cells(known.start[some], known.days[some], known.counts[some], unknown=20))
    assert found.firsts[0] <= day(50)
    assert found.firsts[1] >= day(70)
    assert found.unknown == 20


@pytest.mark.parametrize("counts", [[], [0, 0, 0], [0, 1, 0], [9]])
def test_too_little_to_tell_is_no_campaign(counts):
    assert find_edges(cells([5] * len(counts), counts)) == NoEdges(1.0, 0)


def test_the_same_counts_have_the_same_edges():
    known = cells([30, *[2] * 6, 30], [2, *[7, 1, 9, 2, 8, 6], 3])
    assert find_edges(known) == find_edges(known)


def test_counts_that_cluster_widen_the_days():
    """The same forty events, even or four at a time: the second allow more days."""
    even = campaign(cells([60, *[1] * 20, 60], [3, *[2] * 20, 3]))
    lumps = campaign(cells([60, *[1] * 20, 60], [3, *[9, 1, 1, 1] * 5, 3]))
    assert not even.clustering.clustered
    assert lumps.clustering.clustered
    assert lumps.limit > even.limit


def test_homogeneous_counts_show_a_campaign_at_the_nominal_rate():
    """Of 200 records at a constant rate 5 % may, and four standard errors of such a share are 6 %."""
    lot = np.random.default_rng(9)
    rates = np.full(240, 0.2)
    found = [isinstance(find_edges(simulated(lot, rates, 6), draws=99), Edges) for _ in range(200)]
    assert np.mean(found) <= 0.05 + 4 * (0.05 * 0.95 / 200) ** 0.5


@pytest.mark.parametrize(("span", "raids"), [(1, 0.08), (1, 0.02), (6, 0.2)])
def test_raids_of_many_strikes_at_a_constant_rate_are_no_campaign(span, raids):
    """Of 120 records at a level of 5 % at most 15 show one, but for one simulation in a thousand."""
    lot = np.random.default_rng(12)
    sizes = [[int(lot.geometric(0.2, size=number).sum()) for number in lot.poisson(raids, 240)] for _ in range(120)]
    found = [isinstance(find_edges(in_spans(np.array(daily), span), draws=99), Edges) for daily in sizes]
    assert binom.sf(sum(found) - 1, len(found), 0.05) > 0.001


def test_one_raid_of_many_strikes_is_no_campaign():
    assert isinstance(find_edges(cells([100, 1, 100, 1, 100, 1, 60], [0, 1, 0, 12, 0, 1, 0])), NoEdges)


def test_a_search_from_several_ratios_ends_near_the_best_of_all_days():
    """Two waves and a poor first guess: from one ratio alone it would end up to 1.75 below."""
    lot = np.random.default_rng(5)
    for _ in range(60):
        known = in_spans(lot.poisson(np.where(np.arange(30) % 11 < 4, 1.5, 0.2)), 3)
        guess = np.where(np.arange(len(known)) < 3, known.days, 0.0)[None, :]
        best = ascend(known.counts[None, :], known.days, guess)
        assert best.gain[0] >= through_all(known, 30) - 0.5


def through_all(known: Cells, number: int) -> float:
    """The largest gain of any first and last of so many days."""
    inside = np.array(
        [known.inside(day(a), day(b - 1)) for a, b in combinations(range(number + 1), 2)], dtype="float64"
    )
    counts = np.broadcast_to(known.counts, inside.shape)
    return float(of_fixed_days(counts, known.days, inside, np.full(len(inside), 5.0)).gain.max())


@pytest.mark.parametrize(("span", "inside"), [(1, 1.5), (4, 1.5), (7, 6.0)])
def test_the_true_days_are_held_at_the_nominal_rate(span, inside):
    """Of 40 campaigns known for spans of days 95 are, less four standard errors of such a share: 14 %."""
    lot = np.random.default_rng(10)
    rates = np.where((np.arange(240) >= 90) & (np.arange(240) < 151), inside, 0.05)
    held = []
    for _ in range(40):
        known = simulated(lot, rates, span)
        found = campaign(known, draws=99)
        held.append(found.admits(known, day(90), day(150)))
        if held[-1]:  # what a page shows is no narrower
            assert found.firsts[0] <= day(90) <= found.firsts[1]
            assert found.lasts[0] <= day(150) <= found.lasts[1]
    assert np.mean(held) >= 0.95 - 4 * (0.05 * 0.95 / 40) ** 0.5
