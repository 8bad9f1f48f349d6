"""Runs a notebook in a daemonic process of `multiprocessing`, which may have no children by its rules.

Words: how the process is started, the folder of the record, a notebook. Prints the numbers of the warm processes, this
one's first, and 0 where kernels are not forked.
"""

import multiprocessing
import sys
from pathlib import Path

from analysis.press.kernels.execute import Kernels


def run(kernels, notebook, name):
    kernels.execute(notebook, {}, notebook.with_name(f"{name}.ipynb"))
    warm = kernels.warm()
    return warm.process.pid if warm is not None else 0


def work(data, notebook, told):
    with Kernels(data) as kernels:
        told.put(run(kernels, notebook, "daemonic"))


def take_over(kernels, notebook, told):
    told.put(run(kernels, notebook, "taken over"))


def main():
    how, data, notebook = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    context = multiprocessing.get_context(how)
    told = context.Queue()
    with Kernels(data) as kernels:
        mine = run(kernels, notebook, "before")
        processes = [context.Process(target=work, args=(data, notebook, told), daemon=True)]
        if how == "fork":  # only a fork has what its parent had
            processes.append(context.Process(target=take_over, args=(kernels, notebook, told), daemon=True))
        theirs = []
        for process in processes:
            process.start()
            theirs.append(told.get(timeout=60))
            process.join(60)
            assert process.exitcode == 0, process.exitcode
        assert run(kernels, notebook, "after") == mine
    sys.stdout.write(" ".join(map(str, [mine, *theirs])))


if __name__ == "__main__":
    main()
