"""The question whether a conclusion holds by some claims alone. Pure."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
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

    def chain_by(self, holds: Callable[[str], bool]) -> tuple[Path, Choice] | None:
        """A chain whose hops all stand by claims that hold, with their premises; None where there is none."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeoutError
        standing = {}
        for hop, ways in self.ways.items():
            way = next((way for way in ways if all(map(holds, way.claims))), None)
            if way:
                standing[hop] = way
        for path in chains(standing, [self.cause], self.effects, self.max_steps, self.deadline):
            if sign_of(path) == self.sign:
                return path, tuple(standing[hop] for hop in path)
        return None

    def chain_without(self, claims: Claims) -> tuple[Path, Choice] | None:
        """A chain that stands when these claims fall; None where there is none."""
        return self.chain_by(lambda claim: claim not in claims)

    def shrunk(self, claims: Claims) -> Claims:
        """A minimal part of `claims`, which carries the conclusion, that still does."""
        for claim in sorted(claims):
            less = claims - {claim}
            if claim in claims and (found := self.chain_by(less.__contains__)):
                claims = claims_in(found[1])
        return claims


def claims_in(choice: Iterable[PremiseSet]) -> Claims:
    """The claims of premise sets taken together."""
    return frozenset(claim for premise in choice for claim in premise.claims)
