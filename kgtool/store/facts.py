"""One pass over the quads of files → dictionaries of what is many, and a small store of the rest.

Claims, evidence and passages are most of a graph, and what follows from them is worked out without SPARQL. What the
ontology says, and what terms are and are called, goes into a store in memory: the frame, of which SPARQL is asked.

A node is a text where it is an IRI, an `Unnamed` text where it is a blank node, else pyoxigraph's own value.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

import pyoxigraph as ox

from kgtool.store.syntax import ending
from kgtool.vocabulary import NC, OWL, RDF, RDFS

KEPT = tuple(
    NC + name
    for name in (
        *("subject", "predicate", "object", "context", "evidence"),
        *("passage", "stance", "modality", "directness", "mode", "condition", "frequency", "manifestation"),
        *("source", "section", "derivedSubject", "derivedObject", "byRule", "premise"),
    )
)
"""The predicates that are kept in dictionaries."""
PASSED_OVER = frozenset(NC + name for name in ("spanStart", "spanEnd", "spanDigest", "record"))
"""Predicates of which neither derivations nor notes know."""
TYPE, _INDIVIDUAL = RDF + "type", OWL + "NamedIndividual"
_RECORDS = frozenset(NC + name for name in ("Claim", "Evidence", "Passage"))
_WITH_GRAPHS = (".nq", ".trig", ".jsonld")


class Unnamed(str):
    """The name of a blank node."""

    __slots__ = ()


Node = str | ox.Literal | ox.Triple
Pairs = dict[Node, list[Node]]


class Facts:
    """What the quads of some files say."""

    def __init__(self) -> None:
        self.of: dict[str, Pairs] = {predicate: {} for predicate in KEPT}
        self.rest: dict[str, list[ox.Quad]] = {}
        self.frame = ox.Store()
        self._records: list[ox.Quad] = []
        self._names: dict[str, str] = {}

    def take(self, found: Iterable[ox.Quad]) -> None:
        """Take in quads, whatever graphs they are in."""
        of, rest, records, names = self.of, self.rest, self._records, self._names
        named, predicate_of = ox.NamedNode, attrgetter("predicate.value")  # which is quicker than to name both here
        for quad in found:
            predicate = predicate_of(quad)
            pairs = of.get(predicate)
            if pairs is not None:
                s, o = quad.subject, quad.object
                subject = names.setdefault(iri := s.value, iri) if type(s) is named else plain(s)
                object_ = names.setdefault(iri := o.value, iri) if type(o) is named else plain(o)
                there = pairs.get(subject)
                if there is None:
                    pairs[subject] = [object_]
                elif object_ not in there:
                    there.append(object_)
            elif predicate in PASSED_OVER:
                continue
            elif predicate == TYPE:
                kind = getattr(quad.object, "value", "")
                if kind in _RECORDS:
                    records.append(quad)
                elif kind != _INDIVIDUAL:
                    rest.setdefault(predicate, []).append(quad)
            else:
                rest.setdefault(predicate, []).append(quad)

    def all_of(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """The subjects and objects of a predicate's triples, of any predicate that isn't passed over."""
        if predicate in self.of:
            yield from ((s, o) for s, objects in self.of[predicate].items() for o in objects)
            return
        names, named = self._names, ox.NamedNode
        for quad in self.rest.get(predicate, ()):
            s, o = quad.subject, quad.object
            yield (
                names.setdefault(iri := s.value, iri) if type(s) is named else plain(s),
                names.setdefault(iri := o.value, iri) if type(o) is named else plain(o),
            )

    def add_records(self, wanted: Iterable[Node]) -> None:
        """Tell the frame of its records among some nodes, and among those that it says more of."""
        if not self._records:
            return
        name = attrgetter("subject.value")  # a blank node of the same name may come along: it is a record as well
        of_interest = {*wanted, *(node for found in self.rest.values() for node in map(name, found))}
        self.frame.bulk_extend([quad for quad in self._records if name(quad) in of_interest])
        self._records = []

    @property
    def is_odd(self) -> bool:
        """Whether something is said that only the whole would show: what the individuals of OWL are."""
        by_subject = attrgetter("subject.value")
        return any(
            by_subject(quad) == _INDIVIDUAL
            for predicate, found in self.rest.items()
            if predicate.startswith((TYPE, RDFS, "http://www.w3.org/2004/02/skos/"))
            for quad in found
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


def is_iri(node: Node) -> bool:
    """Whether a node is an IRI."""
    return type(node) is str


def text(node: Node) -> str:
    """What stands in a cell of an answer: the IRI, the text of a literal, the name of a blank node."""
    return node if isinstance(node, str) else str(getattr(node, "value", node))


def may_hold_graphs(files: Sequence[str]) -> bool:
    """Whether some of the files are of a format that knows named graphs."""
    return any(ending(path) in _WITH_GRAPHS for path in files)
