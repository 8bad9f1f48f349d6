# ruff: noqa
# A notebook of everything that a fork may spoil, cell by cell, for `test_kernels.py`. Every cell gives the same outputs
# on a forked kernel and on an ordinary one; those not marked [ours] also on Jupyter's own `python3`. Cells marked
# [raises] end with an error. Nothing of what is printed depends on the machine, the process or the time.

# %% names of the shell
import sys, os

print(__name__, type(get_ipython()).__name__, type(get_ipython().kernel).__name__)
import __main__

print(__main__.__dict__ is globals(), hasattr(__main__, "__file__"), __main__.__spec__)
print(os.getsid(0) == os.getpid() == os.getpgrp(), sys.stdin.isatty() if sys.stdin else None)

# %% history
6 * 7

# %% history, seen from the next cell
print(_, Out[2], len(In), In[2], _i2)

# %% [ours] history of the session
%history -n 1-3

# %% figures, without a word about a backend
import matplotlib.pyplot as plt

plt.plot([1, 3, 2]);

# %% figures shown and closed
print(plt.get_fignums(), plt.get_backend())
fig, ax = plt.subplots(figsize=(2, 1))
ax.bar(["a", "b"], [1, 2])
plt.show()
print(plt.get_fignums())

# %% figures with the magic
%matplotlib inline
fig, ax = plt.subplots(figsize=(1, 1))
fig

# %% figures as SVG
from matplotlib_inline.backend_inline import set_matplotlib_formats

plt.rcParams["svg.hashsalt"] = "same"
set_matplotlib_formats("svg", metadata={"Date": None})
fig, ax = plt.subplots(figsize=(1, 1))
ax.set_title("Ä é العربية")
plt.show()

# %% figures configured
%config InlineBackend.figure_formats = ["png"]
%config InlineBackend.close_figures = False
fig = plt.figure(figsize=(1, 1))
plt.show()
print(plt.get_fignums())
plt.close("all")

# %% [ours] settings of figures
import matplotlib as mpl

print(mpl.matplotlib_fname().endswith("mpl-data/matplotlibrc"), mpl.get_configdir() == mpl.get_data_path())
print({k: v for k, v in mpl.rcParams.items() if v != mpl.rcParamsDefault[k]})
from matplotlib.font_manager import fontManager

print({font.fname.startswith(mpl.get_data_path()) for font in fontManager.ttflist + fontManager.afmlist})

# %% [ours] environment
print({name: os.environ.get(name) for name in ("MPLBACKEND", "TZ", "LC_ALL", "PYTHONHASHSEED", "TERM", "PAGER")})
print(sorted(os.environ))

# %% environment, changed
os.environ["OF_THE_CELL"] = "here"
print(os.popen("echo $OF_THE_CELL").read())

# %% time zone and locale
import datetime, locale, time

print(time.tzname, datetime.datetime.fromtimestamp(0), time.strftime("%A %x"))
print(locale.getlocale(), locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(), f"{1234.5:n}")
print(sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.stdout.encoding, sys.stdout.errors)

# %% [ours] words of the command, order of sets
print(sys.argv, hash("set"), list({"Sarovia", "Litoral", "Kestrel", "Vale"}))

# %% [ours] randomness without a seed
import random, tempfile, numpy as np

print(random.random(), random.Random().random(), np.random.rand(), np.random.RandomState().rand())
print(np.random.default_rng().random(), np.random.default_rng().random(), np.random.SeedSequence().entropy)
random.seed()
print(random.random(), random.Random(3).random(), np.random.default_rng(3).random())
print(len({random.SystemRandom().random(), random.SystemRandom().random()}))

# %% randomness of names that must differ
print(len({tempfile.mktemp() for _ in range(50)}))

# %% working folder and what lies there
print(open("beside.txt").read())
import beside

print(beside.VALUE, "" in sys.path)

# %% descriptors
print([os.get_inheritable(number) for number in range(3)])
with open("written.txt", "w") as stream:
    print(stream.write("ä\n"), stream.encoding)

# %% [ours] standard streams lead nowhere but here
os.write(sys.__stdout__.fileno(), b"written to the descriptor\n");

# %% processes: Process, forked
import multiprocessing as mp

print(mp.get_start_method(), mp.current_process().name, mp.parent_process(), mp.active_children())


def square(x):
    return x * x


def put(queue, x):
    queue.put((square(x), mp.parent_process() is not None, mp.current_process().daemon))


fork = mp.get_context("fork")
queue = fork.Queue()
process = fork.Process(target=put, args=(queue, 7))
process.start()
print(queue.get(timeout=30))
process.join()
print(process.exitcode)

# %% processes: pools
import math

