"""Charts on a page: nothing that a page refuses, nothing that collides, and every mark leads to what it stands for."""

import re
from collections import Counter
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.patches import Circle

from analysis.charts.chart import Chart
from analysis.charts.marks import Mark
from analysis.charts.sheet import AREAS, Sheet
from analysis.charts.svg import inline, standalone
from analysis.charts.svg_words import SVG_ATTRIBUTES, SVG_ELEMENTS
from analysis.charts.theme import DARK, INK, PAPER, theme
from analysis.markup import anchor

LARGEST = 60_000
"""Bytes of a chart."""


def links(picture):
    return [(link.attrib["href"], link.findtext("title")) for link in picture.iter("a")]


def test_a_picture_holds_only_the_elements_and_attributes_of_the_list(pages):
    for _, _, figure in pages:
        picture = figure.find(".//svg")
        assert {element.tag for element in picture.iter()} <= SVG_ELEMENTS
        assert {name for element in picture.iter() for name in element.attrib} <= SVG_ATTRIBUTES
        assert not {"style", "class"} & SVG_ATTRIBUTES


def test_every_colour_is_one_of_the_theme_in_its_one_spelling(pages):
    for _, chart, figure in pages:
        values = {element.get(look) for element in figure.find(".//svg").iter() for look in ("fill", "stroke", "color")}
        colours = {value for value in values if value and value != "none" and not value.startswith("url(#")}
        assert colours <= set(DARK), chart.name


def test_no_id_occurs_twice_over_all_charts_of_a_page(pages):
    for record in {id(record): record for record, _, _ in pages}.values():
        ids = [
            element.attrib["id"]
            for of, _, figure in pages
            if of is record
            for element in figure.iter()
            if "id" in element.attrib
        ]
        assert not [key for key, times in Counter(ids).items() if times > 1]


def test_an_id_in_a_picture_is_there_because_something_refers_to_it(pages):
    for _, chart, figure in pages:
        picture = figure.find(".//svg")
        named = {element.attrib["id"] for element in picture.iter() if "id" in element.attrib}
        text = ElementTree.tostring(picture, encoding="unicode")
        assert named == set(re.findall(r"url\(#([^)]+)\)", text)) | {
            use.attrib["href"][1:] for use in picture.iter("use")
        }
        assert all(key.startswith(f"{anchor('chart', chart.name)}-") for key in named)


def test_every_mark_is_one_link_out_of_the_tab_order(pages):
    for _, chart, figure in pages:
        found = list(figure.find(".//svg").iter("a"))
        assert sorted(links(figure.find(".//svg"))) == sorted(
            (f"#{mark.target(chart.name)}", mark.title) for mark in chart.marks
        )
        assert len(found) == len(chart.marks) > 0
        assert {link.attrib["tabindex"] for link in found} == {"-1"}
        assert all(link[0].tag == "title" and len(link) > 1 for link in found)


def test_every_mark_leads_to_an_incident_or_a_claim_of_the_record_or_to_a_line_of_the_table(pages):
    for record, _, figure in pages:
        there = {anchor("incident", key) for key in record.incidents["incident_id"]}
        there |= {anchor("claim", key) for key in record.claims["claim_id"]}
        there |= {row.attrib["id"] for row in figure.iter("tr") if "id" in row.attrib}
        assert {link.attrib["href"][1:] for link in figure.find(".//svg").iter("a")} <= there


def test_every_line_of_a_table_that_holds_incidents_is_reached_by_a_mark(drawn):
    for _, chart in drawn:
        held = {
            number
            for number, row in enumerate(chart.table.itertuples(index=False))
            if any(isinstance(value, tuple) and value for value in row)
        }
        assert held <= {mark.row for mark in chart.marks}, chart.name


def test_a_mark_stands_for_the_incidents_in_its_line_of_the_table(drawn):
    for _, chart in drawn:
        for mark in chart.marks:
            if mark.row is not None:
                cells = [value for value in chart.table.iloc[mark.row] if isinstance(value, tuple)]
                assert set(mark.rows) == set().union(*map(set, cells)), mark.title


