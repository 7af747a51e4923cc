"""The steps of a store as SPARQL finds them: the hops from terms and to them."""

from collections.abc import Collection, Iterator

from kgtool.model import Hop
from kgtool.reading.rows import rows, triples, values
from kgtool.store import Store
from kgtool.vocabulary import STEPS, node


class Steps:
    """Asks a store for hops. Of the predicates with a sign, the first answer tells which ones are in use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signs = {**STEPS, **store.signs}
        self._used = None if store.signs else set(self._signs)

    def at(self, fronts: Collection[tuple[Collection[str], bool]]) -> Iterator[Hop]:
        """The hops from the terms of each front (True), or to them (False), by one request."""
        ends = [values("s" if forward else "o", sorted(terms)) for terms, forward in fronts]
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
