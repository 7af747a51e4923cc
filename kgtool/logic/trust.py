"""How far hops and chains can be trusted, and what comes first by that. Pure. Definitions: docs/model.md."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.logic.chains import Path
from kgtool.logic.turns import turns_and_reliefs
from kgtool.model import ORIGINS, Chain, Claim, Evidence, Grounds, Hop, Modality, PremiseSet, Sign, Traits
from kgtool.vocabulary import ACCUMULATION, MEMBERSHIP

Places = frozenset[str]
"""IRIs of passages or sources."""
# What a study found or somebody advises is no firmer than what may be.
_RANK: dict[str, int] = {"possible": 1, "reported": 1, "recommended": 1, "asserted": 2}
_SOME = "someOnly"
IN_ANIMALS = "inAnimals"


class Weight(NamedTuple):
    """What one hop contributes to the judgement of the chains it is in.

    passages, sources  those that carry it, as a step or by a rule.
    modality           1 for possible, 2 for asserted.
    conditions         hedges that all evidence of some premise has.
    disputed           whether some evidence doesn't support it.
    membership         whether it only says that one thing belongs to another.
    defined            whether it holds by definition as well, whoever says so, or by it alone.
    """

    passages: Places
    sources: Places
    modality: int
    conditions: frozenset[str]
    disputed: bool
    membership: bool = False
    defined: bool = False


def weigh(grounds: Grounds, claims: Mapping[str, Claim]) -> Weight:
    """What a hop's grounds say of where it stands, how it is worded, and whether it is disputed.

    Raises InputError for evidence of an unknown modality.
    """
    parts = [_weigh_premise(premise, claims) for premise in grounds.premises]
    everything = parts + [_weigh_premise(premise, claims) for premise in grounds.further]
    if len(everything) == 1:
        return parts[0]
    return Weight(
        frozenset().union(*(p.passages for p in everything)),
        frozenset().union(*(p.sources for p in everything)),
        max(p.modality for p in parts),
        frozenset.intersection(*(p.conditions for p in parts)),
        any(p.disputed for p in parts),
        all(p.membership for p in everything),
        any(p.defined for p in everything),
    )


def _weigh_premise(premise: PremiseSet, claims: Mapping[str, Claim]) -> Weight:
    passages: Places | None = None
    sources: Places | None = None
    modality = max(_RANK.values())
    conditions: set[str] = set()
    disputed = False
    for iri in premise.claims:
        evidence = claims[iri].evidence
        carrying = [e for e in evidence if e.carries]
        at = frozenset([e.passage for e in carrying if e.passage])
        by = frozenset([e.source for e in carrying if e.source])
        passages = at if passages is None else passages & at
        sources = by if sources is None else sources & by
        modality = min(modality, max(map(_rank, carrying), default=0))
        if carrying:
            conditions.update(set(carrying[0].conditions).intersection(*[e.conditions for e in carrying[1:]]))
        disputed = disputed or any(e.stance != "supports" for e in evidence)
    if premise.rule == ACCUMULATION:  # a level that is raised is too much only where it goes beyond what is normal
        modality = min(modality, _RANK["possible"])
        conditions.add("whenExcessive")
    places = (passages or frozenset(), sources or frozenset())
    hedges = frozenset(conditions)
    return Weight(*places, modality, hedges, disputed, premise.rule == MEMBERSHIP, defined=not premise.claims)


def _rank(evidence: Evidence) -> int:
    if evidence.modality not in _RANK:
        raise InputError(
            f'{evidence.iri}: nobody knows the modality "{evidence.modality}". kgtool validate tells which there are.'
        )
    return _RANK[evidence.modality]


class Joint(NamedTuple):
    """How two hops meet in the term between them.

    umbrella  it stands for several things, and no one passage says both hops.
    gap       it is broad, and no one source says both; or the second holds for some only, and no one passage says both.
    bridge    it is a symptom, and no one source says both.
    sign      it is a symptom, no one passage says both, and what follows isn't the state of a nutrient (as the loss is
              that comes of diarrhea).
    joined    some source says both, or one holds by definition.
    """

    umbrella: bool
    gap: bool
    bridge: bool
    sign: bool
    joined: bool


class Joints(dict[tuple[Hop, Hop], Joint]):
    """How any two hops meet, the first leading to where the other begins; worked out when asked for.

    weights  of every hop; traits: of every term that hops meet in.
    """

    def __init__(self, weights: Mapping[Hop, Weight], traits: Mapping[str, Traits]) -> None:
        self.weights = weights
        self.traits = traits

    def __missing__(self, pair: tuple[Hop, Hop]) -> Joint:
        hop, onward = pair
        here, there = self.weights[hop], self.weights[onward]
        is_ = self.traits[hop.object]
        defined = here.defined or there.defined
        joined = defined or not here.sources.isdisjoint(there.sources)
        together = defined or not here.passages.isdisjoint(there.passages)
        found = self[pair] = Joint(
            is_.umbrella and not together,
            (is_.broad and not is_.umbrella and not joined) or (_SOME in there.conditions and not together),
            is_.symptom and not joined,
            is_.symptom and not together and not self.traits[onward.object].nutrient,
            joined,
        )
        return found


def judge(paths: Iterable[Path], joints: Joints, concluded: Mapping[Hop, tuple[str, ...]]) -> list[Chain]:
    """The chains along `paths`, each judged by what its hops rest on, in order of trust.

    joints     of all their hops.
    concluded  the IRIs of the sources that conclude (start, sign, end) themselves.
    """
    found = [_judge_one(path, joints, concluded) for path in paths]
    found.sort(key=trust)
    return found


def _judge_one(path: Path, joints: Joints, concluded: Mapping[Hop, tuple[str, ...]]) -> Chain:
    along = [joints.weights[hop] for hop in path]
    by = [w.sources for w in along if not w.defined]
    sources = frozenset.intersection(*by) if by else frozenset()
    if frozenset.intersection(*[w.passages for w in along]):
        origin = ORIGINS[0]
        sources = sources or frozenset.intersection(*[w.sources for w in along])
    elif sources:
        origin = ORIGINS[1]
    else:
        origin = ORIGINS[2]
        sources = frozenset().union(*(w.sources for w in along))
    sign = sign_of(path)
    modality: Modality = "asserted" if min([w.modality for w in along]) == _RANK["asserted"] else "possible"
    met = [joints[pair] for pair in pairwise(path)]
    turns, reliefs = turns_and_reliefs(path, joints.traits)
    numbers = [len(sources) for sources in by]
    return Chain(
        path,
        sign,
        origin,
        modality,
        tuple(sorted(frozenset().union(*said))) if (said := [w.conditions for w in along if w.conditions]) else (),
        concluded.get(Hop(path[0][0], sign, path[-1][2]), ()) if concluded else (),
        any(w.disputed for w in along),
        sum([joint.umbrella for joint in met]),
        tuple(sorted(sources or ())),
        sum([w.membership for w in along]),
        sum([joint.bridge for joint in met]),
        sum([joint.gap for joint in met]),
        sum([joint.sign for joint in met]),
        min(numbers) if numbers else None,
        turns,
        _tellers(by) if origin == "composed" and sources else 1,
        reliefs,
    )


def _tellers(said: Iterable[Places]) -> int:
    """How few sources can tell hops with these sources one after another, each as many as it can."""
    tellers = 0
    still: Places = frozenset()
    for sources in said:
        still &= sources
        if not still:
            tellers += 1
            still = sources
    return tellers


def sign_of(path: Iterable[Hop]) -> Sign:
    """The sign of a chain: + for an even number of − hops."""
    return "-" if sum([hop[1] == "-" for hop in path]) % 2 else "+"


def trust(chain: Chain) -> tuple[object, ...]:
    """What chains are put in order by: the better, the less."""
    length = len(chain.hops)
    return (
        chain.memberships,
        chain.turns,
        chain.bridges,
        chain.signs,
        chain.joins,
        chain.reliefs,
        chain.tellers,
        chain.gaps,
        IN_ANIMALS in chain.conditions,
        chain.disputed,
        float("-inf") if chain.weakest is None else -chain.weakest,
        ORIGINS.index(chain.origin),
        -_RANK[chain.modality],
        length if chain.origin == "composed" else -length,
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
