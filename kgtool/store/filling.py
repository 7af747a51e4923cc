"""RDF files → their notes; and a filled Oxigraph store: their triples, the edges of claims, hops by rule, and steps."""

import contextlib
import gc
import os
import shutil
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.store.beside import beside
from kgtool.store.deriving import Derived
from kgtool.store.edge_forms import read_by_forms
from kgtool.store.facts import Facts, Unnamed, as_quads, may_hold_graphs
from kgtool.store.files import load, quads
from kgtool.store.fitting import Fit
from kgtool.store.rules import applications, steps
from kgtool.store.signs import signs_of
from kgtool.store.syntax import format_of
from kgtool.store.unpacking import is_packed, size_of

if TYPE_CHECKING:
    from kgtool.store.notes import Note

_SMALL = 2**23  # bytes of N-Triples; less is read before a second process has begun
_MOST_IN_MEMORY = 5 * 2**29  # bytes of N-Triples; what is gathered from them takes somewhat less
_AS_N_TRIPLES = {ox.RdfFormat.N_TRIPLES: 1, ox.RdfFormat.N_QUADS: 1, ox.RdfFormat.RDF_XML: 3}
_COMPACT = 6  # times the size, as N-Triples, of what is written in any other format
_PACKED = 10
_AT_ONCE = 250_000  # quads written to disk; more take more memory, and fewer at a time more time
_WORTH_KEEPING = 2**22  # bytes of N-Triples; less is parsed in a tenth of a second
Tell = Callable[[str], None]
Begin = Callable[[str], Callable[[int], None]]
"""Tells that the reading of a file begins, and gives what tells how far it is."""
Index = Callable[[ox.Store | Derived], "tuple[Iterator[Note], Iterable[Note]]"]
"""Works out the notes of what was gathered from files, or of a store filled with all of it; some of them aside."""


def build_notes(
    folder: str, files: Sequence[str], index: Index, filled: Callable[[], ox.Store], tell: Tell, fit: Fit
) -> None:
    """Write the notes of `files` into an empty folder.

    filled  gives the store of the files, for those that are too large or too odd to be gathered.
    tell    gets a few words on what is being done, now and then; none at the end.
    fit     how foreign graphs among them are made to fit.

    Raises InputError, with file and line, for what can't be read.
    """
    from kgtool.store.notes import write_notes

    with _at_full_speed(tell):
        found: ox.Store | Derived | None = _gather(files, tell, fit)
        if found is None:
            found = filled()
        here, aside = index(found)
        write_notes(folder, _told(here, tell), aside, lambda: tell("making the index"))


def build_store(folder: str, files: Sequence[str], tell: Tell, fit: Fit) -> None:
    """Build the store of `files` on disk, in an empty folder. Raises and tells as `build_notes` does."""
    with _at_full_speed(tell):
        derived = None
        with beside(lambda: _load_into(folder, files), waiting=lambda: tell("writing the store")) as loaded:
            with contextlib.suppress(InputError) if loaded else contextlib.nullcontext():  # loading tells of it better
                derived = _gather(files, tell, fit, strictly=not loaded)
            there = loaded is not None and loaded()
        store = ox.Store(folder) if there else _load_into(folder, files, tell)
        # Blank nodes have other names in the store.
        if derived and not any(isinstance(node, Unnamed) for s, _, o in derived.triples for node in (s, o)):
            tell("writing the store")
            fit.joined(store)
            new = as_quads(derived.triples)
            del derived  # and what was gathered, for writing takes as much memory
            while some := list(islice(new, _AT_ONCE)):
                store.bulk_extend(some)
        else:
            _put_in_order(store, tell)  # else every question looks into one table for each million triples
            _derive(store, fit, tell)
        _put_in_order(store, tell)


def _load_into(folder: str, files: Sequence[str], tell: Tell = lambda _: None) -> ox.Store:
    """The store on disk of what the files say, in a folder that holds nothing, or what another process has begun."""
    shutil.rmtree(folder)
    os.mkdir(folder, 0o700)
    store = ox.Store(folder)
    _load_all(store, files, tell)
    store.flush()
    return store


def _told(notes: "Iterator[Note]", tell: Tell) -> "Iterator[Note]":
    for number, note in enumerate(notes):
        if not number % 20_000:
            tell(f"making the index: {number:,} notes" if number else "making the index")
        yield note


@contextlib.contextmanager
def _at_full_speed(tell: Tell) -> Iterator[None]:
    collected = gc.isenabled()
    gc.disable()  # millions of values are made here, and none in circles: looking for these costs a tenth of the time
    try:
        yield
    finally:
        if collected:
            gc.enable()
        tell("")


