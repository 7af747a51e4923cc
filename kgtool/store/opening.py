"""Files or an endpoint → something that answers SPARQL."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError, LimitError, UsageError
from kgtool.model import Dataset, Sign
from kgtool.store import cache
from kgtool.store.edge_forms import forms
from kgtool.store.files import ontology_files, rdf_files, sign_files
from kgtool.store.integrity import is_damage
from kgtool.store.notes import Notes
from kgtool.store.syntax import STANDARD_INPUT

if TYPE_CHECKING:
    from kgtool.store.filling import Index

Told = TypeVar("Told")
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_MOST_REPAIRS = 5  # others may clear the cache, time and again


class Store(Protocol):
    """Answers SPARQL 1.1 queries; embedded and remote stores alike."""

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """The answer to one query, over the graphs of `dataset` where it is given, whatever the query says of FROM.

        Raises UsageError for a syntax error, InputError when the store can't be read or reached.
        """
        ...

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """What was noted when the store was made, under those of the keys that have a note of this kind.

        A key without one says nothing: ask the store.
        """
        ...

    def notes_holding(self, kind: str, parts: Collection[str]) -> list[str] | None:
        """The notes of this kind whose key holds each of some texts; None where nothing was noted."""
        ...

    @property
    def signs(self) -> Mapping[str, Sign]:
        """Foreign predicates that are steps by themselves, where the store doesn't hold the steps made of them."""
        ...

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the store's files declare."""
        ...

    @property
    def repairable(self) -> bool:
        """Whether damage that shows while an answer is read can be mended."""
        ...

    def repaired(self, error: Exception) -> bool:
        """Whether the error, raised over an answer, told of damage that is mended now, so that asking again helps."""
        ...


class Source(NamedTuple):
    """Where an embedded store on disk comes from.

    notes  gives the cached folder of its notes, from the files as they are now.
    store  gives the store itself, as it is now.
    drop   throws both away, for they are damaged.
    """

    notes: Callable[[], cache.Cached]
    store: Callable[[], ox.Store]
    drop: Callable[[], None]


class EmbeddedStore:
    """An Oxigraph store in memory; or notes on disk, and a store that is opened or built when it is first asked.

    files  what it was made of.

    Raises CacheUnusableError where notes can't be kept.
    """

    signs: Mapping[str, Sign] = {}  # fill makes steps of all signed triples, so none is left

    def __init__(self, found: ox.Store | Source, files: Sequence[str] = ()) -> None:
        self._source = found if isinstance(found, Source) else None
        self._repairs_left = _MOST_REPAIRS if self._source else 0
        self._files = files
        self._prefixes: dict[str, str] | None = None
        self._store = found if isinstance(found, ox.Store) else None
        self._cached = found.notes() if isinstance(found, Source) else None
        self._notes: Notes | None = None

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """The answer to one query. Rows are found as they are read, so damage may show only then: see `repaired`."""

        def ask() -> Answer:
            store = self.opened()
            if dataset is not None:
                graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
                    ox.NamedNode(iri) if iri else ox.DefaultGraph() for iri in dataset.default
                ]
                return store.query(
                    sparql, default_graph=graphs, named_graphs=[ox.NamedNode(iri) for iri in dataset.named]
                )
            return store.query(sparql)

        try:
            return self._whole(ask)
        except SyntaxError as error:
            raise UsageError(f"SPARQL syntax error: {error.msg}") from error
        except RuntimeError as error:
            raise UsageError(f"the query can't be answered: {error}.") from error

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the files declare."""
        if self._prefixes is None:
            from kgtool.store.prefixes import file_prefixes

            self._prefixes = file_prefixes(self._files)
        return self._prefixes

    def opened(self) -> ox.Store:
        """The store itself.

        Raises OSError or RuntimeError when it is damaged or gone.
        """
        if self._store is None:
            assert self._source
            found = self._source.notes()
            if self._cached and found.folder != self._cached.folder:
                self._notes = None  # the files changed meanwhile; notes and store have to tell of the same ones
            self._cached = found
            self._store = self._source.store()
        return self._store

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """The notes of a kind under those of the keys that have one; none for a store in memory."""
        return self._noted(lambda notes: notes.get(kind, keys)) or {}

    def notes_holding(self, kind: str, parts: Collection[str]) -> list[str] | None:
        """The notes of a kind whose key holds each of some texts; None for a store in memory."""
        return self._noted(lambda notes: notes.holding(kind, parts))

    def _noted(self, look: Callable[[Notes], Told]) -> Told | None:
        def ask() -> Told | None:
            if self._cached is None:
                return None
            if self._notes is None:
                try:
                    self._notes = Notes(self._cached.folder)
                except OSError:
                    if self._store is None:
                        raise
                    self._cached = None  # somebody cleared the cache; the open store answers all the same
                    return None
            return look(self._notes)

        return self._whole(ask)

    @property
    def repairable(self) -> bool:
        """Whether this is a cached store that wasn't rebuilt too often yet."""
        return self._repairs_left > 0

    def repaired(self, error: Exception) -> bool:
        """Whether `error`, raised over an answer of this store, told of a damaged cache that now is built anew.

        The question can then be asked again. That is so a few times at most.
        """
        if not (self._repairs_left and self._source and is_damage(error)):
            return False
        self._repairs_left -= 1
        self._store = self._notes = None  # some systems don't move a folder away while its files are open
        self._source.drop()
        try:
            self._cached = self._source.notes()
        except cache.CacheUnusableError:
            self._cached = None  # the store then answers from memory
        return True

    def _whole(self, ask: Callable[[], Told]) -> Told:
        """What `ask` answers, asked again where the cache was damaged."""
        while True:
            try:
                return ask()
            except (OSError, RuntimeError) as error:
                if not self.repaired(error):
                    if is_damage(error):
                        raise InputError(f"the store can't be read: {error}") from error
                    raise