for kind, task in (("fork", square), ("spawn", math.sqrt), ("forkserver", math.sqrt)):
    with mp.get_context(kind).Pool(2) as pool:
        print(kind, pool.map(task, [1, 4, 9]))

# %% processes: children of another kind
import operator

for kind in ("spawn", "forkserver"):
    context = mp.get_context(kind)
    child = context.Process(target=operator.add, args=(1, 2))
    child.start()
    child.join(60)
    print(kind, child.exitcode)

# %% processes: shared memory, locks and a manager
from multiprocessing import shared_memory

memory = shared_memory.SharedMemory(create=True, size=8)
lock, value = fork.Lock(), fork.Value("i", 0)


def add():
    with lock:
        value.value += 1
    memory.buf[0] = 9


workers = [fork.Process(target=add) for _ in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(value.value, memory.buf[0])
memory.close()
memory.unlink()
with fork.Manager() as manager:
    shared = manager.list([1])
    shared.append(2)
    print(list(shared))

# %% processes: futures
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed

with ProcessPoolExecutor(2, mp_context=fork) as pool:
    print(list(pool.map(square, range(5))))
with ProcessPoolExecutor(2, mp_context=mp.get_context("spawn")) as pool:
    print(list(pool.map(math.sqrt, [1, 4])))

# %% processes: one by hand
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.write(writing, b"from the child")
    os._exit(5)
print(os.read(reading, 100), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

# %% threads
import threading

print(threading.current_thread() is threading.main_thread(), threading.main_thread().name)
with ThreadPoolExecutor(4) as pool:
    print(sorted(pool.map(square, range(5))))
thread = threading.Thread(target=lambda: print("from a thread"))
thread.start()
thread.join()

# %% subprocesses
import subprocess

print(subprocess.run(["printf", "%s", "out"], capture_output=True, text=True).stdout)
print(subprocess.run("echo err >&2; exit 4", shell=True, capture_output=True, text=True))
print(subprocess.run([sys.executable, "-c", "import os; print(os.environ['OF_THE_CELL'])"], capture_output=True).stdout)

# %% subprocesses that write to where we do
os.system("echo from a shell");

# %% subprocesses that read
print(repr(subprocess.run(["cat"], capture_output=True, stdin=subprocess.DEVNULL).stdout))

# %% a shell's word
!echo "from the shell" $OF_THE_CELL
words = !printf 'a\nb'
print(words, words.n)

# %% a shell's cell
%%bash
for word in one two; do echo $word; done

# %% a shell that fails
!exit 3
print(_exit_code)

# %% [raises] a shell's cell that fails
%%bash
echo said; exit 3

# %% await
import asyncio


async def late(x):
    await asyncio.sleep(0.01)
    return x


print(await late(3), await asyncio.gather(late(1), late(2)))
task = asyncio.create_task(late("begun in one cell"))
print(asyncio.get_running_loop().is_running())

# %% await what another cell began
print(await task)


async def numbers():
    for n in range(3):
        yield await late(n)


[n async for n in numbers()]

# %% await a subprocess
child = await asyncio.create_subprocess_exec("printf", "of asyncio", stdout=asyncio.subprocess.PIPE)
print((await child.communicate())[0], child.returncode)

# %% await a thread
print(await asyncio.to_thread(square, 4))

# %% signals
import signal

for name in ("SIGINT", "SIGTERM", "SIGCHLD", "SIGPIPE", "SIGHUP", "SIGUSR1", "SIGALRM"):
    handler = signal.getsignal(getattr(signal, name))
    print(name, getattr(handler, "__name__", handler))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.set_wakeup_fd(-1) != -1)

# %% an interrupt
try:
    signal.raise_signal(signal.SIGINT)
    time.sleep(30)
except KeyboardInterrupt:
    print("interrupted")

# %% an interrupt from outside
signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
signal.setitimer(signal.ITIMER_REAL, 0.1)
try:
    time.sleep(30)
except KeyboardInterrupt:
    print("interrupted in its sleep")

# %% [raises] an interrupt that nobody catches
signal.raise_signal(signal.SIGINT)

# %% [raises] a question
input("What is it? ")

# %% [raises] a secret
import getpass

getpass.getpass()

# %% [raises] exit
sys.exit()

# %% [raises] exit with a word
sys.exit("enough")

# %% still here after that
print("still here")

# %% output: errors
print("to standard error", file=sys.stderr)

# %% output: warnings
import warnings

warnings.warn("take care")
warnings.warn("take care")
warnings.warn("old", DeprecationWarning)

# %% [ours] output: filters of warnings
for kind, message, category, module, line in warnings.filters:
    print(kind, message, category.__name__, module, line)

# %% output: logging
import logging

print(logging.root.level, logging.root.handlers, logging.getLogger("of.the.cell").getEffectiveLevel())
logging.warning("logged")
logging.info("not logged")

# %% output: large
print("0123456789" * 5_000_000)

# %% output: many
for n in range(2_000):
    print(n)

# %% output: without an end, and in bytes
print("no end of line", end="", flush=True)
sys.stdout.write("äöü €\n");

# %% output: shown and shown anew
from IPython.display import Markdown, clear_output, display, update_display

handle = display("first", display_id="one")
update_display("second", display_id="one")
handle.update(Markdown("**third**"))

# %% output: shown anew from another cell
update_display("from another cell", display_id="one")

# %% output: cleared
print("gone")
clear_output()
print("stays")
clear_output(wait=True)
print("stays instead")

# %% output: objects
class Shown:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "plain", "text/html": "<p>html</p>"}, {"of": "mine"}


