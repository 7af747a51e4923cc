"""The data graph: which files it is made of, and their triples with blank nodes that keep their names."""

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.store.files import quads, quads_with_lines


class Renamer:
    """Gives every blank node a name made of its file and the order in which it appears there.

    So the same node bears the same name each time its file is read, and no two files share one.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, path: str) -> "Renaming":
        """The renaming for one reading of one file."""
        return Renaming(self._numbers.setdefault(path, len(self._numbers)))


class Renaming:
    """Renames the blank nodes of one file, from its start."""

    def __init__(self, file: int) -> None:
        self._prefix = f"f{file}b"
        self._known: dict[str, ox.BlankNode] = {}

    def __call__(self, triple: ox.Triple) -> ox.Triple:
        """The triple with its blank nodes renamed; itself where it has none."""
        subject, object_ = triple.subject, triple.object
        if isinstance(subject, ox.BlankNode) or isinstance(object_, ox.BlankNode):
            return ox.Triple(
                self._name(subject) if isinstance(subject, ox.BlankNode) else subject,
                triple.predicate,
                self._name(object_) if isinstance(object_, ox.BlankNode) else object_,
            )
        return triple

    def _name(self, node: ox.BlankNode) -> ox.BlankNode:
        known = self._known.get(node.value)
        if known is None:
            known = self._known[node.value] = ox.BlankNode(f"{self._prefix}{len(self._known)}")
        return known


class Data(NamedTuple):
    """The files of a data graph.

    own         what is to be checked.
    background  the ontology: part of the graph, but not what the user asked about.
    """

    own: tuple[str, ...]
    background: tuple[str, ...]
    renamer: Renamer

    def triples(self) -> Iterator[tuple[bool, ox.Triple]]:
        """Every triple of every file, with whether the file is one of the user's own.

        Graph names are dropped, so that a file of named graphs is one graph.

        Raises InputError for what can't be read, and for triple terms, which SHACL doesn't know.
        """
        for own, path in (*((False, p) for p in self.background), *((True, p) for p in self.own)):
            renaming = self.renamer.of(path)
            for quad in quads(path):
                triple, object_ = quad.triple, quad.object
                if isinstance(object_, ox.Triple):
                    raise InputError(f"{path}: it holds triple terms, which SHACL doesn't know. Leave them out.")
                if isinstance(object_, ox.BlankNode) or isinstance(quad.subject, ox.BlankNode):
                    triple = renaming(triple)
                yield own, triple

    def located(self) -> Iterator[tuple[str, int, ox.Triple]]:
        """The same triples with file and line, the user's files first."""
        for path in (*self.own, *self.background):
            renaming = self.renamer.of(path)
            for quad, line in quads_with_lines(path):
                yield path, line, renaming(quad.triple)
