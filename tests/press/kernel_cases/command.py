"""Runs notebooks one after the other as `workbook render` runs one: a command of its own, for tests that kill it."""

import sys
from pathlib import Path

from analysis.press.kernels.execute import Kernels

data, *notebooks = map(Path, sys.argv[1:])
with Kernels(data) as kernels:
    for notebook in notebooks:
        kernels.execute(notebook, {}, notebook.with_suffix(".executed.ipynb"))
    sys.stdin.read()
