"""Shapes files → one shapes graph whose parts know their file and line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.store.files import quads_with_lines
from kgtool.validate.documents import Renamer
from kgtool.validate.terms import OF_PROPERTIES, PROPERTIES
from kgtool.vocabulary import OWL, RDF, RDFS, XSD, curie

SH = "http://www.w3.org/ns/shacl#"
SKOLEM = "urn:kgtool:shape-node:"
TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
SHAPE_CLASSES = (SH + "NodeShape", SH + "PropertyShape")
# The parameters whose value is a shape, or a list of shapes.
INNER = ("property", "node", "not", "qualifiedValueShape")
INNER_LISTS = ("and", "or", "xone")
_CLASSES = (RDFS + "Class", OWL + "Class")
_TRUE = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))
_SWITCHES = {SH + name for name, kind in PROPERTIES.items() if kind == "boolean"}

Node = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal


class Place(NamedTuple):
    """A line of a file (0: not known which), or a table's cell, read as `terms/states.tsv:24, column label`."""

    file: str
    line: int
    column: str = ""

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}" + (f", column {self.column}" if self.column else "")


class Statement(NamedTuple):
    """One triple of a shapes file, and where it stands."""

    subject: Node
    predicate: str
    object: Value
    place: Place


class Shapes:
    """A shapes graph, read once and then only looked at.

    Blank nodes that are shapes or SPARQL constraints bear IRIs of ours (`SKOLEM`), because a blank node in a report
    can't be found again; lists and paths stay blank.
    """

    def __init__(self, statements: Iterable[Statement], files: Sequence[str]) -> None:
        self.files = tuple(files)
        self.statements = list(statements)
        self._by_subject: dict[Node, dict[str, list[Value]]] = {}
        self._places: dict[Node, Place] = {}
        self._used_by: dict[Value, list[Node]] = {}
        for subject, predicate, object_, place in self.statements:
            self._by_subject.setdefault(subject, {}).setdefault(predicate, []).append(object_)
            self._places.setdefault(subject, place)
            self._used_by.setdefault(object_, []).append(subject)

    def values(self, node: Value | None, name: str) -> list[Value]:
        """The values of a SHACL property of a node; `name` is its local name, or a whole IRI."""
        if node is None or isinstance(node, ox.Literal):
            return []
        return self._by_subject.get(node, {}).get(name if ":" in name else SH + name, [])

    def about(self, node: Node) -> Iterator[tuple[str, Value]]:
        """Every predicate and value of a node."""
        for predicate, values in self._by_subject.get(node, {}).items():
            for value in values:
                yield predicate, value

    def members(self, node: Value) -> list[Value]:
        """The members of an RDF list; a list that runs in a circle ends where it meets itself."""
        found: list[Value] = []
        seen: set[Value] = set()
        while node not in seen and (first := self.values(node, RDF + "first")):
            seen.add(node)
            found += first[:1]
            node = next(iter(self.values(node, RDF + "rest")), node)
        return found

    def place(self, node: Node) -> Place | None:
        """Where a node is first described."""
        return self._places.get(node)

    def subjects(self) -> Iterator[Node]:
        """Every node that something is said of, in the order of the files."""
        yield from self._by_subject

    def is_class(self, node: Node) -> bool:
        """Whether the shapes graph itself declares a node as a class, which makes a shape target its instances."""
        return any(isinstance(c, ox.NamedNode) and c.value in _CLASSES for c in self.values(node, RDF + "type"))

    def inner(self, shape: Value) -> Iterator[Value]:
        """The shapes that a shape directly uses."""
        for name in INNER:
            yield from self.values(shape, name)
        for name in INNER_LISTS:
            for head in self.values(shape, name):
                yield from self.members(head)

    def shapes(self) -> list[Node]:
        """Every shape, by SHACL's own definition of one, in the order of the files."""
        found: dict[Node, None] = {}
        used: set[Value] = set()
        for node in self._by_subject:
            used.update(self.inner(node))
        for node, about in self._by_subject.items():
            typed = any(isinstance(t, ox.NamedNode) and t.value in SHAPE_CLASSES for t in about.get(RDF + "type", ()))
            targets = any(SH + name in about for name in TARGETS)
            if typed or targets or node in used:
                found[node] = None
        return list(found)

    def has_target(self, shape: Node) -> bool:
        """Whether a shape says which nodes it is for: by a target, or by being a class itself."""
        return any(self.values(shape, name) for name in TARGETS) or self.is_class(shape)

    def deactivated(self, shape: Value) -> bool:
        """Whether the shape, or the query of one, is switched off by `sh:deactivated true`."""
        return _TRUE in self.values(shape, "deactivated")

    def named(self, shape: Value | None) -> ox.NamedNode | None:
        """The shape itself where it has a name, else the nearest one around it that has."""
        seen: set[Value] = set()
        level: list[Value] = [shape] if shape is not None else []
        while level:
            for node in level:
                if isinstance(node, ox.NamedNode) and not node.value.startswith(SKOLEM):
                    return node
            seen.update(level)
            level = [n for node in level for n in self._used_by.get(node, ()) if n not in seen]
        return None

    def path_text(self, path: Value | None) -> str | None:
        """A property path as SPARQL writes it, with CURIEs."""
        if path is None or isinstance(path, ox.Literal):
            return None
        if isinstance(path, ox.NamedNode):
            return curie(path.value)
        return self._compound(path, ())

    def path_parts(self, path: ox.BlankNode) -> tuple[str, list[Value]]:
        """What a compound path is made of: the paths inside it, behind the property of SHACL that holds them.

        Of a sequence the property is "". Where a path is of several kinds at once, the first in SHACL's order counts.
        """
        if steps := self.members(path):
            return "", steps
        for head in self.values(path, "alternativePath"):
            return "alternativePath", self.members(head)
        for name in _PATH_MARKS:
            if inside := self.values(path, name):
                return name, inside[:1]
        return "", []

    def _compound(self, path: ox.BlankNode, above: tuple[Value, ...]) -> str:
        def part(node: Value) -> str:
            if isinstance(node, ox.NamedNode):
                return curie(node.value)
            if isinstance(node, ox.Literal) or node in above:
                return "?"
            text = self._compound(node, (*above, path))
            return f"({text})" if any(c in text for c in "/|") else text

        name, parts = self.path_parts(path)
        if name in _PATH_MARKS:
            before, after = _PATH_MARKS[name]
            return before + part(parts[0]) + after
        return ("|" if name else "/").join(part(member) for member in parts) or "?"

    def declared(self, query: Value) -> list[Value]:
        """The declarations of prefixes that count for a query: those of its `sh:prefixes`, and of what they import."""
        found: list[Value] = []
        waiting = self.values(query, "prefixes")
        seen: set[Value] = set()
        while waiting:
            seen.update(waiting)
            found += (declaration for holder in waiting for declaration in self.values(holder, "declare"))
            waiting = [n for holder in waiting for n in self.values(holder, OWL + "imports") if n not in seen]
        return found

    def prefixes(self, query: Value) -> dict[str, str]:
        """The prefixes that are declared for a query, and the namespaces that they stand for."""
        return {
            prefix.value: namespace.value
            for declaration in self.declared(query)
            for prefix in self.values(declaration, "prefix")
            for namespace in self.values(declaration, "namespace")
        }

    def lacks_object(self, shape: Node, name: str) -> str | None:
        """What is missing where a shape counts or compares without saying of what."""
        if name in OF_PROPERTIES and not self.values(shape, "path"):
            return "path"
        counts = name in ("qualifiedMinCount", "qualifiedMaxCount")
        return "qualifiedValueShape" if counts and not self.values(shape, "qualifiedValueShape") else None

    def triples(self) -> Iterator[ox.Triple]:
        """The shapes graph, as the engines get it: said in a way that all of them read as SHACL defines it.

        A switch such as `sh:closed` is on only where its value is `true`, and not a `1` that means the same. What
        counts nothing is left out, and so are queries that are switched off. Prefixes that come by imports stand beside
        the others.
        """
        for subject, predicate, object_, _ in self.statements:
            off = predicate in _SWITCHES and object_ != _TRUE
            off = off or (predicate == SH + "sparql" and self.deactivated(object_))
            if not off and not self.lacks_object(subject, predicate.removeprefix(SH)):
                yield ox.Triple(subject, ox.NamedNode(predicate), object_)
            if predicate == SH + "prefixes":
                own = self.values(object_, "declare")
                for declaration in self.declared(subject):
                    if declaration not in own and not isinstance(object_, ox.Literal):
                        yield ox.Triple(object_, ox.NamedNode(SH + "declare"), declaration)


