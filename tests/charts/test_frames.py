"""A table keeps what is missing apart from zero, and every cell is text."""

from datetime import date

import pandas as pd
import pytest

from analysis.charts.frames import table, table_markup
from analysis.markup import FRAGMENT
from analysis.press.page.fragments import parsed

FRAME = pd.DataFrame(
    {
        "month": ["2016-10", "<b>"],
        "strikes, at least": pd.array([1187, pd.NA], dtype="Int64"),
        "covered": [True, False],
        "day": [pd.Timestamp("2016-10-01"), pd.NaT],
        "rows": [("LY-2016-10-01-x", "LY-2016-10-02-x"), ("LY-2016-10-03-x",)],
    }
)


def cells(markup):
    return [["".join(cell.itertext()) for cell in line] for line in parsed(markup).iter("tr")]


def test_every_cell_is_shown_as_text_and_a_missing_one_as_a_dash():
    assert cells(table_markup(FRAME, "c")) == [
        ["month", "strikes, at least", "covered", "day", "rows"],
        ["2016-10", "1,187", "yes", "2016-10-01", "2 rows: LY-2016-10-01-x, …-02-x"],
        ["<b>", "–", "no", "–", "LY-2016-10-03-x"],
    ]


def test_headers_are_scoped_numbers_aligned_and_ids_given_where_asked_for():
    tree = parsed(table_markup(FRAME, "What & why", {1: "line-1"}))
    assert [cell.get("scope") for cell in tree.iter("th")] == [*["col"] * 5, "row", "row"]
    assert tree.find("table").get("class") == "n2 d4"
    assert [line.get("id") for line in tree.find("table/tbody")] == [None, "line-1"]
    assert tree.find("table/caption").text == "What & why"
    assert [link.get("href") for link in tree.iter("a")][-1] == "#incident-LY-2016-10-03-x"


def test_a_table_of_a_notebook_carries_its_numbers_as_a_file_to_the_page():
    bundle = table(FRAME, "Strikes by month, acknowledged, October 2016")._repr_mimebundle_()
    tree = parsed(bundle[FRAGMENT]["html"])
    (file,) = [link for link in tree.iter("a") if link.get("download")]
    assert file.get("href").startswith("data:text/csv;charset=utf-8,month,")
    assert file.get("download") == "strikes-by-month-acknowledged-october-2016.csv"
    assert "1187" in file.get("href")
    assert "Strikes by month" in bundle["text/plain"]


def test_a_table_without_a_caption_is_refused():
    with pytest.raises(ValueError, match="A table needs a caption that says what its numbers count"):
        table(FRAME, " ")


def test_a_year_is_a_name_and_has_no_separators():
    frame = pd.DataFrame({"year": [2015, None], "strikes": [2015, 2016]}, dtype="Int64")
    assert cells(table_markup(frame, "c"))[1:] == [["2015", "2,015"], ["–", "2,016"]]
    assert cells(table_markup(frame[["strikes", "year"]], "c"))[1] == ["2,015", "2015"]


def test_a_date_is_a_day():
    assert cells(table_markup(pd.DataFrame({"day": [date(2016, 8, 1)]}), "c"))[1] == ["2016-08-01"]
