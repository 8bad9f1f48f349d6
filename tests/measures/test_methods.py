"""The methods of a page: those that findings name exist, and each is told at length in docs/methods.md."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from analysis.measures.campaign import campaign_findings
from analysis.measures.methods import METHODS, methods_html
from analysis.measures.rules import UNITS, Rule

LONG_FORM = Path(__file__).parents[2] / "docs" / "methods.md"


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The sections of the long form by heading, the modules in brackets left out."""
    parts = re.split(r"^## (.+)$", LONG_FORM.read_text(encoding="utf-8"), flags=re.M)[1:]
    return {re.sub(r" \(`.*\)$", "", name): text for name, text in zip(parts[::2], parts[1::2], strict=True)}


@pytest.mark.parametrize("key", list(METHODS))
def test_each_method_has_its_section_with_the_same_reference(sections, key):
    method = METHODS[key]
    section = sections[method.name].replace("*", "")
    assert ("**Reference" in sections[method.name]) == bool(method.reference)
    for reference in filter(None, method.reference.split("; ")):
        assert reference in section


def test_each_section_is_a_method_of_a_page(sections):
    assert set(sections) == {method.name for method in METHODS.values()}


@pytest.mark.parametrize("name", ["shipped", "sarovia"])
def test_each_finding_names_methods_that_there_are(request, name):
    record = request.getfixturevalue(name)
    for unit in UNITS:
        for finding in campaign_findings(record, Rule(unit)):
            assert finding.methods
            assert set(finding.methods) <= set(METHODS)
            assert ("readings" in finding.methods) == bool(finding.tests)


def test_a_page_prints_the_methods_asked_for_once_and_in_one_order():
    html = methods_html(["ratio", "counts", "ratio"])
    assert html == methods_html(["counts", "ratio"])
    names = [node.text for node in ET.fromstring(html).iter("dt")]
    assert names == ["Bounded counts", "Ratio of two rates"]
    assert [node.get("id") for node in ET.fromstring(html).iter("dt")] == ["method-counts", "method-ratio"]
    assert "Przyborowski and Wilenski (1940)" in html


def test_every_method_says_what_it_assumes_and_when_it_misleads():
    root = ET.fromstring(methods_html(METHODS))
    told = "".join(root.itertext())
    assert told.count("Assumes: ") == told.count("Misleads when: ") == len(METHODS)


def test_no_methods_need_no_list_and_an_unknown_one_is_an_error():
    assert methods_html([]) == ""
    with pytest.raises(KeyError, match="astrology"):
        methods_html(["astrology"])
