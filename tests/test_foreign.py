"""Graphs that others made trace as they are: their predicates' signs are data, their axiom annotations the evidence."""

import json

import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.store.signs import read_signs

GOCAM = """
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix gomodel: <http://model.geneontology.org/> .
@prefix lego: <http://geneontology.org/lego/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
gomodel:0001 a owl:Ontology ; dc:title "a small signalling model" .
obo:GO_0004672 a owl:Class ; rdfs:label "protein kinase activity" .
obo:GO_0016301 a owl:Class ; rdfs:label "kinase activity" .
obo:GO_0006915 a owl:Class ; rdfs:label "apoptotic process" .
obo:ECO_0000314 a owl:Class ; rdfs:label "direct assay evidence used in manual assertion" .
gomodel:a a owl:NamedIndividual , obo:GO_0004672 ; obo:RO_0002629 gomodel:b .
gomodel:b a owl:NamedIndividual , obo:GO_0016301 ; obo:RO_0002630 gomodel:c .
gomodel:c a owl:NamedIndividual , obo:GO_0006915 .
gomodel:e1 a owl:NamedIndividual , obo:ECO_0000314 ; dc:source "PMID:1" ; dc:date "2020-02-02" .
[] a owl:Axiom ; owl:annotatedSource gomodel:a ; owl:annotatedProperty obo:RO_0002629 ; owl:annotatedTarget gomodel:b ;
   lego:evidence gomodel:e1 ; dc:date "2021-01-01" .
[] a owl:Axiom ; owl:annotatedSource gomodel:b ; owl:annotatedProperty obo:RO_0002630 ; owl:annotatedTarget gomodel:c ;
   dc:source "PMID:1" .
"""


@pytest.fixture(params=["index", "sparql"])
def gocam(request, tmp_path):
    path = tmp_path / "model.ttl"
    path.write_text(GOCAM)
    return open_graph(str(path), use_cache=request.param == "index")


def test_a_gocam_model_traces_with_its_evidence(gocam):
    answer = gocam.trace("protein kinase activity", "apoptotic process")
    (chain,) = answer.chains
    assert [hop.sign for hop in chain.hops] == ["+", "-"]
    assert (chain.sign, chain.origin, chain.modality) == ("-", "assembled", "asserted")
    evidence = [e for claim in answer.claims.values() for e in claim.evidence]
    assert {answer.labels[e.source] for e in evidence} == {"PMID:1"}
    assert "direct assay evidence used in manual assertion" in {answer.labels[e.section] for e in evidence}
    assert answer.labels["http://model.geneontology.org/b"] == "kinase activity"


def test_a_statement_that_nobody_annotated_is_stated_without_evidence(tmp_path, capsys):
    path = tmp_path / "model.ttl"
    path.write_text(GOCAM.split("[] a owl:Axiom", maxsplit=1)[0])
    assert run(["trace", "-i", str(path), "kinase activity", "apoptotic process"]) == 0
    out = capsys.readouterr().out
    assert "stated without evidence" in out
    assert out.count("composed") == 1


def test_biolink_predicates_have_signs(tmp_path):
    path = tmp_path / "kg.nt"
    path.write_text(
        "<urn:x:drug> <https://w3id.org/biolink/vocab/treats> <urn:x:illness> .\n"
        "<urn:x:illness> <https://w3id.org/biolink/vocab/causes> <urn:x:pain> .\n"
    )
    (chain,) = open_graph(str(path)).trace("urn:x:drug", "urn:x:pain").chains
    assert chain.sign == "-"


def test_a_file_of_signs_makes_any_predicate_a_step(tmp_path, capsys):
    graph, signs = tmp_path / "kg.nt", tmp_path / "signs.ttl"
    graph.write_text("<urn:x:rain> <urn:x:drives> <urn:x:flood> .\n<urn:x:dam> <urn:x:stops> <urn:x:flood> .\n")
    signs.write_text(
        "@prefix nc: <https://w3id.org/nutrition-causality/ontology#> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        "<urn:x:drives> rdfs:subPropertyOf nc:stepPromotes ; nc:sign '+' . "
        "<urn:x:stops> rdfs:subPropertyOf nc:stepInhibits ; nc:sign '-' ."
    )
    arguments = ["trace", "-i", str(graph), "--to", "urn:x:flood", "--format", "json"]
    assert run(arguments) == 1
    capsys.readouterr()
    assert run([*arguments, "--signs", str(signs)]) == 0
    chains = json.loads(capsys.readouterr().out)["chains"]
    assert {(c["hops"][0]["subject"]["iri"], c["sign"]) for c in chains} == {("urn:x:rain", "+"), ("urn:x:dam", "-")}


def test_a_class_stands_for_its_instances(gocam, tmp_path):
    path = tmp_path / "twice.ttl"
    path.write_text(GOCAM + "gomodel:d a owl:NamedIndividual , obo:GO_0006915 . gomodel:a obo:RO_0002629 gomodel:d .")
    graph = open_graph(str(path))
    assert graph.find("apoptotic process").iri.endswith("GO_0006915")
    ends = {chain.hops[-1].object.rpartition("/")[2] for chain in graph.trace(None, "apoptotic process").chains}
    assert ends == {"c", "d"}


