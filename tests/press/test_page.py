"""The page of the main report, for both records: whole, led through by links alone, made of nothing from outside."""

import json
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from analysis.measures.methods import METHODS
from analysis.press.orders.reports import find_report
from analysis.press.page.export import FOLDER
from analysis.press.runs.batch import render

from .page_tree import by_id, fetched_by, links_in, tree_of, words_of

pytestmark = pytest.mark.kernel
ROOT = Path(__file__).parents[2]
RECORDS = {"shipped": ROOT / "data", "invented": ROOT / "tests" / "data" / "invented"}
FINDINGS = {
    "shipped": ["ratio", "interval", "total", "busiest", "split", "events", "later", "quiet", "cluster"],
    "invented": ["ratio", "interval", "total", "events", "later", "quiet"],
}
NUMBER = re.compile(r"\d")


@pytest.fixture(scope="module")
def page_of(tmp_path_factory):
    """The page of a record, made once for all tests of this module."""
    report = find_report(ROOT, "surt-vs-later")
    return cache(lambda name: render(report, RECORDS[name], {}, tmp_path_factory.mktemp(name)))


@pytest.fixture(scope="module", params=RECORDS)
def record(request):
    return request.param


@pytest.fixture(scope="module")
def page(page_of, record):
    return tree_of(page_of(record))


def leads_to(parts, start, wanted):
    """True when following links from an address ends at a part whose id begins with `wanted`."""
    seen, left = set(), [start]
    while left:
        address = left.pop()
        if address.startswith(f"#{wanted}"):
            return True
        if address.startswith("#") and address not in seen:
            seen.add(address)
            left += links_in(parts[address[1:]])
    return False


def test_the_parts_of_a_page_come_in_order(page):
    headings = [words_of(node) for node in page.iter() if node.tag in ("h1", "h2")]
    assert headings[1:3] == ["Since the last report", "Contents"]
    assert headings[-7:] == [
        "Incidents, with both sides’ versions",
        "Claims about more than one incident",
        "Periods and moments",
        "Methods",
        "Sources",
        "How to cite",
        "How this page was made",
    ]
    contents = [words_of(link) for link in page.find(".//nav").iter("a")]
    assert contents == headings[3:]


def test_every_finding_stands_on_the_page(page, record):
    keys = [node.get("id").removeprefix("finding-") for node in page.iter("div") if node.get("class") == "finding"]
    assert keys == FINDINGS[record]


def test_the_strongest_finding_opens_the_page_with_its_links(page):
    opening = next(node for node in page.iter("div") if node.get("class") == "standfirst")
    first = by_id(page)["finding-ratio"].find("p[2]")
    assert words_of(first) in words_of(opening)
    assert set(links_in(first)) <= set(links_in(opening))
    (described,) = [node.get("content") for node in page.iter("meta") if node.get("name") == "description"]
    assert ". Holds " in described  # a sentence of its own, not run into the one before


def test_every_link_inside_the_page_leads_somewhere(page):
    parts = by_id(page)
    inside = [address for address in links_in(page) if address.startswith("#")]
    assert len(inside) > 100
    assert {address[1:] for address in inside} <= set(parts)
    outside = [address for address in links_in(page) if not address.startswith(("#", "data:text/csv;charset=utf-8,"))]
    assert outside
    assert all(address.startswith(("http://", "https://")) for address in outside)


def test_every_number_of_a_finding_leads_to_a_source(page):
    parts = by_id(page)
    walked = 0
    for name, finding in parts.items():
        if name.startswith("finding-"):
            for paragraph in finding.findall("p")[1:]:
                assert not NUMBER.search(paragraph.text or "")
                assert not [link for link in paragraph if NUMBER.search(link.tail or "")]
                for address in links_in(paragraph):
                    if address == "#method-readings":
                        assert words_of(parts["method-readings"]) == METHODS["readings"].name
                        continue
                    assert leads_to(parts, address, "source-"), f"{name}: {address} leads to no source"
                    walked += 1
    assert walked > 20


