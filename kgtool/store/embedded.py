"""A store in this process: in memory, or on disk with notes beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

import pyoxigraph as ox

from kgtool.errors import InputError, UsageError
from kgtool.model import Dataset, Sign
from kgtool.store import Answer, cache
from kgtool.store.integrity import is_damage
from kgtool.store.notes import Notes

Told = TypeVar("Told")
_MOST_REPAIRS = 5  # others may clear the cache, time and again


class Source(NamedTuple):
    """Where an embedded store on disk comes from.

    notes  gives the cached folder of its notes, from the files as they are now; None where none are wanted.
    store  gives the store itself, as it is now.
    drop   throws both away, for they are damaged.
    """

    notes: Callable[[], cache.Cached] | None
    store: Callable[[], ox.Store]
    drop: Callable[[], None]


class EmbeddedStore:
    """An Oxigraph store in memory; or notes on disk, and a store that is opened or built when it is first asked.

    files  what it was made of.

    Raises CacheUnusableError where notes can't be kept.
    """

    far = False

    signs: Mapping[str, Sign] = {}  # fill makes steps of all signed triples, so none is left

    def __init__(self, found: ox.Store | Source, files: Sequence[str] = ()) -> None:
        self._source = found if isinstance(found, Source) else None
        self._repairs_left = _MOST_REPAIRS if self._source else 0
        self._files = files
        self._prefixes: dict[str, str] | None = None
        self._store = found if isinstance(found, ox.Store) else None
        self._cached = found.notes() if isinstance(found, Source) and found.notes else None
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
            if self._source.notes:
                found = self._source.notes()
                if self._cached and found.folder != self._cached.folder:
                    self._notes = None  # the files changed meanwhile; notes and store have to tell of the same ones
                self._cached = found
            self._store = self._source.store()
        return self._store

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """The notes of a kind under those of the keys that have one; none for a store in memory."""
        return self._noted(lambda notes: notes.get(kind, keys)) or {}

    def all_notes(self, kind: str) -> list[str] | None:
        """The notes of a kind, in the order of their keys; None for a store in memory."""
        return self._noted(lambda notes: notes.all(kind))

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
            self._cached = self._source.notes() if self._source.notes else None
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
