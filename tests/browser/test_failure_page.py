"""The page of a failed run: valid, open to everybody, whole on a phone, and deaf to hostile text."""

import re
from dataclasses import replace

import pytest

from analysis.markup import plain
from analysis.press.failures.failure import Failure, Kind, Line, Row
from analysis.press.failures.page import failure_html

from .checker import MissingChecker, remarks
from .conftest import lacking
from .hostile import ENDLESS, NASTY
from .test_axe import violations
from .test_hostile import ACTIVE, LONG_ENOUGH, LONGEST_STORM, UNCUT_STORMS, UNISOLATED
from .test_layout import BEYOND_THE_PAGE, HIDDEN_BY_BOXES

pytestmark = pytest.mark.browser
SPOILT = " ".join(NASTY)
ORDINARY = Failure(
    report="small",
    kind=Kind.CELL,
    reason="ValueError: no share",
    headline="Code cell 3 stopped in line 2 with ValueError: it was given a value that it cannot use.",
    remedy="Open notebooks/small.ipynb in JupyterLab and run it up to code cell 3.",
    command="workbook render small -p factor=3",
    stays="The last good page, of 3 November 2026, stays at its address.",
    cell=3,
    line=2,
    lines=(Line(1, "for row in rows:"), Line(2, "    share(row, " + "a_long_name, " * 20 + ")", True), Line(3, "")),
    name="ValueError",
    message="no share for QZ-1984-05-03-serra-calma",
    frames=("code cell 3, line 2", "analysis.measures.rates, line 45"),
    rows=(
        Row("incidents.csv", 2, "QZ-1984-05-03-serra-calma", "The error names it."),
        Row("claims.csv", None, "", "x"),
    ),
    unlisted=1200,
    changes=(("", "factor is 3; it was 2."),),
)
BARE = Failure(
    "small", Kind.STOPPED, "stopped", "The run was stopped.", "Run it again.", "workbook render small", "Wait."
)
HOSTILE = Failure(
    report=SPOILT,
    kind=Kind.CELL,
    reason=SPOILT,
    headline=f"headline {SPOILT}{ENDLESS}",
    remedy=f"remedy {SPOILT}",
    command=f"command {SPOILT}",
    stays=f"stays {SPOILT}",
    cell=3,
    line=2,
    lines=(Line(1, f"line {SPOILT}"), Line(2, f"marked {SPOILT}", True)),
    name=f"name {SPOILT}",
    message=f"message {SPOILT}\r\nand more",
    frames=(f"frame {SPOILT}", "another"),
    rows=(Row(f"file {SPOILT}", 2, f"id {SPOILT}", f"words {SPOILT}"),),
    changes=(("", f"change {SPOILT}"), (SPOILT, "with an anchor")),
)
PLACES = ("headline", "remedy", "command", "stays", "line", "marked", "name", "message", "frame", "file", "id", "words")


@pytest.fixture(scope="module")
def page_with(tmp_path_factory):
    """Writes the page of a failure and gives its path."""
    folder = tmp_path_factory.mktemp("failed")

    def write(failure, title="Before and after the siege", good="../index.html", made="2026-11-04T10:15:00Z"):
        page = folder / "failed.html"
        page.write_text(failure_html(failure, title, good, made), encoding="utf-8", newline="\n")
        return page

    return write


@pytest.mark.parametrize("failure", [ORDINARY, BARE, HOSTILE])
def test_the_page_is_valid(page_with, failure):
    """But for one warning, which is about the text itself: marks in an unusual order stay as they are."""
    try:
        found = remarks(
            page_with(failure, title=f"title {failure.report}", good="" if failure is BARE else "../a.html")
        )
    except MissingChecker as missing:
        lacking(str(missing))
    assert [remark for remark in found if "Unicode Normalization Form C" not in remark] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("failure", [ORDINARY, BARE])
def test_nothing_is_objected_to(visit, page_with, failure, scheme, width):
    assert violations(visit(page_with(failure), width, color_scheme=scheme, bypass_csp=True)) == []


@pytest.mark.parametrize("failure", [ORDINARY, HOSTILE])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_never_scrolls_sideways_and_cuts_nothing(visit, page_with, failure, width):
    shown = visit(page_with(failure), width)
    assert shown.ask(BEYOND_THE_PAGE) == []
    if failure is ORDINARY:
        assert shown.ask(HIDDEN_BY_BOXES) == []


def test_the_page_tells_everything(visit, page_with):
    words = visit(page_with(ORDINARY)).ask("() => document.body.innerText")
    for told in (
        *(ORDINARY.headline, ORDINARY.remedy, ORDINARY.command, ORDINARY.stays, ORDINARY.message),
        *(
            "→ 2      share(row",
            "  1  for row in rows:",
            "incidents.csv, line 2",
            "1,200 more",
            "factor is 3; it was 2.",
        ),
        *("Code cell 3, line 2", "analysis.measures.rates, line 45", "Tried on 4 November 2026 at 10:15 UTC."),
    ):
        assert told in words
    assert visit(page_with(ORDINARY)).ask("() => document.querySelector('a').getAttribute('href')") == "../index.html"


def test_what_is_not_known_is_left_out(visit, page_with):
    shown = visit(page_with(BARE, good="", made=""))
    assert shown.ask("() => [...document.querySelectorAll('h2')].map(head => head.textContent)") == ["What to do"]
    assert shown.ask("() => document.querySelectorAll('a, .dateline').length") == 0


def test_a_run_after_which_nothing_had_changed_says_so(visit, page_with):
    words = visit(page_with(replace(BARE, changes=()))).ask("() => document.body.innerText")
    assert "Nothing that the page is made from has changed since then" in words


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_hostile_text_is_shown_and_does_nothing(visit, page_with, loopback, bypass_csp):
    page = page_with(HOSTILE, title=f"title {SPOILT}")
    loopback.arrived.clear()
    shown = visit(page, 320, bypass_csp=bypass_csp)
    shown.page.keyboard.press("Tab")
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert shown.ask("() => [window.hacked, parent.hacked]") == [None, None]
    assert (shown.dialogs, shown.messages, shown.requests) == ([], [], [page.as_uri()])
    assert loopback.arrived == []
    assert shown.ask(ACTIVE) == []
    assert shown.ask(UNCUT_STORMS, LONGEST_STORM) == []
    assert shown.ask(UNISOLATED) == []
    words = blanks_alike(shown.ask("() => document.body.textContent"))
    assert [place for place in PLACES if blanks_alike(f"{place} {SPOILT}") not in words] == []


def blanks_alike(text: str) -> str:
    """Text as a page holds it, whatever blanks stand between its words."""
    return re.sub(r"[\s\ufeff]+", " ", plain(text))
