"""Why a conclusion holds: the minimal sets of claims that carry it, and the smallest that it falls without. Pure.

A conclusion holds by a set of claims when some chain does: each of its hops has a premise set within the set. So the
minimal sets come from the chains, one for each choice of premises, without those that contain another one; and what
has a claim in common with each of them is a cut.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from kgtool.logic.case import Case, Choice, claims_in
from kgtool.logic.chains import Path
from kgtool.logic.cuts import MOST_CUTS, Claims, smallest_cuts
from kgtool.logic.routes import collapsed, named_by
from kgtool.logic.trust import Joints, judge, trust, weigh
from kgtool.model import Chain, Claim, Grounds, Hop, PremiseSet, Sign, Term, Traits

MOST_SETS = 1_000
SECONDS_FOR_SETS = 2.0
SECONDS_FOR_CUTS = 2.0


class Support(NamedTuple):
    """A minimal set of claims that carries a conclusion: without any one of them it falls.

    claims   their IRIs, in order.
    chain    the most trusted chain that they carry by themselves, judged by them alone.
    choice   for each hop of the chain, the premise set that gives it.
    by       the IRI of the term that its route goes by; None where the chain is one hop.
    rank     what it is told in order of, the best in most detail first; those that others say in more detail last.
    """

    claims: tuple[str, ...]
    chain: Chain
    choice: Choice
    by: str | None = None
    rank: int = 0

    @property
    def route(self) -> tuple[str, ...]:
        """The IRIs of the terms between cause and effect."""
        return self.chain.terms[1:-1]


class Argument(NamedTuple):
    """All that carries one conclusion.

    cause, sign     of the conclusion.
    effects         what it is about: the explanation's effects with their kinds, or those of them that go together.
    chains          how many chains there are.
    supports        the minimal sets, in order of trust.
    cuts            the smallest sets of claims whose refutation ends it, each verified.
    smallest        whether it is proven that no smaller cut exists.
    by_definition   whether a chain rests on no claim at all, so that nothing can end it.
    truncated       what was cut and how to get it, or None.
    """

    cause: str
    sign: Sign
    effects: tuple[str, ...]
    chains: int
    supports: tuple[Support, ...]
    cuts: tuple[tuple[str, ...], ...]
    smallest: bool
    by_definition: bool
    truncated: str | None


class Explanation(NamedTuple):
    """The verdict on what a cause does to an effect.

    causes, effects  the terms that the names stand for.
    kinds            the terms that count as kinds of the effects.
    max_steps        the longest chain that was looked at.
    net              (cause, sign, effect) that walks of any length give.
    arguments        one for each cause and sign that a chain gives.
    said             the claims that state a net effect themselves, with the evidence for and against.
    signs            of the predicates of these.
    claims, labels   all claims concerned, and the label of every IRI.
    out_of_time      whether the search was stopped by its time limit.
    """

    causes: tuple[Term, ...]
    effects: tuple[Term, ...]
    kinds: tuple[Term, ...]
    max_steps: int
    net: tuple[Hop, ...]
    arguments: tuple[Argument, ...]
    said: tuple[Claim, ...]
    signs: dict[str, Sign]
    claims: dict[str, Claim]
    labels: dict[str, str]
    out_of_time: bool = False


def minimal_sets(
    paths: Iterable[Path],
    ways: Mapping[Hop, Sequence[PremiseSet]],
    most: int = MOST_SETS,
    deadline: float | None = None,
) -> tuple[dict[Claims, list[tuple[Path, Choice]]], bool]:
    """The minimal sets of claims that give every hop of some path, each with the paths and premises it does it by.

    most      stop once there are more.
    deadline  the `time.monotonic()` at which to stop.

    The second value is whether all paths were taken in. If not, a set may contain a smaller one.
    """
    found: dict[Claims, list[tuple[Path, Choice]]] = {}
    by_first: dict[str, set[Claims]] = {}  # what is found, by its first claim: a smaller set begins within a larger
    for path in paths:
        if len(found) > most or (deadline is not None and time.monotonic() > deadline):
            return found, False
        partial: dict[Claims, Choice] = {frozenset(): ()}
        for hop in path:
            wider: dict[Claims, Choice] = {}
            for claims, choice in partial.items():
                for way in ways[hop]:
                    wider.setdefault(claims.union(way.claims), (*choice, way))
            partial = {
                claims: choice
                for claims, choice in wider.items()
                if not any(other < claims for other in wider)
                and not any(other < claims for claim in claims for other in by_first.get(claim, ()))
                and (not claims or frozenset() not in found)
            }
        for claims, choice in partial.items():
            if claims not in found:
                for larger in [other for other in found if claims < other]:
                    del found[larger]
                    by_first[min(larger)].discard(larger)
                if claims:
                    by_first.setdefault(min(claims), set()).add(claims)
            found.setdefault(claims, []).append((path, choice))
    return found, True


def argue(
    case: Case,
    paths: Sequence[Path],
    complete: bool,
    claims: Mapping[str, Claim],
    concluded: Mapping[Hop, tuple[str, ...]],
    traits: Mapping[str, Traits],
) -> Argument:
    """What carries the conclusion of a case.

    paths      its chains; complete: whether these are all.
    claims     every claim that the grounds of the hops name.
    concluded  who concludes (cause, sign, effect) themselves; traits: of all terms that hops meet in.
    """
    cut_short = [] if complete else ["not all chains were looked at; lower --max-steps or raise --timeout"]
    found, all_in = minimal_sets(paths, case.ways, deadline=case.share(0.25).deadline)
    if not all_in:
        cut_short.append(f"the search for sets of claims stopped at {len(found):,}; lower --max-steps to see all")
    if not (all_in and complete):
        try:
            found = _made_minimal(case.share(0.25).within(SECONDS_FOR_SETS), found)
        except TimeoutError:
            cut_short.append("there was no time to see whether each of them needs all its claims")
    cuts, proven, others = _verified_cuts(case.share(0.5), found)  # to judge what was found takes the rest
    if others:
        cut_short.append("other claims than these may do as well")
    if cuts and not proven:
        cut_short.append("the search for the smallest cut was stopped, so a smaller one may exist; lower --max-steps")
    elif len(cuts) > MOST_CUTS:
        cut_short.append(f"more than {MOST_CUTS} cuts are as small as these")
        cuts = cuts[:MOST_CUTS]
    supports = [_support(set_, ways, claims, concluded, traits) for set_, ways in found.items()]
    supports.sort(key=lambda support: (trust(support.chain), support.claims))
    weights = {hop: weigh(Grounds(tuple(case.ways[hop]), ()), claims) for s in supports for hop in s.chain.hops}
    return Argument(
        case.cause,
        case.sign,
        tuple(case.effects),
        len(paths),
        tuple(_in_detail(supports, Joints(weights, traits))),
        tuple(tuple(sorted(cut)) for cut in cuts),
        proven,
        frozenset() in found,
        "; ".join(cut_short) or None,
    )


def _in_detail(supports: Sequence[Support], joints: Joints) -> list[Support]:
    """The supports, in order of trust, each with its rank: first the one that says the best in most detail."""
    into = collapsed([support.chain for support in supports], joints)
    merit: dict[int, int] = {}
    for place in range(len(supports)):
        end = place
        while end in into:
            end = into[end]
        merit[end] = min(merit.get(end, place), place)
    return [s._replace(rank=merit.get(place, len(supports) + place)) for place, s in enumerate(supports)]


def _made_minimal(
    case: Case, found: dict[Claims, list[tuple[Path, Choice]]]
) -> dict[Claims, list[tuple[Path, Choice]]]:
    """The same, each set without what it can spare: chains that weren't looked at may need less."""
    kept: dict[Claims, list[tuple[Path, Choice]]] = {}
    for claims, ways in found.items():
        less = case.shrunk(claims)
        if less == claims:
            kept.setdefault(less, []).extend(ways)
        elif way := case.chain_by(less):
            kept.setdefault(less, []).append(way)
    return kept


