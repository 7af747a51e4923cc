"""What every request passes: host check, limits, log, counters, and the headers that keep a page safe."""

import ipaddress
import sys
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kgtool.render.words import printable
from kgtool.serve.metrics import Metrics

LONGEST_TARGET = 16_000
MOST_HEADERS = 32_000
_SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_NOTHING = b"default-src 'none'; frame-ancestors 'none'; sandbox"
_CLOSED = ("/api/passage",)


class Gate:
    """Wraps the application.

    hosts    the names by which the server may be called; numbers always may, since no stranger's page bears one.
    origins  whose pages may read the answers; "*" for everybody's.
    log      whether to write a line a request to stderr.
    strict   refuse requests that a page of another origin makes, whatever they are for.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str],
        origins: Collection[str],
        metrics: Metrics,
        log: bool,
        strict: bool = False,
    ) -> None:
        self._app, self._metrics, self._log = app, metrics, log
        self._strict = strict
        self._hosts = {host.lower() for host in hosts}
        self._origins = set(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] != "websocket":
                await self._app(scope, receive, send)
            return
        began, status, sent = time.perf_counter(), 0, 0
        headers = dict(scope["headers"])
        path = scope["path"]
        allowed = self._allowed(path, headers.get(b"origin"))

        async def passed(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                there = {name.lower() for name, _ in message["headers"]}
                policy = b"cross-origin" if allowed else b"same-origin"
                message["headers"] = [*message["headers"], *_SAFE, (b"cross-origin-resource-policy", policy)]
                if b"content-security-policy" not in there:
                    message["headers"].append((b"content-security-policy", _NOTHING))
                if allowed:
                    message["headers"] += [
                        (b"access-control-allow-origin", allowed),
                        (b"access-control-expose-headers", b"ETag, Link, Retry-After"),
                    ]
                    if allowed != b"*":
                        message["headers"].append((b"vary", b"Origin"))
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            if refusal := self._refusal(scope, headers):
                await _say(passed, *refusal)
            elif scope["method"] == "OPTIONS":
                await _preflight(passed, b"GET, HEAD, POST" if path == "/sparql" else b"GET, HEAD", bool(allowed))
            else:
                await self._app(scope, receive, passed)
        finally:
            took = time.perf_counter() - began
            self._metrics.request(_route(path), status, took)
            if self._log:
                self._write(scope, status, sent, took)

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        if not self._is_ours(headers.get(b"host", b"").decode("latin-1")):
            return 421, "This server isn't known by that name. Whoever runs it can allow it: --allow-host NAME."
        if self._strict and not self._is_ours(
            headers.get(b"origin", b"//localhost").decode("latin-1").rpartition("//")[2]
        ):
            return 403, "Pages of other origins may not ask here."
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_TARGET:
            return 414, "The address is too long; send the query by POST."
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS:
            return 431, "The headers are too large."
        return None

    def _is_ours(self, host: str) -> bool:
        name = host.lower()
        if name.startswith("["):
            name = name[1:].partition("]")[0]
        elif name.count(":") == 1:
            name = name.partition(":")[0]
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _allowed(self, path: str, origin: bytes | None) -> bytes | None:
        """What the response says of who may read it from pages of other origins."""
        if path.startswith(_CLOSED):
            return None
        if "*" in self._origins:
            return b"*"
        return origin if origin and origin.decode("latin-1") in self._origins else None

    def _write(self, scope: Scope, status: int, sent: int, took: float) -> None:
        client = (scope.get("client") or ("-",))[0]
        query = scope["query_string"].decode("latin-1")
        target = printable(scope["path"] + (f"?{query}" if query else ""))[:500].replace('"', "%22")
        now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        sys.stderr.write(f'{now} {client} "{scope["method"]} {target}" {status} {sent} {took * 1000:.1f}ms\n')


async def _say(send: Send, status: int, text: str) -> None:
    body = text.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _preflight(send: Send, methods: bytes, allowed: bool) -> None:
    headers = [(b"allow", methods + b", OPTIONS"), (b"content-length", b"0")]
    if allowed:
        headers += [
            (b"access-control-allow-methods", methods),
            (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
            (b"access-control-max-age", b"86400"),
        ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _route(path: str) -> str:
    """The kind of a request, of which there are few: a counter each."""
    first = path.split("/", 2)[1] if "/" in path else ""
    if first == "api":
        from kgtool.serve.operations import BY_NAME

        name = path.removeprefix("/api/")
        return f"api/{name}" if name in BY_NAME or name in ("names", "sources", "queries", "passage") else "api"
    known = ("sparql", "graph-store", "static", "health", "metrics", "openapi.json", "describe")
    return first if first in known else "page"
