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

    Frontiers grow from both ends and meet in the middle, by one request for both at each step; an empty end is left
    open, and the other frontier goes all the way.
    """
    ahead = max_steps if not effects else (max_steps + 1) // 2 if causes else 0
    asking = _Asking(store)
    onward, backward = _Frontier(causes, ahead, forward=True), _Frontier(effects, max_steps - ahead, forward=False)
    while onward.front or backward.front:
        asked = [(end.front, end.forward) for end in (onward, backward) if end.front]
        new = asking.hops(asked)
        for end in (onward, backward):
            end.go_on(new)
        if causes and effects and not onward.found:
            return set()
    return onward.found | backward.found


class _Frontier:
    """The terms that the hops found so far lead to from one end, until `depth` hops are gone.

    front  those of them that are to be asked for next.
    """

    def __init__(self, start: Collection[str], depth: int, forward: bool) -> None:
        self.forward = forward
        self.found: set[Hop] = set()
        self._left = depth
        self._seen: set[str] = set()
        self.front: list[str] = []
        self._set_out(start)

    def go_on(self, new: Mapping[bool, Mapping[str, Collection[Hop]]]) -> None:
        """Take the hops of the front (by direction and term), and go on to where they lead."""
        hops = [hop for term in self.front for hop in new[self.forward].get(term, ())]
        self.found.update(hops)
        self._set_out({hop[2] if self.forward else hop[0] for hop in hops})

    def _set_out(self, reached: Collection[str]) -> None:
        self.front = sorted(set(reached) - self._seen) if self._left else []
        self._seen.update(self.front)
        self._left -= 1


class _Asking:
    """Asks a store for hops in SPARQL. Of the predicates with a sign, the first answer tells which ones are in use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signs = {**STEPS, **store.signs}
        self._used = None if store.signs else set(self._signs)

    def hops(self, fronts: Collection[tuple[Collection[str], bool]]) -> dict[bool, dict[str, list[Hop]]]:
        """The hops from the terms of a front, or to them: by direction (whether they go on) and term."""
        found: dict[bool, dict[str, list[Hop]]] = {True: {}, False: {}}
        rest = []
        for terms, forward in fronts:
            found[forward] = noted.hops(self._store, terms, forward)
            if left := [term for term in terms if term not in found[forward]]:
                rest.append((set(left), forward))
        if rest:
            for hop in self._asked([values("s" if forward else "o", sorted(terms)) for terms, forward in rest]):
                for terms, forward in rest:
                    if (term := hop[0] if forward else hop[2]) in terms:
                        found[forward].setdefault(term, []).append(hop)
        return found

    def _asked(self, ends: Collection[str]) -> Iterator[Hop]:
        used: set[str] = set()
        parts = []
        for sign in "+-":
            predicates = [p for p, s in self._signs.items() if s == sign and (self._used is None or p in self._used)]
            # The sign comes from the branch, because a predicate is an IRI more to read for every hop.
            told = "BIND(nc:stepInhibits AS ?lowers)" if sign == "-" else ""
            parts += [f"{{ {_steps(end, predicates)} {told} }}" for end in ends if predicates]
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
