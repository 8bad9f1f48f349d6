"""The record that ships: sound, sorted, readable by other tools, and with no word in it that nothing uses."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import frictionless
import pytest

from analysis.record.checks import problems_of, read_record
from analysis.record.schema import LIST_SEPARATOR, TABLES

DATA = Path(__file__).parents[2] / "data"
ORDER = {"incidents": ("start_date", "end_date", "incident_id"), "periods": ("start_date",)}
"""Columns by which a table is sorted; the others are sorted by their key."""

UNUSED = {
    ("incidents", "civilian_harm_status", "acknowledged"): "no strike of this record has been, and that is a finding",
    ("claims", "actor", "US"): "a claim about the record's own actor leaves the cell blank",
    ("claims", "rule", "acknowledged"): "a claim under the default rule leaves the cell blank",
}
"""Declared words that no row holds, and why they are declared."""


@pytest.fixture(scope="module")
def shipped():
    return read_record(DATA)


@pytest.fixture(scope="module")
def descriptor():
    return json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))


def test_the_shipped_record_is_sound():
    assert problems_of(DATA) == ()


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_sorted_so_that_a_difference_reads_well(shipped, table):
    frame = shipped.frames[table]
    columns = list(ORDER.get(table, (shipped.schema[table].key,)))
    rows = list(frame[columns].itertuples(index=False, name=None))
    assert rows == sorted(rows)


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.*")), ids=lambda path: path.name)
def test_every_file_is_utf_8_with_line_feeds(path):
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    assert text.endswith("\n")


def test_the_tables_are_written_as_python_writes_csv():
    """So that a row is quoted in one way only, and an editor that rewrites the file leaves no difference behind."""
    for table in TABLES:
        path = DATA / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        written = Written()
        csv.writer(written, lineterminator="\n").writerows(rows)
        assert "".join(written.parts) == path.read_text(encoding="utf-8"), path.name


class Written:
    """A file that keeps what is written to it."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)


def test_an_incident_is_named_by_its_country_and_its_days(shipped):
    for row in shipped.frames["incidents"].itertuples():
        country, start, rest = re.fullmatch(r"([A-Z]{2})-(\d{4}-\d\d-\d\d)-(.+)", row.incident_id).groups()
        assert (country, start) == ("LY", str(row.start_date.date()))
        end = re.match(r"to-(\d{4}-\d\d-\d\d)-", rest)
        assert (end[1] if end else start) == str(row.end_date.date())


def declared_words(shipped) -> Iterator[tuple[str, str, str]]:
    """Table, column and word of each vocabulary, where it is declared and not where it is borrowed."""
    for resource in shipped.schema.raw["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            for category in field.get("categories", []):
                yield resource["name"], field["name"], category["value"]


def is_used(shipped, table, column, word) -> bool:
    return any(word in str(cell).split(LIST_SEPARATOR) for cell in shipped.frames[table][column].dropna())


def test_every_declared_word_is_used_or_explained(shipped):
    unused = {words for words in declared_words(shipped) if not is_used(shipped, *words)}
    assert unused == set(UNUSED)


def test_every_column_is_used(shipped):
    blank = [
        f"{name}.{column}" for name, frame in shipped.frames.items() for column in frame if frame[column].isna().all()
    ]
    assert blank == []


def test_every_source_is_cited(shipped):
    frames = shipped.frames
    cited = {word for cell in frames["claims"]["also_in"].dropna() for word in cell.split(LIST_SEPARATOR)}
    for table in ("claims", "places", "periods"):
        cited |= set(frames[table]["source_id"].dropna())
    assert sorted(set(frames["sources"]["source_id"]) - cited) == []


def test_every_field_is_described_to_a_reader(descriptor):
    for resource in descriptor["resources"]:
        for item in [resource, *resource.get("schema", {}).get("fields", [])]:
            assert item["title"].strip() == item["title"] != ""
            assert item["description"].endswith("."), item["name"]
    assert {resource["path"] for resource in descriptor["resources"]} == {
        str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.suffix in (".csv", ".geojson")
    }


def test_another_tool_finds_declaration_and_tables_sound():
    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert [task.name for task in report.tasks if task.type == "table"] == list(TABLES)
    rows = {task.name: task.stats["rows"] for task in report.tasks if task.type == "table"}
    assert rows == {name: len(frame) for name, frame in read_record(DATA).frames.items()}


def test_another_tool_finds_a_slip_too(draft):
    """So that its silence about the shipped record means something."""
    draft.set("claims", "quay", value_min="1e3 or so", source_id="nowhere", standing="")
    report = frictionless.validate(str(draft.folder / "datapackage.json"))
    assert {error[0] for error in report.flatten(["type"])} >= {"type-error", "foreign-key", "constraint-error"}


def points(coordinates: list) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from points(part)
    else:
        yield tuple(coordinates)


def rings(geometry: dict) -> list[list]:
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    return [ring for polygon in polygons for ring in polygon]


@pytest.mark.parametrize("name", ["outline", "neighbours", "districts"])
def test_a_map_is_geojson_of_closed_rings_on_the_globe(name):
    shapes = json.loads((DATA / "geo" / f"{name}.geojson").read_text(encoding="utf-8"))
    assert shapes["type"] == "FeatureCollection"
    assert shapes["features"]
    for feature in shapes["features"]:
        assert feature["type"] == "Feature"
        assert feature["properties"]["name"]
        for ring in rings(feature["geometry"]):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points(ring))


@pytest.mark.parametrize("name", ["outline", "districts"])
def test_a_map_of_the_country_lies_within_the_extent(shipped, name):
    """The neighbours reach beyond it: they are a backdrop, cut by the frame of the map."""
    box = shipped.schema.extent
    shapes = json.loads((DATA / "geo" / f"{name}.geojson").read_text(encoding="utf-8"))
    corners = [point for feature in shapes["features"] for point in points(feature["geometry"]["coordinates"])]
    assert box.west <= min(lon for lon, _ in corners) <= max(lon for lon, _ in corners) <= box.east
    assert box.south <= min(lat for _, lat in corners) <= max(lat for _, lat in corners) <= box.north
