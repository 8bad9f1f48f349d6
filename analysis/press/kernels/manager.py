"""What nbclient asks for a kernel: jupyter_client's manager, provisioner and client, with other ways to start and end.

The stock classes look the kernel up among whatever is installed, poll until it answers and wait until it has ended.
Here the kernel is always this Python's own, its sockets are there when its start returns, and its end is watched by the
process it was forked from.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type

from analysis.press.kernels.forked import Forked
from analysis.press.kernels.importing import PROGRAM, import_folders
from analysis.press.kernels.processes import children, kill_all
from analysis.press.kernels.warm import Warm

SPEC = KernelSpec(
    argv=[sys.executable, "-c", PROGRAM.format("app")],
    display_name="Python 3",
    language="python",
)

LONGEST_SLEEP = 0.1
"""Seconds between two looks for a message."""


class WakefulChannel(AsyncZMQSocketChannel):
    """A channel that looks for itself whether a message has come.

    Whoever sends on a socket of ZeroMQ while another waits for a message there takes away the sign that one has come.
    nbclient does so when an output of a widget changes, and would wait for ever.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message. Raises `Empty` when none comes in time."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (left := end - time.monotonic()) > LONGEST_SLEEP:
            with suppress(Empty):
                return await super().get_msg(LONGEST_SLEEP)
        return await super().get_msg(max(left, 0.0))


class ReadyClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel answers on both of its channels.

    The stock one then waits until nothing has been heard for 0.2 s, so that what was said at the start is not taken for
    an answer to a cell; here the end of what was said is known by its name.
    """

    shell_channel_class = Type(WakefulChannel)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Returns when the kernel answers and is idle. Raises `RuntimeError` when it does not in time, or died."""
        end = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < end:
            asked = self.kernel_info()
            if await self._idle(asked, end):
                return
            if self.parent is None or not await self.parent.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _idle(self, asked: str, end: float) -> bool:
        """True once both the answer and the idle message of the request came; the first may be said to nobody yet."""
        try:
            while (reply := await self.get_shell_msg(timeout=1.0))["parent_header"].get("msg_id") != asked:
                pass
            self._handle_kernel_info_reply(reply)
            while True:
                told = await self.get_iopub_msg(timeout=0.1)
                if told["parent_header"].get("msg_id") == asked and told["content"].get("execution_state") == "idle":
                    return True
        except Empty:
            return False

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Without the heartbeat: whether the process lives is known."""
        super().start_channels(*args, **{**kwargs, "hb": False})


class ReportManager(AsyncKernelManager):
    """Kernels of this Python, whatever is installed under the name that a notebook gives, in an environment of ours.

    `leash` holds the manager once it has a kernel, for whoever must end that before its time.
    """

    environment: Mapping[str, str]
    folder: str
    leash: Leash
    warm: Warm | None = None
    process: Any = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client_factory = ReadyClient

    @property
    def kernel_spec(self) -> KernelSpec:
        """Always the workbook's own."""
        return SPEC

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """What an ordinary kernel is started by: the stock way fills in what stands in braces, in any folder's name."""
        return [*SPEC.argv, import_folders(), "-f", self.connection_file]

    @property
    def status(self) -> int | None:
        """Exit status of the kernel, minus the signal that killed it; `None` while it lives."""
        return None if self.process is None else self.process.poll()

    @property
    def lost(self) -> Exception | None:
        """What else ended, and the kernel with it; `None` where it ended for itself or lives."""
        return getattr(self.process, "lost", None)

    def has(self, process: Any) -> None:
        """Notes the kernel's process, from its first moment, so that it can be ended at any."""
        self.process = process
        self.leash.hold(self)

    def end(self) -> None:
        """Kills the kernel and everything that it started. Safe from any thread."""
        if isinstance(self.process, Forked):
            self.process.kill()
        elif self.process is not None and self.status is None:
            kill_all(self.process.pid)

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if self.provisioner is None and self.warm is not None:
            self.provisioner = ForkProvisioner(kernel_id="", kernel_spec=SPEC, parent=self)
            self.provisioner.warm = self.warm
        return await super()._async_pre_start_kernel(**{**kwargs, "env": dict(self.environment), "cwd": self.folder})

    async def _async_post_start_kernel(self, **kwargs: Any) -> None:
        assert isinstance(self.provisioner, LocalProvisioner)
        self.has(self.provisioner.process)
        await super()._async_post_start_kernel(**kwargs)

    async def _async_shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        # The end of a forked kernel is not waited for: the warm process sees to it, and to what the kernel started.
        if isinstance(self.provisioner, ForkProvisioner):
            self.shutting_down = True
            if now:
                self.end()
            elif self.status is None:
                await self._async_request_shutdown(restart)
            if self.process is not None:
                self.process.retire()
            await self._async_cleanup_resources(restart)
        else:
            unguarded = sys.platform != "linux" and self.process is not None and self.status is None
            below = children(self.process.pid) if unguarded else set()
            await super()._async_shutdown_kernel(now=now, restart=restart)
            for pid in below:
                kill_all(pid)

    async def _async_kill_kernel(self, restart: bool = False) -> None:
        self.end()  # with all that it started, which the stock way leaves
        await super()._async_kill_kernel(restart)

    shutdown_kernel = _async_shutdown_kernel


class Leash:
    """By which the kernel of a run is ended from any thread at any time, also if it starts only after that.

    Each side first says what it did and then looks at what the other has done, so that one of them ends the kernel.
    """

    def __init__(self) -> None:
        self.manager: ReportManager | None = None
        self.is_cut = False

    def hold(self, manager: ReportManager) -> None:
        """Holds the kernel of a manager, or ends it when its time is up already."""
        self.manager = manager
        if self.is_cut:
            manager.end()

    def cut(self) -> None:
        """Ends the kernel with everything that it started."""
        self.is_cut = True
        if self.manager is not None:
            self.manager.end()

    @property
    def is_let_go(self) -> bool:
        """Whether the kernel was asked to end, as it is after its last cell, or the one that failed."""
        return self.manager is not None and self.manager.shutting_down

    @property
    def status(self) -> int | None:
        """Exit status of the kernel, minus the signal that killed it; `None` while it lives, or before it does."""
        return self.manager.status if self.manager is not None else None

    @property
    def lost(self) -> Exception | None:
        """What else ended, and the kernel with it; `None` where it ended for itself or lives."""
        return self.manager.lost if self.manager is not None else None


class ForkProvisioner(LocalProvisioner):
    """A kernel as a fork of the warm process, which takes the place of the process that the stock one starts."""

    warm: Warm

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Forks, and returns when the sockets are bound."""
        words = cmd[cmd.index("-f") :]
        loop = asyncio.get_running_loop()
        kernel = await loop.run_in_executor(None, self.warm.fork, kwargs["env"], kwargs["cwd"], words)
        self.process = kernel  # type: ignore[assignment,unused-ignore]
        assert isinstance(self.parent, ReportManager)
        self.parent.has(kernel)
        await asyncio.wrap_future(kernel.bound)
        self.pid = self.pgid = kernel.pid
        return self.connection_info


def manager_class(warm: Warm | None, environment: Mapping[str, str], folder: Path, leash: Leash) -> type[ReportManager]:
    """What nbclient takes as its kernel manager: kernels forked from `warm`, or processes of their own without it.

    They have this environment and work in this folder. Papermill's own `cwd` would move the whole process there, and
    with it every other run.
    """
    settings = {"warm": warm, "environment": environment, "folder": str(folder), "leash": leash}
    return type("KernelsOfReports", (ReportManager,), settings)
