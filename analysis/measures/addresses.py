"""The sources of a record: by publisher, by how they were read, and how old their addresses are.

Age is counted from the day of publication to the day that the record's own declaration gives as its date, never to
today: a page is a function of its record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from analysis.record.rows import several
from analysis.record.store import Record

AGES = {"under 2 years": 2.0, "2 to 4 years": 5.0, "5 to 7 years": 8.0, "8 to 9 years": 10.0}
"""Bands of age by the number of years below which they end; what is older has a band of its own."""
OLDER, UNDATED = "10 years or more", "no day of publication"


def as_of(record: Record) -> date | None:
    """The day that the declaration gives as the record's own; `None` where it gives none."""
    try:
        return date.fromisoformat(str(record.schema.raw.get("created", ""))[:10])
    except ValueError:
        return None


def holding(record: Record) -> pd.Series:
    """By source, whether any claim was read in it, here or in a copy; indexed by `source_id`."""
    named = {key for cell in record.claims["also_in"].dropna() for key in several(cell)}
    ids = record.sources["source_id"]
    return (ids.isin(record.claims["source_id"].dropna()) | ids.isin(named)).set_axis(ids)


def by_publisher(record: Record, alone: Mapping[str, int], most: int) -> pd.DataFrame:
    """The publishers with most sources, and all others together.

    Columns: `publisher`, `sources`, `read elsewhere` (in a copy or through whoever it cites), `no day`, and `rows that
    change without it`, from `alone`, which has for some publishers how many rows change when all of theirs are lost.
    """
    sources = record.sources
    frame = pd.DataFrame(
        {
            "publisher": sources["publisher"].astype("object"),
            "sources": 1,
            "read elsewhere": sources["via"].notna().astype(int),
            "no day": sources["published"].isna().astype(int),
        }
    )
    table = frame.groupby("publisher", sort=True).sum().reset_index()
    table["rows that change without it"] = table["publisher"].map(alone).fillna(0).astype("int64")
    order = table.sort_values(["rows that change without it", "sources", "publisher"], ascending=[False, False, True])
    head, tail = order.head(most), order.iloc[most:]
    if len(tail):
        rest = tail.drop(columns=["publisher", "rows that change without it"]).sum()
        line = {"publisher": f"{len(tail)} others", **rest, "rows that change without it": None}
        head = pd.concat([head.astype({"rows that change without it": "Int64"}), pd.DataFrame([line])])
        head["rows that change without it"] = head["rows that change without it"].astype("Int64")
    return head.reset_index(drop=True)


def ages(record: Record) -> pd.DataFrame:
    """The addresses by the age of what they lead to, in bands.

    Columns: `age`, `sources`, and of these `read elsewhere` and `in use` (some statement in the record was read there).
    """
    sources, today = record.sources, as_of(record)
    if today is None:
        years = np.full(len(sources), np.nan)
    else:
        years = (pd.Timestamp(today) - sources["published"]).dt.days.to_numpy(dtype="float64") / 365.25
    band = np.select([np.isnan(years), *(years < end for end in AGES.values())], [UNDATED, *AGES], default=OLDER)
    used, elsewhere = holding(record).to_numpy(), sources["via"].notna().to_numpy()
    lines = [
        {
            "age": name,
            "sources": int((band == name).sum()),
            "read elsewhere": int(elsewhere[band == name].sum()),
            "in use": int(used[band == name].sum()),
        }
        for name in (*AGES, OLDER, UNDATED)
    ]
    return pd.DataFrame(lines)
