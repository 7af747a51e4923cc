"""The question whether a conclusion holds by some claims alone. Pure."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from copy import copy

from kgtool.logic.chains import Path, chains
from kgtool.logic.cuts import Claims
from kgtool.logic.trust import sign_of
from kgtool.model import Grounds, Hop, PremiseSet, Sign

Choice = tuple[PremiseSet, ...]
"""For each hop of a chain, the premise set that gives it."""


class Case:
    """The question whether one conclusion holds by a set of claims.

    hops       all that its chains can use.
    cause      where they start; effects: where they may end; sign: their sign.
    deadline   the `time.monotonic()` at which to stop. Methods raise TimeoutError when it has passed.
    """

    def __init__(
        self,
        grounds: Mapping[Hop, Grounds],
        cause: str,
        effects: Collection[str],
        sign: Sign,
        max_steps: int,
        deadline: float | None = None,
    ) -> None:
        self.ways = {hop: (*g.premises, *g.further) for hop, g in grounds.items()}
        self._used: dict[str, list[Hop]] = {}  # claim → the hops that some way of theirs needs it for
        for hop, ways in self.ways.items():
            for claim in {claim for way in ways for claim in way.claims}:
                self._used.setdefault(claim, []).append(hop)
        self._free = {hop: way for hop, ways in self.ways.items() for way in reversed(ways) if not way.claims}
        self._freely = _onward(self._free)
        self.cause = cause
        self.effects = effects
        self.sign = sign
        self.max_steps = max_steps
        self.deadline = deadline

    def within(self, seconds: float) -> "Case":
        """The same with no more than these seconds from now."""
        limit = time.monotonic() + seconds
        other = copy(self)
        other.deadline = limit if self.deadline is None else min(limit, self.deadline)
        return other

    def share(self, part: float) -> "Case":
        """The same with this part of the time that is left."""
        return self if self.deadline is None else self.within(part * max(self.deadline - time.monotonic(), 0.0))

    def chain_by(self, claims: Claims) -> tuple[Path, Choice] | None:
        """A chain whose hops all stand by these claims alone, with their premises; None where there is none."""
        concerned = {hop for claim in claims for hop in self._used.get(claim, ())} - self._free.keys()
        given = self._standing(concerned, lambda way: claims.issuperset(way.claims))
        onward = _onward(given)
        standing: dict[Hop, PremiseSet] = {}
        reached, seen = [self.cause], {self.cause}
        for term in reached:  # few claims reach few hops, so the search is spared the others
            for hop in (*onward.get(term, ()), *self._freely.get(term, ())):
                standing[hop] = given.get(hop) or self._free[hop]
                if hop.object not in seen:
                    seen.add(hop.object)
                    reached.append(hop.object)
        return self._chain(standing)

    def chain_without(self, claims: Claims) -> tuple[Path, Choice] | None:
        """A chain that stands when these claims fall; None where there is none."""
        hit = {hop for claim in claims for hop in self._used.get(claim, ())}
        firm = {hop: ways[0] for hop, ways in self.ways.items() if hop not in hit}
        return self._chain({**firm, **self._standing(hit, lambda way: claims.isdisjoint(way.claims))})

    def apart(self) -> list[Claims]:
        """Sets of claims that each carry the conclusion, no two with a claim in common: those found in time."""
        found: list[Claims] = []
        used: set[str] = set()
        with suppress(TimeoutError):
            for path in chains(self.ways, [self.cause], self.effects, self.max_steps, self.deadline):
                ways = [next((way for way in self.ways[hop] if used.isdisjoint(way.claims)), None) for hop in path]
                choice = [way for way in ways if way is not None]
                if len(choice) == len(path) and sign_of(path) == self.sign:
                    found.append(claims_in(choice))
                    used |= found[-1]
        return found

    def _standing(self, hops: Iterable[Hop], stands: Callable[[PremiseSet], bool]) -> dict[Hop, PremiseSet]:
        """The first way of each hop that stands, for those that have one."""
        found = ((hop, next(filter(stands, self.ways[hop]), None)) for hop in hops)
        return {hop: way for hop, way in found if way is not None}

    def _chain(self, standing: Mapping[Hop, PremiseSet]) -> tuple[Path, Choice] | None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeoutError
        for path in chains(standing, [self.cause], self.effects, self.max_steps, self.deadline):
            if sign_of(path) == self.sign:
                return path, tuple(standing[hop] for hop in path)
        return None

    def shrunk(self, claims: Claims) -> Claims:
        """A minimal part of `claims`, which carries the conclusion, that still does."""
        for claim in sorted(claims):
            less = claims - {claim}
            if claim in claims and (found := self.chain_by(less)):
                claims = claims_in(found[1])
        return claims


def _onward(hops: Iterable[Hop]) -> dict[str, list[Hop]]:
    found: dict[str, list[Hop]] = {}
    for hop in hops:
        found.setdefault(hop.subject, []).append(hop)
    return found


def claims_in(choice: Iterable[PremiseSet]) -> Claims:
    """The claims of premise sets taken together."""
    return frozenset(claim for premise in choice for claim in premise.claims)
