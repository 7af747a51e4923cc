"""pyoxigraph answers the queries of shapes as rdflib would: what is bound beforehand, literals as they are written."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kgtool import layout
from kgtool.errors import RefusedError
from kgtool.files import quads, rdf_files
from kgtool.validate import answering
from kgtool.validate.answering import from_rdflib, graph_of, to_rdflib
from kgtool.validate.check import ontology_files
from kgtool.validate.documents import Renamer
from kgtool.validate.engines import run
from kgtool.validate.findings import local_name, read_findings
from kgtool.validate.shapes import SH, TARGETS, Shapes, read_shapes

CASES = Path(__file__).parent / "shapes"
SHAPES = read_shapes(rdf_files([layout.SHAPES]), Renamer())
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


def graph(text, *, plain=False):
    triples = [q.triple for q in ox.parse(input=text.encode(), format=ox.RdfFormat.TURTLE)]
    if not plain:
        return graph_of(triples)
    made = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        made.add(tuple(to_rdflib(term) for term in triple))
    return made


def answers(made, query, **bound):
    result = made.query(
        f"PREFIX ex: <{EX}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {query}", initBindings=bound
    )
    if result.type == "ASK":
        return result.askAnswer
    return sorted(sorted((str(name), term.n3()) for name, term in row.asdict().items()) for row in result)


BOUND = {
    "alone": "SELECT $this WHERE { FILTER (isIRI($this)) }",
    "as subject": "SELECT $this ?value WHERE { $this ex:name ?value }",
    "as predicate": "SELECT $this ?value WHERE { ?value $this ?any }",
    "as object": "SELECT $this ?value WHERE { ?value ex:knows $this }",
    "in a path": "SELECT $this ?value WHERE { $this ex:knows/ex:knows ?value }",
    "in a filter": "SELECT $this ?value WHERE { ?value ex:knows ?other . FILTER (?other = $this) }",
    "in an expression": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (STR($this) AS ?value) }",
    "in a union": "SELECT $this ?value WHERE { { $this ex:name ?value } UNION { ?value ex:knows $this } }",
    "in an option": "SELECT $this ?value WHERE { ?value a ex:Person . OPTIONAL { $this ex:knows ?value . BIND (1 AS ?met) } FILTER (!BOUND(?met)) }",  # noqa: E501 - a query in one line
    "where there is none": "SELECT $this ?value WHERE { ?value a ex:Person . FILTER NOT EXISTS { ?value ex:knows $this } }",  # noqa: E501 - a query in one line
    "two levels deep": "SELECT $this ?value WHERE { ?value a ex:Person . FILTER NOT EXISTS { ?value ex:name ?name . FILTER NOT EXISTS { $this ex:name ?name } } }",  # noqa: E501 - a query in one line
    "in a select inside": "SELECT $this ?value WHERE { { SELECT $this ?value WHERE { $this ex:knows ?value } } ?value a ex:Person }",  # noqa: E501 - a query in one line
    "in groups": "SELECT $this (COUNT(?name) AS ?value) WHERE { $this ex:name ?name } GROUP BY $this HAVING (COUNT(?name) > 1)",  # noqa: E501 - a query in one line
    "bound to another": "SELECT $this ?value WHERE { ?any a ex:Person . BIND ($this AS ?value) }",
    "bound to another in brackets": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (($this) # why not\n AS ?value) }",  # noqa: E501 - a query in one line
    "in the first place": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (COALESCE($this, 1) AS ?value) }",
    "in the last place": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (COALESCE(?none, # why not\n $this) AS ?value) }",  # noqa: E501 - a query in one line
    "in a choice": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (IF(BOUND($this), ex:yes, ex:no) AS ?value) }",
    "as a choice": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (IF(isBlank(?any), $this, ?any) AS ?value) }",
    "as a choice in brackets": "SELECT $this ?value WHERE { ?any a ex:Person . BIND (IF(true, ($this), ?any) AS ?value) }",  # noqa: E501 - a query in one line
    "as what is returned": "SELECT ($this AS ?value) WHERE { ?any a ex:Person }",
    "in a branch, with another name": "SELECT $this ?value WHERE { { $this ex:name ?value } UNION { ?value a ex:Person . BIND ($this AS ?it) FILTER (?it != ?value) } }",  # noqa: E501 - a query in one line
    "in a question": "ASK { $this ex:knows ?other . ?other a ex:Person }",
}


@pytest.mark.parametrize("this", [rdflib.URIRef(EX + "a"), rdflib.URIRef(EX + "knows"), rdflib.URIRef(EX + "none")])
@pytest.mark.parametrize("query", BOUND.values(), ids=BOUND)
def test_a_variable_bound_beforehand_is_bound_everywhere(query, this):
    assert answers(graph(DATA), query, this=this) == answers(graph(DATA, plain=True), query, this=this)


def test_a_blank_node_and_a_literal_can_be_bound_beforehand():
    made = graph(DATA)
    (blank,) = {o for o in made.objects(rdflib.URIRef(EX + "a")) if isinstance(o, rdflib.BNode)}
    assert answers(made, "SELECT ?value WHERE { $this ex:age ?value }", this=blank) == [
        [("value", '"30"^^<http://www.w3.org/2001/XMLSchema#integer>')]
    ]
    name = rdflib.Literal("Bob", lang="en")
    assert answers(made, "SELECT ?value WHERE { ?value ex:name $this }", this=name) == [[("value", f"<{EX}b>")]]


MEETING = {
    "by its name": "SELECT ?value WHERE { ?any ex:share ?value }",
    "by its text": 'SELECT ?value WHERE { ?value ex:share ?x . FILTER (STR(?x) = "0.70") }',
    "by its datatype": "SELECT ?value WHERE { ?value ex:count ?x . FILTER (DATATYPE(?x) = xsd:nonNegativeInteger) }",
    "by itself": "SELECT ?value WHERE { ?value ex:share ?x . ?other ex:share ?x . FILTER (?value != ?other) }",
    "by a variable": "SELECT ?p ?value WHERE { ex:a ?p ?value . FILTER (isNumeric(?value)) }",
    "by what it isn't": "SELECT ?value WHERE { ?any !(ex:name|ex:knows|a) ?value }",
    "by a path": "SELECT ?value WHERE { ?any (ex:knows|ex:share) ?value . FILTER (isLiteral(?value)) }",
    "backwards": "SELECT ?value WHERE { ?value ^(ex:knows/ex:share) ?any }",
    "by no step": "SELECT ?value WHERE { ?value ex:knows* ?same . FILTER (isNumeric(?value)) }",
    "by a variable after another": "SELECT ?value WHERE { ?any ex:name ?n ; ?p ?value . FILTER (isNumeric(?value)) }",
    "by a variable of a blank node": "SELECT ?value WHERE { [] ?p ?value . FILTER (isNumeric(?value)) }",
    "by a variable before a number": "SELECT ?value WHERE { ?value ?p 0.70 }",
    "by a variable before a fraction": "SELECT ?value WHERE { ?value ?p .70 }",
    "by its whole name": f"SELECT ?value WHERE {{ ?any <{EX}share> ?value }}",
    "by another prefix": f"PREFIX s: <{EX}share> SELECT ?value WHERE {{ ?any s: ?value }}",
    "by part of its name": f"PREFIX s: <{EX}sh> SELECT ?value WHERE {{ ?any s:are ?value }}",
    "by one step or none": "SELECT ?value WHERE { ?value (ex:knows/ex:knows)? ?same . FILTER (isNumeric(?value)) }",
    "by going back or not": "SELECT ?value WHERE { ?value ^ex:knows* ?same . FILTER (isNumeric(?value)) }",
    "inside": "SELECT ?value WHERE { ?value a ex:Person . FILTER EXISTS { ?value ex:name ?n . FILTER EXISTS { ?value ex:share ?x . FILTER (STR(?x) = '0.70') } } }",  # noqa: E501 - a query in one line
}


@pytest.mark.parametrize("query", MEETING.values(), ids=MEETING)
def test_a_literal_that_the_store_would_rewrite_is_seen_as_it_is_written(query):
    assert answers(graph(ODD), query) == answers(graph(ODD, plain=True), query)


def test_what_cannot_meet_such_a_literal_is_answered_by_pyoxigraph(monkeypatch):
    made = graph(ODD)
    monkeypatch.setattr(rdflib.plugins.sparql.processor.SPARQLProcessor, "query", None)
    assert answers(made, "SELECT ?value WHERE { ?value ex:knows+/a ?any . FILTER NOT EXISTS { ?value ex:age ?x } }")
    with pytest.raises(TypeError):
        answers(made, "SELECT ?value WHERE { ?any ex:share ?value }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x WHERE { SERVICE <http://localhost:1/> { ?x ?y ?z } }",
        "SELECT ?x WHERE { ?x ?y ?z . OPTIONAL { SERVICE SILENT ex:q { ?x ?y ?z } } }",
        "SELECT ?x WHERE { SERVI\\u0043E <http://localhost:1/> { ?x ?y ?z } }",
        "SELECT ?x FROM <file:///etc/passwd> WHERE { ?x ?y ?z }",
    ],
)
def test_no_query_reaches_pyoxigraph_that_could_open_a_connection(query):
    with pytest.raises(RefusedError):
        answers(graph(DATA), query)


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