def ends_of(parts, start):
    """The cards and periods to which the links of a finding lead from one of its numbers."""
    seen, left = {start}, [start]
    while left:
        here = left.pop()
        if here.startswith("#rows-"):
            new = set(links_in(parts[here[1:]])) - seen
            seen |= new
            left += new
    return {address for address in seen if not address.startswith("#rows-")}


def sourced(node):
    """The claims in an element, each with the addresses of its sources."""
    return {
        claim: [address for address in links_in(part) if address.startswith("#source-")]
        for part in node.iter("li")
        if (claim := part.get("id", "")).startswith("claim-")
    }


WITHOUT_CLAIM = "No claim in the record is about this row alone."


def test_every_row_behind_a_number_leads_to_a_claim_and_a_source_unless_it_says_that_it_has_none(page):
    parts = by_id(page)
    findings = [node for name, node in parts.items() if name.startswith("finding-")]
    numbers = {address for finding in findings for paragraph in finding.findall("p") for address in links_in(paragraph)}
    ends = set().union(*(ends_of(parts, address) for address in numbers)) - {"#method-readings"}
    rows = {address for address in ends if address.startswith("#incident-")}
    assert len(rows) > 10
    for row in rows:
        claims = sourced(parts[row[1:]])
        assert claims or WITHOUT_CLAIM in words_of(parts[row[1:]]), f"{row} holds no claim and does not say so"
        for claim, sources in claims.items():
            assert sources, f"{claim} on the card of {row} names no source"
            assert all(links_in(parts[address[1:]]) for address in sources)
    assert {address.partition("-")[0] for address in ends - rows} <= {"#period"}


def test_every_mark_leads_to_a_card(page):
    parts = by_id(page)
    marks = [address for drawing in page.iter("svg") for address in links_in(drawing)]
    assert len(marks) > 20
    for address in set(marks):
        assert leads_to(parts, address, "incident-") or address.startswith("#claim-"), f"{address} leads to no card"


def test_every_card_leads_to_a_source_and_back_to_what_cites_it(page):
    parts = by_id(page)
    cards = {name: node for name, node in parts.items() if name.startswith("incident-")}
    assert cards
    for name, card in cards.items():
        assert leads_to(parts, f"#{name}", "source-"), f"{name} leads to no source"
        back = [address for address in links_in(card) if address.startswith(("#finding-", "#chart-"))]
        assert back, f"{name} names nothing that cites it"
        assert all(f"#{name}" in links_in(parts[address[1:]]) for address in back)


def test_every_claim_of_the_list_that_a_figure_shows_leads_back_to_it(page):
    parts = by_id(page)
    shown = {address for node in page.iter("figure") for address in links_in(node) if address.startswith("#claim-")}
    listed = {f"#{node.get('id')}" for node in page.iter("li") if (node.get("id") or "").startswith("claim-")}
    cards = {f"#{node.get('id')}" for card in page.iter("details") for node in card.iter("li") if node.get("id")}
    assert (shown & listed) - cards
    for address in (shown & listed) - cards:
        assert any(target.startswith("#chart-") for target in links_in(parts[address[1:]]))


def test_every_source_has_an_address_or_says_where_it_was_read(page):
    sources = [node for name, node in by_id(page).items() if name.startswith("source-")]
    assert sources
    assert all(any(address.startswith("http") for address in links_in(node)) for node in sources)


def test_the_page_asks_for_nothing(page, page_of, record):
    assert all(address.startswith("data:image/") for address in fetched_by(page))
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & {node.tag for node in page.iter()}
    assert not [node for node in page.iter() if {name for name in node.attrib if name.startswith("on")}]
    assert re.search(r"url\((?!#)|@import|@font-face", page_of(record).read_text(encoding="utf-8")) is None
    (policy,) = [node.get("content") for node in page.iter("meta") if node.get("http-equiv")]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; img-src data:; base-uri 'none'; form-action 'none'",
        policy,
    )


