"""An endpoint answers what the files it was filled from answer; and what isn't an endpoint is told apart."""

import base64
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from kgtool import folders
from kgtool import open as open_graph
from kgtool.answers.candidates import refuse_stepless_store
from kgtool.cli import run
from kgtool.errors import InputError, LimitError, UsageError
from kgtool.importing.graph_import import import_graph
from kgtool.reading.hops import hops_between
from kgtool.store import remote
from kgtool.store.filling import fill
from kgtool.store.inputs import ontology_files, rdf_files, sign_files
from kgtool.store.remote import RemoteStore
from kgtool.vocabulary import TERM

ROWS = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}'
JSON = "application/sparql-results+json"


def oxigraph_binary():
    beside = Path(sys.executable).parent / "oxigraph"
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextmanager
def served(folder, fill_it):
    """The address of a real SPARQL server on loopback over what a function fills a store in the folder with."""
    binary = oxigraph_binary()
    if not binary:
        pytest.skip("needs the oxigraph server, which the extra test brings")
    store = ox.Store(str(folder))
    fill_it(store)
    store.flush()
    del store
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder.with_suffix(".log")
    with log.open("wb") as said:
        server = subprocess.Popen(
            [binary, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    try:
        while not log.read_text().startswith("Listening"):
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    """A SPARQL server over the shipped graph with its steps."""
    read = [*ontology_files(), *sign_files(), *rdf_files([folders.GRAPHS])]
    with served(tmp_path_factory.mktemp("endpoint"), lambda store: fill(store, read)) as url:
        yield url


EDGES = """
@prefix b: <https://w3id.org/biolink/vocab/> . @prefix e: <urn:e:> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
e:1 b:subject e:a ; b:predicate b:causes ; b:object e:b ; b:publications "PMID:1", "PMID:2" ; b:category e:c .
e:2 b:subject e:a ; b:predicate b:affects ; b:object e:c . e:a rdfs:label "a cause" ; skos:exactMatch e:aa .
[] rdf:subject e:b ; rdf:predicate <http://purl.obolibrary.org/obo/RO_0002212> ; rdf:object e:d ; dct:source "X" .
[] a owl:Axiom ; owl:annotatedSource e:d ; owl:annotatedProperty b:causes ; owl:annotatedTarget e:f .
e:d b:causes e:f . [] b:subject e:d ; b:predicate b:causes ; b:object [] . e:f e:q e:g .
"""


def test_edges_of_an_endpoint_that_are_nodes_are_told_of_and_imported_as_those_of_a_file(tmp_path, capsys):
    path, claims = tmp_path / "edges.ttl", tmp_path / "claims.ttl"
    path.write_text(EDGES)
    with served(tmp_path / "store", lambda store: store.load(path=str(path))) as url:
        ours, theirs = (import_graph([one], name="x", title="x") for one in (str(path), url))
        assert ours.forms == theirs.forms
        assert ours.report == theirs.report
        assert (ours.report.claims, ours.report.unsigned["urn:e:q"]) == (3, 1)
        apart = "textDigest", "seeAlso <http://127"
        one, other = (
            [line for line in found.turtle.decode().splitlines() if not any(word in line for word in apart)]
            for found in (ours, theirs)
        )
        assert one == other
        claims.write_bytes(theirs.turtle)
        assert only_sign(claims, "a cause", "urn:e:d") == only_sign(path, "a cause", "urn:e:d")
        assert open_graph(url).overview().untraced == {"biolink-association": 3, "rdf-statement": 1}
        assert run(["trace", "-i", url, "urn:e:a", "urn:e:d"]) == 1
        told = " ".join(capsys.readouterr().err.split())
    assert "know nothing: of the form biolink-association, of the form rdf-statement. `kgtool import graph URL" in told


def only_sign(path, cause, effect):
    return [chain.sign for chain in open_graph(str(path)).trace(cause, effect).chains]


@pytest.mark.parametrize(
    ("cause", "effect", "options"),
    [
        ("vitamin D deficiency", "muscle fasciculation", {"most": 1000}),
        ("salmon", "muscle fasciculation", {}),
        ("magnesium", "muscle cramp", {"exclude_disputed": True}),
        (None, "tetany", {"most": 50}),
        ("HYPOMAGNESEMIA", None, {"sources": ["twitching-all-over"]}),
    ],
)
def test_an_endpoint_answers_what_the_files_answer(endpoint, cause, effect, options):
    assert open_graph(endpoint).trace(cause, effect, **options) == open_graph().trace(cause, effect, **options)


@pytest.mark.slow
def test_terms_and_counts_are_the_same_too(endpoint):
    there, here = open_graph(endpoint), open_graph()
    assert there.show("tetany") == here.show("tetany")
    assert there.search("vitamin") == here.search("vitamin")
    assert there.overview() == here.overview()
    assert there.conflicts() == here.conflicts()
    ends = ("vitamin D deficiency", "muscle fasciculation")
    assert there.explain(*ends) == here.explain(*ends)
    symptoms = ["muscle fasciculation", "muscle cramp", "fatigue"]
    assert there.causes_of(symptoms) == here.causes_of(symptoms) == open_graph(use_cache=False).causes_of(symptoms)


@pytest.mark.parametrize("steps", [1, 2, 5, 6])
def test_both_frontiers_grow_by_one_request_a_step(endpoint, monkeypatch, steps):
    graph = open_graph(endpoint)
    monkeypatch.setattr("kgtool.answers.judging.AtOnce", lambda *_: pytest.fail("reached the evidence"))
    with pytest.raises(pytest.fail.Exception):
        graph.trace("vitamin D deficiency", "hypocalcemia", max_steps=steps)
    assert graph.store.requests <= 2 + (steps + 1) // 2  # the names, what they stand for, and the frontiers


GIVEN = {"takes": ["Diuretic"], "diet": ["salmon"], "having": ["hypocalcemia", "low Mg"]}


@pytest.mark.parametrize(
    ("most", "ask"),
    [
        (9, lambda graph: graph.trace("vitamin D deficiency", "muscle fasciculation")),
        (11, lambda graph: graph.trace(effect="tetany", most=5)),
        (9, lambda graph: graph.explain("vitamin D deficiency", "muscle fasciculation")),
        (9, lambda graph: graph.explain("magnesium", "muscle cramp")),
        (9, lambda graph: graph.explain("tetany", "magnesium")),
        (18, lambda graph: graph.causes_of(["muscle fasciculation", "muscle cramp", "fatigue"])),
        (18, lambda graph: graph.causes_of(["Muscle Cramps", "tetany"], anything=True)),
        (18, lambda graph: graph.causes_of(["tetany"], **GIVEN)),
        (6, lambda graph: graph.show("tetany")),
        (14, lambda graph: graph.nutrient("magnesium")),
        (8, lambda graph: graph.conflicts()),
        (3, lambda graph: graph.overview()),
        (3, lambda graph: graph.search("vitamin")),
        (14, lambda graph: graph.why_not("tetany", "magnesium")),
    ],
)
def test_few_requests_answer(endpoint, most, ask):
    graph = open_graph(endpoint)
    ask(graph)
    assert graph.store.requests <= most


def test_predicates_that_the_store_does_not_use_are_asked_for_once(endpoint, monkeypatch):
    graph, asked = open_graph(endpoint), []
    answer = graph.store.query
    monkeypatch.setattr(graph.store, "query", lambda text: (asked.append(text), answer(text))[1])
    assert hops_between(graph.store, [f"{TERM}vitamin-d-deficiency"], [f"{TERM}tetany"], 4)
    unused = next(p for p in graph.store.signs if "RO_" in p)
    assert [unused in text for text in asked] == [True] + [False] * (len(asked) - 1)
    assert len(asked) == 2


def test_no_query_takes_an_optional_step_from_an_open_end(endpoint, monkeypatch):
    """`?x a?/b ?y` begins at every node of the store in Jena: seconds to minutes."""
    graph, asked = open_graph(endpoint), []
    answer = graph.store.query
    monkeypatch.setattr(graph.store, "query", lambda text, *more: (asked.append(text), answer(text, *more))[1])
    graph.trace("magnesium", "muscle cramp"), graph.causes_of(["tetany", "fatigue"]), graph.nutrient("magnesium")
    assert asked
    assert not [text for text in asked if re.search(r"[\w)>]\?/", text)]


def test_no_query_takes_a_truth_value_for_more_than_a_filter(endpoint, monkeypatch):
    """Engines write it as 1 or "true", and some take no EXISTS as a value."""
    graph, asked = open_graph(endpoint), []
    answer = graph.store.query
    monkeypatch.setattr(graph.store, "query", lambda text: (asked.append(text), answer(text))[1])
    graph.show("tetany"), graph.explain("tetany", "magnesium"), graph.why_not("tetany", "magnesium"), graph.conflicts()
    refuse_stepless_store(graph.store)
    assert asked
    assert not [text for text in asked if re.search(r"\(\s*(NOT\s+)?EXISTS[^)]*\}\s*AS|BIND\s*\(\s*EXISTS", text)]


def test_a_syntax_error_is_the_users(endpoint):
    with pytest.raises(UsageError, match="400"):
        RemoteStore(endpoint).query("SELECT")


# ---- a server that misbehaves --------------------------------------------------------------------------


@contextmanager
def server(answer):
    """A loopback server that answers every request with answer(handler) → (status, headers, body)."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length", 0))
            seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
            status, headers, body = answer(len(seen))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_):
            pass

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}/sparql", seen
    finally:
        serving.shutdown()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(remote.time, "sleep", lambda _: None)


def test_short_queries_go_by_get_and_long_ones_by_post():
    with server(lambda _: (200, {"Content-Type": JSON}, ROWS)) as (url, seen):
        store = RemoteStore(url)
        short, long = "SELECT ?x {}", "SELECT ?x { VALUES ?x { " + "1 " * 3000 + "} }"
        assert [row[0].value for row in store.query(short)] == ["1"]
        store.query(long)
    (get, path, headers, _), (post, _, _, body) = seen
    assert (get, post) == ("GET", "POST")
    assert parse_qs(urlsplit(path).query) == {"query": [short]}
    assert parse_qs(body.decode()) == {"query": [long]}
    assert headers["User-Agent"].startswith("kgtool/")


def test_a_query_longer_than_a_form_may_be_is_the_whole_body():
    """Fuseki's Jetty reads forms up to 200,000 bytes."""
    query = f"SELECT ?x {{ VALUES ?x {{ {'1 ' * 100_000} }} }}"

    def taken(n):
        return (200, {"Content-Type": JSON}, ROWS) if n != 2 else (415, {}, b"")

    with server(taken) as (url, seen):
        for _ in range(2):
            assert [row[0].value for row in RemoteStore(url).query(query)] == ["1"]
    kinds = [headers["Content-Type"] for _, _, headers, _ in seen]
    assert kinds == ["application/sparql-query"] * 2 + ["application/x-www-form-urlencoded"]
    assert seen[0][3].decode() == query
    assert parse_qs(seen[2][3].decode()) == {"query": [query]}


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_endpoint_is_asked_again(status):
    with server(lambda n: (status, {"Retry-After": "0"}, b"") if n < 3 else (200, {"Content-Type": JSON}, ROWS)) as (
        url,
        seen,
    ):
        assert [row[0].value for row in RemoteStore(url).query("SELECT ?x {}")] == ["1"]
        assert len(seen) == 3


def test_an_endpoint_that_stays_busy_is_a_limit():
    with server(lambda _: (503, {}, b"overloaded")) as (url, seen):
        with pytest.raises(LimitError, match="overloaded"):
            RemoteStore(url).query("SELECT ?x {}")
        assert len(seen) == 4


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>"), "isn't a SPARQL endpoint"),
        ((200, {"Content-Type": JSON}, b"<html>"), "can't be read"),
        ((404, {}, b"nothing here"), "Is this a SPARQL endpoint"),
        ((401, {}, b""), "KGTOOL_ENDPOINT_TOKEN"),
        ((302, {"Location": "http://localhost:9/elsewhere"}, b""), "on another host"),
    ],
)
def test_what_is_no_endpoint_is_said(answer, message):
    with server(lambda _: answer) as (url, _), pytest.raises(InputError, match=message):
        RemoteStore(url).query("SELECT ?x {}")


