"""Finds the causal chains in a set of hops. Pure."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping

from kgtool.model import Hop

Path = tuple[Hop, ...]


def chains(
    hops: Iterable[Hop],
    causes: Collection[str],
    effects: Collection[str],
    max_steps: int = 6,
    deadline: float | None = None,
) -> Iterator[Path]:
    """Every chain from one of `causes` to one of `effects`, the shortest first.

    hops       the hops to walk; the order doesn't matter.
    causes     IRIs of the terms to start from; empty for: wherever hops begin.
    effects    IRIs of the terms to end at; empty for: wherever the hops lead.
    max_steps  the longest chain, counted in hops; at least 1.
    deadline   the `time.monotonic()` at which to stop.

    A chain visits no term twice, so feedback loops end. No chain is an answer, not an error: the iterator is
    then empty. Chains of equal length come in the order of their IRIs, so that the same graph always gives
    the same answer.

    Raises TimeoutError when the deadline has passed.

    Depth-first search, once for each length, pruned by the terms from which an effect can still be reached in
    exactly the steps that are left.
    """
    onward: dict[str, list[Hop]] = {}
    backward: dict[str, set[str]] = {}
    for hop in set(hops):
        onward.setdefault(hop[0], []).append(hop)
        backward.setdefault(hop[2], set()).add(hop[0])
    starts = sorted(set(causes) & onward.keys() if causes else onward)
    if not starts:
        return
    # reach[r]: the terms from which some effect lies exactly r steps away (walks, so a superset of chains).
    reach: list[set[str]] = [set(effects) or set(backward) | set(onward)]
    for _ in range(max_steps):
        reach.append({s for o in reach[-1] for s in backward.get(o, ())})
    within = _Within(onward, reach)
    for length in range(1, max_steps + 1):
        for start in starts:
            if start in reach[length]:
                yield from _paths_of_length(within, start, length, deadline)


def between(hops: Collection[Hop], causes: Collection[str], effects: Collection[str], max_steps: int) -> set[Hop]:
    """The hops that some walk of at most `max_steps` from a cause to an effect uses: chains use no others."""
    ahead = _distances(((hop[0], hop[2]) for hop in hops), causes)
    back = _distances(((hop[2], hop[0]) for hop in hops), effects)
    far = max_steps + 1
    return {hop for hop in hops if ahead.get(hop[0], far) + 1 + back.get(hop[2], far) <= max_steps}


def _distances(edges: Iterable[tuple[str, str]], starts: Collection[str]) -> dict[str, int]:
    """How many edges lead from the nearest of the starts to each term that they reach."""
    onward: dict[str, set[str]] = {}
    for here, there in edges:
        onward.setdefault(here, set()).add(there)
    found = dict.fromkeys(starts, 0)
    front = list(found)
    for term in front:
        for there in onward.get(term, ()):
            if there not in found:
                found[there] = found[term] + 1
                front.append(there)
    return found


class _Within(dict[tuple[str, int], list[Hop]]):
    """The hops from a term after which some effect lies exactly so many steps away, in order; found when asked for."""

    def __init__(self, onward: Mapping[str, list[Hop]], reach: list[set[str]]) -> None:
        self._onward = onward
        self._reach = reach

    def __missing__(self, key: tuple[str, int]) -> list[Hop]:
        term, left = key
        near = self._reach[left]
        found = self[key] = sorted([hop for hop in self._onward.get(term, ()) if hop[2] in near])
        return found


def _paths_of_length(within: _Within, start: str, length: int, deadline: float | None) -> Iterator[Path]:
    if length == 1:
        yield from ((hop,) for hop in within[start, 0] if hop.object != start)
        return
    path: list[Hop] = []
    visited = {start}
    stack = [iter(within[start, length - 1])]
    steps = 0
    while stack:
        left = length - len(stack)
        for hop in stack[-1]:
            term = hop[2]
            if term in visited:
                continue
            steps += 1
            if deadline is not None and not steps % 256 and time.monotonic() > deadline:
                raise TimeoutError
            if left > 1:
                path.append(hop)
                visited.add(term)
                stack.append(iter(within[term, left - 1]))
                break
            for last in within[term, 0]:  # looked at from here: to go there and back takes longer
                if last[2] not in visited and last[2] != term:
                    yield (*path, hop, last)
        else:
            stack.pop()
            if path:
                visited.remove(path.pop()[2])
