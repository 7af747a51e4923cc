"""Which source says what: the statements again, each source's in a named graph of its own."""

from collections.abc import Iterable

import pyoxigraph as ox

from kgtool.export.statements import Statements
from kgtool.export.turtle import trig
from kgtool.vocabulary import BASE, NC

_SOURCE, _PASSAGE, _EVIDENCE = NC + "source", NC + "passage", NC + "evidence"


def trig_by_source(statements: Statements) -> bytes:
    """The statements in TriG: by the named graphs that they came in, or else one graph a source."""
    return trig(statements if statements.has_named_graphs else by_source(statements))


def by_source(statements: Statements) -> Statements:
    """The statements with what one source contributes in a graph that its IRI names.

    Its sections, passages and evidence are there, and every claim that it gives evidence for; so a claim of two
    sources stands in both graphs. What no source is named for stays in the default graph.
    """
    triples = statements.triples()
    sources_of = _sources(triples)
    quads = set()
    for triple in triples:
        # What links a claim to its evidence belongs where the evidence is.
        told_by = triple.object if triple.predicate.value == _EVIDENCE else triple.subject
        sources = sources_of.get(told_by, ())
        for source in sources:
            quads.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph_of(source)))
        if not sources:
            quads.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    return statements._replace(quads=tuple(sorted(quads, key=str)))


def graph_of(source: ox.NamedNode) -> ox.NamedNode:
    """The name of a source's graph: for a source of ours the name of its file, else the source's own IRI."""
    ours = BASE + "source/"
    if source.value.startswith(ours):
        return ox.NamedNode(f"{BASE}graph/sources/{source.value.removeprefix(ours)}")
    return source


def _sources(triples: Iterable[ox.Triple]) -> dict[object, set[ox.NamedNode]]:
    """The sources of each source, section, passage, evidence node and claim."""
    found: dict[object, set[ox.NamedNode]] = {}
    links: dict[str, list[ox.Triple]] = {_PASSAGE: [], _EVIDENCE: []}
    for triple in triples:
        if triple.predicate.value == _SOURCE and isinstance(triple.object, ox.NamedNode):
            found.setdefault(triple.subject, set()).add(triple.object)
            found.setdefault(triple.object, set()).add(triple.object)
        elif triple.predicate.value in links:
            links[triple.predicate.value].append(triple)
    for predicate in (_PASSAGE, _EVIDENCE):
        for triple in links[predicate]:
            found.setdefault(triple.subject, set()).update(found.get(triple.object, ()))
    return found
