"""Which findings the days looked at do not give, and why."""

from __future__ import annotations

from collections.abc import Collection

from analysis.measures.comparison import Question
from analysis.measures.findings import Unsaid

WANTED = {
    "ratio": ("how many times as often strikes came in the campaign as after it", ("campaign", "after")),
    "interval": ("the ratio of the rates", ("campaign", "after")),
    "total": ("the campaign's total", ("campaign",)),
    "busiest": ("the campaign's busiest month", ("campaign", "after")),
    "split": ("months that only a range tells apart", ("campaign",)),
    "events": ("the events before and after the campaign", ("before", "after")),
    "later": ("how many events were acknowledged only later", ("after",)),
    "quiet": ("the longest quiet between events", ("after",)),
    "cluster": ("the events closest to one another", ("after",)),
}
"""Each finding by its key: what it is about, and the periods of which it needs days."""
OF_UNIT = ("ratio", "interval", "total", "busiest", "split")
"""Findings that count in the unit of the report; the others count events."""
NEEDED = {"before": "before the campaign", "campaign": "of the campaign", "after": "after the campaign"}


def unsaid(question: Question, said: Collection[str]) -> tuple[Unsaid, ...]:
    """What is to be said in the place of each finding whose key is not in `said`."""
    return tuple(
        Unsaid(key, name, _why(question, key, roles)) for key, (name, roles) in WANTED.items() if key not in said
    )


def _why(question: Question, key: str, roles: tuple[str, ...]) -> str:
    sides = {role: getattr(question.chosen, role) for role in roles}
    for role, side in sides.items():
        if side.period.days == 0:
            return f"the days looked at hold no day {NEEDED[role]}"
    for role, side in sides.items():
        if key in OF_UNIT and side.count.left_out and not side.count.rows:
            return f"no number of {question.unit} is stated for the days {NEEDED[role]}"
    return "the rows of the days looked at give none"
