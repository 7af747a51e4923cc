"""The operations over HTTP, with their description in OpenAPI 3.1."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kgtool.errors import UnknownTermError, UsageError
from kgtool.serve.desk import Desk
from kgtool.serve.operations import BY_NAME, LONGEST, OPERATIONS, Operation, Parameter, checked
from kgtool.serve.shapes import MAYBE, TEXT
from kgtool.serve.tasks import PICTURES
from kgtool.version import __version__

FORMS = {"json": "application/json", "text": "text/plain"}


async def operation(request: Request) -> Response:
    """The answer to the operation that the path names, with its parameters from the query string."""
    desk: Desk = request.app.state.desk
    asked = BY_NAME.get(request.path_params["name"])
    if asked is None:
        raise UnknownTermError(f"there is no such operation. There are: {', '.join(BY_NAME)}.")
    given = fields(request.url.query)
    forms = _forms(asked)
    form = given.pop("format", ["json"])
    if len(form) != 1 or form[0] not in forms:
        raise UsageError(f"format must be one of: {', '.join(forms)}.")
    values = checked(asked, given)
    return await desk.respond(request, job(desk, asked, values, form[0]))


def job(desk: Desk, asked: Operation, values: Mapping[str, Any], form: str) -> dict[str, Any]:
    """What a worker is asked for an operation; it stops searching before it would be killed."""
    return {
        "task": "operation",
        "name": asked.name,
        "values": dict(values),
        "form": form,
        "seconds": desk.pool.settings.seconds * 0.8,
    }


async def names(request: Request) -> Response:
    """The names of all terms."""
    fields_given = fields(request.url.query)
    if fields_given:
        raise UsageError("names takes no parameters.")
    return await request.app.state.desk.respond(request, {"task": "names"})  # type: ignore[no-any-return]


async def sources(request: Request) -> Response:
    """The sources, by their slugs."""
    if fields(request.url.query):
        raise UsageError("sources takes no parameters.")
    return await request.app.state.desk.respond(request, {"task": "sources"})  # type: ignore[no-any-return]


async def queries(request: Request) -> Response:
    """The catalogue of queries."""
    if fields(request.url.query):
        raise UsageError("queries takes no parameters.")
    return await request.app.state.desk.respond(request, {"task": "queries"})  # type: ignore[no-any-return]


async def description(request: Request) -> Response:
    """The description of this interface."""
    return JSONResponse(openapi(request.app.state.public or str(request.base_url).rstrip("/")))


def fields(text: str) -> dict[str, list[str]]:
    """The values of a query string by their names.

    Raises UsageError for what isn't URL-encoded UTF-8, or has too many of them.
    """
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100):
            found.setdefault(name, []).append(value)
    except ValueError as error:
        raise UsageError("the parameters can't be read: they are URL-encoded UTF-8, at most 100.") from error
    return found


def _forms(asked: Operation) -> dict[str, str]:
    return {**FORMS, **PICTURES} if asked.pictures else FORMS


# ---- OpenAPI -------------------------------------------------------------------------------------------

_PROBLEM = {
    "type": "object",
    "properties": {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
    "required": ["type", "title", "status", "detail"],
}


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """The JSON Schema of a parameter's value."""
    text: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"\S"}
    if parameter.choices:
        text = {"type": "string", "enum": list(parameter.choices)}
    schema: dict[str, Any] = {
        "text": text,
        "texts": {"type": "array", "items": text, "maxItems": parameter.most},
        "number": {"type": "integer", "minimum": parameter.fewest, "maximum": parameter.most},
        "flag": {"type": "boolean"},
    }[parameter.kind]
    if parameter.required and parameter.kind == "texts":
        schema["minItems"] = 1
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema


def openapi(url: str) -> dict[str, Any]:
    """The description of the interface at `url`."""
    paths: dict[str, Any] = {}
    for one in OPERATIONS:
        parameters = [
            {
                "name": p.name,
                "in": "query",
                "description": p.description,
                "required": p.required,
                "schema": schema_of(p),
                **({"style": "form", "explode": True} if p.kind == "texts" else {}),
            }
            for p in one.parameters
        ]
        forms = _forms(one)
        parameters.append(
            {
                "name": "format",
                "in": "query",
                "description": "The form of the answer.",
                "required": False,
                "schema": {"type": "string", "enum": list(forms), "default": "json"},
            }
        )
        content: dict[str, Any] = {media: {"schema": {"type": "string"}} for media in forms.values()}
        content["application/json"] = {"schema": one.shape}
        paths[f"/api/{one.name}"] = {"get": _get(one.name, one.summary, parameters, content)}
    listed = {"type": "array", "items": {"type": "array", "items": TEXT}}
    for name, summary, schema in (
        ("names", "The names of all terms, for completion: label, IRI, and other names.", {"names": listed}),
        ("sources", "The sources: slug, IRI and title.", {"sources": {"type": "array", "items": {"type": "object"}}}),
        ("queries", "The catalogue of queries.", {"queries": {"type": "array", "items": {"type": "object"}}}),
    ):
        shape = {"type": "object", "properties": {"schema": TEXT, **schema}, "required": ["schema", *schema]}
        content = {"application/json": {"schema": shape}}
        paths[f"/api/{name}"] = {"get": _get(name, summary, [], content)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kgtool",
            "version": __version__,
            "summary": "Signed causal chains with evidence.",
            "description": "Information from the cited sources, not medical advice. SPARQL 1.1 is at /sparql.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": url}],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM, "Maybe": MAYBE}},
    }


def _get(name: str, summary: str, parameters: list[dict[str, Any]], content: Mapping[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer.", "content": content},
            "400": {"description": "A parameter doesn't fit.", "content": problem},
            "404": {"description": "A name that stands for no term.", "content": problem},
            "503": {"description": "Too much to do; come again.", "content": problem},
        },
    }