def test_a_title_says_what_the_mark_shows(drawn):
    titles = {(chart.name, mark.title) for _, chart in drawn for mark in chart.marks}
    assert {
        ("monthly", "October 2016: 187 to 191 precision strikes, 15 rows"),
        ("cumulative", "1 to 20 November 2016: 367 to 411 precision strikes so far, 1 row"),
        ("cumulative", "Accepted total: 495 by 19 December 2016"),
        ("events", "22 September 2017: 6 precision strikes, announced"),
        ("events", "25 July 2018, Fezzan (south-west): 1 precision strike, denied, not counted"),
    } <= titles


def test_a_month_is_one_link_in_each_panel_whatever_it_is_drawn_with(drawn):
    chart = next(chart for _, chart in drawn if chart.name == "monthly")
    october = [mark for mark in chart.marks if mark.title.startswith("October 2016:")]
    assert len(october) == 2
    picture = ElementTree.fromstring(chart.inline())
    (full, cut) = [link for link in picture.iter("a") if link.findtext("title").startswith("October 2016:")]
    assert sum(1 for part in full if "url(#" in part.get("fill", "")) == 1  # the part that is possible
    assert any(part.get("fill") == PAPER for part in cut)  # the torn edge


def test_links_are_large_enough_for_a_finger_where_there_is_room(drawn):
    chart = next(chart for _, chart in drawn if chart.name == "events")
    picture = ElementTree.fromstring(chart.inline())
    areas = [part for part in picture.iter("rect") if part.get("pointer-events") == "all"]
    assert any(float(area.attrib["width"]) >= 9.5 and float(area.attrib["height"]) >= 9.5 for area in areas)


def test_a_page_chooses_the_size_and_the_letters(pages):
    for _, chart, figure in pages:
        picture = figure.find(".//svg")
        assert not {"width", "height", "font-family", "xmlns"} & set(picture.attrib)
        assert picture.attrib["role"] == "group"
        ids = {element.get("id") for element in figure.iter()}
        assert {picture.attrib["aria-labelledby"], picture.attrib["aria-describedby"]} <= ids, chart.name


def test_no_chart_is_larger_than_it_may_be(drawn):
    assert all(len(text.encode()) <= LARGEST for _, chart in drawn for text in (chart.inline(), chart.svg()))


def test_a_file_has_its_size_its_letters_and_its_ground_and_no_links(drawn):
    for _, chart in drawn:
        tree = ElementTree.fromstring(chart.svg())
        height = chart.figure.get_figheight() * 72
        assert [float(tree.attrib[side]) for side in ("width", "height")] == pytest.approx([576, height], abs=0.01)
        assert tree.attrib["font-family"]
        assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= SVG_ELEMENTS - {"a", "title"}
        ground = next(element for element in tree if element.tag.endswith("path"))
        assert ground.attrib["fill"] == "#ffffff"
        assert "pointer-events" not in chart.svg()


def small(sheet):
    """A chart of nothing but a sheet."""
    return Chart("small", sheet.figure, "", "", "", "", pd.DataFrame(), tuple(sheet.marks))


def squares(*places):
    """A chart with a square of 2 points at each place, a mark each."""
    with theme():
        sheet = Sheet.of(100)
        for number, (x, y) in enumerate(places):
            mark = sheet.axes.plot([x], [y], marker="s", markersize=2, color=INK, markeredgewidth=0, linestyle="none")
            sheet.mark(mark, f"mark {number}", [f"QZ-{number}"])
    return small(sheet)


def areas(chart):
    """Left, top, right and bottom of the unseen areas."""
    found = ElementTree.fromstring(chart.inline()).findall(".//a/rect")
    boxes = [[float(area.attrib[key]) for key in ("x", "y", "width", "height")] for area in found]
    return [(x, y, x + width, y + height) for x, y, width, height in boxes]


