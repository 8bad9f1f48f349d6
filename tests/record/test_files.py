"""Files that are not the CSV they should be: each told in one sentence, without a guess at what was meant."""

import csv
import errno
import io
import os
import shutil
import tracemalloc
from pathlib import Path

import pytest

from analysis.record.checks import read_record
from analysis.record.declaration import read_schema
from analysis.record.files import read_text_rows

HEADER = "place_id,name,alt_names,admin1,region,lat,lon,precision_km,gazetteer_id,source_id,note"
BEGIN = f"Begin the file with {HEADER}, as datapackage.json declares."
UTF_8 = "Save the file as CSV in UTF-8 without a byte-order mark."
CLOSE = 'Close the quotation, and double each quotation mark inside it ("").'
LF = "Save the file with LF (Unix) line ends."
CELLS = "as in the header. Put text that contains a comma in double quotation marks, or add the missing commas."
ENDLESS = (
    "places.csv line 3: holds a cell of more than 131,072 characters, so nothing after it can be read. Look for a"
    " quotation mark that is never closed."
)
UNDECLARED = "Delete it, or declare it under places in datapackage.json."
MISSING = "is missing from the header. Add the column, or take it out of places in datapackage.json."


def replaced(old, new):
    def change(data):
        assert data.count(old.encode()) == 1
        return data.replace(old.encode(), new if isinstance(new, bytes) else new.encode())

    return change


def columns_swapped(data):
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([*row[:5], row[6], row[5], *row[7:]] for row in rows)
    return stream.getvalue().encode()


def every_line(change):
    return lambda data: b"".join(change(line) + b"\n" for line in data.splitlines())


FAULTS = {
    "empty": (lambda data: b"", ["places.csv: is empty. Restore the file from an earlier version."]),
    "header only": (
        lambda data: data.splitlines(keepends=True)[0],
        ["places.csv: has a header and no rows. Restore the rows from an earlier version."],
    ),
    "blank line only": (
        lambda data: b"\n",
        [f"places.csv line 1: is not the header, which must come first. {BEGIN}"],
    ),
    "no header": (
        lambda data: data.split(b"\n", 1)[1],
        [f"places.csv line 1: is not the header, which must come first. {BEGIN}"],
    ),
    "semicolons": (
        lambda data: data.replace(b",", b";"),
        ["places.csv line 1: separates its cells by semicolons, expected commas. Save the file as CSV with commas."],
    ),
    "tabs": (
        lambda data: data.replace(b",", b"\t"),
        ["places.csv line 1: separates its cells by tabs, expected commas. Save the file as CSV with commas."],
    ),
    "byte-order mark": (
        lambda data: b"\xef\xbb\xbf" + data,
        [f"places.csv line 1: begins with a byte-order mark, expected plain UTF-8. {UTF_8}"],
    ),
    "UTF-16": (
        lambda data: data.decode().encode("utf-16"),
        [f"places.csv: is in UTF-16 or UTF-32, expected UTF-8. {UTF_8}"],
    ),
    "UTF-16 without a mark": (
        lambda data: data.decode().encode("utf-16-be"),
        [f"places.csv: is in UTF-16 or UTF-32, expected UTF-8. {UTF_8}"],
    ),
    "Latin-1": (
        replaced("Vila d’Eco", "Vila d'Éco".encode("latin-1")),
        [f"places.csv line 6: holds the byte 0xc9, which is not UTF-8 (Latin-1 or Windows-1252, perhaps). {UTF_8}"],
    ),
    "half of a surrogate pair": (
        replaced("Vila d’Eco", b"Vila \xed\xa0\xbd Eco"),
        [f"places.csv line 6: holds the byte 0xed, which is not UTF-8 (Latin-1 or Windows-1252, perhaps). {UTF_8}"],
    ),
    "NUL": (
        replaced("Boca do Rio", "Boca\0Rio"),
        ["places.csv line 3: holds a NUL byte, expected text. Delete the byte, or restore the line."],
    ),
    "Windows line ends": (
        lambda data: data.replace(b"\n", b"\r\n"),
        [f"places.csv line 1: holds a carriage return (6 in the file), expected line feeds alone. {LF}"],
    ),
    "old Macintosh line ends": (
        lambda data: data.replace(b"\n", b"\r"),
        [f"places.csv line 1: holds a carriage return (6 in the file), expected line feeds alone. {LF}"],
    ),
    "carriage return in a cell": (
        replaced("Boca do Rio", '"Boca\rdo Rio"'),
        [f"places.csv line 3: holds a carriage return (1 in the file), expected line feeds alone. {LF}"],
    ),
    "row too short": (
        replaced("Boca do Rio,", "Boca do Rio"),
        [f"places.csv line 3: has 10 cells, expected 11 {CELLS}"],
    ),
    "row too long": (
        replaced("Boca do Rio", "Boca, do Rio"),
        [f"places.csv line 3: has 12 cells, expected 11 {CELLS}"],
    ),
    "quotation never closed": (
        replaced("Boca do Rio", '"Boca do Rio'),
        [f"places.csv line 3: opens a quotation mark that is never closed, so nothing after it can be read. {CLOSE}"],
    ),
    "text after a quotation": (
        replaced("Boca do Rio", '"Boca" do Rio'),
        [f"places.csv line 3: goes on after a closing quotation mark, so nothing after it can be read. {CLOSE}"],
    ),
    "blank line": (
        replaced("boca-do-rio", "\nboca-do-rio"),
        ["places.csv line 3: is blank, expected a row. Delete the blank line."],
    ),
    "row of commas": (
        lambda data: data + b"," * 10 + b"\n",
        ["places.csv line 7: is blank, expected a row. Delete the blank line."],
    ),
    "endless cell on one line": (
        replaced("Boca do Rio", "B" * 200_000),
        [ENDLESS],
    ),
    "endless cell on many lines": (
        replaced("Boca do Rio", '"' + "B\n" * 100_000),
        [ENDLESS],
    ),
    "column misspelt": (
        replaced("precision_km", "precison_km"),
        [
            "places.csv line 1: has a column 'precison_km' that is not declared. Did you mean 'precision_km'?"
            f" {UNDECLARED}",
            f"places.csv line 1, precision_km: {MISSING}",
        ],
    ),
    "column missing": (
        every_line(lambda line: line.rsplit(b",", 1)[0]),
        [f"places.csv line 1, note: {MISSING}"],
    ),
    "column too many": (
        every_line(lambda line: line + b",x"),
        [f"places.csv line 1: has a column 'x' that is not declared. {UNDECLARED}"],
    ),
    "column twice": (
        replaced("admin1", "region"),
        [
            f"places.csv line 1, admin1: {MISSING}",
            "places.csv line 1, region: stands 2 times in the header. Keep one of them.",
        ],
    ),
    "columns in another order": (
        columns_swapped,
        [f"places.csv line 1: has its columns in another order than declared. Expected {HEADER}."],
    ),
}


