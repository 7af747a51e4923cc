"""A server under hostile requests: limits hold, nothing leaks, honest clients are served, reloads drop nothing."""

import http.client
import os
import signal
import socket
import threading
import time
from urllib.parse import quote, urlencode, urlsplit

import pytest

pytest.importorskip("uvicorn", reason="the server needs the extra `serve`")

from tests.serving import served

TERM = "https://w3id.org/nutrition-causality/term/"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LIGHT = "ASK { ?s ?p ?o }"
TURTLE = """
@prefix t: <https://w3id.org/nutrition-causality/term/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
t:first rdfs:label "%s"@en .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graph")
    (folder / "g.ttl").write_text(TURTLE % "first")
    return folder / "g.ttl"


@pytest.fixture(scope="module")
def server(graph, tmp_path_factory):
    env = {"KGTOOL_CACHE": str(tmp_path_factory.mktemp("cache"))}
    with served("-i", graph, "--timeout", "2", "--memory", "300M", "--workers", "3", env=env) as server:
        yield server


def query(server, text, **headers):
    return server.ask("/sparql?" + urlencode({"query": text}), **headers)


def test_a_query_over_its_time_is_killed_and_said(server):
    began = time.monotonic()
    status, _, said = query(server, HEAVY)
    assert status == 500 and b"2 s" in said
    assert time.monotonic() - began < 6
    assert query(server, LIGHT)[0] == 200


def test_a_query_over_its_memory_is_ended_and_said(server):
    greedy = "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    status, _, said = query(server, greedy)
    assert status == 500 and said
    server.until(lambda: query(server, LIGHT)[0] == 200)


def test_a_query_nested_too_deeply_ends_a_worker_not_the_server(server):
    deep = "ASK { FILTER(" + "(" * 60_000 + "1" + ")" * 60_000 + ") }"
    status, _, said = server.ask("/sparql", "POST", deep, Content_Type="application/sparql-query")
    assert status in (400, 500) and said
    server.until(lambda: query(server, LIGHT)[0] == 200)


@pytest.mark.slow
def test_long_queries_leave_room_for_short_ones(server):
    stop = threading.Event()

    def hostile():
        while not stop.is_set():
            query(server, HEAVY)

    threads = [threading.Thread(target=hostile) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    took = []
    for number in range(20):
        began = time.monotonic()
        assert query(server, f"ASK {{ ?s ?p {number} }}")[0] == 200
        took.append(time.monotonic() - began)
    stop.set()
    for thread in threads:
        thread.join()
    assert sorted(took)[14] < 2, took


def test_an_answer_that_breaks_off_is_seen_to(server):
    """What was begun can't be given another status: the connection ends before the body does."""
    text = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    place = urlsplit(server.address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.request("GET", "/sparql?" + urlencode({"query": text}))
    response = connection.getresponse()
    assert response.status == 200
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        response.read()
    connection.close()


# ---- who may ask, and how much -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:80", 200),
        ("LOCALHOST", 200),
        ("[::1]:99", 200),
        ("192.168.1.5:8100", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:8100", 421),
        ("", 421),
        ("127.0.0.1@evil.example", 421),
    ],
)
def test_a_strange_name_is_no_name_of_this_server(server, host, status):
    assert server.ask("/health", Host=host)[0] == status


def test_other_names_are_allowed_by_name(graph):
    with served("-i", graph, "--allow-host", "kg.example", "--workers", "1") as other:
        assert other.ask("/health", Host="kg.example:443")[0] == 200
        assert other.ask("/health", Host="other.example")[0] == 421


def test_own_files_are_for_no_other_page(server):
    headers = query(server, LIGHT, Origin="https://evil.example")[1]
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-methods" not in server.ask("/sparql", "OPTIONS", Origin="https://evil.example")[1]


def test_named_origins_may_read(graph):
    with served("-i", graph, "--cors", "https://a.example", "--workers", "1") as other:
        assert query(other, LIGHT, Origin="https://a.example")[1]["access-control-allow-origin"] == "https://a.example"
        assert "access-control-allow-origin" not in query(other, LIGHT, Origin="https://b.example")[1]


