"""RDF files → a filled Oxigraph store: their triples, the edges of their claims, the hops by rule, and the steps."""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kgtool import layout
from kgtool.files import quads, unreadable_as_error
from kgtool.rules import applications, steps


def fill(store: ox.Store, files: Sequence[str]) -> None:
    """Fill an empty store with the files, and with what follows from their claims.

    Raises InputError, with file and line, for what can't be read.
    """
    for path in files:
        with unreadable_as_error(path):
            store.bulk_extend(quads(path))
    for construct in constructs(store):
        _add(store, construct)


def constructs(store: ox.Store) -> Iterator[str]:
    """The CONSTRUCT queries that make edges, derived hops with their derivations, and steps of a store's claims.

    Each reads what those before it made, so what it gives must be added before the next is asked for.
    """
    with open(layout.PROJECTION, encoding="utf-8") as file:
        yield file.read()
    yield from applications(store)
    yield from steps(store)


def _add(store: ox.Store, construct: str) -> None:
    union = any(True for _ in store.named_graphs())
    answer = store.query(construct, use_default_graph_as_union=union)
    assert isinstance(answer, ox.QueryTriples)
    store.bulk_extend(_as_quads(answer))


def _as_quads(triples: ox.QueryTriples) -> Iterator[ox.Quad]:
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object)
