"""The site brought up to date with what lies in the folders of its reports.

One at a time, under a lease of the site's own. What has changed is found by looking at every report's address, not by
being told: so two batches at once lose nothing of each other's, and what somebody left undone who was killed is done by
the next. Each look is one or two stamps of files; accounts are opened of reports that changed alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from analysis.press.ledger.account import Account
from analysis.press.ledger.lease import Lease, held
from analysis.press.ledger.shelf import ACCOUNT, FAILED_ACCOUNT, PAGE
from analysis.press.orders.reports import Report, Reports
from analysis.press.orders.site_settings import NONE, SiteSettings
from analysis.press.site import shelves, thumbnail
from analysis.press.site.feed import feed
from analysis.press.site.files import Files
from analysis.press.site.history import NEWEST, write_history
from analysis.press.site.index import ListPage, body_of, list_pages, made_of
from analysis.press.site.layout import FEED, INDEX, MISSING, ROBOTS, SITEMAP, document, style_sum
from analysis.press.site.owed import FOLDER, LEASE, done, taken
from analysis.press.site.robots import missing, robots, sitemap
from analysis.press.site.summary import FILE, Details, Line, News, Summary, title_of, verdict_of

NOTHING = Account("", "", "", "", "", "", {})
PATIENCE = 60.0
"""Seconds to wait for another who brings the site up to date; it takes them a fraction of one."""


def update(site: Path, reports: Mapping[str, Report] | None = None) -> None:
    """Brings the site up to date.

    `reports` are those of `reports.yml`; `None` where that is not known, which leaves the order and the groups as they
    were.

    Raises `Busy` when somebody else is at it for too long, and `ReportError` or `OSError` where the site cannot be
    written; every file of it is then whole, and the next update does the rest.
    """
    with held(site / FOLDER / LEASE, wait=PATIENCE) as lease:
        _Update(site, lease, reports, taken(site)).carry_out()
        done(site)


class _Update:
    """One update, by whoever holds the lease of the site."""

    def __init__(self, site: Path, lease: Lease, reports: Mapping[str, Report] | None, again: Collection[str]) -> None:
        self.site, self.reports, self.again = site, reports, again
        self.settings = reports.settings if isinstance(reports, Reports) else None
        self.file = site / FOLDER / FILE
        self.summary = Summary.read(self.file) or Summary()
        self.files = Files(site, lease, self.summary.sums)

    def carry_out(self) -> None:
        """Reads what has changed and writes what that changes."""
        settings = self._settings()
        noindex = settings.robots == NONE
        kept = self.summary.lines
        places = {name: place for place, name in enumerate(self.reports)} if self.reports is not None else None
        lines, fresh, site = dict[str, Line](), list[News](), str(self.site)
        for name in shelves.names(self.site):
            stamp = shelves.stamp(f"{site}/{name}")
            before = kept.get(name)
            if not stamp:
                continue
            if before is not None and before.stamp == stamp and name not in self.again:
                lines[name] = before
            else:
                lines[name], news = self._read(name, stamp, before, noindex)
                fresh += news
            if places is not None:
                lines[name] = _placed(lines[name], places, self.reports)
        self.summary.lines = lines
        self.summary.news = self._news([*fresh, *self.summary.news], settings.feed)
        self._write_lists(list(lines.values()), settings)
        self.files.flush()
        self.files.write(f"{FOLDER}/{FILE}", self.summary.written())
        self.files.flush()

    def _settings(self) -> SiteSettings:
        """What `reports.yml` says of the site; what it said last where it is not at hand."""
        if self.settings is None:
            with suppress(ValueError, TypeError):
                return SiteSettings(**json.loads(self.summary.settings))
            return SiteSettings()
        self.summary.settings = json.dumps(vars(self.settings))
        return self.settings

    def _read(self, name: str, stamp: str, before: Line | None, noindex: bool) -> tuple[Line, list[News]]:
        """The line of a report that has changed, and its news; has its history and its picture written."""
        home = self.site / name
        good, failed = Account.read(home / ACCOUNT), Account.read(home / FAILED_ACCOUNT)
        report = self.reports.get(name) if self.reports is not None else None
        old = before.details if before else None
        title = title_of(good) or title_of(failed) or (report.title if report else old.title if old else name)
        run = good.run if good else ""
        picture = old.picture if old else False
        if before is None or before.run != run or not run:
            drawn = thumbnail.of_page(home / PAGE) if run else ""
            picture = bool(drawn)
            self.files.write(f"{name}/{thumbnail.NAME}", drawn)
        details = Details(
            title=title,
            verdict=verdict_of(good) if good else "",
            parameters=(good or failed or NOTHING).inputs.get("parameters", {}),
            broke=verdict_of(failed) if failed else "",
            picture=picture,
        )
        line = Line(
            name=name,
            stamp=stamp,
            run=run,
            made=_word(good.made) if good else "",
            failed=_word(failed.made) if failed else "",
            rest=details.written(),
            group=before.group if before else "",
            place=before.place if before else 0,
            listed=before.listed if before else True,
        )
        runs = shelves.runs(home)
        newest = shelves.accounts(home, runs[:NEWEST])
        write_history(self.files, line, runs, newest, noindex=noindex)
        found = (News.of(account, title_of(account) or title) for account in newest)
        return line, [news for news in found if news is not None]

    def _news(self, found: Iterable[News], most: int) -> list[News]:
        """The newest news, each once, of runs that are still there."""
        each = {(item.report, item.run): item for item in found}
        newest: list[News] = []
        for item in sorted(each.values(), key=lambda item: (item.made, item.run, item.report), reverse=True):
            if len(newest) == most:
                break
            if (self.site / item.report / item.run).is_dir():
                newest.append(item)
        return newest

    def _write_lists(self, lines: list[Line], settings: SiteSettings) -> None:
        files, style, said = self.files, style_sum(), repr(settings)
        noindex = settings.robots == NONE
        pages = {page.file: page for page in list_pages(lines, settings.title)}
        for name, page in pages.items():
            of = f"{style} {noindex} {made_of(page, lines)}"
            files.put(name, of, partial(_page, page, lines, noindex=noindex))
        for name in [name for name in files.sums if name.endswith(".html") and name not in (*pages, MISSING)]:
            files.remove(name)
        news = self.summary.news
        files.put(FEED, json.dumps([said, [vars(item) for item in news]]), lambda: feed(news, settings))
        files.put(ROBOTS, said, lambda: robots(settings))
        files.put(MISSING, f"{style} {said}", lambda: missing(settings))
        dated = "\n".join(f"{line.name} {line.made}" for line in lines) if settings.address else ""
        files.put(SITEMAP, f"{said} {dated}", lambda: sitemap(lines, settings))


def _word(value: str) -> str:
    """A time as accounts have it, without what a line of the summary could not hold."""
    return "".join(value.split())


def _page(page: ListPage, lines: Sequence[Line], *, noindex: bool) -> str:
    above = "" if page.file == INDEX else INDEX
    return document(page.title, body_of(page, lines), noindex=noindex, feed=FEED, above=above)


def _placed(line: Line, places: Mapping[str, int], reports: Mapping[str, Report] | None) -> Line:
    """A line as `reports.yml` has it now; one that it names no more keeps its group."""
    report = reports.get(line.name) if reports is not None else None
    if report is None:
        return line if not line.listed else replace(line, listed=False)
    place = places[line.name]
    if (line.group, line.place, line.listed) == (report.group, place, True):
        return line
    return replace(line, group=report.group, place=place, listed=True)
