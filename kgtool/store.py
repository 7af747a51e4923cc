"""Files or an endpoint → something that answers SPARQL."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pyoxigraph as ox

from kgtool import cache, layout
from kgtool.errors import InputError, UsageError
from kgtool.files import rdf_files

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


Index = Callable[[ox.Store], Iterator[tuple[str, str]]]
"""Makes the (key, note) pairs to keep beside a freshly filled store. Keys are IRIs."""

# The index lies in a graph of its own, which no query sees.
_INDEX = ox.NamedNode("kgtool:index")
_NOTE = ox.NamedNode("kgtool:note")


class EmbeddedStore:
    """An Oxigraph store in memory or on disk, read only."""

    def __init__(self, store: ox.Store, rebuild: Callable[[], ox.Store] | None = None) -> None:
        self._store = store
        self._rebuild = rebuild
        # A file with named graphs answers like one graph; GRAPH and FROM still tell them apart.
        self._graphs = [graph for graph in store.named_graphs() if graph != _INDEX]
        self._default = [ox.DefaultGraph(), *self._graphs] if self._graphs else None

    def query(self, sparql: str) -> Answer:
        """The answer to one query; a damaged cache is rebuilt once and asked again."""
        try:
            return self._store.query(sparql, default_graph=self._default, named_graphs=self._graphs)
        except SyntaxError as error:
            raise UsageError(f"SPARQL syntax error: {error.msg}") from error
        except OSError as error:
            if self._rebuild is None:
                raise InputError(f"the store can't be read: {error}") from error
            self._store, self._rebuild = self._rebuild(), None
            return self.query(sparql)

    def noted(self, key: str) -> list[str]:
        """What the index holds under a key, in order."""
        found = self._store.quads_for_pattern(ox.NamedNode(key), _NOTE, None, _INDEX)
        return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal))


def is_url(name: str) -> bool:
    """Whether an input names an endpoint rather than a file."""
    return name.startswith(("http://", "https://"))


def open_store(
    inputs: Sequence[str] = (),
    use_cache: bool = True,
    warn: Callable[[str], None] = lambda _: None,
    index: Index = lambda _: iter(()),
) -> Store:
    """The store over `inputs`: RDF files and folders, or one endpoint URL; none for the shipped graph.

    Files are read together with the ontology, their claims are projected to edges and the rules applied.

    use_cache  keep the store on disk in the user's cache folder, and find it there the next time.
    warn       gets a sentence when something went wrong that didn't stop the answer.
    index      makes what is kept beside the store on disk, for `noted`.

    Raises InputError for what can't be read, UsageError for an endpoint beside other inputs.
    """
    urls = [name for name in inputs if is_url(name)]
    if urls:
        if len(inputs) > 1:
            raise UsageError("an endpoint URL must be the only -i: files can't be joined with a remote store.")
        from kgtool.remote import RemoteStore

        return RemoteStore(urls[0])
    files = rdf_files([*inputs] or [layout.GRAPHS])
    read = [*ontology_files(), *(f for f in files if not f.startswith(layout.ONTOLOGY))]
    if not use_cache:
        return EmbeddedStore(_in_memory(read))

    def build(folder: str) -> None:
        from kgtool.fill import fill

        store = ox.Store(folder)
        fill(store, read)
        store.bulk_extend(ox.Quad(ox.NamedNode(key), _NOTE, ox.Literal(note), _INDEX) for key, note in index(store))
        store.flush()
        store.optimize()

    try:
        found = cache.open_cached([*read, layout.PROJECTION], build)
    except cache.CacheUnusableError as error:
        warn(f"{error} Answering from memory; --no-cache silences this.")
        return EmbeddedStore(_in_memory(read))
    return EmbeddedStore(found.store, found.rebuild)


def ontology_files() -> list[str]:
    """The files of the shipped ontology, in order."""
    return sorted(os.path.join(layout.ONTOLOGY, name) for name in os.listdir(layout.ONTOLOGY) if name.endswith(".ttl"))


def _in_memory(files: Sequence[str]) -> ox.Store:
    from kgtool.fill import fill

    store = ox.Store()
    fill(store, files)
    return store