@pytest.mark.parametrize(("change", "sentences"), FAULTS.values(), ids=FAULTS)
def test_a_faulty_file_is_told_and_nothing_else_is(draft, change, sentences):
    path = draft.path("places")
    path.write_bytes(change(path.read_bytes()))
    assert draft.problems() == sentences


def remove(path):
    path.unlink()


def folder(path):
    path.unlink()
    path.mkdir()


def broken_link(path):
    path.unlink()
    path.symlink_to("nowhere")


def pipe(path):
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("replace", "sentence"),
    [
        (remove, "places.csv: is missing. Put places.csv beside datapackage.json."),
        (broken_link, "places.csv: is missing. Put places.csv beside datapackage.json."),
        (folder, "places.csv: is not a file. Put the table places.csv in its place."),
        (pipe, "places.csv: is not a file. Put the table places.csv in its place."),
    ],
)
def test_what_stands_in_the_place_of_a_file_is_told(draft, replace, sentence):
    replace(draft.path("places"))
    assert draft.problems() == [sentence]


def test_a_file_that_may_not_be_read_is_told(draft, monkeypatch):
    """The refusal is made here, because root may read everything."""
    opened = Path.open

    def refuse(path, *words, **more):
        if path.name == "places.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *words, **more)

    monkeypatch.setattr(Path, "open", refuse)
    assert draft.problems() == ["places.csv: cannot be read (Permission denied). See to it that you may read the file."]


def test_a_faulty_file_does_not_hide_the_slips_in_its_other_lines(draft):
    path = draft.path("places")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"-15.8125", b"-15,8125"))
    assert draft.problems() == [
        f"places.csv line 1: holds a carriage return (6 in the file), expected line feeds alone. {LF}",
        f"places.csv line 5: has 12 cells, expected 11 {CELLS}",
    ]
    path.write_bytes(path.read_bytes().replace(b"precision_km", b"precison_km").replace(b"-15,8125", b"15.8125"))
    assert [problem.partition(": ")[0] for problem in draft.problems()] == [
        "places.csv line 1",
        "places.csv line 1",
        "places.csv line 1, precision_km",
        "places.csv line 5, lat",
    ]


def test_a_line_of_a_gigabyte_is_told_without_being_read(draft):
    os.truncate(draft.path("places"), 1 << 30)  # sparse: NUL bytes that take no room on the disk
    tracemalloc.start()
    problems = draft.problems()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problems == [
        "places.csv line 7: is longer than 1,000,000 bytes, which no row is. Look for a missing line end or a quotation"
        " mark that is never closed."
    ]
    assert peak < 16 * 1024 * 1024


def test_a_row_is_named_by_the_line_on_which_it_starts(draft):
    table = read_schema(draft.folder)["incidents"]
    frame = read_text_rows(draft.path("incidents"), table).frame
    assert list(frame["_line"]) == [2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16]
    assert frame.loc[6, "summary"] == 'Siege, the heavy fortnight.\nA second line, with a comma; and a "quotation".'


def test_a_file_may_end_without_a_line_feed(draft):
    path = draft.path("periods")
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert draft.problems() == []


def test_the_same_text_in_needless_quotation_marks_is_the_same_record(draft, invented):
    rows = list(csv.reader(io.StringIO("".join(draft.lines("claims")), newline="")))
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    draft.path("claims").write_text(stream.getvalue(), encoding="utf-8", newline="")
    assert draft.problems() == []
    assert read_record(draft.folder).frames["claims"].equals(read_record(invented).frames["claims"])


def test_a_table_may_lie_in_a_folder_below(draft):
    (draft.folder / "tables").mkdir()
    shutil.move(draft.path("places"), draft.folder / "tables" / "places.csv")
    draft.declare(lambda raw: raw["resources"][3].update(path="tables/places.csv"))
    assert draft.problems() == []
    (draft.folder / "tables" / "places.csv").write_bytes(b"")
    assert draft.problems() == ["tables/places.csv: is empty. Restore the file from an earlier version."]
