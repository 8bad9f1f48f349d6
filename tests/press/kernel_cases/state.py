# ruff: noqa
# %% What a fresh kernel is like: everything that a run before it, or whoever's machine it is, could have changed.
import builtins, decimal, gc, json, locale, logging, math, os, random, signal, sys, tempfile, threading, time, warnings
import matplotlib as mpl
import numpy as np
import pandas as pd
import analysis

fresh = {
    "names": sorted(name for name in globals() if not name.startswith("_")),
    "math": (math.sqrt(4), math.sqrt.__module__, len(builtins.__dict__)),
    "analysis": (repr(analysis.count), sorted(vars(analysis.charts))),
    "figures": {k: repr(v) for k, v in mpl.rcParams.items() if v != mpl.rcParamsDefault[k]},
    "figure settings": (mpl.matplotlib_fname(), mpl.get_configdir(), mpl.rcParamsOrig["lines.linewidth"]),
    "variables": {k: v for k, v in os.environ.items() if k in ("TZ", "LC_ALL", "PYTHONHASHSEED", "MPLBACKEND")},
    "more variables": sorted(k for k in os.environ if k.startswith(("PYTHON", "OF_", "PANDAS_", "MPL", "LC_"))),
    "random": (random.random(), random.Random().random(), np.random.rand(), np.random.default_rng().random()),
    "order": (hash("a"), list({"Sarovia", "Litoral", "Kestrel"})),
    "folder": sorted(name for name in os.listdir() if name.startswith("left")),
    "path": [name for name in sys.path if "left" in name or "startup" in name],
    "words": sys.argv,
    "warnings": [(f[0], str(f[1]), f[2].__name__, str(f[3]), f[4]) for f in warnings.filters],
    "logging": (logging.root.level, [repr(handler) for handler in logging.root.handlers], logging.Logger.manager.disable),
    "locale": (locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(), time.tzname, sys.stdout.encoding),
    "signals": [str(signal.getsignal(n)).split(" at ")[0] for n in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)],
    "process": (oct(os.umask(0o22)), os.getpriority(os.PRIO_PROCESS, 0), sys.getrecursionlimit(), gc.isenabled()),
    "optimised": (sys.flags.optimize, __debug__, sys.flags.dev_mode, sys.flags.utf8_mode),
    "terminal": __import__("shutil").get_terminal_size(),
    "numbers": (np.geterr(), decimal.getcontext().prec, pd.get_option("display.max_rows"), pd.get_option("display.width")),
    "threads": sorted(thread.name.split("-")[0] for thread in threading.enumerate() if "left" in thread.name),
    "children": __import__("multiprocessing").active_children(),
    "descriptors": sorted(
        link for link in (os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
        if os.path.lexists(f"/proc/self/fd/{n}")) if "left" in link or "deleted" in link
    ),
    "shell": (get_ipython().colors if hasattr(get_ipython(), "colors") else "", get_ipython().ast_node_interactivity, In, Out),
    "history": _i1 if "_i1" in globals() else "",
}
print(json.dumps(fresh, indent=1, default=repr))

# %% Fonts and styles, the machine's own and those of its owner.
from matplotlib.font_manager import fontManager, findfont
import matplotlib.pyplot as plt

print({font.fname.startswith(mpl.get_data_path()) for font in fontManager.ttflist + fontManager.afmlist})
print(sorted(plt.style.library), plt.style.library["ggplot"]["axes.grid"], "unheard of" in plt.style.library)
plt.style.use("default")
print({k: repr(v) for k, v in mpl.rcParams.items() if v != mpl.rcParamsDefault[k]})
plt.rcdefaults()
fig, ax = plt.subplots(figsize=(1, 1))
ax.set_title("Ä é العربية")
ax.plot(pd.date_range("2016-08-01", periods=3), [1, 3, 2])
fig
