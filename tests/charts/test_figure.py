"""The figure of a chart: one for the page, with links, and one for a notebook, with an image."""

import base64
import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.charts import Chart, cumulative
from analysis.charts.chart import nothing
from analysis.charts.figure import table_html
from analysis.measures.rules import Rule

from .conftest import fragment


@pytest.fixture(scope="module")
def chart(invented):
    return cumulative(invented, Rule())


@pytest.fixture(scope="module")
def figure(chart):
    return ElementTree.fromstring(fragment(chart))


def words(element):
    return "".join(element.itertext())


def of(table):
    """A chart that has only a table."""
    return Chart("small", None, "a < b", "Unit.", "Source.", "Alt.", table)


def test_a_figure_has_caption_picture_source_description_and_numbers_in_this_order(chart, figure):
    assert [child.tag for child in figure] == ["figcaption", "div", "p", "details"]
    caption, _, source, folded = figure
    assert words(caption.find("b")) == chart.title
    assert words(caption.find("span")) == chart.subtitle
    assert words(source) == chart.source
    assert words(folded.find("p")) == chart.alt
    assert folded.find("summary").text == "Description and numbers"


def test_a_figure_is_named_by_its_title_and_its_picture_described_by_the_description(chart, figure):
    assert figure.attrib == {
        "class": "chart",
        "id": "chart-cumulative",
        "aria-labelledby": "chart-cumulative-title",
    }
    assert words(figure.find(".//*[@id='chart-cumulative-title']")) == chart.title
    assert words(figure.find(f".//*[@id='{figure.find('.//svg').attrib['aria-describedby']}']")) == chart.alt


def test_the_box_that_scrolls_holds_a_tab_stop_with_a_purpose(figure):
    picture = figure.find("div[@class='picture']")
    assert [child.tag for child in picture] == ["svg", "p"]
    assert words(picture.find("p/a")) == "Numbers as CSV"
    assert not [link for link in picture.iter("a") if link.get("tabindex") != "-1" and "download" not in link.attrib]


def test_every_table_has_a_caption_and_scopes_and_ids_where_marks_lead(pages):
    for _, chart, figure in pages:
        table = figure.find(".//table")
        assert words(table.find("caption")) == f"{chart.title}. {chart.subtitle}"
        head = table.findall("thead/tr/th")
        assert [words(cell) for cell in head] == list(chart.table.columns)
        assert {cell.attrib["scope"] for cell in head} == {"col"}
        lines = table.findall("tbody/tr")
        led_to = {mark.row for mark in chart.marks}
        assert [line.get("id") for line in lines] == [
            f"chart-{chart.name}-row-{number}" if number in led_to else None for number in range(len(chart.table))
        ]
        assert all([cell.get("scope") for cell in line] == ["row"] + [None] * (len(head) - 1) for line in lines)


def test_numbers_of_cells_are_grouped_and_text_of_the_record_is_text():
    table = pd.DataFrame({"what": ["<script>"], "number": [1234], "rate": [0.5], "row": [("a&b",)]})
    found = ElementTree.fromstring(table_html(of(table)))
    assert [words(cell) for cell in found.find("tbody/tr")] == ["<script>", "1,234", "0.5", "a&b"]
    assert words(found.find("caption")) == "a < b. Unit."
    assert found.attrib["class"] == "n2 n3"


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ((), ""),
        (("QZ-1987-02-04-town",), "QZ-1987-02-04-town"),
        (
            ("QZ-1987-02-04-town", "QZ-1987-02-11-town", "QZ-1987-02-11-port"),
            "3 rows: QZ-1987-02-04-town, …-11-town, …-11-port",
        ),
        (("one", "two"), "2 rows: one, two"),
        (("QZ-1", "QZ-1-b"), "2 rows: QZ-1, …-1-b"),
    ],
)
def test_rows_in_a_cell_are_links_that_say_once_what_they_share(ids, said):
    table = ElementTree.fromstring(table_html(of(pd.DataFrame({"month": ["m"], "rows": [ids]}))))
    cell = table.find("tbody/tr/td")
    assert words(cell) == said
    assert [link.attrib["href"] for link in cell.iter("a")] == [f"#incident-{key}" for key in ids]


def test_a_notebook_gets_one_image_that_is_the_file(chart):
    html = chart._repr_mimebundle_()["text/html"]
    picture = re.search(r'<img src="data:image/svg\+xml;base64,([^"]*)" alt="([^"]*)"/>', html)
    assert base64.b64decode(picture[1]).decode() == chart.svg()
    assert ElementTree.fromstring(html).find(".//img").attrib["alt"] == chart.alt
    assert "<svg" not in html


def test_in_words_a_chart_is_its_name_and_title(chart):
    assert chart._repr_mimebundle_()["text/plain"] == f"<Chart cumulative: {chart.title}>"


def test_a_chart_of_nothing_is_a_figure_too(invented):
    chart = nothing("empty", invented, "There is nothing.", "Unit.", pd.DataFrame({"month": []}))
    figure = ElementTree.fromstring(fragment(chart))
    assert words(figure.find(".//table/caption")) == "There is nothing. Unit."
    assert not list(figure.find(".//svg").iter("a"))
