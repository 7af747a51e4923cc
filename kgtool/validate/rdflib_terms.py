"""Triples of pyoxigraph as rdflib has them, for pySHACL, and terms the other way round: written the same."""

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import rdflib

from kgtool.vocabulary import XSD


def graph_of(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """The triples as a graph of rdflib's."""
    graph = rdflib.Graph(bind_namespaces="none")
    known: dict[Any, Any] = {}

    def made(term: Any) -> Any:
        if term not in known:
            known[term] = to_rdflib(term)
        return known[term]

    for triple in triples:
        graph.add((made(triple.subject), made(triple.predicate), made(triple.object)))
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
