"""How the Markdown of a notebook is read: as JupyterLab does, but for raw HTML, which is text.

Tables, words struck out, bare addresses, mathematics between dollar signs and LaTeX environments are read beside what
CommonMark has. Comments of HTML are read and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

DEEPEST = 50
"""Elements inside one another. markdown-it leaves words out that stand twice as deep in lists and quotations."""
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": True})
    reader.use(dollarmath_plugin, allow_labels=False)
    reader.use(amsmath_plugin)
    reader.use(gfm_autolink_plugin)
    reader.inline.ruler.at("math_inline", _math_inline)
    reader.block.ruler.at("html_block", _comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
    reader.inline.ruler.at("html_inline", _comment_inline)
    # A link that leads nowhere is read as a link all the same, so that its words are shown without its address.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return reader


_dollars = math_inline_dollar(allow_space=False, allow_digits=True, allow_double=True)


def _math_inline(state: StateInline, silent: bool) -> bool:
    """A formula between dollar signs, unless what they enclose are prices: "$5-$6".

    The plugin's own rule about digits looks before the first character of a text and finds its last.
    """
    start = state.pos
    if not _dollars(state, True):
        return False
    end, state.pos = state.pos, start
    if end > state.posMax or state.src[end : end + 1].isdigit():
        return False
    return _dollars(state, silent)


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """An HTML comment at the start of a line; what follows its end on the same line is a paragraph."""
    if not state.src.startswith("<!--", state.bMarks[start] + state.tShift[start]):
        return False
    if not html_block(state, start, end, silent):
        return False
    if not silent:
        rest = state.tokens.pop().content.partition("-->")[2].strip()
        if rest:
            state.push("paragraph_open", "p", 1)
            words = state.push("inline", "", 0)
            words.content, words.children = rest, []
            state.push("paragraph_close", "p", -1)
    return True


def _comment_inline(state: StateInline, silent: bool) -> bool:
    return state.src.startswith("<!--", state.pos) and html_inline(state, silent)


def tree_of(source: str) -> SyntaxTreeNode:
    """What Markdown says, as a tree; each kind of node is named as markdown-it names it.

    Raises `RecursionError` for a source that nests deeper than `DEEPEST`, as markdown-it and a reader of the tree do
    for one that is too deep for them: a picture within the words of a picture, and so on.
    """
    tokens = READER.parse(source)
    if _depth(tokens) > DEEPEST:
        raise RecursionError(f"more than {DEEPEST} elements inside one another")
    return SyntaxTreeNode(tokens)


def without_comments(source: str) -> str:
    """A source that is shown as it is, without the notes of its author."""
    return COMMENT.sub("", source)


def _depth(tokens: Iterable[Token]) -> int:
    """How many elements stand inside one another at the deepest place."""
    depth = deepest = 0
    for token in tokens:
        depth += token.nesting
        deepest = max(deepest, depth, depth + 1 + _depth(token.children) if token.children else 0)
    return deepest


READER = _reader()
