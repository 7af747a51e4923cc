"""Turtle and TriG that version control can compare: one block a subject, one predicate a line, always in one order."""

from collections.abc import Iterable

import pyoxigraph as ox

from kgtool.export.names import TYPE, Names
from kgtool.export.nodes import Nodes, Object, Properties, Subject, blank_nodes, group
from kgtool.export.statements import Statements

_WIDEST = 100
_INDENT = "    "


def turtle(statements: Statements) -> bytes:
    """The statements in Turtle; named graphs are read as one with the default graph."""
    names = Names(statements.prefixes)
    return _document(names, _Writer(names).blocks(statements.triples()))


def trig(statements: Statements) -> bytes:
    """The statements in TriG: the default graph first, then each named graph, in the order of their IRIs."""
    names = Names(statements.prefixes)
    graphs = statements.graphs()
    shared = statements.shared_blank_nodes()
    writer = _Writer(names)
    blocks: list[str] = []
    for name, triples in graphs.items():
        inside = writer.blocks(triples, shared)
        if isinstance(name, ox.DefaultGraph):
            blocks += inside
        else:
            body = "\n\n".join(inside).replace("\n", f"\n{_INDENT}").replace(f"\n{_INDENT}\n", "\n\n")
            blocks.append(f"{writer.plain(name)} {{\n{_INDENT}{body}\n}}")
    return _document(names, blocks)


def _document(names: Names, blocks: list[str]) -> bytes:
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in names.used.items())
    return "\n".join([head, *(block + "\n" for block in blocks)]).lstrip("\n").encode()


class _Writer:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._nodes = Nodes({}, frozenset(), {}, frozenset())

    def blocks(self, triples: Iterable[ox.Triple | ox.Quad], labelled: Iterable[ox.BlankNode] = ()) -> list[str]:
        """One block a subject, the blank ones last."""
        self._nodes = group(triples, set(labelled))
        referred = {
            node
            for found in self._nodes.properties.values()
            for objects in found.values()
            for object_ in objects
            for node in blank_nodes(object_)
        } | set(labelled)
        named: list[str] = []
        blank: list[str] = []
        for root in self._nodes.roots():
            anonymous = isinstance(root, ox.BlankNode) and root not in referred
            text = f"{'[]' if anonymous else self.plain(root)} {self._joined(self._predicates(root, 0), 0)} ."
            (blank if isinstance(root, ox.BlankNode) else named).append(text)
        return named + sorted(blank)

    def _predicates(self, subject: Subject, depth: int) -> list[str]:
        """Each predicate with its objects."""
        found: Properties = self._nodes.properties.get(subject, {})
        indent = "\n" + _INDENT * (depth + 2)
        lines = []
        for predicate, objects in found.items():
            texts = self._objects(objects, depth + 1 + (len(objects) > 1))
            name = "a" if predicate == TYPE else self._names.iri(predicate)
            comma = " , " if predicate == TYPE else f" ,{indent}"
            before = indent if len(texts) > 1 and "\n" in "".join(texts) else " "
            lines.append(f"{name}{before}{comma.join(texts)}")
        return lines

    def _joined(self, predicates: list[str], depth: int) -> str:
        return f" ;\n{_INDENT * (depth + 1)}".join(predicates)

    def _objects(self, objects: list[Object], depth: int) -> list[str]:
        plain = [self.plain(o) for o in objects if not self._in_place(o)]
        return plain + sorted(self._nested(o, depth) for o in objects if self._in_place(o))

    def _in_place(self, term: Object) -> bool:
        return isinstance(term, ox.BlankNode) and (term in self._nodes.inline or term in self._nodes.lists)

    def _nested(self, term: Object, depth: int) -> str:
        if not self._in_place(term):
            return self.plain(term)
        assert isinstance(term, ox.BlankNode)
        indent = "\n" + _INDENT * (depth + 1)
        if term in self._nodes.lists:
            items = [self._nested(item, depth + 1) for item in self._nodes.lists[term]]
            flat = f"( {' '.join(items)} )"
            if len(flat) <= _WIDEST and "\n" not in flat:
                return flat
            return f"({indent}{indent.join(items)}{indent[: -len(_INDENT)]})"
        predicates = self._predicates(term, depth)
        if not predicates:
            return "[]"
        flat = f"[ {' ; '.join(predicates)} ]"
        if len(flat) <= _WIDEST and "\n" not in flat:
            return flat
        return f"[{indent}{self._joined(predicates, depth)}{indent[: -len(_INDENT)]}]"

    def plain(self, term: object) -> str:
        """A term that is no nested blank node."""
        if isinstance(term, ox.NamedNode):
            return self._names.iri(term.value)
        if isinstance(term, ox.Literal):
            return self._names.literal(term)
        if isinstance(term, ox.Triple):
            parts = (term.subject, term.predicate, term.object)
            return f"<<( {' '.join(self.plain(part) for part in parts)} )>>"
        return str(term)
