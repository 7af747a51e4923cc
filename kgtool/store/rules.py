"""Applies the rules of the ontology: property chains under the two steps become derived hops, each with its premises.

A rule is a property with `nc:rule`, below `nc:stepPromotes` or `nc:stepInhibits`, and its chain axioms are what the
OWL reasoner reads too. So the hops that are made here and those that a reasoner infers can't drift apart.
"""

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.vocabulary import BASE, NC, OWL, RDF, RDFS, STEPS, node

_MOST_WAYS = 1_000


class Queryable(Protocol):
    """What a rule needs of a store."""

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to one SPARQL query."""
        ...


class Member(NamedTuple):
    """One property of a chain, by its IRI, read backwards where `inverse`."""

    property: str
    inverse: bool


class Rule(NamedTuple):
    """One property chain of one rule. step: the IRI of the step that it gives."""

    iri: str
    step: str
    chain: tuple[Member, ...]


def _rows(store: Queryable, sparql: str) -> Iterator[tuple[str | None, ...]]:
    prologue = f"PREFIX nc: <{NC}> PREFIX owl: <{OWL}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> "
    answer = store.query(prologue + sparql)
    assert isinstance(answer, ox.QuerySolutions)
    for row in answer:
        yield tuple(_text(cell) for cell in row)


def _text(cell: object) -> str | None:
    if isinstance(cell, ox.BlankNode):
        return "_:" + cell.value
    # A literal has no place in a rule. Its text may hold anything, and a rule becomes a query.
    return cell.value if isinstance(cell, ox.NamedNode) else None


def read_rules(store: Queryable) -> list[Rule]:
    """The rules of the ontology that a store holds, in the order of their IRIs."""
    heads = list(
        _rows(
            store,
            "SELECT DISTINCT ?rule ?step ?list WHERE { VALUES ?step { nc:stepPromotes nc:stepInhibits } "
            "?rule nc:rule ?code ; rdfs:subPropertyOf ?step . "
            "OPTIONAL { ?rule owl:propertyChainAxiom ?list } } ORDER BY ?rule",
        )
    )
    cells: dict[str, tuple[Member, str]] = {}
    for cell, rest, member, inverted in _rows(
        store,
        "SELECT ?cell ?rest ?member ?inverted WHERE { ?cell rdf:rest ?rest ; rdf:first ?member . "
        "OPTIONAL { ?member owl:inverseOf ?inverted } }",
    ):
        if cell and rest and member:
            backwards = member.startswith("_:") and inverted is not None
            cells[cell] = (Member(inverted if backwards and inverted else member, backwards), rest)
    rules = []
    for rule, step, first in heads:
        assert rule and step
        chain: list[Member] = [] if first else [Member(rule, False)]
        at, seen = first, set()
        while at in cells and at not in seen:  # whoever writes a list may let it bite its own tail
            seen.add(at)
            link, at = cells[at]
            chain.append(link)
        rules.append(Rule(rule, step, tuple(chain)))
    return sorted(rules)


def applications(store: Queryable) -> Iterator[str]:
    """The CONSTRUCT queries that apply every rule: a hop, and a derivation that keeps its premises."""
    for rule, way in ways_of_rules(store):
        yield _application(rule, way)


def ways_of_rules(store: Queryable) -> Iterator[tuple[Rule, tuple["Way", ...]]]:
    """Every way to match the chain of every rule, in the order in which they have to be applied.

    A member of a chain that claims project to is matched with its claim; one that is true by definition stands
    without; where it is both (supplies, and its sub-property sourceOf), each gives a way of its own.

    Raises InputError for a rule that can be matched in too many ways.
    """
    claimed: dict[str, list[str | None]] = {}
    for predicate, edge in claimed_edges(store):
        claimed.setdefault(edge, []).append(predicate)
    narrower: dict[str, list[str]] = {}
    for sub, wide in _rows(store, "SELECT ?sub ?wide WHERE { ?sub rdfs:subPropertyOf+ ?wide } ORDER BY ?sub"):
        if sub and wide:
            narrower.setdefault(wide, []).append(sub)
    for rule in read_rules(store):
        ways = []
        for member in rule.chain:
            edges = [member.property, *(e for e in narrower.get(member.property, ()) if e != member.property)]
            ways.append([Way(e, p, member.inverse) for e in edges for p in claimed.get(e, [None])])
        if prod(map(len, ways)) > _MOST_WAYS:
            raise InputError(f"the rule {rule.iri} can be matched in more than {_MOST_WAYS:,} ways. Shorten its chain.")
        for way in product(*ways):
            yield rule, way


def claimed_edges(store: Queryable) -> list[tuple[str, str]]:
    """The predicates of claims with the edges that they project to, in order."""
    found = _rows(store, "SELECT ?p ?edge WHERE { ?p nc:projectsTo ?edge } ORDER BY ?p")
    return [(predicate, edge) for predicate, edge in found if predicate and edge]


class Way(NamedTuple):
    """One way to match a member: by its edge and the predicate of the claim behind it, or by definition (None)."""

    edge: str
    predicate: str | None
    inverse: bool


def _application(rule: Rule, way: tuple[Way, ...]) -> str:
    pattern = []
    premises = []
    for i, (edge, predicate, inverse) in enumerate(way):
        subject, object_ = (f"?n{i + 1}", f"?n{i}") if inverse else (f"?n{i}", f"?n{i + 1}")
        pattern.append(f"{subject} {node(edge)} {object_} .")
        if predicate:
            pattern.append(
                f"?c{i} nc:subject {subject} ; nc:predicate {node(predicate)} ; nc:object {object_} . "
                f"FILTER NOT EXISTS {{ ?c{i} nc:context ?x{i} }}"
            )
            premises.append(f"?d nc:premise ?c{i} .")
    last = f"?n{len(way)}"
    matched = " ".join([rule.iri, *(edge for edge, _, _ in way)])  # one fact may hold by definition and by a claim
    identity = ', " ", '.join(f"STR(?n{i})" for i in range(len(way) + 1))
    return (
        f"PREFIX nc: <{NC}> CONSTRUCT {{ ?n0 {node(rule.iri)} {last} . ?d a nc:Derivation ; nc:derivedSubject ?n0 ; "
        f"nc:byRule {node(rule.iri)} ; nc:derivedObject {last} . {' '.join(premises)} }} "
        f"WHERE {{ {' '.join(pattern)} FILTER(?n0 != {last}) "
        f'BIND(IRI(CONCAT("{BASE}derivation/", SHA256(CONCAT("{matched} ", {identity})))) AS ?d) }}'
    )


def steps(store: Queryable) -> Iterator[str]:
    """The CONSTRUCT queries that lift every edge and derived hop to the step that it is a kind of."""
    for step in STEPS:
        for part in parts_of_step(store, step):
            yield f"CONSTRUCT {{ ?a <{step}> ?b }} WHERE {{ ?a {node(part)} ?b }}"


def parts_of_step(store: Queryable, step: str) -> list[str]:
    """The properties below a step, in order."""
    below = f"SELECT DISTINCT ?part WHERE {{ ?part rdfs:subPropertyOf+ <{step}> }} ORDER BY ?part"
    return [part for (part,) in _rows(store, below) if part and part != step]
