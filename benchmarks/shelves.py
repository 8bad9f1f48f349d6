"""Reports and runs of a site by lot, made without a kernel: what lies in folders as a batch leaves it there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analysis.press.ledger.account import FAILED, GOOD, Account

START = datetime(2026, 1, 1, 6, tzinfo=UTC)
CHART = (
    '<figure class="chart" id="chart-a"><div class="picture"><svg viewBox="0 0 576 300" role="group" '
    'fill="#1d1d1b" font-size="10"><rect width="576" height="300" fill="#ffffff"/><a href="#row">'
    '<title>8 strikes</title><path d="M0 300h80v-{height}h-80z" fill="#0173b2"/>'
    '<rect width="9" height="9" fill="none" pointer-events="all"/></a>'
    '<text x="10" y="20">Strikes</text></svg></div></figure>'
)
PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>{title}</title></head><body>{chart}<p>run {number}</p></body>'
    "</html>\n"
)
MOVED = "One finding moved."


def account_of(report: str, number: int, **more: object) -> Account:
    """The account of the n-th run of a report, a day after the one before it; `more` are other values of it."""
    made = START + timedelta(days=number)
    key = hashlib.sha256(f"{report} {number}".encode()).hexdigest()
    before = hashlib.sha256(f"{report} {number - 1}".encode()).hexdigest() if number else ""
    usual = Account(
        report,
        f"{made:%Y%m%dT%H%M%S}Z-{key[:12]}",
        key,
        before,
        GOOD,
        f"{made:%Y-%m-%dT%H:%M:%SZ}",
        {
            "record": {"version": "1.0.0", "SHA-256": key},
            "parameters": {"since": "", "unit": "strikes", "number": str(number)},
            "report": {"title": f"The report {report}"},
        },
        since=(
            ("", MOVED),
            ("", "That is because the record changed, and nothing else did."),
            ("", f"Now it is {number}."),
        ),
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def put(site: Path, account: Account, *, chart: bool = True, page: str = "", point: bool = True) -> Path:
    """Lays a run in its folder, and unless told otherwise its page, or its failure, at the report's address."""
    folder = site / account.report / account.run
    folder.mkdir(parents=True)
    height = 20 + int(account.key[:2], 16)
    title = account.inputs.get("report", {}).get("title", "")
    text = page or PAGE.format(title=title, chart=CHART.format(height=height) if chart else "", number=account.run)
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / "run.json").write_text(account.written(), encoding="utf-8")
    names = ("failed.html", "failed.json") if account.outcome == FAILED else ("index.html", "run.json")
    for name, source in zip(names if point else (), ("index.html", "run.json"), strict=False):
        (folder.parent / name).unlink(missing_ok=True)
        (folder.parent / name).hardlink_to(folder / source)
    if point and account.outcome == GOOD:
        for name in ("failed.html", "failed.json"):
            (folder.parent / name).unlink(missing_ok=True)
    return folder


def site_of(site: Path, reports: Sequence[str], runs: int) -> None:
    """A site with so many runs of each report."""
    for report in reports:
        for number in range(runs):
            put(site, account_of(report, number), point=number == runs - 1)
