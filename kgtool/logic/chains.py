"""Finds the causal chains in a set of hops, and puts them in the order of how far they can be trusted. Pure."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.model import ORIGINS, Chain, Claim, Evidence, Grounds, Hop, Modality, PremiseSet, Sign

Path = tuple[Hop, ...]
_RANK: dict[str, int] = {"possible": 1, "asserted": 2}


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


def sign_of(path: Iterable[Hop]) -> Sign:
    """The sign of a chain: + for an even number of − hops."""
    return "-" if sum(hop.sign == "-" for hop in path) % 2 else "+"


class Weight(NamedTuple):
    """What one hop contributes to the judgement of the chains it is in.

    passages, sources  IRIs of those that carry it; None for everywhere, as it is true by definition.
    modality           1 for possible, 2 for asserted.
    conditions         hedges that all evidence of some premise has.
    disputed           whether some evidence doesn't support it.
    """

    passages: frozenset[str] | None
    sources: frozenset[str] | None
    modality: int
    conditions: frozenset[str]
    disputed: bool


def weigh(grounds: Grounds, claims: Mapping[str, Claim]) -> Weight:
    """What a hop's grounds say of where it stands, how it is worded, and whether it is disputed.

    Raises InputError for evidence of an unknown modality.
    """
    parts = [_weigh_premise(premise, claims) for premise in grounds.premises]
    return Weight(
        None if any(p.passages is None for p in parts) else frozenset().union(*(p.passages or () for p in parts)),
        None if any(p.sources is None for p in parts) else frozenset().union(*(p.sources or () for p in parts)),
        max(p.modality for p in parts),
        frozenset.intersection(*(p.conditions for p in parts)),
        any(p.disputed for p in parts),
    )


def _weigh_premise(premise: PremiseSet, claims: Mapping[str, Claim]) -> Weight:
    passages: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    modality = max(_RANK.values())
    conditions: set[str] = set()
    disputed = False
    for iri in premise.claims:
        evidence = claims[iri].evidence
        carrying = [e for e in evidence if e.carries]
        at = frozenset(e.passage for e in carrying if e.passage)
        by = frozenset(e.source for e in carrying if e.source)
        passages = at if passages is None else passages & at
        sources = by if sources is None else sources & by
        modality = min(modality, max(map(_rank, carrying), default=0))
        if carrying:
            conditions |= set(carrying[0].conditions).intersection(*(e.conditions for e in carrying[1:]))
        disputed = disputed or any(e.stance != "supports" for e in evidence)
    return Weight(passages, sources, modality, frozenset(conditions), disputed)


def _rank(evidence: Evidence) -> int:
    if evidence.modality not in _RANK:
        raise InputError(
            f'{evidence.iri}: nobody knows the modality "{evidence.modality}". kgtool validate tells which there are.'
        )
    return _RANK[evidence.modality]


def judge(
    paths: Iterable[Path],
    weights: Mapping[Hop, Weight],
    concluded: Mapping[Hop, tuple[str, ...]],
    umbrellas: Collection[str],
) -> list[Chain]:
    """The chains along `paths`, each judged by what its hops rest on, in order of trust.

    weights    of every hop.
    concluded  the IRIs of the sources that conclude (start, sign, end) themselves.
    umbrellas  IRIs of the terms that stand for several different things.

    The order: stated, assembled, composed; undisputed first; modality; concluded; fewest umbrella joins
    between passages; length; IRIs.
    """
    found = [_judge_one(path, weights, concluded, umbrellas) for path in paths]
    found.sort(key=trust)
    return found


def _judge_one(
    path: Path,
    weights: Mapping[Hop, Weight],
    concluded: Mapping[Hop, tuple[str, ...]],
    umbrellas: Collection[str],
) -> Chain:
    along = [weights[hop] for hop in path]
    passages = _common([w.passages for w in along])
    sources = _common([w.sources for w in along])
    if passages is None or passages:
        origin = ORIGINS[0]
    elif sources is None or sources:
        origin = ORIGINS[1]
    else:
        origin = ORIGINS[2]
        sources = frozenset().union(*(w.sources or () for w in along))
    sign = sign_of(path)
    modality: Modality = "asserted" if min(w.modality for w in along) == _RANK["asserted"] else "possible"
    return Chain(
        hops=path,
        sign=sign,
        origin=origin,
        modality=modality,
        conditions=tuple(sorted(frozenset().union(*(w.conditions for w in along)))),
        concluded=concluded.get(Hop(path[0].subject, sign, path[-1].object), ()),
        disputed=any(w.disputed for w in along),
        joins=sum(
            hop.object in umbrellas and _common([here.passages, there.passages]) == frozenset()
            for hop, here, there in zip(path, along, along[1:], strict=False)
        ),
        sources=tuple(sorted(sources or ())),
    )


def _common(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    """The intersection, where None is everything."""
    named = [s for s in sets if s is not None]
    return frozenset.intersection(*named) if named else None


def trust(chain: Chain) -> tuple[object, ...]:
    """What chains are put in order by: the more trusted, the less."""
    return (
        ORIGINS.index(chain.origin),
        chain.disputed,
        -_RANK[chain.modality],
        not chain.concluded,
        chain.joins,
        len(chain.hops),
        chain.hops,
    )


def restricted(
    grounds: Mapping[Hop, Grounds],
    claims: Mapping[str, Claim],
    keep: Callable[[Evidence], bool],
    undisputed: bool = False,
) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The hops that still stand, and their claims, when only some evidence counts.

    keep        whether a piece of evidence counts.
    undisputed  drop the premise sets that have disputing or undecided evidence as well.

    A premise set stands when every claim in it has evidence that carries it; a hop stands on any of its sets, and one
    that no source states any more is derived where a rule still gives it.
    """
    left = {iri: c._replace(evidence=tuple(e for e in c.evidence if keep(e))) for iri, c in claims.items()}

    def stands(premise: PremiseSet) -> bool:
        evidence = [left[iri].evidence for iri in premise.claims]
        return all(any(e.carries for e in said) for said in evidence) and not (
            undisputed and any(e.stance != "supports" for said in evidence for e in said)
        )

    standing: dict[Hop, Grounds] = {}
    for hop, g in grounds.items():
        own = tuple(p for p in g.premises if stands(p))
        further = tuple(p for p in g.further if stands(p))
        if own or further:
            standing[hop] = Grounds(own, further) if own else Grounds(further, ())
    return standing, left


def best_of_each_end(found: Iterable[Chain]) -> list[Chain]:
    """Of chains in order of trust, the first for each pair of ends and sign."""
    best: dict[Hop, Chain] = {}
    for chain in found:
        best.setdefault(Hop(chain.hops[0].subject, chain.sign, chain.hops[-1].object), chain)
    return list(best.values())


def mark_shortcuts(shown: list[Chain]) -> list[Chain]:
    """The same chains, each that skips terms of another one pointing at the longest such by its place from 1."""
    marked = []
    for chain in shown:
        longer = [
            (len(other.hops), -place)
            for place, other in enumerate(shown, 1)
            if other.sign == chain.sign
            and other.terms[0] == chain.terms[0]
            and other.terms[-1] == chain.terms[-1]
            and set(other.terms) > set(chain.terms)
        ]
        marked.append(chain._replace(shortcut_of=-max(longer)[1]) if longer else chain)
    return marked
