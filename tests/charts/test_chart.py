"""A chart as a value: the same bytes anywhere, text that is text, and HTML that is safe."""

import os
import re
import subprocess
import sys
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.charts import cumulative, events
from analysis.charts.chart import nothing
from analysis.measures.rules import Rule

from .conftest import ROOT, SVG
from .draw_all import hashes

HOSTILE = """\
figure.dpi: 300
font.family: serif
font.size: 30
savefig.bbox: tight
savefig.transparent: True
svg.fonttype: path
xtick.major.size: 40
xtick.top: True
axes.facecolor: black
hatch.linewidth: 9
path.sketch: 5, 100, 2
timezone: Asia/Tokyo
"""
"""Settings that somebody might keep in a folder, and that would spoil every chart."""


@pytest.fixture(scope="module")
def chart(invented):
    return cumulative(invented, Rule())


def test_the_same_chart_is_the_same_bytes_in_any_process_folder_and_time_zone(invented, tmp_path):
    (tmp_path / "matplotlibrc").write_text(HOSTILE, encoding="utf-8")
    elsewhere = subprocess.run(
        [sys.executable, str(ROOT / "tests/charts/draw_all.py"), str(ROOT / "tests/data/invented")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    *drawn, imported = elsewhere.stdout.splitlines()
    assert drawn == hashes(invented)
    assert [line.split()[0] for line in drawn] == ["monthly", "cumulative", "events", "sides", "map"]
    assert imported == "[]"  # what takes long to import was not needed


def test_a_chart_made_twice_is_the_same(chart, invented):
    again = cumulative(invented, Rule())
    assert again.svg() == chart.svg()
    assert again.inline() == chart.inline()


def test_words_are_text_and_not_outlines(chart):
    tree = ElementTree.fromstring(chart.svg())
    words = ["".join(text.itertext()) for text in tree.iter(f"{SVG}text")]
    assert "120 by 20 April 1987" in words
    assert "DejaVu Sans" in tree.attrib["font-family"]


def test_the_picture_carries_no_date_and_no_name_of_a_program(chart):
    svg = chart.svg()
    assert "date" not in svg.lower()
    assert "matplotlib.org" not in svg.lower()


def test_the_picture_asks_for_nothing_outside_itself(chart):
    addresses = re.findall(r'(?:href|src)="([^"]*)"', chart.svg())
    assert all(address.startswith("#") for address in addresses)


def test_the_subtitle_gives_unit_rule_and_days(chart):
    assert chart.subtitle == (
        "Shell strikes since the first day, acknowledged by the actor, then or later; 15 January to 20 April 1987."
    )


def test_a_chart_of_nothing_says_so_in_words_and_has_no_rows(invented, words):
    chart = nothing("some-chart", invented, "There is nothing. " * 12, "Unit.", pd.DataFrame({"month": []}))
    assert " ".join(words(chart)) == ("There is nothing. " * 12).strip()
    assert all(len(line) < 110 for line in words(chart))


def test_a_long_record_is_drawn_without_a_warning(invented):
    assert "QZ" not in events(invented, Rule(), date(1900, 1, 1), date(2090, 12, 31)).svg()
