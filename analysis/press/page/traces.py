"""What a machine leaves in printed words: folders, process numbers, addresses of objects.

They differ from run to run and from machine to machine, and a page is shared: the same inputs give the same bytes, and
no reader learns the names of somebody's folders. The place of a warning, which Python prints without being asked, is
put into neutral words. Everything else is the doing of the notebook and is refused, as only its author knows what was
meant. Times of day and durations look like any other number and cannot be found here.
"""

from __future__ import annotations

import re

WARNING = re.compile(
    r"^(?:[A-Za-z]:)?[/\\](?:[^\n:]*[/\\])?(?P<folder>[^\n:/\\]+)[/\\]"
    r"(?P<file>[^\n:/\\]+):(?P<line>\d+): (?=\w*Warning: )",
    re.MULTILINE,
)
"""Where a warning says that it comes from: at the start of a line, a file with its folders and the number of a line."""
CELL = re.compile(r"ipykernel_\d+")
"""The folder, named after the process, in which a kernel pretends to hold the code of cells."""
ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]+")
"""How Python shows an object that has no words of its own: `<Axes at 0x7f2a…>`."""
FOLDER = re.compile(
    r"(?<![^\s'\"`(\[=:,;|>])(?:file:/+[^\s'\"]+|/(?:[\w.@+~-]+/)+[\w.@+~-]+|/(?:home|root|tmp|Users)\b)"
    r"|(?<!\w)[A-Za-z]:\\{1,2}(?i:Users|Windows|Program|Temp|Python|Documents)\b[^\s'\"]*"
    r"|\bipykernel_\d+"
)
"""A path from the root of a disk: one of two parts or more, or a folder that machines have in common."""
SIGNS = ("/", "\\", "ipykernel_")
"""One of these is in every path. To look for a word takes a hundredth of what a pattern does, in text of megabytes."""
WEB = re.compile(r"http(?<!\whttp)s?://\S+")
"""Addresses of the web, whose parts look like folders. It begins with letters alone, by which it is found sooner."""


class Trace(ValueError):
    """Words that tell of the machine that printed them; the message says what they hold and what to do."""


def neutral(words: str) -> str:
    """Printed words with the places of warnings in words that are the same everywhere: the file's name, or the cell.

    Raises `Trace` for words that hold the address of an object in memory, or the path of a file or folder. The path is
    not repeated in the message but for its last part.
    """
    told = placed(words)
    if "at 0x" in told and ADDRESS.search(told):
        raise Trace(
            "the address of an object in memory, which differs from run to run. End the line with a semicolon so that "
            "nothing is shown, or print what a reader should know of the object."
        )
    if any(sign in told for sign in SIGNS) and (found := FOLDER.search(WEB.sub("", told))):
        name = re.split(r"[/\\]", found[0])[-1]
        raise Trace(
            f"the path of a file or folder, …/{name}, which tells of the machine that made the page and differs "
            "elsewhere. Print its name alone (path.name), or nothing; where a warning or a log says it, mend what it "
            "warns of."
        )
    return told


def placed(words: str) -> str:
    """Printed words with the places of warnings in neutral words, and everything else as it is."""
    return WARNING.sub(_place, words) if "Warning: " in words else words


def _place(found: re.Match[str]) -> str:
    """The place of a warning; which cell it was cannot be told, for a function may warn that another cell defined."""
    if CELL.fullmatch(found["folder"]):
        return f"line {found['line']} of a code cell: "
    return f"{found['file']}, line {found['line']}: "
