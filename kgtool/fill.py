"""RDF files → a filled Oxigraph store: their triples, the edges of their claims, the hops by rule, and the steps."""

import io
import os
from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

from kgtool import layout
from kgtool.files import Counted, load, quads
from kgtool.model import Sign
from kgtool.rules import STEPS, applications, steps
from kgtool.vocabulary import RDFS

_MOST_IN_MEMORY = 200 * 2**20  # bytes of input; what is made of them takes some five times as much

Tell = Callable[[str], None]


def build(
    folder: str, files: Sequence[str], notes: Callable[[ox.Store], Iterator[ox.Quad]], tell: Tell = lambda _: None
) -> None:
    """Build the store of `files` on disk, in an empty folder.

    notes  makes what is kept beside the triples, from the store filled with all of them.
    tell   gets a few words on what is being done, now and then; none at the end.

    Joins in memory take a fifth of the time that they take on disk. So everything is worked out in memory and then
    written, unless the files are so large that they might not fit.

    Raises InputError, with file and line, for what can't be read.
    """
    disk = ox.Store(folder)
    small = sum(map(os.path.getsize, files)) <= _MOST_IN_MEMORY
    work = ox.Store() if small else disk
    try:
        fill(work, files, tell)
        work.bulk_extend(notes(work))
        if small:
            tell("writing the store")
            whole = io.BytesIO()
            work.dump(whole, ox.RdfFormat.N_QUADS)
            del work
            whole.seek(0)
            disk.bulk_load(input=Counted(whole), format=ox.RdfFormat.N_QUADS)
        tell("ordering the store")
        disk.flush()
        disk.optimize()
    finally:
        tell("")


def fill(store: ox.Store, files: Sequence[str], tell: Tell = lambda _: None) -> None:
    """Fill an empty store with the files, and with what follows from their claims.

    Raises InputError, with file and line, for what can't be read.
    """
    for number, path in enumerate(files, 1):
        size = os.path.getsize(path) or 1
        told = f"reading file {number} of {len(files)}: {os.path.basename(path)}"
        tell(told)
        load(store, path, lambda read, told=told, size=size: tell(f"{told}, {100 * read // size} %"))  # type: ignore[misc]
    for construct in constructs(store):
        tell("applying the rules")
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
