"""The description of an endpoint over a store, in the SPARQL 1.1 Service Description vocabulary."""

from collections.abc import Iterator

import pyoxigraph as ox

from kgtool.queries.endpoint import ROWS, TRIPLES
from kgtool.store import Store
from kgtool.vocabulary import RDF, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_RDF_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
_TYPE = ox.NamedNode(RDF + "type")


def description(store: Store, url: str) -> Iterator[ox.Triple]:
    """The triples that describe the endpoint at `url`: language, formats, and the graphs of its data set."""
    assert len(_FORMATS) == len(ROWS) and len(_RDF_FORMATS) == len(TRIPLES)
    service, dataset, default = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("default")
    named = [
        str(row[0].value) for row in _rows(store, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    ]
    yield ox.Triple(service, _TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), ox.NamedNode(url))
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in (*_FORMATS, *_RDF_FORMATS):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name))
    if named:
        yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield from _graph(default, next(iter(_rows(store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")))[0])
    counted = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    for number, (name, count) in enumerate(_rows(store, counted) if named else ()):
        entry, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), entry)
        yield ox.Triple(entry, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(entry, _sd("name"), name)
        yield ox.Triple(entry, _sd("graph"), graph)
        yield from _graph(graph, count)


def _graph(node: ox.BlankNode, count: ox.Literal) -> Iterator[ox.Triple]:
    yield ox.Triple(node, _TYPE, _sd("Graph"))
    yield ox.Triple(
        node, ox.NamedNode(VOID + "triples"), ox.Literal(count.value, datatype=ox.NamedNode(XSD + "integer"))
    )


def _rows(store: Store, sparql: str) -> ox.QuerySolutions:
    found = store.query(sparql)
    assert isinstance(found, ox.QuerySolutions)
    return found


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
