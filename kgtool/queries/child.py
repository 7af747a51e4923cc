"""What a fenced child does with itself before it works: limits, no network, its words through pipes."""

import io
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

from kgtool.errors import KgtoolError
from kgtool.store.beside import die_with

Prepared = TypeVar("Prepared")


class _Relay(io.TextIOWrapper):
    """A text stream into a pipe that tells what the stream at its other end would tell of itself."""

    def __init__(self, end: int, like: object) -> None:
        super().__init__(
            io.BufferedWriter(io.FileIO(end, "w"), 1 << 16),
            encoding=getattr(like, "encoding", None) or "utf-8",
            errors=getattr(like, "errors", None) or "replace",
        )
        self._terminal = bool(like and like.isatty())  # type: ignore[attr-defined]

    def isatty(self) -> bool:
        return self._terminal


def be_the_child(
    prepare: Callable[[], Prepared],
    work: Callable[[Prepared], int],
    ends: list[int],
    parent: int,
    memory: int,
    debug: bool,
) -> NoReturn:
    """Do the work in this process, which is the child, and leave.

    ends    the pipes for its output, its errors, and what it tells the parent of how it ended.
    parent  the process that it must not outlive.
    memory  bytes that the work may take.
    debug   let the engine's own last words through.
    """
    out, err, control = ends
    code = 70
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        die_with(parent)
        sys.stdout, sys.stderr = _Relay(out, sys.stdout), _Relay(err, sys.stderr)
        if not debug:
            _silence_the_engine()
        from kgtool.queries.sockets import deny_sockets, unsupported

        # Where the platform has no filter at all, `kgtool info` says so, and not every query again.
        if not unsupported() and (reason := deny_sockets()):
            sys.stderr.write(f"kgtool: warning: sockets can't be denied to this query: {reason}.\n")
        prepared = prepare()
        limit_memory(memory)
        os.write(control, b"!")
        code = work(prepared)
        sys.stdout.flush()
        sys.stderr.flush()
    except KgtoolError as error:
        code = _tell(control, type(error).__name__, str(error))
    except MemoryError:
        code = _tell(control, "memory", "")
    except RecursionError:
        code = _tell(control, "LimitError", "the input is nested too deeply.")
    except BaseException:  # a bug: the parent shows it as one
        import traceback

        code = _tell(control, "bug", traceback.format_exc())
    finally:
        os._exit(code)


def _tell(control: int, kind: str, text: str) -> int:
    import contextlib

    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os.write(control, f"{kind}\n{text}"[:60_000].encode("utf-8", "replace"))
    return 70


def _silence_the_engine() -> None:
    """Keep the last words of a dying engine from the user, who gets one line from the parent instead."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    bury_cores()


def bury_cores() -> None:
    """Let no crash of this process leave a picture of its memory on the disk."""
    import faulthandler

    faulthandler.disable()
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(memory: int) -> None:
    """Let this process take so many bytes beyond what it holds; macOS ignores it."""
    import resource

    held = 0
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        pass  # no such file on this system: the limit is then on all that is held
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = held + memory
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise
