"""Which single cause explains best what a patient has, takes, eats and is in. Pure.

The order of candidates: docs/model.md, "Candidates".
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from kgtool.logic.bearing import Exposure, Link
from kgtool.logic.intakes import Amount
from kgtool.logic.routes import kind_of
from kgtool.model import ORIGINS, Chain, Claim, Term


class Showing(NamedTuple):
    """A test that shows a candidate, by the claims of some sources: with their values, and whether it has it alone."""

    test: str
    claims: tuple[Claim, ...]
    amounts: tuple[Amount, ...]
    alone: bool


class Candidate(NamedTuple):
    """A cause that explains at least one of the findings.

    cause      its IRI.
    explained  finding → the chain from the cause to it that most sources bear out.
    on_way     how many exposures outright lead to a step of its chains, whether or not they lead to it.
    how        finding explained in one hop → the most trusted sound chain of several, where there is one.
    links      how exposures and findings bear on it, the strongest first; then on a step of its chains.
    given      whether the patient takes, eats or is in it: then it is an exposure itself.
    vague      whether it stands for several things.
    apart      IRIs of states that it brings and no other candidate shown does, the most sources first.
    tests      the tests that show it, those first that it has alone, or that have values.
    """

    cause: str
    explained: dict[str, Chain]
    links: tuple[Link, ...] = ()
    given: bool = False
    vague: bool = False
    on_way: int = 0
    how: dict[str, Chain] = {}  # noqa: RUF012 - never changed
    apart: tuple[str, ...] = ()
    tests: tuple[Showing, ...] = ()

    def accounted(self, sound: bool) -> int:
        """How many findings it explains, or outright comes from; with `sound`, only where a chain explains soundly."""
        by = {finding for finding, chain in self.explained.items() if is_sound(chain) or not sound}
        own = [one for one in self.links if one.outright and one.sign == "+" and one.onto == self.cause]
        return len(by | {term for one in own if one.exposure.asked == "has" for term in one.exposure.terms})

    def exposed(self, outright: bool) -> int:
        """How many exposures and findings lead to it rather than work against it, less those that do the contrary.

        outright  count those that bear on it outright; else the others: less surely, or on a step of its chains.
        """
        balance: dict[Exposure, int] = {}
        surely = {one.exposure for one in self.links if one.outright and one.onto == self.cause}
        for one in self.links:
            if (one.exposure in surely) == outright and (not outright or (one.outright and one.onto == self.cause)):
                balance[one.exposure] = balance.get(one.exposure, 0) + one.support * (1 if one.sign == "+" else -1)
        return sum((n > 0) - (n < 0) for n in balance.values())


class Candidates(NamedTuple):
    """The answer: candidates, the best first, for some findings and exposures; and the label of every IRI.

    truncated  what was cut and how to get it; late: whether time was too short for some of it.
    """

    candidates: tuple[Candidate, ...]
    symptoms: tuple[Term, ...]
    exposures: tuple[Exposure, ...]
    labels: dict[str, str]
    truncated: str | None
    late: bool = False


def is_sound(chain: Chain) -> bool:
    """Whether a chain explains without a loose joint, and one passage or one source joins it."""
    return kind_of(chain) == "mechanism" and chain.origin != ORIGINS[-1]


def explanations(found: Mapping[str, Iterable[Chain]]) -> dict[str, dict[str, Chain]]:
    """The best explanation of each finding by each cause: cause → finding → chain.

    found  finding → promoting chains to it, in order of trust.

    Sound chains come first, then what more sources say at the hop that the fewest say, then the order of trust. What
    explains nothing is left out.
    """
    best: dict[str, dict[str, tuple[tuple[bool, float], Chain]]] = {}
    for finding, chains in found.items():
        for chain in chains:
            if kind_of(chain) == "none":
                continue
            merit = (not is_sound(chain), float("-inf") if chain.weakest is None else -chain.weakest)
            own = best.setdefault(chain.terms[0], {})
            if finding not in own or merit < own[finding][0]:
                own[finding] = (merit, chain)
    return {cause: {finding: chain for finding, (_, chain) in own.items()} for cause, own in best.items()}


def mechanisms(candidate: Candidate, found: Mapping[str, Iterable[Chain]]) -> dict[str, Chain]:
    """For what a candidate explains in one hop, the most trusted sound chain that says how; `found` as above."""
    outright = [finding for finding, chain in candidate.explained.items() if len(chain.hops) == 1]
    longer = {
        finding: next(
            (c for c in found[finding] if c.terms[0] == candidate.cause and len(c.hops) > 1 and is_sound(c)), None
        )
        for finding in outright
    }
    return {finding: chain for finding, chain in longer.items() if chain}


def rank(
    explained: Mapping[str, Mapping[str, Chain]],
    links: Mapping[str, Sequence[Link]] = {},
    given: Collection[str] = (),
    vague: Collection[str] = (),
) -> list[Candidate]:
    """The candidates, the best first.

    explained  cause → finding → the best chain.
    links      term → how exposures and findings bear on it, the strongest first.
    given      the causes that are exposures themselves; vague: those that stand for several things.
    """
    candidates = []
    for cause, by in explained.items():
        there = links.get(cause, ())
        surely = {one.exposure for one in there if one.outright}
        own = [one for one in there if one.outright or one.exposure not in surely]
        led = {one.exposure for one in own if one.sign == "+"}
        steps = sorted({step for chain in by.values() for step in chain.terms[1:-1]})
        onto = [one for step in steps for one in links.get(step, ()) if one.outright and one.sign == "+"]
        onto = [one for one in onto if one.exposure.asked != "has"]
        on_way = len({one.exposure for one in onto})
        for one in sorted(onto, key=lambda one: -one.support):
            if one.exposure not in led:
                led.add(one.exposure)
                own.append(one)
        candidates.append(Candidate(cause, dict(by), tuple(own), cause in given, cause in vague, on_way))
    return sorted(candidates, key=_merit)


def _merit(candidate: Candidate) -> tuple[object, ...]:
    chains = candidate.explained.values()
    led = [one.support for one in candidate.links if one.outright and one.sign == "+" and one.onto == candidate.cause]
    return (
        -candidate.accounted(sound=True),
        candidate.vague,
        -(candidate.exposed(outright=True) + candidate.given),
        -candidate.accounted(sound=False),
        -candidate.exposed(outright=False),
        sum(chain.signs + chain.joins + chain.gaps for chain in chains),
        -sum(chain.weakest or 0 for chain in chains) - sum(led),
        -candidate.on_way,
        sum(chain.disputed for chain in chains),
        -sum(chain.modality == "asserted" for chain in chains),
        sum(ORIGINS.index(chain.origin) for chain in chains),
        sum(len(chain.hops) for chain in chains),
        candidate.cause,
    )


def told_apart(
    candidates: Sequence[Candidate],
    brought: Mapping[str, Mapping[str, int]],
    tests: Mapping[str, Sequence[Showing]],
    asked: Collection[str],
) -> list[Candidate]:
    """The candidates, each with what it alone of them brings, and its tests.

    brought  cause → the states that some source says it brings → how many sources say so; tests: cause → its tests.
    asked    IRIs of the findings.
    """
    told = []
    for candidate in candidates:
        others = [c.cause for c in candidates if c.cause != candidate.cause]
        theirs = {state for cause in others for state in brought.get(cause, ())} | set(asked)
        own = brought.get(candidate.cause, {})
        alone = sorted(own.keys() - theirs, key=lambda state: (-own[state], state))
        common = {tested.test for cause in others for tested in tests.get(cause, ())}
        shown = [tested._replace(alone=tested.test not in common) for tested in tests.get(candidate.cause, ())]
        shown.sort(key=lambda t: (not t.alone, not t.amounts, -len(t.claims), t.test))
        told.append(candidate._replace(apart=tuple(alone), tests=tuple(shown)))
    return told
