"""Labels for blank nodes that depend on what is said of them, and on nothing else."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from math import lgamma, log
from typing import Any, cast

import pyoxigraph as ox

from kgtool.errors import LimitError
from kgtool.export.colours import colours
from kgtool.export.nodes import blank_nodes

_MOST_ALIKE = 7
_MOST_ORDERS = 1e18
_MOST_TIED = 3e7
_TREE, _KNOWN = "urn:x-kgtool-tree:", "urn:x-kgtool-known:"
"""Begin the names that stand for trees, and for nodes unlike all others, while knots are labelled."""


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads, each once, with labels of blank nodes that depend on the statements about blank nodes alone.

    Lists and trees take time in proportion to their size: a node that one statement at most refers to, and that leads
    to such nodes only, is known by all that is said below it. Two that are alike in that are the same to any reader,
    so they are numbered in any order. In what remains, the knots, nodes that are unlike all others are known by that,
    and those that nothing tells apart get the labels of RDFC-1.0.

    Raises LimitError for blank nodes that are too alike.
    """
    grounded: set[ox.Quad] = set()
    floating: set[ox.Quad] = set()
    for quad in quads:
        blank = any(blank_nodes(term) for term in (quad.subject, quad.object, quad.graph_name))
        (floating if blank else grounded).add(quad)
    if not floating:
        return grounded
    trees = _Trees(floating)
    knots = ox.Dataset()
    roots: Counter[str] = Counter()
    for quad in floating:
        if quad.subject not in trees.content:
            if quad.object not in trees.content:
                knots.add(quad)
        elif not trees.referring.get(cast("ox.BlankNode", quad.subject)):
            roots[trees.content[cast("ox.BlankNode", quad.subject)]] = 0
    for node, content in trees.content.items():
        if content in roots and not trees.referring.get(node):
            roots[content] += 1
    for subject, statements in trees.above.items():
        copies: Counter[str] = Counter()
        for quad in statements:
            key = f"{quad.predicate} {quad.graph_name} {trees.content[cast('ox.BlankNode', quad.object)]}"
            stand_in = ox.NamedNode(f"{_TREE}{trees.content[cast('ox.BlankNode', quad.object)]}:{copies[key]}")
            copies[key] += 1
            knots.add(ox.Quad(subject, quad.predicate, stand_in, quad.graph_name))
    told = colours(list(knots))
    known: dict[object, ox.NamedNode | ox.BlankNode] = {n: ox.NamedNode(_KNOWN + colour) for n, colour in told.items()}
    knots = ox.Dataset(_renamed(quad, known) for quad in knots)
    _refuse_too_alike(knots)
    knots.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    again: dict[object, ox.NamedNode | ox.BlankNode] = {
        ox.NamedNode(_KNOWN + colour): ox.BlankNode("t" + colour) for colour in told.values()
    }
    for quad in (_renamed(quad, again) for quad in knots):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_TREE):
            content, _, copy = quad.object.value[len(_TREE) :].partition(":")
            label = _hash(f"{quad.subject} {quad.predicate} {quad.graph_name} {content} {copy}")
            grounded.add(ox.Quad(quad.subject, quad.predicate, ox.BlankNode("t" + label), quad.graph_name))
            grounded |= trees.written(content, label)
        else:
            grounded.add(quad)
    for content, alike in roots.items():
        for place in range(alike):
            grounded |= trees.written(content, _hash(f"{content} {place}"))
    return grounded


def _renamed(quad: ox.Quad, names: Mapping[object, ox.NamedNode | ox.BlankNode]) -> ox.Quad:
    def renamed(term: Any) -> Any:
        if isinstance(term, ox.Triple):
            return ox.Triple(renamed(term.subject), term.predicate, renamed(term.object))
        return names.get(term, term)

    return (
        ox.Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), renamed(quad.graph_name))
        if names
        else quad
    )


