"""Many reports from one entry: which values each is made with, what it is named and how it is titled."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from string import Formatter

from analysis.errors import ReportError, listed
from analysis.press.orders.kinds import Plain

Values = Mapping[str, Plain]

MOST_REPORTS = 10_000
"""Reports that one entry may ask for: a slip in a list must not become a night's work."""
LONGEST_NAME = 80
SAFE_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
RESERVED = {"index": "that is the page which lists the reports"} | dict.fromkeys(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))],
    "Windows keeps it for a device",
)
"""Names that no folder of the site may have, and why."""


def product(lists: Mapping[str, Sequence[Plain]]) -> Iterator[Values]:
    """Every combination of the values, the last parameter changing first. Raises `ReportError` for too many."""
    count = 1
    for values in lists.values():
        count *= len(values)
    if count > MOST_REPORTS:
        sizes = " × ".join(f"{len(values):,}" for values in lists.values())
        raise ReportError(
            f"for_each: {sizes} values make {count:,} reports. At most {MOST_REPORTS:,} may be asked for."
        )
    return (dict(zip(lists, chosen, strict=True)) for chosen in itertools.product(*lists.values()))


def name_of(group: str, values: Values) -> str:
    """The name of one report of a group: the group's name and every value, as in `year-2015`.

    Raises `ReportError` for a value that leaves nothing to name a folder by.
    """
    for parameter, value in values.items():
        if not slug(value):
            raise ReportError(
                f"for_each: {parameter}: {_word(value)!r} holds no Latin letter and no digit, so that its report would "
                "have no name of its own. Make this report by an entry of its own."
            )
    return "-".join([group, *map(slug, values.values())])


def checked_name(name: str) -> None:
    """Raises `ReportError` for a name that cannot be a folder on every system, and an address, as it stands."""
    if name in RESERVED:
        raise ReportError(f"a report cannot be named {name!r}: {RESERVED[name]}. Choose another name.")
    if not SAFE_NAME.fullmatch(name):
        better = slug(name)
        hint = f" Write it as {better!r}." if better and better not in RESERVED else ""
        raise ReportError(
            f"the name {name!r} cannot be used, since it names a folder and a part of an address too. Use lower-case "
            f"letters a to z, digits and '-', with a letter or digit at both ends.{hint}"
        )
    if len(name) > LONGEST_NAME:
        raise ReportError(f"the name {name!r} has {len(name)} characters. At most {LONGEST_NAME} are possible.")


def checked_title(template: str, names: Collection[str]) -> None:
    """Raises `ReportError` for a title with a placeholder that is none of the names, or with a stray brace."""
    try:
        found = [(field, form, way) for _, field, form, way in Formatter().parse(template) if field is not None]
    except ValueError:
        raise ReportError(f"title: {template!r} has a brace without its other half. {BRACES}") from None
    for field, form, way in found:
        written = field + (f"!{way}" if way else "") + (f":{form}" if form else "")
        if written in names:
            continue
        near = difflib.get_close_matches(field, names, n=1)
        hint = f"Did you mean '{{{near[0]}}}'?" if near else ""
        if not hint:
            hint = f"It can hold {listed([f'{{{name}}}' for name in names])}. " if names else ""
            hint += BRACES
        raise ReportError(f"title: {{{written}}} is not a parameter of for_each. {hint}")


BRACES = "Write {{ and }} where braces themselves are meant."


def titled(template: str, values: Values) -> str:
    """The title with each placeholder replaced; values that it has no place for follow in brackets."""
    words = {name: _word(value) for name, value in values.items()}
    placed = {field for _, field, _, _ in Formatter().parse(template) if field is not None}
    left = [word or "blank" for name, word in words.items() if name not in placed]
    return template.format_map(words) + (f" ({', '.join(left)})" if left else "")


def slug(value: Plain) -> str:
    """A value as a part of a folder's name: `0.5` is `0-5`, `-1` is `minus-1`; empty where nothing is left."""
    sign = "minus " if isinstance(value, int | float) and value < 0 else ""
    plain = unicodedata.normalize("NFKD", sign + _word(value)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _word(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
