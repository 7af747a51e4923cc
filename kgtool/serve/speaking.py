"""Runs the server of tools: over standard streams, or over HTTP as a process of its own."""

import asyncio
from typing import Any

from kgtool.serve.desk import Desk
from kgtool.serve.metrics import Metrics
from kgtool.serve.pool import Pool
from kgtool.serve.process import Settings
from kgtool.serve.running import (
    GRACE,
    MOST_CONNECTIONS,
    SLOWEST_HEADERS,
    Door,
    bound,
    drive,
    names_of,
    patient,
    state_of,
    watch,
)


def speak(settings: Settings) -> None:
    """Speak over standard input and output until the former ends.

    Raises the KgtoolError that keeps the graph from being opened.
    """
    asyncio.run(_speak(settings))


async def _speak(settings: Settings) -> None:
    from mcp.server.stdio import stdio_server

    from kgtool.serve.agents import server

    desk = Desk(Pool(settings, Metrics()), state_of(settings))
    await desk.pool.start()
    watching = asyncio.create_task(watch(desk.pool, desk, settings))
    try:
        agents = server(desk)
        async with stdio_server() as (asked, told):
            await agents.run(asked, told, agents.create_initialization_options())
    finally:
        watching.cancel()
        await desk.pool.stop()


def listen(settings: Settings, door: Door) -> None:
    """Speak over HTTP (the streamable kind, at /mcp) until told to stop.

    Raises the KgtoolError that keeps the graph from being opened or the door from opening.
    """
    with bound(door) as listening:
        drive(_listen(settings, door, listening))


async def _listen(settings: Settings, door: Door, listening: Any) -> None:
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    from kgtool.serve.agents import server
    from kgtool.serve.gate import Gate

    metrics = Metrics()
    desk = Desk(Pool(settings, metrics), state_of(settings))
    await desk.pool.start()
    watching = asyncio.create_task(watch(desk.pool, desk, settings))
    host, port = listening.getsockname()[:2]
    app = server(desk).streamable_http_app(
        stateless_http=True,
        json_response=True,
        host=door.host,
        max_request_body_size=1 << 20,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the gate looks after it
    )
    config = uvicorn.Config(
        Gate(app, names_of(door), door.origins, metrics, door.log, strict=True),
        http=patient(SLOWEST_HEADERS),
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=MOST_CONNECTIONS,
    )
    try:
        shown = f"[{host}]" if ":" in host else host
        door.opened(f"http://{shown}:{port}/mcp")
        await uvicorn.Server(config).serve(sockets=[listening])
    finally:
        watching.cancel()
        await desk.pool.stop()
