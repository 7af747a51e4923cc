"""The answers as tools of the Model Context Protocol: typed, with sources and places, and with their limits said.

The tools are the operations and one for SPARQL; resources are what the graph names; prompts say how to put an answer
together from claims.
"""

import json
from collections.abc import Mapping
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from kgtool.errors import KgtoolError, UnknownTermError, UsageError
from kgtool.render.words import DISCLAIMER
from kgtool.serve.brief import brief, cited, knows
from kgtool.serve.desk import Desk
from kgtool.serve.operations import BY_NAME, OPERATIONS, Operation, checked
from kgtool.serve.prompts import LISTS, MANNERS, PROMPTS
from kgtool.serve.rest import job, schema_of
from kgtool.version import __version__
from kgtool.vocabulary import BASE

MOST_ROWS = 200
_FEWER = {"search": 10, "trace": 3, "conflicts": 10, "causes-of": 3, "nutrient": 3}
_WAYS = 3
"""So many chains of each route an agent gets, and so few answers, where it doesn't say."""
_NOTHING = "The graph knows nothing of this. Say so; don't fill the gap from elsewhere as if it were from here."
INSTRUCTIONS = (
    "A knowledge graph of why a lack or an excess of a nutrient brings a symptom: signed causal chains, each step with "
    "the claims and passages that it rests on. Find terms with `search` first; ask `trace` for chains, `explain` for "
    "what a conclusion rests on, `causes_of` for what explains several symptoms, `nutrient` for all about one. "
    "Cite the IRI of a claim for every sentence, keep the hedges (possible, disputed, derived, composed), and say when "
    "the graph knows nothing. " + DISCLAIMER
)
_SPARQL_SHAPE = {
    "type": "object",
    "properties": {
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        "truncated": {"type": ["string", "null"]},
    },
    "required": ["columns", "rows", "truncated"],
}
_QUERY = {"type": "string", "minLength": 1, "maxLength": 100_000, "description": "SPARQL 1.1: SELECT or ASK."}


def server(desk: Desk) -> "Server[Any]":
    """The server of tools over the desk."""
    agents = Agents(desk)
    return Server(
        "kgtool",
        version=__version__,
        title="Why a lack or an excess of a nutrient brings a symptom",
        instructions=INSTRUCTIONS,
        on_list_tools=agents.list_tools,
        on_call_tool=agents.call_tool,
        on_list_resources=agents.list_resources,
        on_list_resource_templates=agents.list_templates,
        on_read_resource=agents.read_resource,
        on_list_prompts=agents.list_prompts,
        on_get_prompt=agents.get_prompt,
    )


