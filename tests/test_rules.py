"""The rules that the ontology holds are the six of the model, and each gives its hop and keeps its premises."""

import pytest

from kgtool.store.opening import open_store
from kgtool.store.rules import read_rules
from kgtool.vocabulary import BASE, NC
from tests.worlds import Said, turtle

SUPPORTED = (("one--1", "supports", "asserted", "unspecified"),)


def derived(tmp_path, *claims, extra=""):
    path = tmp_path / "world.ttl"
    path.write_text(turtle([Said(*claim, None, SUPPORTED) for claim in claims]) + extra)
    store = open_store([str(path)], use_cache=False)
    rows = store.query(
        f"PREFIX nc: <{NC}> SELECT ?s ?rule ?o ?claim WHERE {{ "
        "?d nc:derivedSubject ?s ; nc:byRule ?rule ; nc:derivedObject ?o . "
        "OPTIONAL { ?d nc:premise ?claim } }"
    )
    return {
        tuple(cell and cell.value.removeprefix(BASE).rpartition("#")[2].rpartition("/")[2] for cell in row)
        for row in rows
    }


@pytest.mark.parametrize(
    ("claim", "hop"),
    [
        (("n1", "enables", "m1"), ("lack1", "lackOfEnabler", "less1")),
        (("n1", "restrains", "m1"), ("lack1", "lackOfBrake", "more1")),
        (("m1", "enables", "m2"), ("less1", "cascade", "less2")),
        (("m1", "restrains", "m2"), ("less1", "cascade", "more2")),
        (("m1", "protectsFrom", "s1"), ("less1", "lostProtection", "s1")),
        (("f1", "sourceOf", "n1"), ("f1", "supply", "lack1")),
        (("s1", "inheritsFrom", "s2"), ("s1", "inheritsFrom", "s2")),
    ],
)
def test_each_rule_gives_its_hop_and_nothing_else(tmp_path, claim, hop):
    assert derived(tmp_path, claim) == {(*hop, "--".join(claim))}


def test_a_supply_that_holds_by_definition_needs_no_claim(tmp_path):
    assert derived(tmp_path, extra="term:pill nc:supplies term:n1 .") == {("pill", "supply", "lack1", None)}


def test_a_supply_by_definition_and_by_claim_are_two_derivations(tmp_path):
    found = derived(tmp_path, ("f1", "sourceOf", "n1"), extra="term:f1 nc:supplies term:n1 .")
    assert found == {("f1", "supply", "lack1", None), ("f1", "supply", "lack1", "f1--sourceOf--n1")}


def test_an_excess_derives_nothing(tmp_path):
    assert derived(tmp_path, ("n1", "enables", "m1"), extra="term:glut nc:excessOf term:n1 .") == {
        ("lack1", "lackOfEnabler", "less1", "n1--enables--m1")
    }


def test_the_ontology_holds_the_six_rules():
    rules = {rule.iri.removeprefix(NC) for rule in read_rules(open_store(use_cache=False))}
    assert rules == {"lackOfEnabler", "lackOfBrake", "cascade", "lostProtection", "supply", "inheritsFrom"}


def test_a_rule_is_a_file_and_needs_no_code(tmp_path):
    rule = """
    nc:overflow a owl:ObjectProperty ; rdfs:subPropertyOf nc:stepPromotes ; nc:sign "+" ; nc:rule "R99" ;
        owl:propertyChainAxiom ( nc:excessOf nc:enables [ owl:inverseOf nc:increaseOf ] ) .
    term:glut nc:excessOf term:n1 ."""
    assert ("glut", "overflow", "more1", "n1--enables--m1") in derived(tmp_path, ("n1", "enables", "m1"), extra=rule)
