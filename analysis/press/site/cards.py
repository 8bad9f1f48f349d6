"""One report in the list of reports: its picture, title, verdict, when it was made, from what, and its history."""

from __future__ import annotations

from analysis.markup import isolated, text
from analysis.press.ledger.shelf import FAILED_PAGE, PAGE
from analysis.press.site.layout import values, when
from analysis.press.site.summary import Line
from analysis.press.site.thumbnail import NAME as PICTURE

HISTORY = "history.html"


def card(line: Line) -> str:
    """The report as an item of a list; its links lead from the folder of the site."""
    name, told = text(line.name), line.details
    address = f"{name}/{PAGE if line.run else FAILED_PAGE}"
    picture = f'<img src="{name}/{PICTURE}" alt="" loading="lazy" width="120" height="88">' if told.picture else ""
    facts = [
        f"Made on {when(line.made)}." if line.run else "",
        f"{given}." if (given := values(told.parameters)) else "",
    ]
    facts.append(f'<a href="{name}/{HISTORY}" aria-label="History of {text(told.title)}">History</a>')
    said = f'<p class="said">{isolated(told.verdict)}</p>' if told.verdict else ""
    return (
        f'<li><span class="picture-of">{picture}</span><div>'
        f'<h3><a href="{address}">{isolated(told.title)}</a></h3>{_broken(line, name)}{said}'
        f'<p class="facts">{" ".join(filter(None, facts))}</p></div></li>'
    )


def _broken(line: Line, name: str) -> str:
    if not line.failed:
        return ""
    told = line.details
    stays = "The page is that of the last good run." if line.run else "There is no good page yet."
    return (
        f'<p class="broken"><b>Failed</b> on {when(line.failed)}: {isolated(told.broke)} {stays} '
        f'<a href="{name}/{FAILED_PAGE}" aria-label="What broke in {text(told.title)}">What broke</a></p>'
    )
