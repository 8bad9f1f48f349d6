"""A page handed over: whole or not at all, without anything of the machine, and the same bytes for the same run."""

import hashlib
import json
import os
import zipfile

import pytest

from analysis.press.sharing.handover import noted

pytestmark = pytest.mark.kernel


@pytest.fixture
def made(workbook, project):
    """A workbook whose report was made."""
    answer = workbook("render", "small")
    assert answer.status == 0, answer.err
    return project


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_gets_the_page_and_a_note_of_its_run(workbook, made, tmp_path):
    target = tmp_path / "given" / "small"
    answer = workbook("share", "small", "--to", target)
    assert (answer.status, answer.out.strip()) == (0, str(target / "index.html")), answer.err
    assert names_in(target) == ["index.html", "share.json"]
    assert names_in(target.parent) == ["small"]
    page = (target / "index.html").read_bytes()
    assert page == made.page.read_bytes()
    note = json.loads((target / "share.json").read_bytes())
    assert note["run"] == json.loads((made.page.parent / "run.json").read_bytes())["run"]
    assert note["files"]["index.html"] == {"bytes": len(page), "SHA-256": hashlib.sha256(page).hexdigest()}


def test_the_pdf_of_the_page_goes_along_where_one_lies_there(workbook, made, tmp_path):
    printed = rb"%PDF-1.4 << /Creator (Mozilla/5.0 \(X11; Linux x86_64\) HeadlessChrome/156) /Producer (Skia) >>"
    made.page.with_name("small.pdf").write_bytes(printed)
    assert workbook("share", "small", "--to", tmp_path / "given").status == 0
    assert names_in(tmp_path / "given") == ["index.html", "share.json", "small.pdf"]
    given = (tmp_path / "given" / "small.pdf").read_bytes()
    assert given.split() == b"%PDF-1.4 << /Creator (Chromium) /Producer (Skia) >>".split()
    assert len(given) == len(printed)  # the table of its parts says where each begins


def test_a_zip_file_of_the_same_run_has_the_same_bytes_and_tells_of_no_time_and_nobody(workbook, made, tmp_path):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert workbook("share", "small", "--to", first).out.strip() == str(first)
    os.utime(made.page, (0, 0))
    assert workbook("share", "small", "--to", second).status == 0
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert packed.namelist() == ["small/index.html", "small/share.json"]
        assert packed.read("small/index.html") == made.page.read_bytes()
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(member.extra, member.comment) for member in packed.infolist()} == {(b"", b"")}
        assert packed.comment == b""


def test_an_earlier_handover_of_the_report_is_replaced_and_its_pdf_goes(workbook, made, tmp_path):
    folder, packed = tmp_path / "given", tmp_path / "given.zip"
    made.page.with_name("small.pdf").write_bytes(b"%PDF-1.7 of this page")
    for place in (folder, packed):
        assert workbook("share", "small", "--to", place).status == 0
    first = made.page.read_bytes()
    made.notebook("print('something else')")
    assert workbook("render", "small").status == 0
    for place in (folder, packed):
        assert workbook("share", "small", "--to", place).status == 0
    assert names_in(folder) == ["index.html", "share.json"]
    assert (folder / "index.html").read_bytes() == made.page.read_bytes() != first
    assert zipfile.ZipFile(packed).read("small/index.html") == made.page.read_bytes()


def test_an_older_run_is_handed_over_by_its_name(workbook, made, tmp_path):
    first, run = made.page.read_bytes(), json.loads((made.page.parent / "run.json").read_bytes())["run"]
    made.notebook("print('something else')")
    assert workbook("render", "small").status == 0
    made.page.with_name("small.pdf").write_bytes(b"%PDF-1.7 of the newer page")
    assert workbook("share", "small", "--to", tmp_path / "given", "--run", run).status == 0
    assert (tmp_path / "given" / "index.html").read_bytes() == first
    assert not (tmp_path / "given" / "small.pdf").exists()


def test_what_else_lies_there_is_left_alone(workbook, made, tmp_path):
    (tmp_path / "busy").mkdir()
    (tmp_path / "busy" / "index.html").write_text("somebody's page")
    (tmp_path / "busy.zip").write_bytes(b"somebody's file")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("small/share.json", '{"report": "small", "files": {}}')
        other.writestr("small/more.txt", "somebody's words")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, words in [
        ("busy", "busy holds other files: index.html. Name a folder that is not there yet"),
        ("busy.zip", "busy.zip is there already and is no earlier one of 'small'."),
        ("other.zip", "other.zip is there already and is no earlier one of 'small'."),
        ("busy/index.html", "index.html is there already and is no folder."),
    ]:
        answer = workbook("share", "small", "--to", tmp_path / name)
        assert (answer.status, answer.out) == (1, "")
        assert words in answer.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_cannot_be_handed_over_is_told(workbook, project, tmp_path):
    answer = workbook("share", "smal", "--to", tmp_path / "given")
    assert answer.status == 2
    assert answer.err == "Error: There is no report 'smal'. Did you mean 'small'? Reports: small.\n"
    answer = workbook("share", "small", "--to", tmp_path / "given")
    assert answer.status == 1
    assert answer.err == "Error: 'small' has no page yet: `workbook render small` makes one.\n"
    project.notebook("print(1 / 0)")
    assert workbook("render", "small").status == 1
    answer = workbook("share", "small", "--to", tmp_path / "given")
    assert answer.err == "Error: 'small' has no good page yet: `workbook render small` says what is wrong.\n"
    failed = next((project.page.parent).glob("*/run.json")).parent.name
    answer = workbook("share", "small", "--to", tmp_path / "given", "--run", failed)
    assert f"The run {failed} of 'small' failed" in answer.err
    assert not (tmp_path / "given").exists()


def test_a_place_that_is_none_is_refused(workbook, made):
    for place in ("ftp://example.org/x", "", "s3://"):
        answer = workbook("share", "small", "--to", place)
        assert answer.status == 2
        assert "s3://BUCKET/PREFIX" in answer.err


def test_a_page_that_names_the_machine_is_not_handed_over(workbook, project, tmp_path, monkeypatch):
    project.notebook("print('computed on annas-laptop.example.org overnight')")
    assert workbook("render", "small").status == 0
    monkeypatch.setattr("platform.node", lambda: "annas-laptop")
    answer = workbook("share", "small", "--to", tmp_path / "given")
    assert answer.status == 1
    assert "index.html names this machine, so it is not handed over: “" in answer.err
    assert not (tmp_path / "given").exists()
    monkeypatch.setattr("platform.node", lambda: "overnight")
    assert workbook("share", "small", "--to", tmp_path / "given").status == 0


def test_no_name_in_a_note_reaches_beyond_what_a_handover_leaves():
    files = {"index.html": "", "year.pdf": "", "../victim.txt": "", "/etc/passwd": "", "other.txt": ""}
    note = json.dumps({"report": "year", "files": files}).encode()
    assert noted(note, "year") == {"share.json", "index.html", "year.pdf"}
    assert noted(note, "another") == set()
