"""Chains → the routes that they take: a way of explaining an effect, with what merely says it shorter. Pure.

Definitions, of the kinds of chain too: docs/model.md, "Routes".
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from kgtool.logic.trust import IN_ANIMALS, Joints
from kgtool.model import Chain, Footing, Hop, Route, Sign, Traits

Kind = Literal["mechanism", "loose", "none"]
KINDS: tuple[Kind, ...] = ("mechanism", "loose", "none")
_Ends = tuple[str, str, Sign]
_MOST_TELLERS = 2  # what takes more sources, one after another, is pieced together


def kind_of(chain: Chain) -> Kind:
    """How much a chain explains: a mechanism, one with a loose joint, or nothing: over a class, a symptom, or back."""
    if chain.memberships or chain.turns or chain.bridges:
        return "none"
    pieced = chain.joins or chain.gaps or chain.signs or chain.reliefs or chain.tellers > _MOST_TELLERS
    return "loose" if pieced or IN_ANIMALS in chain.conditions else "mechanism"


def routes(
    found: Sequence[Chain], joints: Joints, asked: Collection[str] = (), said: Collection[Hop] = ()
) -> list[Route]:
    """The routes of some chains, the best first.

    found   the chains, in order of trust; a place is the number of a chain in it, from 0.
    joints  how well the hops of the chains are joined.
    asked   IRIs of the effects that were asked for: routes to them stand before those to their kinds.
    said    the net effects that sources say outright: of two opposite ones, the routes to the firmer stand first.

    A chain of one hop is no explanation and in no route. One that a richer chain says in more detail is collapsed
    into that one's route. A route stands where the best of all its chains does, and its own chains likewise: the first
    is the one that says the best in most detail. What explains nothing is in routes of its own.
    """
    into = collapsed(found, joints)
    leading: dict[tuple[str, str, Sign, str, bool], list[int]] = {}
    follower: dict[int, list[int]] = {}
    for place, chain in enumerate(found):
        if len(chain.hops) == 1:
            continue
        if place in into:
            richest = into[place]
            while richest in into:
                richest = into[richest]
            follower.setdefault(richest, []).append(place)
        else:
            way = (*_ends(chain), named_by(chain, joints.traits), kind_of(chain) == "none")
            leading.setdefault(way, []).append(place)
    every: list[tuple[bool, int, Route]] = []
    for (cause, effect, sign, by, _), own in leading.items():
        merit = {place: min([place, *follower.get(place, ())]) for place in own}
        places = sorted(own, key=merit.__getitem__)
        shorter = sorted(other for place in own for other in follower.get(place, ()))
        best = found[places[0]]
        counts = (best.weakest, len(places), len(shorter))
        route = Route(by, kind_of(best), cause, effect, sign, places[0], tuple(places), tuple(shorter), *counts)
        every.append((bool(asked) and effect not in asked, merit[places[0]], route))
    told = [route for *_, route in sorted(every, key=lambda one: one[:2])]
    firmly = footings(found, told, said)

    def lesser(way: Route) -> bool:
        return is_lesser(Hop(way.cause, way.sign, way.effect), firmly)

    return sorted(told, key=lambda way: (bool(asked) and way.effect not in asked, lesser(way)))


Level = Literal["outright", "told", "composed", "loose", "none"]
LEVELS: tuple[Level, ...] = ("outright", "told", "composed", "loose", "none")
"""How firmly a net effect can stand, the best first: `Footing`."""


def footings(found: Sequence[Chain], told: Sequence[Route], said: Collection[Hop]) -> dict[Hop, Footing]:
    """How firmly each net effect of some chains stands, in the order of its best chain.

    told  all their routes; said: the net effects that sources say outright.

    A passage that gives the premise of a derived hop says it as well: what impairs iron absorption decreases it.
    """
    levels: dict[Hop, int] = {}
    for chain in found:
        end = Hop(chain.hops[0].subject, chain.sign, chain.hops[-1].object)
        outright = end in said or (len(chain.hops) == 1 and chain.origin == "stated" and _level(chain) == 1)
        levels[end] = min(levels.get(end, len(LEVELS)), 0 if outright else _level(chain))
    ways: dict[Hop, list[Route]] = {end: [] for end in levels}
    for route in told:
        ways[Hop(route.cause, route.sign, route.effect)].append(route)
    return {
        end: Footing(
            LEVELS[level],
            tuple(dict.fromkeys(way.by for way in ways[end] if way.kind != "none")),
            sum(way.kind == "mechanism" for way in ways[end]),
            sum(way.kind == "loose" for way in ways[end]),
        )
        for end, level in levels.items()
    }


def _level(chain: Chain) -> int:
    kind = kind_of(chain)
    if kind == "mechanism":
        return LEVELS.index("composed" if chain.origin == "composed" else "told")
    return LEVELS.index(kind)


def opposite(end: Hop) -> Hop:
    """The same ends with the other sign."""
    return Hop(end.subject, "+" if end.sign == "-" else "-", end.object)


def is_lesser(end: Hop, firmly: Mapping[Hop, Footing]) -> bool:
    """Whether the opposite of a net effect stands more firmly."""
    other = firmly.get(opposite(end))
    return other is not None and LEVELS.index(other.level) < LEVELS.index(firmly[end].level)


def named_by(chain: Chain, traits: Mapping[str, Traits]) -> str:
    """The inner term that a chain's route goes by: the last state of a nutrient, else the first umbrella or term."""
    inner = chain.terms[1:-1]
    states = [term for term in inner if traits[term].nutrient]
    umbrellas = [term for term in inner if traits[term].umbrella]
    return states[-1] if states else (umbrellas or inner)[0]


