"""The days between events, one stem for each event that has one before it, with the longest quiet and the cluster."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.charts.chart import Chart, nothing, source_line
from analysis.charts.days import name_days, set_days
from analysis.charts.grid import grid
from analysis.charts.moments import Named
from analysis.charts.sheet import MARKS, PLAIN, Sheet
from analysis.charts.theme import INK, INSIDE, KNOWN, LINE, START, nice_ceiling, theme
from analysis.measures.comparison import Reading, part
from analysis.measures.counts import Window
from analysis.measures.sporadic import CLUSTER, dated_by_reading, known_until
from analysis.measures.tempo import gaps as gaps_of
from analysis.measures.tempo import longest_quiet, quiet, tightest
from analysis.measures.view import View
from analysis.measures.words import day, days, plural
from analysis.record.store import Period, Record

NAME = "gaps"
HEIGHT = 150.0
"""Height of the panel in points."""
NAMED = 8
"""Gaps that the alternative text names one by one."""


@dataclass(frozen=True)
class _Gaps:
    """The gaps between the dated events of a period and what stands out among them.

    `open_days` is the least length of the quiet after the last event, where it is the longest; else 0.
    """

    record: Record
    view: View
    period: Period
    events: pd.DataFrame
    gaps: pd.DataFrame
    open_days: int

    @classmethod
    def of(cls, record: Record, view: View) -> _Gaps:
        period = part(record, "after", Window(view.since, view.until))
        reading = Reading(view.rule.as_unit("events"))
        events = dated_by_reading(record, period)[reading]
        known, until = known_until(record, period, Window(view.since, view.until))
        found = quiet(known[reading], period.end, until)
        open_days = found.open_days if found is not None and found.unended else 0
        return cls(record, view, period, events, gaps_of(events), open_days)

    @property
    def table(self) -> pd.DataFrame:
        """The plotted numbers, with the rows on both sides of each gap."""
        ends = zip(self.gaps["from_id"].astype("str"), self.gaps["to_id"].astype("str"), strict=True)
        return pd.DataFrame(
            {
                "from": [str(moment.date()) for moment in self.gaps["from_date"]],
                "to": [str(moment.date()) for moment in self.gaps["to_date"]],
                "days": self.gaps["days"].astype("int64"),
                "rows": pd.Series(list(ends), dtype=object),
            }
        )

    @property
    def named(self) -> list[Period]:
        """The longest quiet and the tightest cluster, as names over their days."""
        found = []
        gap, cluster = longest_quiet(self.events), tightest(self.events, CLUSTER)
        if gap is not None and gap["days"] > 0:
            words = f"longest between two, {plural(int(gap['days']), 'day')}"
            found.append(Period(words, gap["from_date"].date(), gap["to_date"].date()))
        if cluster is not None and len(self.events) > CLUSTER:
            first, last = cluster["start_date"].iloc[0].date(), cluster["start_date"].iloc[-1].date()
            found.append(Period(f"tightest {CLUSTER}, {plural((last - first).days, 'day')}", first, last))
        return found


def gaps(record: Record, view: View) -> Chart:
    """The days from each dated event after the campaign to the one before it, on the day of the later one."""
    found = _Gaps.of(record, view)
    subtitle = f"Days since the event before, dated events {view.rule.in_words}"
    subtitle += f", {days(found.period.start, found.period.end)}." if found.period.days else "."
    if found.gaps.empty:
        why = f"There are no two dated events {found.period.name} in the days looked at."
        return nothing(NAME, record, why, subtitle, found.table)
    with theme():
        sheet = _drawn(found)
    title = _title(found)
    if found.open_days:
        title += f"; at least {plural(found.open_days, 'day')} follow the last event"
    words = title, subtitle, source_line(record), _alt(found)
    return Chart(NAME, sheet.figure, *words, found.table, tuple(sheet.marks))


def _drawn(found: _Gaps) -> Sheet:
    since, until = found.period.start, found.period.end
    names = Named.of(found.named, since, until)
    sheet = Sheet.of(HEIGHT + names.height + 4 * LINE)
    sheet.write(START, LINE, "Days since the event before", bold=True)
    panel = sheet.panel(1.8 * LINE + names.height, HEIGHT)
    set_days(panel, since, until)
    end, step = nice_ceiling(float(found.gaps["days"].max()))
    panel.set_ylim(0, end * 1.05)
    grid(panel, step)
    panel.plot(panel.get_xlim(), [0, 0], color=INK, linewidth=0.8, zorder=5, clip_on=False, label="baseline")
    for place, (_, gap) in enumerate(found.gaps.iterrows()):
        x, height = gap["to_date"].toordinal() + 0.5, int(gap["days"])
        drawn = panel.plot([x, x], [0, height], color=KNOWN, linewidth=1.6, zorder=3, label="stem")
        drawn += panel.plot([x], [height], zorder=6, label="gap", **PLAIN, **MARKS["least"])
        sheet.mark(drawn, _told(gap), [str(gap["from_id"]), str(gap["to_id"])], place)
    names.draw(sheet, panel)
    name_days(panel, since, until, INSIDE)
    return sheet


def _told(gap: pd.Series) -> str:
    """What a stem says: '29 September 2019: 3 days after the event before'."""
    return f"{day(gap['to_date'].date())}: {plural(int(gap['days']), 'day')} after the event before"


def _title(found: _Gaps) -> str:
    """The longest and the median gap."""
    lengths = found.gaps["days"]
    if len(lengths) == 1:
        return f"{plural(int(lengths.iloc[0]), 'day')} between the two dated events {found.period.name}"
    middle, longest = float(lengths.median()), int(lengths.max())
    half = "Half of the gaps" if len(lengths) > 2 else "The gaps"
    if half == "The gaps":
        return f"Three dated events {found.period.name}, {int(lengths.iloc[0])} and {int(lengths.iloc[1])} days apart"
    return f"{half} between dated events {found.period.name} last {middle:g} days or fewer, the longest {longest} days"


def _alt(found: _Gaps) -> str:
    """What the picture shows, gap by gap while there are few."""
    opening = f"{plural(len(found.gaps), 'stem')} over the days from {days(found.period.start, found.period.end)}."
    if len(found.gaps) <= NAMED:
        return f"{opening} {'; '.join(_told(gap) for _, gap in found.gaps.iterrows())}."
    told = "; ".join(f"{one.name}, {days(one.start, one.end)}" for one in found.named)
    return f"{opening} {told[:1].upper()}{told[1:]}."
