"""The application: which address leads where."""

import os
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kgtool.errors import KgtoolError, UnknownTermError, UsageError
from kgtool.serve import linked, pages, protocol, rest
from kgtool.serve.desk import Desk, Problem, problem_of, told
from kgtool.serve.metrics import MEDIA
from kgtool.version import __version__

Endpoint = Callable[[Request], Awaitable[Response]]


class Place(NamedTuple):
    """Where a server stands.

    base    the namespace whose IRIs lie under its root.
    public  the address by which others know it, where it isn't its own.
    texts   the folder with the texts of the sources, if passages may be shown.
    """

    base: str
    public: str | None = None
    texts: str | None = None


def application(desk: Desk, place: Place) -> Starlette:
    """The application over the desk."""
    read = ["GET", "HEAD"]
    routes = [
        *(Route(path, protocol.sparql, methods=[*read, "POST"]) for path in ("/sparql", "/sparql/")),
        *(Route(path, protocol.graph_store, methods=read) for path in ("/graph-store", "/graph-store/")),
        Route("/openapi.json", rest.description, methods=read),
        Route("/api/names", rest.names, methods=read),
        Route("/api/queries", rest.queries, methods=read),
        Route("/api/sources", rest.sources, methods=read),
        Route("/api/passage", passage, methods=read),
        Route("/api/{name}", rest.operation, methods=read),
        Route("/health", health, methods=read),
        Route("/metrics", metrics, methods=read),
        Route("/static/{path:path}", pages.file, methods=read),
        Route("/describe", linked.by_name, methods=read),
        Route("/", pages.view, methods=read),
        *(Route(f"/{name}", _of(name), methods=read) for name in pages.VIEWS if name),
        Route("/{path:path}", linked.below_base, methods=read),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)],
        exception_handlers={HTTPException: _http_error, KgtoolError: _error, TimeoutError: _error},
    )
    app.state.desk = desk
    app.state.base, app.state.public, app.state.texts = place
    return app


def _of(name: str) -> Endpoint:
    async def view(request: Request) -> Response:
        request.path_params["view"] = name
        return await pages.view(request)

    return view


async def health(request: Request) -> Response:
    """Whether questions are answered: 200, or 503 while no worker has the graph open."""
    pool = request.app.state.desk.pool
    counts = pool.counts()
    ready = counts["idle"] + counts["busy"] > 0
    said = {
        "status": "ok" if ready and not pool.problem else "stale" if ready else "starting",
        "version": __version__,
        "graph": request.app.state.desk.state,
        "problem": pool.problem,
        "workers": counts,
    }
    return JSONResponse(said, 200 if ready else 503, {"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """What was counted since the start."""
    pool = request.app.state.desk.pool
    return Response(pool.metrics.text(pool.counts(), __version__), 200, {"Content-Type": MEDIA})


async def passage(request: Request) -> Response:
    """The words of a passage, where the server was started with the texts of the sources."""
    folder = request.app.state.texts
    given = rest.fields(request.url.query)
    if list(given) != ["iri"] or len(given["iri"]) != 1:
        raise UsageError("name one passage: ?iri=…")
    if not folder:
        raise UnknownTermError("this server has no texts of the sources.")
    job = {"task": "passage", "iri": given["iri"][0], "texts": os.path.abspath(folder)}
    return await request.app.state.desk.respond(request, job)  # type: ignore[no-any-return]


async def _error(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if problem.detail.startswith("the server has failed"):
        raise error
    return _shown(request, problem)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = {404: "there is no such page.", 405: "this can only be read."}.get(error.status_code, error.detail)
    response = _shown(request, Problem(error.status_code, error.detail, said))
    response.headers.update(error.headers or {})
    return response


def _shown(request: Request, problem: Problem) -> Response:
    path = request.url.path
    if path.startswith("/api/"):
        return told(problem, True)
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and not path.startswith(("/sparql", "/graph-store", "/static")):
        from html import escape

        middle = f"<h1>{escape(problem.title)}</h1><p>{escape(problem.detail[:1].upper() + problem.detail[1:])}</p>"
        response = pages.page(request, problem.title, middle, {"Cache-Control": "no-store"})
        response.status_code = problem.status
        return response
    return told(problem, False)
