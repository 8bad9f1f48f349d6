"""The page asks for nothing but itself and says nothing, counted where requests would arrive."""

import shutil

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
LONG_ENOUGH = 500
"""Milliseconds in which a request that the page makes late would be made."""


@pytest.fixture
def served(report, loopback):
    """The address of a page on the counting server, which starts to count anew."""
    shutil.copy(report, loopback.folder / "index.html")
    loopback.arrived.clear()
    return loopback.address("index.html")


def test_the_page_is_all_that_is_asked_for(visit, served, loopback):
    shown = visit(served)
    shown.unfold()
    shown.page.wait_for_load_state("networkidle")
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert shown.requests == [served]
    assert loopback.arrived == ["GET /index.html HTTP/1.1"]


def test_nothing_is_asked_for_when_it_is_read_from_a_file(visit, report, loopback):
    loopback.arrived.clear()
    shown = visit(report, color_scheme="dark")
    shown.unfold()
    shown.page.emulate_media(media="print")
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert shown.requests == [report.as_uri()]
    assert loopback.arrived == []


def test_the_console_stays_empty(visit, served):
    shown = visit(served)
    shown.unfold()
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert shown.messages == []


def test_the_text_is_the_same_with_scripts_off(visit, report):
    on, off = visit(report), visit(report, java_script_enabled=False)
    assert len(words(on)) > 5_000
    assert words(on) == words(off)


def words(shown):
    return shown.page.locator("body").inner_text()


def test_a_page_that_asks_and_speaks_is_found_out(visit, loopback):
    """The tests above can fail: whatever host and protocol a page asks for, it is seen."""
    (loopback.folder / "chatty.html").write_text(
        "<!DOCTYPE html><title>chatty</title><link rel=icon href='data:,'><img src='http://one.example/pixel.gif'>"
        "<link rel=stylesheet href='https://two.example/style.css'><script>console.log('here')</script>",
        encoding="utf-8",
    )
    loopback.arrived.clear()
    shown = visit(loopback.address("chatty.html"))
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert {"http://one.example/pixel.gif", "https://two.example/style.css"} <= set(shown.requests)
    assert "log: here" in shown.messages
    assert "GET /pixel.gif HTTP/1.1" in loopback.arrived
    assert any(line.startswith("\x16\x03") for line in loopback.arrived), "the TLS hello was not counted"
