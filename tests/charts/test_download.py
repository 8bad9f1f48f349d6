"""The numbers of a chart as a file: read back they are the table, and no spreadsheet runs them."""

import csv
import io
from datetime import date
from urllib.parse import unquote

import pandas as pd
import pytest

from analysis.charts.download import MEDIA, csv_address, csv_text, file_name

from .conftest import fragment


def read(address):
    """The lines of a download."""
    assert address.startswith(MEDIA)
    return list(csv.reader(io.StringIO(unquote(address.removeprefix(MEDIA), errors="strict"), newline=""), strict=True))


def written(value):
    """What a cell of a table must read back as."""
    if isinstance(value, tuple):
        return "|".join(value)
    if pd.isna(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def test_every_chart_s_file_read_back_is_its_table(pages):
    for record, chart, figure in pages:
        link = figure.find(".//p[@class='actions']/a")
        assert link.attrib["download"] == f"{chart.name}.csv"
        head, *lines = read(link.attrib["href"])
        about = f"{chart.subtitle} {chart.source}"
        assert head == [*chart.table.columns, about]
        assert record.schema.version in about
        frame = pd.DataFrame(lines, columns=head)
        assert len(frame) == len(chart.table)
        for name in chart.table.columns:
            numeric = pd.api.types.is_numeric_dtype(chart.table[name]) and chart.table[name].dtype != bool
            if numeric:
                assert pd.to_numeric(frame[name]).tolist() == pytest.approx(
                    chart.table[name].astype("float64").tolist(), nan_ok=True
                )
            else:
                assert frame[name].tolist() == [written(value) for value in chart.table[name]]
        assert set(frame[about]) <= {""}


def test_each_kind_of_cell_has_one_spelling():
    table = pd.DataFrame(
        {
            "rows": [("QZ-1", "QZ-2")],
            "number": pd.array([1234], dtype="Int64"),
            "open": pd.array([None], dtype="Int64"),
            "rate": [-0.25],
            "day": [pd.Timestamp(1987, 1, 15)],
            "covered": [True],
            "words": ['say "no", twice'],
        }
    )
    assert csv_text(table, "about") == (
        'rows,number,open,rate,day,covered,words,about\r\nQZ-1|QZ-2,1234,,-0.25,1987-01-15,yes,"say ""no"", twice",\r\n'
    )


SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with, in half and in full width: OWASP, "CSV Injection"."""
UNSEEN = ' \t\n\u00a0\u3000\u200b\ufeff"'
"""Blanks and quotation marks that a spreadsheet may cut off before it looks at the first sign."""


@pytest.mark.parametrize("lead", ["", *UNSEEN, " \t\n", "\r"])
@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(lead, sign):
    words = f'{lead}{sign}HYPERLINK("x")|x'
    table = pd.DataFrame({words: [words], "ids": [(words,)]})
    (head, line) = read(csv_address(table, words))
    assert all(cell.startswith("'") for cell in (head[0], head[-1], line[0], line[1]))


@pytest.mark.parametrize("words", ["\tx", "\nx", "\rx"])
def test_a_text_that_begins_with_what_importers_cut_off_begins_with_an_apostrophe(words):
    assert read(csv_address(pd.DataFrame({"a": [words]}), "about"))[1][0].startswith("'")


@pytest.mark.parametrize("between", [";", "; ", ';"', ";\t", "\t", "\n", "\r\n", ";\u3000"])
@pytest.mark.parametrize("sign", SIGNS)
def test_no_separator_of_another_locale_puts_a_formula_at_the_beginning_of_a_cell(between, sign):
    words = f"dead{between}{sign}1+1{between}{sign}2"
    text = csv_text(pd.DataFrame({"n": [1], words: [words]}), words)
    for line in text.splitlines():
        for cell in (part for semicolons in line.split(";") for part in semicolons.split("\t")):
            assert cell.strip(UNSEEN)[:1] not in set(SIGNS), (line, cell)
    assert read(csv_address(pd.DataFrame({"a": [words]}), "about"))[1][0].replace("'", "") == words.replace(
        "\r\n", "\n"
    )


def test_a_sign_in_the_middle_of_a_text_stays_as_it_is():
    words = "2 + 2 = 4, at noon; 5 - 3 of them @ Sirte"
    assert csv_text(pd.DataFrame({"a": [words]}), "about").splitlines()[1] == f'"{words}",'


def test_a_file_is_called_by_its_words():
    assert file_name("Strikes by year, acknowledged by the actor") == "strikes-by-year-acknowledged-by-the-actor.csv"
    assert file_name("Água & <b>\u202e/../x") == "agua-b-x.csv"
    assert file_name("قصف") == file_name("") == "table.csv"
    assert file_name("a" * 200) == "table.csv"
    long = file_name("strikes " * 40)
    assert long == "-".join(["strikes"] * 7) + ".csv"
    assert len(long) <= 64


def test_a_negative_number_stays_a_number():
    assert csv_text(pd.DataFrame({"n": [-3], "x": [-0.5]}), "about").splitlines()[1] == "-3,-0.5,"


def test_what_no_document_may_hold_is_shown_as_unreadable():
    assert "a\N{REPLACEMENT CHARACTER}b" in csv_text(pd.DataFrame({"name": ["a\x00b"]}), "about")
    lone = csv_address(pd.DataFrame({"name": ["a\ud800b"]}), "about")
    assert read(lone)[1][0] == "a\N{REPLACEMENT CHARACTER}b"


def test_an_address_holds_nothing_that_ends_an_attribute_or_is_no_address(pages):
    for _, chart, figure in pages:
        address = figure.find(".//p[@class='actions']/a").attrib["href"]
        assert address.isascii()
        assert not set(address) & set(" \"'<>\\^`{|}#\r\n"), chart.name
    assert "%22" in csv_address(pd.DataFrame({"a": ['"']}), "about")


def test_a_table_without_lines_still_says_what_it_would_be_about():
    assert csv_text(pd.DataFrame({"month": []}), "Unit. Source.") == "month,Unit. Source.\r\n"


def test_the_file_does_not_make_a_chart_heavy(drawn):
    for _, chart in drawn:
        assert len(csv_address(chart.table, chart.subtitle)) < 8_000
        assert len(fragment(chart)) < 70_000
