"""The page holds its shape: at every width, zoomed, unfolded, by keyboard alone and on paper."""

import re
from itertools import pairwise

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
WIDTHS = [320, 360, 768, 1280, 1920]
PAPER = (672, 971)
"""A4 less its margins, in CSS pixels."""

BEYOND_THE_PAGE = """() => {
  const root = document.scrollingElement, edge = root.clientWidth;
  if (root.scrollWidth <= edge) return [];
  const reach = node => node.getBoundingClientRect().right;
  const held = node => { for (let up = node.parentElement; up && up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return true; return false; };
  return [`the page is ${root.scrollWidth} wide in a window of ${edge}`,
    ...[...document.body.querySelectorAll('*')].filter(node => reach(node) > edge + 1 && !held(node))
      .map(node => `${node.localName}#${node.closest('[id]')?.id} to ${reach(node)}: ${node.textContent.slice(0, 60)}`)
      .slice(0, 5)];
}"""
"""What makes the page wider than its window; nothing when it is not."""

HIDDEN_BY_BOXES = """() => [...document.body.querySelectorAll('*')]
  .filter(node => getComputedStyle(node).overflowX !== 'visible' && node.clientWidth &&
    (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1))
  .map(node => `${node.localName}.${node.className} in #${node.closest('[id]')?.id}: ` +
    `${node.scrollWidth}x${node.scrollHeight} in ${node.clientWidth}x${node.clientHeight}`)"""
"""Boxes that hold more than they show."""

FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  const links = [...document.querySelectorAll('a[href]')];
  return {
    kind: node.matches('a[href]') ? 'link' : node.localName === 'summary' ? 'summary' :
      node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight ? 'scroll box' : node.outerHTML,
    link: links.indexOf(node),
    place: [...document.querySelectorAll('*')].indexOf(node),
    shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none',
    name: (node.getAttribute('aria-label') || node.textContent).trim(),
    inside: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    html: node.outerHTML.slice(0, 100),
  };
}"""

REACHABLE = """() => [...document.querySelectorAll('a[href]')]
  .map((link, number) => link.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    link.tabIndex >= 0 ? number : -1)
  .filter(number => number >= 0)"""
"""The links that are on show, those of charts left out, by their number among all links."""


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(visit, report, width):
    shown = visit(report, width)
    assert shown.ask(BEYOND_THE_PAGE) == []
    shown.unfold()
    assert shown.ask(BEYOND_THE_PAGE) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nor_does_it_zoomed_to_200_per_cent(visit, report, width):
    """A window zoomed to twice the size has half the pixels, each drawn as two by two."""
    shown = visit(report, width // 2 if width > 640 else width, 400, device_scale_factor=2)
    shown.unfold()
    assert shown.ask(BEYOND_THE_PAGE) == []


def test_nor_does_it_with_letters_twice_as_large(visit, report):
    shown = visit(report, 640, bypass_csp=True)
    shown.unfold()
    shown.page.add_style_tag(content="html { font-size: 200% }")
    assert shown.ask(BEYOND_THE_PAGE) == []


def test_nor_with_the_spacing_that_a_reader_may_ask_for(visit, report):
    """Line, paragraph, letter and word spacing of WCAG 1.4.12: nothing is cut, nothing overlaps the edge."""
    shown = visit(report, 360, bypass_csp=True)
    shown.unfold()
    shown.page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
        "p { margin-bottom: 2em !important }"
    )
    assert shown.ask(BEYOND_THE_PAGE) == []


def test_a_page_that_is_too_wide_is_found_out(visit, tmp_path):
    wide = tmp_path / "wide.html"
    wide.write_text("<!DOCTYPE html><title>wide</title><p id=p style='width: 500px'>wide</p>")
    found = visit(wide, 320).ask(BEYOND_THE_PAGE)
    assert found[1].startswith("p#p")


def test_wide_figures_scroll_in_a_box_of_their_own(visit, report):
    drawings = """() => [...document.querySelectorAll('figure svg')].map(svg => {
      const box = svg.parentElement.closest('*:not(a)');
      let up = svg.parentElement;
      while (up && getComputedStyle(up).overflowX === 'visible') up = up.parentElement;
      return { scrolls: ['auto', 'scroll'].includes(up && getComputedStyle(up).overflowX),
        legible: svg.getBoundingClientRect().width / svg.viewBox.baseVal.width };
    })"""
    found = visit(report, 320).ask(drawings)
    assert len(found) >= 4
    assert all(drawing["scrolls"] for drawing in found)


def test_letters_in_charts_are_large_enough_to_read(visit, report):
    """On a phone a chart is not shrunk until its letters are lost: none is drawn below 9 CSS pixels."""
    sizes = """() => [...document.querySelectorAll('figure svg text')].filter(text => text.textContent.trim())
      .map(text => {
        const matrix = text.getScreenCTM();
        return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b), text.textContent];
      })"""
    found = visit(report, 360).ask(sizes)
    assert len(found) > 50
    assert [item for item in found if item[0] < 9] == []


@pytest.fixture(scope="module")
def walk(browser, page_of):
    """Each stop of the Tab key on the folded page of the invented record, and the links on show."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(page_of("invented").as_uri())
    stops = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            break
        stops.append(stop)
    reachable = page.evaluate(REACHABLE)
    context.close()
    return stops, reachable


def test_every_tab_stop_has_a_purpose(walk):
    stops, _ = walk
    assert len(stops) > 20
    assert [stop for stop in stops if stop["kind"] not in ("link", "summary", "scroll box")] == []
    assert [stop["html"] for stop in stops if not stop["name"]] == []


def test_the_tab_key_goes_in_the_order_of_the_page_and_to_every_link(walk):
    stops, reachable = walk
    assert [stop["place"] for stop in stops] == sorted(stop["place"] for stop in stops)
    assert [stop["link"] for stop in stops if stop["kind"] == "link"] == reachable


