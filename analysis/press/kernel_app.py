"""A kernel for reports: IPython's own, with whatever could make two runs differ kept out of it.

It runs in a process forked from a warm one (`analysis.press.fork_server`) or in an ordinary one, by
`python -m analysis.press.kernel_app -f CONNECTION_FILE`, and shows the same in both.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.press.processes import adopt_orphans
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
DROPPED = ("PYTHONSTARTUP", "MATPLOTLIBRC", "LANG", "LANGUAGE", "COLUMNS", "LINES", "MPLCONFIGDIR", "JPY_PARENT_PID")
SEED = 20160801
PRELOADED = (
    "matplotlib.backends.backend_svg",  # pyplot and the inline backend are left to the cell that wants them: imported
    # before there is a shell, that backend would show nothing
    *("ipykernel.debugger", "ipykernel.kernelapp", "tornado.platform.asyncio", "faulthandler"),
    *("IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic"),
)
"""What a kernel imports beside the package's public names."""
DEBUGGER = "debugpy"
"""A quarter of a second in every kernel, for nobody who watches a report."""


def kernel_environment(data: Path, ipython: Path) -> dict[str, str]:
    """The environment of a kernel: this process's, without what changes how Python, IPython or matplotlib work.

    `data` is the folder of the record; `ipython` an empty folder, so that no profile and no start-up file is found.
    """
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED and not name.startswith("LC_")}
    return {**kept, **FIXED, FOLDER_VARIABLE: str(data), "IPYTHONDIR": str(ipython)}


def warm_up() -> None:
    """Imports what reports need, so that a fork has it.

    An import that fails is raised: a fork without its libraries would be slow and nobody would know why.
    """
    import matplotlib as mpl
    from matplotlib.font_manager import fontManager

    import analysis

    sys.modules[DEBUGGER] = None  # type: ignore[assignment]
    for name in PRELOADED:
        import_module(name)
    del sys.modules[DEBUGGER]
    for name in analysis.HOMES:
        getattr(analysis, name)
    # A stray matplotlibrc and the machine's own fonts would change what is drawn.
    mpl.rcdefaults()
    shipped = mpl.get_data_path()
    fontManager.ttflist = [font for font in fontManager.ttflist if font.fname.startswith(shipped)]
    fontManager.afmlist = [font for font in fontManager.afmlist if font.fname.startswith(shipped)]


def still_randomness() -> None:
    """Gives every generator that a cell leaves without a seed the same one, in every run."""
    import numpy as np
    from numpy.random import bit_generator

    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002 - the old interface is what is set still here
    fresh = itertools.count(SEED)
    bit_generator.randbits = lambda bits: next(fresh) % (1 << bits)  # type: ignore[attr-defined]


def kernel(arguments: Sequence[str]) -> Any:
    """The kernel's application, its sockets bound, ready to be started."""
    from ipykernel.kernelapp import IPKernelApp

    class ReportKernelApp(IPKernelApp):  # type: ignore[misc,unused-ignore]
        """IPython's kernel without settings of whoever's machine it runs on."""

        def load_config_file(self, *args: object, **kwargs: object) -> None:
            """No profile, neither the user's nor the machine's."""

    app = ReportKernelApp.instance(exec_PYTHONSTARTUP=False, log_level=logging.CRITICAL)
    app.initialize([*arguments, "--HistoryManager.enabled=False"])  # type: ignore[no-untyped-call]
    return app


def start_ordinary(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
    """A kernel in this process, which ends when it does."""
    here = Path.cwd()
    os.chdir(environment.get("IPYTHONDIR", os.curdir))  # matplotlib reads its settings from the working folder first
    warm_up()
    os.chdir(here)
    still_randomness()
    if sys.platform == "linux":
        adopt_orphans()  # so that whoever ends this kernel finds what its cells started
    kernel(arguments).start()


if __name__ == "__main__":
    start_ordinary(sys.argv[1:])