class Agents:
    """Answers what the protocol asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # ---- tools -----------------------------------------------------------------------------------------

    async def list_tools(self, _: Any, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:  # noqa: ARG002
        """One tool an operation, and one for SPARQL."""
        tools = [_tool(_tool_name(one), one.summary, _input(one), dict(one.shape)) for one in OPERATIONS]
        described = "A SPARQL 1.1 query over the graph; rows are told as terms of Turtle. Prefixes have to be declared."
        takes = {
            "type": "object",
            "properties": {"query": _QUERY},
            "required": ["query"],
            "additionalProperties": False,
        }
        return types.ListToolsResult(tools=[*tools, _tool("sparql", described, takes, _SPARQL_SHAPE)])

    async def call_tool(self, _: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        """The answer of a tool; what a caller can mend comes as an error that says how."""
        given = dict(params.arguments or {})
        try:
            if params.name == "sparql":
                return await self._sparql(given)
            asked = BY_NAME.get(params.name.replace("_", "-"))
            if asked is None:
                raise UsageError(f'there is no tool "{params.name[:80]}".')
            return await self._operation(asked, given)
        except KgtoolError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)

    async def _operation(self, asked: Operation, given: dict[str, Any]) -> types.CallToolResult:
        given = {**_defaults(asked), **given}
        answer = await self._desk.ask(job(self._desk, asked, checked(asked, given), "both"))
        said = brief(asked.name, json.loads(await _whole(answer.body)))
        known = knows(asked.name, said)
        told = answer.head["text"] if known else _NOTHING
        return await self._result(said, known, told)

    async def _result(self, said: dict[str, Any], known: bool, told: str) -> types.CallToolResult:
        titles = await self._titles() if (slugs := cited(said)) else {}
        structured = {
            "answer": said,
            "known": known,
            "sources": {slug: titles[slug] for slug in sorted(slugs) if slug in titles},
            "notice": DISCLAIMER,
        }
        text = told if DISCLAIMER in told else f"{told}\n\n{DISCLAIMER}"
        blocks = [types.TextContent(text=text), types.TextContent(text=json.dumps(structured, ensure_ascii=False))]
        return types.CallToolResult(content=list(blocks), structured_content=structured)

    async def _titles(self) -> dict[str, dict[str, str]]:
        answer = await self._desk.ask({"task": "sources"})
        sources = json.loads(await _whole(answer.body))["sources"]
        return {source["slug"]: {"iri": source["iri"], "title": source["title"]} for source in sources}

    async def _sparql(self, given: dict[str, Any]) -> types.CallToolResult:
        if list(given) != ["query"] or not isinstance(given["query"], str):
            raise UsageError("sparql takes one text, query.")
        tsv = "text/tab-separated-values"
        asked = {"task": "sparql", "query": given["query"], "dataset": None, "base": BASE, "rows": tsv, "triples": None}
        answer = await self._desk.ask(asked)
        lines, cut = await _lines(answer.body, MOST_ROWS + 1)
        table = [line.split("\t") for line in lines]
        if len(table) == 1 and table[0] in (["true"], ["false"]):
            table = [["answer"], *table]
        said = {
            "columns": [name.removeprefix("?") for name in table[0]] if table else [],
            "rows": table[1:],
            "truncated": f"the first {MOST_ROWS} rows; use LIMIT and OFFSET for others" if cut else None,
        }
        text = "\n".join("\t".join(row) for row in table) if table[1:] else _NOTHING
        return await self._result(said, bool(table[1:]), text)

    # ---- resources -------------------------------------------------------------------------------------

    async def list_resources(self, _: Any, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:  # noqa: ARG002
        """The lists that lead to everything else."""
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=f"kgtool:{name}", name=name, description=text, mime_type=media)
                for name, (text, media, _) in LISTS.items()
            ]
        )

    async def list_templates(
        self,
        _: Any,
        params: types.PaginatedRequestParams | None,  # noqa: ARG002
    ) -> types.ListResourceTemplatesResult:
        """What the graph says of a term, a claim, a source or a passage, by its IRI."""
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=f"{BASE}{kind}/{{slug}}",
                    name=kind,
                    description=f"What the graph says of a {kind}, in Turtle.",
                    mime_type="text/turtle",
                )
                for kind in ("term", "claim", "source", "section", "passage", "evidence")
            ]
        )

    async def read_resource(self, _: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """A list, or what the graph says of an IRI."""
        uri = str(params.uri)
        listed = LISTS.get(uri.removeprefix("kgtool:")) if uri.startswith("kgtool:") else None
        media = listed[1] if listed else "text/turtle"
        asked = listed[2](self._desk) if listed else {"task": "describe", "iri": uri, "media": media, "base": BASE}
        try:
            answer = await self._desk.ask(asked)
        except UnknownTermError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from error
        except KgtoolError as error:
            raise MCPError(types.INTERNAL_ERROR, str(error)) from error
        text = (await _whole(answer.body)).decode("utf-8", "replace")
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=media, text=text)])

    # ---- prompts ---------------------------------------------------------------------------------------

    async def list_prompts(self, _: Any, params: types.PaginatedRequestParams | None) -> types.ListPromptsResult:  # noqa: ARG002
        """Ways to ask."""
        prompts = [
            types.Prompt(
                name=name,
                description=text,
                arguments=[types.PromptArgument(name=a, description=d, required=r) for a, d, r in takes],
            )
            for name, (text, takes, _) in PROMPTS.items()
        ]
        return types.ListPromptsResult(prompts=prompts)

    async def get_prompt(self, _: Any, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        """A prompt with its arguments filled in."""
        if params.name not in PROMPTS:
            raise MCPError(types.INVALID_PARAMS, f'there is no prompt "{params.name[:80]}".')
        text, takes, words = PROMPTS[params.name]
        given = {name: (params.arguments or {}).get(name, "").strip()[:500] for name, _, _ in takes}
        if lacking := [name for name, _, required in takes if required and not given[name]]:
            raise MCPError(types.INVALID_PARAMS, f"{lacking[0]} is missing.")
        message = types.TextContent(text=f"{words(given)}\n\n{MANNERS}")
        return types.GetPromptResult(description=text, messages=[types.PromptMessage(role="user", content=message)])


def _tool_name(one: Operation) -> str:
    return one.name.replace("-", "_")


def _tool(name: str, text: str, takes: dict[str, Any], answers: Mapping[str, Any]) -> types.Tool:
    shape = {
        "type": "object",
        "properties": {
            "answer": answers,
            "known": {"type": "boolean", "description": "False when the graph knows nothing of what was asked."},
            "sources": {"type": "object", "description": "IRI and title of each source that is cited, by its slug."},
            "notice": {"type": "string"},
        },
        "required": ["answer", "known", "sources", "notice"],
    }
    hints = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    return types.Tool(
        name=name, description=f"{text} {DISCLAIMER}", input_schema=takes, output_schema=shape, annotations=hints
    )


def _input(one: Operation) -> dict[str, Any]:
    properties = {}
    for parameter in one.parameters:
        properties[parameter.name] = {**schema_of(parameter), "description": parameter.description}
    for name, fewer in _defaults(one).items():
        properties[name]["default"] = fewer
    return {
        "type": "object",
        "properties": properties,
        "required": [p.name for p in one.parameters if p.required],
        "additionalProperties": False,
    }


def _defaults(one: Operation) -> dict[str, int]:
    fewer = {"most": _FEWER.get(one.name, 5), "ways": _WAYS}
    return {p.name: fewer[p.name] for p in one.parameters if p.name in fewer}


async def _whole(body: Any) -> bytes:
    return body if isinstance(body, bytes) else b"".join([piece async for piece in body])


async def _lines(body: Any, most: int) -> tuple[list[str], bool]:
    """The first lines of a body, and whether there are more; the rest isn't waited for."""
    if isinstance(body, bytes):
        lines = body.decode("utf-8", "replace").splitlines()
        return lines[:most], len(lines) > most
    held = b""
    try:
        async for piece in body:
            held += piece
            if held.count(b"\n") > most:
                break
    finally:
        await body.aclose()
    lines = held.decode("utf-8", "replace").splitlines()
    return lines[:most], len(lines) > most
