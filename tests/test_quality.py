"""Each quality rule finds the carelessness that it names in a graph that has it, and nothing in one that hasn't."""

import pytest

from kgtool import folders
from kgtool.cli import run
from kgtool.errors import InputError
from kgtool.validate import judge_quality
from kgtool.validate.quality import quality_rules

PREFIXES = """@prefix ex: <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
"""
SOUND = """
ex:a a owl:NamedIndividual ; rdfs:label "iron"@en ; obo:IAO_0000115 "A metal."@en ; ex:near ex:b .
ex:b a owl:NamedIndividual ; rdfs:label "zinc"@en ; obo:IAO_0000115 "A metal."@en ; skos:altLabel "spelter"@en ;
  skos:exactMatch obo:CHEBI_27363 , <https://loinc.org/2601-3> .
ex:C a owl:Class ; rdfs:label "metal"@en ; obo:IAO_0000115 "A metal."@en . ex:c a ex:C .
"""
# Two states of the same first word, and claims: one cause of both, then one effect of both.
STATES = """
@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .
ex:p a owl:NamedIndividual , nc:ProcessState ; rdfs:label "nerve firing"@en ; obo:IAO_0000115 "x" ; ex:near ex:a .
ex:q a owl:NamedIndividual , nc:ProcessState ; rdfs:label "nerve excitation"@en ; obo:IAO_0000115 "x" ; ex:near ex:a .
ex:a a owl:NamedIndividual .
"""
CLAIMS = [
    "ex:one nc:subject ex:a ; nc:predicate nc:promotes ; nc:object ex:p ; nc:evidence [ nc:stance nc:supports ] . ",
    "ex:two nc:subject ex:a ; nc:predicate nc:promotes ; nc:object ex:q . "
    "ex:three nc:subject ex:p ; nc:predicate nc:promotes ; nc:object ex:b . "
    "ex:four nc:subject ex:q ; nc:predicate nc:promotes ; nc:object ex:b . ",
]
FAULTS = {
    "duplicate-label": 'ex:b rdfs:label "Iron"@en .',
    "label-is-a-synonym": 'ex:b skos:altLabel "Iron"@en .',
    "missing-label": 'ex:n a owl:NamedIndividual ; obo:IAO_0000115 "x" ; ex:near ex:a .',
    "missing-definition": 'ex:n a owl:NamedIndividual ; rdfs:label "n" ; ex:near ex:a .',
    "stray-white-space": 'ex:b skos:altLabel "two  spaces" .',
    "deprecated-reference": "ex:old owl:deprecated true . ex:a ex:near ex:old .",
    "orphan-class": 'ex:D a owl:Class ; rdfs:label "d" ; obo:IAO_0000115 "x" .',
    "unconnected-term": 'ex:n a owl:NamedIndividual ; rdfs:label "n" ; obo:IAO_0000115 "x" .',
    "unknown-mapping": "ex:a skos:closeMatch obo:HP_238 .",
    "dead-end": STATES + CLAIMS[0] + "ex:p nc:decreaseOf ex:a .",
    "near-duplicate": STATES + "".join(CLAIMS),
    "look-alike-namespace": "ex:a <http://www.w3.org/2004/02/skos#note> 'x' .",
}
LOOK_ALIKES = [
    "https://www.w3.org/2002/07/owl#sameAs",
    "http://www.w3.org/2000/01/rdf-shema#label",
    "http://www.w3.org/2001/XMLSchema/integer",
    "http://purl.org/dc/term/title",
    "https://purl.obolibrary.org/obo/HP_0002380",
    "http://purl.org/obo/HP_0002380",
    "http://loinc.org/2601-3",
    "http://w3id.org/nutrition-causality/term/zinc",
]


def found(folder, text):
    path = folder / "data.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    return judge_quality([str(path)], background=False).findings


def test_a_sound_graph_has_no_findings(tmp_path):
    assert found(tmp_path, SOUND) == ()


@pytest.mark.parametrize("rule", FAULTS)
def test_a_rule_finds_what_it_names_and_no_more(tmp_path, rule):
    findings = found(tmp_path, SOUND + FAULTS[rule])
    assert {f.rule for f in findings} == {rule}
    assert all(f.place for f in findings)


@pytest.mark.parametrize("iri", LOOK_ALIKES)
def test_namespaces_that_only_look_right(tmp_path, iri):
    assert "look-alike-namespace" in {f.rule for f in found(tmp_path, SOUND + f"ex:a ex:see <{iri}> .")}


def test_every_rule_has_its_fault():
    assert {rule.name for rule in quality_rules()} == set(FAULTS)


def test_a_rule_without_a_head_is_refused(tmp_path):
    (tmp_path / "bare.rq").write_text("SELECT ?term WHERE { ?term ?p ?o }")
    with pytest.raises(InputError, match="level"):
        quality_rules(str(tmp_path))


def test_the_command_tells_by_its_exit_code(tmp_path, capsys):
    path = tmp_path / "d.ttl"
    path.write_text(PREFIXES + SOUND + FAULTS["duplicate-label"], encoding="utf-8")
    assert run(["validate", "--quality", "--no-background", "-i", str(path)]) == 1
    assert run(["validate", "--quality", "--shapes", folders.SHAPES]) == 2
    assert "--quality" in capsys.readouterr().err


def test_the_shipped_graph_has_no_serious_finding():
    assert not judge_quality().fails("violation")
