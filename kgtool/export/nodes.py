"""Triples, grouped by subject, and which of their blank nodes can be written in place: `[ … ]` and `( … )`."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.export.names import TYPE
from kgtool.vocabulary import DEFINITION, LABEL, NC, OWL, RDF, SKOS

Subject = ox.NamedNode | ox.BlankNode | ox.Triple
Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Properties = dict[str, list[Object]]

FIRST, REST, NIL = RDF + "first", RDF + "rest", RDF + "nil"
# What a reader looks for first. The rest follows in the order of their IRIs.
_LEADING = (
    TYPE,
    LABEL,
    SKOS + "prefLabel",
    SKOS + "altLabel",
    DEFINITION,
    *(NC + name for name in ("subject", "predicate", "object", "context")),
)
_PLACE = {iri: place for place, iri in enumerate(_LEADING)}
_DEEPEST = 12
"""Blank nodes are nested no deeper, so that no reader or writer runs out of stack; what lies below gets a label."""


class Nodes(NamedTuple):
    """One graph by its subjects.

    properties  each subject's objects by predicate, everything in a stable order.
    inline      blank nodes that only one triple refers to: they can be written where they are referred to.
    lists       blank nodes that begin a well-formed list and can be written in place, with its items.
    cells       the blank nodes that such lists are made of.
    """

    properties: dict[Subject, Properties]
    inline: frozenset[ox.BlankNode]
    lists: dict[ox.BlankNode, list[Object]]
    cells: frozenset[ox.BlankNode]

    def roots(self) -> list[Subject]:
        """The subjects that need a block of their own: ontologies, then other IRIs, then blank nodes."""
        inside = self.inline | self.cells
        return sorted((s for s in self.properties if s not in inside), key=lambda s: (self.rank(s), str(s)))

    def rank(self, subject: Subject) -> int:
        """The place of a subject: 0 for ontologies, 1 for other IRIs, 2 for blank nodes."""
        if isinstance(subject, ox.NamedNode):
            ontology = any(str(t) == f"<{OWL}Ontology>" for t in self.properties[subject].get(TYPE, ()))
            return 0 if ontology else 1
        return 2


def group(triples: Iterable[ox.Triple | ox.Quad], labelled: Collection[ox.BlankNode] = ()) -> Nodes:
    """The triples of one graph, grouped.

    triples   in a stable order, with blank nodes under stable labels.
    labelled  blank nodes that must keep their label, since another graph refers to them too.
    """
    properties: dict[Subject, Properties] = {}
    referring: dict[ox.BlankNode, list[Subject]] = {}
    kept = set(labelled)
    for triple in triples:
        subject, object_ = triple.subject, triple.object
        properties.setdefault(subject, {}).setdefault(triple.predicate.value, []).append(object_)
        if isinstance(object_, ox.BlankNode):
            referring.setdefault(object_, []).append(subject)
        for term in (subject, object_):
            if isinstance(term, ox.Triple):
                kept |= blank_nodes(term)
    for subject, found in properties.items():
        properties[subject] = {p: found[p] for p in sorted(found, key=lambda p: (_PLACE.get(p, len(_PLACE)), p))}
    parent = {node: by[0] for node, by in referring.items() if len(by) == 1 and node not in kept}
    cells = _list_cells(properties, parent)
    tails = {n for n in cells if parent[n] in cells and properties[parent[n]].get(REST) == [n]}
    inline = _nested(parent, tails)
    heads = {n for n in cells & inline if not (n in tails and parent[n] in inline)}
    lists = {n: _items(n, properties) for n in sorted(heads, key=str)}
    return Nodes(properties, frozenset(inline - cells), lists, frozenset(cells & inline))


def blank_nodes(term: object) -> set[ox.BlankNode]:
    """The blank nodes that a term is or, being a triple, holds."""
    if isinstance(term, ox.BlankNode):
        return {term}
    if isinstance(term, ox.Triple):
        return blank_nodes(term.subject) | blank_nodes(term.object)
    return set()


def _list_cells(properties: dict[Subject, Properties], parent: dict[ox.BlankNode, Subject]) -> set[ox.BlankNode]:
    """The blank nodes that are cells of lists down to rdf:nil, where nothing else refers to them or is said of them."""

    def is_cell(node: Subject) -> bool:
        found = properties.get(node, {})
        return node in parent and found.keys() == {FIRST, REST} and all(len(o) == 1 for o in found.values())

    nil = ox.NamedNode(NIL)
    cells: set[ox.BlankNode] = set()
    for node, found in properties.items():
        cell: Subject = node
        follows = found.get(REST) == [nil]
        while follows and isinstance(cell, ox.BlankNode) and cell not in cells and is_cell(cell):
            cells.add(cell)
            follows = properties[parent[cell]].get(REST) == [cell]
            cell = parent[cell]
    return cells


def _nested(parent: dict[ox.BlankNode, Subject], tails: set[ox.BlankNode]) -> set[ox.BlankNode]:
    """The blank nodes of `parent` without those that would close a circle or lie too deep.

    tails  the cells of lists after the first: they are written with it, so none of them is left out.
    """
    inline = set(parent)
    depth: dict[Subject, int] = {}
    for start in sorted(parent, key=str):
        path: dict[ox.BlankNode, None] = {}
        node: Subject = start
        while isinstance(node, ox.BlankNode) and node in inline and node not in depth:
            if node in path:
                circle = list(path)[list(path).index(node) :]
                inline.discard(min((n for n in circle if n not in tails), key=str))
                break
            path[node] = None
            node = parent[node]
        below = depth.get(node, 0)
        for step in reversed(path):
            below = below + (step not in tails) if step in inline else 0
            if below > _DEEPEST and step not in tails:
                inline.discard(step)
                below = 0
            depth[step] = below
    return inline


def _items(head: ox.BlankNode, properties: dict[Subject, Properties]) -> list[Object]:
    items: list[Object] = []
    cell: object = head
    while isinstance(cell, ox.BlankNode):
        found = properties[cell]
        items.append(found[FIRST][0])
        cell = found[REST][0]
    return items
