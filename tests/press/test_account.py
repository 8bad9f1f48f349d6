"""What a run leaves in its account can be read back, and what is not whole is no account."""

import pytest

from analysis.press.ledger.account import FAILED, GOOD, Account

RATIO = {"key": "ratio", "text": "Ten times as often.", "verdict": "Holds under every reading of the record."}
WHOLE = Account(
    report="small",
    run="20160801T000000Z-0123456789ab",
    key="0123456789abcdef",
    base="",
    outcome=GOOD,
    made="2016-08-01T00:00:00+00:00",
    inputs={"parameters": {"unit": "strikes"}},
    findings=(RATIO,),
    since=(("finding-ratio", "It moved."), ("", "Nothing else did.")),
    seconds={"execute": 1.5},
)


def test_an_account_reads_back_as_it_was_written(tmp_path):
    path = tmp_path / "run.json"
    for account in (WHOLE, Account("small", "", "", "", FAILED, "", {}, failure={"what": "a cell", "rows": [1]})):
        path.write_text(account.written(), encoding="utf-8")
        assert Account.read(path) == account


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"inputs": 1}', "\x00", "[" * 100_000, '"text"'),
        WHOLE.written().replace('"good"', '"perhaps"'),
        WHOLE.written().replace('"verdict"', '"sentence"'),
        WHOLE.written().replace('"since"', '"before"'),
        WHOLE.written()[:-20],
    ],
)
def test_an_account_that_is_not_whole_is_no_account(tmp_path, text):
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    assert Account.read(path) is None


def test_where_there_is_no_file_there_is_no_account(tmp_path):
    assert Account.read(tmp_path / "run.json") is None
