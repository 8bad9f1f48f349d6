"""Hostile text in every text of a record at once: nothing runs, nothing is asked for, the layout holds, all is text."""

import csv
import re

import pytest

from analysis.markup import plain

from .checker import MissingChecker, remarks
from .conftest import lacking, render
from .hostile import FORMULAS, made_hostile

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
LONG_ENOUGH = 1_000
"""Milliseconds in which an event handler or a late request would have run."""
UNSHOWN = {"places.alt_names", "places.admin1", "places.note"}
"""Columns that no part of the page shows."""
LONGEST_STORM = 8
"""Marks on one letter that no language needs; more may stand where a box cuts off what they cover."""

ACTIVE = """() => [...document.querySelectorAll('*')].filter(node =>
    ['script', 'iframe', 'object', 'embed', 'base', 'form', 'input', 'textarea', 'link', 'audio', 'video', 'img',
     'foreignobject', 'animate', 'set'].includes(node.localName.toLowerCase()) ||
    [...node.attributes].some(({ name, value }) => /^on|^style$|^src|^autofocus$|^action$/i.test(name) ||
      /^\\s*(javascript|vbscript|data:text\\/html)/i.test(value)))
  .map(node => node.outerHTML.slice(0, 200))"""
"""Elements that run, load or send something; a page of ours has none."""

CARDS = """() => [...document.querySelectorAll('main .card, main section, main figure, main .finding')]
  .map(part => [part.id || part.className, part.getBoundingClientRect()])
  .map(([name, box]) => [name, box.left, box.top, box.right, box.bottom])"""

OVERLAPS = """() => {
  const siblings = new Map();
  for (const part of document.querySelectorAll('main li, main .card, main section, main figure, main p, main tr')) {
    if (!part.checkVisibility()) continue;
    const last = siblings.get(part.parentElement), box = part.getBoundingClientRect();
    siblings.set(part.parentElement, { part, box, over: last?.over || [], worst: null });
    if (last && box.height && last.box.height && box.top < last.box.bottom - 1 && box.left < last.box.right - 1 &&
        last.box.left < box.right - 1)
      siblings.get(part.parentElement).over.push(part.outerHTML.slice(0, 80));
  }
  return [...siblings.values()].flatMap(({ over }) => over);
}"""
"""Neighbours that stand in one another's way."""

UNCUT_STORMS = """longest => {
  const storm = new RegExp(`\\\\p{M}{${longest + 1}}`, 'u');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let text; (text = walker.nextNode());) {
    if (!storm.test(text.data) || !text.parentElement.checkVisibility()) continue;
    let up = text.parentElement;
    const cuts = style => /hidden|clip|auto|scroll/.test(style.overflowY) || /paint|strict|content/.test(style.contain);
    while (up && up !== document.body && !cuts(getComputedStyle(up))) up = up.parentElement;
    if (!up || up === document.body) found.push(text.parentElement.outerHTML.slice(0, 120));
  }
  return found;
}"""
"""Letters under more marks than a language needs, in no box that cuts off what they cover."""

UNISOLATED = """() => {
  const turns = /[\\u202a-\\u202e\\u2066-\\u2068]/, found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    if (!turns.test(text.data)) continue;
    let up = text.parentElement;
    const bounds = node => node.matches('text, title, desc') ||
      /isolate|plaintext/.test(getComputedStyle(node).unicodeBidi);
    while (up && !bounds(up)) up = up.parentElement;
    // an element that ends with its own text may turn it; one that goes on in the page's words may not
    const rest = up.textContent.slice(up.textContent.lastIndexOf(text.data) + text.data.length);
    if (/\\p{L}/u.test(rest)) found.push(up.outerHTML.slice(0, 120));
  }
  return found;
}"""
"""Text that changes the direction of writing, and page's own words after it in the same isolated piece."""

UNISOLATED_HEAD = """() => {
  const turns = /[\\u202a-\\u202e\\u2066-\\u2068]/, found = [];
  for (const part of document.querySelectorAll('h1, .kicker, .dateline, nav a'))
    if ([...part.childNodes].some(node => node.nodeType === Node.TEXT_NODE && turns.test(node.data)))
      found.push(part.outerHTML.slice(0, 120));
  return found;
}"""
"""Texts of the record at the head of a page that stand in one piece with the page's own words."""


@pytest.fixture(scope="module")
def hostile(spoil, tmp_path_factory):
    """The page of the hostile record, and what its columns say."""
    draft = spoil()
    said = made_hostile(draft)
    assert draft.problems() == []
    return render(draft.folder, tmp_path_factory.mktemp("hostile")), said


