"""Takes a question to the workers and makes a response of what comes back: status, tag, cache, error."""

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from kgtool.errors import (
    InputError,
    KgtoolError,
    LimitError,
    RefusedError,
    UnholdableError,
    UnknownTermError,
    UsageError,
)
from kgtool.queries.endpoint import UnacceptableError
from kgtool.serve.pool import Pool
from kgtool.serve.process import Answer, BusyError

LARGEST_KEPT = 1 << 22
MOST_KEPT = 64 << 20
_CHANGES = re.compile(r"rand|now|uuid|bnode", re.IGNORECASE)
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (BusyError, 503),
    (UnacceptableError, 406),
    (UnholdableError, 406),
    (UnknownTermError, 404),
    (UsageError, 400),
    (RefusedError, 403),
    (LimitError, 500),
    (InputError, 502),
)


class TooLargeError(KgtoolError):
    """A request is larger than the server reads."""


class Desk:
    """Answers jobs by the pool's workers, or from memory what was answered before.

    state  what tells this state of the graph from others, or None where nobody can tell.
    """

    def __init__(self, pool: Pool, state: str | None) -> None:
        self.pool = pool
        self.state = state
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    def renewed(self, state: str | None) -> None:
        """The graph has changed: forget what was answered."""
        self.state = state
        self._kept.clear()
        self._size = 0

    async def ask(self, job: dict[str, Any], tag: str | None = None) -> Answer:
        """The answer to a job, whose tag may be known already; whole ones that aren't large are kept.

        Raises what the pool raises.
        """
        tag = tag or self.tag(job)
        if tag and (kept := self._kept.get(tag)):
            self._kept.move_to_end(tag)
            self.pool.metrics.cached(True)
            return kept
        if tag:
            self.pool.metrics.cached(False)
        state = self.state
        answer = await self.pool.ask(job)
        if not tag or answer.head.get("passing"):
            return answer
        if isinstance(answer.body, bytes):
            if state == self.state:
                self._keep(tag, answer.head, answer.body)
            return answer
        return answer._replace(body=self._keeping(tag, state, answer.head, answer.body))

    async def _keeping(
        self, tag: str, state: str | None, head: dict[str, Any], body: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        """The pieces of an answer, which is kept once it is whole, unless it is large or the graph has changed."""
        held = bytearray()
        try:
            async for piece in body:
                if len(held) <= LARGEST_KEPT:
                    held += piece
                yield piece
        finally:
            await _close(body)
        if state == self.state:
            self._keep(tag, head, bytes(held))

    def tag(self, job: Mapping[str, Any]) -> str | None:
        """What stands for the answer to a job over this state of the graph, or None where it may differ each time."""
        if self.state is None or job["task"] == "passage":
            return None
        if job["task"] == "sparql" and _CHANGES.search(job["query"]):
            return None
        said = json.dumps([self.state, job], sort_keys=True).encode("utf-8", "surrogatepass")
        return f'W/"{hashlib.blake2b(said, digest_size=16).hexdigest()}"'

    async def respond(
        self, request: Request, job: dict[str, Any], headers: Mapping[str, str] | None = None
    ) -> Response:
        """The response to a job; errors are raised."""
        tag = self.tag(job)
        told = {"Vary": "Accept", **(headers or {})}
        if tag:
            told |= {"ETag": tag, "Cache-Control": "no-cache"}
            asked = request.headers.get("if-none-match", "")
            if tag in (one.strip() for one in asked.split(",")):
                return Response(None, 304, told)
        else:
            told["Cache-Control"] = "no-store"
        answer = await self.ask(job, tag)
        media = answer.head["media"]
        if media.startswith("text/") or media in ("application/json", "application/ld+json"):
            told["Content-Type"] = media + "; charset=utf-8" if media.startswith("text/") else media
        if isinstance(answer.body, bytes):
            return Response(answer.body, 200, told, media_type=media)
        if request.method == "HEAD":
            await _close(answer.body)
            return Response(None, 200, told, media_type=media)
        return StreamingResponse(answer.body, 200, told, media_type=media)

    def _keep(self, tag: str, head: dict[str, Any], body: bytes) -> None:
        size = len(body) + len(str(head.get("text", ""))) + 1_000
        if size > LARGEST_KEPT:
            return
        if tag not in self._kept:
            self._kept[tag] = Answer(head, body)
            self._size += size
        while self._size > MOST_KEPT:
            _, old = self._kept.popitem(last=False)
            self._size -= len(old.body) + len(str(old.head.get("text", ""))) + 1_000  # type: ignore[arg-type]


async def _close(body: AsyncIterator[bytes]) -> None:
    close = getattr(body, "aclose", None)
    if close:
        await close()


class Problem(NamedTuple):
    """What went wrong with a request. retry: seconds after which to come again."""

    status: int
    title: str
    detail: str
    retry: int | None = None


_TITLES = {
    400: "Bad request",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    408: "Too slow",
    413: "Too large",
    415: "Unsupported media type",
    500: "Limit reached",
    502: "Source not readable",
    503: "Busy",
}


def problem_of(error: Exception) -> Problem:
    """What to tell a client of an error."""
    if isinstance(error, TooLargeError):
        return Problem(413, _TITLES[413], str(error))
    if isinstance(error, TimeoutError | ClientDisconnect):
        return Problem(408, _TITLES[408], "the request took too long to arrive.")
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return Problem(status, _TITLES[status], str(error), 1 if status == 503 else None)
    return Problem(500, "Server error", "the server has failed; its log says more.")


def told(problem: Problem, as_json: bool) -> Response:
    """A response that says what went wrong: by RFC 9457, or as a line of text."""
    headers = {"Cache-Control": "no-store"}
    if problem.retry:
        headers["Retry-After"] = str(problem.retry)
    if as_json:
        said = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
        return Response(
            json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"),
            problem.status,
            headers,
            media_type="application/problem+json",
        )
    text = f"{problem.detail[:1].upper()}{problem.detail[1:]}\n".encode("utf-8", "replace")
    return Response(text, problem.status, headers, media_type="text/plain")
