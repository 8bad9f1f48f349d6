"""Runs as transactions, one and many."""
