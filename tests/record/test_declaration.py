"""A declaration that cannot be read, or that promises what nothing keeps: told in one sentence, before any table is."""

import os
import shutil

import pytest

from analysis.errors import DataError
from analysis.measures.rules import ADMITTED, UNITS
from analysis.record.checks import problems_of
from analysis.record.contract import COUNTED, KNOWN_WORDS
from analysis.record.declaration import read_schema
from analysis.record.schema import Category, Extent, Unit

MODEL = "docs/data-dictionary.md shows what a record declares."
JSON = "Mend it with an editor that knows JSON."


def said(folder) -> str:
    with pytest.raises(DataError) as caught:
        read_schema(folder)
    (problem,) = caught.value.problems
    return str(problem)


def test_a_sound_declaration_gives_tables_fields_and_vocabularies(invented):
    schema = read_schema(invented)
    assert (str(schema.coverage.start), str(schema.coverage.end)) == ("1984-03-01", "1991-06-30")
    assert schema.extent == Extent(west=-62.0, south=-24.0, east=-46.0, north=-12.0)
    assert schema["incidents"]["strikes_min"].unit == Unit("shell strikes", "shell strike")
    assert schema["incidents"]["region"].values == ("Litoral", "Planalto", "Selva")
    assert schema["claims"]["region"].values == schema["incidents"]["region"].values
    assert schema["claims"]["derived_from"].references == ("claims", "claim_id")
    assert schema["claims"]["place_id"].references == ("places", "place_id")
    assert schema["incidents"].ranges() == ("strikes", "events", "killed", "militants_killed", "civilians_killed")
    assert schema["sources"].unique_together == (("url", "title"),)


def test_a_missing_declaration_is_told(draft, tmp_path):
    (draft.folder / "datapackage.json").unlink()
    assert said(draft.folder) == "datapackage.json: is missing from record. Name the folder that holds the record."
    assert said(tmp_path / "nowhere") == (
        "datapackage.json: is missing from nowhere. Name the folder that holds the record."
    )


def test_what_stands_in_the_place_of_the_declaration_is_told(draft):
    path = draft.folder / "datapackage.json"
    os.truncate(path, 1 << 30)  # sparse
    assert said(draft.folder) == (
        "datapackage.json: is larger than 10,000,000 bytes, which no declaration is. Restore it from an earlier"
        " version."
    )
    path.unlink()
    path.mkdir()
    assert said(draft.folder) == "datapackage.json: is not a file. Put the declaration in its place."
    path.rmdir()
    os.mkfifo(path)
    assert said(draft.folder) == "datapackage.json: is not a file. Put the declaration in its place."
    assert said(path) == "datapackage.json: cannot be read (Not a directory). See to it that you may read the file."


def test_problems_of_tells_what_is_wrong_with_the_declaration_alone(draft):
    shutil.copy(draft.path("claims"), draft.folder / "datapackage.json")
    assert draft.problems() == [f"datapackage.json line 1: is not valid JSON (Expecting value, column 1). {JSON}"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: b"", f" line 1: is not valid JSON (Expecting value, column 1). {JSON}"),
        (
            lambda data: data.replace(b'"name":', b"name:", 1),
            f" line 3: is not valid JSON (Expecting property name enclosed in double quotes, column 2). {JSON}",
        ),
        (
            lambda data: b"\xef\xbb\xbf" + data,
            f" line 1: is not valid JSON (Unexpected UTF-8 BOM (decode using utf-8-sig), column 1). {JSON}",
        ),
        (
            lambda data: data.replace(b"Siege", b"Si\xe8ge"),
            " line 104: holds the byte 0xe8, which is not UTF-8. Save the file in UTF-8.",
        ),
        (lambda data: b"[]", f": needs an object with 'resources' at the top level. {MODEL}"),
        (lambda data: b"null", f": needs an object with 'resources' at the top level. {MODEL}"),
        (
            lambda data: b"[" * 100_000,
            ": is not valid JSON (maximum recursion depth exceeded while decoding a JSON array from a unicode string)."
            f" {JSON}",
        ),
        (
            lambda data: data.replace(b'"minimum": 0', b'"minimum": NaN', 1),
            f": is not valid JSON (NaN is no JSON number). {JSON}",
        ),
        (
            lambda data: data.replace(b'"title": "Note",', b'"title": "Note", "title": "Remark",', 1),
            f": is not valid JSON (one object names 'title' 2 times). {JSON}",
        ),
        (
            lambda data: data.replace(b'"title": "Note"', b'"title": "\\ud83d"', 1),
            ": holds half of a character, such as \\ud83d alone. Write the whole character.",
        ),
    ],
)
def test_a_file_that_is_not_json_is_told(draft, change, sentence):
    path = draft.folder / "datapackage.json"
    path.write_bytes(change(path.read_bytes()))
    assert said(draft.folder) == f"datapackage.json{sentence}"


