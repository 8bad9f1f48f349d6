"""People are told: of a change, of a failure, of what is good again; once, with nobody's address anywhere."""

import json
import os
import subprocess
import sys

import pytest

from analysis.press.runs.batch import Batch

from .receivers import HOME, free_port, mail_server, web_hook

pytestmark = pytest.mark.kernel
FOUR = "few: {title: Few, notebook: small, for_each: {factor: [1, 2, 3, 4]}}"
FINDING = (
    "from analysis.measures.findings import Finding, Findings, Value\n"
    "Findings((Finding('total', '{{n}} strikes.', {{'n': Value('{number}')}}),))  # {remark}"
)


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


def book_of(project, report="small"):
    """What is kept of whom was told what."""
    path = project.root / "reports" / "site" / ".telling" / f"{report}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def run(*words, **environment):
    """The command in a process of its own."""
    command = [sys.executable, "-m", "analysis", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment}, check=False
    )


def test_a_new_report_is_told_once(workbook, project, hook):
    answer = workbook("batch")
    assert answer.status == 0, answer.err
    (call,) = hook.calls
    assert call.json["title"] == (
        "A <small> report: This is the first report: there is none before it to compare with."
    )
    assert len(call.key) == 32
    assert "1 message sent to WORKBOOK_NOTIFY." in answer.err
    answer = workbook("batch")
    assert (answer.status, len(hook.calls)) == (0, 1)
    assert "WORKBOOK_NOTIFY" not in answer.err


def test_a_mail_has_the_verdict_and_the_page_in_words_and_as_html(workbook, project, mailbox):
    answer = workbook("batch")
    assert answer.status == 0, answer.err
    (mail,) = mailbox.messages
    assert mail["Subject"].startswith("A <small> report: This is the first report")
    assert len(mail["X-Idempotency-Key"]) == 32
    (page,) = mail.iter_attachments()
    assert (page.get_filename(), page.get_content_type()) == ("small.html", "text/html")
    assert page.get_payload(decode=True) == project.page.read_bytes()
    assert "The page is attached." in mail.get_body(("plain",)).get_content()
    assert "<p>The page is attached.</p>" in mail.get_body(("html",)).get_content()


def test_a_failure_is_told_once_and_then_that_it_is_good_again(workbook, project, hook):
    assert workbook("batch").status == 0
    good = (project.root / "notebooks" / "small.ipynb").read_bytes()
    project.notebook("print(1 / 0)")
    assert workbook("batch").status == 1
    assert workbook("batch").status == 1
    told = [call.json for call in hook.calls[1:]]
    assert [call["title"] for call in told] == [
        "A <small> report: failed in code cell 2, line 1: ZeroDivisionError: division by zero"
    ]
    words = told[0]["message"]
    assert "To make it again: workbook render small" in words
    assert "stays at its address" in words
    assert told[0]["type"] == "failure"
    assert str(project.root) not in words
    assert book_of(project)["WORKBOOK_NOTIFY"]["failing"]
    (project.root / "notebooks" / "small.ipynb").write_bytes(good)
    assert workbook("batch").out.splitlines()[-1] == "1 report: 1 unchanged."
    assert [call.json["title"] for call in hook.calls[2:]] == [
        "A <small> report: good again, with the page from before"
    ]
    assert "It had failed since " in hook.calls[2].json["message"]
    assert workbook("batch").status == 0
    assert len(hook.calls) == 3
    assert len({call.key for call in hook.calls}) == 3


