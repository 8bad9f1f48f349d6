r"""LaTeX as MathML Core, the part of MathML that browsers draw by themselves.

`math-core` does the work. What it writes beside MathML Core is taken out here: its inline styles become classes
(`MATHML_STYLES` holds their rules), HTML inside a formula becomes its words, a framed formula becomes a row with a
class, ids go (they could take the name of something on the page), and colour goes (a page has its own, for light and
for dark). A formula that would lose its meaning is refused: struck out, a link or reference, an unknown command, a
command of the author's own.

As in JupyterLab, equations have no numbers but those an author gives with `\tag`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.entities import html5

from math_core import LatexError, LatexToMathML

from analysis.markup import plain, text


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


MATHML_ELEMENTS = _names(
    "math mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup "
    "msup mtable mtd mtext mtr munder munderover"
)
"""Every element a formula may hold."""
MATHML_ATTRIBUTES = _names(
    "accent accentunder class display displaystyle form height largeop linethickness lspace mathvariant maxsize "
    "minsize movablelimits rspace scriptlevel stretchy symmetric voffset width"
)
"""Every attribute that an element of a formula may have."""

LOOKS = {
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "justify-items: start": "math-start",
    "justify-items: end": "math-end",
    "padding-left: 0": "math-from-left",
    "padding-right: 0": "math-to-right",
    "padding-left: 1em": "math-apart",
    "padding-left: 0.1em": "math-near-left",
    "padding-right: 0.1em": "math-near-right",
    "padding-top: 0": "math-to-top",
    "padding-bottom: 0": "math-to-bottom",
    "padding-top: 0.1667em": "math-below",
    "border-top: 0.05em solid currentcolor": "math-line-top",
    "border-top: 0.05em dashed currentcolor": "math-dashes-top",
    "border-left: 0.05em solid currentcolor": "math-line-left",
    "border-left: 0.05em dashed currentcolor": "math-dashes-left",
    "border-right: 0.05em solid currentcolor": "math-line-right",
    "border-right: 0.05em dashed currentcolor": "math-dashes-right",
    "width: 100%": "math-wide",
    "width: 50%": "math-half",
    "width: 7.5%": "math-margin",
}
"""The styles math-core writes, and the class that stands for each; any other is a matter of looks and left out."""
FRAME = "math-box"
MATHML_STYLES = "\n".join(
    [f"math .{name} {{ {declaration}; }}" for declaration, name in LOOKS.items()]
    + [f"math .{FRAME} {{ border: 0.05em solid currentcolor; padding: 0.2em; }}"]
)
"""The rules that the style sheet of a page needs for the classes above, one on a line."""

LONGEST = 2000
"""Characters of the longest formula that is read: braces some thousands deep end the process inside math-core."""
DEEPEST = 60
"""Elements inside one another, so that no reader of the page runs out of depth."""
LENGTH = re.compile(r"-?\d{0,2}(\.\d+)?(em|ex|rem|pt|px)?")
"""What a formula may ask for in width or height: two digits, so that no gap pushes the words off the page."""
LENGTHS = _names("height linethickness lspace maxsize minsize rspace voffset width")
SIZES = {"mfrac": _names("displaystyle scriptlevel"), "mtable": _names("scriptlevel")}
"""What math-core writes on these elements to set their size, and MathML 3 allows only on an `mstyle` around them."""
WORDS_ONLY = _names("b code em i span u")
"""HTML that math-core writes inside `<mtext>` for the looks of words."""
NUMBERED = re.compile(r"\\(begin|end)\s*\{(align|equation|gather|multline)\}")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]\w*;)")
"""A name of HTML for a character, such as `&ApplyFunction;`, which XML does not know."""

DEFINES = re.compile(r"\\(?:[gex]?def|let|global|(?:re)?newcommand|providecommand)(?![A-Za-z])")
"""Commands of an author's own are not read: a short one can stand for a text of any length, nested to any depth."""

CONVERTER = LatexToMathML(fancy_error=False)


class NotShown(ValueError):
    """A formula that cannot be written in MathML Core without losing what it says."""


def formula(latex: str, *, display: bool) -> str:
    """A formula as a `<math>` element, on lines of its own where `display` is set, well-formed XML.

    What cannot be shown as mathematics is shown as its source, in `<code class="math-error">`: the author sees what to
    change, the reader what was meant, and one formula does not cost the page.
    """
    try:
        return _mathml(plain(latex), display=display)
    except NotShown:
        fence = "$$" if display else "$"
        return f'<code class="math-error">{text(fence + latex + fence)}</code>'


def _mathml(latex: str, *, display: bool) -> str:
    if len(latex) > LONGEST or DEFINES.search(latex):
        raise NotShown("too long, or a definition")
    try:
        written = CONVERTER.convert_with_local_state(NUMBERED.sub(r"\\\1{\2*}", latex), displaystyle=display)
        root = ET.fromstring(ENTITY.sub(lambda found: html5[found[1]], written))
    except (LatexError, ET.ParseError, KeyError) as error:
        raise NotShown(str(error)) from None
    if not "".join(root.itertext()).strip():
        raise NotShown("a formula that shows nothing")
    return _element(root, 0)


def _element(node: ET.Element, depth: int) -> str:
    """An element as markup, with all below it."""
    if depth > DEEPEST:
        raise NotShown("nested too deep")
    tag, classes = node.tag, _classes(node)
    if tag == "menclose" and node.get("notation") == "box":
        tag, classes = "mrow", [FRAME, *classes]
    if tag not in MATHML_ELEMENTS:
        raise NotShown(f"<{tag}>")
    attributes = {name: value for name, value in node.attrib.items() if name in MATHML_ATTRIBUTES - {"class"}}
    for name in LENGTHS & attributes.keys():
        if not LENGTH.fullmatch(attributes[name]):
            raise NotShown(f"{name} of {attributes[name]}")
    around = {name: attributes.pop(name) for name in sorted(SIZES.get(tag, frozenset()) & attributes.keys())}
    if classes:
        attributes["class"] = " ".join(classes)
    inside = _words(node) if tag == "mtext" else text(node.text or "")
    if tag != "mtext":
        inside += "".join(_element(child, depth + 1) for child in node)
    written = _tagged(tag, attributes, inside)
    return _tagged("mstyle", around, written) if around else written


def _tagged(tag: str, attributes: dict[str, str], inside: str) -> str:
    start = tag + "".join(f' {name}="{text(value)}"' for name, value in attributes.items())
    return f"<{start}>{inside}</{tag}>" if inside else f"<{start}/>"


def _classes(node: ET.Element) -> list[str]:
    declarations = (part.partition(":") for part in node.get("style", "").split(";"))
    names = (LOOKS.get(f"{name.strip()}: {value.strip()}") for name, _, value in declarations)
    return [name for name in names if name]


def _words(node: ET.Element) -> str:
    """The words of a text in a formula, without the HTML that shapes them."""
    for inner in node.iter():
        if inner is not node and inner.tag not in WORDS_ONLY:
            raise NotShown(f"<{inner.tag}> in a text")
    return text("".join(node.itertext()))
