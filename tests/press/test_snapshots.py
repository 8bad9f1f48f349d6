"""Copies of records: the same bytes each time, whole or not there, and read back as the record was."""

import csv
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis.press.changes.rows import CellChange, RecordChange, RowChange
from analysis.press.ledger import snapshots
from analysis.press.ledger.provenance import record_hash
from analysis.press.ledger.snapshots import NoCopyError, Snapshot, keep, place
from analysis.record.declaration import read_schema
from analysis.record.schema import TABLES

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "data"
TABLE = '{"resources": [{"name": "claims", "path": "c.csv", "schema": {"primaryKey": "k"}}]}'


def kept(folder, site):
    """Keeps the record in a folder; its hash comes back."""
    found = record_hash(folder)
    keep(folder, read_schema(folder), found, site)
    return found


@pytest.fixture(params=["shipped", "invented"])
def record(request, invented, draft, tmp_path):
    """A copy of either record that a test may change."""
    if request.param == "invented":
        return draft
    return type(draft)(Path(shutil.copytree(SHIPPED, tmp_path / "shipped")))


def test_a_copy_holds_the_declaration_and_the_tables_byte_for_byte_and_no_map(record, tmp_path):
    name = kept(record.folder, tmp_path)
    with zipfile.ZipFile(place(tmp_path, name)) as copy:
        assert set(copy.namelist()) == {"datapackage.json", *(f"{table}.csv" for table in TABLES)}
        for member in copy.namelist():
            assert copy.read(member) == (record.folder / member).read_bytes()


def test_a_copy_reads_back_as_rows_by_table_and_id(record, tmp_path):
    copy = Snapshot.of(tmp_path, kept(record.folder, tmp_path), "the record")
    for table in TABLES:
        with (record.folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            expected = [{name: value for name, value in row.items() if value} for row in csv.DictReader(stream)]
        rows = list(copy.rows(table))
        assert [row for _, row in rows] == expected
        assert [key for key, _ in rows] == [row[f"{table.removesuffix('s')}_id"] for row in expected]


def test_the_same_record_gives_the_same_copy_from_another_folder_and_at_another_time(invented, tmp_path):
    other = shutil.copytree(invented, tmp_path / "elsewhere")
    for path in other.iterdir():
        path.touch()
    first = place(tmp_path / "one", kept(invented, tmp_path / "one"))
    second = place(tmp_path / "two", kept(other, tmp_path / "two"))
    assert first.read_bytes() == second.read_bytes()


def test_a_record_is_copied_once(invented, tmp_path):
    path = place(tmp_path, kept(invented, tmp_path))
    before = path.stat()
    kept(invented, tmp_path)
    assert path.stat() == before


def test_two_writers_leave_one_whole_copy_and_nothing_else(invented, tmp_path):
    name = record_hash(invented)
    schema = read_schema(invented)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keep(invented, schema, name, tmp_path), range(16)))
    assert [path.name for path in (tmp_path / ".records").iterdir()] == [f"{name}.zip"]
    assert Snapshot.of(tmp_path, name, "the record").name == schema.name


def test_a_record_that_is_being_edited_is_not_copied_under_the_name_of_another(draft, tmp_path):
    before = record_hash(draft.folder)
    draft.drop("claims", draft.rows("claims")[0]["claim_id"])
    keep(draft.folder, read_schema(draft.folder), before, tmp_path)
    draft.path("claims").unlink()
    keep(draft.folder, read_schema(draft.folder), before, tmp_path)
    assert not place(tmp_path, before).exists()


def test_of_a_record_that_is_too_large_only_the_declaration_is_kept(draft, tmp_path, monkeypatch):
    before = kept(draft.folder, tmp_path)
    draft.drop("claims", draft.rows("claims")[0]["claim_id"])
    monkeypatch.setattr(snapshots, "LARGEST", 1000)
    now = kept(draft.folder, tmp_path)
    with zipfile.ZipFile(place(tmp_path, now)) as copy:
        assert copy.namelist() == ["datapackage.json"]
    monkeypatch.undo()
    assert RecordChange.between(tmp_path, before, now).unnamed == (
        "the record as it is now has more than 64 MB of tables, and of so many no copy is kept"
    )


