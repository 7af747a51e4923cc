"""The data graph as pySHACL gets it: plain triples for the parameters of SHACL Core, pyoxigraph for our own queries.

rdflib needs 20 ms to read a query and seconds to join a few thousand triples. pyoxigraph answers in its place the
queries of the shapes that come with kgtool, of which tests show that both answer them alike; those that a user brings
are rdflib's, because the two differ in what is bound beforehand and in how they keep numbers: pyoxigraph's store writes
0.70 as 0.7. So rdflib also answers what names a property that leads to such a number.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result

from kgtool.vocabulary import XSD, slug

_ANYTHING = ox.NamedNode("urn:kgtool:anything")


def graph_of(triples: Iterable[ox.Triple], queries: Iterable[str] = ()) -> rdflib.Graph:
    """The triples as a graph of rdflib's.

    queries  those that pyoxigraph shall answer; pySHACL puts prefixes before them.
    """
    kept = list(dict.fromkeys(triples))
    store = _Answering(kept, tuple(queries))
    graph = rdflib.Graph(store, bind_namespaces="none")
    store.graphs = (graph,)
    known: dict[Any, Any] = {}
    for triple in kept:
        row: list[Any] = []
        for term in triple:
            made = known.get(term)
            if made is None:
                made = known[term] = to_rdflib(term)
            row.append(made)
        store.add((row[0], row[1], row[2]), graph)
    return graph


def to_rdflib(term: Any) -> Any:
    """A term of pyoxigraph's as rdflib has it, written the same."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def from_rdflib(term: Any) -> Any:
    """A term of rdflib's as pyoxigraph has it, written the same."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


class _Answering(SimpleMemory):
    """rdflib's simplest store, which has pyoxigraph answer the queries that it knows."""

    # There is one graph in it; but pySHACL wraps every graph into a Dataset, which asks for these.
    context_aware = True
    graph_aware = True

    def __init__(self, triples: list[ox.Triple], known: tuple[str, ...]) -> None:
        super().__init__()
        self.graphs: tuple[rdflib.Graph, ...] = ()
        self._triples = triples
        self._known = known
        self._store: ox.Store | None = None
        self._rewritten: set[str] = set()

    def __len__(self, context: Any = None) -> int:
        return len(self._triples)  # asked for often, and counted anew each time by the class above

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[tuple[Any, Iterator[rdflib.Graph]]]:
        """The triples of a pattern, each with the graphs that hold it."""
        for triple, _ in super().triples(triple_pattern, context):
            yield triple, iter(self.graphs)

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: ARG002, N803 - rdflib's name; pySHACL writes prefixes into the query
        initBindings: Mapping[str, Any],  # noqa: N803 - rdflib's name
        queryGraph: str,  # noqa: ARG002, N803 - rdflib's name; there is one graph
        **_: Any,
    ) -> Result:
        """The answer to a query, or NotImplementedError, at which rdflib answers itself."""
        if not query.endswith(self._known):
            raise NotImplementedError
        if self._store is None:
            self._store = ox.Store()
            self._store.bulk_extend(ox.Quad(*triple) for triple in self._triples)
            self._rewritten = _rewritten(self._triples)
        bound = set(map(str, initBindings.values()))
        if any(predicate in bound or slug(predicate) in query for predicate in self._rewritten):
            raise NotImplementedError
        given = {ox.Variable(name): from_rdflib(term) for name, term in initBindings.items()}
        answer = self._store.query(query, substitutions=given)
        if isinstance(answer, ox.QuerySolutions):
            result = Result("SELECT")
            result.vars = [rdflib.Variable(v.value) for v in answer.variables]
            result.bindings = [
                {name: to_rdflib(term) for name, term in zip(result.vars, row, strict=True) if term is not None}
                for row in answer
            ]
            return result
        raise NotImplementedError


def _rewritten(triples: Iterable[ox.Triple]) -> set[str]:
    """The predicates that lead to a literal which pyoxigraph's store would write otherwise."""
    written: dict[ox.Literal, set[str]] = {}
    for triple in triples:
        object_ = triple.object
        if isinstance(object_, ox.Literal) and not object_.language and object_.datatype.value != XSD + "string":
            written.setdefault(object_, set()).add(triple.predicate.value)
    store = ox.Store()
    store.extend(ox.Quad(_ANYTHING, _ANYTHING, literal) for literal in written)
    kept = {quad.object for quad in store}
    return {predicate for literal in written.keys() - kept for predicate in written[literal]}
