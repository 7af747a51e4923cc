"""Linked data: every IRI of the graph, as a page and as RDF."""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kgtool.errors import UnknownTermError, UsageError
from kgtool.queries.endpoint import UnacceptableError
from kgtool.serve.desk import Desk
from kgtool.serve.negotiation import ENDINGS, TRIPLE_NAMES, TRIPLES, chosen
from kgtool.serve.pages import page
from kgtool.serve.rest import fields


async def below_base(request: Request) -> Response:
    """What the graph says of the IRI whose path, below the base, is that of the request."""
    base: str = request.app.state.base
    path = request.scope.get("raw_path", b"").split(b"?")[0].decode("latin-1") or quote(request.url.path)
    rest = path.removeprefix("/")
    if not rest or ".." in unquote(rest).split("/"):
        raise UnknownTermError("there is no such page.")
    given = fields(request.url.query)
    stem, dot, ending = rest.rpartition(".")
    if dot and ending in ENDINGS:
        rest = stem
        given.setdefault("format", [ending])
    return await _described(request, base + unquote(rest), given.get("format"))


async def by_name(request: Request) -> Response:
    """What the graph says of the IRI that the parameter `iri` names."""
    given = fields(request.url.query)
    iris = given.get("iri", [])
    if len(iris) != 1 or not iris[0]:
        raise UsageError("name one IRI: /describe?iri=…")
    base: str = request.app.state.base
    rest = iris[0].removeprefix(base)
    if "format" not in given and iris[0].startswith(base) and rest and not set("#?") & set(rest):
        return RedirectResponse("/" + quote(rest, safe="/~.-_!$&'()*+,;=:@"), 303)
    return await _described(request, iris[0], given.get("format"))


async def _described(request: Request, iri: str, form: list[str] | None) -> Response:
    desk: Desk = request.app.state.desk
    if form and (len(form) != 1 or form[0] not in ENDINGS):
        raise UsageError(f"format must be one of: {', '.join(ENDINGS)}.")
    offered = ("text/html", *TRIPLES)
    media = ENDINGS[form[0]] if form else chosen(request.headers.get("accept"), offered, TRIPLE_NAMES)
    if media is None:
        raise UnacceptableError(f"this comes as one of: {', '.join(offered)}.")
    job = {"task": "describe", "iri": iri, "media": media, "base": request.app.state.base}
    if media != "text/html":
        return await desk.respond(request, job)
    answer = await desk.ask(job)
    body = answer.body if isinstance(answer.body, bytes) else b"".join([piece async for piece in answer.body])
    return page(request, answer.head["title"], body.decode(), {"Vary": "Accept"})
