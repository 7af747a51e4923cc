"""One pass over the quads of files → dictionaries of what is many, and a small store of the rest.

Claims, evidence and passages are most of a graph, and what follows from them is worked out without SPARQL. What the
ontology says, and what terms are and are called, goes into a store in memory: the frame, of which SPARQL is asked.

A node is a text where it is an IRI, an `Unnamed` text where it is a blank node, else pyoxigraph's own value.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from operator import attrgetter

import pyoxigraph as ox

from kgtool.store.syntax import ending
from kgtool.vocabulary import DEFINITION, NC, OWL, RDF, RDFS

KEPT = tuple(
    NC + name
    for name in (
        *("subject", "predicate", "object", "context", "evidence"),
        *("passage", "stance", "modality", "directness", "mode", "condition", "frequency", "manifestation"),
        *("source", "section", "derivedSubject", "derivedObject", "byRule", "premise"),
    )
)
"""The predicates that are kept in dictionaries."""
PASSED_OVER = frozenset((DEFINITION, *(NC + name for name in ("spanStart", "spanEnd", "spanDigest", "record"))))
"""Predicates of which neither derivations nor notes know."""
TYPE, _INDIVIDUAL = RDF + "type", OWL + "NamedIndividual"
_RECORDS = frozenset(NC + name for name in ("Claim", "Evidence", "Passage"))
_BATCH = 50_000  # quads
_WITH_GRAPHS = (".nq", ".trig", ".jsonld")


class Unnamed(str):
    """The name of a blank node."""

    __slots__ = ()


Node = str | ox.Literal | ox.Triple
Triple = tuple[Node, str, Node]
Pairs = dict[Node, tuple[Node, ...]]


class Facts:
    """What the quads of some files say.

    of       the subjects and objects of the predicates that are kept in dictionaries.
    rest     the same of all other predicates, until they are settled in the frame.
    records  claims, evidence and passages, by what they are.
    names    one object for each IRI, which is most of what takes memory here.
    """

    def __init__(self) -> None:
        self.of: dict[str, Pairs] = {predicate: {} for predicate in KEPT}
        self.rest: dict[str, list[tuple[Node, Node]]] = {}
        self.frame = ox.Store()
        self.records: dict[str, list[Node]] = {kind: [] for kind in _RECORDS}
        self.names: dict[str, tuple[str]] = {}

    def take(self, found: Iterable[ox.Quad]) -> None:
        """Take in quads, whatever graphs they are in."""
        named, parts_of = ox.NamedNode, attrgetter("subject", "predicate.value", "object")  # quicker than to name each
        self.add(
            (s.value if type(s) is named else plain(s), p, o.value if type(o) is named else plain(o))
            for s, p, o in map(parts_of, found)
        )

    def add(self, found: Iterable[Triple]) -> None:
        """Take in triples."""
        of, rest, records, names = self.of, self.rest, self.records, self.names
        for s, predicate, o in found:
            if predicate in PASSED_OVER or (predicate == TYPE and o == _INDIVIDUAL):
                continue
            subject: Node = (names.get(s) or names.setdefault(s, (s,)))[0] if type(s) is str else s
            objects = names.get(o) or names.setdefault(o, (o,)) if type(o) is str else (o,)
            pairs = of.get(predicate)
            if pairs is not None:
                there = pairs.get(subject)
                if there is None:
                    pairs[subject] = objects
                elif objects[0] not in there:
                    pairs[subject] = there + objects
            elif predicate == TYPE:
                kind = text(objects[0])
                if kind in records:
                    records[kind].append(subject)
                else:
                    rest.setdefault(predicate, []).append((subject, objects[0]))
            else:
                rest.setdefault(predicate, []).append((subject, objects[0]))

    def add_facts(self, others: "Facts") -> None:
        """Take in the facts of other files, of which nothing is in a frame yet; they aren't to be used any more."""
        for predicate, found in others.of.items():
            pairs = self.of[predicate]
            if not pairs:
                self.of[predicate] = found
            elif pairs.keys().isdisjoint(found):
                pairs.update(found)
            else:
                for subject, objects in found.items():
                    there = pairs.get(subject, ())
                    pairs[subject] = there + tuple([o for o in objects if o not in there]) if there else objects
        for predicate, told in others.rest.items():
            self.rest.setdefault(predicate, []).extend(told)
        for kind, nodes in others.records.items():
            self.records[kind].extend(nodes)
        few, many = sorted((self.names, others.names), key=len)
        many.update(few)
        self.names = many

    def settle(self, apart: Container[str]) -> None:
        """Put into the frame, and keep there alone, all but the quads of some predicates, and records.

        Of records it learns only what those are that it says more of.
        """
        if not self.rest:
            return
        records = {node for found in self.records.values() for node in found}
        self._add_records({s for pairs in self.rest.values() for s, _ in pairs if s in records})
        for predicate in [predicate for predicate in self.rest if predicate not in apart]:
            self.add_to_frame(as_quads((s, predicate, o) for s, o in self.rest.pop(predicate)))

    def as_store(self) -> ox.Store:
        """All of them in a store in memory; nothing may be in the frame yet, and they aren't to be used any more."""
        self.settle(apart=())
        for predicate, pairs in self.of.items():
            self.add_to_frame(as_quads((s, predicate, o) for s, objects in pairs.items() for o in objects))
        self.add_records({node for found in self.records.values() for node in found})
        return self.frame

    def forget_names(self) -> None:
        """Let go of what only serves to take in more."""
        self.names = {}

    def all_of(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """The subjects and objects of a predicate's triples, of any predicate that isn't passed over; some twice."""
        if predicate in self.of:
            yield from ((s, o) for s, objects in self.of[predicate].items() for o in objects)
            return
        yield from self.rest.get(predicate, ())
        with suppress(ValueError):  # a blank node is no predicate
            for quad in self.frame.quads_for_pattern(None, ox.NamedNode(predicate), None):
                yield self._interned(quad.subject), self._interned(quad.object)

    def add_records(self, wanted: Iterable[Node]) -> None:
        """Tell the frame of its records among some nodes."""
        self._add_records(set(wanted))
        self.records = {}

    def add_to_frame(self, found: Iterable[ox.Quad]) -> None:
        """Add quads to the frame; not all at once, which takes three times the memory that they take there."""
        quads = iter(found)
        while some := list(islice(quads, _BATCH)):
            self.frame.bulk_extend(some)

    def _add_records(self, wanted: set[Node]) -> None:
        for kind, found in self.records.items():
            self.add_to_frame(as_quads((node, TYPE, kind) for node in found if node in wanted))

    def _interned(self, node: object) -> Node:
        if type(node) is ox.NamedNode:
            return (self.names.get(iri := node.value) or self.names.setdefault(iri, (iri,)))[0]
        return plain(node)

    @property
    def is_odd(self) -> bool:
        """Whether something is said that only the whole would show: what the individuals of OWL are."""
        return any(
            s == _INDIVIDUAL
            for predicate, pairs in self.rest.items()
            if predicate.startswith((TYPE, RDFS, "http://www.w3.org/2004/02/skos/"))
            for s, _ in pairs
        )


def plain(node: object) -> Node:
    """A node of pyoxigraph's as facts have it."""
    if isinstance(node, ox.NamedNode):
        return node.value
    if isinstance(node, ox.BlankNode):
        return Unnamed(node.value)
    assert isinstance(node, ox.Literal | ox.Triple)
    return node


def term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """A node of facts as pyoxigraph has it."""
    if isinstance(node, Unnamed):
        return ox.BlankNode(node)
    return ox.NamedNode(node) if isinstance(node, str) else node


def as_quads(triples: Iterable[Triple]) -> Iterator[ox.Quad]:
    """Triples of facts as pyoxigraph has them."""
    named, quad = ox.NamedNode, ox.Quad
    for s, p, o in triples:
        yield quad(
            named(s) if type(s) is str else term(s),  # type: ignore[arg-type]
            named(p),
            named(o) if type(o) is str else term(o),
        )


def is_iri(node: Node) -> bool:
    """Whether a node is an IRI."""
    return type(node) is str


def text(node: Node) -> str:
    """What stands in a cell of an answer: the IRI, the text of a literal, the name of a blank node."""
    return node if isinstance(node, str) else str(getattr(node, "value", node))


def may_hold_graphs(files: Sequence[str]) -> bool:
    """Whether some of the files are of a format that knows named graphs."""
    return any(ending(path) in _WITH_GRAPHS for path in files)
