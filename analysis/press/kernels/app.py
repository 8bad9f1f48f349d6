"""A kernel for reports: IPython's own, with whatever could make two runs differ kept out of it.

It runs in a process forked from a warm one (`analysis.press.kernels.fork_server`) or in an ordinary one, and shows the
same in both.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import logging
import os
import random
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.markup import leave_out_lab
from analysis.press.kernels.at_hand import tell_ids
from analysis.press.kernels.processes import guarded
from analysis.record.folder import FOLDER_VARIABLE

INLINE = "module://matplotlib_inline.backend_inline"
FIXED = {
    "PYTHONHASHSEED": "0",  # the order of sets
    "MPLBACKEND": INLINE,  # must stand before anything imports pyplot, or figures vanish
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Variables that every kernel has, whoever starts it and wherever."""
PASSED = re.compile(
    "PATH|HOME|USER|LOGNAME|TMPDIR|TEMP|TMP"
    "|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA"  # without these Windows fails
    "|LD_LIBRARY_PATH|DYLD_.*|SSL_CERT_.*|VIRTUAL_ENV"
    "|PYTHON(HOME|USERBASE|NOUSERSITE|DONTWRITEBYTECODE|PYCACHEPREFIX)"  # where Python and its libraries lie
)
"""Variables of whoever starts a run that a kernel has: where things lie. Any other could change a page, and is in no
run key."""
SEED = 20160801
PRELOADED = (
    "matplotlib.backends.backend_svg",  # pyplot and the inline backend are left to the cell that wants them: imported
    # before there is a shell, that backend would show nothing
    *("ipykernel.debugger", "ipykernel.kernelapp", "analysis.press.kernels.streams"),
    *("tornado.platform.asyncio", "faulthandler"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic"),
)
"""What a kernel imports beside the package's public names."""
DEBUGGER = "debugpy"
"""A quarter of a second in every kernel, for nobody who watches a report."""


def kernel_environment(data: Path, ipython: Path) -> dict[str, str]:
    """The environment of a kernel: of this process's, where programs and folders lie; the rest is always the same.

    `data` is the folder of the record; `ipython` an empty folder, so that no profile and no start-up file is found.
    """
    kept = {name: value for name, value in os.environ.items() if PASSED.fullmatch(name)}
    return {**kept, **FIXED, FOLDER_VARIABLE: str(data), "IPYTHONDIR": str(ipython)}


def warm_up() -> None:
    """Imports what reports need, so that a fork has it.

    An import that fails is raised: a fork without its libraries would be slow and nobody would know why.
    """
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    import analysis.charts

    sys.modules[DEBUGGER] = None  # type: ignore[assignment]
    for name in PRELOADED:
        import_module(name)
    del sys.modules[DEBUGGER]
    for module in (analysis, analysis.charts):
        for name in module.HOMES:
            getattr(module, name)
    # A stray matplotlibrc, styles of one's own and the machine's fonts would change what is drawn.
    shipped = mpl.get_data_path()
    mpl.get_configdir = mpl.get_data_path  # type: ignore[assignment,unused-ignore]
    for settings in (mpl.rcParams, mpl.rcParamsOrig):
        dict.update(settings, {**mpl.rcParamsDefault, "backend": INLINE})
    fontManager.ttflist = [font for font in fontManager.ttflist if font.fname.startswith(shipped)]
    fontManager.afmlist = [font for font in fontManager.afmlist if font.fname.startswith(shipped)]


def still_randomness() -> None:
    """Gives every generator that a cell leaves without a seed the same one, in every run."""
    import numpy as np
    from numpy.random import bit_generator

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        given(self, next(fresh) if a is None else a, version)

    fresh = itertools.count(SEED + 1)
    tempfile._Random = random.SystemRandom  # type: ignore[attr-defined]
    given, random.Random.seed = random.Random.seed, seed  # type: ignore[method-assign]
    random.seed = random._inst.seed
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002 - the old interface is what is set still here
    bit_generator.randbits = lambda bits: next(fresh) % (1 << bits)  # type: ignore[attr-defined]


def kernel(arguments: Sequence[str]) -> Any:
    """The kernel's application, its sockets bound, ready to be started."""
    from ipykernel.kernelapp import IPKernelApp

    from analysis.press.kernels.streams import ReportStream, drain_streams

    class ReportKernelApp(IPKernelApp):  # type: ignore[misc,unused-ignore]
        """IPython's kernel without settings of whoever's machine it runs on."""

        def load_config_file(self, *args: object, **kwargs: object) -> None:
            """No profile, neither the user's nor the machine's."""

    _say_nothing()
    streams = f"{ReportStream.__module__}.{ReportStream.__name__}"
    app = ReportKernelApp.instance(exec_PYTHONSTARTUP=False, log_level=logging.CRITICAL, outstream_class=streams)
    # A tip of IPython is drawn at random whenever a client asks for what kernel this is, which it may do repeatedly.
    app.initialize([*arguments, "--HistoryManager.enabled=False", "--InteractiveShell.enable_tip=False"])  # type: ignore[no-untyped-call]
    tell_ids(app.shell)
    assert app.shell is not None
    app.shell.events.register("post_execute", drain_streams)
    app.kernel._progressively_terminate_all_children = partial(_end_children, app.kernel)
    atexit.register(_hear_out, app.control_thread)
    sys.argv = [""]  # as at a prompt; the words it was started by hold a path
    leave_out_lab()
    still_randomness()  # last, as what a kernel does at its start may draw numbers
    return app


def _hear_out(control: Any) -> None:
    """Lets the thread that heard the order to end finish, while there is still one that shows its last words.

    IPython ends that one first, and where the other is a moment late it waits ten seconds for it.
    """
    if control is not None and control.is_alive():
        control.stop()
        control.join()


async def _end_children(kernel: Any) -> None:
    """Asks what cells started to end. What does not is killed once the kernel is gone, and need not be waited for.

    IPython's own way waits 14 s for what cannot be asked, such as the process that `multiprocessing` leaves behind, and
    what cells have to do at the end would come too late.
    """
    for delay in (0.01, 0.03, 0.1):
        if not kernel._process_children():
            return
        kernel._signal_children(signal.SIGTERM)
        await asyncio.sleep(delay)


def _say_nothing() -> None:
    """Sends to nobody what IPython repeats, beside showing it, of the output of processes that cells start."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.close(nowhere)


def main() -> None:
    """A kernel in an ordinary process, with the command's own words; the process ends when the kernel does."""
    if sys.platform == "linux":
        # Told by number, since a parent may be gone before we ask. IPython, which would take the guard for the death of
        # its parent, is not told.
        guarded(int(os.environ.pop("JPY_PARENT_PID", os.getppid())))
    here = Path.cwd()
    os.chdir(os.environ.get("IPYTHONDIR", os.curdir))  # matplotlib reads its settings from the working folder first
    warm_up()
    os.chdir(here)
    kernel(sys.argv[1:]).start()
