"""Outlines are read as they stand, and a file that is none is told like any other fault of a record."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.record.checks import problems_of
from analysis.record.store import load

DATA = Path(__file__).parents[2] / "data"
MEND = "Export it again as a GeoJSON FeatureCollection of polygons in longitude and latitude (WGS 84)."
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


def feature(coordinates=None, kind="Polygon", name="Square"):
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates},
    }


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def area(ring):
    """The signed area of a ring in square degrees: positive anticlockwise."""
    x, y = ring.T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


@pytest.fixture
def outline(draft):
    """Writes the file of the outline and gives the problems of the record, or the outline read."""

    def write(text):
        (draft.folder / "geo" / "outline.geojson").write_bytes(text if isinstance(text, bytes) else text.encode())
        return draft.problems() or load(draft.folder).outlines.country

    return write


def test_the_shipped_record_has_its_country_and_six_neighbours():
    outlines = load(DATA).outlines
    assert [item.name for item in outlines.country] == ["Libya"]
    assert [item.name for item in outlines.neighbours] == ["Tunisia", "Algeria", "Niger", "Chad", "Sudan", "Egypt"]
    assert (outlines.title, outlines.licence) == ("Outline of Libya, 1:50m", "Public domain (Natural Earth)")
    (ring,) = outlines.country[0].rings
    assert (ring[0] == ring[-1]).all()
    raw = json.loads((DATA / "geo" / "outline.geojson").read_text(encoding="utf-8"))
    assert sorted(map(tuple, ring)) == sorted(map(tuple, raw["features"][0]["geometry"]["coordinates"][0]))


def test_outer_rings_run_anticlockwise_and_holes_clockwise(invented):
    outlines = load(invented).outlines
    (country,) = outlines.country
    assert [area(ring) > 0 for ring in country.rings] == [True, False, True]
    assert all(area(ring) > 0 for item in outlines.neighbours for ring in item.rings)
    assert "Sarovia" not in {item.name for item in outlines.neighbours}


def test_a_third_coordinate_and_a_missing_name_are_passed_over(outline):
    high = [[lon, lat, 5] for lon, lat in SQUARE]
    (country,) = outline(collection({**feature([high]), "properties": None}))
    assert country.name == ""
    assert country.rings[0].tolist() == SQUARE


@pytest.mark.parametrize("name", ["outline", "neighbours"])
def test_a_record_may_lack_either_file(draft, name):
    draft.declare(lambda raw: raw.update(resources=[item for item in raw["resources"] if item["name"] != name]))
    outlines = load(draft.folder).outlines
    assert bool(outlines.country) == (name != "outline")
    assert bool(outlines.neighbours) == (name != "neighbours")
    assert outlines.title


def test_a_licence_may_have_a_name_only_or_be_missing(draft):
    def change(licences):
        def set_licences(raw):
            next(item for item in raw["resources"] if item["name"] == "outline")["licenses"] = licences

        return load(draft.declare(set_licences).folder).outlines.licence

    assert change([{"name": "CC0-1.0"}]) == "CC0-1.0"
    assert [change(licences) for licences in ([], ["CC0"], "CC0", None)] == ["", "", "", ""]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is not valid JSON (Expecting value: line 1 column 1 (char 0))"),
        ("[" * 100_000, "is not valid JSON ("),
        (b'{"type": "\xff"}', "holds the byte 0xff, which is not UTF-8"),
        ("[]", "is not a FeatureCollection with at least one feature"),
        (collection(), "is not a FeatureCollection with at least one feature"),
        (json.dumps(feature()), "is not a FeatureCollection with at least one feature"),
        (collection(feature(), {"geometry": None}), "has a feature (number 2) that is neither"),
        (collection(feature([0, 0], "Point")), "has a feature (number 1) that is neither a Polygon nor a MultiPolygon"),
        (collection(3), "has a feature (number 1) that is neither a Polygon nor a MultiPolygon"),
        (collection(feature([])), "has a polygon without a ring in feature number 1"),
        (collection(feature([3], "MultiPolygon")), "has a polygon without a ring in feature number 1"),
        (collection(feature([SQUARE[:-1]])), "has a ring that is not closed in feature number 1"),
        (collection(feature([[[0, 0], [1, 1], [0, 0]]])), "has a ring that is not closed in feature number 1"),
        (collection(feature([[["0", "0"]]])), "has a ring that is not a list of points in feature number 1"),
        (collection(feature([[[0, 0], [1]]])), "has a ring that is not a list of points in feature number 1"),
        (collection(feature([7])), "has a ring that is not a list of points in feature number 1"),
        (collection(feature([[]])), "has a ring that is not a list of points in feature number 1"),
        (collection(feature([[[10**400, 0]]])), "has a ring that is not a list of points in feature number 1"),
        (
            collection(feature([[[500_000, 0], [1, 0], [1, 1], [500_000, 0]]])),
            "has a point that is not a longitude and a latitude in degrees in feature number 1",
        ),
        (
            collection(feature([[[float("nan"), 0]]])),
            "has a point that is not a longitude and a latitude in degrees in feature number 1",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_outline_is_told(outline, text, what):
    (problem,) = outline(text)
    assert problem.startswith(f"geo/outline.geojson: {what}")
    assert problem.endswith(f". {MEND}")


def test_a_file_that_is_missing_or_a_folder_is_told(draft):
    path = draft.folder / "geo" / "neighbours.geojson"
    path.unlink()
    assert draft.problems() == [f"geo/neighbours.geojson: is missing, although datapackage.json names it. {MEND}"]
    path.mkdir()
    assert draft.problems() == [f"geo/neighbours.geojson: cannot be read (Is a directory). {MEND}"]
    with pytest.raises(DataError, match="cannot be read"):
        load(draft.folder)


def test_a_file_too_large_to_be_an_outline_is_not_read(draft):
    with (draft.folder / "geo" / "outline.geojson").open("wb") as stream:
        stream.truncate(20_000_001)
    (problem,) = draft.problems()
    assert "is larger than 20,000,000 bytes" in problem


@pytest.mark.parametrize("path", ["../outline.geojson", "/etc/passwd", "https://example.org/x.geojson", "", 7, None])
def test_an_outline_elsewhere_is_not_read(draft, path):
    def move(raw):
        next(item for item in raw["resources"] if item["name"] == "outline")["path"] = path

    (problem,) = problems_of(draft.declare(move).folder)
    assert f"has {json.dumps(path)} for the path of outline, expected a file beside datapackage.json" in str(problem)
