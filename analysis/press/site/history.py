"""The runs of one report: the newest on one page, and where there are more a page for each month.

A run that comes along changes the first page and that of its month, however many lie before it. What a page of a month
was made of stands at its head, so that all others are left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from analysis.markup import isolated, text
from analysis.measures.words import MONTHS, plural
from analysis.press.ledger.account import FAILED, Account
from analysis.press.ledger.shelf import PAGE
from analysis.press.site import shelves
from analysis.press.site.cards import HISTORY
from analysis.press.site.files import Files
from analysis.press.site.layout import FEED, INDEX, MARK, document, style_sum, values, when
from analysis.press.site.summary import Line, verdict_of

NEWEST = 50
"""Runs that the first page tells of."""
MOST_TOLD = 200
"""Runs of a month of which more than the time is told."""
HEAD = 1_000
"""Bytes of a page within which it says what it was made of."""


def write_history(files: Files, line: Line, runs: Sequence[str], newest: Sequence[Account], *, noindex: bool) -> None:
    """Has the pages of a report's history written; `runs` are the names of all, `newest` the accounts of the last."""
    home = files.site / line.name
    months = [(month, list(held)) for month, held in groupby(runs, key=lambda run: run[: shelves.MONTH])]
    paged = len(runs) > NEWEST
    body = _header(line, "History", len(runs)) + f"<main>{_list(newest, line)}</main>"
    if paged:
        links = "".join(
            f'<li><a href="{_file(month)}">{_month(month)}</a> ({len(held):,})</li>' for month, held in months
        )
        body += f'<nav aria-labelledby="months"><h2 id="months">By month</h2><ul>{links}</ul></nav>'
    files.write(f"{line.name}/{HISTORY}", _document(f"History: {line.details.title}", body, noindex, ""))
    wanted = {_file(month): (month, held) for month, held in months} if paged else {}
    for path in home.glob("history-*.html"):
        if path.name not in wanted:
            files.remove(f"{line.name}/{path.name}")
    for name, (month, held) in wanted.items():
        made_of = hashlib.sha256(
            "\n".join([style_sum(), str(noindex), line.details.title, *held]).encode()
        ).hexdigest()[:24]
        if _made_of(home / name) != made_of:
            files.write(f"{line.name}/{name}", _month_page(home, line, month, held, noindex, made_of))


def _month_page(home: Path, line: Line, month: str, held: Sequence[str], noindex: bool, made_of: str) -> str:
    told = shelves.accounts(home, held[:MOST_TOLD])
    body = _header(line, _month(month), len(held)) + f"<main>{_list(told, line)}"
    if rest := held[MOST_TOLD:]:
        links = "".join(f'<li><a href="{text(run)}/{PAGE}">{_time(run)}</a></li>' for run in rest)
        body += f'<h2 id="earlier">Earlier in the month</h2><ul class="pages">{links}</ul>'
    body += f'<p><a href="{HISTORY}">The newest runs</a></p></main>'
    return _document(f"{_month(month)}: {line.details.title}", body, noindex, made_of)


def _document(title: str, body: str, noindex: bool, made_of: str) -> str:
    return document(title, body, above=f"../{INDEX}", noindex=noindex, of=made_of, feed=f"../{FEED}")


def _header(line: Line, what: str, number: int) -> str:
    page = f' <a href="{PAGE}">The last good page</a> stays at this report\u2019s address.' if line.run else ""
    return (
        f"<header><h1>{isolated(line.details.title)}</h1>"
        f'<p class="dateline">{what}: {plural(number, "run")}, the newest first.{page}</p></header>'
    )


def _list(accounts: Sequence[Account], line: Line) -> str:
    return f'<ul class="runs">{"".join(_item(account, line) for account in accounts)}</ul>'


def _item(account: Account, line: Line) -> str:
    """A run: when, how it ended, what changed with it, and from what it was made where that is not as it is now."""
    told = [f'<a href="{text(account.run)}/{PAGE}">{when(account.made)}</a>']
    told += ["<b>failed</b>"] if account.outcome == FAILED else []
    told += ["the page at this report\u2019s address"] if account.run == line.run else []
    parameters = account.inputs.get("parameters", {})
    other = parameters if account.run == line.run or parameters != line.details.parameters else {}
    shown = values(other, blank=True)
    facts = f'<p class="facts">{shown}</p>' if shown else ""
    return f"<li><p>{', '.join(told)}</p><p>{isolated(verdict_of(account))}</p>{facts}</li>"


def _made_of(path: Path) -> str:
    """What the page of a month was made of; '' for one that is not there or does not tell."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD).decode("utf-8", errors="replace")
    except OSError:
        return ""
    return head.partition(MARK)[2].partition('"')[0]


def _file(month: str) -> str:
    return f"history-{month[:4]}-{month[4:]}.html"


def _month(month: str) -> str:
    number = int(month[4:])
    return f"{MONTHS[number - 1]} {month[:4]}" if 1 <= number <= len(MONTHS) else month


def _time(run: str) -> str:
    try:
        time = datetime.strptime(run[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return text(run)
    return when(time.isoformat())
