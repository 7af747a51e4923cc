"""One worker as the server sees it: a process, its pipes, and the questions that go through them."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from kgtool import errors
from kgtool.errors import InputError, KgtoolError, LimitError
from kgtool.serve import frames

_CALM = 5


class BusyError(KgtoolError):
    """There are more questions than workers; the client may come again."""


class Settings(NamedTuple):
    """What workers open, and their limits.

    inputs, signs, cache  as open_graph takes them.
    seconds               the time that one question may take.
    memory                the bytes that one worker may take beyond what it holds at first; 0 for no limit.
    workers               how many fast lanes there are.
    """

    inputs: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    cache: bool = True
    seconds: float = 10.0
    memory: int = 0
    workers: int = 4


class Answer(NamedTuple):
    """What a worker answered: what it says of the answer, and the answer, whole or in pieces."""

    head: dict[str, Any]
    body: bytes | AsyncIterator[bytes]


class Worker:
    """One process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process, generation: int) -> None:
        assert process.stdin and process.stdout
        self.process, self.generation = process, generation
        self.pipe, self.out = process.stdin, process.stdout
        self.slow = False
        self.watch: asyncio.TimerHandle | None = None
        self.ended: KgtoolError | None = None

    async def ask(self, job: object) -> None:
        """Send a question."""
        self.pipe.write(frames.pack(frames.ASK, job))
        await self.pipe.drain()

    async def frame(self) -> tuple[bytes, object, bytes]:
        """The next frame of the answer.

        Raises LimitError when the process has ended.
        """
        try:
            kind, length = frames.HEAD.unpack(await self.out.readexactly(frames.HEAD.size))
            said, body = frames.unpack(await self.out.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise self.ended or LimitError(
                "this brought the engine down: it needs too much memory, or is nested too deeply or too large."
            ) from error
        return kind, said, body

    def kill(self, why: KgtoolError | None = None) -> None:
        """End the process at once. why: what is told to whoever waits for its answer."""
        self.ended = self.ended or why
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    def spent(self) -> float:
        """The CPU seconds that the process has taken so far; the time of the clock where the system doesn't tell."""
        try:
            return time.clock_gettime(~self.process.pid << 3 | 2)  # the clock that clock_getcpuclockid gives on Linux
        except (OSError, AttributeError):
            return time.monotonic()

    def yield_to_others(self) -> None:
        """Go on at low priority, where the system has such a thing."""
        self.slow = True
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, _CALM)


async def started(settings: Settings, generation: int, known: set[Worker]) -> Worker:
    """A worker that has the graph open. known: where it is entered as soon as there is a process.

    Raises the KgtoolError that keeps it from opening.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kgtool.serve.worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 18,
        start_new_session=True,  # Ctrl-C is for the server, which ends them when their answers are out
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    worker = Worker(process, generation)
    known.add(worker)
    try:
        await worker.ask({**settings._asdict(), "parent": os.getpid()})
        kind, said, _ = await worker.frame()
    except BaseException:
        worker.kill()
        known.discard(worker)
        raise
    if kind == frames.ERROR:
        known.discard(worker)
        await process.wait()
        assert isinstance(said, dict)
        raise error_of(said)
    return worker


def error_of(said: dict[str, Any]) -> Exception:
    """What a worker said went wrong, as an error."""
    from kgtool.queries.endpoint import UnacceptableError

    kind, text = said["kind"], said["text"]
    if kind == "UnacceptableError":
        return UnacceptableError(text)
    found = getattr(errors, kind, None)
    if isinstance(found, type) and issubclass(found, KgtoolError):
        return found(text)
    return RuntimeError(text) if kind == "bug" else InputError(text)
