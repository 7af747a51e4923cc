"""The tools for agents, asked by the protocol's own client: over streams, over HTTP, and in a scripted conversation."""

import asyncio
import json
import os
import re
import subprocess
import sys

import pytest

pytest.importorskip("mcp", reason="tools for agents need the extra `mcp`")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

from kgtool.serve.brief import brief, cited, knows
from kgtool.vocabulary import BASE
from tests.serving import Served

NOTICE = "not medical advice"


def conversation(talk, server=None, seconds=30):
    """What a coroutine answers that is given a connected client, of a server of its own unless one is named."""
    arguments = ["-m", "kgtool", "mcp", "--timeout", str(seconds)]
    server = server or StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))

    async def run():
        async with Client(server) as client:
            return await talk(client)

    return asyncio.run(asyncio.wait_for(run(), 120))


async def call(client, name, **arguments):
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content[0].text
    return result


def test_tools_are_typed_and_told():
    async def talk(client):
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in conversation(talk)}
    told = {"search", "show", "trace", "explain", "causes_of", "nutrient", "foods", "conflicts", "info", "sparql"}
    assert tools.keys() == told
    for tool in tools.values():
        assert NOTICE in tool.description and tool.annotations.read_only_hint
        assert tool.input_schema["type"] == "object" and tool.output_schema["required"]


def test_each_result_fits_its_schema_names_its_sources_and_isn_t_advice():
    jsonschema = pytest.importorskip("jsonschema")
    asked = {
        "search": {"text": "vitamin"},
        "show": {"term": "magnesium"},
        "trace": {"cause": ["vitamin D deficiency"], "effect": ["muscle fasciculation"]},
        "explain": {"cause": "vitamin D deficiency", "effect": "muscle fasciculation"},
        "causes_of": {"symptom": ["muscle cramp", "tingling"], "takes": ["diuretics"]},
        "nutrient": {"nutrient": "magnesium"},
        "conflicts": {},
        "info": {},
        "sparql": {"query": f"SELECT ?l {{ <{BASE}term/magnesium> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"},
    }

    async def talk(client):
        schemas = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        return schemas, {name: await call(client, name, **given) for name, given in asked.items()}

    schemas, results = conversation(talk)
    for name, result in results.items():
        said = result.structured_content
        jsonschema.validate(said, schemas[name])
        assert json.loads(result.content[1].text) == said
        assert NOTICE in said["notice"] and NOTICE in result.content[0].text
        assert said["known"]
        if name in ("show", "trace", "explain", "causes_of", "nutrient", "conflicts"):
            assert said["sources"] and all(source["title"] for source in said["sources"].values())
            assert cited(said["answer"]) == said["sources"].keys()
        assert len(json.dumps(said)) < 100_000, name
    hops = [hop for chain in results["trace"].structured_content["answer"]["chains"] for hop in chain["hops"]]
    assert all(e["section"] and re.search(r"--\d+-\d+$", e["passage"]) for hop in hops for e in hop["evidence"])
    assert "magnesium" in results["sparql"].structured_content["answer"]["rows"][0][0]


