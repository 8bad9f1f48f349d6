"""Telling people what became of reports: on change, on failure, on recovery."""
