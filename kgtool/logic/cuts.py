"""The smallest sets that meet every one of some sets: what a conclusion falls without. Pure."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence

MOST_CUTS = 20


Claims = frozenset[str]


def smallest_cuts(
    sets: Collection[Claims], most: int = MOST_CUTS, deadline: float | None = None
) -> tuple[list[Claims], bool]:
    """The smallest sets that have a claim in common with each of `sets`, in order; none where one of these is empty.

    Where there are more than `most`, one more than that is returned. The second value is whether they are proven to be
    the smallest. When the time is up first, the answer is one cut none of whose claims is idle.

    Iterative deepening: take the unmet set with the fewest claims and try each; give up where more pairwise disjoint
    sets are still unmet than claims may be added.
    """
    if not sets or frozenset() in sets:
        return [], True
    order = sorted(sets, key=lambda claims: (len(claims), sorted(claims)))
    meets: dict[str, int] = {}
    for place, claims in enumerate(order):
        for claim in claims:
            meets[claim] = meets.get(claim, 0) | 1 << place
    everything = (1 << len(order)) - 1
    size = _disjoint(order, everything, meets)
    while True:
        found: list[Claims] = []
        try:
            _hit(order, meets, everything, frozenset(), frozenset(), size, most, deadline, found)
        except (TimeoutError, RecursionError):  # a cut of a thousand claims is looked for as deep
            return [_greedy(meets, everything)], False
        if found:
            return sorted(found, key=sorted), True
        size += 1


def _hit(
    order: Sequence[Claims],
    meets: Mapping[str, int],
    unmet: int,
    chosen: Claims,
    barred: Claims,
    left: int,
    most: int,
    deadline: float | None,
    found: list[Claims],
) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise TimeoutError
    if not unmet:
        found.append(chosen)
        return
    if len(found) > most or _disjoint(order, unmet, meets) > left:
        return
    open_sets = [order[place] - barred for place in _places(unmet)]
    branch = min(open_sets, key=lambda claims: (len(claims), sorted(claims)))
    for claim in sorted(branch):
        _hit(order, meets, unmet & ~meets[claim], chosen | {claim}, barred, left - 1, most, deadline, found)
        barred |= {claim}  # what follows holds without it, so that no cut is found twice


def _places(bits: int) -> Iterable[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _disjoint(order: Sequence[Claims], unmet: int, meets: Mapping[str, int]) -> int:
    """How many pairwise disjoint sets are easily found among the unmet: no cut is smaller."""
    number = 0
    while unmet:
        number += 1
        for claim in order[(unmet & -unmet).bit_length() - 1]:
            unmet &= ~meets[claim]
    return number


def _greedy(meets: Mapping[str, int], unmet: int) -> Claims:
    everything, chosen = unmet, []
    while unmet:
        best = max(sorted(meets), key=lambda claim: (meets[claim] & unmet).bit_count())
        chosen.append(best)
        unmet &= ~meets[best]
    for claim in list(chosen):
        met = 0
        for other in chosen:
            met |= meets[other] if other != claim else 0
        if met == everything:
            chosen.remove(claim)
    return frozenset(chosen)
