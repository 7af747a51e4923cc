"""Foreign graphs made to fit when files become a store.

Predicates get their signs in whichever way these are given, edges that are nodes become claims, and terms of different
graphs that are one become one.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import pyoxigraph as ox

from kgtool import folders
from kgtool.logic.curies import Cited, Prefixes
from kgtool.logic.edges import Edge, edges_of, turned
from kgtool.logic.words import read_words
from kgtool.store import edge_forms, seams
from kgtool.store.edge_claims import Claims
from kgtool.store.facts import TYPE, Node, Triple, as_quads, is_iri, plain
from kgtool.store.inputs import form_files
from kgtool.store.mappings import SAME, mapping_quads, rules_of_levels
from kgtool.store.signs import SAID, Signs, sign_quads, signs_in
from kgtool.vocabulary import BASE, LABEL, LEVELS, NC

_ITSELF = Cited("the-graph-itself", "the graph itself")


class Fit:
    """What makes the graphs of some files fit.

    mappings   SSSOM tables that say which terms are one; join: whether terms that are one are joined.
    """

    def __init__(self, files: Sequence[str], mappings: Sequence[str] = (), join: bool = True) -> None:
        self._has_foreign = not all(os.path.abspath(f).startswith(folders.HOME + os.sep) for f in files)
        self._mappings = mappings
        self._join = join

    def may_join(self, said: Mapping[str, Sequence[tuple[Node, Node]]]) -> bool:
        """Whether terms may be joined, by triples: subjects and objects, by their predicates."""
        alike = any(is_iri(o) for p in (*SAME, *LEVELS) for _, o in said.get(p, ()))
        return self._join and (bool(self._mappings) or (self._has_foreign and alike))

    def joined(self, store: ox.Store) -> None:
        """Join the terms of a store that are one."""
        if not self._join or not (self._has_foreign or self._mappings):
            return
        store.extend(mapping_quads(self._mappings))
        levels = [quad for p in LEVELS for quad in store.quads_for_pattern(None, ox.NamedNode(p), None, None)]
        for quad in levels:
            if _label(store, quad.subject) is None:  # a state of a graph that isn't here
                store.remove(quad)
        if any(quad in store for quad in levels):
            store.extend(rules_of_levels())
        if found := seams.seams_of(store):
            store.extend(as_quads(self._claims_at(store, {seam.other for seam in found})))
            seams.join(store, found)

    def added(self, store: ox.Store) -> list[Triple]:
        """What a store's signs and its edges that are nodes come to; of the signs it learns here."""
        signs = sign_quads(store)
        store.extend(signs)
        new: list[Triple] = [(plain(q.subject), q.predicate.value, plain(q.object)) for q in signs]
        return new + _collected(store, _edges(store)) if self._has_foreign else new

    def _claims_at(self, store: ox.Store, ends: Collection[str]) -> list[Triple]:
        """The signed triples at these ends as claims, so that what crosses a seam can say so."""
        signs = _signs(store).forward
        nodes = [ox.NamedNode(iri) for iri in ends]
        touched = {
            quad
            for node in nodes
            for pattern in ((node, None), (None, node))
            for quad in store.quads_for_pattern(pattern[0], None, pattern[1], None)
        }
        found = (
            Edge(quad.subject.value, quad.predicate.value, signs[quad.predicate.value], quad.object.value)
            for quad in touched
            if quad.predicate.value in signs
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode)
        )
        return _collected(store, found)


def _edges(store: ox.Store) -> Iterator[Edge]:
    """The signed edges of a store that are nodes, with IRIs for ends."""
    found = (row for path in form_files() for row in edge_forms.rows_of_form(store, path))
    if (first := next(found, None)) is None:
        return
    known, words, prefixes = _signs(store), read_words(), Prefixes()
    signs = known.both_ways
    for row in chain((first,), found):
        predicate = row.get("predicate", "")
        is_backward = predicate in known.backward or prefixes.predicate(predicate) in known.backward
        try:
            for edge in edges_of(
                turned(row) if is_backward else row,
                words,
                lambda p: signs.get(p) or signs.get(prefixes.predicate(p)),
            ):
                if any(end.startswith("_:") for end in (edge.subject, edge.object)):
                    continue  # another name each time that the file is read
                ends = [prefixes.iri(edge.subject), prefixes.iri(edge.object)]
                if ends[0] and ends[1] and ends[0] != ends[1]:
                    # More degradation of something isn't more of it.
                    sign = None if edge.subject_aspect or edge.object_aspect else edge.sign
                    yield edge._replace(subject=ends[0], object=ends[1], sign=sign)
        except ValueError:
            continue  # what has no sign or no ends isn't causal, or not as far as we can tell


def _collected(store: ox.Store, edges: Iterable[Edge]) -> list[Triple]:
    claims = Claims(_ITSELF, lambda iri: _label(store, ox.NamedNode(iri)))
    for edge in edges:
        claims.add(edge)
    return [*claims.triples(), *(_itself() if claims.number else ())]


def _itself() -> Iterator[Triple]:
    """The graph as the source of those of its edges that name none."""
    node = f"{BASE}source/{_ITSELF.slug}"
    yield node, TYPE, NC + "Source"
    yield node, LABEL, ox.Literal(_ITSELF.label, language="en")


def _label(store: ox.Store, node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str | None:
    labels = (quad.object for quad in store.quads_for_pattern(node, ox.NamedNode(LABEL), None, None))
    return min((" ".join(label.value.split()) for label in labels if isinstance(label, ox.Literal)), default=None)


def _signs(store: ox.Store) -> Signs:
    return signs_in(q for p in SAID for q in store.quads_for_pattern(None, ox.NamedNode(p), None, None))
