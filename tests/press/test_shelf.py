"""The folder of a report: its runs in the order in which they were made."""

from dataclasses import replace

from analysis.press.ledger.account import FAILED, GOOD, Account
from analysis.press.ledger.lease import held
from analysis.press.ledger.shelf import Shelf

KEY = "0123456789abcdef"
FIRST = "20160801T000000Z-0123456789ab"


def shelf_of(site, *runs):
    """A shelf with whole runs of one key, made within one second and after it."""
    for name in runs:
        account = Account("small", "", KEY, "", GOOD, "2016-08-01T00:00:00+00:00", {})
        (site / "small" / name).mkdir(parents=True)
        (site / "small" / name / "run.json").write_text(replace(account, run=name).written())
        (site / "small" / name / "index.html").write_text(name)
    return Shelf(site, "small")


def test_the_tenth_run_of_a_second_comes_after_the_second_one(tmp_path):
    names = [FIRST, *(f"{FIRST}~{number}" for number in range(2, 12)), "20160801T000001Z-0123456789ab"]
    assert [account.run for account in shelf_of(tmp_path, *sorted(names)).runs()] == names


def test_a_whole_run_that_nothing_points_to_is_found_by_its_key_the_newest_first(tmp_path):
    shelf = shelf_of(tmp_path, FIRST, f"{FIRST}~2", f"{FIRST}~10")
    assert shelf.unpointed(KEY).run == f"{FIRST}~10"
    assert shelf.unpointed("f" * 16) is None
    (tmp_path / "small" / f"{FIRST}~10" / "index.html").unlink()
    assert shelf.unpointed(KEY).run == f"{FIRST}~2"


def test_of_failures_of_one_key_the_last_is_kept_and_no_good_run_goes(tmp_path):
    shelf = shelf_of(tmp_path, FIRST)
    failures = [Account("small", "", key, "", FAILED, "2016-08-01T00:00:00+00:00", {}) for key in (KEY, "f" * 16, KEY)]
    with held(tmp_path / "small" / ".lease", wait=0) as lease:
        named = [shelf.fail(lease, account, "inner", "outer", None).run for account in failures]
    assert {account.run for account in shelf.runs()} == {FIRST, *named[1:]}
    assert (tmp_path / "small" / "failed.html").read_text() == "outer"
