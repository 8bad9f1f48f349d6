"""Headings in order, numbers on findings and figures, and for each row the places that cite it."""

import pandas as pd
import pytest

from analysis.charts import rows, table
from analysis.charts.citations import Citation, cited_by
from analysis.markup import FRAGMENT, anchor
from analysis.press.page.fragments import inner, parsed
from analysis.press.page.outline import Outline
from analysis.press.page.prose import prose
from analysis.record.store import load


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


FIGURE = (
    '<figure id="chart-m"><figcaption><b id="chart-m-title">Title</b></figcaption><svg/>'
    '<details><table><tr><td><a href="#incident-x">x</a></td></tr></table></details></figure>'
)
LINK = '<p><a href="#incident-x">x</a></p>'


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (LINK, "Where they fell"),
        (
            '<table><tr><td><a href="#incident-x">x</a>, <a href="#incident-x">x</a></td></tr></table>',
            "Where they fell",
        ),
        ('<h4>By <a href="#incident-x">day</a></h4>', "By day"),
        ('<figure><a href="#incident-x">a figure without a name</a></figure>', "Where they fell"),
    ],
)
def test_a_link_outside_figures_and_findings_is_cited_by_the_nearest_heading(markup, words):
    made, html = outline("<p/><h2>Before</h2>", "<h3>Where they <em>fell</em></h3>", markup, "<h2>After</h2>")
    (place,) = made.cited["incident-x"]
    assert place.words == f"“{words}”"
    assert f'id="{place.target}"' in html


def test_the_numbers_of_a_figure_are_cited_as_the_figure_and_what_follows_it_as_the_section():
    made, _ = outline("<p/><h2>Where they fell</h2>", FIGURE + LINK, LINK)
    assert [place.words for place in made.cited["incident-x"]] == ["Figure 1", "“Where they fell”"]


def test_a_place_is_named_once_however_often_it_cites():
    made, _ = outline("<p/><h2>One</h2>", LINK + FIGURE + LINK, "<h2>Two</h2>" + LINK + LINK)
    assert [place.words for place in made.cited["incident-x"]] == ["“One”", "Figure 1", "“Two”"]


def test_a_link_before_every_heading_is_cited_by_the_opening():
    made, _ = outline("<h1>Title</h1>" + LINK, reserved=["main"])
    assert made.cited["incident-x"] == [Citation("main", "the opening")]


def test_rows_tables_and_prose_of_a_notebook_are_cited(invented):
    record = load(invented)
    key = record.incidents["incident_id"].iloc[0]
    target = anchor("incident", key)
    listed = rows(record, [key])._repr_mimebundle_()[FRAGMENT]["html"]
    numbers = table(pd.DataFrame({"days": [1], "rows": [(key,)]}), "One strike")._repr_mimebundle_()[FRAGMENT]["html"]
    words = prose(f"## In words\n\nSee [the first](#{target}).")
    made, _ = outline(prose("# Title\n\n## Listed"), listed, prose("## In a table"), numbers, words)
    assert [place.words for place in made.cited[target]] == ["“Listed”", "“In a table”", "“In words”"]


def test_words_of_a_heading_keep_their_direction_and_are_no_markup():
    line = cited_by([Citation("section-a", "“<b>\u0633\u0631\u062a</b>”")])
    assert line == (
        '<p class="cited">Cited by <a href="#section-a"><bdi>“&lt;b&gt;\u0633\u0631\u062a&lt;/b&gt;”</bdi></a>.</p>'
    )
