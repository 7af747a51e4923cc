"""Edges of claims whose predicate may run in no circle: added to the data, so that a shape can follow them."""

from collections.abc import Iterator

import pyoxigraph as ox

from kgtool.vocabulary import NC

_PARTS = {NC + "predicate": 0, NC + "subject": 1, NC + "object": 2}
_CONTEXT, _ACYCLIC = NC + "context", NC + "acyclic"


def with_edges(triples: Iterator[tuple[bool, ox.Triple]]) -> Iterator[tuple[bool, ox.Triple]]:
    """The triples, and behind them one for each claim of an `nc:acyclic` predicate that holds without a context.

    Each triple comes with whether it is the user's own; the edges are not.
    """
    acyclic: set[ox.NamedNode] = set()
    claims: dict[object, list[ox.NamedNode | None]] = {}
    bound: set[object] = set()
    for own, triple in triples:
        yield own, triple
        predicate, object_ = triple.predicate.value, triple.object
        if not isinstance(object_, ox.NamedNode):
            if predicate == _ACYCLIC and isinstance(triple.subject, ox.NamedNode):
                acyclic.add(triple.subject)
        elif (part := _PARTS.get(predicate)) is not None:
            claims.setdefault(triple.subject, [None, None, None])[part] = object_
        elif predicate == _CONTEXT:
            bound.add(triple.subject)
    edges = {
        ox.Triple(subject, predicate_, object_)
        for claim, (predicate_, subject, object_) in claims.items()
        if predicate_ in acyclic and claim not in bound and predicate_ and subject and object_
    }
    yield from ((False, edge) for edge in sorted(edges, key=str))