def test_the_shipped_signs_name_relations_of_the_reference(shared):
    import csv

    from kgtool.store.inputs import sign_files
    from kgtool.store.signs import read_signs

    with open(shared / "reference" / "ro_causal.tsv", encoding="utf-8") as file:
        known = {
            row["curie"].replace("RO:", "http://purl.obolibrary.org/obo/RO_"): row
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    signs = {iri: sign for iri, sign in read_signs(sign_files()).both_ways.items() if "/obo/" in iri}
    assert len(signs) > 40
    for iri, sign in signs.items():
        assert known[iri]["deprecated"] == "no"
        label = known[iri]["label"]
        if "negative" in label:
            assert sign == "-", label
        if "positive" in label:
            assert sign == "+", label


SIGNS = """
@prefix e: <http://e.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .
e:activates rdfs:subPropertyOf nc:stepPromotes .
e:represses rdfs:subPropertyOf nc:stepInhibits .
e:silences rdfs:subPropertyOf e:shuts . e:shuts rdfs:subPropertyOf e:represses .
"""


@pytest.mark.parametrize("last", ["represses", "silences"])
def test_a_signs_file_needs_nothing_but_the_step_however_far_above(tmp_path, last):
    signs, data = tmp_path / "signs.ttl", tmp_path / "data.ttl"
    signs.write_text(SIGNS)
    data.write_text(f"@prefix e: <http://e.org/> . e:a e:activates e:b . e:b e:{last} e:c .")
    for use_cache in (True, False):
        graph = open_graph(str(data), signs=[str(signs)], use_cache=use_cache)
        (chain,) = graph.trace("<http://e.org/a>", "<http://e.org/c>").chains
        assert chain.sign == "-"
        assert all(graph.trace("<http://e.org/a>", "<http://e.org/c>").grounds[hop].premises for hop in chain.hops)
    assert read_signs([str(signs)]).both_ways["http://e.org/silences"] == "-"


WAYS_OF_SIGNING = {
    "below an edge of ours": "e:up rdfs:subPropertyOf nc:directlyPromotes . "
    "e:dn rdfs:subPropertyOf nc:directlyInhibits .",
    "the same as a signed one": "e:up owl:equivalentProperty e:x . e:x nc:sign '+' . "
    "e:y owl:equivalentProperty e:dn ; rdfs:subPropertyOf nc:stepInhibits .",
    "in a circle": "e:up rdfs:subPropertyOf e:x . e:x rdfs:subPropertyOf e:up ; nc:sign '+' . e:dn rdfs:subPropertyOf "
    "e:dn , nc:stepInhibits .",
    "an inverse below a signed one": "[ owl:inverseOf e:upBy ] rdfs:subPropertyOf e:x . e:x nc:sign '+' . "
    "e:dnBy owl:inverseOf e:z . e:z rdfs:subPropertyOf e:zz . e:zz rdfs:subPropertyOf nc:stepInhibits .",
    "below an inverse": "e:upBy rdfs:subPropertyOf [ owl:inverseOf e:x ] . e:x nc:sign '+' . "
    "e:dnBy rdfs:subPropertyOf [ owl:inverseOf nc:stepInhibits ] .",
}


@pytest.mark.parametrize("said", WAYS_OF_SIGNING.values(), ids=WAYS_OF_SIGNING)
@pytest.mark.parametrize("use_cache", [True, False])
def test_signs_are_inherited_and_turned_round(tmp_path, said, use_cache):
    signs, data = tmp_path / "signs.ttl", tmp_path / "data.ttl"
    signs.write_text(f"@prefix owl: <http://www.w3.org/2002/07/owl#> . {SIGNS.partition('e:activates')[0]} {said}")
    data.write_text(
        "@prefix e: <http://e.org/> . e:b e:upBy e:a . e:c e:dnBy e:b ."
        if "By" in said
        else "@prefix e: <http://e.org/> . e:a e:up e:b . e:b e:dn e:c ."
    )
    graph = open_graph(str(data), signs=[str(signs)], use_cache=use_cache)
    assert [chain.sign for chain in graph.trace("http://e.org/a", "http://e.org/c").chains] == ["-"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("e:up rdfs:subPropertyOf e:x , e:y . e:x nc:sign '+' . e:y nc:sign '-' .", "e.org/up is given both signs"),
        ("e:up rdfs:subPropertyOf nc:stepPromotes , nc:stepInhibits .", "e.org/up is given both signs"),
        ("e:up nc:sign '-' ; rdfs:subPropertyOf e:x . e:x nc:sign '+' .", 'has nc:sign "-" and stands below'),
        ("e:up nc:sign '\u2212' . e:dn nc:sign '-' .", 'has the nc:sign "\u2212"'),
        ("e:up nc:sign e:plus .", 'has the nc:sign "http://e.org/plus"'),
    ],
)
def test_signs_that_make_no_sense_are_refused(tmp_path, capsys, said, why):
    signs, data = tmp_path / "signs.ttl", tmp_path / "data.ttl"
    signs.write_text(SIGNS.partition("e:activates")[0] + said, encoding="utf-8")
    data.write_text("@prefix e: <http://e.org/> . e:a e:up e:b .")
    assert run(["trace", "-i", str(data), "--signs", str(signs), "http://e.org/a", "http://e.org/b"]) == 3
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("said", ["owl:inverseOf", "rdfs:subPropertyOf", "owl:equivalentProperty"])
def test_texts_where_a_property_should_stand_say_nothing(tmp_path, said):
    data = tmp_path / "data.ttl"
    data.write_text(
        "@prefix e: <http://e.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        "@prefix nc: <https://w3id.org/nutrition-causality/ontology#> . "
        f"e:p nc:sign '+' ; {said} 'text' . e:a e:p e:b ."
    )
    assert [
        c.sign for c in open_graph(str(data), use_cache=False).trace("http://e.org/a", "http://e.org/b").chains
    ] == ["+"]
