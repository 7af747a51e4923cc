"""What follows from the claims of `Facts`, in dictionaries: edges, hops by rule with their derivations, and steps.

The same as `filling.constructs` gives in SPARQL, which tests hold it against; rules, the projection of predicates and
their signs are read from the ontology by both.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain

import pyoxigraph as ox

from kgtool.store.facts import PASSED_OVER, TYPE, Facts, Node, Pairs, Triple, Unnamed, as_quads, is_iri
from kgtool.store.rules import Rule, Way, claimed_edges, parts_of_step, ways_of_rules
from kgtool.vocabulary import BASE, NC, STEPS

_TRUE = ox.Literal(True)
_DERIVATION = NC + "Derivation"
_PLAIN_EDGES = (
    NC + "directlyPromotes",
    NC + "directlyInhibits",
)  # what most claims are; no question on terms asks for it
_OUT_OF_REACH = frozenset((*PASSED_OVER, TYPE))


class Derived:
    """All that follows from some facts, which learn it.

    added  those of the facts that make foreign graphs fit, and stand in no file.
    """

    def __init__(self, facts: Facts, added: Iterable[Triple]) -> None:
        self.facts = facts
        self._edges: dict[str, dict[tuple[Node, Node], None]] = {}
        self._claims: dict[str, list[tuple[Node, Node, Node]]] | None = None
        self._told: list[Triple] = [*added]
        self._given: dict[str, list[tuple[Node, Node]]] = {}
        self._project()
        for rule, way in ways_of_rules(facts.frame):
            self._apply(rule, way)
        for step in STEPS:
            for part in parts_of_step(facts.frame, step):
                self._give_all(step, list(self.pairs(part)))
        self._claims = None
        facts.forget_names()

    @property
    def given(self) -> dict[str, dict[tuple[Node, Node], None]]:
        """The triples, stated or derived, of the predicates that some derived triple has."""
        return {predicate: self.pairs(predicate) for predicate in self._given}

    @property
    def triples(self) -> Iterator[Triple]:
        """What the files don't state. What gives them holds on to none of the facts."""
        return chain(self._told, ((s, p, o) for p, pairs in self._given.items() for s, o in pairs))

    def pairs(self, predicate: str) -> dict[tuple[Node, Node], None]:
        """The triples of a predicate, stated or derived, as a dictionary without values."""
        found = self._edges.get(predicate)
        if found is None:
            found = self._edges[predicate] = dict.fromkeys(self.facts.all_of(predicate))
        return found

    def is_out_of_reach(self) -> bool:
        """Whether rules or signs read what facts keep otherwise."""
        return not _OUT_OF_REACH.isdisjoint(self._edges)

    def complete_frame(self) -> None:
        """Tell the frame what terms are to each other, and which ones are the end of a step, though not of which."""
        apart = {*self.facts.of, *STEPS, *_PLAIN_EDGES}
        new = ((s, p, o) for p, pairs in self._given.items() if p not in apart for s, o in pairs)
        ends = {node: None for step in STEPS for pair in self.pairs(step) for node in pair if isinstance(node, str)}
        step = next(iter(STEPS))
        self.facts.add_to_frame(as_quads(chain(new, ((node, step, node) for node in ends))))
        self.facts.add_records(ends)

    def _give(self, s: Node, predicate: str, o: Node) -> None:
        pairs = self.pairs(predicate)
        if (s, o) not in pairs and isinstance(s, str):
            pairs[s, o] = None
            self._given.setdefault(predicate, []).append((s, o))

    def _give_all(self, predicate: str, found: list[tuple[Node, Node]]) -> None:
        pairs = self.pairs(predicate)
        new = [pair for pair in found if pair not in pairs and isinstance(pair[0], str)]
        pairs.update(dict.fromkeys(new))
        self._given.setdefault(predicate, []).extend(new)

    def _project(self) -> None:
        of, projected = self.facts.of, claimed_edges(self.facts.frame)
        edges: dict[str, list[str]] = {}
        for predicate, edge in projected:
            if not edge.startswith("_:"):
                edges.setdefault(predicate, []).append(edge)
        conclusions = {s for s, o in self.facts.all_of(NC + "conclusion") if o == _TRUE}
        supported, indirect = _having(of[NC + "stance"], "supports"), _having(of[NC + "directness"], "indirect")
        objects, evidence, contexts = of[NC + "object"], of[NC + "evidence"], of[NC + "context"]
        predicates = of[NC + "predicate"]
        for claim, subjects in of[NC + "subject"].items():
            if claim in contexts:
                continue
            said = [e for e in evidence.get(claim, ()) if e in supported]
            if not said:
                continue
            outright = any(e not in indirect for e in said)
            for stated in predicates.get(claim, ()):
                if not is_iri(stated) or not (outright or stated not in conclusions):
                    continue
                for edge in edges.get(str(stated), ()):
                    for s in subjects:
                        for o in objects.get(claim, ()):
                            self._give(s, edge, o)

    def _claims_by_predicate(self) -> dict[str, list[tuple[Node, Node, Node]]]:
        """Claims without a context: (claim, subject, object) by predicate."""
        if self._claims is None:
            of, self._claims = self.facts.of, {}
            objects, contexts, predicates = of[NC + "object"], of[NC + "context"], of[NC + "predicate"]
            for claim, subjects in of[NC + "subject"].items():
                if claim in contexts:
                    continue
                for predicate in predicates.get(claim, ()):
                    if is_iri(predicate):
                        group = self._claims.setdefault(str(predicate), [])
                        group += [(claim, s, o) for s in subjects for o in objects.get(claim, ())]
        return self._claims

    def _links(self, way: Way) -> dict[Node, list[tuple[Node, Node | None]]]:
        """Where one member of a chain leads from each node, and the claim that says so."""
        edges = self.pairs(way.edge)
        along: Iterable[tuple[Node, Node, Node | None]]
        if way.predicate:
            along = ((s, o, c) for c, s, o in self._claims_by_predicate().get(way.predicate, ()) if (s, o) in edges)
        else:
            along = ((s, o, None) for s, o in edges)
        links: dict[Node, list[tuple[Node, Node | None]]] = {}
        for s, o, claim in along:
            here, there = (o, s) if way.inverse else (s, o)
            links.setdefault(here, []).append((there, claim))
        return links

    def _apply(self, rule: Rule, way: tuple[Way, ...]) -> None:
        if not way:  # a chain that names nothing gives nothing
            return
        first, *others = (self._links(member) for member in way)
        if not first or not all(others):
            return
        matched = " ".join([rule.iri, *(member.edge for member in way)])
        found: dict[tuple[Node, ...], set[Node]] = {}
        for start, ways in first.items():
            along: list[tuple[tuple[Node, ...], tuple[Node, ...]]] = [
                ((start, there), () if claim is None else (claim,)) for there, claim in ways
            ]
            for links in others:
                along = [
                    ((*nodes, there), claims if claim is None else (*claims, claim))
                    for nodes, claims in along
                    for there, claim in links.get(nodes[-1], ())
                ]
            for nodes, claims in along:
                if nodes[0] != nodes[-1]:
                    found.setdefault(nodes, set()).update(claims)
        of = self.facts.of
        for nodes, premises in found.items():
            start, end = nodes[0], nodes[-1]
            self._give(start, rule.iri, end)
            if not all(map(_has_text, nodes)):
                continue
            spelt = " ".join([matched, *(str(getattr(node, "value", node)) for node in nodes)])
            derivation = f"{BASE}derivation/{sha256(spelt.encode()).hexdigest()}"
            self._told.append((derivation, TYPE, _DERIVATION))
            for name, one in (("derivedSubject", start), ("byRule", rule.iri), ("derivedObject", end)):
                self._tell(of[NC + name], derivation, NC + name, one)
            for premise in premises:
                self._tell(of[NC + "premise"], derivation, NC + "premise", premise)

    def _tell(self, pairs: Pairs, derivation: str, predicate: str, one: Node) -> None:
        there = pairs.get(derivation, ())
        if one not in there:
            pairs[derivation] = (*there, one)
            self._told.append((derivation, predicate, one))


def _having(pairs: Pairs, name: str) -> set[Node]:
    wanted = NC + name
    return {s for s, objects in pairs.items() if wanted in objects}


def _has_text(node: Node) -> bool:
    return not isinstance(node, Unnamed | ox.Triple)
