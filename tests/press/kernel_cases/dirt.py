# ruff: noqa
# %% Everything that a cell can leave behind.
import atexit, builtins, decimal, gc, locale, logging, math, multiprocessing, os, random, signal, subprocess, sys, tempfile
import threading, time, warnings
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import analysis

left_over = 1
builtins.left = math.sqrt = lambda x: -1
analysis.count = analysis.charts.left = None
mpl.rcParams.update({"lines.linewidth": 9, "timezone": "Asia/Tokyo", "axes.grid": True})
mpl.font_manager.fontManager.ttflist.clear()
plt.style.library["ggplot"]["axes.grid"] = "left"
os.environ.update({"TZ": "Asia/Tokyo", "LC_ALL": "C", "OF_THE_CELL": "left", "MPLBACKEND": "pdf"})
time.tzset()
random.seed(1), np.random.seed(1)
os.makedirs("/tmp", exist_ok=True)
os.chdir("/")
sys.path.insert(0, "/left")
sys.argv.append("left")
warnings.simplefilter("error")
logging.basicConfig(level=1), logging.disable(50)
locale.setlocale(locale.LC_ALL, "C")
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
    signal.signal(number, signal.SIG_IGN)
os.umask(0o77), os.nice(1), sys.setrecursionlimit(500), gc.disable()
np.seterr(all="raise"), pd.set_option("display.max_rows", 3, "display.width", 40)
decimal.getcontext().prec = 3
held = tempfile.TemporaryFile(prefix="left")
threading.Thread(target=time.sleep, args=(3,), name="left", daemon=True).start()
process = multiprocessing.Process(target=time.sleep, args=(60,))
process.start()
subprocess.Popen(["sleep", "60"], start_new_session=True)
get_ipython().ast_node_interactivity = "all"
tempfile.tempdir = "/left"
print("left", os.getpid(), process.pid)
