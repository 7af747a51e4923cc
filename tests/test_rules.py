"""The rules that the ontology holds are the fifteen of the model, and each gives its hop and keeps its premises."""

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


# What the structure of worlds gives by itself: m2 provides n1, m3 removes n2.
BALANCE = {
    ("less2", "imbalance", "lack1", None),
    ("more2", "imbalance", "glut1", None),
    ("more2", "rebalance", "lack1", None),
    ("less2", "rebalance", "glut1", None),
    ("less3", "rebalance", "lack2", None),
}


@pytest.mark.parametrize(
    ("claim", "hops"),
    [
        (("n1", "enables", "m1"), {("lack1", "lackOfEnabler", "less1")}),
        (("form1", "enables", "m1"), {("lack1", "lackOfEnabler", "less1")}),
        (("n1", "restrains", "m1"), {("lack1", "lackOfBrake", "more1")}),
        (("form1", "restrains", "m1"), {("lack1", "lackOfBrake", "more1")}),
        (("m1", "enables", "m2"), {("less1", "cascade", "less2")}),
        (("m1", "restrains", "m2"), {("less1", "cascade", "more2")}),
        (
            ("m1", "enhances", "m2"),
            {("more1", "cascade", "more2"), ("m1", "stimulation", "more2"), ("m1", "assistance", "less2")},
        ),
        (
            ("m1", "impairs", "m2"),
            {("more1", "cascade", "less2"), ("m1", "hindrance", "less2"), ("m1", "restraint", "more2")},
        ),
        (("m1", "protectsFrom", "s1"), {("less1", "lostProtection", "s1")}),
        (("f1", "sourceOf", "n1"), {("f1", "supply", "lack1")}),
        (("f1", "sourceOf", "form1"), {("f1", "supply", "lack1")}),
        (("s1", "inheritsFrom", "s2"), {("s1", "inheritsFrom", "s2")}),
        (("s1", "impairs", "m1"), {("s1", "hindrance", "less1"), ("s1", "restraint", "more1")}),
        (("s1", "enhances", "m1"), {("s1", "stimulation", "more1"), ("s1", "assistance", "less1")}),
        (("c1", "impairs", "m3"), {("c1", "hindrance", "less3")}),
        (
            ("n1", "impairs", "m1"),
            {(s, r, o) for s in ("n1", "glut1") for r, o in (("hindrance", "less1"), ("restraint", "more1"))}
            | {("more2", "cascade", "less1")},
        ),
        (
            ("n1", "enhances", "m1"),
            {("n1", "stimulation", "more1"), ("glut1", "stimulation", "more1"), ("n1", "assistance", "less1")}
            | {("more2", "cascade", "more1")},
        ),
        (("s1", "depletes", "n1"), {("s1", "depletion", "lack1"), ("s1", "levelling", "glut1")}),
        (("n1", "depletes", "n2"), {("n1", "depletion", "lack2"), ("glut1", "depletion", "lack2")}),
        (("s1", "raises", "n1"), {("s1", "accumulation", "glut1"), ("s1", "levelling", "lack1")}),
        (("s1", "raisesNeedFor", "n1"), {("s1", "depletion", "lack1")}),
        (("f1", "contains", "c1"), set()),
        (("s1", "atRiskOf", "s2"), set()),
        (("s1", "weakens", "d1"), set()),
    ],
)
def test_each_rule_gives_its_hops_and_nothing_else(tmp_path, claim, hops):
    assert derived(tmp_path, claim) - BALANCE == {(*hop, "--".join(claim)) for hop in hops}


def test_what_a_food_contains_acts_on_mechanisms(tmp_path):
    found = derived(tmp_path, ("f1", "contains", "c1"), ("c1", "impairs", "m1"))
    assert {row[:3] for row in found if row[0] == "f1"} == {("f1", "hindrance", "less1"), ("f1", "restraint", "more1")}
    assert {row[3] for row in found if row[0] == "f1"} == {"f1--contains--c1", "c1--impairs--m1"}


def test_a_mechanism_provides_or_removes_without_a_claim(tmp_path):
    assert derived(tmp_path) == BALANCE


def test_a_supply_that_holds_by_definition_needs_no_claim(tmp_path):
    assert derived(tmp_path, extra="term:pill nc:supplies term:n1 .") - BALANCE == {("pill", "supply", "lack1", None)}


def test_a_supply_by_definition_and_by_claim_are_two_derivations(tmp_path):
    found = derived(tmp_path, ("f1", "sourceOf", "n1"), extra="term:f1 nc:supplies term:n1 .")
    assert found - BALANCE == {("f1", "supply", "lack1", None), ("f1", "supply", "lack1", "f1--sourceOf--n1")}


def test_an_excess_derives_nothing_from_what_is_needed(tmp_path):
    found = derived(tmp_path, ("n1", "enables", "m1"), ("n1", "restrains", "m2"))
    assert "glut1" not in {row[0] for row in found}


def test_the_ontology_holds_the_fifteen_rules():
    rules = {rule.iri.removeprefix(NC) for rule in read_rules(open_store(use_cache=False))}
    presence = {"hindrance", "restraint", "stimulation", "assistance"}
    level = {"depletion", "accumulation", "levelling", "imbalance", "rebalance"}
    need = {"lackOfEnabler", "lackOfBrake", "cascade", "lostProtection", "supply", "inheritsFrom"}
    assert rules == need | presence | level


def test_a_rule_is_a_file_and_needs_no_code(tmp_path):
    rule = """
    nc:overflow a owl:ObjectProperty ; rdfs:subPropertyOf nc:stepPromotes ; nc:sign "+" ; nc:rule "R99" ;
        owl:propertyChainAxiom ( nc:excessOf nc:enables [ owl:inverseOf nc:increaseOf ] ) .
    """
    assert ("glut1", "overflow", "more1", "n1--enables--m1") in derived(tmp_path, ("n1", "enables", "m1"), extra=rule)
