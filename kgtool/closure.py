"""Net effects: which term raises or lowers which other one in the end, by however many hops."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

import pyoxigraph as ox

from kgtool.model import Hop, Sign
from kgtool.rules import Queryable
from kgtool.vocabulary import NC, node

HOPS: Mapping[str, Sign] = {NC + "stepPromotes": "+", NC + "stepInhibits": "-"}
# Starts that are asked for in one request: enough to make requests rare, few enough for any endpoint's limit.
_TOGETHER = 200


class Signed(Protocol):
    """What tells the predicates that are steps in it by themselves."""

    @property
    def signs(self) -> Mapping[str, Sign]:
        """Predicates, by IRI, and their signs."""
        ...


def signs_of(store: Signed) -> dict[str, Sign]:
    """All predicates that are hops in a store: the two steps, and foreign ones that it holds no steps for."""
    return {**HOPS, **store.signs}


def net_effects(
    store: Queryable, starts: Collection[str] | None = None, signs: Mapping[str, Sign] = HOPS
) -> Iterator[Hop]:
    """Every (term, sign, term) that some walk over the hops joins, ordered so.

    starts  IRIs of the terms to start from; None for all that a hop starts from.
    signs   the properties that are hops, and their signs.

    A walk may pass a term twice, so a feedback loop can give a pair both signs and join a term to itself; the
    chains of a trace, which visit no term twice, give a subset, and the same pairs where there is no loop.
    What stands under a blank node has no name to report and is left out, though walks run through it.
    """
    if starts is None:
        any_hop = "|".join(map(node, signs))
        starts = {s for s, _ in _pairs(store, f"SELECT DISTINCT ?s ?s2 WHERE {{ ?s {any_hop} ?o BIND(?s AS ?s2) }}")}
    paths = signed_paths(signs)
    order = sorted(set(starts))
    for at in range(0, len(order), _TOGETHER):
        block = " ".join(map(node, order[at : at + _TOGETHER]))
        yield from sorted(
            Hop(s, sign, o)
            for sign, path in paths.items()
            for s, o in _pairs(store, f"SELECT DISTINCT ?s ?o WHERE {{ VALUES ?s {{ {block} }} ?s {path} ?o }}")
        )


def signed_paths(signs: Mapping[str, Sign] = HOPS) -> dict[Sign, str]:
    """The SPARQL property path of each net sign: an even number of − hops for +, an odd one for −.

    The odd one begins with plain steps, `p*/n/…`: with its start bound, that is far faster than any other order.
    A net sign that no walk can have has no path.
    """
    plus = "|".join(node(p) for p, sign in sorted(signs.items()) if sign == "+")
    minus = "|".join(node(p) for p, sign in sorted(signs.items()) if sign == "-")
    if not minus:
        return {"+": f"({plus})+"} if plus else {}
    between = f"({minus})/({plus})*/({minus})" if plus else f"({minus})/({minus})"
    even = f"{plus}|{between}" if plus else between
    odd = f"({plus})*/({minus})/({even})*" if plus else f"({minus})/({even})*"
    return {"+": f"({even})+", "-": odd}


def all_hops(store: Queryable, signs: Mapping[str, Sign] = HOPS) -> set[Hop]:
    """Every hop of a store between terms that have an IRI."""
    return {
        Hop(s, sign, o)
        for p, sign in signs.items()
        for s, o in _pairs(store, f"SELECT ?s ?o WHERE {{ ?s {node(p)} ?o }}")
    }


def shortest_walks(hops: Iterable[Hop]) -> Iterator[tuple[Hop, tuple[Hop, ...]]]:
    """Each net effect of `hops` with the shortest walk that carries it, in the order of `net_effects`. Pure.

    Of walks equally long, the first by the IRIs of their terms. A walk passes a term at most twice, and twice only
    where no shorter way gives the net effect its sign.
    """
    onward: dict[str, list[Hop]] = {}
    for hop in sorted(set(hops)):
        onward.setdefault(hop.subject, []).append(hop)
    for start in onward:
        found: dict[tuple[Sign, str], tuple[Hop, ...]] = {}
        front: list[tuple[Sign, str, tuple[Hop, ...]]] = [("+", start, ())]
        while front:
            reached: list[tuple[Sign, str, tuple[Hop, ...]]] = []
            for sign, at, walk in front:
                for hop in onward.get(at, ()):
                    net: Sign = "+" if hop.sign == sign else "-"
                    if (net, hop.object) not in found:
                        found[net, hop.object] = (*walk, hop)
                        reached.append((net, hop.object, (*walk, hop)))
            front = reached
        yield from sorted((Hop(start, sign, end), walk) for (sign, end), walk in found.items())


def _pairs(store: Queryable, select: str) -> Iterator[tuple[str, str]]:
    """The rows of a SELECT of two variables in which both are IRIs."""
    answer = store.query(select)
    assert isinstance(answer, ox.QuerySolutions)
    for one, other in answer:
        if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode):
            yield one.value, other.value
