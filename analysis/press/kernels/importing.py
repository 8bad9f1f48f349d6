"""What a kernel can import: installed libraries, the workbook's package, and the modules beside the notebook.

Whatever else this process can import, from the folder where a command was typed or from those of PYTHONPATH, is in no
run key, and a file there with the name of a library would take its place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).parents[2]
PROGRAM = """
import sys
if not sys.flags.safe_path:
    del sys.path[0]
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("analysis", sys.argv.pop(1) + "/analysis/__init__.py")
sys.modules["analysis"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["analysis"])
from analysis.press.kernels import importing, {0}
importing.confine()
{0}.main()
"""
"""What a Python of ours runs, with the folder of this very package as its first word: no file in its working folder,
and no other copy of the package, can be taken for a part of it."""


class PackageFinder(FileFinder):
    """Finds the workbook's package in the folder that holds it, and nothing that lies beside it."""

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """Where the package is; `None` for any other name."""
        return super().find_spec(fullname, target) if fullname == PACKAGE.name else None


def import_folders() -> str:
    """What a Python of ours must be told to import from, since its own folders may lack it: the package's folder."""
    return str(PACKAGE.parent)


def confine() -> None:
    """Keeps this process from importing what only happens to lie beside the package, as in a workbook's own folder.

    The folder stays where it is among those to import from, or comes to their end, since processes that cells start
    look for the package there. Where an installer has put libraries beside the package, these are found too.
    """
    home = PACKAGE.parent
    if not _same(home, sys.path):
        sys.path.append(str(home))
    if not any(home.glob("*.dist-info")):
        for folder in _same(home, sys.path):
            sys.path_importer_cache[folder] = PackageFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES))


def _same(home: Path, folders: Sequence[str]) -> list[str]:
    """Those of the folders that are this one, by whatever path."""
    return [folder for folder in folders if folder and os.path.realpath(folder) == os.path.realpath(home)]
