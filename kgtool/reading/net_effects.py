"""Net effects: which term raises or lowers which other one in the end, by however many hops."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

import pyoxigraph as ox

from kgtool.model import Hop, Sign
from kgtool.reading import noted
from kgtool.store import Store
from kgtool.store.rules import Queryable
from kgtool.vocabulary import STEPS, node

_BLANK = "_:"


class Signed(Protocol):
    """What tells the predicates that are steps in it by themselves."""

    @property
    def signs(self) -> Mapping[str, Sign]:
        """Predicates, by IRI, and their signs."""
        ...


def signs_of(store: Signed) -> dict[str, Sign]:
    """All predicates that are hops in a store: the two steps, and foreign ones that it holds no steps for."""
    return {**STEPS, **store.signs}


def net_effects(
    store: Queryable, starts: Collection[str] | None = None, signs: Mapping[str, Sign] = STEPS
) -> Iterator[Hop]:
    """Every (term, sign, term) that some walk over the hops joins, ordered so.

    starts  IRIs of the terms to start from; None for all that a hop starts from.
    signs   the properties that are hops, and their signs.

    A walk may pass a term twice, so a feedback loop can give a pair both signs and join a term to itself; the
    chains of a trace, which visit no term twice, give a subset, and the same pairs where there is no loop.
    What stands under a blank node has no name to report and is left out, though walks run through it.

    The pairs are those of `signed_paths`. Walking is quicker than asking for these: an engine begins the second half
    of a path anew at every term that the first half reaches.
    """
    onward = onward_hops(store, starts, signs)
    for start in sorted(onward if starts is None else set(starts)):
        if not start.startswith(_BLANK):
            yield from net_effects_of(onward, start)


def net_effects_from(store: Store, starts: Collection[str]) -> list[Hop]:
    """The `net_effects` of some terms, over the hops that were noted where no other leads on: through a blank node."""
    there, unfit = noted.unfit(store)
    if not there or (unfit and unfit.blank):
        return list(net_effects(store, starts, signs_of(store)))
    onward: dict[str, list[tuple[Sign, str]]] = {}
    front = set(starts)
    while front:
        found = noted.hops(store, front, forward=True)
        onward |= {term: [(sign, end) for _, sign, end in found.get(term, ())] for term in front}
        front = {end for hops in found.values() for _, _, end in hops} - onward.keys()
    return [effect for start in sorted(set(starts)) for effect in net_effects_of(onward, start)]


def net_effects_of(onward: Mapping[str, list[tuple[Sign, str]]], start: str) -> list[Hop]:
    """The net effects of one term, in order. onward: see `onward_hops`."""
    return sorted(Hop(start, sign, end) for sign, end in _ends(onward, start) if not end.startswith(_BLANK))


def onward_hops(
    store: Queryable, starts: Collection[str] | None = None, signs: Mapping[str, Sign] = STEPS
) -> dict[str, list[tuple[Sign, str]]]:
    """The hops from each node that walks from `starts` can come by; a blank node's name begins with _:."""
    pattern = f"VALUES ?p {{ {' '.join(map(node, signs))} }} ?s ?p ?o"
    if starts is not None:
        path, ends = "|".join(map(node, signs)), " ".join(map(node, sorted(starts)))
        listed = path.replace("|", ", ")
        pattern = f"VALUES ?start {{ {ends} }} ?start ({path})* ?s . ?s ?p ?o FILTER(?p IN ({listed}))"
    answer = store.query(f"SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}")
    assert isinstance(answer, ox.QuerySolutions)
    found: dict[str, list[tuple[Sign, str]]] = {}
    for s, p, o in answer:
        if p is not None and p.value in signs and not isinstance(o, ox.Literal):
            found.setdefault(_name(s), []).append((signs[p.value], _name(o)))
    return found


def _name(node: ox.NamedNode | ox.BlankNode) -> str:
    return node.value if isinstance(node, ox.NamedNode) else _BLANK + node.value


def _ends(onward: Mapping[str, list[tuple[Sign, str]]], start: str) -> set[tuple[Sign, str]]:
    """Where walks from `start` lead, with their signs."""
    found: set[tuple[Sign, str]] = set()
    front: list[tuple[Sign, str]] = [("+", start)]
    while front:
        reached: list[tuple[Sign, str]] = []
        for sign, at in front:
            for step, to in onward.get(at, ()):
                end: tuple[Sign, str] = ("+" if step == sign else "-", to)
                if end not in found:
                    found.add(end)
                    reached.append(end)
        front = reached
    return found


def all_hops(store: Queryable, signs: Mapping[str, Sign] = STEPS) -> set[Hop]:
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
