"""The folder of a report, or words for why there can be none."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import ReportError


def make_home(folder: Path) -> None:
    """Makes the folder with all above it, where it is not there. Raises `ReportError` where it cannot be."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        for link in (folder, *folder.parents):
            if os.path.islink(link) and not os.path.exists(link):
                raise ReportError(
                    f"{link} is a link to {os.readlink(link)}, which is not there. If that is on a disk or a network "
                    "folder, mount it; or choose another folder with --out."
                ) from error
        raise unusable(folder, error) from error


def unusable(folder: Path, error: OSError) -> ReportError:
    """What is said of a folder that a run cannot work in."""
    return ReportError(
        f"{folder} cannot be written: {error.strerror}. A run needs to make, rename and delete folders there. Check "
        "its owner, its permissions and the space left, or choose another folder with --out."
    )