def test_no_material_change_is_told_to_those_only_who_ask_for_it(workbook, project, monkeypatch):
    project.reports(
        "small: {title: Small, notebook: small, notify: {to: DESK}}",
        "asked: {title: Asked, notebook: small, notify: {to: DESK, unchanged: true, attach: false}}",
        "never: {title: Never, notebook: small, notify: {to: DESK, on: []}}",
        "lost: {title: Lost, notebook: small, notify: {to: DESK, on: failure}}",
    )
    project.notebook(FINDING.format(number=7, remark="one"))
    with web_hook() as hook:
        monkeypatch.setenv("DESK", hook.address)
        told = lambda: sorted(call.json["title"] for call in hook.calls)  # noqa: E731
        assert workbook("batch").status == 0
        first = "This is the first report: there is none before it to compare with."
        assert told() == [f"Asked: {first}", f"Small: {first}"]
        hook.calls.clear()
        project.notebook(FINDING.format(number=7, remark="two"))
        assert workbook("batch").status == 0
        assert told() == ["Asked: No material change."]
        assert hook.calls[0].json["attachments"] == []
        hook.calls.clear()
        project.notebook(FINDING.format(number=8, remark="two"))
        assert workbook("batch").status == 0
        assert told() == ["Asked: 1 finding moved.", "Small: 1 finding moved."]
        words = hook.calls[0].json["message"]
        assert words.startswith("8 strikes.")
        assert "Since the last report:\n" in words
        assert "- Finding “total” moved: 8 strikes. It said “7 strikes.”" in words


def test_with_nobody_to_be_reached_the_batch_ends_well_and_says_so(workbook, project, monkeypatch):
    project.reports(FOUR.replace("notebook: small", "notebook: small, notify: {to: [DESK, HOOK]}"))
    monkeypatch.setenv("DESK", f"mailto://{HOME}:{free_port()}?from=w@example.org&to=r@example.org")
    monkeypatch.setenv("HOOK", f"json://{HOME}:{free_port()}/t0ken")
    answer = workbook("batch")
    assert (answer.status, answer.out.splitlines()[-1]) == (0, "4 reports: 4 made.")
    again = "A later batch tries again."
    assert f"4 messages to DESK are still to be sent: it was not reached. {again}" in answer.err
    assert f"4 messages to HOOK are still to be sent: it was not reached. {again}" in answer.err
    assert [letter["tries"] for letter in book_of(project, "few-1")["HOOK"]["owed"]] == [1]
    with web_hook() as hook, mail_server() as (box, address):
        monkeypatch.setenv("DESK", address)
        monkeypatch.setenv("HOOK", hook.address)
        monkeypatch.setattr("analysis.press.telling.telling.now", lambda: "2999-01-01T00:00:00Z")
        answer = workbook("batch", "--only", "few-1")
        assert (answer.status, len(hook.calls), len(box.messages)) == (0, 4, 4)
        assert "4 messages sent to HOOK." in answer.err
        keys = {call.key for call in hook.calls}
        assert len(keys | {mail["X-Idempotency-Key"] for mail in box.messages}) == 8
    owed = [path.name for path in (project.root / "reports" / "site" / ".telling").glob("*.owed")]
    assert owed == []


def test_who_is_killed_between_sending_and_noting_it_sends_it_again_with_the_same_key(project):
    with web_hook() as hook:
        command = [sys.executable, "-m", "analysis", "batch"]
        environment = {**os.environ, "WORKBOOK_NOTIFY": hook.address}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        hook.kills = lambda: process.pid
        assert process.wait(timeout=120) == -9
        assert len(hook.calls) == 1
        hook.kills = None
        answer = run("batch", WORKBOOK_NOTIFY=hook.address)
        assert answer.returncode == 0, answer.stderr
        assert run("batch", WORKBOOK_NOTIFY=hook.address).returncode == 0
        assert len(hook.calls) == 2
        assert len({call.key for call in hook.calls}) == 1
        assert hook.calls[0].json == hook.calls[1].json


