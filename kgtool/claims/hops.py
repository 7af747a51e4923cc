"""The hops between terms, gathered by frontiers from both ends."""

from collections.abc import Collection, Iterator, Mapping

from kgtool.claims import noted
from kgtool.claims.rows import rows, triples, values
from kgtool.model import Hop, Sign
from kgtool.store import Store
from kgtool.vocabulary import NC, node

STEPS: Mapping[str, Sign] = {NC + "stepPromotes": "+", NC + "stepInhibits": "-"}


def hops_between(store: Store, causes: Collection[str], effects: Collection[str], max_steps: int) -> set[Hop]:
    """All hops that a chain of at most `max_steps` from `causes` to `effects` can use, and some more.

    Frontiers grow from both ends and meet in the middle, at most one request each; an empty end is left open, and the
    other frontier goes all the way.
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
    for _ in range(depth):
        if not front:
            break
        there = noted.hops(store, front, forward)
        new = [hop for hops in there.values() for hop in hops]
        if rest := [term for term in front if term not in there]:
            new += _ask(store, rest, signs, forward)
        found.update(new)
        reached = {hop.object if forward else hop.subject for hop in new}
        front = sorted(reached - seen)
        seen |= reached
    return found


def _ask(store: Store, front: Collection[str], signs: Mapping[str, Sign], forward: bool) -> Iterator[Hop]:
    ends = values("s" if forward else "o", front)
    promoting, inhibiting = ([p for p, sign in signs.items() if sign == wanted] for wanted in "+-")
    # The sign comes from the branch, because a predicate is an IRI more to read for every hop.
    for s, lowers, o in rows(
        store,
        f"SELECT ?s ?lowers ?o WHERE {{ {{ {_steps(ends, promoting)} }} "
        f"UNION {{ {_steps(ends, inhibiting)} BIND(nc:stepInhibits AS ?lowers) }} }}",
        only_iris=True,
    ):
        assert s and o
        yield Hop(s, "-" if lowers else "+", o)


def _steps(ends: str, predicates: Collection[str]) -> str:
    if len(predicates) == 1:
        return f"{ends} ?s {node(*predicates)} ?o"
    return triples(ends, "p", predicates)
