"""Where graphs meet: terms that are one by `skos:exactMatch`, `owl:sameAs` or a table of mappings become one term.

The term of ours stands for all; without one, the first by its IRI. What others said of their own name is said of it
then, their labels are synonyms of it, and every claim that came over names the seam. Where a mapping would make two
terms of ours one, nothing is joined.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.store.mappings import SAME
from kgtool.vocabulary import BASE, LABEL, NC, OWL, RDF, SKOS, TERM

_TYPE, _ALTERNATIVE, _LABEL = ox.NamedNode(RDF + "type"), ox.NamedNode(SKOS + "altLabel"), ox.NamedNode(LABEL)
_EXACT = ox.NamedNode(SAME[0])
_MAPPINGS = {
    *SAME,
    SKOS + "closeMatch",
    SKOS + "broadMatch",
    SKOS + "narrowMatch",
    SKOS + "relatedMatch",
    NC + "otherName",
}
_ENDS = {NC + name for name in ("subject", "object", "context")}
_DEFINING = {LABEL, SKOS + "prefLabel", SKOS + "definition", "http://purl.obolibrary.org/obo/IAO_0000115"}


class Seam(NamedTuple):
    """Two names of one thing: what another graph calls it, the term that stands for it, and the mapping's predicate."""

    other: str
    term: str
    by: str

    @property
    def iri(self) -> str:
        """The IRI under which the store speaks of the seam."""
        return BASE + "seam/" + sha256(f"{self.other} {self.term}".encode()).hexdigest()[:16]


def seams_of(store: ox.Store) -> list[Seam]:
    """The seams of a store, in order: only between names that it says something of, besides that they are mapped."""
    by: dict[frozenset[str], str] = {}
    groups: dict[str, set[str]] = {}
    for predicate in SAME:
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                pair = (quad.subject.value, quad.object.value)
                by.setdefault(frozenset(pair), predicate)
                joined = groups.get(pair[0], {pair[0]}) | groups.get(pair[1], {pair[1]})
                groups |= dict.fromkeys(joined, joined)
    found = []
    for group in {frozenset(group) for group in groups.values()}:
        own = [iri for iri in group if iri.startswith(TERM)]
        if len(own) > 1:
            continue
        spoken = sorted(iri for iri in group if iri in own or _is_spoken_of(store, iri))
        term = own[0] if own else spoken[0] if spoken else ""
        found += [Seam(other, term, by.get(frozenset((other, term)), SAME[0])) for other in spoken if other != term]
    return sorted(found)


def _is_spoken_of(store: ox.Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    there = (quad.predicate.value for quad in store.quads_for_pattern(node, None, None, None))
    back = (quad.predicate.value for quad in store.quads_for_pattern(None, None, node, None))
    return any(p not in _MAPPINGS for p in there) or any(p not in _MAPPINGS for p in back)


def join(store: ox.Store, seams: list[Seam]) -> None:
    """Make one term of what each seam joins."""
    names = {seam.other: seam for seam in seams}
    for seam in seams:
        other = ox.NamedNode(seam.other)
        touched = [*store.quads_for_pattern(other, None, None, None), *store.quads_for_pattern(None, None, other, None)]
        labelled = any(True for _ in store.quads_for_pattern(ox.NamedNode(seam.term), _LABEL, None, None))
        new = [renamed for quad in touched for renamed in _renamed(quad, names, labelled)]
        for quad in touched:
            store.remove(quad)
        store.extend([*new, *_told(seam)])


def _renamed(quad: ox.Quad, names: Mapping[str, Seam], labelled: bool) -> Iterator[ox.Quad]:
    """The quad with every name that a seam joins replaced; mappings go, since the seam says them."""
    subject = _stand_in(quad.subject, names)
    object_ = _stand_in(quad.object, names)
    if quad.predicate.value in SAME:  # of what nobody else speaks of, so that it has no seam, the name is kept
        for term, other, unjoined in ((subject, object_, quad.object), (object_, subject, quad.subject)):
            if (
                other == unjoined
                and isinstance(term, ox.NamedNode)
                and isinstance(other, ox.NamedNode)
                and term != other
            ):
                yield ox.Quad(term, _EXACT, other)
        return
    predicate = quad.predicate
    if subject != quad.subject and predicate.value in _DEFINING:
        if predicate.value in (LABEL, SKOS + "prefLabel") and labelled:
            predicate = _ALTERNATIVE
        elif labelled:
            return  # a definition of ours is there already
    if subject != quad.subject and predicate == _TYPE and str(getattr(quad.object, "value", "")).startswith(NC):
        return
    assert isinstance(subject, ox.NamedNode | ox.BlankNode | ox.Triple)
    yield ox.Quad(subject, predicate, object_, quad.graph_name)  # type: ignore[arg-type]
    if quad.predicate.value in _ENDS and object_ != quad.object and isinstance(quad.object, ox.NamedNode):
        yield ox.Quad(subject, ox.NamedNode(NC + "crosses"), ox.NamedNode(names[quad.object.value].iri))


def _stand_in(node: object, names: Mapping[str, Seam]) -> object:
    return ox.NamedNode(names[node.value].term) if isinstance(node, ox.NamedNode) and node.value in names else node


def _told(seam: Seam) -> Iterator[ox.Quad]:
    node = ox.NamedNode(seam.iri)
    yield ox.Quad(node, _TYPE, ox.NamedNode(OWL + "NamedIndividual"))
    yield ox.Quad(node, _TYPE, ox.NamedNode(NC + "Seam"))
    yield ox.Quad(node, ox.NamedNode(NC + "seamOf"), ox.NamedNode(seam.term))
    yield ox.Quad(node, ox.NamedNode(NC + "otherName"), ox.NamedNode(seam.other))
    yield ox.Quad(node, ox.NamedNode(NC + "mappedBy"), ox.NamedNode(seam.by))
    yield ox.Quad(ox.NamedNode(seam.term), _EXACT, ox.NamedNode(seam.other))