# How SPARQL writes a path of this kind: what stands before the path inside, and what behind it.
_PATH_MARKS = {
    "inversePath": ("^", ""),
    "zeroOrMorePath": ("", "*"),
    "oneOrMorePath": ("", "+"),
    "zeroOrOnePath": ("", "?"),
}


def read_shapes(files: Sequence[str], renamer: Renamer) -> Shapes:
    """The shapes graph that these files make together.

    renamer  names blank nodes; the one that reads the data, so that a file that holds both keeps them the same.

    Raises InputError for what can't be read.
    """
    raw: list[Statement] = []
    for path in files:
        renaming = renamer.of(path)
        for quad, line in quads_with_lines(path):
            triple = renaming(quad.triple)
            if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
                raise InputError(f"{path}:{line}: SHACL knows no triple terms. Leave this statement out.")
            raw.append(Statement(triple.subject, triple.predicate.value, triple.object, Place(path, line)))
    return Shapes(_with_names(raw), files)


def _with_names(statements: list[Statement]) -> Iterator[Statement]:
    plain = Shapes(statements, ())
    named: dict[Value, ox.NamedNode] = {}
    for node in plain.subjects():
        for inside in (*plain.inner(node), *plain.values(node, "sparql")):
            if isinstance(inside, ox.BlankNode):
                named[inside] = ox.NamedNode(SKOLEM + inside.value)
    for shape in plain.shapes():
        if isinstance(shape, ox.BlankNode):
            named[shape] = ox.NamedNode(SKOLEM + shape.value)
    for subject, predicate, object_, place in statements:
        yield Statement(named.get(subject, subject), predicate, named.get(object_, object_), place)