def test_the_code_of_every_cell_can_be_unfolded(page):
    folded = [words_of(node) for node in page.iter("details") if node.get("class") == "code"]
    assert [re.match(r"Code of cell \d+|Parameters of this run", words)[0] for words in folded] == [
        "Code of cell 1",
        "Parameters of this run",
        *(f"Code of cell {number}" for number in range(2, len(folded))),
    ]
    assert 'since: "date" = ""' in folded[0]
    assert "campaign_findings(record" in folded[2]


def test_the_page_says_what_it_is_made_from_and_how_to_cite_it(page_of):
    page = tree_of(page_of("shipped"))
    text = words_of(page)
    assert "US air strikes in Libya since the 2011 war, version 0.1.0" in text
    assert "2012-01-01 to 2021-12-31. Inside it no row means zero acknowledged strikes found" in text
    given = "-p since='' -p until='' -p unit=strikes -p attribution=acknowledged -p factor=10"
    assert f"workbook render surt-vs-later {given} Versions" in text
    assert "Natural Earth" in text
    cite = next(node for node in page.iter("p") if node.get("class") == "cite")
    assert words_of(cite).startswith("Libya strikes workbook contributors (2026). “The 2016 campaign on Surt")
    assert str(ROOT) not in text


def test_the_main_finding_stands_on_the_page(page_of):
    text = words_of(tree_of(page_of("shipped")))
    assert "495 precision strikes" in text
    assert "exceed 388" in text
    assert "September 2016 saw 68 to 72 and October 2016 187 to 191" in text


@pytest.mark.parametrize("formula", [True, False])
def test_rules_for_mathematics_are_on_a_page_that_holds_some(workbook, project, formula):
    project.notebook("from IPython.display import Markdown", f"Markdown({'$$x^2$$' if formula else 'x'!r})")
    assert workbook("render", "small").status == 0
    page = tree_of(project.page)
    assert (page.find(".//math") is not None) == formula
    assert ("math ." in page.find(".//style").text) == formula


def test_a_section_of_our_own_is_checked_like_an_output(workbook, project, monkeypatch):
    monkeypatch.setattr("analysis.press.page.parts.period_list", lambda record, cited: "<script>1</script>")
    assert workbook("render", "small").status == 1
    assert not project.page.exists()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("Markdown('[y](#lost) id=\"lost\"')", "the page links to '#lost', which it does not hold"),
        ("Markdown('[y](#claims)')", "the page links to '#claims', which it does not hold"),
        ("display(chart); chart", "more than once, so that links would lead to the first alone"),
    ],
)
def test_a_link_that_leads_nowhere_and_a_chart_shown_twice_are_refused(workbook, project, source, says):
    project.notebook(
        "from IPython.display import Markdown, display\n"
        "from analysis import View, charts, load\n"
        "record = load()\nview = View.of(record)\n"
        "chart = charts.events(record, view.rule, view.since, view.until)",
        source,
    )
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err


def test_a_chart_brings_its_methods_to_a_page_without_findings(workbook, project):
    project.notebook(
        "from analysis import View, charts, load\nrecord = load()\nview = View.of(record)\n"
        "charts.places(record, view.rule, view.since, view.until)"
    )
    assert workbook("render", "small").status == 0
    assert METHODS["distance"].name in words_of(tree_of(project.page))


def test_another_picture_attached_to_a_cell_is_a_change_of_the_notebook(workbook, project):
    path = project.root / "notebooks" / "small.ipynb"
    for picture in ("iVBORw0KGgo=", "iVBORw0KGgoA"):
        notebook = nbformat.read(path, as_version=4)
        text = nbformat.v4.new_markdown_cell("![a dot](attachment:dot.png)", id="picture")
        text.attachments = {"dot.png": {"image/png": picture}}
        notebook.cells = [*notebook.cells[:2], text]
        nbformat.write(notebook, path)
        assert workbook("render", "small").status == 0
    assert "The notebook of the report was changed" in words_of(tree_of(project.page))


