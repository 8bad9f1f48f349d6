"""LaTeX becomes MathML that every browser draws alike, or stays as it was written."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.press.page.mathematics import LONGEST, LOOKS, MATHML_ATTRIBUTES, MATHML_ELEMENTS, MATHML_STYLES, formula

MATHML_CORE = (
    "annotation annotation-xml math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
    "ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics"
)
"""The elements of MathML Core, section 2 (W3C)."""

PIECES = (
    r"\frac \sqrt \text \textbf \left( \right) { } ^ _ & \\ \begin{align} \end{align} \color{red} \boxed \hat "
    r"\overline \label{a} \tag{b} \hspace{1em} \cancel \mathbb \sum \not < > \" ' ] $ % \def \ # ك"
)


def tree(latex, display=False):
    """A formula's tree, in which every element and attribute is one that the module announces."""
    root = ET.fromstring(formula(latex, display=display))
    if root.tag == "math":
        for node in root.iter():
            assert node.tag in MATHML_ELEMENTS
            assert set(node.attrib) <= MATHML_ATTRIBUTES
    return root


def refused(latex):
    """Whether a formula is shown as its source."""
    root = tree(latex)
    assert root.tag == "math" or (root.tag, root.attrib, root.text) == ("code", {"class": "math-error"}, f"${latex}$")
    return root.tag == "code"


def words(root):
    return "".join(root.itertext())


def test_what_may_appear_is_mathml_core_without_style_link_or_name():
    assert not MATHML_ELEMENTS - set(MATHML_CORE.split())
    assert not MATHML_ATTRIBUTES & {"style", "id", "href", "src", "mathcolor", "mathbackground"}
    assert not [name for name in MATHML_ATTRIBUTES if name.startswith("on")]


@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        ("x^2", "<math><msup><mi>x</mi><mn>2</mn></msup></math>"),
        (r"\hat\beta", '<math><mover accent="true"><mi>β</mi><mo stretchy="false">ˆ</mo></mover></math>'),
        (r"\text{<b>}", "<math><mtext>&lt;b&gt;</mtext></math>"),
        (r"\text{\textbf{bold} words}", "<math><mrow><mtext>bold</mtext><mtext>\xa0words</mtext></mrow></math>"),
        (r"\textcolor{red}{x}", "<math><mrow><mi>x</mi></mrow></math>"),
        (r"\boxed{x}", '<math><mrow class="math-box"><mi>x</mi></mrow></math>'),
        (r"\Pr", "<math><mrow><mspace/><mi>Pr</mi></mrow></math>"),
    ],
)
def test_a_formula_is_written_in_mathml_core(latex, markup):
    assert formula(latex, display=False) == markup


def test_a_function_is_applied_by_a_sign_that_xml_knows():
    assert words(tree(r"\operatorname{Var}(X)")) == "Var\N{FUNCTION APPLICATION}(X)"


@pytest.mark.parametrize("latex", [r"a \bmod b \pmod c", r"a \implies b", r"1, \dots, n"])
def test_commands_that_latex_itself_defines_are_read(latex):
    assert not refused(latex)


def test_a_displayed_formula_says_so():
    assert tree("x", display=True).get("display") == "block"
    assert tree("x").get("display") is None
    assert formula(r"\nonsense", display=True) == r'<code class="math-error">$$\nonsense$$</code>'


def test_columns_keep_their_side_by_classes_that_the_style_sheet_defines():
    cells = list(tree(r"\begin{array}{l|r}a&b\\\hline c&d\end{array}").iter("mtd"))
    classes = [set(cell.get("class", "").split()) for cell in cells]
    assert classes[0] == {"math-left", "math-start", "math-line-right"}
    assert classes[1] == {"math-right", "math-end"}
    assert classes[3] == {"math-right", "math-end", "math-line-top"}
    rules = dict(re.findall(r"^math \.([\w-]+) \{ (.+) \}$", MATHML_STYLES, re.MULTILINE))
    assert rules["math-line-top"] == "border-top: 0.05em solid currentcolor;"
    assert set(rules) == {*LOOKS.values(), "math-box"}


def test_sizes_stand_where_the_html_checker_allows_them():
    for latex in (r"\dfrac12", r"\cfrac12", r"\begin{matrix}a\end{matrix}", r"\begin{aligned}a\end{aligned}"):
        root = tree(latex)
        assert root.findall(".//mstyle"), latex
        assert all("displaystyle" not in node.attrib for node in root.iter("mfrac"))
        assert all("scriptlevel" not in node.attrib for node in [*root.iter("mfrac"), *root.iter("mtable")])


@pytest.mark.parametrize("environment", ["align", "equation", "gather", "multline"])
def test_equations_have_no_numbers_but_those_an_author_gives(environment):
    latex = rf"\begin{{{environment}}}a = b%s\end{{{environment}}}"
    assert words(tree(latex % "", display=True)) == "a=b"
    assert words(tree(latex % r"\tag{7}", display=True)) == "a=b(7)"


@pytest.mark.parametrize(
    "latex",
    [
        r"\nonsense",
        r"\frac{1",
        "a & b",
        r"\href{javascript:alert(1)}{x}",
        r"\href{https://example.org}{x}",
        r"\url{https://example.org}",
        r"\style{color:red}{x}",
        r"\class{card}{x}",
        r"\cssId{finding-x}{x}",
        r"\eqref{a}",
        r"\cancel{x}",
        r"\text{\sout{x}}",
        r"\def\a{x}\a",
        r"\newcommand{\a}{\a\a}\a",
        r"\let\a=x",
        r"\hspace{1000em}",
        r"x\hspace{1000em}y",
        r"{}",
        r"\begin{nonsense}x\end{nonsense}",
        r"\input{/etc/passwd}",
    ],
)
def test_what_would_lose_its_meaning_is_shown_as_it_was_written(latex):
    assert refused(latex)


def test_a_label_cannot_take_the_name_of_something_on_the_page():
    root = tree(r"\begin{equation}x\label{finding-rate}\end{equation}", display=True)
    assert root.tag == "math"
    assert not [node for node in root.iter() if "id" in node.attrib]


NESTING = [("{", "}"), (r"\sqrt{", "}"), (r"\sqrt", " x"), (r"\left(", r"\right)"), ("x^{", "}"), ("{", "")]


@pytest.mark.parametrize(("opening", "closing"), NESTING)
def test_a_formula_of_any_depth_leaves_the_process_alive(opening, closing):
    deepest = LONGEST // len(opening + closing)
    for depth in (100, deepest, 100_000):
        latex = opening * depth + closing * depth
        assert refused(latex), depth


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES.split()) | st.text(max_size=3), max_size=25).map("".join) | st.text())
def test_whatever_is_written_a_formula_is_well_formed(latex):
    root = tree(latex)
    assert root.tag in ("math", "code")
    assert formula(latex, display=False) == formula(latex, display=False)