def _gather(files: Sequence[str], tell: Tell, fit: Fit, strictly: bool = True) -> Derived | None:
    """What files say and what follows; None where only a store can tell. strictly: else they are read so elsewhere."""
    if not _fits_in_memory(files):
        return None
    if not may_hold_graphs(files):
        with contextlib.ExitStack() as until_kept:
            facts = _said(files, tell, until_kept if strictly else None)
            if not facts.is_odd:
                if fit.may_join(facts.rest):
                    facts = _joined(facts, fit)
                apart = signs_of(facts.rest).keys() - read_by_forms()
                facts.settle(apart)
                return _derived(facts, tell, fit, apart)
    facts = Facts()
    _load_all(facts.frame, files, tell)
    fit.joined(facts.frame)
    facts.take(facts.frame.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    facts.rest.clear()
    return _derived(facts, tell, fit, apart=())


def _joined(facts: Facts, fit: Fit) -> Facts:
    """The facts with the terms joined that are one."""
    store = facts.as_store()
    fit.joined(store)
    joined = Facts()
    joined.take(store)
    return joined


def _said(files: Sequence[str], tell: Tell, until_kept: contextlib.ExitStack | None) -> Facts:
    """What files say, from what was parsed of them before where it was kept.

    until_kept  holds on to what keeps it now. Without it, files needn't be well formed, and nothing is kept.
    """
    from kgtool.store.parsed import Parsed

    facts, seen = Facts(), set[str]()
    begin = partial(_telling, files, tell)
    for some in (list(group) for _, group in groupby(files, _read_with)):
        if _size(some) < _WORTH_KEEPING:
            _take(facts, some, begin, strictly=until_kept is not None)
            continue
        parsed = Parsed(some)
        begin(some[0])
        found = parsed.found(seen)
        if found is None and until_kept:
            found = _read(some, begin, tell)
            until_kept.enter_context(parsed.kept(found, waiting=lambda: tell("keeping what was read")))
        elif found is None:
            found = _take(Facts(), some, begin, strictly=False)
        facts.add_facts(found)
    return facts


def _read_with(path: str) -> str:
    """What the files have in common that are read as one: large ones nothing, small ones their folder."""
    return path if _size([path]) >= _WORTH_KEEPING else os.path.dirname(path)


def _read(files: Sequence[str], begin: Begin, tell: Tell) -> Facts:
    """What files say: a second process looks whether they are well formed, where there is one and enough to read."""
    if _size(files) > _SMALL:
        strictly = partial(_read_strictly, files)
        with beside(strictly, waiting=lambda: tell("looking whether the files are well formed")) as well_formed:
            if well_formed:
                with contextlib.suppress(InputError):  # which the strict reading tells better
                    facts = _take(Facts(), files, begin, strictly=False)
                    if well_formed():
                        return facts
    return _take(Facts(), files, begin, strictly=True)


def _read_strictly(files: Sequence[str]) -> None:
    for path in files:
        deque(quads(path), maxlen=0)


def _take(facts: Facts, files: Sequence[str], begin: Begin, strictly: bool) -> Facts:
    for path in files:
        facts.take(quads(path, begin(path), strictly))
    return facts


def _fits_in_memory(files: Sequence[str]) -> bool:
    return _size(files) <= _MOST_IN_MEMORY


def _size(files: Sequence[str]) -> int:
    """About how many bytes the files would have as N-Triples."""
    return sum(
        os.path.getsize(path) * _AS_N_TRIPLES.get(format_of(path), _COMPACT) * (_PACKED if is_packed(path) else 1)
        for path in files
    )


def _derived(facts: Facts, tell: Tell, fit: Fit, apart: Collection[str]) -> Derived | None:
    tell("making graphs fit")
    added = fit.added(facts.frame)
    facts.add(added)
    facts.settle(apart)
    tell("applying the rules")
    derived = Derived(facts, added)
    return None if derived.is_out_of_reach() else derived


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
    for path in files:
        load(store, path, _telling(files, tell, path))
    gather_graphs(store)


def _telling(files: Sequence[str], tell: Tell, path: str) -> Callable[[int], None]:
    """Tells how much of one of the files was read, which begins here."""
    name = f"reading file {files.index(path) + 1} of {len(files)}, {os.path.basename(path)}"
    size = size_of(path) or 1
    tell(name)
    return lambda read: tell(f"{name}: {100 * read // size} %")


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
    store.bulk_extend(as_quads(fit.added(store)))
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


def _add(store: ox.Store, construct: str) -> None:
    """Add what a CONSTRUCT gives to a store."""
    answer = store.query(construct)
    assert isinstance(answer, ox.QueryTriples)
    found = [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in answer]
    if found:
        store.bulk_extend(found)
