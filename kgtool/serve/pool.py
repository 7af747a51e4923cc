"""Workers, started beforehand: hands each question to an idle one, watches its time, kills and replaces it.

A question that takes longer than a moment leaves the fast lanes: its worker goes on at low priority, another is
started in its place, and there are few seats for such ones. So long queries can't keep short ones waiting.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any

from kgtool.errors import KgtoolError, LimitError
from kgtool.serve import frames
from kgtool.serve.metrics import Metrics
from kgtool.serve.process import Answer, BusyError, Settings, Worker, error_of, started

MOMENT, WORK, PATIENCE = 1.0, 0.6, 4.0
"""A question takes long after a moment (seconds) and some work (CPU seconds), since on a busy machine short ones last,
too; at the latest after some patience (seconds).
"""
SEATS = 4
LONGEST_QUEUE = 200
STALLED = 60.0
"""Seconds that a client may let an answer wait, all in all."""


class Pool:
    """The workers of a server."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings, self.metrics = settings, metrics
        self.generation = 0
        self.problem: str | None = None
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._starting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._failures = 0

    async def start(self) -> None:
        """Start the first worker, and when it is ready the others: it builds what they find in the cache.

        Raises the KgtoolError that keeps the graph from being opened.
        """
        self._give(await self._start(self.generation))
        self._fill()

    async def renew(self) -> None:
        """Let workers that open the graph anew take the place of these, which finish what they are at.

        Raises the KgtoolError that keeps it from being opened; all goes on as before then.
        """
        first = await self._start(self.generation + 1)
        self.generation += 1
        old, self._idle = self._idle, []
        for worker in old:
            self._retire(worker)
        self._give(first)
        self._fill()

    async def stop(self) -> None:
        """End all workers."""
        self._stopped = True
        for waiting in self._waiting:
            waiting.cancel()
        for worker in list(self._all):
            worker.kill()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, *(w.process.wait() for w in self._all), return_exceptions=True)

    def counts(self) -> dict[str, int]:
        """How many workers are idle, busy, and busy for long; and how many questions wait."""
        slow = sum(w.slow for w in self._all)
        idle = len(self._idle)
        waiting = sum(not w.done() for w in self._waiting)
        return {"idle": idle, "busy": len(self._all) - idle - slow, "long": slow, "waiting": waiting}

    async def ask(self, job: dict[str, Any]) -> Answer:
        """The answer to a question. Whoever gets pieces has to take all of them, or close the iterator.

        Raises BusyError, LimitError, and whatever KgtoolError the worker did.
        """
        worker = await self._taken()
        loop = asyncio.get_running_loop()
        worker.watch = loop.call_later(MOMENT, self._let_pass, worker, worker.spent(), loop.time() + PATIENCE)
        pieces = self._pieces(worker, job)
        try:
            head, body, more = await anext(pieces)
        except BaseException:
            await pieces.aclose()
            raise
        if not more:
            await pieces.aclose()
            return Answer(head, body)

        async def rest() -> AsyncIterator[bytes]:
            try:
                yield body
                async for _, piece, _ in pieces:
                    yield piece
            finally:
                await pieces.aclose()

        return Answer(head, rest())

    async def _pieces(
        self, worker: Worker, job: dict[str, Any]
    ) -> AsyncGenerator[tuple[dict[str, Any], bytes, bool], None]:
        """The pieces of an answer, each with what is said of it and whether there are more; then the worker is free."""
        loop = asyncio.get_running_loop()
        whole = False
        left, patience = self.settings.seconds, STALLED
        head: dict[str, Any] = {}
        begun = False
        try:
            await worker.ask(job)
            while True:
                began = loop.time()
                try:
                    async with asyncio.timeout(left):
                        kind, said, body = await worker.frame()
                except TimeoutError as error:
                    self.metrics.killed("time")
                    raise LimitError(
                        f"this took longer than the {self.settings.seconds:g} s that the server allows. Ask for less."
                    ) from error
                left = max(0.001, left - (loop.time() - began))
                if kind == frames.ERROR:
                    assert isinstance(said, dict)
                    whole = True
                    raise error_of(said)
                if not begun:
                    assert isinstance(said, dict)
                    head, begun = said, True
                whole = kind in (frames.ANSWER, frames.END)
                began = loop.time()
                yield head, body, not whole
                patience -= loop.time() - began
                if whole:
                    return
                if patience < 0:
                    raise LimitError("the client reads too slowly.")
        finally:
            if worker.watch:
                worker.watch.cancel()
            if whole:
                self._give(worker)
            else:
                worker.kill()
                self._gone(worker)

    # ---- the workers -----------------------------------------------------------------------------------

    async def _taken(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
            self._gone(worker)
        if self._stopped:
            raise BusyError("the server is stopping.")
        self._waiting = deque(w for w in self._waiting if not w.done())
        if len(self._waiting) >= LONGEST_QUEUE:
            raise BusyError("too many questions wait already. Come again in a moment.")
        if not self._starting and not self._all:
            self._fill()
        waiting: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self.settings.seconds + 5):
                return await waiting
        except TimeoutError as error:
            raise BusyError("no worker was free in time. Come again in a moment.") from error
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._give(waiting.result())
            raise

    def _give(self, worker: Worker) -> None:
        """Let a worker answer the next question, or end where it isn't wanted any more."""
        if worker.slow or worker.generation != self.generation or self._stopped:
            self._retire(worker)
            return
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._idle.append(worker)

    def _let_pass(self, worker: Worker, before: float, latest: float) -> None:
        """A question takes long: let its worker go on beside the fast lanes, if there is a seat.

        before  what the worker had spent when it was asked; latest: the time of the loop until which it may be waited.
        """
        loop = asyncio.get_running_loop()
        left = WORK - (worker.spent() - before)
        full = sum(w.slow for w in self._all) >= SEATS
        if (left > 0 or full) and loop.time() < latest:
            worker.watch = loop.call_later(max(left, 0.1), self._let_pass, worker, before, latest)
            return
        if full:
            self.metrics.killed("seats")
            worker.kill(BusyError("too many long questions are being answered already. Come again, or ask for less."))
            return
        worker.yield_to_others()
        self._fill()

    def _retire(self, worker: Worker) -> None:
        worker.pipe.close()
        self._gone(worker)

    def _gone(self, worker: Worker) -> None:
        self._all.discard(worker)
        self._run(self._buried(worker))
        self._fill()

    async def _buried(self, worker: Worker) -> None:
        try:
            async with asyncio.timeout(5):
                await worker.process.wait()
        except TimeoutError:
            worker.kill()
            await worker.process.wait()

    def _fill(self) -> None:
        """Start as many workers as the fast lanes lack."""
        lanes = sum(not w.slow and w.generation == self.generation for w in self._all) + self._starting
        for _ in range(0 if self._stopped else self.settings.workers - lanes):
            self._starting += 1
            self._run(self._joined())

    async def _joined(self) -> None:
        try:
            worker = await self._start(self.generation)
        except KgtoolError as error:
            self._starting -= 1
            self._failures += 1
            self.problem = str(error)
            await asyncio.sleep(min(30, 0.5 * 2**self._failures))
            self._fill()
            return
        except BaseException:
            self._starting -= 1
            raise
        self._starting -= 1
        self._failures, self.problem = 0, None
        self._give(worker)

    async def _start(self, generation: int) -> Worker:
        return await started(self.settings, generation, self._all)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
