"""The endpoint by the letter of the SPARQL 1.1 Protocol, the Graph Store Protocol (reading) and the description."""

import gzip
import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

pytest.importorskip("uvicorn", reason="the server needs the extra `serve`")

from tests.serving import served

SD = "http://www.w3.org/ns/sparql-service-description#"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
MINE = "SELECT DISTINCT ?o { <http://e/s> ?p ?o } ORDER BY ?o"  # for the ontology stands beside the data
DATA = """
@prefix e: <http://e/> .
e:s e:p e:o .
e:one { e:s e:p e:in-one }
e:two { e:s e:p e:in-two }
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("endpoint")
    (folder / "data.trig").write_text(DATA)
    env = {"KGTOOL_CACHE": str(folder / "cache")}
    with served("-i", folder / "data.trig", "--timeout", "3", "--workers", "2", "--cors", "*", env=env) as server:
        yield server


def get(server, query, extra=(), **headers):
    return server.ask("/sparql?" + urlencode([("query", query), *extra]), **headers)


def objects(body):
    return sorted(row["o"]["value"].rpartition("/")[2] for row in json.loads(body)["results"]["bindings"])


# ---- the three ways to send a query --------------------------------------------------------------------


def test_get(server):
    status, headers, body = get(server, MINE)
    assert (status, headers["content-type"]) == (200, "application/sparql-results+json")
    assert objects(body) == ["in-one", "in-two", "o"]


def test_post_as_a_form(server):
    status, _, body = server.ask("/sparql", "POST", urlencode({"query": MINE}), Content_Type=FORM)
    assert (status, objects(body)) == (200, ["in-one", "in-two", "o"])


@pytest.mark.parametrize("kind", [QUERY, QUERY + "; charset=utf-8", QUERY.upper()])
def test_post_directly(server, kind):
    status, _, body = server.ask("/sparql", "POST", MINE.encode(), Content_Type=kind)
    assert (status, objects(body)) == (200, ["in-one", "in-two", "o"])


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/sparql?query=", None, None, 400),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, None, 400),
        ("GET", "/sparql?query=nonsense", None, None, 400),
        ("GET", "/sparql?query=%FF", None, None, 400),
        ("POST", "/sparql", "query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        ("POST", "/sparql?query=ASK%7B%7D", "ASK {}", QUERY, 400),
        ("POST", "/sparql", "", FORM, 400),
        ("POST", "/sparql", "", QUERY, 400),
        ("POST", "/sparql", "ASK {}", "text/plain", 415),
        ("POST", "/sparql", "query=ASK%7B%7D", None, 415),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), QUERY, 400),
        ("POST", "/sparql", "ASK {}", QUERY + "; charset=UTF-16", 400),
        ("POST", "/sparql", "update=CLEAR%20ALL", FORM, 403),
        ("POST", "/sparql", "CLEAR ALL", "application/sparql-update", 403),
        ("POST", "/sparql", "query=CLEAR%20ALL", FORM, 403),
        ("PUT", "/sparql", "ASK {}", QUERY, 405),
        ("DELETE", "/sparql", None, None, 405),
        ("GET", "/sparql?query=SELECT*%7BSERVICE%3Chttp://127.0.0.1:1/%3E%7B?s?p?o%7D%7D", None, None, 403),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", None, None, 400),
    ],
)
def test_what_is_no_query_is_refused(server, method, path, body, kind, status):
    headers = {"Content-Type": kind} if kind else {}
    got, told, said = server.ask(path, method, body, **headers)
    assert got == status
    assert told["content-type"].startswith("text/plain") and said.strip()
    assert b"Traceback" not in said


def test_a_syntax_error_names_its_place(server):
    status, _, said = get(server, "SELECT * {\n ?s ?p }")
    assert status == 400 and b"2:" in said


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_relative_iris_begin_at_the_endpoint(server, path):
    query = "CONSTRUCT { <s> <p> <#o>, <> } WHERE {}"
    status, _, body = server.ask(path, "POST", query, Content_Type=QUERY, Accept="application/n-triples")
    first = f"<{server.address}{path.removesuffix('sparql')}"
    assert status == 200 and body.decode().count(f"{first}s> {first}p> <{server.address}{path}") == 2
    status, _, body = server.ask(
        path, "POST", "BASE <http://e/> " + MINE.replace("http://e/s", "s"), Content_Type=QUERY
    )
    assert (status, objects(body)) == (200, ["in-one", "in-two", "o"])


# ---- data sets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ([("default-graph-uri", "http://e/one")], ["in-one"]),
        ([("default-graph-uri", "http://e/one"), ("default-graph-uri", "http://e/two")], ["in-one", "in-two"]),
        ([("default-graph-uri", "http://e/none")], []),
        ([("named-graph-uri", "http://e/one")], []),
    ],
)
@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_default_graphs(server, fields, found, way):
    if way == "GET":
        status, _, body = get(server, MINE, fields)
    elif way == "form":
        status, _, body = server.ask("/sparql", "POST", urlencode([("query", MINE), *fields]), Content_Type=FORM)
    else:
        status, _, body = server.ask("/sparql?" + urlencode(fields), "POST", MINE, Content_Type=QUERY)
    assert (status, objects(body)) == (200, found)


def test_named_graphs(server):
    named = "SELECT ?o { GRAPH ?g { <http://e/s> ?p ?o } }"
    assert objects(get(server, named)[2]) == ["in-one", "in-two"]
    assert objects(get(server, named, [("named-graph-uri", "http://e/two")])[2]) == ["in-two"]
    assert objects(get(server, named, [("default-graph-uri", "http://e/two")])[2]) == []


def test_the_protocol_overrides_the_query(server):
    query = "SELECT ?o FROM <http://e/one> { ?s ?p ?o }"
    assert objects(get(server, query)[2]) == ["in-one"]
    assert objects(get(server, query, [("default-graph-uri", "http://e/two")])[2]) == ["in-two"]
    named = "SELECT ?o FROM <http://e/one> FROM NAMED <http://e/one> { GRAPH ?g { ?s ?p ?o } }"
    assert objects(get(server, named)[2]) == ["in-one"]
    assert objects(get(server, named, [("named-graph-uri", "http://e/two")])[2]) == ["in-two"]


def test_a_query_that_only_says_from_in_a_string_has_all_graphs(server):
    assert objects(get(server, MINE.replace("}", 'FILTER("from" != "FROM") }'))[2]) == ["in-one", "in-two", "o"]


# ---- forms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9, */*;q=0.1", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.2", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("nonsense, ;;, text/csv", "text/csv; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("query", [MINE, "ASK { ?s ?p ?o }"])
def test_rows_come_in_the_form_that_is_wanted(server, accept, kind, query):
    status, headers, body = get(server, query, **({"Accept": accept} if accept else {}))
    assert (status, headers["content-type"]) == (200, kind)
    assert "Accept" in headers["vary"]
    form = ox.QueryResultsFormat.from_media_type(kind.partition(";")[0])
    if form != ox.QueryResultsFormat.CSV:  # which can't be read back
        ox.parse_query_results(body, form)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("text/plain", "application/n-triples"),
        ("text/html, application/rdf+xml;q=0.3", "application/rdf+xml"),
    ],
)
@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?s ?p ?o } { GRAPH <http://e/one> { ?s ?p ?o } }", "DESCRIBE <http://e/s>"]
)
def test_triples_come_in_the_form_that_is_wanted(server, accept, kind, query):
    status, headers, body = get(server, query, **({"Accept": accept} if accept else {}))
    assert (status, headers["content-type"]) == (200, kind)
    form = ox.RdfFormat.from_media_type(kind.partition(";")[0])
    assert ox.NamedNode("http://e/in-one") in {quad.object for quad in ox.parse(body, form)}


def test_what_nobody_can_write_is_not_acceptable(server):
    assert get(server, MINE, Accept="image/png")[0] == 406
    assert get(server, MINE, Accept="text/turtle")[0] == 406
    assert get(server, "DESCRIBE <http://e/s>", Accept="text/csv")[0] == 406
    assert (
        get(server, "DESCRIBE <http://e/s>", Accept="application/sparql-results+xml")[0] == 200
    )  # rdflib's SPARQLStore


def test_head_has_the_headers_of_get_and_no_body(server):
    path = "/sparql?query=" + quote(MINE)
    assert server.ask(path, "HEAD")[2] == b""
    got, asked = server.ask(path)[1], server.ask(path, "HEAD")[1]
    assert {k: v for k, v in got.items() if k != "date"} == {k: v for k, v in asked.items() if k != "date"}


def test_large_answers_are_compressed_for_whoever_can_read_that(server):
    query = "SELECT * { ?s ?p ?o } LIMIT 9000"
    plain = get(server, query)
    packed = get(server, query, Accept_Encoding="gzip")
    assert packed[1]["content-encoding"] == "gzip" and "content-encoding" not in plain[1]
    assert gzip.decompress(packed[2]) == plain[2]
    assert plain[1].get("transfer-encoding") == "chunked"  # it came in pieces


def test_a_tag_stands_for_graph_query_and_form(server):
    tag = get(server, MINE)[1]["etag"]
    assert get(server, MINE, If_None_Match=tag)[::2] == (304, b"")
    assert get(server, MINE, If_None_Match='"other"')[0] == 200
    assert get(server, MINE, Accept="text/csv")[1]["etag"] != tag
    assert get(server, MINE + " ")[1]["etag"] != tag
    assert "etag" not in get(server, "SELECT (RAND() AS ?o) {}")[1]


def test_what_differs_each_time_is_asked_each_time(server):
    query = "SELECT (STRUUID() AS ?o) {}"
    assert get(server, query)[2] != get(server, query)[2]


def test_pages_of_other_origins_may_read(server):
    assert get(server, MINE, Origin="https://example.org")[1]["access-control-allow-origin"] == "*"
    status, headers, _ = server.ask("/sparql", "OPTIONS", Origin="https://example.org")
    assert status == 204 and "POST" in headers["access-control-allow-methods"]
    assert "Content-Type" in headers["access-control-allow-headers"]


# ---- graphs, and the description -----------------------------------------------------------------------


def test_a_graph_is_read_whole(server):
    status, _, body = server.ask("/graph-store?graph=" + quote("http://e/one", safe=""), Accept="application/n-triples")
    assert (status, body) == (200, b"<http://e/s> <http://e/p> <http://e/in-one> .\n")
    default = server.ask("/graph-store?default", Accept="application/n-triples")[2]
    assert b"<http://e/s> <http://e/p> <http://e/o> .\n" in default and b"in-one" in default  # the set of all triples
    assert server.ask("/graph-store?graph=http://e/one", "HEAD")[::2] == (200, b"")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/graph-store?graph=http://e/none", 404),
        ("GET", "/graph-store?graph=", 400),
        ("GET", "/graph-store?graph=%3E%7D%20CLEAR", 400),
        ("GET", "/graph-store?graph=x:%3E%7D%20CLEAR", 404),
        ("GET", "/graph-store?graph=one", 400),
        ("GET", "/graph-store", 400),
        ("GET", "/graph-store?default&graph=http://e/one", 400),
        ("PUT", "/graph-store?default", 405),
        ("POST", "/graph-store?default", 405),
        ("DELETE", "/graph-store?graph=http://e/one", 405),
    ],
)
def test_graphs_that_are_not_there_and_writing(server, method, path, status):
    assert server.ask(path, method)[0] == status


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"]
)
def test_the_service_describes_itself(server, accept):
    status, headers, body = server.ask("/sparql", Accept=accept)
    assert status == 200
    form = ox.RdfFormat.from_media_type(headers["content-type"].partition(";")[0])
    quads = list(ox.parse(body, form))
    said = {(quad.predicate.value.removeprefix(SD), quad.object.value) for quad in quads}
    assert ("supportedLanguage", SD + "SPARQL11Query") in said
    assert ("endpoint", server.address + "/sparql") in said
    assert ("name", "http://e/one") in said and ("feature", SD + "UnionDefaultGraph") in said
    (service,) = {q.subject for q in quads if q.object == ox.NamedNode(SD + "Service")}
    assert service in {q.subject for q in quads if q.predicate.value == SD + "endpoint"}


def test_a_browser_gets_the_page_of_queries(server):
    status, headers, _ = server.ask("/sparql", Accept="text/html,*/*;q=0.8")
    assert (status, headers["location"]) == (303, "/query")
