"""RDF files → a filled Oxigraph store: their triples, the edges of their claims, the hops by rule, and the steps."""

import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

from kgtool import folders
from kgtool.store.files import load
from kgtool.store.fitting import Fit
from kgtool.store.notes import Note, write_notes
from kgtool.store.rules import applications, steps
from kgtool.store.unpacking import size_of

_MOST_IN_MEMORY = 200 * 2**20  # bytes of input; a store of them takes about four times as much
Tell = Callable[[str], None]


def build(
    folder: str,
    files: Sequence[str],
    index: Callable[[ox.Store], Iterator[Note]],
    tell: Tell = lambda _: None,
    fit: Fit | None = None,
) -> None:
    """Build the store of `files` on disk, in an empty folder.

    index  works out the notes to keep beside it, from a store filled with all triples.
    tell   gets a few words on what is being done, now and then; none at the end.
    fit    how foreign graphs among them are made to fit.

    Raises InputError, with file and line, for what can't be read.
    """
    fit = fit or Fit(files)
    store = ox.Store(folder)
    collected = gc.isenabled()
    gc.disable()  # millions of values are made here, and none in circles: looking for these costs a tenth of the time
    try:
        if sum(map(os.path.getsize, files)) > _MOST_IN_MEMORY:
            _load_all(store, files, tell)
            _put_in_order(store, tell)  # else every question looks into one table for each million triples
            _derive(store, fit, tell)
            tell("making the index")
            write_notes(folder, index(store))
        else:
            _build_from_memory(store, files, lambda memory: write_notes(folder, index(memory)), tell, fit)
        _put_in_order(store, tell)
    finally:
        if collected:
            gc.enable()
        tell("")


def _build_from_memory(
    store: ox.Store, files: Sequence[str], note: Callable[[ox.Store], None], tell: Tell, fit: Fit
) -> None:
    """Fill a store on disk with what is worked out in memory, where joins take a fifth of the time."""
    failed: list[Exception] = []

    def write() -> None:
        try:
            for path in files:
                load(store, path)
            gather_graphs(store)
        except Exception as error:
            failed.append(error)

    writing = threading.Thread(target=write, daemon=True)  # so that Ctrl-C needn't wait for it
    writing.start()
    try:
        memory = ox.Store()
        _load_all(memory, files, tell)
        fit.joined(memory)
        derived = [*fit.added(memory), *(quad for construct in constructs(memory) for quad in _add(memory, construct))]
        tell("making the index")
        note(memory)
    except Exception:
        writing.join()
        raise
    tell("writing the store")
    writing.join()
    if failed:
        raise failed[0]
    fit.joined(store)
    if any(isinstance(node, ox.BlankNode) for quad in derived for node in (quad.subject, quad.object)):
        _derive(store, fit, tell)  # blank nodes have other names in the other store
    else:
        store.bulk_extend(derived)


def _put_in_order(store: ox.Store, tell: Tell) -> None:
    tell("ordering the store")
    store.flush()
    store.optimize()


def fill(store: ox.Store, files: Sequence[str], tell: Tell = lambda _: None, fit: Fit | None = None) -> None:
    """Fill an empty store with the files, and with what follows from their claims.

    Raises InputError, with file and line, for what can't be read.
    """
    _load_all(store, files, tell)
    _derive(store, fit or Fit(files), tell)


def _load_all(store: ox.Store, files: Sequence[str], tell: Tell) -> None:
    for number, path in enumerate(files, 1):
        name = f"reading file {number} of {len(files)}, {os.path.basename(path)}"
        size = size_of(path) or 1

        def told(read: int, name: str = name, size: int = size) -> None:
            tell(f"{name}: {100 * read // size} %")

        tell(name)
        load(store, path, told)
    gather_graphs(store)


def gather_graphs(store: ox.Store) -> None:
    """Put what stands in named graphs into the default graph too, so that this is the set of all triples.

    A query then counts a triple once, in however many graphs it stands, and GRAPH and FROM still tell them apart.
    """
    for name in list(store.named_graphs()):
        store.bulk_extend(
            ox.Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, name)
        )


def _derive(store: ox.Store, fit: Fit, tell: Tell) -> None:
    tell("making graphs fit")
    fit.joined(store)
    fit.added(store)
    for construct in constructs(store):
        tell("applying the rules")
        _add(store, construct)


def constructs(store: ox.Store) -> Iterator[str]:
    """The CONSTRUCT queries that make edges, derived hops with their derivations, and steps of a store's claims.

    Each reads what those before it made, so what it gives must be added before the next is asked for.
    """
    with open(folders.PROJECTION, encoding="utf-8") as file:
        yield file.read()
    yield from applications(store)
    yield from steps(store)


def _add(store: ox.Store, construct: str) -> list[ox.Quad]:
    """Add what a CONSTRUCT gives to a store; that."""
    answer = store.query(construct)
    assert isinstance(answer, ox.QueryTriples)
    found = [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in answer]
    if found:
        store.bulk_extend(found)
    return found
