"""What is asked of a random record: the campaign, the time before and after it, and every reading of them."""

import re
from datetime import date, timedelta
from itertools import product

from hypothesis import strategies as st

from analysis.measures.findings import Finding
from tests.measures.plain import (
    CALLED,
    COUNTED,
    COVERED,
    EXTENSION,
    MAIN,
    MONTHS,
    PERIODS,
    a_row,
    counted,
    dated,
    days_read,
    named,
    value,
)

ROW = a_row()


class Question:
    """A random record with the days, the rule and the factor asked for."""

    def __init__(self, rows, unit, attribution, window, factor):
        self.rows, self.unit, self.attribution, self.window, self.factor = rows, unit, attribution, window, factor
        self.parts = {name: self.cut(days) for name, days in PERIODS.items()}
        self.lengths = {name: (days[1] - days[0]).days + 1 for name, days in self.parts.items()}
        extended = any(row["campaign"] == EXTENSION for row in rows)
        self.placements = ["after", "campaign", "apart"] if extended else ["after"]
        self.readings = list(product(COUNTED, self.placements))

    def __repr__(self):
        asked = (self.rows, self.unit, self.attribution, self.window, self.factor)
        return f"Question({', '.join(map(repr, asked))})"

    def cut(self, days):
        return max(days[0], self.window[0]), min(days[1], self.window[1])

    def has(self, *names: str) -> bool:
        return all(self.lengths[name] > 0 for name in names)

    def side(self, name: str, attribution: str, placement: str = "after", unit: str | None = None):
        unit = unit or self.unit
        own = [row for row in self.rows if row["campaign"] == MAIN]
        extra = [row for row in self.rows if row["campaign"] == EXTENSION]
        other = [row for row in self.rows if row["campaign"] is None]
        if name != "campaign":
            return counted(other + (extra if placement == "after" else []), unit, attribution, self.parts[name])
        found = [counted(own, unit, attribution, self.parts[name])]
        if placement == "campaign":
            found.append(counted(extra, unit, attribution, self.window))
        return tuple(map(sum, zip(*found, strict=True)))

    def chosen(self, name: str):
        return self.side(name, self.attribution)

    def silent(self, name: str, attribution: str | None = None, placement: str = "after") -> int:
        """Rows of a side that match and state no number, where none states one; else 0."""
        sides = {MAIN: "campaign", EXTENSION: {"after": name, "campaign": "campaign", "apart": ""}[placement]}
        if name == "campaign" and placement == "after":
            sides[EXTENSION] = ""
        here = []
        for row in self.rows:
            side = sides.get(row["campaign"], name if name != "campaign" else "")
            moved = row["campaign"] == EXTENSION and placement == "campaign"
            days = self.window if moved else self.parts[name]
            admitted = row["attribution"] in COUNTED[attribution or self.attribution]
            if side == name and admitted and row["start"] <= days[1] and row["end"] >= days[0]:
                here.append(row[self.unit])
        return len(here) if here and all(cell == (None, None) for cell in here) and self.has(name) else 0

    def months(self, attribution: str):
        """Each month of the campaign with the least and most that its own rows give it."""
        first, last = self.parts["campaign"]
        own = [row for row in self.rows if row["campaign"] == MAIN]
        found = {}
        for place in range((last.year - first.year) * 12 + last.month - first.month + 1):
            year, month = divmod(first.month - 1 + place, 12)
            start = date(first.year + year, month + 1, 1)
            end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            name = f"{MONTHS[month]} {start.year}"
            found[name] = counted(own, self.unit, attribution, (max(start, first), min(end, last)))
        return found

    def events(self, attribution: str, placement: str = "after") -> list[date]:
        """Days after the campaign on which one event is known to have been, in order."""
        outside = {None, EXTENSION} if placement == "after" else {None}
        return dated([row for row in self.rows if row["campaign"] in outside], attribution, self.parts["after"])


@st.composite
def a_question(draw, row=ROW, units=("strikes", "strikes", "events", "killed"), sizes=(2, 14)) -> Question:
    rows = named(draw(st.lists(row, min_size=sizes[0], max_size=sizes[1])))
    since = draw(st.just(COVERED[0]) | st.dates(date(1986, 12, 1), date(1987, 3, 1)))
    until = draw(st.just(COVERED[1]) | st.dates(date(1987, 4, 1), date(1987, 9, 30)))
    unit, attribution = draw(st.sampled_from(units)), draw(st.sampled_from(list(COUNTED)))
    return Question(rows, unit, attribution, (since, until), draw(st.integers(1, 12)))


def check_names(asked: Question, finding: Finding) -> None:
    """A period that the window cuts is named with the days left of it; what is compared by rate or event always is."""
    for name, called in CALLED.items():
        if name in finding.values and finding.key != "total":
            told = re.fullmatch(rf"{called}(?: \((.+)\))?", value(finding, name))
            whole = asked.parts[name] == PERIODS[name]
            assert told
            assert (days_read(told[1]) if told[1] else PERIODS[name]) == asked.parts[name]
            compared = finding.key == "events" or (finding.key == "ratio" and name == "after")
            if not compared or finding.text.startswith("No number of"):
                assert whole == (told[1] is None)
            else:
                assert told[1]
