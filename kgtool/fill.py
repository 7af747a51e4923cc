"""RDF files → a filled Oxigraph store: their triples, the edges of their claims, the hops by rule, and the steps."""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kgtool import layout
from kgtool.files import quads, unreadable_as_error
from kgtool.model import Sign
from kgtool.rules import STEPS, applications, steps
from kgtool.vocabulary import RDFS


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


def read_signs(files: Sequence[str]) -> dict[str, Sign]:
    """The predicates that files of signs put below a step, with their signs.

    Raises InputError for what can't be read.
    """
    signs: dict[str, Sign] = {STEPS[0]: "+", STEPS[1]: "-"}
    return {
        quad.subject.value: signs[quad.object.value]
        for path in files
        for quad in quads(path)
        if quad.predicate.value == RDFS + "subPropertyOf"
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in signs
    }
