"""Readings in words: what each of them settles, and many of them in few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product


@dataclass(frozen=True)
class Turn:
    """One thing that a reading settles, as a verdict names it: 'counting' 'what was acknowledged'."""

    what: str
    value: str


def grouped(some: Sequence[tuple[Turn, ...]], everything: Sequence[tuple[Turn, ...]], again: str = "and") -> str:
    """Readings in few words: as blocks that differ in nothing else, naming only what matters to each.

    Six of nine readings that share two of three placements, whatever the attribution, are named by the placements.
    `again` leads from one block to the next, so that no block reads as what is said of another.
    """
    left, phrases = list(some), []
    while left:
        block = _largest_block(left, some, everything)
        phrases.append(_block_words(block, everything))
        left = [reading for reading in left if reading not in block]
    return f"; {again} ".join(phrases)


def _largest_block(
    left: Sequence[tuple[Turn, ...]], some: Sequence[tuple[Turn, ...]], everything: Sequence[tuple[Turn, ...]]
) -> list[tuple[Turn, ...]]:
    """The largest product of choices that lies wholly in `some` and covers most of what is left."""
    choices = [_subsets(tuple(dict.fromkeys(reading[part] for reading in everything))) for part in range(len(some[0]))]
    blocks = ([tuple(combination) for combination in product(*sets)] for sets in product(*choices))
    inside = (block for block in blocks if set(block) <= set(some))
    return max(inside, key=lambda block: (len(set(block) & set(left)), len(block)))


def _subsets(values: tuple[Turn, ...]) -> list[tuple[Turn, ...]]:
    """Every choice of at least one value, in order."""
    return [choice for size in range(1, len(values) + 1) for choice in combinations(values, size)]


def _block_words(block: Sequence[tuple[Turn, ...]], everything: Sequence[tuple[Turn, ...]]) -> str:
    words = []
    for part in range(len(block[0])):
        used = list(dict.fromkeys(reading[part] for reading in block))
        if len(used) < len({reading[part] for reading in everything}):
            words.append(f"{used[0].what} {' or '.join(turn.value for turn in used)}")
    return ", ".join(words)