def test_texts_of_the_record_at_the_head_of_a_page_keep_their_direction_to_themselves(workbook, project):
    """A page's own words after them would be read in another order."""
    titles = {"record": "\u202esekirts fo drocer a", "report": "سجل «الغارات»", "heading": "غارات \u2067 ليبيا"}
    declaration = project.root / "data" / "datapackage.json"
    raw = json.loads(declaration.read_text(encoding="utf-8"))
    declaration.write_text(json.dumps({**raw, "title": titles["record"]}), encoding="utf-8")
    project.reports(f"small: {{title: {titles['report']}, notebook: small}}")
    project.notebook(
        "from IPython.display import Markdown", f"Markdown('# {titles['heading']}\\n\\n## {titles['heading']}')"
    )
    assert workbook("render", "small").status == 0
    page = tree_of(project.page)
    kicker, dateline = (next(p for p in page.iter("p") if p.get("class") == name) for name in ("kicker", "dateline"))
    assert [bdi.text for bdi in page.find(".//h1").iter("bdi")] == [titles["report"]]
    assert [bdi.text for bdi in kicker.iter("bdi")] == [titles["heading"]]
    assert [bdi.text for bdi in dateline.iter("bdi")] == [titles["record"]]
    assert dateline.find("bdi").tail.startswith(", version ")
    assert titles["heading"] in [bdi.text for bdi in page.find(".//nav").iter("bdi")]


def test_the_dateline_says_the_covered_days_in_words(page_of):
    (dateline,) = [node for node in tree_of(page_of("shipped")).iter("p") if node.get("class") == "dateline"]
    assert words_of(dateline).endswith("Covers 1 January 2012 to 31 December 2021.")


def test_what_a_link_has_led_to_is_not_marked_on_paper():
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    on_screen = "".join(re.findall(r"^@media screen \{\n(.*?)^\}", style, re.MULTILINE | re.DOTALL))
    assert on_screen.count(":target") == style.count(":target") > 0


def test_a_warning_of_a_real_kernel_tells_its_line_and_nothing_of_the_machine(workbook, project):
    project.notebook("import warnings\n\ndef careful():\n    warnings.warn('mind the gap')\n", "careful()")
    assert workbook("render", "small").status == 0
    (warning,) = [node for node in tree_of(project.page).iter("pre") if node.get("class") == "warning"]
    assert re.fullmatch(r"line \d of a code cell: UserWarning: mind the gap\n.*\n", warning.text)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("object()", "small, code cell 2 shows the address of an object in memory"),
        ("import pathlib; print(pathlib.Path.cwd())", "small, code cell 2 shows the path of a file or folder"),
        ("from IPython.display import JSON; JSON({'a': 1})", "small, code cell 2 shows application/json"),
        ("import sys; sys.exit(0)", "small, code cell 2 ended with SystemExit"),
        (
            "from analysis.markup import FRAGMENT; display({FRAGMENT: {'html': 5}}, raw=True)",
            "code cell 2 shows an object whose application/vnd.incident-workbook.fragment+json has no markup",
        ),
        (
            "from analysis.markup import FRAGMENT as F; display({F: {'html': '<b>' * 5000 + 5000 * '</b>'}}, raw=True)",
            "small, code cell 2 holds more than 300 elements inside one another",
        ),
    ],
)
def test_what_a_page_refuses_ends_in_one_message_with_the_cell(workbook, project, source, says):
    project.notebook(source)
    answer = workbook("render", "small")
    assert (answer.status, answer.out) == (1, "")
    assert says in answer.err
    assert "Traceback" not in answer.err
    assert str(project.root) not in answer.err