class _Trees:
    """The blank nodes that are trees: one statement at most refers to each, and all below it are trees.

    content    what is said below each of them, as one digest.
    referring  the statements that refer to a blank node.
    above      the statements that lead from anything else to a tree, by their subjects.
    """

    def __init__(self, quads: Collection[ox.Quad]) -> None:
        self._said: dict[ox.BlankNode, list[ox.Quad]] = {}
        self.referring: dict[ox.BlankNode, list[ox.Quad]] = {}
        self.content: dict[ox.BlankNode, str] = {}
        self._like: dict[str, ox.BlankNode] = {}
        tied: set[ox.BlankNode] = set()
        for quad in quads:
            if isinstance(quad.subject, ox.BlankNode):
                self._said.setdefault(quad.subject, []).append(quad)
            if isinstance(quad.object, ox.BlankNode):
                self.referring.setdefault(quad.object, []).append(quad)
            inside = [*blank_nodes(quad.graph_name)]
            inside += [
                n for term in (quad.subject, quad.object) if isinstance(term, ox.Triple) for n in blank_nodes(term)
            ]
            if inside:  # a statement that is told by more than its own two ends
                tied |= {*inside, *blank_nodes(quad.subject), *blank_nodes(quad.object)}
        single = {n for n in {*self._said, *self.referring} - tied if len(self.referring.get(n, ())) <= 1}
        unknown = {
            node: sum(isinstance(quad.object, ox.BlankNode) for quad in self._said.get(node, ())) for node in single
        }
        ready = [node for node, number in unknown.items() if not number]
        while ready:
            node = ready.pop()
            self._take(node)
            for quad in self.referring.get(node, ()):
                parent = quad.subject
                if isinstance(parent, ox.BlankNode) and parent in unknown:
                    unknown[parent] -= 1
                    if not unknown[parent]:
                        ready.append(parent)
        self.above: dict[ox.NamedNode | ox.BlankNode | ox.Triple, list[ox.Quad]] = {}
        for node in self.content:
            for quad in self.referring.get(node, ()):
                if quad.subject not in self.content:
                    self.above.setdefault(quad.subject, []).append(quad)

    def _take(self, node: ox.BlankNode) -> None:
        said = "\n".join(sorted(self._line(quad) for quad in self._said.get(node, ())))
        self.content[node] = digest = _hash(said)
        self._like.setdefault(digest, node)

    def _line(self, quad: ox.Quad) -> str:
        object_ = self.content[quad.object] if isinstance(quad.object, ox.BlankNode) else quad.object
        return f"{quad.predicate} {object_} {quad.graph_name}"

    def written(self, content: str, label: str) -> set[ox.Quad]:
        """All that is said below a tree of this content, whose root bears the label."""
        found: set[ox.Quad] = set()
        below = [(content, label)]
        while below:
            content, label = below.pop()
            copies: Counter[str] = Counter()
            for quad in self._said.get(self._like[content], ()):
                object_ = quad.object
                if isinstance(object_, ox.BlankNode):
                    line = self._line(quad)
                    child = _hash(f"{label} {line} {copies[line]}")
                    copies[line] += 1
                    below.append((self.content[object_], child))
                    object_ = ox.BlankNode("t" + child)
                found.add(ox.Quad(ox.BlankNode("t" + label), quad.predicate, object_, quad.graph_name))
        return found


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _refuse_too_alike(quads: Iterable[ox.Quad]) -> None:
    """Refuse blank nodes that RDFC-1.0 would try in more orders than anybody can wait for.

    It takes the cube of the nodes of a knot, and orders those around a node that look alike: whose statements differ in
    nothing but the blank nodes that they name. One that looks like no other gets its label at once, and ends the search
    there. The orders around the nodes of one knot multiply.
    """
    ties, look = _ties_and_looks(quads)
    as_many = Counter(look.values())
    knot = {node: node for node in ties if as_many[look[node]] > 1}
    orders = dict.fromkeys(knot, 0.0)

    def end(node: ox.BlankNode) -> ox.BlankNode:
        while knot[node] != node:
            knot[node] = node = knot[knot[node]]
        return node

    for node in list(knot):
        alike = Counter((tie, look[other]) for tie, other in ties[node] if other in knot)
        if max(alike.values(), default=0) > _MOST_ALIKE:
            raise _too_alike()
        orders[end(node)] += sum(lgamma(number + 1) for number in alike.values())
        for _, other in ties[node]:
            if other in knot and (there := end(other)) != (here := end(node)):
                knot[there] = here
                orders[here] += orders[there]
    sizes = Counter(map(end, list(knot)))
    if sum(size**3 for size in sizes.values()) > _MOST_TIED or any(orders[end(n)] > log(_MOST_ORDERS) for n in knot):
        raise _too_alike()


def _ties_and_looks(
    quads: Iterable[ox.Quad],
) -> tuple[dict[ox.BlankNode, list[tuple[str, ox.BlankNode]]], dict[ox.BlankNode, str]]:
    """What ties each blank node to others, and how it looks by itself."""
    ties: dict[ox.BlankNode, list[tuple[str, ox.BlankNode]]] = {}
    looks: dict[ox.BlankNode, list[str]] = {}
    for quad in quads:
        parts = (quad.subject, quad.object, quad.graph_name)
        blank = [(place, part) for place, part in enumerate(parts) if isinstance(part, ox.BlankNode)]
        for place, node in blank:
            shown = ["_" if part == node else "" if isinstance(part, ox.BlankNode) else str(part) for part in parts]
            looks.setdefault(node, []).append(f"{place} {quad.predicate} {' '.join(shown)}")
            around = ((f"{there} {quad.predicate}", other) for there, other in blank if other != node)
            ties.setdefault(node, []).extend(around)
    return ties, {node: "\n".join(sorted(lines)) for node, lines in looks.items()}


def _too_alike() -> LimitError:
    return LimitError(
        "too many blank nodes look alike and are tied to each other: no stable order for them can be found in "
        "reasonable time. Give them names (IRIs)."
    )