def test_the_focus_is_seen_at_every_stop(walk):
    stops, _ = walk
    assert [stop["html"] for stop in stops if not (stop["shown"] and stop["inside"])] == []


def test_the_skip_link_works_by_keyboard(visit, report):
    shown = visit(report, reduced_motion="reduce")
    shown.page.keyboard.press("Tab")
    first = shown.ask(FOCUS)
    assert first["kind"] == "link"
    assert first["inside"], "the skip link stays out of sight"
    shown.page.keyboard.press("Enter")
    assert shown.ask("() => document.querySelector(':target')?.localName") == "main"
    shown.page.keyboard.press("Tab")
    assert shown.ask("() => !!document.activeElement.closest('main')")


def test_a_summary_opens_by_keyboard(visit, report):
    shown = visit(report)
    summary = shown.page.locator("details:not([open]) > summary").first
    summary.focus()
    shown.page.keyboard.press("Enter")
    assert shown.ask("() => document.activeElement.parentElement.open")


def test_the_order_of_the_page_is_told_by_its_elements(visit, report):
    shown = visit(report)
    count = "selector => document.querySelectorAll(selector).length"
    levels = shown.ask("() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.localName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert shown.ask(count, "main") == 1
    assert shown.ask(count, "body > header") == 1
    assert shown.ask(count, "body > footer") == 1
    assert shown.ask(count, "nav:not([aria-label], [aria-labelledby])") == 0
    assert shown.ask(count, "nav") >= 1
    assert shown.ask("() => document.documentElement.lang") == "en"
    assert shown.ask(count, "figure") == shown.ask(count, "figure:has(> figcaption, > * > figcaption)")
    assert shown.ask(count, "table:not(:has(caption))") == 0
    assert shown.ask(count, "th:not([scope])") == 0
    assert shown.ask(count, "li:not(ul > li, ol > li)") == 0


def test_every_figure_has_its_words_its_table_and_its_data(visit, report):
    parts = """() => [...document.querySelectorAll('figure:has(svg)')].map(figure => [figure.id,
      !!figure.querySelector('figcaption')?.textContent.trim(), !!figure.querySelector('details table caption'),
      !!figure.querySelector('a[download][href^="data:text/csv"]'),
      [...figure.querySelectorAll('svg')].every(svg => {
        const says = svg.getAttribute('aria-label') || (svg.getAttribute('aria-labelledby') || '').split(' ')
          .map(id => document.getElementById(id)?.textContent ?? '').join(' ');
        return svg.getAttribute('aria-hidden') === 'true' || says.trim().length > 20;
      })])"""
    found = visit(report).ask(parts)
    assert len(found) >= 4
    assert [figure for figure in found if not all(figure)] == []


def test_it_can_be_read_with_styles_off(visit, report):
    """Without the style sheet nothing that a reader needs is lost, and nothing is there that was not."""
    shown = visit(report, bypass_csp=True)
    shown.unfold()
    words = "() => document.body.innerText.toLowerCase().split(/\\s+/).join(' ')"
    styled = shown.ask(words)
    shown.ask("() => document.querySelectorAll('style').forEach(style => style.remove())")
    assert shown.ask(words) == styled


def test_nothing_moves_for_those_who_would_rather_it_did_not(visit, report):
    moving = """() => [...document.querySelectorAll('*')].filter(node => {
      const style = getComputedStyle(node);
      return style.scrollBehavior === 'smooth' || style.animationName !== 'none' ||
        style.transitionDuration.split(',').some(time => parseFloat(time) > 0);
    }).map(node => node.localName)"""
    assert visit(report, reduced_motion="reduce").ask(moving) == []


def test_nothing_is_cut_on_paper(visit, report):
    shown = visit(report, *PAPER)
    shown.page.emulate_media(media="print")
    assert shown.ask(BEYOND_THE_PAGE) == []
    assert shown.ask(HIDDEN_BY_BOXES) == []
    tallest = "() => Math.max(...[...document.querySelectorAll('figure svg')].map(svg => svg.clientHeight))"
    assert shown.ask(tallest) < PAPER[1]


def test_paper_is_white_even_where_the_screen_is_dark(visit, report):
    shown = visit(report, color_scheme="dark")
    shown.page.emulate_media(media="print", color_scheme="dark")
    ink, paper = shown.ask("() => ['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])")
    assert brightness(paper) > 250
    assert brightness(ink) < 60


def brightness(color: str) -> float:
    """The mean of the parts of a computed colour; where it lets the paper through it is as white as that."""
    red, green, blue, *alpha = map(float, re.findall(r"[\d.]+", color))
    share = alpha[0] if alpha else 1.0
    return (red + green + blue) / 3 * share + 255 * (1 - share)


def test_no_figure_is_divided_between_two_sheets(visit, report):
    divided = """() => [...document.querySelectorAll('figure:has(svg)')].filter(figure =>
      ![figure, ...figure.querySelectorAll(':has(svg)')].some(box => getComputedStyle(box).breakInside === 'avoid'))
      .map(figure => figure.id)"""
    shown = visit(report, *PAPER)
    shown.page.emulate_media(media="print")
    assert shown.ask(divided) == []


def test_sheets_are_numbered_and_say_what_they_are_from(visit, report):
    rules = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
      .flatMap(rule => rule instanceof CSSMediaRule ? [...rule.cssRules] : [rule])
      .filter(rule => rule instanceof CSSPageRule).map(rule => rule.cssText).join(' ')"""
    margins = visit(report).ask(rules)
    assert "counter(page)" in margins


def test_the_page_prints_on_several_sheets(visit, report):
    sheets = visit(report).page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) > 3
