"""Runs a tiny notebook again and again in one process, and prints what this process and the warm one have then.

Words: the folder of the record, a notebook, the number of runs before the first count, and before the second.
"""

import json
import os
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from analysis.press.kernels.execute import Kernels

data, notebook, first, second = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])


def run(number):
    kernels.execute(notebook, {}, notebook.with_name(f"executed-{number}.ipynb"))


def counts():
    warm, me = psutil.Process(kernels.warm().process.pid), psutil.Process()
    end = time.monotonic() + 60
    while warm.children() and time.monotonic() < end:  # kernels have a moment for what their cells do at the end
        time.sleep(0.05)
    return {
        "descriptors": me.num_fds(),
        "threads": me.num_threads(),
        "Python's threads": threading.active_count(),
        "memory": me.memory_info().rss,
        "descriptors of the warm process": warm.num_fds(),
        "threads of the warm process": warm.num_threads(),
        "children of the warm process": len(warm.children(recursive=True)),
        "memory of the warm process": warm.memory_info().rss,
        "private folders": os.listdir(tempfile.gettempdir()),
    }


with Kernels(data) as kernels, ThreadPoolExecutor(2) as pool:
    told = []
    for numbers in (range(first), range(second)):
        list(pool.map(run, numbers))
        told.append(counts())
sys.stdout.write(json.dumps(told))