def test_a_small_mark_gets_an_area_around_it():
    ((left, top, right, bottom),) = areas(squares((50, 50)))
    assert (right - left, bottom - top) == pytest.approx((9.6, 9.6))
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((50, 50), abs=0.1)


def test_no_area_hides_the_mark_of_another_month(drawn):
    for chart in (chart for _, chart in drawn if chart.name == "monthly"):
        found = areas(chart)
        assert all(top >= 0 and bottom <= chart.figure.get_figheight() * 72 for _, top, _, bottom in found)
        pairs = [(one, two) for number, one in enumerate(found) for two in found[:number]]
        assert not [
            (one, two)
            for one, two in pairs
            if min(one[2], two[2]) - max(one[0], two[0]) > 1 and min(one[3], two[3]) - max(one[1], two[1]) > 1
        ]  # an arrow is a little wider than a month


def test_the_areas_of_neighbours_meet_half_way():
    one, two = areas(squares((50, 50), (56, 51)))
    assert [one[2], two[0]] == pytest.approx([53, 53])
    assert one[0] == pytest.approx(45.2)


def test_parts_that_belong_together_are_one_link():
    with theme():
        sheet = Sheet.of(50)
        parts = [sheet.axes.plot([x], [10], marker="s", color=INK, linestyle="none")[0] for x in (10, 40)]
        sheet.mark(parts, "two squares", ["QZ-1"])
        chart = small(sheet)
    (link,) = ElementTree.fromstring(chart.inline()).iter("a")
    assert len([part for part in link if part.tag in ("use", "path")]) == 2


def test_a_mark_that_is_not_drawn_is_an_error():
    with theme():
        sheet = Sheet.of(50)
        sheet.mark(Circle((5, 5), 2), "a circle that nobody added", ["QZ-1"])
    with pytest.raises(ValueError, match="a circle that nobody added"):
        small(sheet).inline()


def test_a_mark_of_several_incidents_without_a_line_of_the_table_is_an_error():
    assert Mark("one", ("QZ-1",)).target("small") == "incident-QZ-1"
    assert Mark("several", ("QZ-1", "QZ-2"), 3).target("small") == "chart-small-row-3"
    assert Mark("a claim", (), claim="total").target("small") == "claim-total"
    with pytest.raises(ValueError, match="stands for 2 rows"):
        Mark("several", ("QZ-1", "QZ-2")).target("small")


def test_what_lies_outside_its_panel_is_cut_or_left_out():
    with theme():
        sheet = Sheet.of(100)
        panel = sheet.panel(10, 50)
        panel.set(xlim=(0, 10), ylim=(0, 10))
        for left, low in ((1, 0), (3, 6), (5, 20)):
            panel.bar(left, 8, 1, low, **{**AREAS["known"], "edgecolor": "none"})
        picture = ElementTree.fromstring(small(sheet).inline())
    bars = [path for path in picture.iter("path") if path.get("fill") == AREAS["known"]["facecolor"]]
    assert ["clip-path" in bar.attrib for bar in bars] == [False, True]


def test_an_element_that_no_page_takes_is_refused():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><foreignObject/></svg>'
    for reduce in (lambda: inline(svg, "x", []), lambda: standalone(svg, "x")):
        with pytest.raises(ValueError, match="foreignObject"):
            reduce()


def test_style_scripts_and_names_of_programs_are_left_out():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
        "<metadata>made by</metadata><defs><style>*{fill:red}</style></defs><!-- words -->"
        '<g id="a"><g id="b"><path d="M 1.25 1 L 4.75 1 z" style="fill: #1d1d1b; stroke-linejoin: miter"/></g></g>'
        "</svg>"
    )
    tree = ElementTree.fromstring(inline(svg, "x", []))
    (path,) = tree
    assert path.attrib == {"d": "M1.25 1h3.5z"}
