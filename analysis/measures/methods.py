"""The methods of a page in plain words: what each number is, what it assumes, when it misleads, where it comes from.

A finding or a chart names the keys of those it rests on, and a page prints these. `docs/methods.md` has each at length,
under the same name, with an example by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.markup import anchor, text


@dataclass(frozen=True)
class Method:
    """One method. `reference` is '' where it is a definition of our own."""

    name: str
    definition: str
    assumption: str
    fails_when: str
    reference: str = ""


METHODS: Mapping[str, Method] = {
    "counts": Method(
        "Bounded counts",
        "A count is the lowest and the highest number that its rows allow. A row gives a number of strikes and the "
        "days between which they fell. Inside a period it counts in full; across the edge of a period it adds nothing "
        "to the lowest number and all it may hold to the highest. Where a row states no maximum the count is open: so "
        "many or more.",
        "The rows are independent of one another, and all strikes of a row fell on its days.",
        "The bounds of neighbouring periods are added: what one gains the other loses, so the sum has to be counted "
        "itself.",
        "Turnbull (1976), J. R. Stat. Soc. B 38:290\u2013295",
    ),
    "rules": Method(
        "Units and rules",
        "A number has a unit and a rule. Strikes are single attacks, events are occasions that may hold several; they "
        "are neither added nor compared. The rule says which rows count: those that the actor announced at the time, "
        "those that it acknowledged then or later, or also those alleged by others and denied.",
        "The record says truly when and by whom a strike was owned to. Each rule counts all that the one before it "
        "does.",
        "A number is quoted without its unit or its rule.",
    ),
    "readings": Method(
        "Findings and readings",
        "A reading is one way to settle what the record leaves open: which rows count, and whether what followed a "
        "campaign counts by its date, with the campaign, or not at all. A sentence is tested under every reading. It "
        "holds under one if all the counts that the bounds allow make it true, fails if none does, and is otherwise "
        "left open, with the number that an unstated maximum would have to exceed to overturn it.",
        "The readings are those of the record: it has no other rows, and nothing is counted twice.",
        "A strike is in no source at all: no reading can count it.",
    ),
    "rates": Method(
        "Rates",
        "Strikes in 30 days: the count over the days of its period, times 30, for the lowest and the highest count. "
        "The exact 95 % interval is from the lower end at the lowest count to the upper end at the highest. Of people "
        "killed no interval is given: one strike kills many and the next one nobody.",
        "Strikes come one by one, independently of one another, at a constant rate.",
        "Strikes cluster, as air strikes do: the true uncertainty is then larger than the interval.",
        "Garwood (1936), Biometrika 28:437\u2013442",
    ),
    "ratio": Method(
        "Ratio of two rates",
        "One rate over the other, from lowest over highest to highest over lowest. The exact interval comes from the "
        "conditional test: of all strikes in both periods, how many would fall in the first by chance. Where the "
        "second count is open, the number is given up to which the comparison still holds. Of people killed no "
        "interval is given.",
        "As for rates, in both periods. The days of both periods are chosen for reasons other than their counts.",
        "A period is lengthened or shortened to suit: its dates are therefore declared, with the reason for them.",
        "Przyborowski and Wilenski (1940), Biometrika 31:313\u2013323; Clopper and Pearson (1934), Biometrika "
        "26:404\u2013413",
    ),
    "totals": Method(
        "Running totals",
        "For every day, the lowest and the highest number that could have fallen by its end. The difference of two "
        "published totals is a row on the days between them, and on which of these its strikes fell is not known: the "
        "lowest course puts them on the last day, the highest on the first.",
        "Each accepted total counts everything up to its day.",
        "A total was already out of date when it was printed: then strikes seem to fall later than they did.",
        "Turnbull (1976), J. R. Stat. Soc. B 38:290\u2013295",
    ),
    "tempo": Method(
        "Tempo",
        "Of events on known days: the days from one to the next. The longest quiet is the largest of these, or the "
        "days from the last event to the end of the days looked at, of which only a least length is known. The "
        "tightest cluster is the neighbouring events with the fewest days from first to last.",
        "The record knows every event of the days searched.",
        "An event is missing, which shortens a quiet. The tightest of many clusters is always tight: how surprising "
        "it is, is another question.",
    ),
    "scan": Method(
        "How surprising a cluster is",
        "The number of events is taken as given and each draws its day by lot, every day of the period as likely. The "
        "probability is that of drawings in which so many events lie as close together, anywhere in the period. It is "
        "counted exactly, days with several events included, and drawn 9,999 times with a fixed seed where exact "
        "counting would take too long. A cluster is called more than chance explains up to 0.05.",
        "Events are independent, at a constant rate, and the record knows the day of each. A cluster is one of three "
        "because the press speaks of such; other sizes are not tried. Windows of several lengths are: the smallest "
        "of their probabilities is taken, and how often it is as small in drawings of the days.",
        "Events follow from one another, or the rate changes over the years: a small probability says that chance "
        "alone is no explanation, not which other one is right.",
        "Naus (1965), J. Am. Stat. Assoc. 60:532\u2013538; Fu (2001), J. Appl. Probab. 38:908\u2013916; Westfall and "
        "Young (1993), Resampling-Based Multiple Testing, Wiley",
    ),
    "dispersion": Method(
        "Dispersion",
        "How much the numbers of the months vary, over how much they would if events came independently at a constant "
        "rate: near 1 then, larger where events cluster. The probability of an index as large is found by drawing the "
        "months of the events by lot 9,999 times with a fixed seed. The interval of a rate is that of a number smaller "
        "by the index, times the index, wherever the index is above one, whether that is rare or not.",
        "Months differ in length and in nothing else; the variance is the same multiple of the mean in all of them.",
        "Events cluster over spans much shorter or much longer than a month: the index of months then shows little of "
        "it.",
        "Fisher, Thornton and Mackenzie (1922), Ann. Appl. Biol. 9:325\u2013359; Wedderburn (1974), Biometrika "
        "61:439\u2013447",
    ),
    "edges": Method(
        "Edges of a campaign",
        "Days are searched for a period of raised rate, with one rate inside it and one outside. Rows whose days "
        "overlap are taken together, days without a row hold none, and days of a row without a number are left out. "
        "The probability is that of a period so plain when whole rows, with their days and numbers, come in an order "
        "drawn by lot among the days of none: a single raid of many strikes is then no period. The first and last days "
        "are those that a likelihood ratio does not reject at 5 %, by 999 drawings with a fixed seed; the ratio is "
        "divided by the dispersion of the counts inside, where that is above one.",
        "There is one such period at most, with a constant rate inside and outside, rows come independently of one "
        "another, and the spans for which counts are known have nothing to do with how many fell on them.",
        "A campaign swells and ebbs: its slow days may then be left outside. A row without a stated maximum counts "
        "only what is stated.",
        "Levin and Kline (1985), Stat. Med. 4:469\u2013488; Worsley (1986), Biometrika 73:91\u2013104",
    ),
    "distance": Method(
        "Distances and discs",
        "A distance is the shortest way over the ground, on the ellipsoid of WGS 84. A strike is drawn as the disc "
        "that holds it as far as its sources tell, and one whose place was not disclosed is listed beside the map.",
        "The named place and its stated precision are right.",
        "A distance is compared with one by road, which is longer.",
        "Karney (2013), J. Geodesy 87:43\u201355",
    ),
    "shares": Method(
        "Shares",
        "The share of a region in a count is lowest where the region holds its least and everything else its most, and "
        "highest the other way round. A row that does not say its region counts against the share at its lowest and "
        "for it at its highest. Where a maximum is not stated an end can be come near to, and is not attained.",
        "The rows are independent of one another, and a row lies in one region as a whole.",
        "The ends of several shares are read together: they add up to more or less than all, as no two regions can "
        "hold the same row. A row known by a distance and a direction from a place counts for every region, however "
        "far it lay from most of them: the record has no borders to measure by.",
        "Manski (2003), Partial Identification of Probability Distributions, Springer",
    ),
    "southward": Method(
        "Shift to the south",
        "Of all pairs of an earlier and a later event: in how many the later one lay farther south. Earlier and later "
        "are before and after the campaign, or the two halves of the days after it. Each event may lie anywhere in its "
        "disc, and one without a disclosed place anywhere at all, so the number has a lowest and a "
        "highest. The probability is that of groups parted as clearly, either way, when the days of the "
        "events are shuffled at random; it is given from the places that suit it least to those that suit it most. Up "
        "to 0.05 chance alone is not taken for the cause. It is given event by event, and place by place: each place "
        "once in a period. Several shifts are tested on a page, each by itself.",
        "Were there no shift, any event could as well have come at the time of another: events are independent, and "
        "what became known of them does not depend on where they lay.",
        "Events follow from one another, such as several at one place within days: there are then fewer than it seems, "
        "and the probability is too small. A stated region without a place does not narrow down where an event lay.",
        "Mann and Whitney (1947), Ann. Math. Stat. 18:50\u201360",
    ),
    "claims": Method(
        "Verdicts on claims",
        "A published claim is compared with the record\u2019s own count of the same thing. They agree if every number "
        "that the record allows is one that the claim allows, differ if none is, and are otherwise left open. A claim "
        "that differs is tried under other units, rules and days, and the nearest under which its number would come "
        "out are named: that may be coincidence. A number without a unit has the verdict of the unit that suits it "
        "better, and both are told.",
        "What the claim counts, and up to which day, is read rightly.",
        "A claim and a row come from the same statement: that they agree then confirms nothing.",
    ),
    "versions": Method(
        "Versions and disputes",
        "A statement counts for the side that makes it, not for whoever prints it: the official one is that "
        "of the actor, the local one that of those on whose ground it fell. They are in dispute where a "
        "better-supported statement contradicts one, or where two that are heard share no value: those in use, and of "
        "a count also a side\u2019s own where none of that side\u2019s is in use.",
        "Who says it, and of which incident, is read rightly.",
        "Two statements rest on one source: that they agree then confirms nothing. An early count is no dispute.",
    ),
    "toll": Method(
        "The dead, by who counts them",
        "Each number of dead is a statement of somebody about one row. Counted are the statements in use; those that "
        "stand as disputed are shown and are in no sum, and context is not counted. Of one claimant the sharpest "
        "counts: \u201cat least 43\u201d beside \u201c43\u201d says nothing more; none is dropped for that of another. "
        "A range runs from the lowest to the highest account, and where all are believed the record\u2019s own range "
        "is one of them. A statement about fighters or civilians says of the whole that at least so many died; the two "
        "are never added to a whole, as they may be the same people. A sum over rows is an envelope: the lowest "
        "numbers added, and the highest. Totals that no row carries are not in it.",
        "The truth of a row is what one of the accounts allows. Where it is assumed that who counts both fighters and "
        "civilians of a row has counted everybody killed there, each once, the sentence says so.",
        "A sum over the rows that somebody speaks of is taken for the dead of all rows; or one careless account opens "
        "or widens a row that everybody else agrees on. Both ends of an envelope need the same end to be right in "
        "every row.",
        "Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, SIAM",
    ),
    "leave-one-out": Method(
        "Leaving sources out",
        "Each source is left out in turn, and each publisher with all its sources. A statement falls when no source "
        "of it is left, and one reckoned from others when any of these falls. A row goes when every statement in use "
        "about it has fallen; where some stand, its ranges are cut to what they state, and nothing is known where "
        "they state nothing. Rows of a campaign that lose a published total become one span between the totals that "
        "are left, with what these say of it. Then the comparison is made again.",
        "The record names every source in which a statement was read. Statements that it does not use would not be "
        "used if others were gone.",
        "A loss takes away a row without a maximum: the count then seems firmer. Two sources that stand for each "
        "other are both called dispensable, and without both of them the row would go.",
        "Cook (1977), Technometrics 19:15\u201318; Viechtbauer and Cheung (2010), Res. Synth. Methods 1:112\u2013125",
    ),
    "independence": Method(
        "On whose word a row rests",
        "Two statements are independent when neither their claimants nor the publishers of their sources are the "
        "same. Several papers that print one release are one claimant; a copy elsewhere is no second statement. "
        "Counted are statements in use about the row alone. What curators reckon from others, such as the difference "
        "of two totals, stands apart: it needs all of them.",
        "Claimants are who says it and publishers who printed it first, as the record has them.",
        "Two claimants have it from one another, or two publishers from one agency that neither names.",
    ),
    "firming": Method(
        "What would firm up the comparison",
        "A row widens a count by the difference of what it may and what it must give to it; one without a maximum "
        "keeps the count without one, and only all such rows together end that. Rows come in this order: those that "
        "keep a count open, then the widest, then those that only another rule counts.",
        "Looking something up gives its exact number, and changes no other row.",
        "What is easiest to look up is another order, and a row that is missing is in no list.",
        "Howard (1966), IEEE Trans. Syst. Sci. Cybern. 2:22\u201326",
    ),
    "precision": Method(
        "Classes of precision",
        "Each row that the rule counts is in one class for its day (known, or one of so many), one for its place "
        "(named, so far from a named one with a direction or without, a region alone, nothing) and one for its "
        "number (one number, a range, no maximum, none).",
        "Blank means that no source states it.",
        "A named place is taken for a point: it is as wide as the row says.",
    ),
    "addresses": Method(
        "Age of addresses",
        "The age of an address is the time from the publication of what it leads to until the day that the record "
        "gives as its own, never until today.",
        "Publication is the day that the source states.",
        "An address was opened long after publication: that it led somewhere then, its age does not tell.",
    ),
}
"""The methods by key, in the order in which a page explains them."""


def methods_html(keys: Iterable[str]) -> str:
    """The methods with these keys as a list of terms, each once and in the order of `METHODS`; '' for none.

    Raises `KeyError` for a key that names no method.
    """
    wanted = {key: METHODS[key] for key in keys}
    items = "".join(_item(key, method) for key, method in METHODS.items() if key in wanted)
    return f'<dl class="methods">{items}</dl>' if items else ""


def _item(key: str, method: Method) -> str:
    parts = [("", method.definition), ("Assumes", method.assumption), ("Misleads when", method.fails_when)]
    if method.reference:
        parts.append(("Reference", f"{method.reference}."))
    told = "".join(f"<dd>{f'<b>{label}:</b> ' if label else ''}{text(words)}</dd>" for label, words in parts)
    return f'<dt id="{anchor("method", key)}">{text(method.name)}</dt>{told}'