Shown()

# %% output: tables
import pandas as pd

table = pd.DataFrame({"day": pd.date_range("2016-08-01", periods=3), "low": [1, 2, 3], "name": ["a", "ب", None]})
display(table)
print(table, table.describe(include="all"))

# %% output: captured
%%capture caught
print("not shown")

# %% output: what was captured
caught.stdout

# %% widgets: messages by hand
from comm import create_comm

state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "IntSliderModel", "value": 3}
channel = create_comm(target_name="jupyter.widget", comm_id="by-hand", data={"state": state}, metadata={"version": "2.1.0"})
channel.send({"method": "update", "state": {"value": 4}})

# %% widgets: of the library, where it is installed
try:
    import ipywidgets

    slider = ipywidgets.IntSlider(value=5)
    slider.value = 6
except ImportError:
    pass

# %% [raises] errors
def outer(x):
    return inner(x) + 1


def inner(x):
    return 1 / x


outer(0)

# %% [raises] errors with a cause
try:
    {}["missing"]
except KeyError as error:
    raise RuntimeError("said why") from error

# %% [raises] errors of the syntax
def broken(:

# %% [raises] errors of a library
pd.Series([1])["b"]

# %% [raises] errors of asyncio
await asyncio.gather(late(1), asyncio.wait_for(asyncio.sleep(10), 0.01))

# %% [raises] errors in a process of a pool
with ProcessPoolExecutor(1, mp_context=fork) as pool:
    try:
        pool.submit(inner, 0).result()
    except ZeroDivisionError as error:
        raise RuntimeError(type(error.__cause__).__name__) from None

# %% errors of yesterday
print(type(sys.last_value).__name__)

# %% objects: pickled
import pickle


class Mine:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x


print(pickle.loads(pickle.dumps(Mine(3))) == Mine(3), Mine.__module__)
with fork.Pool(1) as pool:
    print(pool.apply(Mine, (4,)).x)

# %% objects: their source
import inspect

print(inspect.getsource(square), inspect.getsource(Mine.__eq__), inspect.signature(outer))

# %% objects: looked up
square?

# %% objects: let go
import gc, weakref


class Knot:
    pass


knot = Knot()
knot.itself = knot
gone = weakref.ref(knot)
del knot
gc.collect()
print(gc.isenabled(), gc.get_threshold(), gone() is None, gc.garbage)

# %% magics
%time pass
took = %timeit -n 2 -r 1 -q -o pass
print(type(took).__name__, took.loops)

# %% [ours] magics that measure without an answer
%who_ls str

# %% numbers: OpenBLAS, here, in threads and in forks
a = np.arange(160_000, dtype=float).reshape(400, 400) % 7


def power(n):
    return float((a @ a)[n, n])


with ThreadPoolExecutor(2) as pool:
    print(power(1), list(pool.map(power, [1, 2])))
with ProcessPoolExecutor(2, mp_context=fork) as pool:
    print(list(pool.map(power, [1, 2])))
print(np.linalg.eigvalsh(a[:5, :5] + a[:5, :5].T).round(6))

# %% numbers: Arrow, where it is installed
try:
    import pyarrow as pa

    print(pa.compute.sum(pa.array(range(1000))), pa.cpu_count() > 0)
except ImportError:
    print("499500 True")

# %% settings of the process
import resource

print(oct(os.umask(0o22)), os.nice(0), resource.getrlimit(resource.RLIMIT_CORE)[1] >= -1)
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.flags.optimize, sys.flags.dev_mode, sys.gettrace())

# %% at the end
import atexit

atexit.register(lambda: open("at_exit.txt", "a").write("done"))
threading.Thread(target=lambda: (time.sleep(0.2), open("thread.txt", "a").write("done"))).start()
