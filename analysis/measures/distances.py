"""Distances that somebody states between two places of the record, beside the shortest way over the ground."""

from __future__ import annotations

import pandas as pd

from analysis.measures.geography import KM_PER_MILE, distance_km
from analysis.measures.reconcile import reconcile
from analysis.record.store import Record


def stated_distances(record: Record) -> pd.DataFrame:
    """One row per claim of a distance between two places, in the order of the claims.

    Columns: `claim_id`, `claimant`, `place_id`, `other_place_id`; the distance on the ellipsoid in `km` and `miles`;
    `within_km`, by how much it may be wrong as the two points are no more precise; what is stated in km, `stated_min`
    and `stated_max` (missing where open); `off_km`, how far the nearest stated value lies above the distance, or below
    it where negative (0 where the distance lies within what is stated); and the `verdict`. What states no number, and
    what is held to be an error, is left out.
    """
    claims = record.claims
    kinds = {one.value: one.kind for one in record.schema["claims"]["metric"].categories}
    chosen = claims["metric"].astype("object").map(kinds) == "distance"
    if "other_place_id" in claims:
        chosen &= claims["place_id"].notna() & claims["other_place_id"].notna()
    number = claims["value_min"].notna() | claims["value_max"].notna()
    own = claims[chosen & number & (claims["standing"] != "rejected")]
    precision = record.places.set_index("place_id")["precision_km"].astype("float64")
    ends = list(zip(own["place_id"].astype("str"), own["other_place_id"].astype("str"), strict=True))
    known = {pair: distance_km(record.places, *pair) for pair in dict.fromkeys(ends)}
    table = own[["claim_id", "claimant", "place_id", "other_place_id"]].reset_index(drop=True)
    table["km"] = [known[pair] for pair in ends]
    table["miles"] = table["km"] / KM_PER_MILE
    table["within_km"] = [float(precision[list(pair)].sum()) for pair in ends]
    table["stated_min"] = own["value_min"].to_numpy(dtype="float64", na_value=float("nan"))
    table["stated_max"] = own["value_max"].to_numpy(dtype="float64", na_value=float("nan"))
    above, below = (table["stated_min"] - table["km"]).clip(lower=0), (table["stated_max"] - table["km"]).clip(upper=0)
    table["off_km"] = above.fillna(0) + below.fillna(0)
    table["verdict"] = reconcile(record, own)["verdict"].to_numpy()
    return table
