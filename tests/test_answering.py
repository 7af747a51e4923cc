"""pyoxigraph answers the queries of shapes as rdflib would: what is bound beforehand, literals as they are written."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.plugins.sparql.processor

from kgtool import folders
from kgtool.store.files import quads, rdf_files
from kgtool.validate import answering
from kgtool.validate.answering import from_rdflib, graph_of, to_rdflib
from kgtool.validate.check import ontology_files
from kgtool.validate.documents import Renamer
from kgtool.validate.engines import run
from kgtool.validate.findings import local_name, read_findings
from kgtool.validate.shapes import SH, TARGETS, Shapes, read_shapes

CASES = Path(__file__).parent / "shapes"
SHAPES = read_shapes(rdf_files([folders.SHAPES]), Renamer())
ASKING = sorted(
    local_name(s.value) for s in SHAPES.shapes() if isinstance(s, ox.NamedNode) and SHAPES.values(s, "sparql")
)
EX = "http://example.org/"
DATA = f"""
@prefix ex: <{EX}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a a ex:Person ; ex:name "Ann"@en , "Anna" ; ex:knows ex:b , _:c .
ex:b a ex:Person ; ex:name "Bob"@en ; ex:knows ex:c .
_:c a ex:Person ; ex:age 30 .
ex:c ex:knows ex:a .
"""
ODD = DATA + 'ex:a ex:share 0.70 . ex:c ex:share .70 . ex:b ex:share 0.7 ; ex:count "05"^^xsd:nonNegativeInteger .\n'


PREFIXES = f"PREFIX ex: <{EX}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


def graph(text, *known):
    return graph_of([q.triple for q in ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE)], known)


def answers(made, query, **bound):
    result = made.query(PREFIXES + query, initBindings=bound)
    return sorted(sorted((str(name), term.n3()) for name, term in row.asdict().items()) for row in result)


@pytest.fixture
def without_rdflib(monkeypatch):
    """Whatever rdflib would answer is an error."""
    monkeypatch.setattr(rdflib.plugins.sparql.processor.SPARQLProcessor, "query", None)


def test_a_query_that_is_known_is_answered_by_pyoxigraph(without_rdflib):
    query = "SELECT $this ?value WHERE { ?value a ex:Person . FILTER NOT EXISTS { ?value ex:knows $this } }"
    found = answers(graph(DATA, query), query, this=rdflib.URIRef(EX + "b"))
    assert [dict(row)["value"] for row in found if "_:" not in str(row)] == [f"<{EX}b>"]


def test_any_other_is_rdflibs(without_rdflib):
    made = graph(DATA, "SELECT ?value WHERE { ?any ex:name ?value }")
    with pytest.raises(TypeError):
        answers(made, "SELECT ?value WHERE { ?value ex:name ?any }")
    assert made.store._store is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?value WHERE { ?any ex:share ?value }",
        f"SELECT ?value WHERE {{ ?any <{EX}share> ?value }}",
        'SELECT ?value WHERE { ?value ex:count ?x . FILTER (STR(?x) = "05") }',
        "SELECT ?value WHERE { ?any $this ?value }",
    ],
)
def test_numbers_are_seen_as_they_are_written(query):
    this = rdflib.URIRef(EX + "share")
    found = answers(graph(ODD, query), query, this=this)
    assert found == answers(graph(ODD), query, this=this)
    assert found


def test_what_names_no_such_number_is_answered_by_pyoxigraph_all_the_same(without_rdflib):
    query = "SELECT ?value WHERE { ?value ex:knows+/a ?any . FILTER NOT EXISTS { ?value ex:age ?x } }"
    assert answers(graph(ODD, query), query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x WHERE { SERVICE <http://localhost:1/> { ?x ?y ?z } }",
        "SELECT ?x WHERE { SERVI\\u0043E <http://localhost:1/> { ?x ?y ?z } }",
    ],
)
def test_no_query_of_a_user_reaches_pyoxigraph(query, monkeypatch):
    monkeypatch.setattr(rdflib.plugins.sparql.processor.SPARQLProcessor, "query", lambda *_, **__: pytest.fail("asked"))
    made = graph(DATA, "SELECT ?x WHERE { ?x ?y ?z }")
    with pytest.raises(pytest.fail.Exception):
        answers(made, query)
    assert made.store._store is None


def test_terms_come_back_as_they_went():
    for quad in ox.parse(input=ODD.encode(), format=ox.RdfFormat.TURTLE):
        for term in quad.triple:
            assert from_rdflib(to_rdflib(term)) == term


@cache
def triples_of(*files):
    return tuple(q.triple for file in files for q in quads(file))


@pytest.mark.parametrize("name", ASKING)
def test_every_shape_with_a_query_finds_the_same_with_rdflib_alone(name, monkeypatch):
    targets = [SH + t for t in TARGETS]
    alone = Shapes(
        [s for s in SHAPES.statements if s.predicate not in targets or local_name(s.subject.value) == name], ()
    )
    data = (*triples_of(*ontology_files()), *triples_of(str(CASES / name / "fail.ttl")))

    def found():
        return {(f.focus, f.value) for f in read_findings(run("pyshacl", iter(data), alone)[1], alone)}

    def refuse(*_, **__):
        raise NotImplementedError

    fast = found()
    monkeypatch.setattr(answering._Answering, "query", refuse)
    assert fast == found()
    assert fast
