"""Work in a forked child while this process goes on with other work, on machines with more than one core.

A child has all that this process had when it was forked, and gives back files only.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import NoReturn

_KILLED = 70
_PAUSE = 0.005  # seconds between two looks at a child, or for one that can't be yet
_LOOKS = 10


@contextlib.contextmanager
def beside(
    work: Callable[[], object], waiting: Callable[[], object] = lambda: None
) -> Iterator[Callable[[], bool] | None]:
    """Have a child do some work while the block runs.

    waiting  is called again and again while the child is waited for; what it raises ends the wait, and the child.

    Gives what waits for the child and tells whether it has done the work; or None where this process can't fork, and
    nothing is done. What the child raises is told to nobody. It is killed where the block is left before its end.
    """
    if not (can_fork() and _cores() > 1):
        yield None
        return
    parent, pid = os.getpid(), os.fork()
    if pid == 0:
        _work(work, parent)
    ended: list[int] = []

    def done() -> bool:
        while not ended:
            if (found := os.waitpid(pid, os.WNOHANG))[0]:
                ended.append(found[1])
            else:
                waiting()
                time.sleep(_PAUSE)
        return ended[0] == 0

    try:
        yield done
    finally:
        if not ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _work(work: Callable[[], object], parent: int) -> NoReturn:
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and then kills this process
        die_with(parent)
        work()
        code = 0
    finally:
        os._exit(code)  # whatever was raised: nothing of the parent's may go on here


def can_fork() -> bool:
    """Whether a child of this process would be whole: threads don't survive a fork, nor what waits for them.

    The command line forks before it opens a store, which starts threads; a program that uses it as a library may have
    opened one.
    """
    from kgtool.store import cache

    if cache.opened_here or not hasattr(os, "fork"):
        return False
    for _ in range(_LOOKS):
        if _is_alone():
            return True
        time.sleep(_PAUSE)  # a thread that has ended may not be gone yet
    return False


def _is_alone() -> bool:
    threads = sys.modules["threading"].enumerate() if "threading" in sys.modules else ()
    waiting: int = sum(getattr(thread, "only_waits", False) for thread in threads)  # for a time, holding nothing
    try:
        return len(os.listdir("/proc/self/task")) - waiting <= 1
    except OSError:
        import threading

        return threading.active_count() - waiting <= 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def die_with(parent: int) -> None:
    """Let this process, a child, be killed when its parent is, however that comes about (Linux)."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(_KILLED)
