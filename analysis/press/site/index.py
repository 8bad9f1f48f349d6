"""The list of all reports: one page, or as many as it takes for none to be large.

A few reports stand on one page. Where there are more, a large group has pages of its own and the first page shows those
of it that changed last; and what still is too much for one page goes on to the next. Everything is links: nothing has
to be searched or folded by a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.markup import isolated, text
from analysis.measures.words import plural
from analysis.press.ledger.shelf import FAILED_PAGE
from analysis.press.site.cards import card
from analysis.press.site.layout import FEED, INDEX
from analysis.press.site.summary import Line

MOST = 100
"""Reports that a page shows."""
LARGE = 24
"""Reports of a group that the first page shows in full where not all reports fit on it."""
LATEST = 4
"""Reports that it shows of a larger group."""
MOST_FAILED = 40
"""Failed reports that are named at the head of the list."""
HEADING_WEIGHT = 1
"""What a heading counts among the reports of a page."""
SINGLE, GONE = "reports", "no-longer-made"
"""Sections beside those of the groups, as their pages are called."""


@dataclass(frozen=True)
class Section:
    """A heading and reports below it. `more` is the page that has all of them, where these are only the latest."""

    id: str
    title: str
    lines: Sequence[Line]
    total: int
    more: str = ""


@dataclass(frozen=True)
class ListPage:
    """A page of the list: its file, its heading, and the pages before and after it with theirs."""

    file: str
    title: str
    sections: Sequence[Section]
    files: Sequence[str]


def list_pages(lines: Sequence[Line], title: str) -> list[ListPage]:
    """The pages of the list, the first one first."""
    sections = list(_sections(lines))
    if sum(len(section.lines) for section in sections) <= MOST:
        return _paged(INDEX, title, sections)
    pages: list[ListPage] = []
    shown = []
    for section in sections:
        if section.total <= LARGE:
            shown.append(section)
            continue
        own = _paged(f"list-{section.id}.html", section.title, [section])
        pages += own
        latest = sorted(section.lines, key=lambda line: line.changed, reverse=True)[:LATEST]
        shown.append(Section(section.id, section.title, latest, section.total, own[0].file))
    return [*_paged(INDEX, title, shown), *pages]


def body_of(page: ListPage, lines: Sequence[Line]) -> str:
    """The markup of a page; `lines` are all reports, for what the first page says of them together."""
    first = page.file == INDEX
    parts = [f"<header><h1>{isolated(page.title)}</h1>", _opening(lines) if first else "", "</header>"]
    parts += [_failures(lines)] if first else []
    parts += [_contents(page.sections)] if len(page.sections) > 2 else []
    parts += ["<main>", *(_section(section) for section in page.sections), "</main>", _turning(page)]
    return "".join(parts)


def _sections(lines: Sequence[Line]) -> Iterator[Section]:
    """Reports of their own, then the groups, in the order of `reports.yml`, and then what it names no more."""
    listed = sorted((line for line in lines if line.listed), key=lambda line: (line.place, line.name))
    groups: dict[str, list[Line]] = {}
    for line in listed:
        groups.setdefault(line.group, []).append(line)
    single = groups.pop("", [])
    if single:
        yield Section(SINGLE, "Reports", single, len(single))
    for group, members in groups.items():
        yield Section(f"group-{group}", group, members, len(members))
    gone = sorted((line for line in lines if not line.listed), key=lambda line: line.name)
    if gone:
        yield Section(GONE, "No longer made", gone, len(gone))


def _paged(file: str, title: str, sections: Sequence[Section]) -> list[ListPage]:
    """These sections on as many pages as they need, called `index.html`, `index.2.html` and so on."""
    pages: list[list[Section]] = [[]]
    left = MOST
    for section in sections:
        rest = list(section.lines)
        while rest:
            if left <= HEADING_WEIGHT:
                pages.append([])
                left = MOST
            taken, rest = rest[: left - HEADING_WEIGHT], rest[left - HEADING_WEIGHT :]
            pages[-1].append(Section(section.id, section.title, taken, section.total, section.more))
            left -= len(taken) + HEADING_WEIGHT
    stem = file.removesuffix(".html")
    files = [file, *(f"{stem}.{number}.html" for number in range(2, len(pages) + 1))]
    return [
        ListPage(name, title if number == 1 else f"{title}, page {number}", held, files)
        for number, (name, held) in enumerate(zip(files, pages, strict=True), 1)
    ]


def _opening(lines: Sequence[Line]) -> str:
    failed = sum(bool(line.failed) for line in lines)
    state = f", of which {failed:,} failed when last tried" if failed else ""
    return (
        f'<p class="dateline">{plural(len(lines), "report")}{state}. What changed is also a '
        f'<a href="{FEED}">feed</a> to subscribe to.</p>'
    )


def _failures(lines: Sequence[Line]) -> str:
    """The reports that failed when last tried, the latest first."""
    failed = sorted((line for line in lines if line.failed), key=lambda line: line.failed, reverse=True)
    if not failed:
        return ""
    items = [
        f'<li><a href="{text(line.name)}/{FAILED_PAGE}">{isolated(line.details.title)}</a></li>'
        for line in failed[:MOST_FAILED]
    ]
    items += [f"<li>{len(failed) - MOST_FAILED:,} more</li>"] if len(failed) > MOST_FAILED else []
    head = '<section class="since" aria-labelledby="failed"><h2 id="failed">Failed</h2>'
    return f"{head}<ul>{''.join(items)}</ul></section>"


def _contents(sections: Sequence[Section]) -> str:
    items = "".join(
        f'<li><a href="#{_anchor(section)}">{isolated(section.title)}</a> ({section.total:,})</li>'
        for section in sections
    )
    return f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ul>{items}</ul></nav>'


def _section(section: Section) -> str:
    here = _anchor(section)
    count = f" ({section.total:,})" if section.total > 1 else ""
    more = (
        f'<p><a href="{text(section.more)}">All {section.total:,} of {isolated(section.title)}</a>; '
        "those that changed last stand below.</p>"
        if section.more
        else ""
    )
    items = "".join(card(line) for line in section.lines)
    return (
        f'<section aria-labelledby="{here}"><h2 id="{here}">{isolated(section.title)}{count}</h2>{more}'
        f'<ul class="reports">{items}</ul></section>'
    )


def _anchor(section: Section) -> str:
    return f"section-{text(section.id)}"


def _turning(page: ListPage) -> str:
    """Links to the other pages of the same list."""
    if len(page.files) == 1:
        return ""
    items = "".join(
        f'<li aria-current="page">Page {number}</li>'
        if name == page.file
        else f'<li><a href="{text(name)}">Page {number}</a></li>'
        for number, name in enumerate(page.files, 1)
    )
    return f'<nav aria-label="Pages of this list"><ul class="pages">{items}</ul></nav>'


def made_of(page: ListPage, lines: Sequence[Line]) -> str:
    """What a page is made of, as text: it need not be made again while this stays."""
    first = page.file == INDEX
    of = [page.title, *page.files, *([str(len(lines)), *(line.raw for line in lines if line.failed)] if first else [])]
    for section in page.sections:
        of += [section.id, section.title, str(section.total), section.more, *(line.raw for line in section.lines)]
    return "\n".join(of)
