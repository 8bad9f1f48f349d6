"""`python -m analysis` is the console script `workbook`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the working folder, where a `json.py` of the reader's would pass for Python's own

from analysis.cli import main

main()