def test_nobody_there():
    with pytest.raises(InputError, match="can't be reached"):
        RemoteStore("http://127.0.0.1:9/sparql").query("ASK {}")


def test_an_answer_that_takes_too_long_is_a_limit():
    def slow(_):
        threading.Event().wait(1)
        return 200, {"Content-Type": JSON}, ROWS

    with server(slow) as (url, _), pytest.raises(LimitError, match=r"within 0\.1 s.*--timeout"):
        RemoteStore(url, timeout=0.1).query("SELECT ?x {}")


@pytest.mark.parametrize(
    ("environment", "netrc", "expected"),
    [
        ({remote.TOKEN: "secret"}, "", "Bearer secret"),
        ({remote.USER: "ann", remote.PASSWORD: "pw"}, "", "Basic " + base64.b64encode(b"ann:pw").decode()),
        ({}, "machine 127.0.0.1 login bob password xy", "Basic " + base64.b64encode(b"bob:xy").decode()),
        ({}, "machine other.example login bob password xy", None),
    ],
)
def test_credentials_come_from_the_environment_or_netrc(tmp_path, monkeypatch, environment, netrc, expected):
    for name in (remote.TOKEN, remote.USER, remote.PASSWORD):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "netrc").write_text(netrc)
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with server(lambda _: (200, {"Content-Type": JSON}, ROWS)) as (url, seen):
        RemoteStore(url).query("SELECT ?x {}")
    assert seen[0][2].get("Authorization") == expected