def test_a_body_that_is_too_large_isn_t_read(server):
    status = server.ask("/sparql", "POST", "#" * (2 << 20), Content_Type="application/sparql-query")[0]
    assert status == 413
    place = urlsplit(server.address)
    with socket.create_connection((place.hostname, place.port)) as plain:
        plain.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 99999999999\r\n\r\n"
        )
        assert plain.recv(100).startswith(b"HTTP/1.1 413")


def test_headers_and_addresses_have_bounds(server):
    assert server.ask("/health", X_Long="x" * 60_000)[0] in (400, 431)
    assert server.ask("/sparql?query=" + "%20" * 20_000)[0] in (400, 414)
    assert server.ask("/health?" + "&".join(f"a{n}=1" for n in range(200)))[0] == 200
    assert server.ask("/api/search?" + "&".join(f"a{n}=1" for n in range(200)))[0] == 400


@pytest.mark.slow
def test_a_slow_client_is_let_go(server):
    place = urlsplit(server.address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as plain:
        plain.sendall(b"GET /health HTT")
        began = time.monotonic()
        assert plain.recv(100) == b""
        assert time.monotonic() - began < 15
    with socket.create_connection((place.hostname, place.port), timeout=30) as plain:
        plain.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK"
        )
        assert plain.recv(100).startswith(b"HTTP/1.1 408")


HOSTILE = [
    "/sparql?query=" + quote(text)
    for text in (
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://169.254.169.254/> { ?s ?p ?o } }",
        "SELECT * { SERVI\\u0043E <http://127.0.0.1:9/> { ?s ?p ?o } }",
        'SELECT * { BIND("\\u0022 AS ?x) } #" AS ?x) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }',
        "LOAD <file:///etc/passwd>",
        "INSERT DATA { <http://a> <http://b> <http://c> }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "DESCRIBE <file:///etc/passwd>",
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(a+)+$')) } LIMIT 1",
    )
]
HOSTILE += [
    "/../../etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static/%2e%2e/%2e%2e/pyproject.toml",
    "/static//etc/passwd",
    "/static/C:%5cwindows%5cwin.ini",
    "/static/vendor",
    "/%00",
    "/term/%00",
    "/term/%3E%7D%20SELECT",
    "/term/a%20b",
    "/describe?iri=file:///etc/passwd",
    "/describe?iri=%3E%20%3Fp%20%3Fo%20%7D",
    "/describe?iri=javascript:alert(1)",
    "/describe?iri=x&iri=y",
    "/describe",
    "/graph-store?graph=file:///etc/passwd",
    "/api/passage?iri=/etc/passwd",
    "/api/passage?iri=" + quote(TERM + "first"),
    "/api/show?term=" + quote("<script>alert(1)</script>"),
    "/api/search?text=" + quote("<script>alert(1)</script>"),
    "/api/trace?cause=first&effect=first&max_steps=99999",
    "/api/trace?cause=" + "x" * 600,
    "/api/trace?cause=%FF",
    "/api/__class__",
    "/api/trace?format=../../etc",
    "/api/explain?cause=first",
    "/metrics/../api",
    "/trace?cause=" + quote("<script>alert(1)</script>"),
    "/search?q=" + quote('"><img src=x onerror=alert(1)>'),
]


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_requests_leak_nothing(server, path):
    status, headers, body = server.ask(path)
    assert status < 500 or (status == 500 and b"2 s" in body)
    assert b"root:" not in body and b"Traceback" not in body and b"/kgtool/" not in body and b"[project]" not in body
    if headers.get("content-type", "").startswith("text/html"):
        assert b"<script>alert" not in body and b"onerror" not in body
        assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_there_are_many_of_them():
    assert len(HOSTILE) >= 40


# ---- health, metrics, the log --------------------------------------------------------------------------


def test_health_and_metrics(server):
    status, _, body = server.ask("/health")
    assert status == 200 and b'"status":"ok"' in body
    query(server, LIGHT)
    text = server.ask("/metrics")[2].decode()
    assert 'kgtool_requests_total{route="sparql",status="200"}' in text
    assert 'kgtool_workers{state="idle"}' in text
    assert 'kgtool_killed_total{reason="time"}' in text
    for line in text.splitlines():
        assert line.startswith("# TYPE ") or (len(line.rsplit(" ", 1)) == 2 and float(line.rsplit(" ", 1)[1]) >= 0)