def test_what_the_graph_does_not_know_is_said():
    async def talk(client):
        nothing = await call(client, "trace", cause=["muscle fasciculation"], effect=["vitamin D deficiency"])
        empty = await call(client, "sparql", query="SELECT * { ?s <http://e/none> ?o }")
        unknown = await client.call_tool("trace", {"cause": ["magnesim"]})
        wrong = [
            await client.call_tool("trace", {"cause": ["a"], "depth": 3}),
            await client.call_tool("search", {}),
            await client.call_tool("sparql", {"query": "nonsense"}),
            await client.call_tool("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}),
            await client.call_tool("sparql", {"query": "INSERT DATA { <http://a> <http://b> <http://c> }"}),
        ]
        return nothing, empty, unknown, wrong

    nothing, empty, unknown, wrong = conversation(talk)
    for result in (nothing, empty):
        assert result.structured_content["known"] is False and "knows nothing" in result.content[0].text
    assert unknown.is_error and "Did you mean" in unknown.content[0].text
    assert all(result.is_error and "Traceback" not in result.content[0].text for result in wrong)


def test_long_tables_are_cut_and_that_is_said():
    async def talk(client):
        return await call(client, "sparql", query="SELECT * { ?s ?p ?o }")

    said = conversation(talk).structured_content["answer"]
    assert len(said["rows"]) == 200 and "200" in said["truncated"]


def test_a_query_over_its_limits_is_ended_and_the_next_one_answered():
    async def talk(client):
        slow = await client.call_tool("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
        return slow, await call(client, "search", text="magnesium")

    slow, after = conversation(talk, seconds=4)
    assert slow.is_error and "4 s" in slow.content[0].text
    assert after.structured_content["known"]


def test_resources():
    async def talk(client):
        listed = (await client.list_resources()).resources
        texts = {str(r.uri): (await client.read_resource(r.uri)).contents[0].text for r in listed}
        templates = (await client.list_resource_templates()).resource_templates
        term = (await client.read_resource(BASE + "term/magnesium")).contents[0]
        with pytest.raises(MCPError, match="says nothing"):
            await client.read_resource(BASE + "term/none")
        return texts, templates, term

    texts, templates, term = conversation(talk)
    assert texts.keys() == {"kgtool:terms", "kgtool:sources", "kgtool:queries", "kgtool:ontology"}
    assert "muscle fasciculation" in texts["kgtool:terms"] and "nc:promotes" in texts["kgtool:ontology"]
    assert BASE + "term/{slug}" in [t.uri_template for t in templates]
    assert term.mime_type == "text/turtle" and "term:magnesium" in term.text


def test_prompts():
    async def talk(client):
        prompts = (await client.list_prompts()).prompts
        why = await client.get_prompt("why", {"cause": "a diuretic", "effect": "twitching"})
        with pytest.raises(MCPError, match="effect is missing"):
            await client.get_prompt("why", {"cause": "a diuretic"})
        return prompts, why

    prompts, why = conversation(talk)
    assert {p.name for p in prompts} == {"why", "what-could-it-be", "check-a-statement"}
    text = why.messages[0].content.text
    assert "a diuretic" in text and "IRI of a claim" in text and NOTICE in text


def test_why_do_my_muscles_twitch_i_take_a_diuretic():
    """An assistant's work, scripted: it finds the terms, asks for chains, and says nothing without a claim."""

    async def talk(client):
        await client.get_prompt("why", {"cause": "diuretic", "effect": "muscles twitch"})
        found = {}
        for words in ("twitch", "diuretic"):
            terms = (await call(client, "search", text=words)).structured_content["answer"]["terms"]
            found[words] = terms[0]
        drug, symptom = found["diuretic"], found["twitch"]
        traced = await call(client, "trace", cause=[drug["iri"]], effect=[symptom["iri"]])
        return found, traced.structured_content

    found, said = conversation(talk)
    assert found["twitch"]["label"] == "muscle fasciculation" and found["diuretic"]["label"] == "diuretics"
    assert said["known"]
    sentences = []
    for chain in said["answer"]["chains"]:
        for hop in chain["hops"]:
            verb = "promotes" if hop["sign"] == "+" else "inhibits"
            hedge = " (disputed)" if any(e["stance"] != "supports" for e in hop["evidence"]) else ""
            # What holds by definition rests on no claim, and names its rule.
            grounds = hop["claims"] or [hop["rule"]["iri"]]
            sentences.append((f"{hop['subject']['label']} {verb} {hop['object']['label']}{hedge}", grounds))
    assert sentences
    for sentence, grounds in sentences:
        assert all(iri.startswith((BASE + "claim/", BASE + "ontology#")) for iri in grounds), sentence
    assert any(iri.startswith(BASE + "claim/") for _, grounds in sentences for iri in grounds)
    assert any(sentence.startswith("diuretics promotes") for sentence, _ in sentences)
    assert NOTICE in said["notice"]


def test_over_http():
    command = [sys.executable, "-m", "kgtool", "mcp", "--http", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        address = Served(process).wait().address
        assert address.endswith("/mcp")

        async def talk(client):
            return await call(client, "search", text="magnesium")

        assert conversation(talk, address).structured_content["known"]
        import http.client
        from urllib.parse import urlsplit

        for headers, status in (({"Host": "evil.example"}, 421), ({"Origin": "https://evil.example"}, 403)):
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
            connection.request("POST", "/mcp", "{}", {"Content-Type": "application/json", **headers})
            assert connection.getresponse().status == status
            connection.close()
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


def test_a_server_without_the_extra_starts_all_the_same():
    code = "import sys; sys.modules['mcp'] = None; import kgtool.serve.running, kgtool.serve.app, kgtool.serve.gate"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_brief_keeps_what_carries_an_answer():
    evidence = [
        {"claim": "c", "source": "s", "section": "x", "passage": f"p{n}", "stance": "supports", "modality": "asserted",
         "condition": [], "frequency": None}
        for n in range(5)
    ]  # fmt: skip
    told = brief("trace", {"routes": [{"best": 0}], "chains": [{"hops": [{"evidence": evidence}]}]})
    assert told["routes"] == [{"best": 0}]
    assert [e["passage"] for e in told["chains"][0]["hops"][0]["evidence"]] == ["p0"]
    assert cited(told) == {"s"}
    assert not knows("trace", {"chains": []}) and knows("info", {})
