"""The SPARQL 1.1 Protocol for queries, the Graph Store Protocol for reading, and the service description."""

import asyncio
import re
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kgtool.errors import RefusedError, UsageError
from kgtool.queries.endpoint import UnacceptableError
from kgtool.serve.desk import Desk, TooLargeError
from kgtool.serve.negotiation import ENDINGS, ROW_NAMES, ROWS, TRIPLE_NAMES, TRIPLES, chosen

LARGEST_BODY = 1 << 20
SLOWEST_BODY = 10.0
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READ_ONLY = "this endpoint only reads: it takes no updates."


async def sparql(request: Request) -> Response:
    """A query by GET or either kind of POST; a GET without one is answered with the description of the service."""
    desk: Desk = request.app.state.desk
    fields = _fields(request.url.query)
    text = None
    if request.method == "POST":
        kind, _, parameters = request.headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        if kind not in (_FORM, _QUERY, _UPDATE):
            return Response(f"A query is sent by POST as {_QUERY} or {_FORM}.\n".encode(), 415, media_type="text/plain")
        if kind == _UPDATE:
            raise RefusedError(_READ_ONLY)
        charset = parameters.lower().replace(" ", "").partition("charset=")[2].strip('"')
        if charset not in ("", "utf-8", "utf8"):
            raise UsageError("a query is sent in UTF-8.")
        sent = _decoded(await body_of(request))
        if kind == _QUERY:
            text = sent
        else:
            fields += _fields(sent)
    elif not any(name in ("query", "update") for name, _ in fields):
        return await _service(request, desk)
    if any(name == "update" for name, _ in fields):
        raise RefusedError(_READ_ONLY)
    queries = [value for name, value in fields if name == "query"] + ([] if text is None else [text])
    if len(queries) != 1:
        raise UsageError("send one query." if queries else "there is no query: send one as the parameter `query`.")
    default = [value for name, value in fields if name == "default-graph-uri"]
    named = [value for name, value in fields if name == "named-graph-uri"]
    rows, triples = _forms(request.headers.get("accept"))
    if rows is None and triples is None:
        raise UnacceptableError(f"this endpoint answers as one of: {', '.join((*ROWS, *TRIPLES))}.")
    dataset = [default, named] if default or named else None
    job = {"task": "sparql", "query": queries[0], "dataset": dataset, "rows": rows, "triples": triples}
    return await desk.respond(request, job | {"base": _address(request)})


@lru_cache(256)
def _forms(accept: str | None) -> tuple[str | None, str | None]:
    """The media types for rows and for triples; clients send the same header again and again."""
    rows, triples = chosen(accept, ROWS, ROW_NAMES), chosen(accept, TRIPLES, TRIPLE_NAMES)
    if triples is None and rows == "application/sparql-results+xml":
        triples = "application/rdf+xml"  # rdflib's SPARQLStore names the XML of rows alone, whatever it asks
    return rows, triples


async def graph_store(request: Request) -> Response:
    """A graph of the store, whole: `?default`, or `?graph=` with its IRI."""
    desk: Desk = request.app.state.desk
    fields = dict(_fields(request.url.query))
    if ("default" in fields) == ("graph" in fields):
        raise UsageError("name one graph: ?default, or ?graph= with its IRI.")
    media = chosen(request.headers.get("accept"), TRIPLES, TRIPLE_NAMES)
    if media is None:
        raise UnacceptableError(f"a graph comes as one of: {', '.join(TRIPLES)}.")
    if "graph" in fields and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", fields["graph"]):
        raise UsageError("the name of a graph is a whole IRI.")
    return await desk.respond(request, {"task": "triples", "graph": fields.get("graph", ""), "media": media})


async def _service(request: Request, desk: Desk) -> Response:
    form = dict(_fields(request.url.query)).get("format", "")
    media = ENDINGS.get(form) or chosen(request.headers.get("accept"), (*TRIPLES, "text/html"), TRIPLE_NAMES)
    if media is None:
        raise UnacceptableError(f"the service describes itself as one of: {', '.join(TRIPLES)}.")
    if media == "text/html":
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    return await desk.respond(request, {"task": "service", "url": _address(request), "media": media})


def _address(request: Request) -> str:
    """The endpoint's own address, which relative IRIs of a query begin with."""
    scope = request.scope  # request.url takes longer than all else that is done for a light query
    return f"{request.app.state.public or scope['scheme'] + '://' + request.headers['host']}{scope['path']}"


async def body_of(request: Request) -> bytes:
    """The body of a request.

    Raises TooLargeError beyond `LARGEST_BODY` bytes, TimeoutError after `SLOWEST_BODY` seconds.
    """
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > LARGEST_BODY:
        raise TooLargeError(f"a request may have {LARGEST_BODY >> 10:,} KiB.")
    held = bytearray()
    async with asyncio.timeout(SLOWEST_BODY):
        async for piece in request.stream():
            held += piece
            if len(held) > LARGEST_BODY:
                raise TooLargeError(f"a request may have {LARGEST_BODY >> 10:,} KiB.")
    return bytes(held)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("a query is sent in UTF-8.") from error


def _fields(text: str) -> list[tuple[str, str]]:
    """The names and values of a query string or form.

    Raises UsageError for what isn't UTF-8, or has too many of them.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise UsageError("the parameters can't be read: they are URL-encoded UTF-8, at most 100.") from error