def collapsed(found: Sequence[Chain], joints: Joints) -> dict[int, int]:
    """The places of chains that a richer one says in more detail, each with the place of the best such.

    One chain is richer than another of the same ends and sign, and of no better a kind, when it runs through all its
    terms in their order, or through kinds of them if its own weakest hop has as many sources; and when some source
    joins each term that it inserts to both neighbours. What one source says whole is never said better by a composed
    chain.
    """
    alike: dict[_Ends, list[int]] = {}
    for place, chain in enumerate(found):
        if len(chain.hops) > 1:
            alike.setdefault(_ends(chain), []).append(place)
    into: dict[int, int] = {}
    for places in alike.values():
        if len(places) > 1:
            group = _Group([found[place] for place in places], joints)
            into |= {places[here]: places[there] for here, there in group.collapsed()}
    return into


def _ends(chain: Chain) -> _Ends:
    return chain.hops[0].subject, chain.hops[-1].object, chain.sign


class _Group:
    """Chains of the same ends and sign. A set of them is the bits of a number, that of the first chain the lowest."""

    def __init__(self, chains: list[Chain], joints: Joints) -> None:
        self._chains = chains
        self._inner = [chain.terms[1:-1] for chain in chains]
        self._wider = {term: joints.traits[term].wider for inner in self._inner for term in inner}
        # For each chain, the terms that no source joins to both neighbours: they are no detail.
        self._unjoined = [frozenset(_unjoined(chain, joints)) for chain in chains]
        with_term: dict[str, list[int]] = {}
        with_kind: dict[str, list[int]] = {}
        unjoined_with: dict[str, list[int]] = {}
        by_length: dict[int, list[int]] = {}
        by_kind: dict[Kind, list[int]] = {kind: [] for kind in KINDS}
        for here, chain in enumerate(chains):
            for term in self._inner[here]:
                with_term.setdefault(term, []).append(here)
                for wide in self._wider[term]:
                    with_kind.setdefault(wide, []).append(here)
            for term in self._unjoined[here]:
                unjoined_with.setdefault(term, []).append(here)
            by_length.setdefault(len(chain.hops), []).append(here)
            by_kind[kind_of(chain)].append(here)
        self._with_term = {term: _bits(places) for term, places in with_term.items()}
        self._with_kind = {term: _bits(places) for term, places in with_kind.items()}
        self._unjoined_with = {term: _bits(places) for term, places in unjoined_with.items()}
        self._by_length = {length: _bits(places) for length, places in by_length.items()}
        self._by_kind = {kind: _bits(places) for kind, places in by_kind.items()}
        self._composed = _bits([here for here, chain in enumerate(chains) if chain.origin == "composed"])

    def collapsed(self) -> Iterator[tuple[int, int]]:
        """The chains that some other one is richer than, each with the first such."""
        at_least = {n: sum(bits for m, bits in self._by_length.items() if m >= n) for n in self._by_length}
        at_best = dict(self._by_kind)
        for better, kind in pairwise(KINDS):
            at_best[kind] |= at_best[better]
        for here, chain in enumerate(self._chains):
            others = at_least[len(chain.hops)] & at_best[kind_of(chain)] & ~(1 << here)
            if chain.origin != "composed":
                others &= ~self._composed
            for term in self._inner[here]:
                others &= self._with_term[term] | self._with_kind.get(term, 0)
            if others.bit_count() > len(self._unjoined_with):  # else it is quicker to look at each
                others = self._detailed(here, others)
            while others:
                there = (others & -others).bit_length() - 1
                if self._richer(there, here):
                    yield here, there
                    break
                others &= others - 1

    def _detailed(self, here: int, others: int) -> int:
        """Those of the other chains whose terms are joined, but for such as stand for one of this chain."""
        own = set(self._inner[here])
        for term, bits in self._unjoined_with.items():
            if term not in own and not self._wider[term] & own:
                others &= ~bits
        return others

    def _richer(self, rich: int, poor: int) -> bool:
        one, other = self._chains[rich], self._chains[poor]
        kinds_count = _number(one.weakest) >= _number(other.weakest)
        return self._fits(rich, poor, 0, 0, len(one.hops) > len(other.hops), kinds_count)

    def _fits(self, rich: int, poor: int, at: int, done: int, more: bool, kinds_count: bool) -> bool:
        """Whether the rich chain's terms from `at` stand for the poor one's from `done`, what is between being joined.

        more  whether it says more by its length, or by a kind so far; kinds_count: whether kinds may stand for terms.
        """
        if at == len(self._inner[rich]):
            return done == len(self._inner[poor]) and more
        term = self._inner[rich][at]
        if done < len(self._inner[poor]):
            wanted = self._inner[poor][done]
            if term == wanted and self._fits(rich, poor, at + 1, done + 1, more, kinds_count):
                return True
            narrower = kinds_count and wanted in self._wider[term] and term not in self._wider.get(wanted, ())
            if narrower and self._fits(rich, poor, at + 1, done + 1, True, kinds_count):
                return True
        return term not in self._unjoined[rich] and self._fits(rich, poor, at + 1, done, more, kinds_count)


