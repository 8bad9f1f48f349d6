"""Bounded counts of an incident record, and the rows, claims and sources behind each."""
