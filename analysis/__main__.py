"""`python -m analysis` is the console script `workbook`."""

from analysis.cli import main

main()
