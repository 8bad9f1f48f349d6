"""Those who are told, on this machine: a mail server and a web hook that keep what they get and can be told to fail."""

import email
import email.policy
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

HOME = "127.0.0.1"


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((HOME, 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """A mail server: the messages that it took, in their order."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, str]]:
    """A mail server on this machine, and its address as Apprise takes it."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname=HOME, port=port)
    controller.start()
    try:
        yield box, f"mailto://{HOME}:{port}?from=workbook@example.org&to=reader@example.org"
    finally:
        controller.stop()


@dataclass
class Call:
    """One request: its method and path, its headers, and what it carried."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def key(self) -> str:
        """The key of the message."""
        return self.headers["X-Idempotency-Key"]


@dataclass
class Hook:
    """A web hook: the calls that it got. It answers with `status`, and first kills the process `kills` where one is."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    status: int = 200
    kills: Any = None

    @property
    def address(self) -> str:
        """Its address as Apprise takes it, with a password in it."""
        return f"json://caller:s3cret-w0rd@{HOME}:{self.port}/hook/t0ken-of-hook"

    @property
    def url(self) -> str:
        """Its address for a GET."""
        return f"http://{HOME}:{self.port}/beat/t0ken-of-beat"


@contextmanager
def web_hook() -> Iterator[Hook]:
    """A web hook on this machine."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            hook.calls.append(Call(self.command, self.path, dict(self.headers), body))
            if hook.kills is not None:
                os.kill(hook.kills(), signal.SIGKILL)
            self.send_response(hook.status)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((HOME, 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