def _bits(places: Sequence[int]) -> int:
    """The set of these places, as the bits of a number."""
    if not places:
        return 0
    packed = bytearray(places[-1] // 8 + 1)
    for place in places:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")


def _unjoined(chain: Chain, joints: Joints) -> Iterator[str]:
    for hop, onward in pairwise(chain.hops):
        if not joints[hop, onward].joined:
            yield hop.object


def _number(weakest: int | None) -> float:
    """How many sources that is; what holds by definition has no weaker hop."""
    return float("inf") if weakest is None else weakest


def loops(hops: Collection[Hop]) -> list[tuple[str, ...]]:
    """The groups of terms that lead to one another over these hops, each in order: feedback on the way."""
    onward: dict[str, set[str]] = {}
    for hop in hops:
        onward.setdefault(hop.subject, set()).add(hop.object)
    reach = {term: _reached(onward, term) for term in onward}
    found = {
        tuple(sorted({term} | {other for other in reach[term] if term in reach.get(other, ())}))
        for term in onward
        if term in reach[term]
    }
    return sorted(group for group in found if len(group) > 1)


def _reached(onward: Mapping[str, Collection[str]], start: str) -> set[str]:
    found: set[str] = set()
    front = [start]
    while front:
        front = [there for here in front for there in onward.get(here, ()) if there not in found]
        found.update(front)
    return found


def within(told: Sequence[Route], number: int) -> list[Route]:
    """The same routes, naming only those chains whose place is below a number."""
    return [
        route._replace(
            chains=tuple(place for place in route.chains if place < number),
            collapsed=tuple(place for place in route.collapsed if place < number),
        )
        for route in told
    ]
