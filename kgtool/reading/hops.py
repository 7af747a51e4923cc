"""The hops between terms, gathered by frontiers from both ends."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kgtool.model import Hop
from kgtool.reading.reader import hops_at

if TYPE_CHECKING:
    from kgtool.reading.steps import Steps
    from kgtool.store import Store


def hops_between(store: "Store", causes: Collection[str], effects: Collection[str], max_steps: int) -> set[Hop]:
    """All hops that a chain of at most `max_steps` from `causes` to `effects` can use, and some more.

    Frontiers grow from both ends and meet in the middle, by one request for both at each step; an empty end is left
    open, and the other frontier goes all the way.
    """
    ahead = max_steps if not effects else (max_steps + 1) // 2 if causes else 0
    steps: list[Steps] = []
    onward, backward = _Frontier(causes, ahead, forward=True), _Frontier(effects, max_steps - ahead, forward=False)
    while onward.front or backward.front:
        asked = [(end.front, end.forward) for end in (onward, backward) if end.front]
        new = hops_at(store, steps, asked)
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
