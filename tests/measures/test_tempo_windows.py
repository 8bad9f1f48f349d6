"""How surprising the most surprising of several windows is: by hand, beside one window alone, and when nothing is."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.scan import chance_of_cluster
from analysis.measures.tempo_windows import Windowed, chance_of_rarest, windowed


def events(*days: int) -> pd.DataFrame:
    dates = pd.Timestamp(2018, 1, 1) + pd.to_timedelta(sorted(days), unit="D")
    return pd.DataFrame({"incident_id": [f"event-{place}" for place in range(len(days))], "start_date": dates})


def test_each_length_has_the_most_events_and_their_chance():
    found = {one.days: one for one in windowed(events(0, 5, 6, 90), 10, 100)}
    assert list(found) == [3, 7, 10, 14, 21, 30]
    assert [len(one.events) for one in found.values()] == [2, 3, 3, 3, 3, 3]
    assert found[3].chance == chance_of_cluster(4, 2, 3, 100).value


def test_a_window_is_no_longer_than_the_days_there_are():
    assert [one.days for one in windowed(events(0, 5), 14, 10)] == [3, 7, 10]


def test_one_length_alone_is_as_rare_as_its_chance():
    """Four standard errors of 9,999 drawings."""
    alone = [Windowed(7, events(0, 5, 6), 12, 200)]
    exact = chance_of_cluster(12, 3, 7, 200).value
    assert chance_of_rarest(alone) == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 9_999) ** 0.5)


def test_several_lengths_find_something_rare_more_often_than_one():
    found = windowed(events(0, 40, 41, 43, 80, 120, 150, 190), 14, 200)
    assert min(one.chance for one in found) < chance_of_rarest(found) < sum(one.chance for one in found)


def test_days_drawn_by_lot_are_called_rare_at_the_nominal_rate():
    """Of 200 records at most 5 % are, but for four standard errors of that share."""
    lot = np.random.default_rng(3)
    chances = [chance_of_rarest(windowed(events(*lot.integers(300, size=12)), 14, 300)) for _ in range(200)]
    assert np.mean(np.array(chances) <= 0.05) <= 0.05 + 4 * (0.05 * 0.95 / 200) ** 0.5


def test_fewer_than_two_events_have_no_window():
    assert windowed(events(3), 14, 100) == []
    assert chance_of_rarest([]) == 1.0
