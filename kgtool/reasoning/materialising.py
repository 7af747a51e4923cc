"""Net effects as RDF, each with the hops that carry it: a file of its own, apart from what anybody asserted."""

from collections.abc import Iterator

import pyoxigraph as ox

from kgtool.model import Hop, Sign
from kgtool.reading.grounds import grounds_of
from kgtool.reading.net_effects import all_hops, shortest_walks, signs_of
from kgtool.reading.reader import labels
from kgtool.store import Store
from kgtool.vocabulary import BASE, LABEL, NC, OWL, RDF, XSD

NET: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}
ONTOLOGY = BASE + "net-effects"
_IMPORTED = BASE + "ontology/rules"
_PREFIXES = {"nc": NC, "rdfs": LABEL.removesuffix("label"), "owl": OWL, "xsd": XSD}


def net_effects_turtle(store: Store) -> bytes:
    """Every net effect of a store's hops as Turtle: the triple itself, and a node that says what carries it.

    The same store gives the same bytes. Raises InputError for a hop that neither a claim nor a rule gives.
    """
    turtle = ox.serialize(sorted(_triples(store), key=str), format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert turtle is not None
    return turtle


def _triples(store: Store) -> Iterator[ox.Triple]:
    hops = all_hops(store, signs_of(store))
    grounds = grounds_of(store, hops)
    known = labels(store, sorted({iri for hop in hops for iri in (hop.subject, hop.object)}))
    yield _link(ONTOLOGY, RDF + "type", OWL + "Ontology")
    yield _link(ONTOLOGY, OWL + "imports", _IMPORTED)
    for hop in hops:
        node = _node("hop", hop)
        yield from _individual(node, "Hop", hop, known)
        yield _link(node, NC + "hopSubject", hop.subject)
        yield _link(node, NC + "hopObject", hop.object)
        yield from (_link(node, NC + "restsOn", claim) for claim in grounds[hop].claims)
        if grounds[hop].derived:
            yield from (_link(node, NC + "byRule", p.rule) for p in grounds[hop].premises if p.rule)
    for effect, walk in shortest_walks(hops):
        node = _node("net-effect", effect)
        yield _link(effect.subject, NC + NET[effect.sign], effect.object)
        yield from _individual(node, "NetEffect", effect, known)
        yield _link(node, NC + "netSubject", effect.subject)
        yield _link(node, NC + "netObject", effect.object)
        yield _triple(node, NC + "length", ox.Literal(len(walk)))
        yield from (_link(node, NC + "carriedBy", _node("hop", hop)) for hop in set(walk))
        yield from (_link(node, NC + "revisits", term) for term in passed_twice(walk))


def passed_twice(walk: tuple[Hop, ...]) -> set[str]:
    """The terms that a walk passes more than once."""
    passed = [walk[0].subject, *(hop.object for hop in walk)]
    return {term for term in passed if passed.count(term) > 1}


def _individual(node: str, kind: str, said: Hop, known: dict[str, str]) -> Iterator[ox.Triple]:
    words = (known.get(said.subject, said.subject), NET[said.sign], known.get(said.object, said.object))
    yield _link(node, RDF + "type", OWL + "NamedIndividual")
    yield _link(node, RDF + "type", NC + kind)
    yield _link(node, NC + "predicate", NC + NET[said.sign])
    yield _triple(node, LABEL, ox.Literal(" ".join(words), language="en"))


def _node(kind: str, said: Hop) -> str:
    from hashlib import sha256

    return f"{BASE}{kind}/{sha256(' '.join(said).encode()).hexdigest()}"


def _link(subject: str, predicate: str, object_: str) -> ox.Triple:
    return _triple(subject, predicate, ox.NamedNode(object_))


def _triple(subject: str, predicate: str, object_: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), object_)
