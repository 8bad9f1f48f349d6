"""Distances on the ellipsoid."""

from __future__ import annotations

import pandas as pd
from geographiclib.geodesic import Geodesic

KM_PER_MILE = 1.609344
"""International mile, exact."""


def distance_km(places: pd.DataFrame, place: str, other: str) -> float:
    """Kilometres between two places along the geodesic of WGS 84 (Karney 2013, J. Geodesy 87:43-55).

    `places` has `place_id`, `lat` and `lon` in degrees. Raises `KeyError` for an unknown place.
    """
    points = places.set_index("place_id")[["lat", "lon"]].astype("float64").loc[[place, other]].to_numpy()
    line = Geodesic.WGS84.Inverse(points[0, 0], points[0, 1], points[1, 0], points[1, 1])
    return float(line["s12"]) / 1000
