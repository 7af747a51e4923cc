"""The hops between terms, gathered by frontiers from both ends."""

from collections.abc import Collection, Mapping

from kgtool.claims.rows import rows, triples, values
from kgtool.model import Hop, Sign
from kgtool.store import Store
from kgtool.vocabulary import NC, node

STEPS: Mapping[str, Sign] = {NC + "stepPromotes": "+", NC + "stepInhibits": "-"}


def hops_between(store: Store, causes: Collection[str], effects: Collection[str], max_steps: int) -> set[Hop]:
    """All hops that a chain of at most `max_steps` from `causes` to `effects` can use, and some more.

    Frontiers grow from both ends and meet in the middle, one request each; an empty end is left open, and the other
    frontier goes all the way.
    """
    signs = {**STEPS, **store.signs}
    ahead = max_steps if not effects else (max_steps + 1) // 2 if causes else 0
    found = _frontiers(store, causes, ahead, signs, forward=True)
    if causes and effects and not found:
        return set()
    return found | _frontiers(store, effects, max_steps - ahead, signs, forward=False)


def _frontiers(store: Store, start: Collection[str], depth: int, signs: Mapping[str, Sign], forward: bool) -> set[Hop]:
    found: set[Hop] = set()
    seen = set(start)
    front = sorted(seen)
    promoting, inhibiting = ([p for p, sign in signs.items() if sign == wanted] for wanted in "+-")
    for _ in range(depth):
        if not front:
            break
        ends = values("s" if forward else "o", front)
        reached = set()
        # The sign comes from the branch, because a predicate is an IRI more to read for every hop.
        for s, lowers, o in rows(
            store,
            f"SELECT ?s ?lowers ?o WHERE {{ {{ {_steps(ends, promoting)} }} "
            f"UNION {{ {_steps(ends, inhibiting)} BIND(nc:stepInhibits AS ?lowers) }} }}",
            only_iris=True,
        ):
            assert s and o
            found.add(Hop(s, "-" if lowers else "+", o))
            reached.add(o if forward else s)
        front = sorted(reached - seen)
        seen |= reached
    return found


def _steps(ends: str, predicates: Collection[str]) -> str:
    if len(predicates) == 1:
        return f"{ends} ?s {node(*predicates)} ?o"
    return triples(ends, "p", predicates)
