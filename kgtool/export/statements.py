"""What an export writes: the statements of RDF files, exactly as they stand there, in one stable order."""

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError, UsageError
from kgtool.export.labels import canonical
from kgtool.export.names import TYPE, join_prefixes
from kgtool.export.nodes import blank_nodes
from kgtool.store.facts import as_quads
from kgtool.store.files import reading, unreadable_as_error
from kgtool.store.filling import constructs
from kgtool.store.fitting import Fit
from kgtool.store.inputs import is_url, ontology_files, rdf_files, shown, sign_files
from kgtool.vocabulary import BASE, NC, OWL

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Statements(NamedTuple):
    """Quads without doubles, in the order of their N-Quads text, with canonical labels for blank nodes.

    prefixes  what may shorten their IRIs.
    heading   the IRI of the one ontology that the files make up, or None where they make up several or none.
    """

    quads: tuple[ox.Quad, ...]
    prefixes: dict[str, str]
    heading: str | None

    @property
    def has_named_graphs(self) -> bool:
        """Whether a statement stands outside the default graph."""
        default = ox.DefaultGraph()
        return any(quad.graph_name != default for quad in self.quads)

    def triples(self) -> list[ox.Triple]:
        """The statements without their graphs, each once, in order."""
        return list(dict.fromkeys(quad.triple for quad in self.quads))

    def graphs(self) -> dict[Graph, list[ox.Triple]]:
        """The triples of each graph; the default graph comes first."""
        default = ox.DefaultGraph()
        found: dict[Graph, list[ox.Triple]] = {}
        for quad in self.quads:
            found.setdefault(quad.graph_name, []).append(quad.triple)
        return {name: found[name] for name in sorted(found, key=lambda n: (n != default, str(n)))}

    def shared_blank_nodes(self) -> set[ox.BlankNode]:
        """The blank nodes that stand in several graphs or name one, so that they need a label."""
        graph_of: dict[ox.BlankNode, Graph] = {}
        shared: set[ox.BlankNode] = set()
        for quad in self.quads:
            shared |= blank_nodes(quad.graph_name)
            for node in blank_nodes(quad.subject) | blank_nodes(quad.object):
                if graph_of.setdefault(node, quad.graph_name) != quad.graph_name:
                    shared.add(node)
        return shared


def read_statements(
    inputs: Sequence[str] = (),
    merged: bool = False,
    steps: bool = False,
    inferred: bool = False,
    joined: bool = False,
) -> Statements:
    """The statements of the RDF files and folders that `inputs` name, or of the shipped graph.

    merged    together with the ontology, under one header: that of the input which no other imports, and without
              the imports of what is inside. Where several inputs or none could be it, the header has no name.
    steps     with the edges, derived hops, steps and derivations that a store makes of them at load; merged, and with
              the signs of other vocabularies.
    joined    under one header, where one of the files imports the others: without imports of what is inside, nor of
              files of ours, which lie at no address. Instead it is said what the terms of the ontology are that occur.
    inferred  with the net effects that follow from the steps, as nc:promotes and nc:inhibits; merged.

    Raises InputError for what can't be read or holds nothing, UsageError for an endpoint, LimitError for blank nodes
    that are too alike.
    """
    urls = [name for name in inputs if is_url(name)]
    if urls:
        raise UsageError(
            f"{shown(urls[0])}: an export is made from files, word for word. "
            'For an endpoint use kgtool query -e "CONSTRUCT WHERE { ?s ?p ?o }".'
        )
    files = rdf_files([*inputs] or [folders.GRAPHS])
    quads, declared = _read(files)
    if not quads:
        raise InputError(f"{', '.join(inputs)}: nothing to export: no statement in there.")
    headings = _headings(quads)
    heading = next(iter(headings)) if len(headings) == 1 else None
    if merged or steps or inferred:
        there = {os.path.realpath(path) for path in files}
        behind = [*ontology_files(), *(sign_files() if steps or inferred else ())]
        more, declared_there = _read([path for path in behind if os.path.realpath(path) not in there])
        quads += more
        declared += declared_there
        if steps or inferred:
            quads += _derived(quads, files, steps, inferred)
    elif heading and joined:
        quads += _declarations(quads)
    if merged or steps or inferred or (heading and joined):
        quads = _under_one_header(quads, heading)
    return Statements(tuple(sorted(canonical(quads), key=str)), join_prefixes(declared), heading)


