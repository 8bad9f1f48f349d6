"""Hostile text in a record: on a picture it is text, on its sheet, and nothing else."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts import Chart
from analysis.charts.labels import STACKED, drawable, fitted, text_width, wrapped
from analysis.charts.sheet import Sheet
from analysis.charts.svg_words import SVG_ATTRIBUTES, SVG_ELEMENTS
from analysis.charts.theme import WIDTH, theme

from .conftest import SVG, drawn_of, fragment

HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "closing": "]]></svg></title></text><script>alert(1)</script>",
    "attribute": "\" onload='alert(1)' x=\"",
    "mathematics": r"$\frac{1}{0}$ \$ _^{",
    "directions": "\u202eflipped\u202c \u2066isolated \u200fmarks",
    "storm": "z" + "\u0335\u0321\u0358\u0341" * 200 + " word",
    "long": "long" * 25_000,
    "words": "many words " * 9_000,
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️ 🇱🇾",
    "right to left": "سرت‎ قصف السوق",
    "controls": "a\x00b\x07c\x1bd\u0085e\u2028f\ufffeg",
    "nothing": "\u200b\u200d ",
}


def poisoned(record, words):
    """A record in which every name that a chart may draw is hostile."""
    periods, places = record.periods.copy(), record.places.copy()
    periods["name"] = words
    places["name"] = words
    return replace(record, periods=periods, places=places)


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_drawn_as_text_on_the_sheet(invented, words):
    for name, chart in drawn_of(poisoned(invented, words)).items():
        figure = ElementTree.fromstring(fragment(chart))
        picture = figure.find(".//svg")
        assert {element.tag for element in picture.iter()} <= SVG_ELEMENTS
        assert {key for element in picture.iter() for key in element.attrib} <= SVG_ATTRIBUTES
        assert not {"script", "img", "iframe"} & {element.tag for element in figure.iter()}
        for text in ElementTree.fromstring(chart.svg()).iter(f"{SVG}text"):
            said = "".join(text.itertext())
            assert said == drawable(said)
            if "text-anchor" not in text.attrib and "transform" not in text.attrib:
                wide = text_width(said) * (1.15 if text.get("font-weight") else 1)
                assert float(text.attrib["x"]) + wide <= WIDTH + 1, (name, said[:80])
        assert len(chart.svg()) < 60_000


def test_marks_do_not_pile_up_and_names_keep_the_marks_they_need():
    assert drawable("e\u0301\u0323t\u0302") == "e\u0301\u0323t\u0302"
    assert drawable(HOSTILE["storm"]) == "z" + "\u0335\u0321\u0358\u0341"[:STACKED] + " word"
    assert drawable("بُنْغَازِيّ") == "بُنْغَازِيّ"


def test_what_turns_the_direction_is_left_out_and_letters_stay():
    assert drawable(HOSTILE["directions"]) == "flipped isolated marks"
    assert drawable("سرت") == "سرت"


def test_a_line_is_one_line():
    assert drawable("a\tb\nc\r\nd\u2028e ") == "a b c d e"


def test_a_text_that_is_too_wide_ends_with_an_ellipsis_as_late_as_it_can():
    line = fitted("a long name of a place", 60)
    assert line.endswith("…")
    assert text_width(line) <= 60
    assert text_width(line) > 45
    assert fitted("short", 60) == "short"


ANY = st.text(max_size=300)


@settings(max_examples=80, deadline=None)
@given(ANY, st.floats(40, 560))
def test_any_text_fits(words, width):
    with theme():
        assert text_width(fitted(words, width)) <= width
        assert all(text_width(line) <= width for line in wrapped(words, width))


@settings(max_examples=25, deadline=None)
@given(ANY)
def test_any_text_that_is_written_can_be_read_back(words):
    with theme():
        sheet = Sheet.of(40)
        sheet.write(1, 10, words)
        sheet.write_over(1, 30, [words])
        sheet.key(20, [("known", words)])
    tree = ElementTree.fromstring(Chart("any", sheet.figure, "", "", "", "", pd.DataFrame()).svg())
    said = {"".join(text.itertext()) for text in tree.iter(f"{SVG}text")}
    assert said <= {fitted(words, WIDTH - 1), fitted(words, WIDTH - 17)}


def test_a_long_text_is_wrapped_to_a_few_lines_inside_its_words():
    lines = wrapped("x" * 100_000, 200)
    assert len(lines) == 8
    assert lines[-1].endswith("…")
    assert all(text_width(line) <= 200 for line in lines)
    assert re.fullmatch("x+", lines[0])