def test_an_address_is_nowhere(project):
    project.notebook(
        "import os\nprint(sorted(name for name in os.environ if 'WORKBOOK' in name))\nprint(1 / (factor - 2))"
    )
    project.reports(FOUR)
    secrets = [
        "s3cret-w0rd",
        "t0ken-of-hook",
        "t0ken-of-beat",
        "caller",
        "mail-s3cret",
        "nobody@example.org",
        "gibberish",
    ]
    with web_hook() as hook:
        hook.status = 503
        addresses = [
            hook.address,
            f"mailto://somebody:mail-s3cret@{HOME}:{free_port()}?from=w@example.org&to=nobody@example.org",
            "gibberish://s3cret-w0rd@nowhere",
        ]
        environment = {"WORKBOOK_NOTIFY": ", ".join(addresses), "WORKBOOK_HEARTBEAT": hook.url}
        answers = [run("batch", **environment), run("batch", **environment), run("changes", "few-1", "--list")]
    assert [answer.returncode for answer in answers] == [1, 1, 0]
    assert "address 1 answered with 503; address 2 was not reached; address 3 is not an address that Apprise knows" in (
        answers[0].stderr
    )
    assert "WORKBOOK_HEARTBEAT answered with 503." in answers[0].stderr
    written = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    assert len(written) > 20
    words = {**written, "what was said": "".join(f"{it.stdout}{it.stderr}" for it in answers).encode()}
    found = [(str(path), secret) for path, content in words.items() for secret in secrets if secret.encode() in content]
    assert found == []


def test_nobody_is_told_where_nobody_is_named_and_nothing_is_kept(workbook, project, monkeypatch):
    monkeypatch.delenv("WORKBOOK_NOTIFY", raising=False)
    assert workbook("batch").status == 0
    assert not (project.root / "reports" / "site" / ".telling").exists()


def test_who_is_named_and_not_set_is_said(workbook, project, monkeypatch):
    monkeypatch.delenv("DESK", raising=False)
    project.reports("small: {title: Small, notebook: small, notify: {to: DESK}}")
    answer = workbook("batch")
    assert answer.status == 0
    assert "DESK is not set, so nobody was told of small." in answer.err
    assert "DESK" not in workbook("batch").err


def test_a_batch_with_nothing_to_tell_imports_nothing_for_it(project, hook):
    assert run("batch").returncode == 0
    script = (
        "import sys; sys.argv = ['workbook', 'batch']\n"
        "from analysis import cli\n"
        "try: cli.main()\n"
        "finally: print(sorted({name.split('.')[0] for name in sys.modules}"
        " & {'apprise', 'requests', 'smtplib', 'urllib3', 'fsspec', 's3fs', 'email'}), "
        "'analysis.press.telling.events' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert answer.stdout.splitlines()[-1] == "[] False", answer.stderr
    assert len(hook.calls) == 1


def test_a_sign_of_life_is_given_at_the_end_of_a_batch(workbook, project, monkeypatch):
    with web_hook() as hook:
        monkeypatch.setenv("WORKBOOK_HEARTBEAT", hook.url)
        assert workbook("batch").status == 0
        assert [(call.method, call.path) for call in hook.calls] == [("GET", "/beat/t0ken-of-beat")]
        project.notebook("print(1 / 0)")
        assert workbook("batch").status == 1
        monkeypatch.setenv("WORKBOOK_HEARTBEAT_FAILED", f"{hook.url}/fail")
        assert workbook("batch").status == 1
        assert [call.path.rpartition("/")[2] for call in hook.calls[1:]] == ["t0ken-of-beat", "fail"]
    answer = workbook("batch")
    assert (answer.status, answer.err.splitlines()[-1]) == (1, "WORKBOOK_HEARTBEAT_FAILED was not reached.")


def test_where_the_site_has_an_address_the_message_leads_there(workbook, project, hook):
    with (project.root / "reports" / "reports.yml").open("a", encoding="utf-8") as stream:
        stream.write("site: {address: 'https://example.org/strikes/'}\n")
    assert workbook("batch").status == 0
    (call,) = hook.calls
    assert call.json["message"].endswith("The page: https://example.org/strikes/small/index.html")
    assert call.json["attachments"] == []


def test_what_is_owed_is_sent_by_a_batch_that_makes_nothing(workbook, project, hook, monkeypatch):
    hook.status = 503
    assert workbook("batch").status == 0
    batch = Batch((), project.root / "data", project.root / "reports" / "site")
    batch.tell_owed()
    assert len(hook.calls) == 1  # not before its time
    hook.status = 200
    monkeypatch.setattr("analysis.press.telling.telling.now", lambda: "2999-01-01T00:00:00Z")
    batch.tell_owed()
    batch.tell_owed()
    assert [call.key for call in hook.calls] == [hook.calls[0].key] * 2
