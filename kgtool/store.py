"""Files or an endpoint → something that answers SPARQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

import pyoxigraph as ox

from kgtool import cache, layout
from kgtool.errors import InputError, UsageError
from kgtool.files import ontology_files, rdf_files, sign_files
from kgtool.model import Sign

Told = TypeVar("Told")
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store(Protocol):
    """Answers SPARQL 1.1 queries; embedded and remote stores alike."""

    def query(self, sparql: str) -> Answer:
        """The answer to one query.

        Raises UsageError for a syntax error, InputError when the store can't be read or reached.
        """
        ...

    def noted(self, key: str) -> list[str]:
        """What the store's index holds under a key, in order; nothing for a store without an index."""
        ...

    @property
    def signs(self) -> Mapping[str, Sign]:
        """Foreign predicates that are steps by themselves, where the store doesn't hold the steps made of them."""
        ...

    @property
    def repairable(self) -> bool:
        """Whether damage that shows while an answer is read can be mended."""
        ...

    def repaired(self, error: Exception) -> bool:
        """Whether the error, raised over an answer, told of damage that is mended now, so that asking again helps."""
        ...


Index = Callable[[ox.Store], Iterator[tuple[str, str]]]
"""Makes the (key, note) pairs to keep beside a freshly filled store. Keys are IRIs."""

# The index lies in a graph of its own, which no query sees.
_INDEX = ox.NamedNode("kgtool:index")
_NOTE = ox.NamedNode("kgtool:note")


class EmbeddedStore:
    """An Oxigraph store in memory or on disk, read only."""

    signs: Mapping[str, Sign] = {}  # fill makes steps of all signed triples, so none is left

    def __init__(self, store: ox.Store, rebuild: Callable[[], ox.Store] | None = None) -> None:
        self._rebuild = rebuild
        self._store = store
        self._graphs: list[ox.NamedNode | ox.BlankNode] = []
        self._default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        self._whole(self._look_around)

    def query(self, sparql: str) -> Answer:
        """The answer to one query; a damaged cache is rebuilt once and asked again.

        Rows are found as they are read, so damage may show only then: see `repaired`.
        """
        try:
            return self._whole(
                lambda: self._store.query(sparql, default_graph=self._default, named_graphs=self._graphs)
            )
        except SyntaxError as error:
            raise UsageError(f"SPARQL syntax error: {error.msg}") from error
        except RuntimeError as error:
            raise UsageError(f"the query can't be answered: {error}.") from error

    def noted(self, key: str) -> list[str]:
        """What the index holds under a key, in order."""
        found = self._whole(lambda: list(self._store.quads_for_pattern(ox.NamedNode(key), _NOTE, None, _INDEX)))
        return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal))

    @property
    def repairable(self) -> bool:
        """Whether this is a cached store that wasn't rebuilt yet."""
        return self._rebuild is not None

    def repaired(self, error: Exception) -> bool:
        """Whether `error`, raised over an answer of this store, told of a damaged cache that now is built anew.

        The question can then be asked again. That is so once at most.
        """
        if self._rebuild is None or not cache.is_damage(error):
            return False
        rebuild, self._rebuild = self._rebuild, None
        self._store = rebuild()
        self._look_around()
        return True

    def _look_around(self) -> None:
        # A file with named graphs answers like one graph; GRAPH and FROM still tell them apart.
        self._graphs = [graph for graph in self._store.named_graphs() if graph != _INDEX]
        self._default = [ox.DefaultGraph(), *self._graphs] if self._graphs else None

    def _whole(self, ask: Callable[[], Told]) -> Told:
        """What `ask` answers, asked again where the cache was damaged."""
        try:
            return ask()
        except (OSError, RuntimeError) as error:
            if self.repaired(error):
                return ask()
            if cache.is_damage(error):
                raise InputError(f"the store can't be read: {error}") from error
            raise


def is_url(name: str) -> bool:
    """Whether an input names an endpoint rather than a file."""
    return name.startswith(("http://", "https://"))


def open_store(
    inputs: Sequence[str] = (),
    use_cache: bool = True,
    warn: Callable[[str], None] = lambda _: None,
    index: Index = lambda _: iter(()),
    signs: Sequence[str] = (),
    timeout: float | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Store:
    """The store over `inputs`: RDF files and folders, or one endpoint URL; none for the shipped graph.

    Files are read together with the ontology, their claims are projected to edges and the rules applied.

    use_cache  keep the store on disk in the user's cache folder, and find it there the next time.
    warn       gets a sentence when something went wrong that didn't stop the answer.
    index      makes what is kept beside the store on disk, for `noted`.
    signs      files that say which predicates of a foreign graph are steps, besides the shipped ones.
    timeout    seconds to wait for one answer of an endpoint.
    tell       gets a few words on what is being done, now and then, while files are made into a store.

    Raises InputError for what can't be read, UsageError for an endpoint beside other inputs.
    """
    urls = [name for name in inputs if is_url(name)]
    if urls:
        if len(inputs) > 1:
            raise UsageError("an endpoint URL must be the only -i: files can't be joined with a remote store.")
        from kgtool.fill import read_signs
        from kgtool.remote import RemoteStore

        return RemoteStore(urls[0], read_signs([*sign_files(), *signs]), timeout or 60)
    files = rdf_files([*inputs] or [layout.GRAPHS])
    read = [*ontology_files(), *sign_files(), *signs, *(f for f in files if not f.startswith(layout.ONTOLOGY))]
    if not use_cache:
        return EmbeddedStore(_in_memory(read, tell))

    def build(folder: str) -> None:
        from kgtool import fill

        def notes(store: ox.Store) -> Iterator[ox.Quad]:
            return (ox.Quad(ox.NamedNode(key), _NOTE, ox.Literal(note), _INDEX) for key, note in index(store))

        fill.build(folder, read, notes, tell)

    try:
        found = cache.open_cached([*read, layout.PROJECTION], build)
    except cache.CacheUnusableError as error:
        warn(f"{error} Answering from memory; --no-cache silences this.")
        return EmbeddedStore(_in_memory(read, tell))

    def rebuild() -> ox.Store:
        try:
            return found.rebuild()
        except cache.CacheUnusableError as error:
            warn(f"{error} Answering from memory; --no-cache silences this.")
            return _in_memory(read, tell)

    return EmbeddedStore(found.store, rebuild)


def _in_memory(files: Sequence[str], tell: Callable[[str], None]) -> ox.Store:
    from kgtool.fill import fill

    store = ox.Store()
    fill(store, files, tell)
    tell("")
    return store
