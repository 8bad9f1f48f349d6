"""A record read ahead is taken once, as it is, and never in place of one that has changed."""

import os
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from analysis.errors import DataError
from analysis.record import ahead
from analysis.record.store import load, read_ahead

MARKET = "QZ-1987-04-29-porto-brilho"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Each test with a memory of its own, and files that count as long finished."""
    monkeypatch.setattr(ahead, "_kept", {})
    monkeypatch.setattr(ahead, "FRESH", -60.0)


def test_it_is_what_would_be_read_and_nobody_gets_it_twice(draft):
    read_ahead(draft.folder)
    kept = ahead._kept[draft.folder][1]
    first = load(draft.folder)
    assert first is kept
    first.incidents.loc[:, "strikes_min"] = 99
    second, third = load(draft.folder), load(draft.folder)
    assert second is not third
    assert_frame_equal(second.incidents, third.incidents)
    assert not (second.incidents["strikes_min"] == 99).any()


def test_another_record_is_not_taken_for_it(draft, invented):
    read_ahead(draft.folder)
    assert load(invented) is not ahead._kept[draft.folder][1]


def test_a_record_that_was_edited_since_is_read_again(draft):
    read_ahead(draft.folder)
    draft.set("incidents", MARKET, note="edited")
    assert "edited" in set(load(draft.folder).incidents["note"])


def test_nor_is_one_of_the_same_size_and_time(draft):
    path = draft.path("incidents")
    before = path.stat()
    read_ahead(draft.folder)
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ahead.take(draft.folder) is None


def test_a_file_that_came_or_went_is_a_change(draft):
    for change in (lambda: (draft.folder / "new.csv").touch(), lambda: (draft.folder / "new.csv").unlink()):
        read_ahead(draft.folder)
        change()
        assert ahead.take(draft.folder) is None


def test_one_that_is_being_written_is_left_alone(draft, monkeypatch):
    monkeypatch.setattr(ahead, "FRESH", 3600.0)
    read_ahead(draft.folder)
    assert ahead.take(draft.folder) is None


def test_so_is_a_large_one(draft, monkeypatch):
    monkeypatch.setattr(ahead, "LARGEST", 1000)
    read_ahead(draft.folder)
    assert ahead.take(draft.folder) is None


def test_what_is_wrong_with_a_record_is_said_to_who_loads_it(draft):
    draft.set("incidents", MARKET, platform="howitser")
    read_ahead(draft.folder)
    read_ahead(Path("no such folder"))
    with pytest.raises(DataError, match="howitser"):
        load(draft.folder)
