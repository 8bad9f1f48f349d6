"""Distances and discs of uncertainty on the ellipsoid.

Everything goes along geodesics of WGS 84 (Karney 2013, J. Geodesy 87:43-55).
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from geographiclib.geodesic import Geodesic

KM_PER_MILE = 1.609344
"""International mile, exact."""
EQUATOR_KM, ECCENTRICITY = 6378.137, 0.0818191908426215
"""Equatorial radius and first eccentricity of WGS 84."""
LOCATION = ("offset_km", "bearing_deg", "uncertainty_km")
"""Columns of the incidents that say where a row lay from its place, and how surely; a record need not have them."""


def distance_km(places: pd.DataFrame, place: str, other: str) -> float:
    """Kilometres between two places.

    `places` has `place_id`, `lat` and `lon` in degrees. Raises `KeyError` for an unknown place.
    """
    points = places.set_index("place_id")[["lat", "lon"]].astype("float64").loc[[place, other]].to_numpy()
    line = Geodesic.WGS84.Inverse(points[0, 0], points[0, 1], points[1, 0], points[1, 1])
    return float(line["s12"]) / 1000


def destination(lon: float, lat: float, km: float, bearing: float) -> tuple[float, float]:
    """Longitude and latitude of the point that lies `km` away in a direction, in degrees clockwise from north."""
    line = Geodesic.WGS84.Direct(lat, lon, bearing, km * 1000)
    return float(line["lon2"]), float(line["lat2"])


def disc(lon: float, lat: float, km: float, corners: int) -> np.ndarray:
    """The edge of a disc of `km` around a point, as a closed ring of (longitude, latitude) in degrees."""
    ring = [destination(lon, lat, km, 360 * corner / corners) for corner in range(corners)]
    return np.array([*ring, ring[0]])


def located(incidents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Where each incident lay, as far as its sources say: the disc that holds it.

    Returns the index of `incidents` with `place_id`, `offset_km`, `bearing_deg`, the middle of the disc (`lon`, `lat`
    in degrees) and its `radius_km`. The radius is the uncertainty of the row, or where that is blank the precision of
    its place. A distance without a direction makes a disc around the place that reaches so much farther; a direction
    without a distance says nothing. Where no place was disclosed, everything is missing and nothing is put in for it.
    """
    points = places.set_index("place_id")[["lon", "lat", "precision_km"]].astype("float64").itertuples(name=None)
    known = {place: (lon, lat, precision) for place, lon, lat, precision in points}
    said = incidents.reindex(columns=["place_id", *LOCATION])
    said = said.astype({"place_id": "object", **dict.fromkeys(LOCATION, "float64")})
    # many rows lay at one place: each is reckoned once, in the order of its first row
    group = said.groupby(list(said.columns), dropna=False, sort=False).ngroup()
    each = [_disc(known, *row) for row in said[~group.duplicated()].itertuples(index=False, name=None)]
    columns = ["place_id", "offset_km", "bearing_deg", "lon", "lat", "radius_km"]
    table = pd.DataFrame(each, columns=columns).astype({"place_id": "object", **dict.fromkeys(columns[1:], "float64")})
    return table.take(group.to_numpy()).set_axis(incidents.index)


def latitudes(where: pd.DataFrame) -> pd.DataFrame:
    """How far south and north each disc reaches, in degrees of latitude.

    `where` is a table that `located` returned. Returns its index with `south` and `north`; both are missing where no
    place was disclosed. A disc reaches farthest along its meridian, which curves little more towards the poles: its
    curvature half-way is taken for all of the way, within 20 m for a disc of 1,000 km.
    """
    lat, km = (where[name].to_numpy(dtype="float64") for name in ("lat", "radius_km"))
    ends = {"south": -1.0, "north": 1.0}
    reached = {name: np.clip(lat + turn * _along_meridian(lat, turn * km), -90, 90) for name, turn in ends.items()}
    return pd.DataFrame(reached, index=where.index)


def _along_meridian(lat: np.ndarray, km: np.ndarray) -> np.ndarray:
    """Degrees of latitude in so many kilometres along the meridian from a latitude, northwards where positive."""
    half = np.degrees(np.abs(km) / _meridian_radius(lat)) / 2
    degrees: np.ndarray = np.degrees(np.abs(km) / _meridian_radius(lat + np.sign(km) * half))
    return degrees


def _meridian_radius(lat: np.ndarray) -> np.ndarray:
    """Radius in km of the circle that fits the meridian at a latitude; Snyder (1987), USGS Prof. Paper 1395, 4-18."""
    square = ECCENTRICITY**2
    radius: np.ndarray = EQUATOR_KM * (1 - square) / (1 - square * np.sin(np.radians(lat)) ** 2) ** 1.5
    return radius


def _disc(
    places: dict[str, tuple[float, float, float]], place: str, offset: float, bearing: float, uncertainty: float
) -> tuple[str | float | None, ...]:
    if place not in places:
        return (None, *[math.nan] * 5)
    lon, lat, precision = places[place]
    radius = precision if math.isnan(uncertainty) else uncertainty
    if math.isnan(offset) or offset == 0:
        return place, math.nan, math.nan, lon, lat, radius
    if math.isnan(bearing):
        return place, offset, math.nan, lon, lat, radius + offset
    return place, offset, bearing, *destination(lon, lat, offset, bearing), radius
