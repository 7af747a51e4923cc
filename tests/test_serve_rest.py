"""The operations over HTTP, their description, linked data, and programs of others that use the endpoint."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

pytest.importorskip("uvicorn", reason="the server needs the extra `serve`")

import kgtool
from kgtool.cli.main import run
from kgtool.render.chains import trace_json
from kgtool.render.explanation_json import explanation_json
from kgtool.render.terms import portrait_json
from kgtool.serve.operations import OPERATIONS
from kgtool.serve.rest import openapi
from kgtool.vocabulary import BASE
from tests.serving import Served, served

CAUSE, EFFECT = "vitamin D deficiency", "muscle fasciculation"
TERM = BASE + "term/"


@pytest.fixture(scope="module")
def server():
    with served("--workers", "2", "--timeout", "20") as server:
        yield server


@pytest.fixture(scope="module")
def graph():
    return kgtool.open()


def api(server, name, **values):
    status, headers, body = server.ask(f"/api/{name}?" + urlencode(values, doseq=True))
    assert status == 200, body
    assert headers["content-type"] == "application/json"
    return json.loads(body)


# ---- the same answers ----------------------------------------------------------------------------------


def test_a_trace_is_the_command_s(server, graph):
    whole = json.loads(trace_json(graph.trace(CAUSE, EFFECT)))
    for ways in (1000, 2):
        told = api(server, "trace", cause=CAUSE, effect=EFFECT, ways=ways)
        parts = ("routes", "chains", "truncated")
        assert {k: v for k, v in told.items() if k not in parts} == {k: v for k, v in whole.items() if k not in parts}
        assert 0 < len(told["chains"]) < len(whole["chains"]) and "more chain" in told["truncated"]
        for route, other in zip(told["routes"], whole["routes"], strict=True):
            own = [told["chains"][place] for place in (route["best"], *route["chains"], *route["collapsed"])]
            there = [whole["chains"][place] for place in (other["best"], *other["chains"], *other["collapsed"])]
            assert route["ways"] == other["ways"] and (own == there if ways == 1000 else own[0] == there[0])
            assert len(own) <= 1 + ways
    answer = graph.trace(None, "tetany", most=3, sign="-", max_steps=3)
    assert api(server, "trace", effect="tetany", most=3, sign="-", max_steps=3) == json.loads(trace_json(answer))


def test_a_term_and_a_verdict_are_the_command_s(server, graph):
    assert api(server, "show", term="magnesium") == json.loads(portrait_json(graph.show("magnesium")))
    told = graph.explain(CAUSE, EFFECT)
    assert api(server, "explain", cause=CAUSE, effect=EFFECT) == json.loads(explanation_json(told))


def test_what_has_no_chain_says_what_comes_nearest(server):
    assert api(server, "explain", cause="muscle fasciculation", effect="vitamin D deficiency")["why_not"]


def test_several_values_and_flags(server):
    found = api(server, "causes-of", symptom=["muscle cramp", "tingling"], any="true", most=3)
    assert len(found["symptoms"]) == 2 and len(found["candidates"]) == 3
    found = api(server, "causes-of", symptom="muscle cramp", takes="diuretics", **{"with": ["lack of sleep"]})
    assert [one["asked"] for one in found["exposures"]] == ["takes", "with"]
    assert found["candidates"][0]["comes_of"][0]["name"] == "diuretics"
    assert len(api(server, "conflicts", all="true")["conflicts"]) > len(api(server, "conflicts")["conflicts"])


def test_forms_of_a_trace(server):
    for form, begins in (("svg", b"<svg"), ("md", b"**"), ("text", b"vitamin D deficiency"), ("mermaid", b"flowchart")):
        status, _, body = server.ask("/api/trace?" + urlencode({"cause": CAUSE, "effect": EFFECT, "format": form}))
        assert status == 200 and begins in body[:200], body[:200]


def test_names_and_queries(server):
    names = api(server, "names")["names"]
    assert ["muscle fasciculation", TERM + "muscle-fasciculation"] in [row[:2] for row in names]
    assert any(query["name"] == "direct-causes" for query in api(server, "queries")["queries"])


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/trace?cause=nonsense&effect=tetany", 404, "no term"),
        ("/api/trace?cause=magnesim&effect=tetany", 404, "Did you mean"),
        ("/api/trace", 404, "cause"),
        ("/api/trace?cause=", 400, "empty"),
        ("/api/trace?cause=a&max_steps=0", 400, "between"),
        ("/api/trace?cause=a&max_steps=many", 400, "whole number"),
        ("/api/trace?cause=a&sign=%2F", 400, "one of"),
        ("/api/trace?cause=a&stated=maybe", 400, "true or false"),
        ("/api/trace?cause=a&colour=red", 400, "colour"),
        ("/api/trace?cause=a&format=exe", 400, "format"),
        ("/api/show?term=a&term=b", 400, "once"),
        ("/api/nothing", 404, "operation"),
        ("/api/passage?iri=x", 404, "texts"),
    ],
)
def test_problems_are_told(server, path, status, said):
    got, headers, body = server.ask(path)
    problem = json.loads(body)
    assert (got, problem["status"], headers["content-type"]) == (status, status, "application/problem+json")
    assert said in problem["detail"]


def test_passages_come_from_the_texts_where_they_are(tmp_path, graph):
    import hashlib

    text = "Lack of it brings cramps."
    digest = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "g.ttl").write_text(
        f"""@prefix nc: <{BASE}ontology#> . @prefix psg: <{BASE}passage/> . @prefix src: <{BASE}source/> .
        psg:notes--0-25 a nc:Passage ; nc:source src:notes ; nc:spanStart 0 ; nc:spanEnd 25 ;
            nc:spanDigest "{digest}" ."""
    )
    (tmp_path / "notes.txt").write_text(text + " More.")
    path = "/api/passage?iri=" + quote(BASE + "passage/notes--0-25")
    with served("-i", tmp_path / "g.ttl", "--texts", tmp_path, "--cors", "*", "--workers", "1") as server:
        status, headers, body = server.ask(path, Origin="https://evil.example")
        assert (status, json.loads(body)["text"]) == (200, text)
        assert "access-control-allow-origin" not in headers and "etag" not in headers
        (tmp_path / "notes.txt").write_text("Other words, not cited.")
        assert server.ask(path)[0] == 502


# ---- the description -----------------------------------------------------------------------------------


def test_the_description_is_true_of_the_answers(server):
    jsonschema = pytest.importorskip("jsonschema")
    described = json.loads(server.ask("/openapi.json")[2])
    assert described == openapi(server.address)
    samples = {
        "search": {"text": "vitamin"},
        "show": {"term": "magnesium"},
        "trace": {"cause": CAUSE, "effect": EFFECT},
        "explain": {"cause": CAUSE, "effect": EFFECT},
        "causes-of": {"symptom": ["muscle cramp"]},
        "conflicts": {},
        "foods": {"nutrient": "magnesium", "age": 30},
        "nutrient": {"nutrient": "magnesium", "sex": "female"},
        "info": {},
    }
    for operation in OPERATIONS:
        schema = described["paths"][f"/api/{operation.name}"]["get"]["responses"]["200"]["content"]["application/json"]
        jsonschema.validate(api(server, operation.name, **samples.get(operation.name, {})), schema["schema"])


@pytest.mark.slow
def test_schemathesis_finds_nothing(server, tmp_path):
    if not (tool := shutil.which("schemathesis") or shutil.which("st")):
        beside = shutil.which("st", path=sys.executable.rpartition("/")[0])
        if not beside:
            pytest.skip("schemathesis isn't installed")
        tool = beside
    command = [
        tool,
        "run",
        f"{server.address}/openapi.json",
        "--max-examples",
        "10",
        "--phases",
        "fuzzing",
    ]
    done = subprocess.run(
        [*command, "--seed", "1"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]


# ---- linked data ---------------------------------------------------------------------------------------


def local(iri):
    return "/" + iri.removeprefix(BASE)


@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_a_term_as_data(server, form):
    status, headers, body = server.ask("/term/magnesium", Accept=form)
    assert status == 200 and headers["content-type"].startswith(form) and "Accept" in headers["vary"]
    quads = list(ox.parse(body, ox.RdfFormat.from_media_type(form)))
    assert any(quad.subject == ox.NamedNode(TERM + "magnesium") for quad in quads)
    assert any(quad.object == ox.NamedNode(TERM + "magnesium") for quad in quads)


def test_forms_by_ending_and_by_parameter(server):
    for path in (
        "/term/magnesium.nt",
        "/term/magnesium?format=nt",
        "/describe?format=nt&iri=" + quote(TERM + "magnesium"),
    ):
        status, headers, body = server.ask(path)
        assert (status, headers["content-type"]) == (200, "application/n-triples")
        assert b"/term/magnesium>" in body


def test_every_iri_of_the_graph_answers(server, graph):
    """A sample of all kinds: each as a page and as data."""
    iris = graph.query("SELECT DISTINCT ?s { ?s a ?class FILTER(isIRI(?s)) }")
    sample = sorted(row["s"] for row in iris)[::150]
    assert len(sample) > 20
    for iri in sample:
        path = local(iri) if iri.startswith(BASE) and "#" not in iri else "/describe?iri=" + quote(iri, safe="")
        status, headers, body = server.ask(path, Accept="text/html")
        assert status == 200 and headers["content-type"].startswith("text/html"), iri
        assert iri.rpartition("/")[2].rpartition("#")[2].encode()[:20] in body
        assert server.ask(path, Accept="text/turtle")[0] == 200


def test_links_on_a_page_lead_somewhere(server):
    import re

    body = server.ask("/term/magnesium", Accept="text/html")[2].decode()
    links = [link for link in re.findall(r'<dd>.*?href="([^"]+)"', body) if link.startswith("/")]
    assert len(links) > 5
    for link in links[:12]:
        status, headers, _ = server.ask(link.replace("&amp;", "&"), Accept="text/html")
        if status == 303:
            status = server.ask(headers["location"], Accept="text/html")[0]
        assert status == 200, link


def test_the_ontology_has_a_page_with_all_that_it_defines(server):
    data = server.ask("/ontology", Accept="text/turtle")[2]
    assert {q.subject.value for q in ox.parse(data, ox.RdfFormat.TURTLE)} >= {
        BASE + "ontology",
        BASE + "ontology#promotes",
    }
    assert b"promotes" in server.ask("/ontology", Accept="text/html")[2]


def test_what_isn_t_there(server):
    assert server.ask("/term/no-such-term", Accept="text/turtle")[0] == 404
    status, headers, body = server.ask("/term/no-such-term", Accept="text/html")
    assert status == 404 and headers["content-type"].startswith("text/html") and b"says nothing" in body
    assert server.ask("/term/magnesium", Accept="image/png")[0] == 406


def test_another_base(tmp_path):
    (tmp_path / "g.ttl").write_text('<https://kg.example/x/a> <http://www.w3.org/2000/01/rdf-schema#label> "a"@en .')
    with served("-i", tmp_path, "--base", "https://kg.example/", "--workers", "1") as server:
        assert b"https://kg.example/x/a" in server.ask("/x/a", Accept="application/n-triples")[2]


def test_a_hostile_label_stays_text(tmp_path):
    label = "<img src=x onerror=alert(1)>"
    (tmp_path / "g.ttl").write_text(f'<{TERM}a> <http://www.w3.org/2000/01/rdf-schema#label> "{label}"@en .')
    with served("-i", tmp_path, "--workers", "1") as server:
        body = server.ask("/term/a", Accept="text/html")[2]
        assert b"&lt;img src=x onerror=alert(1)&gt;" in body and b"<img" not in body


# ---- other programs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["trace", CAUSE, EFFECT],
        ["trace", "--to", "tetany", "--format", "json"],
        ["show", "magnesium"],
        ["search", "vitamin"],
        ["query", "direct-causes"],
        ["query", "-e", "CONSTRUCT { ?s ?p ?o } { VALUES ?s { term:magnesium } ?s ?p ?o }"],
        ["explain", CAUSE, EFFECT],
    ],
)
def test_kgtool_gets_the_same_bytes_from_it(server, arguments):
    def run(*options):
        command = [sys.executable, "-m", "kgtool", *arguments, *options]
        return subprocess.run(command, capture_output=True, timeout=120, check=False)

    here, there = run(), run("-i", server.address + "/sparql")
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)


def test_a_query_over_an_endpoint_of_ours(server):
    """A server may stand before another endpoint."""
    with served("-i", server.address + "/sparql", "--workers", "1") as front:
        found = api(front, "trace", cause=CAUSE, effect=EFFECT, most=2)
        assert found == api(server, "trace", cause=CAUSE, effect=EFFECT, most=2)
        status, headers, _ = front.ask("/sparql?query=ASK%7B%7D")
        assert status == 200 and "etag" not in headers


def test_sparqlwrapper(server):
    wrapper = pytest.importorskip("SPARQLWrapper")
    asking = wrapper.SPARQLWrapper(server.address + "/sparql")
    for method in (wrapper.GET, wrapper.POST):
        asking.setMethod(method)
        asking.setQuery(
            f"SELECT ?l {{ <{TERM}magnesium> rdfs:label ?l }}".replace(
                "rdfs:label", "<http://www.w3.org/2000/01/rdf-schema#label>"
            )
        )
        for form in (wrapper.JSON, wrapper.XML, wrapper.CSV):
            asking.setReturnFormat(form)
            found = asking.queryAndConvert()
            assert "magnesium" in (found.toxml() if form == wrapper.XML else str(found))
    asking.setQuery(f"CONSTRUCT WHERE {{ <{TERM}magnesium> ?p ?o }}")
    asking.setReturnFormat(wrapper.RDFXML)
    assert len(asking.queryAndConvert()) > 3


def test_rdflib_s_store(server):
    from rdflib import Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    there = Graph(SPARQLStore(server.address + "/sparql"))
    term = URIRef(TERM + "magnesium")
    assert len(list(there.triples((term, None, None)))) > 3
    assert [
        str(row[0]) for row in there.query(f"SELECT ?l {{ <{term}> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}")
    ]
    with contextlib.closing(there.store):
        assert (term, None, None) in there


@pytest.mark.skipif(not shutil.which("curl"), reason="curl isn't installed")
def test_curl(server):
    url = server.address + "/sparql"
    done = subprocess.run(
        ["curl", "-sS", "--compressed", "-H", "Accept: text/csv", "--data-urlencode", "query=ASK {}", url],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "true"
    assert subprocess.run(["curl", "-sSI", url], capture_output=True, text=True, check=True).stdout.startswith(
        "HTTP/1.1 200"
    )


@pytest.mark.parametrize("option", [["-n", "3"], ["--format", "json"], ["-o", "x.txt"], ["--max-steps", "2"]])
def test_open_refuses_what_the_page_does_not_take(option, capfd):
    assert run(["nutrient", "magnesium", "--open", *option]) == 2
    assert (
        f"takes no {'--limit' if option[0] == '-n' else option[0].replace('-o', '--output')}" in capfd.readouterr().err
    )


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        (["trace", CAUSE, EFFECT, "--via", "hypocalcemia"], "/trace?cause=vitamin+D+deficiency&effect="),
        (["explain", CAUSE, EFFECT], "/explain?cause=vitamin+D+deficiency&effect="),
        (["nutrient", "vitamin", "D", "--age", "30"], "/nutrient?name=vitamin+D&age=30"),
        (["causes-of", "muscle cramp", "--takes", "diuretics"], "/causes-of?symptom=muscle+cramp&takes=diuretics"),
        (["foods", "magnesium"], "/foods?nutrient=magnesium"),
        (["view", "magnesium"], "/describe?iri="),
        (["view", "salmon", "tetany"], "/trace?cause=salmon&cause=tetany&effect=salmon"),
    ],
)
def test_open_shows_the_page_of_the_answer(arguments, page, tmp_path):
    """What would be the browser writes down where it was sent."""
    program, seen = tmp_path / "browser", tmp_path / "seen"
    program.write_text(f'#!/bin/sh\necho "$1" > {seen}\n')
    program.chmod(0o755)
    command = [sys.executable, "-m", "kgtool", *arguments, "--open"]
    env = {**os.environ, "BROWSER": str(program)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    try:
        opened = Served(process).wait()
        address = opened.until(lambda: seen.exists() and seen.read_text().strip())
        assert address.startswith(opened.address + page)
        assert opened.ask(address.removeprefix(opened.address), Accept="text/html")[0] in (200, 303)
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()
