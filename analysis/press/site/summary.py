"""What the site knows of its reports, in one small file: `OUT/.site/reports`.

It saves opening thousands of accounts to add one run, and so it must be quick to read and to write: a line for each
report, of which only what every update asks for is parsed. Nothing is in it that the folders of the reports do not hold
too: where it is missing, damaged or of another release, it is made again from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.measures.words import sentence
from analysis.press.changes.words import STILL
from analysis.press.failures.failure import Failure
from analysis.press.ledger.account import FAILED, Account

FILE = "reports"
VERSION = 1
LONGEST = 300
"""Characters of a verdict, and of each sentence in the feed."""
MOST_SENTENCES = 12


@dataclass(frozen=True)
class Details:
    """What is shown of a report, and asked for by nothing else."""

    title: str
    verdict: str
    parameters: Mapping[str, str]
    broke: str = ""
    picture: bool = False

    def written(self) -> str:
        """As text on one line."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Line:
    """A report as the list of reports knows it.

    `run` is the last good run and `made` when it was made, both '' where there is none; `failed` is when the report
    failed since. `group` is the entry of `reports.yml` that made it along with others, `place` its place in the file,
    and `listed` tells that the file still names it. `rest` is `Details` as text.
    """

    name: str
    stamp: str
    run: str
    made: str
    failed: str
    rest: str
    group: str = ""
    place: int = 0
    listed: bool = True

    @cached_property
    def details(self) -> Details:
        """What is shown of it."""
        return Details(**json.loads(self.rest))

    @cached_property
    def raw(self) -> str:
        """All of it but the stamp, as text on one line."""
        listed = "1" if self.listed else "0"
        return "\t".join((self.name, self.group, str(self.place), listed, self.run, self.made, self.failed, self.rest))

    @property
    def changed(self) -> str:
        """When something was last heard of it."""
        return max(self.made, self.failed)

    @classmethod
    def read(cls, text: str) -> Line:
        """The report in a line of the file. Raises `ValueError`."""
        stamp, raw = text.split("\t", 1)
        name, group, place, listed, run, made, failed, rest = raw.split("\t", 7)
        line = object.__new__(cls)  # past the checks of a frozen class, which take longer than all else of an update
        line.__dict__.update(
            name=name, stamp=stamp, run=run, made=made, failed=failed, rest=rest, group=group, place=int(place),
            listed=listed == "1", raw=raw,
        )  # fmt: skip
        return line


@dataclass(frozen=True)
class News:
    """A run that changed what a reader finds, for the feed."""

    report: str
    run: str
    key: str
    made: str
    title: str
    verdict: str
    sentences: Sequence[str]
    failed: bool = False

    @classmethod
    def of(cls, account: Account, title: str) -> News | None:
        """The news of a run; `None` for one after which nothing that the report says is different."""
        failed, verdict = account.outcome == FAILED, verdict_of(account)
        if verdict == STILL and not failed:
            return None
        words = [] if failed else [_short(words) for _, words in account.since[1:]]
        shown = [
            *words[:MOST_SENTENCES],
            *([f"And {len(words) - MOST_SENTENCES} more."] * (len(words) > MOST_SENTENCES)),
        ]
        return cls(account.report, account.run, account.key, account.made, title, verdict, shown, failed)


@dataclass
class Summary:
    """All lines by the name of their report, the newest news first, and for each file of the site what it was made of.

    `sums` spares writing what is there already; `settings` is what `reports.yml` said of the site, as JSON.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    news: list[News] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    settings: str = ""

    @classmethod
    def read(cls, path: Path) -> Summary | None:
        """The summary in a file; `None` where there is none that is whole and of this release."""
        try:
            head, _, body = path.read_text(encoding="utf-8").partition("\n")
            raw: Any = json.loads(head)
            if raw["version"] != VERSION or raw["sum"] != _sum(body):
                return None
            lines = {line.name: line for line in map(Line.read, body.splitlines())}
            return cls(lines, [News(**item) for item in raw["news"]], dict(raw["sums"]), str(raw["settings"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def written(self) -> str:
        """The file, as text."""
        body = "".join(f"{line.stamp}\t{line.raw}\n" for line in self.lines.values())
        news = [vars(item) for item in self.news]
        head = {"version": VERSION, "sum": _sum(body), "settings": self.settings, "sums": self.sums, "news": news}
        return f"{json.dumps(head, separators=(',', ':'))}\n{body}"


def title_of(account: Account | None) -> str:
    """The title that a run had; '' where its account does not tell."""
    return account.inputs.get("report", {}).get("title", "") if account else ""


def verdict_of(account: Account) -> str:
    """What changed with a run, in a sentence or two; of a failed one where and what broke."""
    if account.outcome == FAILED:
        failure = Failure.from_dict(account.failure)
        return _short(sentence(failure.told)) if failure else ""
    said = [words for _, words in account.since[:2]]
    return _short(said[0] if said[:1] == [STILL] else " ".join(said))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2].rstrip()} …"


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
