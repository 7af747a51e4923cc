"""Labels for blank nodes that depend on what is said of them, and on nothing else."""

from collections import Counter
from collections.abc import Iterable
from math import lgamma, log

import pyoxigraph as ox

from kgtool.errors import LimitError
from kgtool.export.nodes import blank_nodes

_MOST_ALIKE = 7
_MOST_ORDERS = 1e18


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads, each once, with the labels that RDFC-1.0 gives to their blank nodes.

    A label depends on the statements about blank nodes alone, so the others aren't looked at.

    Raises LimitError for blank nodes that are too alike.
    """
    grounded: set[ox.Quad] = set()
    floating = ox.Dataset()
    for quad in quads:
        if any(blank_nodes(term) for term in (quad.subject, quad.object, quad.graph_name)):
            floating.add(quad)
        else:
            grounded.add(quad)
    _refuse_too_alike(floating)
    floating.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return grounded | set(floating)


def _refuse_too_alike(quads: Iterable[ox.Quad]) -> None:
    """Refuse blank nodes that RDFC-1.0 would try in more orders than anybody can wait for.

    It orders those around a node that look alike: whose statements differ in nothing but the blank nodes that they
    name. One that looks like no other gets its label at once, and ends the search there. The orders around the nodes
    of one knot multiply.
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
    if any(orders[end(node)] > log(_MOST_ORDERS) for node in knot):
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