def test_a_line_a_request_that_nobody_can_forge(server):
    server.ask("/term/%0a127.0.0.1%20forged")
    line = server.until(lambda: next((one for one in server.log if "forged" in one), None))
    assert line.count('"GET ') == 1 and " 404 " in line and line.rstrip().endswith("ms")


# ---- changes under way, and the end --------------------------------------------------------------------


@pytest.mark.slow
def test_a_changed_graph_is_opened_anew_without_dropping_a_request(tmp_path):
    file = tmp_path / "g.ttl"
    file.write_text(TURTLE % "before")
    env = {"KGTOOL_CACHE": str(tmp_path / "cache")}
    with served("-i", file, "--workers", "2", env=env) as server:
        stop, statuses = threading.Event(), []

        def ask():
            while not stop.is_set():
                statuses.append(query(server, LIGHT)[0])

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        tag = server.ask("/api/search?text=before")[1]["etag"]
        file.write_text(TURTLE % "afterwards")
        server.until(lambda: b"first" in server.ask("/api/search?text=afterwards")[2])
        assert server.ask("/api/search?text=before")[1]["etag"] != tag
        assert b"first" not in server.ask("/api/search?text=before")[2]
        file.write_text("this is no Turtle")
        server.until(lambda: b'"stale"' in server.ask("/health")[2])
        assert b"first" in server.ask("/api/search?text=afterwards")[2]
        file.write_text(TURTLE % "mended")
        server.until(lambda: b"first" in server.ask("/api/search?text=mended")[2])
        assert b'"ok"' in server.ask("/health")[2]
        stop.set()
        for thread in threads:
            thread.join()
        assert statuses and set(statuses) == {200}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_the_end_waits_for_answers_and_leaves_nobody_behind(graph):
    with served("-i", graph, "--timeout", "5", "--workers", "2") as server:
        children = _children(server.process.pid)
        assert len(children) >= 1
        answers = []
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?a)) + STRLEN(STR(?d)) > 5) }"
        thread = threading.Thread(target=lambda: answers.append(query(server, slow)[0]))
        thread.start()
        time.sleep(0.3)
        assert server.stop(signal.SIGINT) in (0, 130, -signal.SIGINT)
        thread.join()
        assert answers in ([200], [500])
    server_gone = time.monotonic() + 10
    while any(os.path.exists(f"/proc/{pid}") for pid in children) and time.monotonic() < server_gone:
        time.sleep(0.1)
    assert not any(os.path.exists(f"/proc/{pid}") for pid in children)


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="this looks into /proc")
def test_a_killed_server_takes_its_workers_along_and_loses_nothing(graph):
    with served("-i", graph, "--workers", "2") as server:
        server.until(lambda: len(_children(server.process.pid)) == 2)
        children = _children(server.process.pid)
        server.stop(signal.SIGKILL)
        end = time.monotonic() + 10
        while any(_alive(pid) for pid in children) and time.monotonic() < end:
            time.sleep(0.1)
        assert not any(_alive(pid) for pid in children)
    with served("-i", graph, "--workers", "1") as again:
        assert query(again, LIGHT)[0] == 200


def test_what_keeps_it_from_starting_is_said(tmp_path):
    import subprocess
    import sys

    bad = tmp_path / "bad.ttl"
    bad.write_text("no turtle")
    for arguments, code, said in (
        (["-i", str(bad)], 3, "bad.ttl"),
        (["-i", str(tmp_path / "none.ttl")], 3, "none.ttl"),
        (["--texts", str(tmp_path / "none")], 3, "no such folder"),
        (["--memory", "much"], 2, "500M"),
        (["--host", "192.0.2.1"], 3, "can't listen"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "kgtool", "serve", "--port", "0", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr
        assert "Traceback" not in done.stderr


def _children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(one) for one in file.read().split()]


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
