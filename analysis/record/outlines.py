"""The outlines that a record ships for drawing: GeoJSON (RFC 7946) to named rings of points, or an account of why not.

Two resources of the declaration are known by their names, as the tables are: `outline`, the country that the record is
about, and `neighbours`, the countries around it. Either may be missing; a map is then drawn without it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from analysis.errors import Problem
from analysis.record.schema import DESCRIPTOR, Schema

NAMES = ("outline", "neighbours")
LARGEST = 20_000_000
"""Bytes of a file of outlines; the shipped ones have 38,000, and a wrong file must not fill the memory."""
MEND = "Export it again as a GeoJSON FeatureCollection of polygons in longitude and latitude (WGS 84)."


@dataclass(frozen=True)
class Area:
    """A country as it is drawn: its name, blank where the file has none, and its closed rings.

    A ring is an array of (longitude, latitude) in degrees. Outer rings run anticlockwise and holes clockwise, so that
    all of them can be filled as one path.
    """

    name: str
    rings: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Outlines:
    """The country, its neighbours without itself, and what the declaration says of the country's outline."""

    country: tuple[Area, ...] = ()
    neighbours: tuple[Area, ...] = ()
    title: str = ""
    licence: str = ""


NO_OUTLINES = Outlines()
"""What a record without outlines has."""


class _UnfitError(Exception):
    """What a file of outlines lacks, in words that follow its name."""


def read_outlines(folder: Path, schema: Schema) -> tuple[Outlines, list[Problem]]:
    """The outlines that the declaration names, and a problem for each file that cannot be used."""
    areas: dict[str, tuple[Area, ...]] = {}
    problems = []
    declared = {item["name"]: item for item in schema.raw.get("resources", []) if item["name"] in NAMES}
    for name, resource in declared.items():
        path = resource.get("path")
        if not isinstance(path, str) or not _beside(path):
            what = f"has {json.dumps(path)} for the path of {name}, expected a file beside {DESCRIPTOR}"
            problems.append(Problem(DESCRIPTOR, None, None, None, what, "Name the file of the outlines."))
            continue
        try:
            areas[name] = tuple(_areas(_features(folder / path)))
        except _UnfitError as error:
            problems.append(Problem(path, None, None, None, str(error), MEND))
    country = areas.get("outline", ())
    own = {area.name for area in country if area.name}
    around = tuple(area for area in areas.get("neighbours", ()) if area.name not in own)
    first = declared.get("outline", declared.get("neighbours", {}))
    return Outlines(country, around, str(first.get("title", "")), _licence(first)), problems


def _beside(text: str) -> bool:
    path = PurePosixPath(text)
    return bool(path.name) and not path.is_absolute() and ".." not in path.parts and ":" not in text


def _licence(resource: Any) -> str:
    """The name of the first licence; blank where none is declared in the standard's form."""
    match resource.get("licenses"):
        case [{"title": str(title)}, *_] | [{"name": str(title)}, *_]:
            return title
    return ""


def _features(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise _UnfitError(f"is larger than {LARGEST:,} bytes, which no outline for a small map is")
        raw: object = json.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        raise _UnfitError(f"is missing, although {DESCRIPTOR} names it") from None
    except OSError as error:
        raise _UnfitError(f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise _UnfitError(f"holds the byte 0x{error.object[error.start]:02x}, which is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise _UnfitError(f"is not valid JSON ({error})") from None
    match raw:
        case {"type": "FeatureCollection", "features": [_, *_] as features}:
            return list(features)
    raise _UnfitError("is not a FeatureCollection with at least one feature")


def _areas(features: list[Any]) -> Iterator[Area]:
    for number, feature in enumerate(features, 1):
        match feature:
            case {"geometry": {"type": "Polygon", "coordinates": list(polygon)}}:
                polygons = [polygon]
            case {"geometry": {"type": "MultiPolygon", "coordinates": list(several)}}:
                polygons = several
            case _:
                raise _UnfitError(f"has a feature (number {number}) that is neither a Polygon nor a MultiPolygon")
        properties = feature.get("properties")
        name = properties.get("name") if isinstance(properties, dict) else None
        rings = [ring for polygon in polygons for ring in _rings(polygon, number)]
        yield Area(name if isinstance(name, str) else "", tuple(rings))


def _rings(polygon: Any, number: int) -> Iterator[np.ndarray]:
    """The rings of a polygon, the outer one first, each turned the way it should run."""
    if not isinstance(polygon, list) or not polygon:
        raise _UnfitError(f"has a polygon without a ring in feature number {number}")
    for place, raw in enumerate(polygon):
        ring = _ring(raw, number)
        east, north = ring.T
        anticlockwise = float(np.dot(east[:-1], north[1:]) - np.dot(east[1:], north[:-1])) > 0
        yield ring if anticlockwise == (place == 0) else ring[::-1]


def _ring(raw: Any, number: int) -> np.ndarray:
    where = f"in feature number {number}"
    try:
        if not all(type(value) in (int, float) for point in raw for value in point):
            raise TypeError
        ring = np.array([point[:2] for point in raw], dtype="float64")
        if ring.ndim != 2 or ring.shape[1] != 2:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise _UnfitError(f"has a ring that is not a list of points {where}") from None
    if not (np.abs(ring) <= (180, 90)).all():  # not a number is in no range
        raise _UnfitError(f"has a point that is not a longitude and a latitude in degrees {where}")
    if len(ring) < 4 or (ring[0] != ring[-1]).any():
        raise _UnfitError(f"has a ring that is not closed {where}")
    return ring
