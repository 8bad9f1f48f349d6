"""Where a page cites a row, and the line that leads back there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.markup import text


@dataclass(frozen=True)
class Citation:
    """A place of the page that cites a row: `target` is its id, `words` its name, such as 'Finding 1'."""

    target: str
    words: str


def cited_by(citations: Sequence[Citation]) -> str:
    """The line 'Cited by Finding 1, Figure 2.' with links, each place once; blank where there is none."""
    links = [f'<a href="#{text(item.target)}">{text(item.words)}</a>' for item in dict.fromkeys(citations)]
    return f'<p class="cited">Cited by {", ".join(links)}.</p>' if links else ""
