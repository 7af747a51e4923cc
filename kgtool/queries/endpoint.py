"""A query as an endpoint answers it: over the graphs that are named, in the form that was negotiated."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import IO

import pyoxigraph as ox

from kgtool.errors import UsageError
from kgtool.model import Dataset
from kgtool.queries.catalogue import refuse_unsafe
from kgtool.queries.holding import WellFormed, holdable
from kgtool.store import Answer, Store
from kgtool.vocabulary import PREFIXES, curie, node

ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_RELATIVE = re.compile(r"""<(?![A-Za-z][A-Za-z0-9+.-]*:)[^\s<>"{}|^`\\]*>""")
"""An IRI without a scheme, or what looks like one: a base that nothing needs does no harm."""
_MOST_SORTED = 20_000
"""Triples of an answer are put in order, and shortened by prefixes, up to so many; more are written as they come."""


def answer(store: Store, text: str, dataset: Dataset | None, base: str) -> Answer:
    """What a query that somebody sent answers; its relative IRIs begin at `base`, unless it says otherwise.

    Raises RefusedError for what would change data or open a connection, UsageError for a syntax error or a graph's
    name that is no IRI.
    """
    refuse_unsafe(text)
    if _RELATIVE.search(text):
        text = f"BASE {node(base)} {text}"
    try:
        return store.query(text, dataset)
    except ValueError as error:
        raise UsageError(f"the name of a graph is no valid IRI ({error}).") from error


def graph_exists(store: Store, iri: str) -> bool:
    """Whether the store holds a graph of this name with something in it."""
    return bool(store.query(f"ASK {{ GRAPH {node(iri)} {{ ?s ?p ?o }} }}"))


def graph(store: Store, iri: str) -> Answer:
    """All triples of a named graph, or of the store's own default graph where the name is empty."""
    return store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", Dataset((iri,)))


def write(found: Answer, rows: str | None, triples: str | None, begin: Callable[[str], IO[bytes]]) -> None:
    """Write an answer in the media type that goes with its kind.

    rows, triples  the media types asked for, None where none of those that a client takes can hold it.
    begin          is told the media type and answers where to write.

    Raises UnacceptableError where that is so.
    """
    if isinstance(found, ox.QueryTriples):
        if triples is None:
            raise UnacceptableError(f"this query answers with triples, as one of: {', '.join(TRIPLES)}.")
        write_triples(found, triples, begin(triples))
        return
    if rows is None:
        what = "true or false" if isinstance(found, ox.QueryBoolean) else "rows"
        raise UnacceptableError(f"this query answers with {what}, as one of: {', '.join(ROWS)}.")
    form = ROWS[rows]
    file = begin(rows)
    found.serialize(WellFormed.over(file) if form == ox.QueryResultsFormat.XML else file, form)


def write_triples(found: Iterable[ox.Triple], media: str, file: IO[bytes]) -> None:
    """Write triples, each once and in order where they aren't too many; in short names where the format has them.

    Raises UnholdableError for what the format can't hold.
    """
    form = TRIPLES[media]
    begun: list[ox.Triple] = []
    rest = holdable(found, form)
    for triple in rest:
        begun.append(triple)
        if len(begun) > _MOST_SORTED:
            break
    begun = sorted(set(begun), key=str)
    if form == ox.RdfFormat.N_TRIPLES:
        for part in (begun, rest):
            ox.serialize(part, file, form)
        return
    ox.serialize((t for part in (begun, rest) for t in part), file, form, prefixes=_prefixes(begun))


def _prefixes(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """The known prefixes that some IRI of the triples can be shortened by."""
    iris = {part.value for t in triples for part in t if isinstance(part, ox.NamedNode)}
    iris |= {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
    used = {curie(iri).partition(":")[0] for iri in iris}
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if prefix in used}


class UnacceptableError(UsageError):
    """The answer has no form that the client takes."""
