"""Which runs of a report stay, by what `reports.yml` asks for and by what the report's own page needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.press.ledger.account import FAILED, GOOD, Account
from analysis.press.orders.keeping import FOREVER, Keep
from analysis.press.site.shelves import MONTH

YEAR = 4
"""Letters of a run's name that are its year."""


def superfluous(runs: Sequence[Account], keep: Keep, last: Account | None, failed: Account | None) -> list[Account]:
    """The runs that nothing asks for, in the order given, which is the newest first.

    `last` is the account at the report's address and `failed` that of the failure beside it: their runs stay, and so
    does the run with which the page at the address is compared.
    """
    kept = {account.run for account in _asked_for(runs, keep)} | {account.run for account in (last, failed) if account}
    base = last.base.partition(" ")[0] if last else ""
    if compared := [account.run for account in runs if account.key == base and account.outcome == GOOD]:
        kept.add(compared[0])
    return [account for account in runs if account.run not in kept]


def _asked_for(runs: Sequence[Account], keep: Keep) -> Iterator[Account]:
    good = [account for account in runs if account.outcome == GOOD]
    yield from good[: keep.runs]
    yield from [account for account in runs if account.outcome == FAILED][: keep.runs]
    for many, letters in ((keep.monthly, MONTH), (keep.yearly, YEAR)):
        newest = [next(held) for _, held in groupby(good, key=lambda account: account.run[:letters])]
        yield from newest if many == FOREVER else newest[: int(many)]