def is_url(name: str) -> bool:
    """Whether an input names an endpoint rather than a file."""
    return name.startswith(("http://", "https://"))


def open_store(
    inputs: Sequence[str] = (),
    use_cache: bool = True,
    warn: Callable[[str], None] = lambda _: None,
    index: "Index" = lambda _: iter(()),
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
    index      works out the notes to keep beside a store on disk.
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
        from kgtool.store.remote import RemoteStore
        from kgtool.store.signs import read_signs

        return RemoteStore(urls[0], read_signs([*sign_files(), *signs]), timeout or 60)
    if signs:
        from kgtool.store.signs import refuse_signless

        for path in signs:
            refuse_signless(path)
    files = rdf_files(inputs or [folders.GRAPHS])
    read = [*ontology_files(), *sign_files(), *signs, *(f for f in files if not f.startswith(folders.ONTOLOGY))]
    joined = (mappings, seams)
    tell = tell if deadline is None else _until(deadline, tell)
    if not use_cache or STANDARD_INPUT in files:
        return EmbeddedStore(_in_memory(read, tell, joined), files)

    way = ("" if seams else "no seams") + ("" if folders.language() == "en" else folders.language())
    inputs_read = [*read, *mappings, folders.PROJECTION, *forms()]

    def build_notes(folder: str) -> None:
        from kgtool.store import filling, fitting

        filling.build_notes(folder, read, index, store, tell, fitting.Fit(read, *joined))

    def build_store(folder: str) -> None:
        from kgtool.store import filling, fitting

        filling.build_store(folder, read, tell, fitting.Fit(read, *joined))

    def notes() -> cache.Cached:
        return cache.open_cached(inputs_read, build_notes, f"notes {way}", damaged)

    def cached_store() -> cache.Cached:
        return cache.open_cached(inputs_read, build_store, f"store {way}", damaged)

    def store() -> ox.Store:
        try:
            return cache.open_store(cached_store().folder)
        except cache.CacheUnusableError as error:
            warn(f"{error} Answering from memory; --no-cache silences this.")
            return _in_memory(read, tell, joined)

    def damaged() -> None:
        warn("the cache was damaged; it is built anew.")

    def drop() -> None:
        dropped = [cache.drop(inputs_read, f"{kind} {way}") for kind in ("notes", "store")]
        if any(dropped):
            damaged()

    try:
        return EmbeddedStore(Source(notes, store, drop), files)
    except cache.CacheUnusableError as error:
        warn(f"{error} Answering from memory; --no-cache silences this.")
        return EmbeddedStore(_in_memory(read, tell, joined), files)


def _until(deadline: float, tell: Callable[[str], None]) -> Callable[[str], None]:
    """The same telling, which is also where work is given up once the deadline has passed."""
    import time

    def told(message: str) -> None:
        if message and time.monotonic() > deadline:
            tell("")
            raise LimitError("the time was up before the files were read. Raise --timeout.")
        tell(message)

    return told


def _in_memory(files: Sequence[str], tell: Callable[[str], None], joined: tuple[Sequence[str], bool]) -> ox.Store:
    from kgtool.store.filling import fill
    from kgtool.store.fitting import Fit

    store = ox.Store()
    fill(store, files, tell, Fit(files, *joined))
    tell("")
    return store
