"""Where a page cites a row, and the line that leads back there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.markup import isolated, text


@dataclass(frozen=True)
class Citation:
    """A place of the page that cites a row: `target` is its id, `words` its name.

    A finding or a figure is named by its number, any other place by its heading in quotation marks.
    """

    target: str
    words: str


def cited_by(citations: Sequence[Citation]) -> str:
    """The line 'Cited by Finding 1, Figure 2.' with links, each place once; blank where there is none."""
    links = [f'<a href="#{text(item.target)}">{isolated(item.words)}</a>' for item in dict.fromkeys(citations)]
    return f'<p class="cited">Cited by {", ".join(links)}.</p>' if links else ""
