"""What the record says of places: a shift south, shares of the regions, what is not disclosed, stated distances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analysis.measures.findings import Finding, Findings, Unsaid
from analysis.measures.place_findings import distances, undisclosed
from analysis.measures.share_findings import region
from analysis.measures.shift_findings import shift_findings
from analysis.measures.view import View
from analysis.measures.whereabouts import Whereabouts, both
from analysis.record.store import Record

NAMES = {
    "south": "whether events moved south from before the campaign to after it",
    "south-chance": "whether chance explains that, event by event and place by place",
    "drift": "whether events moved south within what follows the campaign",
    "drift-chance": "whether chance explains that as well",
    "region": "the shares of the regions",
    "undisclosed": "which places are not disclosed",
    "distances": "distances that somebody states",
    "turning": "what the places that are not disclosed can do to that shift",
}
"""Each finding by its key and what it is about, in reading order."""
ABOUT = {"region": "the shares", "undisclosed": "the places", "distances": "the distances"}
"""What findings are about; the others are about the shift, which is what the report asks first."""


def geography_findings(record: Record, view: View) -> Findings:
    """The findings on places in reading order, with the keys of `NAMES`.

    One that the record gives no numbers for is left out, and the findings say why.
    """
    made: dict[str, Callable[[], Finding | str]] = {
        "region": lambda: region(record, view),
        **shift_findings(record, view),
        "undisclosed": lambda: undisclosed(record, view),
        "distances": lambda: distances(record),
    }
    told = {key: made[key]() for key in NAMES}
    called = Whereabouts(record).briefs()
    return Findings(
        tuple(
            replace(one, about=ABOUT.get(key, "the shift"), called=both(called, one.called))
            for key, one in told.items()
            if isinstance(one, Finding)
        ),
        tuple(Unsaid(key, NAMES[key], one) for key, one in told.items() if isinstance(one, str)),
    )
