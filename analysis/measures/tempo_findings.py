"""What the record says of the tempo of events: quiets, clusters and how surprising they are, and a campaign's edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.errors import listed
from analysis.measures.comparison import Reading, part, turns_of
from analysis.measures.counts import Window
from analysis.measures.dispersion import Dispersion, dispersion, widened_interval
from analysis.measures.edge_readings import UNITS, EdgeReading, chosen
from analysis.measures.edges import Days, Edges
from analysis.measures.findings import Finding, Findings, Test, Unsaid, Value
from analysis.measures.grounds import of_period
from analysis.measures.rates import LEVEL, PER_DAYS
from analysis.measures.scan import chance_of_cluster
from analysis.measures.sporadic import CLUSTER, Dated, dated_by_reading, sporadic_findings
from analysis.measures.tempo import densest, monthly_events, tightest
from analysis.measures.tempo_turning import turning
from analysis.measures.tempo_windows import chance_of_rarest, windowed
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts
from analysis.measures.words import a_probability, about, day, days, plural
from analysis.record.store import Period, Record

NAMES = {
    "quiet": "the longest quiet between events",
    "cluster": "the events closest to one another",
    "surprise": "how surprising that they are so close",
    "burst": "the window with most events",
    "rhythm": "whether events come at a constant rate",
}
"""Each finding on events by its key, and what it is about."""
FEW = "the days looked at hold too few dated events after the campaign"
RARE = 1 - LEVEL
"""A chance up to which chance alone is not taken for the cause."""


def tempo_findings(record: Record, view: View, edges: Sequence[EdgeReading], window: int = 14) -> Findings:
    """The findings on tempo, in reading order, under the attribution of a view.

    `edges` are those of `edge_readings` for the same view; `window` is the number of days in which the most events are
    looked for. Keys: `edges-strikes`, `edges-events`, `quiet`, `cluster`, `surprise`, `burst`, `rhythm`, `turning`; one
    for which the record has no numbers is left out, and the findings say why.
    """
    tempo = _Tempo.of(record, view)
    found = [finding for unit in UNITS if (finding := _edges(record, edges, unit, view)) is not None]
    known = sporadic_findings(record, view.rule, Window(view.since, view.until))
    after = [finding for finding in known if finding.key in NAMES]
    makers = (_surprise(tempo), _burst(tempo, window), _rhythm(tempo))
    after += [finding for finding in makers if finding is not None]
    own = [chosen([one for one in edges if one.rule.unit == unit], unit, view.rule.attribution) for unit in UNITS]
    last = turning(record, view, tempo.events, tempo.period.days, tempo.after, own)
    called = Whereabouts(record).briefs()
    abouts = [*((one, "the edges") for one in found), *((one, "the events") for one in after)]
    abouts += [(last, "what it turns on")] if isinstance(last, Finding) else []
    said = {finding.key for finding, _ in abouts}
    missing = [Unsaid(key, name, FEW) for key, name in NAMES.items() if key not in said]
    missing += [
        Unsaid(
            f"edges-{unit}",
            f"a period of raised rate, in {record.unit(unit)}",
            "the days looked at hold fewer than two",
        )
        for unit in UNITS
        if f"edges-{unit}" not in said
    ]
    missing += [Unsaid("turning", "which row they turn on", last)] if isinstance(last, str) else []
    return Findings(tuple(replace(one, about=about_, called=called) for one, about_ in abouts), tuple(missing))


@dataclass(frozen=True)
class _Tempo:
    """The dated events after the campaign, under the chosen reading and under every one."""

    record: Record
    period: Period
    dated: Dated
    chosen: Reading

    @classmethod
    def of(cls, record: Record, view: View) -> _Tempo:
        period = part(record, "after", Window(view.since, view.until))
        return cls(record, period, dated_by_reading(record, period), Reading(view.rule.as_unit("events")))

    @property
    def events(self) -> pd.DataFrame:
        """The dated events under the chosen reading."""
        return self.dated[self.chosen]

    @property
    def after(self) -> Value:
        """The period as a sentence names it."""
        return of_period(self.record, "after", self.period.name)

    def number(self, ids: Sequence[str]) -> Value:
        return Value(plural(len(ids), "dated event"), tuple(ids))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.events["incident_id"].astype("str"))

    @property
    def length(self) -> Value:
        """How many days the period has."""
        return of_period(self.record, "after", plural(self.period.days, "day"))

    def tests(self, same: Sequence[bool]) -> tuple[Test, ...]:
        """One test per reading: does the sentence say the same under it?"""
        named = turns_of(self.record, list(self.dated))
        return tuple(
            Test(named[reading], "yes" if answer else "no") for reading, answer in zip(self.dated, same, strict=True)
        )


def _span(events: pd.DataFrame) -> int:
    """Days from the first of some events in order of time to the last."""
    return int((events["start_date"].iloc[-1] - events["start_date"].iloc[0]).days)


def _surprise(tempo: _Tempo) -> Finding | None:
    """Whether chance alone would bring events so close together."""
    cluster = tightest(tempo.events, CLUSTER)
    if cluster is None or len(tempo.events) == CLUSTER:  # the tightest of one choice says nothing
        return None
    span, length = _span(cluster), tempo.period.days
    chances = {reading: _chance_of_three(events, span, length) for reading, events in tempo.dated.items()}
    chance = chances[tempo.chosen] or 0.0
    rare = chance <= RARE
    template = "That {size} of the {number} {after} "
    template += "lie within {span} of one another " if span else "fall on {span} "
    template += "is more than chance explains" if rare else "may be chance alone"
    template += ": were their days drawn at random from the {days}, some {size} would lie as close with {chance}."
    ids = tuple(cluster["incident_id"].astype("str"))
    values = {
        "size": Value(str(CLUSTER), ids),
        "number": tempo.number(tempo.ids),
        "after": tempo.after,
        "span": Value(plural(span, "day") if span else "one day", ids),
        "days": tempo.length,
        "chance": Value(a_probability(chance), tempo.ids),
    }
    same = [other is not None and (other <= RARE) == rare for other in chances.values()]
    return Finding("surprise", template, values, tempo.tests(same), methods=("tempo", "scan", "rules", "readings"))


def _chance_of_three(events: pd.DataFrame, span: int, length: int) -> float | None:
    """The chance that some three of so many events lie within a span; `None` where no three of these do."""
    cluster = tightest(events, CLUSTER)
    if cluster is None or _span(cluster) > span:
        return None
    return chance_of_cluster(len(events), CLUSTER, span + 1, length).value


def _burst(tempo: _Tempo, window: int) -> Finding | None:
    """The window with most events, and whether chance alone would bring so many together, whatever the window."""
    length = tempo.period.days
    tried = {reading: windowed(events, window, length) for reading, events in tempo.dated.items()}
    rarest = {reading: chance_of_rarest(found) for reading, found in tried.items()}
    here = next((one for one in tried[tempo.chosen] if one.days == min(window, length)), None)
    if here is None or len(here.events) < 2:
        return None
    ids = tuple(here.events["incident_id"].astype("str"))
    first, last = here.events["start_date"].iloc[0], here.events["start_date"].iloc[-1]
    rare = rarest[tempo.chosen] <= RARE
    template = (
        f"No {{window}} {{after}} {'holds' if window == 1 else 'hold'} more dated events than those from {{dates}}, "
        "with {count} of {number}. Were their days drawn at random from the {days}, some {window} would hold as many "
        "with {chance}. But the length is a choice: of {lengths}, one with a count as rare as the rarest of these "
        "would be found with {rarest}, so that the clustering "
        f"{'is more than chance explains' if rare else 'may be chance alone'}."
    )
    lengths = listed([f"{one.days:,}" for one in tried[tempo.chosen]], "and")
    values = {
        "window": Value("single day" if window == 1 else plural(window, "day"), tempo.ids, label="dated events"),
        "after": tempo.after,
        "dates": Value(days(first.date(), last.date()), ids),
        "count": Value(str(len(ids)), ids, label=f"{len(ids)} in the window"),
        "number": Value(str(len(tempo.events)), tempo.ids, label=f"{len(tempo.events)} dated events"),
        "days": tempo.length,
        "chance": Value(a_probability(here.chance), tempo.ids),
        "lengths": Value(f"windows of {lengths} days", tempo.ids),
        "rarest": Value(a_probability(rarest[tempo.chosen]), tempo.ids),
    }
    same = []
    for reading, events in tempo.dated.items():
        there = int(events["start_date"].between(first, last).sum())
        same.append(0 < there == len(densest(events, window)) and (rarest[reading] <= RARE) == rare)
    return Finding("burst", template, values, tempo.tests(same), methods=("tempo", "scan", "rules", "readings"))


def _rhythm(tempo: _Tempo) -> Finding | None:
    """Whether the events of the months vary more than at a constant rate, and the interval of the rate then."""
    found = {reading: _of_months(events, tempo.period) for reading, events in tempo.dated.items()}
    here = found[tempo.chosen]
    if here is None:
        return None
    number, length = len(tempo.events), tempo.period.days
    low, high = (end * PER_DAYS / length for end in widened_interval(number, here.factor))
    varying = "more than chance explains" if here.clustered else "which may be chance alone"
    widened = ", widened by that," if here.factor > 1 else ""
    template = (
        f"From month to month the {{number}} {{after}} vary {{index}} times as much as at a constant rate, {varying} "
    )
    template += f"({{chance}} at that rate); the {{interval}} of their rate{widened} is {{rate}}."
    values = {
        "number": tempo.number(tempo.ids),
        "after": tempo.after,
        "index": Value(about(here.index), tempo.ids),
        "interval": Value(f"{LEVEL:.0%} interval".replace("%", " %"), tempo.ids),
        "rate": Value(f"{about(low)} to {about(high)} in {PER_DAYS} days", tempo.ids),
        "chance": Value(a_probability(here.chance), tempo.ids),
    }
    same = [other is not None and other.clustered == here.clustered for other in found.values()]
    methods = ("tempo", "dispersion", "rates", "rules", "readings")
    return Finding("rhythm", template, values, tempo.tests(same), methods=methods)


def _of_months(events: pd.DataFrame, period: Period) -> Dispersion | None:
    if period.days == 0:
        return None
    counts, lengths = monthly_events(events, period.start, period.end)
    return dispersion(counts, lengths)


def _edges(record: Record, readings: Sequence[EdgeReading], unit: str, view: View) -> Finding | None:
    """The period of raised rate beside the declared campaign, or that none is found."""
    these = [one for one in readings if one.rule.unit == unit]
    here = chosen(these, unit, view.rule.attribution)
    if here.total < 2:
        return None
    declared = record.period("campaign")
    values = {
        "unit": Value(str(record.unit(unit)), tuple(here.rows["incident_id"].astype("str"))),
        "declared": of_period(record, "campaign", f"{declared.name} ({days(declared.start, declared.end)})"),
        "chance": Value(a_probability(here.found.chance), tuple(here.rows["incident_id"].astype("str"))),
    }
    unknown = ""
    if here.found.unknown:
        values["unknown"] = Value(plural(here.found.unknown, "day"), here.unsaid)
        unknown = "; {unknown} without a number left out"
    claim = _beside(here, declared)
    tests = tuple(Test(one.turns, "yes" if _beside(one, declared) == claim else "no") for one in these)
    methods = ("edges", "rules", "readings")
    if not isinstance(here.found, Edges):
        template = "Counted in {unit}, no period of raised rate stands out beside {declared}: the same rows in a "
        template += f"random order would show one as plain with {{chance}}{unknown}."
        return Finding(f"edges-{unit}", template, values, tests, methods=methods)
    found = here.found
    template = "Counted in {unit}, a period of raised rate begins {firsts} and ends {lasts}; "
    first, last = found.firsts[1], found.lasts[0]
    if first <= last:
        values["sure"] = Value(days(first, last), here.near((first, last)))
        surely = "Wherever among these days the edges lie, {sure} " + ("lies" if first == last else "lie") + " inside."
    else:
        surely = "These days overlap, so that no single day lies inside wherever the edges are."
    template += f"{claim}. {surely} The same rows in a random order would show a period as plain with "
    template += f"{{chance}}{unknown}."
    values["firsts"] = Value(_when(found.firsts), here.near(found.firsts))
    values["lasts"] = Value(_when(found.lasts), here.near(found.lasts))
    return Finding(f"edges-{unit}", template, values, tests, methods=methods)


def _beside(reading: EdgeReading, declared: Period) -> str:
    """How the declared days stand to the days found; '' where no period was."""
    found = reading.found
    if not isinstance(found, Edges):
        return ""
    if reading.blind:
        return "most days of {declared} have no number, so that it cannot be looked for here"
    if declared.end < found.firsts[0] or declared.start > found.lasts[1]:
        return "it shares no day with {declared}"
    first = found.firsts[0] <= declared.start <= found.firsts[1]
    last = found.lasts[0] <= declared.end <= found.lasts[1]
    told = {
        (True, True): "the first and the last day of {declared} are among these",
        (True, False): "the first day of {declared} is among these, the last is not",
        (False, True): "the last day of {declared} is among these, the first is not",
        (False, False): "neither the first nor the last day of {declared} is among these",
    }
    return told[first, last]


def _when(some: Days) -> str:
    """A set of days in words."""
    first, last = some
    return f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
