"""Headings in order, numbers on findings and figures, and for each row the places that cite it."""

import pytest

from analysis.charts.citations import Citation
from analysis.press.fragments import inner, parsed
from analysis.press.outline import Outline


def outline(*markup, reserved=()):
    trees = [parsed(piece) for piece in markup]
    return Outline.of(trees, reserved), "".join(inner(tree) for tree in trees)


def test_the_first_heading_becomes_the_title_and_leaves_its_place():
    made, html = outline("<h1>The <em>question</em></h1><p>Words.</p>", "<h2>Month by month</h2>")
    assert made.title == "The question"
    assert html == '<p>Words.</p><h2 id="section-month-by-month">Month by month</h2>'
    assert made.contents == [("section-month-by-month", "Month by month")]


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("<h2>a</h2><h4>b</h4><h3>c</h3>", ["h2", "h3", "h3"]),
        ("<h3>a</h3><h1>b</h1><h6>c</h6>", ["h2", "h2", "h3"]),
        ("<p/><h1>a</h1>", ["h2"]),
    ],
)
def test_levels_begin_at_two_and_never_skip_one(written, levels):
    _, html = outline(written)
    assert [part[:2] for part in html.split("<") if part.startswith("h")] == levels


def test_headings_alike_get_ids_of_their_own():
    made, _ = outline("<p/><h2>Same</h2><h2>Same</h2><h2>methods</h2><h2>!</h2>", reserved=["section-methods"])
    assert [part for part, _ in made.contents] == [
        "section-same", "section-same-2", "section-methods-2", "section-part",
    ]  # fmt: skip


def test_findings_and_figures_are_numbered_and_cited_once_each():
    finding = '<div class="finding" id="finding-a"><p><a href="#incident-x">1</a> <a href="#incident-x">2</a></p></div>'
    figure = (
        '<figure id="chart-m"><figcaption><b id="chart-m-title">Title</b></figcaption>'
        '<svg><a href="#incident-x"><title>t</title></a></svg></figure>'
    )
    made, html = outline(finding, figure)
    assert made.cited == {"incident-x": [Citation("finding-a", "Finding 1"), Citation("chart-m", "Figure 1")]}
    assert '<p class="label">Finding 1</p>' in html
    assert "Figure 1. Title" in html
    assert list(made.findings) == ["finding-a"]
