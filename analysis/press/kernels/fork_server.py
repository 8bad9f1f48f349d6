"""The warm process that kernels are forked from: it imports what reports need and reads the record, then forks.

It is started by `analysis.press.kernels.warm`, runs no report itself and has one thread, so that a fork copies no lock
that somebody holds. Messages are JSON over a pair of Unix sockets that keep them apart (SOCK_SEQPACKET):

    in   {"fork": id, "environment": {...}, "without": [...], "cwd": ..., "arguments": [...]}
         {"retire": id} · {"end": id} · {"signal": id, "with": number}
    out  {"is": "warm"} · {"is": "cold", "why": ...}
         {"is": "forked" or "bound", "kernel": id, "pid": ...} · {"is": "unbound", "kernel": id, "why": ...}
         {"is": "ended", "kernel": id, "status": ...}

`environment` is what differs from the server's own, since a message may have no more than 200 kB.

No process outlives its need. When whoever started the server is gone, the server kills every kernel and ends. When the
server is gone, each kernel notices by a pipe and kills itself and what it started. What a cell leaves behind comes to
its kernel, and when that has ended to the server, which kills it: Linux calls such a process a subreaper.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from analysis.press.kernels.processes import (
    PARENT_CHECK,
    adopt_orphans,
    children,
    ended_child,
    kill_all,
    kill_children,
    kill_group,
    signal_group,
)
from analysis.record.folder import FOLDER_VARIABLE

LARGEST_MESSAGE = 1 << 20
GRACE = 5.0
"""Seconds that a retired kernel has for what its cells asked to be done at the end."""
LONGEST_WHY = 2_000
"""Characters of an error's message that are passed on."""


class Server:
    """Forks kernels and buries them."""

    def __init__(self, channel: socket.socket, parent: int) -> None:
        self.channel, self.parent = channel, parent
        self.kernels: dict[int, int] = {}
        self.retired: dict[int, float] = {}
        self.lifeline, self.held = os.pipe()
        self.woken, self.waker = os.pipe()
        for end in (self.woken, self.waker):
            os.set_blocking(end, False)

    def serve(self) -> None:
        """Answers until the parent is gone, then kills what is left."""
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.say("warm")
        with selectors.DefaultSelector() as selector:
            selector.register(self.channel, selectors.EVENT_READ)
            selector.register(self.woken, selectors.EVENT_READ)
            while os.getppid() == self.parent:  # the end of the socket tells sooner, unless somebody has a copy of it
                for ready, _ in selector.select(PARENT_CHECK):
                    if ready.fileobj is self.channel:
                        try:
                            message = self.channel.recv(LARGEST_MESSAGE)
                        except ConnectionResetError:  # gone before it had read all that we said
                            return
                        if not message:
                            return
                        self.obey(json.loads(message))
                    else:
                        os.read(self.woken, 4096)
                self.bury()

    def obey(self, order: dict[str, Any]) -> None:
        """Forks a kernel, gives one its time to end, ends it at once, or signals its group."""
        match order:
            case {"fork": int()}:
                self.fork(order)
            case {"retire": int(kernel)}:
                for pid in self.pids(kernel):
                    self.retired[pid] = time.monotonic() + GRACE
            case {"end": int(kernel)}:
                for pid in self.pids(kernel):
                    kill_all(pid)
            case {"signal": int(kernel), "with": int(number)}:
                for pid in self.pids(kernel):
                    signal_group(pid, number)

    def pids(self, kernel: int) -> list[int]:
        """The process of a kernel, none when it has ended."""
        return [pid for pid, known in self.kernels.items() if known == kernel]

    def fork(self, order: dict[str, Any]) -> None:
        """Forks a kernel; whatever goes wrong in it, the child never returns from here."""
        pid = os.fork()
        if pid == 0:
            try:
                become_kernel(self, order)
            except BaseException as error:  # everything, or the child would go on as a second server
                self.say("unbound", kernel=order["fork"], why=_told(error))
            finally:
                os._exit(1)
        self.kernels[pid] = order["fork"]
        self.say("forked", kernel=order["fork"], pid=pid)

    def bury(self) -> None:
        """Tells the ends of kernels, after killing what they left behind."""
        ended = []
        for pid in [pid for pid, end in self.retired.items() if time.monotonic() > end]:
            kill_all(pid)
        while (child := ended_child()) is not None:
            if child in self.kernels:
                kill_group(child)  # before it is waited for: until then its number is nobody else's
            _, status = os.waitpid(child, 0)
            self.retired.pop(child, None)
            if child in self.kernels:
                ended.append((self.kernels.pop(child), os.waitstatus_to_exitcode(status)))
        if ended:
            kill_children(spared=self.kernels)  # what dead kernels left has come to us
        for kernel, status in ended:
            self.say("ended", kernel=kernel, status=status)

    def close(self) -> None:
        """Kills every kernel with all that it started."""
        kill_children()

    def say(self, word: str, **more: object) -> None:
        """Sends a message; a parent that is gone is noticed elsewhere."""
        _say(self.channel, word, **more)


def _say(channel: socket.socket, word: str, **more: object) -> None:
    with contextlib.suppress(OSError):
        channel.send(json.dumps({"is": word, **more}).encode())


def _told(error: BaseException) -> str:
    """An error in a line: the message of an import that fails has the module's name."""
    return f"{type(error).__name__}: {error}"[:LONGEST_WHY]


def become_kernel(server: Server, order: dict[str, Any]) -> NoReturn:
    """Makes the fork a kernel: its own session, environment, folder, signals and standard streams."""
    from analysis.press.kernels.app import kernel

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()
    adopt_orphans()
    for end in (server.held, server.woken, server.waker):
        os.close(end)
    threading.Thread(target=_end_with, args=(server.lifeline,), daemon=True).start()
    for name in order["without"]:
        os.environ.pop(name, None)
    os.environ.update(order["environment"])
    time.tzset()
    tempfile.tempdir = None  # found anew where it is asked for: the server's may be another
    os.chdir(order["cwd"])
    gc.enable()
    app = kernel(order["arguments"])
    server.say("bound", kernel=order["fork"], pid=os.getpid())
    server.channel.close()
    app.start()
    _leave()


def _leave() -> NoReturn:
    """Ends as an interpreter does: threads are waited for, functions that cells registered run, streams are flushed."""
    import atexit

    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _end_with(lifeline: int) -> None:
    """Blocks until the server is gone, then ends this process and all that it started."""
    os.read(lifeline, 1)
    kill_all(*children())
    os.killpg(os.getpgrp(), signal.SIGKILL)


@contextlib.contextmanager
def _ending_with(parent: int) -> Iterator[None]:
    """Ends this process when its parent is gone, while it does something else than listen. No thread is left."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(PARENT_CHECK):
            if os.getppid() != parent:
                os._exit(1)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def main() -> None:
    """Serves on the socket whose number is the first argument, for the parent whose number is the second."""
    channel, parent = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    os.set_inheritable(channel.fileno(), False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us, who tells us by leaving
    adopt_orphans()
    try:
        with _ending_with(parent):
            from analysis.press.kernels.app import warm_up
            from analysis.record.store import read_ahead

            warm_up()
            if folder := os.environ.get(FOLDER_VARIABLE):
                read_ahead(Path(folder))
    except Exception as error:
        _say(channel, "cold", why=_told(error))
        sys.exit(1)
    gc.collect()
    gc.freeze()  # what every fork shares is not looked at again, and so is not copied
    server = Server(channel, parent)
    try:
        server.serve()
    finally:
        server.close()


if __name__ == "__main__":
    main()
