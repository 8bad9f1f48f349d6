"""Processes as tests see them: by number, until they end, with the time that it took."""

import contextlib
import os
import select
import time

import psutil

PATIENCE = 60.0
"""Seconds that a test waits for what is to happen, at most: the machine may be busy."""


def wait_for(happened, what="it"):
    """Returns what is true as soon as it is."""
    end = time.monotonic() + PATIENCE
    while not (there := happened()):
        assert time.monotonic() < end, f"{what} did not happen"
        time.sleep(0.02)
    return there


def living(pids):
    """Those of the processes that live; one that waits to be told so to its parent does not."""
    alive = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                alive.append(pid)
    return alive


def pids_in(folder, number):
    """The process numbers that cells wrote into files, when there are as many."""

    def there():
        words = [path.read_text() for path in folder.glob("*.pid")]
        return [int(word) for word in words] if len(words) >= number and all(words) else None

    return wait_for(there, f"{number} processes in {folder}")


def below(pid):
    """Numbers of all processes below a process."""
    return {child.pid for child in psutil.Process(pid).children(recursive=True)}


@contextlib.contextmanager
def watched(pids):
    """A function that waits for the ends of these processes and returns the seconds until the last of them.

    The system itself tells each end at the moment it comes, also when its number has been given to another process.
    Whatever then still lives is killed, and fails the test.
    """
    ends = {}
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # ended just now
            ends[os.pidfd_open(pid)] = pid
    poll = select.poll()
    for number in ends:
        poll.register(number, select.POLLIN)

    def last(since):
        left, end = dict(ends), since
        while left and time.monotonic() < since + PATIENCE:
            for number, _ in poll.poll(100):
                poll.unregister(number)
                del left[number]
                end = time.monotonic()
        assert not left, f"processes {sorted(left.values())} live on"
        return end - since

    try:
        yield last
    finally:
        for number, pid in ends.items():
            if not select.select([number], [], [], 0)[0] and living([pid]):
                os.kill(pid, 9)
            os.close(number)


def allowed(seconds):
    """Seconds that a promise of so many may take here and now.

    Where more processes want to run than there are cores, each gets that much less of the time: what the machine does
    not give cannot be kept.
    """
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