@pytest.fixture
def shown(hostile, visit):
    return visit(hostile[0], 320, reduced_motion="reduce")


def words(text: str) -> str:
    """Text as a page holds it, whatever blanks stand between its words."""
    return re.sub(r"[\s\ufeff]+", " ", plain(text))


def test_every_free_column_is_spoilt(hostile):
    said = hostile[1]
    assert {"incidents.summary", "claims.note", "sources.title", "places.name", "periods.name"} <= set(said)
    assert all(len(texts) > 1 for texts in said.values())


@pytest.mark.parametrize("bypass_csp", [False, True])
def test_nothing_runs_and_nothing_is_asked_for(hostile, visit, loopback, bypass_csp):
    """With the page's policy and without it: the policy is the second wall, not the first."""
    page, _ = hostile
    loopback.arrived.clear()
    shown = visit(page, 320, bypass_csp=bypass_csp)
    shown.unfold()
    shown.page.mouse.move(160, 300)
    shown.page.keyboard.press("Tab")
    shown.page.wait_for_timeout(LONG_ENOUGH)
    assert shown.ask("() => [window.hacked, parent.hacked]") == [None, None]
    assert shown.dialogs == []
    assert shown.messages == []
    assert shown.requests == [page.as_uri()]
    assert loopback.arrived == []


def test_nothing_on_the_page_could_run(shown):
    assert shown.ask(ACTIVE) == []
    assert shown.ask("() => document.querySelectorAll('style').length") == 1
    assert shown.ask("() => document.querySelectorAll('title').length >= 1 && document.title.length > 10")


def test_links_lead_to_the_web_as_text_or_nowhere(shown):
    links = shown.ask("() => [...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))")
    strange = [link for link in links if not re.match(r"https?://|#|data:text/csv;", link)]
    assert strange == []
    assert any(link.startswith("https://evil.example/") for link in links)


def test_every_text_is_shown_as_text(hostile, shown):
    page = words(shown.ask("() => document.body.textContent"))
    _, said = hostile
    lost = {
        column: [key for key, text in texts.items() if words(text) not in page]
        for column, texts in said.items()
        if column not in UNSHOWN
    }
    assert {column for column in lost if len(lost[column]) == len(said[column])} == set()


def test_the_page_does_not_scroll_sideways(shown):
    width = "() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
    assert shown.ask(width) == [320, 320]
    shown.unfold()
    assert shown.ask(width) == [320, 320]


def test_no_part_stands_in_the_way_of_another(shown):
    shown.unfold()
    assert len(shown.ask(CARDS)) > 20
    assert shown.ask(OVERLAPS)[:5] == []
    assert [name for name, left, _, right, _ in shown.ask(CARDS) if left < -1 or right > 321] == []


def test_a_storm_of_marks_stays_in_its_box(shown):
    shown.unfold()
    assert shown.ask(UNCUT_STORMS, LONGEST_STORM)[:5] == []


def test_what_turns_the_direction_of_writing_turns_only_itself(shown):
    assert shown.ask(UNISOLATED)[:5] == []
    assert shown.ask(UNISOLATED_HEAD) == []


def test_the_page_is_still_valid(hostile):
    """But for one warning, which is about the text itself: marks in an unusual order stay as they are."""
    try:
        found = remarks(hostile[0])
    except MissingChecker as missing:
        lacking(str(missing))
    assert [remark[:500] for remark in found if "Unicode Normalization Form C" not in remark][:5] == []


def test_no_cell_of_a_download_is_run_by_a_spreadsheet(shown):
    shown.unfold()
    names = shown.ask("() => [...document.querySelectorAll('a[download]')].map(link => link.download)")
    assert len(names) >= 4
    cells = []
    for number, name in enumerate(names):
        with shown.page.expect_download() as download:
            shown.page.locator("a[download]").nth(number).dispatch_event("click")
        assert download.value.suggested_filename == name
        text = download.value.path().read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1, f"{name} has rows of several lengths"
        cells += [cell for row in rows for cell in row]
    assert [cell[:80] for cell in cells if runs(cell)] == []
    assert any(cell.lstrip("'").startswith(FORMULAS) for cell in cells), "no hostile text came into a download"


def runs(cell: str) -> bool:
    """Whether a spreadsheet takes a cell for a formula; a number with a sign is no formula."""
    number = re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?", cell)
    return number is None and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("cell", ["=1", "+1+1", "-1-1", "@x", "\t=1", "＝1"])
def test_a_cell_that_would_run_is_found_out(cell):
    assert runs(cell)
    assert not runs(f"'{cell}")
    assert not runs("-12.5")
