"""People are told: of a change, of a failure, of what is good again; once, with nobody's address anywhere."""

import pytest

from .receivers import mail_server, web_hook

pytestmark = pytest.mark.kernel


@pytest.fixture
def hook(monkeypatch):
    """A web hook that is told of every report."""
    with web_hook() as hook:
        monkeypatch.setenv("WORKBOOK_NOTIFY", hook.address)
        yield hook


@pytest.fixture
def mailbox(monkeypatch):
    """A mailbox that is told of every report."""
    with mail_server() as (box, address):
        monkeypatch.setenv("WORKBOOK_NOTIFY", address)
        yield box


def test_a_new_report_is_told_once(workbook, project, hook):
    answer = workbook("batch")
    assert answer.status == 0, answer.err
    assert hook.calls, answer.err
    (call,) = hook.calls
    assert call.json["title"].startswith("A <small> report: This is the first report")
    assert "1 message sent to WORKBOOK_NOTIFY." in answer.err
    assert workbook("batch").status == 0
    assert len(hook.calls) == 1


def test_a_mail_has_the_verdict_and_the_page(workbook, project, mailbox):
    answer = workbook("batch")
    assert answer.status == 0, answer.err
    (mail,) = mailbox.messages
    assert mail["Subject"].startswith("A <small> report: This is the first report")
    (page,) = mail.iter_attachments()
    assert page.get_filename() == "small.html"
    assert page.get_payload(decode=True) == project.page.read_bytes()
