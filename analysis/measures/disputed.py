"""What is disputed about an incident: the metrics on which the statements about it cannot all be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.record.schema import SIDES, Schema

AGAINST = ("disputed", "rejected")
"""Standings that say that somebody contradicts the statement."""


End = float | pd.Timestamp


@dataclass(frozen=True)
class Dispute:
    """A metric in dispute, and from what to what each side's statements about it run.

    `sides` has those that state a number or a day, in the order of `SIDES`: numbers, infinite where no maximum is
    stated, or days as timestamps. It is empty where the dispute is about words.
    """

    metric: str
    sides: Mapping[str, tuple[End, End]]


def disputes(claims: pd.DataFrame, schema: Schema) -> tuple[Dispute, ...]:
    """The disputes among claims that are all about one incident, in the declared order of metrics.

    A metric is disputed where two statements of it share no value, or where one stands as disputed or rejected.
    """
    found = []
    for category in schema["claims"]["metric"].categories:
        about = claims[claims["metric"] == category.value]
        low, high = _ends(about, category.kind)
        stated = ~(np.isnat(low) if category.kind == "date" else np.isnan(low))
        apart = stated.any() and low[stated].max() > high[stated].min()
        if apart or about["standing"].isin(AGAINST).any():
            who = about["claimant"].map(lambda claimant: schema["claims"]["claimant"].category(str(claimant)).side)
            chosen = {side: stated & (who == side).to_numpy() for side in SIDES}
            hulls = {
                side: (_end(low[rows].min()), _end(high[rows].max())) for side, rows in chosen.items() if rows.any()
            }
            found.append(Dispute(category.value, hulls))
    return tuple(found)


def _ends(claims: pd.DataFrame, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The lower and the upper end of each statement; missing where it states neither."""
    if kind == "date":
        return claims["start_date"].to_numpy(), claims["end_date"].to_numpy()
    low, high = (claims[end].to_numpy(dtype="float64", na_value=np.nan) for end in ("value_min", "value_max"))
    neither = np.isnan(low) & np.isnan(high)
    return (
        np.where(neither, np.nan, np.nan_to_num(low, nan=0.0)),
        np.where(neither, np.nan, np.where(np.isnan(high), np.inf, high)),
    )


def _end(value: np.generic) -> End:
    return pd.Timestamp(value) if isinstance(value, np.datetime64) else float(value)
