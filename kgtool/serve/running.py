"""Runs a server: workers first, then the door, a watch on the graph's files, and an orderly end."""

import asyncio
import contextlib
import hashlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple

from kgtool import folders
from kgtool.errors import InputError, KgtoolError
from kgtool.serve.metrics import Metrics
from kgtool.serve.pool import Pool
from kgtool.serve.process import Settings
from kgtool.store.inputs import is_url, ontology_files, rdf_files, sign_files
from kgtool.version import __version__

EVERY = 1.0
SLOWEST_HEADERS = 10.0
MOST_CONNECTIONS = 1_000
GRACE = 10


class Door(NamedTuple):
    """Where a server listens, and to whom.

    host, port  the address; port 0 for any free one.
    hosts       further names by which it may be called.
    origins     whose pages may read the answers; "*" for everybody's.
    base        the namespace whose IRIs lie under its root.
    public      the address by which others know it.
    texts       the folder with the sources' texts.
    log         whether to write a line a request.
    opened      is told the address once the door is open.
    """

    host: str = "127.0.0.1"
    port: int = 8100
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ("*",)
    base: str = ""
    public: str | None = None
    texts: str | None = None
    log: bool = True
    opened: Callable[[str], None] = lambda _: None


def state_of(settings: Settings) -> str | None:
    """What tells the files of a graph, as they are now, from others; None for an endpoint.

    Raises InputError for what can't be read.
    """
    if any(map(is_url, settings.inputs)):
        return None
    digest = hashlib.blake2b(__version__.encode(), digest_size=12)
    files = rdf_files([*settings.inputs] or [folders.GRAPHS])
    for path in dict.fromkeys([*ontology_files(), *sign_files(), *settings.signs, folders.PROJECTION, *files]):
        try:
            status = os.stat(path)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}.") from error
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ino}\n".encode("utf-8", "replace"))
    return digest.hexdigest()


def run(settings: Settings, door: Door) -> None:
    """Serve until told to stop.

    Raises the KgtoolError that keeps the graph from being opened or the door from opening.
    """
    state = state_of(settings)
    with bound(door) as listening:
        drive(_serve(settings, door, state, listening))


def drive(work: Coroutine[Any, Any, None]) -> None:
    """Run to its end, on the quicker event loop where that is installed."""
    try:
        from uvloop import new_event_loop as loop
    except ImportError:  # Windows has none
        loop = None  # type: ignore[assignment]
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work)


def bound(door: Door) -> socket.socket:
    """A socket at the door, before anything else is begun: a taken port is told at once."""
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # else asyncio lets small answers wait
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((door.host, door.port))
    except (OSError, OverflowError) as error:
        found.close()
        raise InputError(
            f"can't listen on {door.host}, port {door.port} ({getattr(error, 'strerror', None) or error}). "
            "Choose another with --port; 0 takes any that is free."
        ) from error
    return found


def names_of(door: Door) -> set[str]:
    """The names by which a server may be called."""
    return {"localhost", door.host, *door.hosts, socket.gethostname()}


async def _serve(settings: Settings, door: Door, state: str | None, listening: socket.socket) -> None:
    metrics = Metrics()
    pool = Pool(settings, metrics)
    first = asyncio.create_task(pool.start())
    await asyncio.sleep(0.01)  # the first worker opens the graph while this process imports what it needs
    import uvicorn

    from kgtool.serve.app import Place, application
    from kgtool.serve.desk import Desk
    from kgtool.serve.gate import Gate

    desk = Desk(pool, state)
    host, port = listening.getsockname()[:2]
    app = Gate(
        application(desk, Place(door.base, door.public, door.texts)), names_of(door), door.origins, metrics, door.log
    )
    config = uvicorn.Config(
        app,
        http=patient(SLOWEST_HEADERS),
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=64 << 10,
    )
    server = uvicorn.Server(config)
    watching = asyncio.create_task(watch(pool, desk, settings))
    try:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        done, _ = await asyncio.wait({first, serving}, return_when=asyncio.FIRST_COMPLETED)
        if first in done and (error := first.exception()):
            server.should_exit = True
            await serving
            raise error
        await first
        shown = f"[{host}]" if ":" in host else host
        door.opened(f"http://{shown}:{port}")
        await serving
    finally:
        watching.cancel()
        first.cancel()
        await pool.stop()


async def watch(pool: Pool, desk: Any, settings: Settings) -> None:
    """Open the graph anew when its files change, or on SIGHUP; what can't be opened leaves the old one in place."""
    asked = asyncio.Event()
    with contextlib.suppress(NotImplementedError, AttributeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked.set)
    seen = desk.state
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EVERY):
                await asked.wait()
        try:
            now = await asyncio.to_thread(state_of, settings)
            if now == seen and not asked.is_set():
                continue
            asked.clear()
            await asyncio.sleep(0.2)  # whoever writes several files is given a moment
            now = seen = await asyncio.to_thread(state_of, settings)
            await pool.renew()
        except KgtoolError as error:
            if str(error) != pool.problem:
                pool.metrics.reloaded(False)
                pool.problem = str(error)
                _say(f"the graph has changed and can't be opened, so the old one still answers: {error}")
            continue
        pool.problem = None
        pool.metrics.reloaded(True)
        desk.renewed(now)
        _say("the graph has changed and was opened anew.")


def _say(text: str) -> None:
    from kgtool.render.words import printable

    sys.stderr.write(f"kgtool: {printable(text)}\n")


def patient(seconds: float) -> Any:
    """Uvicorn's protocol that closes a connection whose first request isn't there after so many seconds."""
    try:
        import httptools  # noqa: F401 - whether it is there
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as Protocol
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol  # type: ignore[assignment]

    class Patient(Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._late = asyncio.get_running_loop().call_later(seconds, self._give_up)

        def connection_lost(self, exc: Exception | None) -> None:
            self._late.cancel()
            super().connection_lost(exc)

        def _give_up(self) -> None:
            if getattr(self, "cycle", None) is None:
                self.transport.close()

    return Patient


def parsed_workers(asked: int | None) -> int:
    """How many workers to start: as asked, else twice as many as there are processors, from 2 to 8."""
    return asked or min(8, max(2, 2 * (os.cpu_count() or 1)))


__all__: Sequence[str] = ["Door", "bound", "drive", "names_of", "parsed_workers", "patient", "run", "state_of", "watch"]
