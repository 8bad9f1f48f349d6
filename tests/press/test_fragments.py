"""A page takes what is on its list, and refuses the rest whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.markup import text
from analysis.press.page.fragments import RefusedMarkup, inner, parsed, words_of


def shown(markup: str) -> str:
    """Markup as the page would hold it."""
    return inner(parsed(markup))


@pytest.mark.parametrize(
    "markup",
    [
        "plain words &amp; signs &lt;",
        '<p class="verdict">Holds <a href="#rows-ratio-rate">105</a>.</p>',
        '<table><caption>C</caption><tbody><tr><th scope="row">a</th><td class="n">1</td></tr></tbody></table>',
        '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer"><bdi>title</bdi></a>',
        '<a href="data:text/csv;charset=utf-8,a%2Cb%0D%0A1,2" download="a.csv">CSV</a>',
        '<svg viewBox="0 0 1 1"><a href="#incident-x" tabindex="-1"><title>t</title><path d="M0 0"/></a></svg>',
        '<details class="rows"><summary>s</summary><ul><li id="rows-a-b">x</li></ul></details>',
        '<a href="mailto:a@example.org">a</a>',
        "<b>" * 300 + "</b>" * 300,
        "<p>one<br>two</p>".replace("<br>", "<br/>"),
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="words"/>',
    ],
)
def test_our_own_markup_passes_and_comes_out_as_it_went_in(markup):
    assert shown(markup).replace("<br>", "<br/>").replace('alt="words">', 'alt="words"/>') == markup


@pytest.mark.parametrize(
    ("markup", "holds"),
    [
        ("<script>alert(1)</script>", "a <script> element"),
        ("<p onclick='x()'>a</p>", "the attribute 'onclick' of a <p> element"),
        ("<p style='color:red'>a</p>", "the attribute 'style' of a <p> element"),
        ("<iframe src='https://example.org'/>", "a <iframe> element"),
        ("<style>p{}</style>", "a <style> element"),
        ("<svg><style>p{}</style></svg>", "a <style> element"),
        ("<svg><script>1</script></svg>", "a <script> element"),
        ("<svg><foreignObject><p>1</p></foreignObject></svg>", "a <foreignObject> element"),
        ("<svg><image href='https://example.org/a.png'/></svg>", "a <image> element"),
        ("<svg><title><b>1</b></title></svg>", "an element inside <title>"),
        ("<svg><g fill='url(https://example.org/a)'/></svg>", "an outside reference in 'fill' of a <g> element"),
        ("<math><annotation-xml><p>1</p></annotation-xml></math>", "a <annotation-xml> element"),
        ("<a href='javascript:alert(1)'>a</a>", "a link to 'javascript:alert(1)'"),
        ("<a href=' javascript:alert(1)'>a</a>", "a link to ' javascript:alert(1)'"),
        ("<a href='JaVaScRiPt:alert(1)'>a</a>", "a link to 'JaVaScRiPt:alert(1)'"),
        ("<a href='data:text/html,x'>a</a>", "a link to 'data:text/html,x'"),
        ("<a href='data:text/csv;charset=utf-8,x'>a</a>", "a link to 'data:text/csv;charset=utf-8,x'"),
        ("<a href='//example.org'>a</a>", "a link to '//example.org'"),
        ("<svg><a href='javascript:alert(1)'>a</a></svg>", "a link to 'javascript:alert(1)'"),
        ("<img src='https://example.org/a.png' alt='a'/>", "a picture from 'https://example.org/a.png'"),
        ("<img src='data:image/svg+xml;base64,AA==' alt='a'/>", "a picture from"),
        ("<img src='data:image/png;base64,AA=='/>", "a picture without alternative text"),
        (
            "<svg><use href='https://example.org/a.svg#a'/></svg>",
            "a <use> with the address 'https://example.org/a.svg#a'",
        ),
        ("<svg><g fill='u\\72l(https://example.org)'/></svg>", "an outside reference in 'fill' of a <g> element"),
        ("<a download='a.html' href='https://example.org'>a</a>", "a <a> with the address 'https://example.org'"),
        ("<p tabindex='0'>a</p>", "the attribute 'tabindex'"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        ("<p>unclosed", "not well-formed"),
        ("<p>&nbsp;</p>", "not well-formed"),
        ("</div><script/><div>", "not well-formed"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><p>&b;</p>", "not well-formed"),
        ("<form><input/></form>", "a <form> element"),
        ("<p>\ud800</p>", "half of a surrogate pair"),
        ("<a href='https://example.org'>a</a>", 'without rel="noopener noreferrer"'),
        ("<a href='HTTP://example.org' rel='noopener'>a</a>", 'without rel="noopener noreferrer"'),
        ("<a href='https://example.org' rel='opener noopener noreferrer'>a</a>", "without rel="),
        ("<b>" * 301 + "</b>" * 301, "more than 300 elements inside one another"),
        ("<svg>" + "<g>" * 3000 + "</g>" * 3000 + "</svg>", "more than 300 elements inside one another"),
        ("<base href='https://example.org'/>", "a <base> element"),
    ],
)
def test_anything_else_is_refused_and_named(markup, holds):
    with pytest.raises(RefusedMarkup) as refused:
        parsed(markup)
    assert holds in str(refused.value)


def test_comments_and_instructions_leave_no_trace():
    assert shown("a<!-- <script> -->b<?php 1 ?>c") == "abc"


@given(st.text())
def test_text_comes_through_as_the_same_words(words):
    tree = parsed(f"<p title='{text(words)}'>{text(words)}</p>")
    paragraph = tree[0]
    again = parsed(inner(tree))[0]
    assert (again.text or "") == (paragraph.text or "")
    assert words_of(again) == words_of(paragraph)
    assert "<" not in inner(tree).replace("<p title=", "").replace("</p>", "").replace('">', "", 1)


@given(st.text())
def test_whatever_is_taken_stands_on_the_list(words):
    try:
        tree = parsed(words)
    except RefusedMarkup:
        return
    assert not {node.tag for node in tree.iter()} & {"script", "style", "iframe", "object", "form", "link", "meta"}
