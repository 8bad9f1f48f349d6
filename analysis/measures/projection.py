"""A map projection that suits a country of any shape and place: Lambert's azimuthal equal-area, centred on it.

On the sphere areas keep their proportions everywhere, and directions from the centre are true. Lengths are true at the
centre; c degrees away they are 1/cos(c/2) times too long across and cos(c/2) times too short towards it: 0.3 % at
1,000 km. Taking the ellipsoid for a sphere adds up to 0.56 % to a length. The formulas are those in Snyder (1987), Map
Projections: A Working Manual, USGS Professional Paper 1395, pp. 185-187; his worked example is on pp. 332-333.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

RADIUS_KM = 6371.0072
"""Radius of the sphere whose surface is that of the ellipsoid WGS 84: the authalic radius, Snyder p. 16."""
SPHERE = 0.0056
"""By how much a length on that sphere may differ from one on the ellipsoid: along a meridian at the equator, where the
ellipsoid is curved with a radius of 6335.44 km."""


@dataclass(frozen=True)
class Projection:
    """Degrees to kilometres east and north of a centre, and back. `lon` and `lat` of the centre are in degrees."""

    lon: float
    lat: float
    radius: float = RADIUS_KM

    @classmethod
    def around(cls, points: np.ndarray) -> Self:
        """The projection centred in the middle of some points of (longitude, latitude) that fit in half of the globe.

        The middle is that of the box around them as they are drawn, so that no side of the map is farther from it than
        the other.
        """
        lon, lat = np.radians(points).T
        east, north, up = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
        x, y, z = float(east.mean()), float(north.mean()), float(up.mean())
        first = cls(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))
        drawn = first.forward(points)
        middle = first.backward((drawn.min(axis=0) + drawn.max(axis=0))[None, :] / 2)
        return cls(float(middle[0, 0]), float(middle[0, 1]))

    def forward(self, points: np.ndarray) -> np.ndarray:
        """Kilometres (east, north) of the centre for points of (longitude, latitude); Snyder 22-4, 22-5 and 24-2.

        The point opposite to the centre has no place on the map: it comes out as not a number.
        """
        lon, lat = np.radians(points).T
        east, middle = lon - math.radians(self.lon), math.radians(self.lat)
        near = math.sin(middle) * np.sin(lat) + math.cos(middle) * np.cos(lat) * np.cos(east)
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = self.radius * np.sqrt(2 / (1 + near))
            x = scale * np.cos(lat) * np.sin(east)
            y = scale * (math.cos(middle) * np.sin(lat) - math.sin(middle) * np.cos(lat) * np.cos(east))
        return np.column_stack([x, y])

    def backward(self, drawn: np.ndarray) -> np.ndarray:
        """Points of (longitude, latitude) for kilometres (east, north); Snyder 20-14, 20-15 and 24-16."""
        x, y = drawn.T
        distance = np.hypot(x, y)
        angle = 2 * np.arcsin(np.minimum(distance / (2 * self.radius), 1))
        middle, safe = math.radians(self.lat), np.where(distance == 0, 1, distance)
        lat = np.arcsin(np.clip(np.cos(angle) * math.sin(middle) + y * np.sin(angle) * math.cos(middle) / safe, -1, 1))
        lon = np.arctan2(
            x * np.sin(angle), safe * math.cos(middle) * np.cos(angle) - y * math.sin(middle) * np.sin(angle)
        )
        return np.column_stack([(self.lon + np.degrees(lon) + 180) % 360 - 180, np.degrees(lat)])

    def worst_scale(self, drawn: np.ndarray) -> float:
        """By how much a length may be wrong at the worst of some drawn points, as a share: 0.01 is one per cent."""
        farthest = float(np.hypot(*drawn.T).max(initial=0.0))
        return 1 / math.sqrt(max(1 - (farthest / (2 * self.radius)) ** 2, 1e-9)) - 1
