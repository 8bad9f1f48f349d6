"""The warm process that kernels are forked from: it imports what reports need once, then forks on request.

It is started by `analysis.press.kernels`, runs no report itself and has one thread, so that a fork copies no lock that
somebody holds. Messages are JSON over a pair of Unix sockets that keep them apart (SOCK_SEQPACKET):

    in   {"fork": id, "environment": {...}, "cwd": ..., "arguments": [...]} · {"retire": id}
    out  {"warm": true} · {"forked": id, "pid": ...} · {"bound": id} · {"ended": id, "status": ...}

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
import threading
import time
from typing import Any, NoReturn

from analysis.press.processes import adopt_orphans, children, kill_all, kill_group

LARGEST_MESSAGE = 1 << 20
PARENT_CHECK = 0.5
"""Seconds between two looks whether the parent is still there; the end of the socket tells sooner, unless copied."""
GRACE = 5.0
"""Seconds that a retired kernel has for what its cells asked to be done at the end."""


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
        self.say(warm=True)
        with selectors.DefaultSelector() as selector:
            selector.register(self.channel, selectors.EVENT_READ)
            selector.register(self.woken, selectors.EVENT_READ)
            while os.getppid() == self.parent:
                for ready, _ in selector.select(PARENT_CHECK):
                    if ready.fileobj is self.channel:
                        message = self.channel.recv(LARGEST_MESSAGE)
                        if not message:
                            return
                        self.obey(json.loads(message))
                    else:
                        os.read(self.woken, 4096)
                self.bury()

    def obey(self, order: dict[str, Any]) -> None:
        """Forks a kernel, or gives one its time to end."""
        if "fork" in order:
            self.fork(order)
        else:
            for pid in [pid for pid, kernel in self.kernels.items() if kernel == order["retire"]]:
                self.retired[pid] = time.monotonic() + GRACE

    def fork(self, order: dict[str, Any]) -> None:
        """Forks a kernel; whatever goes wrong in it, the child never returns from here."""
        pid = os.fork()
        if pid == 0:
            try:
                become_kernel(self, order)
            except BaseException:  # everything, or the child would go on as a second server
                import traceback

                traceback.print_exc(file=sys.__stderr__)
            finally:
                os._exit(1)
        self.kernels[pid] = order["fork"]
        self.say(forked=order["fork"], pid=pid)

    def bury(self) -> None:
        """Tells the ends of kernels, after killing what they left behind."""
        ended = []
        for pid in [pid for pid, end in self.retired.items() if time.monotonic() > end]:
            kill_all(pid)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            self.retired.pop(pid, None)
            if pid in self.kernels:
                ended.append((self.kernels.pop(pid), os.waitstatus_to_exitcode(status)))
                kill_group(pid)
        if ended:
            self.clear()
        for kernel, status in ended:
            self.say(ended=kernel, status=status)

    def clear(self) -> None:
        """Kills what dead kernels left, which has come to us, and what that starts before it is dead."""
        while left := children() - self.kernels.keys():
            for pid in left:
                kill_all(pid)
            for pid in left:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def close(self) -> None:
        """Kills every kernel with all that it started."""
        self.kernels.clear()
        self.clear()

    def say(self, **message: object) -> None:
        """Sends a message; a parent that is gone is noticed elsewhere."""
        with contextlib.suppress(OSError):
            self.channel.send(json.dumps(message).encode())


def become_kernel(server: Server, order: dict[str, Any]) -> NoReturn:
    """Makes the fork a kernel: its own session, environment, folder, signals and standard streams."""
    from analysis.press.kernel_app import kernel, still_randomness

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()
    adopt_orphans()
    for end in (server.held, server.woken, server.waker):
        os.close(end)
    threading.Thread(target=_end_with, args=(server.lifeline,), daemon=True).start()
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["cwd"])
    sys.argv = [sys.executable, *order["arguments"]]
    still_randomness()
    gc.enable()
    app = kernel(order["arguments"])
    server.say(bound=order["fork"])
    server.channel.close()
    app.start()
    _leave()


def _leave() -> NoReturn:
    """Ends as an interpreter does: functions that cells registered run, streams are flushed."""
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _end_with(lifeline: int) -> None:
    """Blocks until the server is gone, then ends this process and all that it started."""
    os.read(lifeline, 1)
    for pid in children():
        kill_all(pid)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Serves on the socket whose number is the first argument, for the parent whose number is the second."""
    from analysis.press.kernel_app import warm_up

    channel, parent = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us, who tells us by leaving
    adopt_orphans()
    warm_up()
    gc.collect()
    gc.freeze()  # what every fork shares is not looked at again, and so is not copied
    server = Server(channel, parent)
    try:
        server.serve()
    finally:
        server.close()


if __name__ == "__main__":
    main()
