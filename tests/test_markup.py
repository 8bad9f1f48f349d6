"""Text of a record as markup: nothing in it can end, open or turn around what stands beside it."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import markup
from analysis.markup import FRAGMENT, anchor, bundle, isolated, link, outward, plain, text


@given(st.text(st.characters(codec="utf-8")) | st.text())
def test_any_text_is_well_formed_in_an_element_and_in_an_attribute(words):
    node = ET.fromstring(f'<p title="{text(words)}">{text(words)}</p>')
    assert "".join(node.itertext()) == plain(words)
    assert isolated(words).replace("<bdi>", "").replace("</bdi>", "") == text(words)


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x85", "\ud800", "\ufffe", "\U0001ffff"])
def test_a_character_that_no_document_may_hold_is_shown_as_unreadable(letter):
    assert plain(f"a{letter}b") == "a\ufffdb"


@pytest.mark.parametrize("words", ["سرت", "\u202eevil", "a \u2066b", "עברית"])
def test_text_that_turns_is_set_apart(words):
    assert isolated(words) == f"<bdi>{text(words)}</bdi>"


@pytest.mark.parametrize("words", ["Surt", "Brač & co.", "5 – 6", "東京", "🙂"])
def test_text_from_left_to_right_needs_no_element(words):
    assert isolated(words) == text(words)


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_keys_have_different_anchors(one, other):
    assert (anchor("claim", one) == anchor("claim", other)) == (one == other)
    assert ET.fromstring(link("claim", one)).attrib["href"] == "#" + anchor("claim", one)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " https://example.org", "//example.org", "data:text/html,x", ""]
)
def test_an_address_of_another_kind_is_no_link(address):
    assert outward(address, "words") == "words"


def test_an_address_of_the_web_is_a_link_that_tells_nobody_where_it_came_from():
    assert outward('https://example.org/?a=1&b="', "w") == (
        '<a href="https://example.org/?a=1&amp;b=&quot;" rel="noopener noreferrer">w</a>'
    )


def test_a_bundle_holds_words_html_for_the_notebook_and_the_fragment_with_its_data():
    assert bundle("w", "<p/>", findings=[1]) == {
        "text/plain": "w", "text/html": "<p/>", FRAGMENT: {"html": "<p/>", "findings": [1]},
    }  # fmt: skip
    assert bundle("w", "<p/>", "<b/>")["text/html"] == "<b/>"
    assert bundle("w", "<p/>", lambda: "<b/>")["text/html"] == "<b/>"


def test_where_pages_are_made_nothing_is_drawn_for_jupyterlab(monkeypatch):
    monkeypatch.setattr(markup, "_in_lab", True)  # as it was, afterwards
    markup.leave_out_lab()
    assert bundle("w", "<p/>", lambda: 1 / 0) == {"text/plain": "w", FRAGMENT: {"html": "<p/>"}}
