"""`--timeout` as a deadline: whatever is being done when the time is up ends there, in one line."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

from kgtool.errors import LimitError

_GRACE = 0.3  # seconds: an engine's own code hears of no signal before it is done, so then the process ends
_clock = getattr(signal, "ITIMER_REAL", None)  # none on Windows


class _Watch(threading.Timer):
    """A thread that nothing but waits, so that this process may fork all the same."""

    only_waits = True


class _Deadline:
    """The one deadline of this process.

    at     the `time.monotonic()` when it passes, None where there is none.
    alone  whether the process does nothing else, so that it may be ended without a word to the interpreter.
    """

    at: float | None = None
    seconds = 0.0
    alone = False
    last: _Watch | None = None


def end_after(seconds: float, alone: bool) -> None:
    """When so many seconds are over, raise LimitError (exit 4) wherever the program then is."""
    if threading.current_thread() is threading.main_thread():
        _Deadline.seconds, _Deadline.alone = seconds, alone
        # Searches end by themselves when it is time to tell what they found: they come first.
        _set(time.monotonic() + 1.02 * seconds + 0.03)


def release() -> None:
    """There is no deadline any more."""
    _set(None)


@contextlib.contextmanager
def suspended() -> Iterator[None]:
    """While something is done that takes as long as whoever reads the output, time stands still."""
    begun, at = time.monotonic(), _Deadline.at
    _set(None)
    try:
        yield
    finally:
        _set(None if at is None else at + time.monotonic() - begun)


def _set(at: float | None) -> None:
    if _Deadline.last:
        _Deadline.last.cancel()
    _Deadline.at, _Deadline.last = at, None
    left = 0.0 if at is None else max(at - time.monotonic(), 1e-6)
    if _clock is not None:
        if left:
            signal.signal(signal.SIGALRM, _raise)
        signal.setitimer(_clock, left)
    if left and _Deadline.alone:
        _Deadline.last = _Watch(left + _GRACE, _end)
        _Deadline.last.daemon = True
        _Deadline.last.start()


def _raise(_: int, __: FrameType | None) -> None:
    raise LimitError(_said())


def _end() -> None:
    sys.stderr.write(f"kgtool: {_said()}\n")
    sys.stderr.flush()
    os._exit(LimitError.exit_code)


def _said() -> str:
    return f"the time was up ({_Deadline.seconds:g} s) before there was an answer. Raise --timeout, or ask for less."
