"""A web server on this machine that serves one folder and remembers whatever arrives, in whatever protocol."""

from __future__ import annotations

import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

LOOPBACK = "127.0.0.1"
FIRST_BYTES = 200


class Loopback(ThreadingHTTPServer):
    """Serves a folder on a free port and keeps the first line of every request in `arrived`.

    A browser opens connections ahead of need; one on which nothing is said is not a request. The first bytes of one
    that speaks another language, as TLS does, are kept as they came.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arrived: list[str] = []
        super().__init__((LOOPBACK, 0), partial(_Handler, directory=str(folder)))
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def address(self, path: str) -> str:
        """The address of a file in the folder."""
        return f"http://{LOOPBACK}:{self.port}/{path}"

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(SimpleHTTPRequestHandler):
    server: Loopback
    timeout = 5  # a connection that says nothing more must not hold up the end

    def handle(self) -> None:
        try:
            first = self.request.recv(FIRST_BYTES, socket.MSG_PEEK)
        except OSError:
            return
        if first:
            self.server.arrived.append(first.split(b"\r\n")[0].decode("latin-1"))
            if first[:1].isalpha():  # TLS begins with a number
                super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the tests say what arrived."""