def test_a_number_of_5000_digits_is_told(draft):
    path = draft.folder / "datapackage.json"
    path.write_bytes(path.read_bytes().replace(b'"minimum": 0', b'"minimum": ' + b"9" * 5000, 1))
    assert said(draft.folder).startswith("datapackage.json: is not valid JSON (Exceeds the limit")


def resource(raw, name):
    return next(item for item in raw["resources"] if item["name"] == name)


def field(raw, table, name):
    return next(item for item in resource(raw, table)["schema"]["fields"] if item["name"] == name)


def without(table, name):
    return lambda raw: resource(raw, table)["schema"]["fields"].remove(field(raw, table, name))


def with_field(table, name, **values):
    return lambda raw: field(raw, table, name).update(values)


def with_category(table, name, category):
    return lambda raw: field(raw, table, name)["categories"].append(category)


def with_schema(table, **values):
    return lambda raw: resource(raw, table)["schema"].update(values)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda raw: raw.pop("coverage"), "lacks 'coverage' at the top level"),
        (lambda raw: raw["coverage"].pop("end"), "lacks 'end' in coverage"),
        (
            lambda raw: raw.update(coverage="always"),
            "has \"always\" for 'coverage' at the top level, expected an object",
        ),
        (
            lambda raw: raw["coverage"].update(end="1991-06-31"),
            "has '1991-06-31' for 'end' in coverage, expected a day (YYYY-MM-DD)",
        ),
        (
            lambda raw: raw["coverage"].update(end="1980-06-30"),
            "has a coverage that ends before it starts, 1984-03-01 to 1980-06-30",
        ),
        (lambda raw: raw["extent"].update(west="-62"), "has \"-62\" for 'west' in extent, expected a number"),
        (
            lambda raw: raw["extent"].update(west=62),
            "has an extent whose west lies beyond its east, or whose south lies beyond its north",
        ),
        (lambda raw: raw.pop("resources"), "lacks 'resources' at the top level"),
        (lambda raw: raw["resources"].remove(resource(raw, "claims")), "declares no table 'claims'"),
        (lambda raw: raw["resources"].append(resource(raw, "claims")), "has two resources of the same name"),
        (lambda raw: resource(raw, "claims").pop("schema"), "lacks 'schema' in claims"),
        (
            lambda raw: resource(raw, "claims").update(path="../claims.csv"),
            "has '../claims.csv' for the path of claims, expected a file beside datapackage.json",
        ),
        (
            lambda raw: resource(raw, "claims").update(path="/etc/passwd"),
            "has '/etc/passwd' for the path of claims, expected a file beside datapackage.json",
        ),
        (
            lambda raw: resource(raw, "claims").update(path="https://example.org/claims.csv"),
            "has 'https://example.org/claims.csv' for the path of claims, expected a file beside datapackage.json",
        ),
        (
            lambda raw: resource(raw, "claims").update(path=["a.csv", "b.csv"]),
            'has ["a.csv", "b.csv"] for \'path\' in claims, expected text',
        ),
        (
            lambda raw: resource(raw, "claims")["schema"].pop("primaryKey"),
            "lacks 'primaryKey' in claims",
        ),
        (with_schema("claims", primaryKey=3), "has 3 for 'primaryKey' in claims, expected a name or a list of names"),
        (with_schema("claims", primaryKey=["id", "x"]), "names 2 columns in primaryKey of claims, expected one"),
        (with_schema("claims", primaryKey="id"), "names claims.id in primaryKey of claims, which is not declared"),
        (
            with_schema("sources", uniqueKeys=[["url", "titel"]]),
            "names sources.titel in uniqueKeys of sources, which is not declared",
        ),
        (
            with_schema("claims", foreignKeys=[{"fields": "metric", "reference": {"resource": "x", "fields": "y"}}]),
            "names x.y in foreignKeys of claims, which is not declared",
        ),
        (with_schema("claims", foreignKeys=[{}]), "lacks 'fields' in foreignKeys of claims"),
        (with_schema("claims", fields=[]), "names claims.claim_id in primaryKey of claims, which is not declared"),
        (with_schema("claims", fields=["claim_id"]), "needs an object with 'name' in the fields of claims"),
        (without("incidents", "strikes_min"), "lacks the column incidents.strikes_min"),
        (without("claims", "standing"), "lacks the column claims.standing"),
        (
            lambda raw: resource(raw, "claims")["schema"]["fields"].append(field(raw, "claims", "note")),
            "declares claims.note twice",
        ),
        (
            with_field("claims", "note", type="boolean"),
            "has the type 'boolean' in claims.note, expected string, integer, number or date",
        ),
        (lambda raw: field(raw, "claims", "note").pop("type"), "lacks 'type' in claims.note"),
        (lambda raw: field(raw, "claims", "note").pop("description"), "lacks 'description' in claims.note"),
        (
            with_field("incidents", "strikes_min", type="number"),
            "has incidents.strikes_min as number, expected integer",
        ),
        (
            with_field("incidents", "strikes_min", unit=4),
            "has 4 for 'unit' in incidents.strikes_min, expected text",
        ),
        (
            with_field("claims", "note", constraints={"maxLength": 80}),
            "has the constraint 'maxLength' in claims.note, expected required, unique, minimum, maximum or pattern",
        ),
        (
            with_field("claims", "start_date", constraints={"minimum": "1984-01-01"}),
            "has the constraint 'minimum' in claims.start_date, which only a number may have",
        ),
        (
            with_field("claims", "value_min", constraints={"minimum": "0"}),
            "has \"0\" for 'minimum' in claims.value_min, expected a number",
        ),
        (
            with_field("claims", "note", constraints={"required": "yes"}),
            "has \"yes\" for 'required' in claims.note, expected true or false",
        ),
        (
            with_field("sources", "url", constraints={"pattern": "(http"}),
            "has a pattern in sources.url that is not a regular expression (missing ), unterminated subpattern at"
            " position 0)",
        ),
        (
            with_field("claims", "region", categoriesFrom="incidents.regions"),
            "names incidents.regions in categoriesFrom in claims.region, which is not declared",
        ),
        (
            with_field("claims", "region", categoriesFrom="incidents.note"),
            "takes the categories in claims.region from incidents.note, which has none",
        ),
        (
            with_field("claims", "derived_from", references="claim_id"),
            "has 'claim_id' for 'references' in claims.derived_from, expected table.column",
        ),
        (lambda raw: field(raw, "claims", "metric").pop("categories"), "lacks categories for claims.metric"),
        (
            with_category("incidents", "region", {"value": "Selva", "label": "Forest"}),
            "has the category 'Selva' twice in incidents.region",
        ),
        (with_category("incidents", "region", {"value": "Mar"}), "lacks 'label' in a category in incidents.region"),
        (
            with_category("incidents", "attribution", {"value": "leaked", "label": "Leaked"}),
            "has the category 'leaked' for incidents.attribution, expected announced, acknowledged-later, alleged or"
            " denied",
        ),
        (
            with_category("periods", "role", "interlude"),
            "has the category 'interlude' for periods.role, expected before, campaign, after or moment",
        ),
    ],
)
def test_a_declaration_that_cannot_be_kept_is_told(draft, change, sentence):
    draft.declare(change)
    assert said(draft.folder) == f"datapackage.json: {sentence}. {MODEL}"