def _verified_cuts(case: Case, found: Collection[Claims]) -> tuple[list[Claims], bool, bool]:
    """The smallest cuts, each tried: where a chain outlives one, its claims join the sets and the search goes on.

    The second value is whether they are proven to be the smallest, the third whether others may be as small. The
    problem is a hard one: when the time for it is up, the answer is one cut none of whose claims is idle.
    """
    sets = set(found)
    limited = case.within(SECONDS_FOR_CUTS)
    deadline = limited.deadline or 0.0
    with suppress(TimeoutError):
        while time.monotonic() < deadline:
            cuts, proven = smallest_cuts(sets, deadline=deadline)
            survivors = set()
            for cut in cuts:
                if left := limited.chain_without(cut):
                    survivors.add(limited.shrunk(claims_in(left[1])))
            if not survivors:
                return cuts, proven, False
            sets |= survivors
    if found_at_once := _cut_of_many(case, sets):
        return [found_at_once], True, True
    try:
        return [_some_cut(case, sets)], False, False
    except TimeoutError:
        return [], False, False


def _cut_of_many(case: Case, sets: Collection[Claims]) -> Claims | None:
    """A cut with one claim of each of some chains that share none, so that no cut is smaller; None if there is none.

    The chains are gone through once, however many there are.
    """
    limited = case.within(SECONDS_FOR_CUTS)
    often, apart = _often(sets), limited.apart()
    cut = frozenset(max(sorted(claims), key=lambda claim: often[claim]) for claims in apart if claims)
    with suppress(TimeoutError):
        if cut and len(cut) == len(apart) and not limited.chain_without(cut):
            return cut
    return None


def _often(sets: Collection[Claims]) -> Counter[str]:
    """How many of the sets have each claim."""
    return Counter(claim for claims in sets for claim in claims)


def _some_cut(case: Case, sets: Collection[Claims]) -> Claims:
    """A cut none of whose claims is idle: of each chain that is left, the claim that most of the sets have goes."""
    often = _often(sets)
    cut: Claims = frozenset()
    while left := case.chain_without(cut):
        cut |= {max(sorted(claims_in(left[1])), key=lambda claim: often[claim])}
    for claim in sorted(cut):
        if not case.chain_without(cut - {claim}):
            cut -= {claim}
    return cut


def _support(
    claims: Claims,
    ways: Iterable[tuple[Path, Choice]],
    said: Mapping[str, Claim],
    concluded: Mapping[Hop, tuple[str, ...]],
    traits: Mapping[str, Traits],
) -> Support:
    judged = []
    for path, choice in ways:
        alone = {hop: weigh(Grounds((way,), ()), said) for hop, way in zip(path, choice, strict=True)}
        judged.append((judge([path], Joints(alone, traits), concluded)[0], choice))
    chain, choice = min(judged, key=lambda one: (trust(one[0]), one[1]))
    return Support(tuple(sorted(claims)), chain, choice, named_by(chain, traits) if chain.hops[1:] else None)
