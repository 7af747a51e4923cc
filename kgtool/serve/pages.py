"""The page for people: one frame whose middle is filled by scripts of its own, and the files that it needs."""

import hashlib
import os
from functools import cache
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from kgtool.errors import UnknownTermError

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")
VIEWS = {
    "": "Why?",
    "search": "Search",
    "trace": "Chains",
    "explain": "What carries a conclusion",
    "causes-of": "What could it be?",
    "conflicts": "Where sources disagree",
    "nutrient": "Nutrient",
    "foods": "Foods",
    "sources": "Sources",
    "query": "SPARQL",
    "about": "About",
}
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
LOOSER = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""For the page of queries alone: its editor places itself by styles of its own."""


async def view(request: Request) -> Response:
    """One of the views; its script reads the rest of the address."""
    name = request.path_params.get("view", "")
    if name not in VIEWS:
        raise UnknownTermError("there is no such page.")
    return page(request, VIEWS[name], "", {})


async def file(request: Request) -> Response:
    """A script, a style sheet, a picture or a licence."""
    name = request.path_params["path"]
    found = _files().get(name)
    if found is None:
        raise UnknownTermError("there is no such file.")
    data, tag = found
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": KINDS[os.path.splitext(name)[1]]}
    if request.headers.get("if-none-match") == tag:
        return Response(None, 304, headers)
    return Response(data, 200, headers)


def page(request: Request, title: str, middle: str, headers: dict[str, str]) -> Response:
    """The frame with a title and, for whoever has no scripts, its middle."""
    frame = _files()["frame.html"][0].decode()
    said = middle or "<noscript><p>This page needs JavaScript. The same answers: <code>/api</code>.</p></noscript>"
    state = "texts" if request.app.state.texts else ""
    filled = (
        frame.replace("{title}", escape(title))
        .replace("{base}", escape(request.app.state.base))
        .replace("{state}", state)
        .replace("{middle}", said)
    )
    policy = LOOSER if request.url.path == "/query" else POLICY
    return Response(
        filled.encode(),
        200,
        {"Content-Security-Policy": policy, "Cache-Control": "no-cache", **headers},
        media_type="text/html",
    )


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """The page's files by their paths, with tags. Nothing else is ever opened, whatever a path says."""
    found = {}
    for folder, _, names in os.walk(FOLDER):
        for name in names:
            if os.path.splitext(name)[1] in KINDS:
                path = os.path.join(folder, name)
                with open(path, "rb") as opened:
                    data = opened.read()
                tag = f'"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'
                found[os.path.relpath(path, FOLDER).replace(os.sep, "/")] = (data, tag)
    return found