def test_a_long_value_in_a_declaration_is_cut(draft):
    draft.declare(lambda raw: raw.update(name=["x" * 100]))
    assert said(draft.folder) == (
        f"datapackage.json: has [\"{'x' * 58} … for 'name' at the top level, expected text. {MODEL}"
    )


def test_a_key_is_required_and_unique_without_saying_so(draft):
    draft.declare(lambda raw: field(raw, "periods", "period_id").pop("constraints"))
    draft.set("periods", "truce", period_id="after").set("periods", "first-phase", period_id="")
    assert draft.problems() == [
        "periods.csv line 4, period_id: is blank, expected text. Fill it in.",
        "periods.csv line 7, period_id: 'after' is already used on line 6. Give one of the two rows an id of its own.",
    ]


def test_a_record_may_declare_columns_of_its_own_and_words_without_labels(draft):
    moods = {"name": "mood", "type": "string", "title": "Mood", "description": "Of the day.", "categories": ["calm"]}
    draft.declare(lambda raw: resource(raw, "periods")["schema"]["fields"].append(moods))
    lines = draft.lines("periods")
    draft.write("periods", [line.replace("\n", ",mood\n" if n == 0 else ",calm\n") for n, line in enumerate(lines)])
    assert problems_of(draft.folder) == ()
    assert read_schema(draft.folder)["periods"]["mood"].categories == (Category("calm", "calm", "calm"),)


