"""The page stays small enough to mail around, with every figure, card and table in it."""

import gzip
import re

import pytest

pytestmark = pytest.mark.kernel
PAGE = 550_000
PACKED = 100_000
CHART = 60_000
"""Bytes."""


def test_the_page_is_small(report):
    size = len(report.read_bytes())
    assert 50_000 < size <= PAGE


def test_the_page_packs_small(report):
    assert len(gzip.compress(report.read_bytes(), compresslevel=9, mtime=0)) <= PACKED


def test_no_chart_is_large(report):
    text = report.read_text(encoding="utf-8")
    charts = {name: len(drawing.encode()) for name, drawing in drawings(text)}
    assert len(charts) >= 4
    assert {name: size for name, size in charts.items() if size > CHART} == {}


def drawings(text: str) -> list[tuple[str, str]]:
    """Each drawing of a page, named by its place and what it shows."""
    found = re.findall(r"<svg\b.*?</svg>", text, re.S)
    return [(f"drawing {number}: {drawing[:120]}", drawing) for number, drawing in enumerate(found, 1)]
