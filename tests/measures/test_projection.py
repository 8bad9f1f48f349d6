"""The projection of maps, against Snyder's printed numbers, another implementation, and what it promises."""

import math

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.projections.geo import LambertAxes

from analysis.measures.projection import RADIUS_KM, SPHERE, Projection

CENTRES = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


def polygon_km2(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def around(projection: Projection, km: float, corners: int = 12) -> np.ndarray:
    """Points at a distance from the centre on the map, as longitude and latitude."""
    turns = np.arange(corners) * math.tau / corners
    return projection.backward(km * np.column_stack([np.cos(turns), np.sin(turns)]))


def test_snyders_worked_example_comes_out_as_printed():
    """Snyder (1987), pp. 332-333: a sphere of radius 3, centred on 40 N 100 W, the point 20 S 100 E."""
    projection = Projection(-100, 40, radius=3.0)
    drawn = projection.forward(np.array([[100.0, -20.0]]))
    assert drawn[0] == pytest.approx([-4.2339303, 4.0257775], abs=5e-8)
    assert projection.backward(np.array([[-4.2339303, 4.0257775]]))[0] == pytest.approx([100, -20], abs=1e-5)


@given(CENTRES, st.floats(-180, 180), st.floats(-89, 89))
@settings(deadline=None)
def test_the_formulas_are_those_of_another_implementation(centre, lon, lat):
    projection = Projection(*centre, radius=1.0)
    other = LambertAxes.LambertTransform(*np.radians(centre), resolution=1)
    mine = projection.forward(np.array([[lon, lat]]))
    theirs = other.transform(np.radians([[lon, lat]]))
    if math.hypot(*mine[0]) < 1.99:  # near the point opposite, both lose digits
        assert mine == pytest.approx(theirs, abs=1e-6)


@given(CENTRES, st.floats(0, math.tau), st.floats(0, 0.9))
@settings(deadline=None)
def test_back_and_forth_is_the_same_point(centre, turn, share):
    projection = Projection(*centre)
    drawn = share * 2 * RADIUS_KM * np.array([[math.cos(turn), math.sin(turn)]])
    assert projection.forward(projection.backward(drawn)) == pytest.approx(drawn, abs=1e-4)


@given(st.floats(-180, 180), st.floats(-60, 60), st.floats(-20, 20), st.floats(-20, 20))
@settings(deadline=None)
def test_areas_keep_their_proportions(lon, lat, east, north):
    """A small quad between two meridians and two parallels, against its area on the sphere in closed form."""
    projection, side = Projection(lon, lat), 0.1
    west, south = lon + east, lat + north
    steps = np.linspace(0, side, 20)
    ring = np.concatenate(
        [
            np.column_stack([west + steps, np.full(20, south)]),
            np.column_stack([np.full(20, west + side), south + steps]),
            np.column_stack([west + steps[::-1], np.full(20, south + side)]),
            np.column_stack([np.full(20, west), south + steps[::-1]]),
        ]
    )
    band = math.sin(math.radians(south + side)) - math.sin(math.radians(south))
    assert polygon_km2(projection.forward(ring)) == pytest.approx(RADIUS_KM**2 * math.radians(side) * band, rel=1e-5)


def test_the_sphere_has_the_surface_of_the_ellipsoid():
    """In closed form (Snyder 3-12 and 3-13, p. 16)."""
    a, f = 6378.137, 1 / 298.257223563
    e = math.sqrt(f * (2 - f))
    q = 1 - (1 - e * e) / (2 * e) * math.log((1 - e) / (1 + e))
    assert a * math.sqrt(q / 2) == pytest.approx(RADIUS_KM, abs=5e-5)


def test_no_length_on_the_ellipsoid_differs_more_from_the_sphere_than_is_said():
    a, e2 = 6378.137, 0.00669437999014
    lat = np.radians(np.linspace(-90, 90, 721))
    along = a * (1 - e2) / (1 - e2 * np.sin(lat) ** 2) ** 1.5
    across = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    worst = np.abs(np.concatenate([along, across]) / RADIUS_KM - 1).max()
    assert worst <= SPHERE < worst + 1e-4


@pytest.mark.parametrize("centre", [(17.4, 26.5), (-53.5, -18.0), (178.0, -40.0), (20.0, 85.0)])
@pytest.mark.parametrize("km", [100, 1000, 2500])
def test_distances_from_the_centre_are_those_of_the_ellipsoid_within_what_is_said(centre, km):
    projection = Projection(*centre)
    worst = projection.worst_scale(np.array([[0.0, km]])) + SPHERE
    for lon, lat in around(projection, km):
        true = Geodesic.WGS84.Inverse(centre[1], centre[0], lat, lon)["s12"] / 1000
        assert km == pytest.approx(true, rel=worst)


def test_the_worst_scale_is_that_across_the_direction_to_the_centre():
    """One over the cosine of half of the angle (Snyder, p. 185), against small steps on the sphere."""
    projection = Projection(0, 0)
    lat = np.array([[0.0, 29.99], [0.0, 30.01], [0.01, 30.0], [-0.01, 30.0]])
    south, north, east, west = projection.forward(lat)
    across = math.dist(east, west) / (RADIUS_KM * math.radians(0.02) * math.cos(math.radians(30)))
    towards = math.dist(south, north) / (RADIUS_KM * math.radians(0.02))
    assert across - 1 == pytest.approx(projection.worst_scale(projection.forward(np.array([[0.0, 30.0]]))), rel=1e-5)
    assert across * towards == pytest.approx(1, rel=1e-6)


def test_one_thousand_kilometres_away_lengths_are_wrong_by_a_third_of_a_per_cent():
    assert Projection(0, 0).worst_scale(np.array([[1000.0, 0.0]])) == pytest.approx(0.0031, abs=5e-5)


@pytest.mark.parametrize("middle", [(17.4, 26.5), (179.9, -17.0), (0.0, 88.0)], ids=["inland", "date line", "pole"])
def test_the_centre_lies_in_the_middle_of_what_is_drawn(middle):
    ring = around(Projection(*middle), 900, 40)
    projection = Projection.around(ring)
    drawn = projection.forward(ring)
    assert drawn.min(axis=0) == pytest.approx(-drawn.max(axis=0), abs=5)
    assert Geodesic.WGS84.Inverse(middle[1], middle[0], projection.lat, projection.lon)["s12"] < 5000


def test_the_country_of_the_shipped_record_is_drawn_to_two_fifths_of_a_per_cent(shipped):
    (ring,) = shipped.outlines.country[0].rings
    projection = Projection.around(ring)
    assert projection.worst_scale(projection.forward(ring)) < 0.004


def test_the_point_opposite_has_no_place():
    assert not np.isfinite(Projection(0, 0).forward(np.array([[180.0, 0.0]]))).all()