def _read(files: Iterable[str]) -> tuple[list[ox.Quad], list[dict[str, str]]]:
    quads: list[ox.Quad] = []
    declared = []
    for path in files:
        with unreadable_as_error(path):
            parser = reading(path)
            quads.extend(parser)
            declared.append(parser.prefixes)
    return quads, declared


def _headings(quads: Iterable[ox.Quad]) -> list[str]:
    """The ontologies that no other of them imports."""
    ontology, imports = ox.NamedNode(OWL + "Ontology"), OWL + "imports"
    there = {q.subject.value for q in quads if q.object == ontology and isinstance(q.subject, ox.NamedNode)}
    imported = {str(q.object)[1:-1] for q in quads if q.predicate.value == imports}
    return sorted(there - imported)


def _declarations(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """What the classes and properties of ours are that the quads use, where they import the ontology for that."""
    ontology = BASE + "ontology"
    used = {q.predicate for q in quads} | {q.object for q in quads if q.predicate.value == TYPE}
    if not any(q.predicate.value == OWL + "imports" and str(q.object)[1:].startswith(ontology) for q in quads):
        return []
    known, _ = _read(ontology_files())
    return [q for q in known if q.predicate.value == TYPE and q.subject in used and str(q.object)[1:].startswith(OWL)]


def _under_one_header(quads: Iterable[ox.Quad], heading: str | None) -> list[ox.Quad]:
    """The quads with what is said of one ontology only, and without the imports of what is inside.

    Which prefix and namespace another has is kept: its terms are inside, and nothing else says how to write them.
    """
    ontology, imports = ox.NamedNode(OWL + "Ontology"), ox.NamedNode(OWL + "imports")
    quads = list(quads)
    inside = {q.subject for q in quads if q.predicate.value == TYPE and q.object == ontology}
    head: ox.NamedNode | ox.BlankNode = ox.NamedNode(heading) if heading else ox.BlankNode()
    ours = (BASE + "graph", BASE + "ontology")
    joined = [ox.Quad(head, ox.NamedNode(TYPE), ontology)]
    for quad in quads:
        if quad.subject not in inside:
            joined.append(quad)
        elif quad.predicate == imports:
            if quad.object not in inside and not str(quad.object)[1:].startswith(ours):
                joined.append(ox.Quad(head, imports, quad.object, quad.graph_name))
        elif quad.predicate.value in _NAMESPACE or (quad.subject == head and quad.object != ontology):
            joined.append(quad)
    return joined


_VANN, _SH = "http://purl.org/vocab/vann/", "http://www.w3.org/ns/shacl#"
_NAMESPACE = {_VANN + "preferredNamespacePrefix", _VANN + "preferredNamespaceUri", _SH + "declare"}


def _derived(quads: Iterable[ox.Quad], files: Sequence[str], steps: bool, inferred: bool) -> list[ox.Quad]:
    """What follows from the quads; a store only finds it, since it would rewrite the literals."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    found = list(as_quads(Fit(files, join=False).added(store)))
    store.bulk_extend(found)
    for construct in constructs(store):
        answer = store.query(construct)
        assert isinstance(answer, ox.QueryTriples)
        new = [ox.Quad(t.subject, t.predicate, t.object) for t in answer]
        store.bulk_extend(new)
        found += new
    if not inferred:
        return found
    from kgtool.reading.net_effects import net_effects

    verb = {"+": ox.NamedNode(NC + "promotes"), "-": ox.NamedNode(NC + "inhibits")}
    net = [ox.Quad(ox.NamedNode(s), verb[sign], ox.NamedNode(o)) for s, sign, o in net_effects(store)]
    return found + net if steps else net
