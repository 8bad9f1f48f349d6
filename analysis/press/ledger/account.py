"""What a run leaves in `run.json`, beside its page: what it was made from, what it said, how it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

GOOD = "good"
FAILED = "failed"

Inputs = Mapping[str, Mapping[str, str]]
"""What a page is made from: groups of named things, each as text."""


@dataclass(frozen=True)
class Account:
    """One run of a report. Nothing in it but `made`, `seconds` and `run` depends on when or where it ran.

    `run` names the folder of the run; `key` is its run key, `base` the key of the run it is compared with, empty for
    the first. `findings` holds key, text and verdict of each finding, `since` the sentences of the slot "Since the last
    report", each a pair of an anchor on the page (or nothing) and words. `failure` tells what broke in a failed run.
    """

    report: str
    run: str
    key: str
    base: str
    outcome: str
    made: str
    inputs: Inputs
    findings: tuple[Mapping[str, str], ...] = ()
    since: tuple[tuple[str, str], ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    failure: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Account | None:
        """The account in a file; `None` where there is none, or one that is not whole or of another release."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            texts = {key: raw[key] for key in ("report", "run", "key", "base", "outcome", "made")}
            if not all(isinstance(value, str) for value in texts.values()) or texts["outcome"] not in (GOOD, FAILED):
                return None
            return cls(
                **texts,
                inputs={str(group): _texts(named) for group, named in raw["inputs"].items()},
                findings=tuple({key: str(item[key]) for key in ("key", "text", "verdict")} for item in raw["findings"]),
                since=tuple((str(anchor), str(words)) for anchor, words in raw["since"]),
                seconds={str(name): float(value) for name, value in raw["seconds"].items()},
                failure=dict(raw["failure"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def written(self) -> str:
        """The file, as text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def _texts(named: Mapping[Any, Any]) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in named.items()}


def now() -> str:
    """The time of day as accounts have it, in UTC to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
