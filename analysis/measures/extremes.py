"""The least and the most of many groups at once, where grouping by text would take ten times as long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def groups_of(table: pd.DataFrame, names: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The place of each row's group among those there are, and these: the columns of `names`, in order.

    The order is that of the categories of these columns, of the texts where they have none.
    """
    code = np.zeros(len(table), dtype="int64")
    for name in names:
        column = table[name].astype("category").cat
        code = code * len(column.categories) + column.codes.to_numpy()
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return place, table[list(names)].iloc[first].reset_index(drop=True)


def least_of(values: np.ndarray, group: np.ndarray, size: int) -> np.ndarray:
    """The least value of each of so many groups; missing where a group has none but missing ones."""
    found = np.full(size, np.nan)
    np.fmin.at(found, group, values)
    return found


def most_of(values: np.ndarray, group: np.ndarray, size: int) -> np.ndarray:
    """The same for the greatest."""
    found = np.full(size, np.nan)
    np.fmax.at(found, group, values)
    return found