def test_a_folder_that_cannot_be_written_to_is_an_error(invented, tmp_path):
    (tmp_path / ".records").write_text("in the way")
    with pytest.raises(OSError, match=r"\.records"):
        kept(invented, tmp_path)


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"PK", b"no zip", lambda whole: whole[: len(whole) // 2], lambda whole: whole.replace(b"PK", b"KP")],
    ids=["empty", "begun", "text", "cut", "changed"],
)
def test_a_copy_that_is_damaged_cannot_be_read_and_says_which(invented, tmp_path, spoilt):
    path = place(tmp_path, kept(invented, tmp_path))
    path.write_bytes(spoilt(path.read_bytes()) if callable(spoilt) else spoilt)
    with pytest.raises(NoCopyError, match=rf"the copy of that record cannot be read \(\.records/{path.name}\)"):
        list(Snapshot.of(tmp_path, path.stem, "that record").rows("claims"))


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        (None, ""),
        ("[]", ""),
        ('{"resources": []}', ""),
        (TABLE[:-2], "k,b\n1,2\n"),
        (TABLE, None),
        (TABLE, ""),
        (TABLE, "a,b\n"),
        (TABLE, "k,b\n1\n"),
        (TABLE, 'k,b\n"1\n'),
        (TABLE, "k,b\n1,\udcff\n"),
    ],
)
def test_a_copy_from_other_hands_is_no_surprise(tmp_path, declared, content):
    path = place(tmp_path, "abc")
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as copy:
        for name, text in (("datapackage.json", declared), ("c.csv", content)):
            if text is not None:
                copy.writestr(name, text.encode("utf-8", "surrogateescape"))
    with pytest.raises(NoCopyError):
        list(Snapshot.of(tmp_path, "abc", "the record").rows("claims"))


@pytest.mark.parametrize("name", ["", "0" * 64, "../../etc/passwd"])
def test_a_record_that_was_never_kept_has_no_copy(tmp_path, name):
    with pytest.raises(NoCopyError, match="no copy of the record was kept"):
        Snapshot.of(tmp_path, name, "the record")


def test_rows_added_withdrawn_and_altered_are_named_with_their_cells(record, tmp_path):
    before = kept(record.folder, tmp_path)
    claims = record.rows("claims")
    about = next(row for row in claims if row["incident_id"])
    incident = record.rows("incidents")[0]
    record.add("claims", claim_id="new", incident_id=incident["incident_id"])
    record.drop("claims", about["claim_id"])
    record.set("incidents", incident["incident_id"], target_name="somebody", note="")
    now = kept(record.folder, tmp_path)
    changed = RecordChange.between(tmp_path, before, now)
    cells = (CellChange("target_name", incident["target_name"], "somebody"), CellChange("note", incident["note"], ""))
    assert changed == RecordChange(
        (
            RowChange("incidents", incident["incident_id"], "altered", cells),
            RowChange("claims", "new", "added", about=incident["incident_id"]),
            RowChange("claims", about["claim_id"], "withdrawn", about=about["incident_id"]),
        )
    )


def test_rows_in_another_order_and_a_blank_column_are_no_altered_rows(draft, tmp_path):
    before = kept(draft.folder, tmp_path)
    first, *rest = draft.lines("claims")
    draft.write("claims", [first, *reversed(rest)])
    assert RecordChange.between(tmp_path, before, kept(draft.folder, tmp_path)) == RecordChange()
    draft.write("claims", [first.replace("\n", ",extra\n"), *(line.replace("\n", ",\n") for line in rest)])
    assert RecordChange.between(tmp_path, before, kept(draft.folder, tmp_path)) == RecordChange()


def test_a_changed_declaration_is_told_unless_it_is_the_version_alone(draft, tmp_path):
    before = kept(draft.folder, tmp_path)
    draft.declare(lambda declared: declared.update(version="99"))
    version = kept(draft.folder, tmp_path)
    assert not RecordChange.between(tmp_path, before, version).declaration
    draft.declare(lambda declared: declared.update(description="Other words."))
    assert RecordChange.between(tmp_path, before, kept(draft.folder, tmp_path)).declaration


def test_another_record_is_told_as_such_and_not_row_by_row(invented, tmp_path):
    changed = RecordChange.between(tmp_path, kept(invented, tmp_path), kept(SHIPPED, tmp_path))
    assert changed.titles == (read_schema(invented).title, read_schema(SHIPPED).title)
    assert changed.rows == ()
