"""What tells the blank nodes of a knot apart: all that is said around them, as far as it differs."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from hashlib import sha256

import pyoxigraph as ox

from kgtool.errors import LimitError

_NONE = "0" * 32
_MOST_WORK = 5_000_000
"""Statements that are looked at, each time for one of its nodes, before it is given up."""


def colours(quads: Collection[ox.Quad]) -> dict[ox.BlankNode, str]:
    """A digest for each blank node that no other has: it depends on what is said around the node and on nothing else.

    Nodes that all this doesn't tell apart, as those of a circle, have none. A node is looked at again only when one
    beside it has become another, so lists that are linked both ways, and grids, take time in proportion to their size.

    Raises LimitError where that takes too long.
    """
    places: dict[ox.BlankNode, list[tuple[str, int, tuple[ox.BlankNode, ...]]]] = defaultdict(list)
    beside: dict[ox.BlankNode, set[ox.BlankNode]] = defaultdict(set)
    for quad in quads:
        texts, inside = zip(*map(_masked, (quad.subject, quad.object, quad.graph_name)), strict=True)
        nodes = tuple(node for part in inside for node in part)
        for place, node in enumerate(nodes):
            places[node].append((f"{quad.predicate} {' '.join(texts)}", place, nodes))
            beside[node].update(nodes)
    known: dict[ox.BlankNode, str] = dict.fromkeys(places, _NONE)
    members: dict[str, set[ox.BlankNode]] = {_NONE: set(places)}
    touched: Iterable[ox.BlankNode] = places
    work = 0
    while touched:
        new = {}
        for node in touched:
            work += len(places[node])
            around = sorted(
                f"{text} {place} {['=' if n == node else known[n] for n in nodes]}"
                for text, place, nodes in places[node]
            )
            new[node] = sha256(f"{known[node]} {around}".encode()).hexdigest()[:32]
        if work > _MOST_WORK:
            raise LimitError("too many blank nodes look alike and are tied to each other. Give them names (IRIs).")
        changed = _split(known, members, new)
        touched = {n for node in changed for n in beside[node] if len(members[known[n]]) > 1}
    return {node: colour for node, colour in known.items() if len(members[colour]) == 1}


def _masked(term: object) -> tuple[str, list[ox.BlankNode]]:
    """A term without the labels of its blank nodes, and these in their order."""
    if isinstance(term, ox.BlankNode):
        return "_:", [term]
    if isinstance(term, ox.Triple):
        (one, left), (other, right) = _masked(term.subject), _masked(term.object)
        return f"<<( {one} {term.predicate} {other} )>>", left + right
    return str(term), []


def _split(
    known: dict[ox.BlankNode, str], members: dict[str, set[ox.BlankNode]], new: dict[ox.BlankNode, str]
) -> list[ox.BlankNode]:
    """Give nodes their new colours where that parts them from others of their old one; those that changed."""
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for node, colour in new.items():
        parts[known[node]][colour] += 1
    staying = {  # the largest part keeps the colour, or a long list would be coloured anew from each end to the other
        old: min(found, key=lambda colour: (-found[colour], colour))
        for old, found in parts.items()
        if found.total() == len(members[old])
    }
    changed = [node for node, colour in new.items() if staying.get(known[node]) != colour]
    for node in changed:
        members[known[node]].discard(node)
        known[node] = new[node]
        members.setdefault(new[node], set()).add(node)
    return changed
