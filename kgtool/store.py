"""Files or an endpoint → something that answers SPARQL."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pyoxigraph as ox

from kgtool import cache, layout
from kgtool.errors import InputError, UsageError
from kgtool.files import quads, rdf_files, unreadable_as_error
from kgtool.rules import applications, steps

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store(Protocol):
    """Answers SPARQL 1.1 queries; embedded and remote stores alike."""

    def query(self, sparql: str) -> Answer:
        """The answer to one query.

        Raises UsageError for a syntax error, InputError when the store can't be read or reached.
        """
        ...


class EmbeddedStore:
    """An Oxigraph store in memory or on disk, read only."""

    def __init__(self, store: ox.Store, rebuild: Callable[[], ox.Store] | None = None) -> None:
        self._store = store
        self._rebuild = rebuild
        # A file with named graphs answers like one graph; GRAPH and FROM still tell them apart.
        self._union = any(True for _ in store.named_graphs())

    def query(self, sparql: str) -> Answer:
        """The answer to one query; a damaged cache is rebuilt once and asked again."""
        try:
            return self._store.query(sparql, use_default_graph_as_union=self._union)
        except SyntaxError as error:
            raise UsageError(f"SPARQL syntax error: {error.msg}") from error
        except OSError as error:
            if self._rebuild is None:
                raise InputError(f"the store can't be read: {error}") from error
            self._store, self._rebuild = self._rebuild(), None
            return self.query(sparql)


def is_url(name: str) -> bool:
    """Whether an input names an endpoint rather than a file."""
    return name.startswith(("http://", "https://"))


def open_store(
    inputs: Sequence[str] = (), use_cache: bool = True, warn: Callable[[str], None] = lambda _: None
) -> Store:
    """The store over `inputs`: RDF files and folders, or one endpoint URL; none for the shipped graph.

    Files are read together with the ontology, their claims are projected to edges and the rules applied.

    use_cache  keep the store on disk in the user's cache folder, and find it there the next time.
    warn       gets a sentence when something went wrong that didn't stop the answer.

    Raises InputError for what can't be read, UsageError for an endpoint beside other inputs.
    """
    urls = [name for name in inputs if is_url(name)]
    if urls:
        if len(inputs) > 1:
            raise UsageError("an endpoint URL must be the only -i: files can't be joined with a remote store.")
        from kgtool.remote import RemoteStore

        return RemoteStore(urls[0])
    files = rdf_files([*inputs] or [layout.GRAPHS])
    read = [*_ontology_files(), *(f for f in files if not f.startswith(layout.ONTOLOGY))]
    if not use_cache:
        return EmbeddedStore(_in_memory(read))

    def build(folder: str) -> None:
        store = ox.Store(folder)
        _fill(store, read)
        store.flush()
        store.optimize()

    try:
        found = cache.open_cached([*read, layout.PROJECTION], build)
    except cache.CacheUnusableError as error:
        warn(f"{error} Answering from memory; --no-cache silences this.")
        return EmbeddedStore(_in_memory(read))
    return EmbeddedStore(found.store, found.rebuild)


def _ontology_files() -> list[str]:
    import os

    return sorted(os.path.join(layout.ONTOLOGY, name) for name in os.listdir(layout.ONTOLOGY) if name.endswith(".ttl"))


def _in_memory(files: Sequence[str]) -> ox.Store:
    store = ox.Store()
    _fill(store, files)
    return store


def _fill(store: ox.Store, files: Sequence[str]) -> None:
    for path in files:
        with unreadable_as_error(path):
            store.bulk_extend(quads(path))
    with open(layout.PROJECTION, encoding="utf-8") as file:
        _add(store, file.read())
    for construct in applications(store):
        _add(store, construct)
    for construct in steps(store):
        _add(store, construct)


def _add(store: ox.Store, construct: str) -> None:
    union = any(True for _ in store.named_graphs())
    answer = store.query(construct, use_default_graph_as_union=union)
    assert isinstance(answer, ox.QueryTriples)
    store.bulk_extend(_as_quads(answer))


def _as_quads(triples: ox.QueryTriples) -> Iterator[ox.Quad]:
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object)
