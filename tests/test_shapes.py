"""Every shape catches what it names, and no more: each has one case that passes and one that fails."""

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Namespace
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor

ROOT = Path(__file__).resolve().parent.parent
CASES = Path(__file__).resolve().parent / "shapes"
NCS = Namespace("https://w3id.org/nutrition-causality/shape#")

ONTOLOGY = Graph().parse(ROOT / "ontology" / "nutrition.ttl")
SHAPES = Graph()
for file in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
    SHAPES.parse(file)
NAMED = sorted({shape for shape in SHAPES.subjects(RDF.type) if shape.startswith(NCS)})


@pytest.fixture(scope="module", autouse=True)
def _parse_each_query_once():
    """Keeps parsed queries: every case asks the same ones, and parsing them takes half of the time."""
    prepared, ask = cache(prepareQuery), SPARQLProcessor.query

    def ask_prepared(self, query, bindings=None, namespaces=None, base=None, debug=False):
        return ask(self, prepared(query) if isinstance(query, str) else query, bindings, namespaces, base, debug)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SPARQLProcessor, "query", ask_prepared)
        yield


def judge(case: Path) -> tuple[bool, Graph]:
    conforms, report, _ = pyshacl.validate(ONTOLOGY + Graph().parse(case), shacl_graph=SHAPES, inference="none")
    return conforms, report


@pytest.mark.slow
@pytest.mark.parametrize("shape", NAMED, ids=lambda iri: iri.fragment)
def test_shape_catches_what_it_names_and_no_more(shape):
    conforms, report = judge(CASES / shape.fragment / "pass.ttl")
    assert conforms, report.serialize()

    _, report = judge(CASES / shape.fragment / "fail.ttl")
    assert set(report.objects(predicate=SH.sourceShape)) == {shape}
    assert set(report.objects(predicate=SH.resultSeverity)) == {SHAPES.value(shape, SH.severity)}
    assert {str(said) for said in report.objects(predicate=SH.resultMessage)} == {str(SHAPES.value(shape, SH.message))}


@cache
def fast_shapes():
    shacl = pytest.importorskip("shacl", reason="the fast engine has no wheel here")
    return shacl.Shapes.from_turtle(SHAPES.serialize()), ONTOLOGY.serialize(format="nt")


@pytest.mark.parametrize("shape", NAMED, ids=lambda iri: iri.fragment)
def test_the_fast_engine_catches_the_same(shape):
    fast, ontology = fast_shapes()
    for case, expected in (("pass.ttl", set()), ("fail.ttl", {f"<{shape}>"})):
        triples = ontology + Graph().parse(CASES / shape.fragment / case).serialize(format="nt")
        results = fast.validate_text(triples, format="ntriples").results
        assert {result.source_shape for result in results} == expected


def test_every_shape_has_its_cases_and_every_case_its_shape():
    assert {path.name for path in CASES.iterdir()} == {shape.fragment for shape in NAMED}


def test_every_shape_says_why_and_what_to_do():
    for shape in NAMED:
        for predicate in (SH.description, SH.message, SH.severity):
            assert len(list(SHAPES.objects(shape, predicate))) == 1, (shape, predicate)


def test_what_reports_name_is_a_named_shape():
    targets = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
    for target in targets:
        assert set(SHAPES.subjects(target)) <= set(NAMED)


def test_a_shape_with_a_query_has_one_focus_node():
    for shape in SHAPES.subjects(SH.sparql):
        assert len(list(SHAPES.objects(shape, SH.targetNode))) == 1, shape
        for target in (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf):
            assert not list(SHAPES.objects(shape, target)), shape


def test_prefixes_of_queries_are_declared():
    declared = {str(prefix) for prefix in SHAPES.objects(predicate=SH.prefix)}
    assert declared == {"nc", "owl", "rdf", "rdfs", "skos"}
