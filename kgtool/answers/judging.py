"""Chains in order of trust: the search for them, and the judgement of as many as there is time for."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from kgtool.answers.candidates import Question, candidates, evidence_filter, out_of_time
from kgtool.logic.chains import Path
from kgtool.logic.trust import Joints, Weight, judge, trust, weigh
from kgtool.model import Chain, Claim, Hop, Outright, Traits
from kgtool.reading import reader as read
from kgtool.reading.kinds import widen_by
from kgtool.store import Store
from kgtool.store.at_once import AtOnce

_UNTIL = 0.8  # so much of the time; in the rest the answer is printed
_FIRST, _FEWEST, _GROWTH = 64, 32, 4  # paths in the first portion and in a later one at least; times as many at most
_GATHERING, _LISTING = 1.5, 6.0  # times as long as the judging takes what comes after; where many chains are listed
_MANY = 200


class Judged(NamedTuple):
    """What a search found: the ends that it looked among, and all chains in order of trust.

    joints    how their hops meet.
    stopped   which bound ended the search; cut: what to say of that.
    support   what their hops rest on, where that had to be read.
    outright  what sources say themselves of each net effect.
    """

    ends: read.Ends
    chains: list[Chain]
    joints: Joints
    stopped: Literal["number", "time"] | None
    cut: str | None
    support: read.Support | None
    outright: dict[Hop, Outright]


def judged(store: Store, asked: Question, tell: Callable[[str], None] = lambda _: None) -> Judged:
    """All chains from the causes to the effects, in order of trust; raises as `trace` does."""
    begun = time.monotonic()
    counts = evidence_filter(store, asked.sources, asked.without)
    ends = widen_by(store, asked.causes, asked.effects, counts)
    tell("gathering the steps between both ends")
    paths, stopped, cut, support = candidates(store, asked, (ends.causes, ends.effects), counts, tell)
    tell(f"reading what {len(paths):,} chains rest on")
    judging = Judging(store, support, counts is not None)
    judging.judge_in_time(paths, begun, asked.timeout, asked.every or asked.most > _MANY)
    if len(judging.chains) < len(paths):
        stopped, cut = "time", out_of_time(asked)
    judging.chains.sort(key=trust)
    return Judged(ends, judging.chains, judging.joints, stopped, cut, judging.support, judging.outright)


class Judging:
    """Chains, judged as their paths are given, with what was read of these.

    support  what their hops rest on: given, or read where no weights are noted; else None.
    """

    def __init__(self, store: Store, support: read.Support | None = None, restricted: bool = False) -> None:
        """restricted: no evidence counts but that of the support that is given."""
        self.chains: list[Chain] = []
        self.outright: dict[Hop, Outright] = {}
        self.support: read.Support | None = support or ({}, {})
        self._weights: dict[Hop, Weight] = {}
        self._traits: dict[str, Traits] = {}
        self.joints = Joints(self._weights, self._traits)
        self._store = store
        self._given = support is not None
        self._counted = support[1] if support and restricted else None

    def judge_in_time(self, paths: Sequence[Path], begun: float, seconds: float | None, listed: bool = False) -> None:
        """Judge the paths, in their order, or as many as there is time for.

        begun   the `time.monotonic()` when the time began that the answer may take; seconds: that time.
        listed  many chains are shown, which takes long.
        """
        until = None if seconds is None else begun + _UNTIL * seconds
        for some in _portions(paths, until, _LISTING if listed else _GATHERING):
            self.judge(some)

    def judge(self, paths: Sequence[Path]) -> None:
        """Read what the paths rest on, and judge them."""
        weights, traits = self._weights, self._traits
        new = {hop for path in paths for hop in path} - weights.keys()
        terms = {iri for hop in new for iri in (hop.subject, hop.object)} - traits.keys()
        with AtOnce(self._store) as ask:
            weighed = None if self._given else ask(lambda store: read.weights(store, new))
            outright = ask(lambda store: _outright(store, paths, self._counted))
            told = ask(lambda store: read.traits(store, sorted(terms)) if terms else {})
        if weighed:
            found, support = weighed.value
            weights.update(found)
            self._take(support)
        elif self.support:
            grounds, claims = self.support
            weights.update({hop: weigh(grounds[hop], claims) for hop in new})
        traits.update(told.value)
        self.outright.update(outright.value)
        concluded = {effect: said.sources for effect, said in outright.value.items() if said.sources}
        self.chains += judge(paths, self.joints, concluded)

    def _take(self, support: read.Support | None) -> None:
        if self.support is not None and support is not None:
            self.support[0].update(support[0])
            self.support[1].update(support[1])
        else:
            self.support = None  # some wasn't read, so that whoever needs it reads it all


def _portions(paths: Sequence[Path], until: float | None, after: float) -> Iterator[Sequence[Path]]:
    """The paths in portions that grow, each no larger than there is time to judge; one portion where time is no matter.

    after  how many times as long as the judging of a path takes what comes after it.
    """
    begun, at, size = time.monotonic(), 0, len(paths) if until is None else _FIRST
    before, each = (0, 0.0), 0.0  # the last portion's size and seconds; seconds for one path more
    while at < len(paths):
        yield paths[at : at + size]
        at += size
        if until is not None:
            now = time.monotonic()
            slope = (now - begun - before[1]) / (size - before[0]) if size > before[0] else each
            each = max(slope, (now - begun) / size / _GROWTH, 1e-7)
            fixed = max(now - begun - each * size, 0.0)  # a hub is read whole for each portion
            fit = (until - now - fixed - each * after * at) / (each * (1 + after))
            begun, before, size = now, (size, now - begun), int(min(_GROWTH * size, fit))
            if size < _FEWEST:
                return


def _outright(store: Store, paths: Sequence[Path], counted: dict[str, Claim] | None) -> dict[Hop, Outright]:
    """What sources say of the ends of the paths themselves; of the sources that count, if only some do."""
    if not paths:
        return {}
    found = read.outright(store, sorted({p[0].subject for p in paths}), sorted({p[-1].object for p in paths}))
    if counted is None:
        return found
    allowed = {e.source for claim in counted.values() for e in claim.evidence}

    def some(sources: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(source for source in sources if source in allowed)

    return {
        effect: Outright(some(s.sources), some(s.steps), some(s.disputed), some(s.undecided), s.direct)
        for effect, s in found.items()
    }
