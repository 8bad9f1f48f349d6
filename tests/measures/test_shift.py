"""Events before and after, place by place: against plain loops, under every reading of both records."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from geographiclib.geodesic import Geodesic
from scipy.stats import mannwhitneyu

from analysis.measures.counts import Window
from analysis.measures.geography import latitudes, located
from analysis.measures.shift import Shifts
from tests.measures.plain import COUNTED

SPANS = {
    "shipped": {
        "period": ((date(2012, 1, 1), date(2016, 7, 31)), (date(2016, 12, 20), date(2019, 12, 31))),
        "half": ((date(2016, 12, 20), date(2018, 6, 25)), (date(2018, 6, 26), date(2019, 12, 31))),
    },
    "sarovia": {
        "period": ((date(1984, 3, 1), date(1987, 1, 14)), (date(1987, 4, 21), date(1990, 12, 31))),
        "half": ((date(1987, 4, 21), date(1989, 2, 23)), (date(1989, 2, 24), date(1990, 12, 31))),
    },
}
MAIN = {"shipped": "surt-2016", "sarovia": "brilho-1987"}


def ends_of(row: dict, places: dict) -> tuple[float, float]:
    """The southernmost and the northernmost latitude of one row, along geodesics."""
    if pd.isna(row["place_id"]):
        return float("-inf"), float("inf")
    place = places[row["place_id"]]
    lat, lon = place["lat"], place["lon"]
    radius = place["precision_km"] if pd.isna(row["uncertainty_km"]) else row["uncertainty_km"]
    if not pd.isna(row["offset_km"]):
        there = Geodesic.WGS84.Direct(lat, lon, row["bearing_deg"], 1000 * row["offset_km"])
        lat, lon = there["lat2"], there["lon2"]
    return tuple(Geodesic.WGS84.Direct(lat, lon, way, 1000 * radius)["lat2"] for way in (180, 0))


def plainly(record, name: str, by: str, attribution: str, with_extension: bool, once: bool) -> tuple[list, list]:
    """The latitudes of the earlier and of the later events."""
    places = record.places.set_index("place_id").to_dict("index")
    found = ([], [])
    for number, (first, last) in enumerate(SPANS[name][by]):
        spots: dict = {}
        for row in record.incidents.to_dict("records"):
            campaign = "" if pd.isna(row["campaign"]) else row["campaign"]
            inside = row["start_date"].date() >= first and row["end_date"].date() <= last
            if campaign == MAIN[name] or (campaign and not with_extension) or not inside:
                continue
            if row["attribution"] in COUNTED[attribution] and row["events_min"] == row["events_max"] == 1:
                silent = pd.isna(row["place_id"]) or not once
                spot = (
                    row["incident_id"] if silent else (row["place_id"], str(row["offset_km"]), str(row["bearing_deg"]))
                )
                spots.setdefault(spot, []).append(ends_of(row, places))
        found[number].extend((min(s for s, _ in some), max(n for _, n in some)) for some in spots.values())
    return found


@pytest.mark.parametrize("name", list(SPANS))
@pytest.mark.parametrize("by", ["period", "half"])
def test_the_pairs_are_those_of_plain_loops_under_every_reading(request, name, by):
    record = request.getfixturevalue(name)
    found = Shifts(record, Window.of(record.coverage), by).each()
    assert len(found) == 18
    for one in found:
        extension = one.reading.placement == "after"
        earlier, later = plainly(record, name, by, one.reading.rule.attribution, extension, one.once)
        if not earlier or not later:
            assert one.pairs is None
            continue
        low = sum(north < south for _, north in later for south, _ in earlier)
        high = sum(south <= north for south, _ in later for _, north in earlier)
        assert (one.pairs.low, one.pairs.high) == (low, high)
        assert one.pairs.total == len(earlier) * len(later)
        for suits, chance in zip(("north", "south"), _most_extreme(earlier, later), strict=True):
            assert one.pairs.chances[0] <= chance + 1e-9, suits


def _most_extreme(earlier: list, later: list) -> list[float]:
    """SciPy's two-sided probability with the later events as far north, and as far south, as their discs allow."""
    anywhere = {float("-inf"): -90.0, float("inf"): 90.0}
    chances = []
    for at, other in ((1, 0), (0, 1)):
        moved = [anywhere.get(ends[at], ends[at]) + number * 1e-7 for number, ends in enumerate(later)]
        stayed = [anywhere.get(ends[other], ends[other]) + number * 1.1e-7 for number, ends in enumerate(earlier)]
        chances.append(mannwhitneyu(moved, stayed, alternative="two-sided", method="exact").pvalue)
    return chances


def test_the_shipped_record_by_hand(shipped):
    """18 acknowledged events after and 3 before; three have no disclosed place, two of them of September 2019."""
    one = Shifts(shipped, Window.of(shipped.coverage), "period").each()[6]
    assert (one.reading.rule.attribution, one.reading.placement, one.once) == ("acknowledged", "after", False)
    assert (one.pairs.low, one.pairs.high, one.pairs.earlier, one.pairs.later) == (39, 51, 3, 18)
    assert one.undisclosed == ("LY-2017-10-18-undisclosed", "LY-2019-09-26-sw-libya", "LY-2019-09-29-sw-libya")
    assert (one.known.low, one.known.high, one.known.total) == (39, 42, 45)
    assert one.left == ()


def test_each_place_is_taken_once_in_a_span(shipped):
    """Of the 18 later events three lay at Al Fuqaha, two at Bani Walid and two at Murzuq: 14 places."""
    once = Shifts(shipped, Window.of(shipped.coverage), "period").each()[7]
    assert (once.once, once.pairs.later, once.pairs.earlier) == (True, 14, 3)
    assert len(once.rows) == 21


def test_rows_across_the_edge_of_a_span_are_left_aside_and_named(shipped):
    window = Window(date(2012, 1, 1), date(2019, 9, 26))
    incidents = shipped.incidents.copy()
    late = incidents["incident_id"] == "LY-2019-09-26-sw-libya"
    incidents.loc[late, "end_date"] += timedelta(days=2)
    found = Shifts(replace(shipped, incidents=incidents), window, "period").each()[6]
    assert found.left == ("LY-2019-09-26-sw-libya",)
    assert found.pairs.later == 16


def test_a_span_without_a_day_has_no_pairs(shipped):
    window = Window(date(2019, 9, 24), date(2019, 9, 24))
    assert all(one.pairs is None for by in ("period", "half") for one in Shifts(shipped, window, by).each())


@pytest.mark.parametrize("lat", [-67.0, -30.0, 0.0, 26.0, 45.0, 60.0])
@pytest.mark.parametrize("km", [0.0, 2.0, 155.0, 1000.0])
def test_a_disc_reaches_as_far_south_and_north_as_the_geodesics(lat, km):
    ends = latitudes(pd.DataFrame({"lat": [lat], "radius_km": [km]})).iloc[0]
    for way, name in ((180, "south"), (0, "north")):
        assert ends[name] == pytest.approx(Geodesic.WGS84.Direct(lat, 10, way, 1000 * km)["lat2"], abs=2e-4)


def test_a_place_that_is_not_disclosed_has_no_latitude(shipped):
    silent = shipped.incidents["place_id"].isna()
    ends = latitudes(located(shipped.incidents, shipped.places))
    assert ends.index.equals(shipped.incidents.index)
    assert ends[silent].isna().all(axis=None)
    assert ends[~silent].notna().all(axis=None)
    assert (ends.loc[~silent, "south"] < ends.loc[~silent, "north"]).all()
