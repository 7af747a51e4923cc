"""Runs work in a forked child with a time limit, a memory limit and no network; its output comes back through pipes.

pyoxigraph can't be stopped from within: signals arrive seconds late, and what overflows its stack ends the process.
A child can be killed. It has to be forked before anything opens a store, because threads don't survive a fork.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple, TypeVar

from kgtool import errors
from kgtool.errors import KgtoolError, LimitError
from kgtool.queries.child import be_the_child
from kgtool.store.beside import can_fork
from kgtool.store.writing import sweep_asides

Prepared = TypeVar("Prepared")

SECONDS = 60.0
"""The time limit of a query that a user brings, where none is given."""


class Outcome(NamedTuple):
    """How a child ended. code: its exit status, negative for a signal; notes: what it said on its control pipe."""

    code: int
    late: bool
    notes: bytes


def default_memory() -> int:
    """The memory limit where none is given, in bytes: half of the machine's, at least 1 GiB."""
    try:
        return max(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2, 2**30)
    except (AttributeError, ValueError, OSError):
        return 4 * 2**30


def run_limited(
    prepare: Callable[[], Prepared],
    work: Callable[[Prepared], int],
    seconds: float | None = None,
    memory: int | None = None,
    debug: bool = False,
    output: str = "-",
    what: str = "the query",
) -> int:
    """What `work(prepare())` answers, run in a child without network; the limits begin once `prepare` is done.

    prepare  opens what the work needs: building a store that isn't cached yet is no part of the limits.
    work     writes to sys.stdout and sys.stderr as ever; both are passed on while it runs.
    seconds  the wall-clock time that the work may take, less the time in which the reader of its output is slow.
    memory   the bytes that the work may take beyond what is held when it begins.
    debug    let the child's own last words (a crash report of the engine) through.
    output   the file that the work writes, if any: what a killed child leaves beside it is removed.
    what     what to call the work when a limit is reached.

    Raises LimitError when a limit was reached, and the KgtoolError that the child raised. Where this process can't
    fork, the work runs in it and without limits, with a warning.
    """
    if not can_fork():
        reason = "this platform has no fork" if not hasattr(os, "fork") else "this process has threads"
        sys.stderr.write(f"kgtool: warning: {reason}, so the query runs without limits.\n")
        return work(prepare())
    seconds = SECONDS if seconds is None else seconds
    memory = default_memory() if memory is None else memory
    sys.stdout.flush()
    sys.stderr.flush()
    ends = [os.pipe() for _ in range(3)]
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        for end, _ in ends:
            os.close(end)
        be_the_child(prepare, work, [end for _, end in ends], parent, memory, debug)
    for _, end in ends:
        os.close(end)
    try:
        outcome = _watch(pid, [end for end, _ in ends], seconds)
    finally:
        if output != "-":
            sweep_asides(output, pid)
    return _judge(outcome, seconds, memory, what)


def run_again(arguments: Sequence[str], text: str = "") -> int:
    """The exit code of a command line that runs in a process of its own, for where this one can't fork.

    text  what it reads from its standard input.
    """
    import subprocess

    process = subprocess.Popen(  # noqa: S603 - this program itself, without a shell
        [sys.executable, "-m", "kgtool", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    out, err = process.communicate(text.encode())
    _pass_on(err, sys.stderr)
    _pass_on(out, sys.stdout)
    return process.returncode


def missing_fences() -> list[str]:
    """What this platform can't enforce around a query that a user brings; nothing on Linux on x86_64 and aarch64."""
    missing = []
    if not hasattr(os, "fork"):
        missing.append(f"time and memory limits (no fork on {sys.platform})")
    elif sys.platform == "darwin":
        missing.append("the memory limit (macOS ignores it)")
    if reason := _trial():
        missing.append(f"the ban on sockets ({reason}); the text of a query is checked all the same")
    return missing


def _trial() -> str | None:
    """Why sockets can't be denied here, found by trying it in a child; None when they can."""
    from kgtool.queries.sockets import deny_sockets, unsupported

    if reason := unsupported():
        return reason
    pid = os.fork()
    if pid == 0:
        try:
            refused = deny_sockets() is not None
        except BaseException:  # whatever it was, nothing of this child may go on
            refused = True
        os._exit(refused)
    return "the kernel refused the filter" if os.waitpid(pid, 0)[1] else None


# ---- in the child --------------------------------------------------------------------------------------


# ---- in the parent -------------------------------------------------------------------------------------


def _watch(pid: int, ends: list[int], seconds: float) -> Outcome:
    """Pass the child's output on until it ends; kill it when its time is up, or when we are stopped ourselves."""
    out, _, control = ends
    notes, late, deadline = b"", False, float("inf")
    open_ends = set(ends)
    try:
        while open_ends:
            left = deadline - time.monotonic()
            if left <= 0:
                late = True
                break
            ready, _, _ = select.select(list(open_ends), [], [], None if left == float("inf") else left)
            for end in ready:
                data = os.read(end, 1 << 16)
                if not data:
                    open_ends.discard(end)
                elif end == control:
                    if not notes:
                        deadline = time.monotonic() + seconds
                    notes += data
                else:
                    began = time.monotonic()
                    _pass_on(data, sys.stdout if end == out else sys.stderr)
                    deadline += time.monotonic() - began  # a slow reader costs the query nothing
        if late:
            os.kill(pid, signal.SIGKILL)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        for end in ends:
            os.close(end)
    return Outcome(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), late, notes)


def _pass_on(data: bytes, stream: object) -> None:
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    if buffer is not None:
        stream.flush()  # type: ignore[attr-defined]
        buffer.write(data)
        buffer.flush()
    else:  # a stream of text alone, as an embedding program may set
        stream.write(data.decode("utf-8", "replace"))  # type: ignore[attr-defined]


def _judge(outcome: Outcome, seconds: float, memory: int, what: str) -> int:
    """The exit code of the child, or the error that it stands for."""
    begun, said = outcome.notes[:1] == b"!", outcome.notes.removeprefix(b"!").decode("utf-8", "replace")
    kind, _, text = said.partition("\n")
    if outcome.late:
        raise LimitError(f"{what} was stopped after {seconds:g} s. Raise --timeout, or ask for less.")
    if kind == "memory" or outcome.code in (-signal.SIGABRT, -signal.SIGKILL):
        if not begun:
            raise LimitError("there isn't memory enough to open the input.")
        raise LimitError(f"{what} needs more than {memory / 2**20:,.0f} MiB. Allow it more memory, or ask for less.")
    if kind == "bug":
        raise RuntimeError(f"in the child:\n{text}")
    if kind:
        raise getattr(errors, kind, KgtoolError)(text)
    if outcome.code < 0:
        name = signal.Signals(-outcome.code).name
        raise LimitError(f"{what} brought the engine down ({name}): it is nested too deeply or too large.")
    return outcome.code
