"""Distances and discs on the ellipsoid, against another method and by hand."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.geography import KM_PER_MILE, destination, disc, distance_km, located

PLACES = pd.DataFrame(
    [
        ("murzuq", 25.91552, 13.91839),
        ("tripoli", 32.88743, 13.18733),
        ("greenwich", 0.0, 0.0),
        ("kampala", 0.0, 1.0),
        ("pole", 90.0, 0.0),
    ],
    columns=["place_id", "lat", "lon"],
)


def vincenty_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The inverse problem on WGS 84 by the series of Vincenty (1975), Survey Review 23:88-93."""
    a, f = 6378.137, 1 / 298.257223563
    b = a * (1 - f)
    u, v = (math.atan((1 - f) * math.tan(math.radians(each))) for each in (lat, other_lat))
    east = math.radians(other_lon - lon)
    angle = east
    for _ in range(200):
        sin_sigma = math.hypot(
            math.cos(v) * math.sin(angle), math.cos(u) * math.sin(v) - math.sin(u) * math.cos(v) * math.cos(angle)
        )
        if sin_sigma == 0:
            return 0.0
        cos_sigma = math.sin(u) * math.sin(v) + math.cos(u) * math.cos(v) * math.cos(angle)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u) * math.cos(v) * math.sin(angle) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        middle = cos_sigma - 2 * math.sin(u) * math.sin(v) / cos2_alpha if cos2_alpha else 0.0
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        turn = sigma + c * sin_sigma * (middle + c * cos_sigma * (2 * middle**2 - 1))
        previous, angle = angle, east + (1 - c) * f * sin_alpha * turn
        if abs(angle - previous) < 1e-13:
            break
    k = cos2_alpha * (a**2 - b**2) / b**2
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    inner = cos_sigma * (2 * middle**2 - 1) - big_b / 6 * middle * (4 * sin_sigma**2 - 3) * (4 * middle**2 - 3)
    return b * big_a * (sigma - big_b * sin_sigma * (middle + big_b / 4 * inner))


def test_a_degree_along_the_equator_is_a_degree_of_its_radius():
    assert distance_km(PLACES, "greenwich", "kampala") == pytest.approx(math.radians(1) * 6378.137, rel=1e-9)


def test_a_quarter_of_the_meridian_has_its_known_length():
    """The quarter meridian of WGS 84, 10,001,965.729 m."""
    assert distance_km(PLACES, "greenwich", "pole") == pytest.approx(10_001.965729, abs=1e-6)


def test_a_place_is_no_distance_from_itself():
    assert distance_km(PLACES, "murzuq", "murzuq") == 0.0


def test_an_unknown_place_is_not_guessed():
    with pytest.raises(KeyError, match="atlantis"):
        distance_km(PLACES, "murzuq", "atlantis")


def test_the_mile_is_the_international_one():
    assert round(KM_PER_MILE * 1e6) == 5280 * 12 * 25.4


def test_murzuq_lies_776_km_from_tripoli(shipped):
    km = distance_km(shipped.places, "murzuq", "tripoli")
    assert (round(km, 1), round(km / KM_PER_MILE, 1)) == (776.0, 482.2)
    places = shipped.places.set_index("place_id")[["lat", "lon"]].astype("float64")
    assert km == pytest.approx(vincenty_km(*places.loc["murzuq"], *places.loc["tripoli"]), abs=1e-5)


@given(st.floats(-60, 60), st.floats(-70, 70), st.floats(-60, 60), st.floats(-70, 70))
@settings(deadline=None)
def test_distances_are_those_of_another_method_in_both_directions(lat, lon, other_lat, other_lon):
    """Within a millimetre; near the opposite side of the earth, where Vincenty's series fails, nothing is tried."""
    places = pd.DataFrame({"place_id": ["a", "b"], "lat": [lat, other_lat], "lon": [lon, other_lon]})
    there, back = distance_km(places, "a", "b"), distance_km(places, "b", "a")
    assert there == pytest.approx(back, abs=1e-9)
    assert there == pytest.approx(vincenty_km(lat, lon, other_lat, other_lon), abs=1e-6)


@given(st.floats(-180, 180), st.floats(-60, 60), st.floats(1, 2000), st.floats(0, 360))
@settings(deadline=None)
def test_a_destination_is_as_far_as_it_says(lon, lat, km, bearing):
    there = destination(lon, lat, km, bearing)
    assert vincenty_km(lat, lon, there[1], there[0]) == pytest.approx(km, abs=1e-6)


def test_a_destination_lies_in_its_direction():
    lon, lat = destination(0.0, 0.0, 100, 90)
    assert (lon, lat) == (pytest.approx(math.degrees(100 / 6378.137)), pytest.approx(0, abs=1e-12))
    assert destination(10.0, 20.0, 50, 0)[0] == pytest.approx(10)


@pytest.mark.parametrize("km", [0.5, 25, 155, 900])
def test_every_corner_of_a_disc_lies_on_its_edge(km):
    ring = disc(16.6, 31.2, km, 40)
    assert ring.shape == (41, 2)
    assert (ring[0] == ring[-1]).all()
    assert [vincenty_km(31.2, 16.6, lat, lon) for lon, lat in ring] == pytest.approx([km] * 41, abs=1e-6)


def rows(*some, columns=("place_id", "offset_km", "bearing_deg", "uncertainty_km")):
    return pd.DataFrame(some, columns=list(columns))


def places():
    return PLACES.assign(precision_km=2.0)


def test_a_row_lies_in_the_disc_that_its_source_leaves():
    table = located(
        rows(
            ("murzuq", None, None, 25),
            ("murzuq", None, None, None),
            ("murzuq", 0, 90, 30),
            ("kampala", 100, 90, 40),
            ("kampala", 100, None, 40),
            ("murzuq", None, 90, 25),
        ),
        places(),
    )
    assert table["radius_km"].tolist() == [25, 2, 30, 40, 140, 25]
    assert table["lon"].tolist() == pytest.approx([13.91839] * 3 + [1 + math.degrees(100 / 6378.137), 1.0, 13.91839])
    assert table["offset_km"].isna().tolist() == [True, True, True, False, False, True]


def test_an_undisclosed_place_has_no_disc_whatever_else_is_stated():
    table = located(rows((None, 40, 90, 25), (pd.NA, None, None, None)), places())
    assert table.isna().all(axis=None)


def test_places_of_a_record_without_distances_are_as_precise_as_they_say(sarovia):
    bare = sarovia.incidents.drop(columns=["offset_km", "bearing_deg", "uncertainty_km"])
    assert set(located(bare, sarovia.places)["radius_km"].dropna()) == {0.5, 1.5, 2.0, 5.0}


def test_rows_keep_their_order_and_index(shipped):
    table = located(shipped.incidents[::-1], shipped.places)
    assert table.index.tolist() == shipped.incidents.index[::-1].tolist()
    assert table["place_id"].isna().sum() == 3
    far = table.loc[shipped.incidents["incident_id"] == "LY-2017-10-09-s-sirte"].iloc[0]
    assert vincenty_km(far["lat"], far["lon"], 31.20892, 16.58866) == pytest.approx(400, abs=1e-6)
    assert (far["lon"], far["radius_km"]) == (pytest.approx(16.58866), 155)


def test_no_rows_lie_nowhere():
    assert located(rows(), places()).empty
