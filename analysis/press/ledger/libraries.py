"""The versions of the libraries that can change a page.

An unchanged batch has to be told at once. The name of the folder that an installer leaves beside a library says its
version (the standard "Recording installed projects"), so that no file is opened and the parser of letters that
`importlib.metadata` brings along, a tenth of such a batch, is imported only where there is no such folder.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

from analysis import __version__

SHOWN = (
    *("pandas", "numpy", "scipy", "matplotlib", "geographiclib"),
    *("papermill", "Jinja2", "markdown-it-py", "mdit-py-plugins", "math-core"),
)
UNSHOWN = (
    *("seaborn", "contourpy", "kiwisolver", "pillow"),
    *("ipython", "ipykernel", "matplotlib-inline", "nbclient", "nbformat"),
)
"""Libraries that can change what a cell shows and that a page does not name."""
FOLDER = ".dist-info"


@cache
def versions() -> Mapping[str, str]:
    """Versions of the workbook and of the libraries that a page names."""
    return {"workbook": __version__, **{name: installed(name) for name in SHOWN}}


@cache
def unshown_versions() -> Mapping[str, str]:
    """Versions of Python, the machine and the libraries that can change a page and that it does not name."""
    return {
        "Python": platform.python_version(),
        "machine": platform.machine(),
        **{name: installed(name) for name in UNSHOWN},
    }


def installed(name: str) -> str:
    """The version of a library. Raises `importlib.metadata.PackageNotFoundError` for one that is not installed."""
    if version := _told_by_folders().get(_normal(name)):
        return version
    from importlib.metadata import version as looked_up

    return looked_up(name)


@cache
def _told_by_folders() -> Mapping[str, str]:
    """Versions by name, of the first folder to import from that has one; '' where it has several of one library."""
    told: dict[str, str] = {}
    for folder in sys.path:
        here: dict[str, str] = {}
        with suppress(OSError):  # as a zip file or a folder that is not there
            for entry in os.listdir(folder or os.curdir):
                name, _, version = entry.removesuffix(FOLDER).partition("-")
                if entry.endswith(FOLDER):
                    here[_normal(name)] = "" if _normal(name) in here else version
        told = {**here, **told}
    return told


def _normal(name: str) -> str:
    """A name as names are compared: `Jinja2` is `jinja2`, `markdown_it_py` is `markdown-it-py`."""
    return re.sub(r"[-_.]+", "-", name).lower()
