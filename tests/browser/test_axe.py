"""Nobody is shut out, as far as axe-core can tell: light and dark, on a phone and on a desk, folded and unfolded."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.kernel]
RUN = "() => axe.run(document, { resultTypes: ['violations'] })"
"""With every rule that axe-core runs unless told otherwise: WCAG 2.0 to 2.2, A and AA, and best practice."""


def violations(shown) -> list[str]:
    """What axe-core objects to: the rule, how many elements, and the first of them."""
    shown.page.evaluate(AXE_SCRIPT)
    return [
        f"{found['id']} ({found['impact']}): {found['help']}; {len(found['nodes'])} elements, first "
        f"{found['nodes'][0]['target']} {found['nodes'][0]['failureSummary']}"
        for found in shown.page.evaluate(RUN)["violations"]
    ]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_objected_to(visit, report, scheme, width):
    shown = visit(report, width, color_scheme=scheme, bypass_csp=True)
    assert shown.ask(f"() => matchMedia('(prefers-color-scheme: {scheme})').matches")
    assert violations(shown) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_nor_is_anything_that_lay_folded_away(visit, report, scheme, width):
    """Each colour and each width once: unfolded, a page takes axe-core three times as long."""
    shown = visit(report, width, color_scheme=scheme, bypass_csp=True)
    shown.unfold()
    assert violations(shown) == []


def test_dark_is_another_page_than_light(visit, report):
    """Else the tests in the dark would try the light page twice."""
    ground = "() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color"
    assert visit(report, color_scheme="light").ask(ground) != visit(report, color_scheme="dark").ask(ground)


def test_axe_finds_what_is_wrong(visit, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text("<!DOCTYPE html><p style='color: #999; background: #fff'>pale</p><img src='data:,'>")
    found = "\n".join(violations(visit(bad)))
    assert "color-contrast" in found
    assert "image-alt" in found
    assert "document-title" in found