def test_a_pattern_without_words_of_its_own_is_shown_as_it_is(draft):
    draft.declare(lambda raw: field(raw, "sources", "language").pop("patternMeans"))
    draft.set("sources", "atlas-1983", language="English")
    assert draft.problems() == [
        "sources.csv line 3, language: 'English' does not have the declared form, expected text that matches"
        " ^[a-z]{2}$. Correct it."
    ]


def test_bounds_of_a_number_are_shown_in_plain_digits(draft):
    draft.declare(with_field("claims", "value_min", constraints={"maximum": 1_000_000}))
    draft.declare(with_field("places", "precision_km", constraints={"minimum": 0.00001}))
    draft.set("claims", "shells", value_min="1000001").set("places", "alto-vento", precision_km="0")
    assert draft.problems() == [
        "claims.csv line 34, value_min: '1000001' is too large, expected a number not above 1000000. Correct the"
        " number; leave the cell blank where nothing is stated.",
        "places.csv line 2, precision_km: '0' is too small, expected a number not below 0.00001. Correct the number;"
        " leave the cell blank where nothing is stated.",
    ]


def test_the_words_the_program_acts_upon_are_those_of_the_rules():
    assert {word for words in ADMITTED.values() for word in words} == set(KNOWN_WORDS["incidents", "attribution"])
    assert tuple(ADMITTED) == KNOWN_WORDS["claims", "rule"]
    assert UNITS == COUNTED


def test_each_claimant_is_on_the_side_that_the_record_declares(invented):
    claimants = read_schema(invented)["claims"]["claimant"].categories
    assert {category.value: category.side for category in claimants} == {
        "coalition": "official",
        "ministry": "local",
        "village": "local",
        "band": "local",
        "observer": "other",
        "gazette": "other",
        "workbook": "other",
    }


def _claimant(declaration):
    fields = next(item for item in declaration["resources"] if item["name"] == "claims")["schema"]["fields"]
    return next(item for item in fields if item["name"] == "claimant")["categories"][0]


def test_a_side_that_nobody_knows_is_told(draft):
    draft.declare(lambda raw: _claimant(raw).update(side="ours"))
    assert said(draft.folder) == (
        "datapackage.json: has 'ours' for 'side' in a category in claims.claimant, expected official, local or other."
        f" {MODEL}"
    )


def test_a_claimant_without_a_side_is_neither_official_nor_local(draft):
    draft.declare(lambda raw: _claimant(raw).pop("side"))
    assert read_schema(draft.folder)["claims"]["claimant"].category("coalition").side == "other"
