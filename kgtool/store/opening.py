"""Files or an endpoint → something that answers SPARQL."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import LimitError, UsageError
from kgtool.store import Store, cache
from kgtool.store.embedded import EmbeddedStore, Source
from kgtool.store.inputs import form_files, is_url, ontology_files, rdf_files, sign_files
from kgtool.store.integrity import mark
from kgtool.store.syntax import STANDARD_INPUT

if TYPE_CHECKING:
    from kgtool.store.filling import Index

Joined = tuple[Sequence[str], Sequence[str], bool]
"""The files of the graphs that may meet, those of signs left out; tables of mappings; whether they are joined."""


def open_store(
    inputs: Sequence[str] = (),
    use_cache: bool = True,
    warn: Callable[[str], None] = lambda _: None,
    index: "Index | None" = None,
    signs: Sequence[str] = (),
    timeout: float | None = None,
    tell: Callable[[str], None] = lambda _: None,
    mappings: Sequence[str] = (),
    seams: bool = True,
    deadline: float | None = None,
) -> Store:
    """The store over `inputs`: RDF files and folders, or one endpoint URL; none, or "shipped", for the shipped graph.

    Files are read together with the ontology, their claims are projected to edges and the rules applied.

    use_cache  keep the store on disk in the user's cache folder, and find it there the next time.
    warn       gets a sentence when something went wrong that didn't stop the answer.
    index      works out the notes to keep on disk; without it, the store itself is made at once.
    signs      files that say which predicates of a foreign graph are steps, besides the shipped ones.
    timeout    seconds to wait for one answer of an endpoint.
    tell       gets a few words on what is being done, now and then, while files are made into a store.
    mappings   SSSOM tables that say which terms of different graphs are one.
    seams      whether terms that are one by a mapping are joined.
    deadline   the `time.monotonic()` at which files that aren't read by then are given up.

    Raises InputError for what can't be read, UsageError for an endpoint beside other inputs, LimitError when the
    deadline has passed.
    """
    urls = [name for name in inputs if is_url(name)]
    if urls:
        if len(inputs) > 1:
            raise UsageError("an endpoint URL must be the only -i: files can't be joined with a remote store.")
        if mappings or not seams:
            raise UsageError("--mappings and --no-seams are for files: what an endpoint holds is joined there, or not.")
        from kgtool.store.remote import RemoteStore
        from kgtool.store.signs import read_signs

        return RemoteStore(urls[0], read_signs([*sign_files(), *signs]).forward, timeout or 60)
    if signs:
        from kgtool.store.signs import refuse_signless

        for path in signs:
            refuse_signless(path)
    files = rdf_files(inputs or [folders.GRAPHS])
    read = [*ontology_files(), *sign_files(), *signs, *(f for f in files if not f.startswith(folders.ONTOLOGY))]
    mappings = [folders.mapping_table(name) for name in mappings]
    joined: Joined = (files, mappings, seams)
    tell = tell if deadline is None else _until(deadline, tell)
    if not use_cache or STANDARD_INPUT in files:
        return EmbeddedStore(_in_memory(read, tell, joined), files)

    way = ("" if seams else "no seams") + ("" if folders.language() == "en" else folders.language())
    inputs_read = [*read, *mappings, folders.PROJECTION, *form_files()]

    def build_notes(folder: str) -> None:
        from kgtool.store import filling, fitting

        assert index
        filling.build_notes(folder, read, index, store, tell, fitting.Fit(*joined))

    def build_store(folder: str) -> None:
        from kgtool.store import filling, fitting

        filling.build_store(folder, read, tell, fitting.Fit(*joined))

    opened: dict[str, bytes] = {}

    def from_cache(kind: str, build: Callable[[str], None]) -> cache.Cached:
        found = cache.open_cached(inputs_read, build, f"{kind} {way}", damaged)
        opened[kind] = mark(found.folder)
        return found

    def notes() -> cache.Cached:
        return from_cache("notes", build_notes)

    def cached_store() -> cache.Cached:
        return from_cache("store", build_store)

    def store() -> ox.Store:
        try:
            return cache.open_store(cached_store().folder)
        except cache.CacheUnusableError as error:
            warn(f"{error} Answering from memory; --no-cache silences this.")
            return _in_memory(read, tell, joined)

    def damaged() -> None:
        warn("the cache was damaged; it is built anew.")

    def drop() -> None:
        dropped = [cache.drop(inputs_read, f"{kind} {way}", known) for kind, known in opened.items()]
        if any(dropped):
            damaged()

    try:
        found = EmbeddedStore(Source(notes if index else None, store, drop), files)
    except cache.CacheUnusableError as error:
        warn(f"{error} Answering from memory; --no-cache silences this.")
        return EmbeddedStore(_in_memory(read, tell, joined), files)
    if not index:
        found.query("ASK {}")
    return found


def _until(deadline: float, tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same telling, which is also where work is given up once the deadline has passed."""
    import time

    def told(message: str) -> None:
        if message and time.monotonic() > deadline:
            tell("")
            raise LimitError("the time was up before the files were read. Raise --timeout.")
        tell(message)

    return told


def _in_memory(files: Sequence[str], tell: Callable[[str], None], joined: Joined) -> ox.Store:
    from kgtool.store.filling import fill
    from kgtool.store.fitting import Fit

    store = ox.Store()
    fill(store, files, tell, Fit(*joined))
    tell("")
    return store
