"""By links alone: from every number of a finding to a source, from every mark of a chart to a card."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

PARTS = """() => Object.fromEntries([...document.querySelectorAll('[id]')].map(part =>
  [part.id, [...part.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))]))"""
"""The links in each part of the page that has an id, by that id."""

FINDINGS = """() => [...document.querySelectorAll('.finding')].map(finding => {
  const lines = [...finding.querySelectorAll('p:not(.label)')];
  return {
    id: finding.id,
    numbers: lines.flatMap(line => [...line.querySelectorAll('a')])
      .map(link => [link.textContent, link.getAttribute('href')]),
    unlinked: lines.map(line => {
      const rest = line.cloneNode(true);
      rest.querySelectorAll('a').forEach(link => link.remove());
      return rest.textContent;
    }).join(' '),
  };
})"""
"""The findings, the links in their sentences, and what is left of the sentences without them."""

MARKS = """() => [...document.querySelectorAll('svg a')].map(mark => [
  mark.getAttribute('href'), mark.querySelector(':scope > title')?.textContent ?? '', mark.tabIndex])"""

LANDED = """() => {
  const part = document.querySelector(':target');
  if (!part) return null;
  const box = part.getBoundingClientRect();
  return { id: part.id, seen: part.checkVisibility() && box.height > 0 && box.bottom > 0 && box.top < innerHeight };
}"""
"""The part of the page to which a link has led, and whether it is in sight."""

HIT = """([chart, from]) => {
  const marks = [...document.querySelectorAll(`#${chart} svg a`)];
  for (const mark of marks.slice(from)) {
    mark.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = mark.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (top && mark.contains(top)) return { x, y, href: mark.getAttribute('href') };
  }
  return null;
}"""
"""Where to click on the first mark of a chart that lies under no other."""

ONWARD = re.compile(r"#((?:rows|incident|claim|period|source)-.+)")
"""What a reader follows from a number towards its source; links back to what cites a card are none of these."""


@pytest.fixture
def shown(visit, report):
    return visit(report, reduced_motion="reduce")  # so that a link has led somewhere as soon as it is followed


@pytest.fixture
def parts(shown):
    return shown.ask(PARTS)


def sources_behind(link: str, parts: dict[str, list[str]]) -> set[str]:
    """The sources with an address that can be reached from a link by following links onward."""
    queue, seen, found = [link], set(), set()
    while queue:
        match = ONWARD.fullmatch(queue.pop())
        if match is None or match[1] in seen:
            continue
        seen.add(match[1])
        links = parts.get(match[1], [])
        if match[1].startswith("source-"):
            found |= {match[1]} if any(re.match("https?://", to) for to in links) else set()
        else:
            queue += links
    return found


def test_every_id_is_given_once(shown):
    ids = shown.ask("() => [...document.querySelectorAll('[id]')].map(part => part.id)")
    assert len(ids) > 100
    assert sorted(ids) == sorted(set(ids))


def test_every_link_inside_the_page_leads_somewhere(shown, parts):
    links = shown.ask("() => [...document.querySelectorAll('a[href], use')].map(link => link.getAttribute('href'))")
    inside = {link[1:] for link in links if link.startswith("#")}
    assert len(inside) > 50
    assert inside - set(parts) == set()


def test_every_other_link_leads_to_the_web_or_is_a_table_to_download(shown):
    links = shown.ask("() => [...document.querySelectorAll('a:not([href^=\"#\"])')].map(link => link.outerHTML)")
    web = r'<a href="https?://[^"]+" rel="noopener noreferrer">'
    table = r'<a (?=[^>]* download=)[^>]*href="data:text/csv;charset=utf-8,[^"]*"'
    assert len(links) > 10
    assert [link for link in links if not re.match(f"{web}|{table}", link)] == []


def test_every_number_of_a_finding_is_a_link(shown):
    findings = shown.ask(FINDINGS)
    assert len(findings) >= 5
    assert [(item["id"], item["unlinked"]) for item in findings if re.search(r"\d", item["unlinked"])] == []
    assert sum(bool(re.search(r"\d", words)) for item in findings for words, _ in item["numbers"]) > 10


def test_every_number_of_a_finding_leads_to_a_source(shown, parts):
    """But for the number of readings, which counts no rows: it leads to what a reading is."""
    numbers = [(item["id"], *number) for item in shown.ask(FINDINGS) for number in item["numbers"]]
    assert "method-readings" in parts
    numbers = [number for number in numbers if number[2] != "#method-readings"]
    assert len(numbers) > 20
    assert [number for number in numbers if not sources_behind(number[2], parts)] == []


def test_every_card_leads_to_a_source_and_back_to_what_cites_it(shown, parts):
    cards = {name: links for name, links in parts.items() if name.startswith("incident-")}
    assert len(cards) >= 10
    for name in cards:
        says = shown.ask("name => document.getElementById(name).textContent", name)
        assert sources_behind(f"#{name}", parts) or "No claim in the record is about this row" in says, name
    assert [name for name, links in cards.items() if not any(re.match("#(finding|chart)-", to) for to in links)] == []


def test_every_place_that_a_card_says_cites_it_does(parts):
    """A finding or a figure that a card names leads to the card, and each that leads to a card is named on it."""
    cites = {
        (place, to[1:])
        for place, links in parts.items()
        if re.match("(finding|chart)-[a-z-]+$", place)
        for to in links
        if to.startswith("#incident-")
    }
    named = {
        (to[1:], card)
        for card, links in parts.items()
        if card.startswith("incident-")
        for to in links
        if re.match("#(finding|chart)-", to)
    }
    assert len(named) > 20
    assert named - cites == set()
    assert {(place, card) for place, card in cites - named if place in {place for place, _ in named}} == set()


def test_every_mark_leads_to_a_card(shown, parts):
    """At once, or by way of one line that lists several; one that stands for a claim leads to the claim."""
    marks = shown.ask(MARKS)
    assert len(marks) > 20
    leads_to_card = {name for name, links in parts.items() if any(to.startswith("#incident-") for to in links)}
    lost = [
        mark for mark in marks if not mark[0].startswith(("#incident-", "#claim-")) and mark[0][1:] not in leads_to_card
    ]
    assert lost == []
    assert all(to[1:] in parts for to, _, _ in marks)
    assert sum(to.startswith("#incident-") for to, _, _ in marks) > 10


def test_every_mark_says_what_it_is_and_stays_out_of_the_tab_order(shown):
    assert [mark for mark in shown.ask(MARKS) if not mark[1].strip() or mark[2] >= 0] == []


def test_a_click_on_a_mark_brings_its_card_into_sight(shown):
    charts = shown.ask("() => [...document.querySelectorAll('figure[id]:has(svg a)')].map(figure => figure.id)")
    assert len(charts) >= 3
    for chart in charts:
        where = shown.ask(HIT, [chart, 0])
        assert where is not None, f"no mark of {chart} can be clicked"
        shown.page.mouse.click(where["x"], where["y"])
        shown.page.wait_for_url(lambda address, end=where["href"]: address.endswith(end))
        assert shown.ask(LANDED) == {"id": where["href"][1:], "seen": True}, chart


def test_a_link_to_something_folded_away_unfolds_it(shown):
    folded = """() => {
      for (const link of document.querySelectorAll('a[href^="#"]')) {
        const part = document.getElementById(link.getAttribute('href').slice(1));
        if (link.checkVisibility() && !link.closest('svg') && part.closest('details:not([open])'))
          return link.outerHTML;
      }
      return null;
    }"""
    chosen = shown.ask(folded)
    assert chosen is not None
    href = re.search('href="([^"]+)"', chosen)[1]
    shown.page.locator(f'a[href="{href}"]').first.click()
    assert shown.ask(LANDED) == {"id": href[1:], "seen": True}


def test_a_walk_that_leads_nowhere_is_found_out():
    parts = {
        "rows-a": ["#incident-1", "#finding-z"],
        "incident-1": ["#claim-1", "#finding-z"],
        "claim-1": ["#rows-a"],
        "finding-z": ["#source-1"],
        "source-1": ["https://example.org/"],
        "source-2": [],
    }
    assert sources_behind("#rows-a", parts) == set()
    assert sources_behind("#rows-b", parts) == set()
    assert sources_behind("#source-2", parts) == set()
    assert sources_behind("#rows-a", {**parts, "claim-1": ["#source-1"]}) == {"source-1"}
