"""The hops between terms, gathered by frontiers from both ends."""

from collections.abc import Collection, Iterator, Mapping

from kgtool.model import Hop, Sign
from kgtool.reading import noted
from kgtool.reading.rows import rows, triples, values
from kgtool.store.opening import Store
from kgtool.vocabulary import NC, node

STEPS: Mapping[str, Sign] = {NC + "stepPromotes": "+", NC + "stepInhibits": "-"}


def hops_between(store: Store, causes: Collection[str], effects: Collection[str], max_steps: int) -> set[Hop]:
    """All hops that a chain of at most `max_steps` from `causes` to `effects` can use, and some more.

    Frontiers grow from both ends and meet in the middle, at most one request each; an empty end is left open, and the
    other frontier goes all the way.
    """
    ahead = max_steps if not effects else (max_steps + 1) // 2 if causes else 0
    asking = _Asking(store)
    found = _frontiers(store, asking, causes, ahead, forward=True)
    if causes and effects and not found:
        return set()
    return found | _frontiers(store, asking, effects, max_steps - ahead, forward=False)


def _frontiers(store: Store, asking: "_Asking", start: Collection[str], depth: int, forward: bool) -> set[Hop]:
    found: set[Hop] = set()
    seen: set[str] = set()
    reached = set(start)
    for _ in range(depth):
        front = sorted(reached - seen)
        if not front:
            break
        seen |= reached
        there = noted.hops(store, front, forward)
        new = [hop for hops in there.values() for hop in hops]
        if rest := [term for term in front if term not in there]:
            new += asking.hops(rest, forward)
        found.update(new)
        reached = {hop[2] if forward else hop[0] for hop in new}
    return found


class _Asking:
    """Asks a store for hops in SPARQL. Of the predicates with a sign, the first answer tells which ones are in use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signs = {**STEPS, **store.signs}
        self._used = None if store.signs else set(self._signs)

    def hops(self, front: Collection[str], forward: bool) -> Iterator[Hop]:
        """The hops from the terms of a frontier, or to them."""
        ends = values("s" if forward else "o", front)
        used: set[str] = set()
        parts = []
        for sign in "+-":
            predicates = [p for p, s in self._signs.items() if s == sign and (self._used is None or p in self._used)]
            if predicates:
                # The sign comes from the branch, because a predicate is an IRI more to read for every hop.
                told = "BIND(nc:stepInhibits AS ?lowers)" if sign == "-" else ""
                parts.append(f"{{ {_steps(ends, predicates)} {told} }}")
        if self._used is None:
            parts.append(f"{{ {values('used', self._signs)} FILTER EXISTS {{ ?from ?used ?to }} }}")
        if not parts:
            return
        select = f"SELECT ?s ?lowers ?o ?used WHERE {{ {' UNION '.join(parts)} }}"
        for s, lowers, o, predicate in rows(self._store, select, only_iris=True):
            if predicate:
                used.add(predicate)
            elif s and o:
                yield Hop(s, "-" if lowers else "+", o)
        self._used = used if self._used is None else self._used


def _steps(ends: str, predicates: Collection[str]) -> str:
    if len(predicates) == 1:
        return f"{ends} ?s {node(*predicates)} ?o"
    return triples(ends, "p", predicates)
