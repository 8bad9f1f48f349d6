"""What undisclosed places can do to a shift: by hand, and against every choice of those that suit it least."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from analysis.measures.geography_findings import geography_findings
from analysis.measures.shift_turning import turning_of
from analysis.measures.view import View
from tests.measures.plain import examples

NAN = float("nan")


def chance(earlier: list[float], later: list[float]) -> float:
    """SciPy's exact two-sided probability, of latitudes that are all different."""
    return float(mannwhitneyu(later, earlier, alternative="two-sided", method="exact").pvalue)


def placed(middle: list[float], later: list[bool], south: bool, against: tuple[int, ...]) -> tuple[list, list]:
    """The latitudes of earlier and later events, those without one as it suits the shift best, or these least."""
    found: tuple[list, list] = ([], [])
    for place, (lat, late) in enumerate(zip(middle, later, strict=True)):
        if np.isnan(lat):
            beyond = 500.0 + place if place not in against else -700.0 - place
            lat = -beyond if late == south else beyond
        found[late].append(lat)
    return found


def test_a_shift_that_undisclosed_places_can_undo_by_hand():
    """Four earlier events all north of four later ones: 2 of 70 orders are as clear, and one more is too many."""
    middle = np.array([30.0, 31, 32, 33, 20, 21, NAN, NAN])
    found = turning_of(middle, np.arange(8) >= 4)
    assert (found.way, found.kind) == ("south", "turns")
    assert found.best == pytest.approx(2 / 70)
    assert found.enough == 1


def test_so_few_events_show_no_shift_wherever_they_lay():
    found = turning_of(np.array([30.0, 31, 20, NAN]), np.array([False, False, True, True]))
    assert (found.kind, found.enough) == ("against", 0)


def test_a_plain_shift_stands_whatever_one_of_them_does():
    middle = np.array([*range(30, 40), *range(10, 20), NAN], dtype=float)
    found = turning_of(middle, np.arange(21) >= 10)
    assert (found.kind, found.enough) == ("with", None)
    assert found.worst == pytest.approx(chance(list(range(30, 40)), [*range(10, 20), 99.0]))


def test_a_shift_to_the_north_turns_the_same_way():
    middle = -np.array([30.0, 31, 32, 33, 20, 21, NAN, NAN])
    assert turning_of(middle, np.arange(8) >= 4).way == "north"
    assert turning_of(middle, np.arange(8) >= 4).enough == 1


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), min_size=5, max_size=12),
    st.integers(0, 999),
)
@examples(60)
def test_no_fewer_undo_it_than_the_fewest_of_every_choice(events, seed):
    later = [late for late, _ in events]
    lats = np.random.default_rng(seed).permutation(len(events)).astype(float)
    middle = np.array([NAN if silent else lat for lat, (_, silent) in zip(lats, events, strict=True)])
    pairs = list(zip(middle, later, strict=True))
    known = [[lat for lat, late in pairs if late == group and not np.isnan(lat)] for group in (False, True)]
    if not all(known):
        return
    found = turning_of(middle, np.array(later))
    ways = [late < early for late in known[1] for early in known[0]]
    south = 2 * sum(ways) >= len(ways)
    assert found.way == ("south" if south else "north")
    silent = [place for place, lat in enumerate(middle) if np.isnan(lat)]
    assert found.best == pytest.approx(chance(*placed(middle, later, south, ())))
    assert found.worst == pytest.approx(chance(*placed(middle, later, south, tuple(silent))))

    def undone(against: tuple[int, ...]) -> bool:
        earlier, late = placed(middle, later, south, against)
        ways = [(b < a) == south for a in earlier for b in late]
        return 2 * sum(ways) <= len(ways) or chance(earlier, late) > 0.05

    sizes = [size for size in range(len(silent) + 1) if any(undone(some) for some in combinations(silent, size))]
    assert found.enough == (min(sizes) if sizes else None)


def test_the_shipped_record_says_what_its_undisclosed_places_can_do(shipped):
    told = geography_findings(shipped, View.of(shipped, unit="events"))["turning"]
    assert told.values["undisclosed"].text == "3 events"
    assert told.values["undisclosed"].rows == (
        "LY-2017-10-18-undisclosed",
        "LY-2019-09-26-sw-libya",
        "LY-2019-09-29-sw-libya",
    )
