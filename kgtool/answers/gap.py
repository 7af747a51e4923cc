"""The answer to "why not": where no chain joins two ends, what comes nearest to one."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from kgtool.logic.chains import chains
from kgtool.model import Claim, Sign, Term
from kgtool.reading import reader as read
from kgtool.reading.between import bearers_of, claims_between, signed_predicates, symmetric_predicates
from kgtool.reading.evidence import claims_of
from kgtool.reading.hops import hops_between
from kgtool.reading.net_effects import net_effects_from
from kgtool.store import Store
from kgtool.store.at_once import AtOnce


class Missing(NamedTuple):
    """A claim that would join what the cause reaches to what reaches the effect, if it gave a hop.

    why     what keeps it from giving one: "premise" (no rule that reads it finds states to join), "conclusion" (it
            states a net effect that is no step), "indirect", "context", "disputed" or "unsigned" (its predicate has
            no sign).
    before  the fewest hops from a cause to its subject; after: from its object to an effect.
    turned  whether it has to be read from its object to its subject, as a symmetric one can.
    """

    claim: Claim
    why: str
    before: int
    after: int
    turned: bool


class Reached(NamedTuple):
    """A term that some chain joins to an end: in how many hops at least, and with which signs chains of so many do."""

    iri: str
    hops: int
    signs: tuple[Sign, ...]


class Gap(NamedTuple):
    """Why no chain leads from the causes to the effects.

    longer      the signs with which a chain longer than `max_steps`, or a walk, joins them after all.
    reverse     whether a chain leads the other way.
    downstream  the terms that the causes reach, the nearest first.
    upstream    the terms from which the effects are reached, likewise.
    missing     the claims that come nearest to closing the gap, the best first.
    """

    causes: tuple[Term, ...]
    effects: tuple[Term, ...]
    max_steps: int
    longer: tuple[Sign, ...]
    reverse: bool
    downstream: tuple[Reached, ...]
    upstream: tuple[Reached, ...]
    missing: tuple[Missing, ...]
    labels: dict[str, str]


_WORST_LAST = ("premise", "conclusion", "indirect", "context", "disputed", "unsigned")


def gap(store: Store, cause: Term, effect: Term, max_steps: int) -> Gap:
    """What comes nearest to a chain from the cause to the effect, where there is none; ends as in `explanation`."""
    causes, effects, named = read.widen(store, [cause.iri], [effect.iri])
    with AtOnce(store) as ask:
        onward = ask(lambda store: _reached(store, causes, max_steps, forward=True))
        backward = ask(lambda store: _reached(store, effects, max_steps, forward=False))
        signed, both_ways = ask(signed_predicates), ask(symmetric_predicates)
        walks = ask(lambda store: net_effects_from(store, causes))
        returning = ask(lambda store: hops_between(store, effects, causes, max_steps))
    downstream, upstream, predicates, back = onward.value, backward.value, signed.value, returning.value
    with AtOnce(store) as ask:
        bearers = [ask(partial(_with_bearers, near={o.iri: o.hops for o in end})) for end in (downstream, upstream)]
    ahead, behind = (end.value for end in bearers)
    ways = ((False, ahead, behind), (True, behind, ahead))
    with AtOnce(store) as ask:
        joining = [ask(partial(_claims_between, subjects=one, objects=other)) for _, one, other in ways]
    missing = []
    for (turned, _, _), claims in zip(ways, joining, strict=True):
        for claim in claims.value:
            if turned and claim.predicate not in both_ways.value:
                continue
            start, end = (claim.object, claim.subject) if turned else (claim.subject, claim.object)
            why = _obstacle(claim, predicates)
            missing.append(Missing(claim, why, ahead[start], behind[end], turned))
    best: dict[str, Missing] = {}
    for one in sorted(missing, key=lambda m: (_WORST_LAST.index(m.why), m.before + m.after, m.claim.iri, m.turned)):
        best.setdefault(one.claim.iri, one)
    longer = {effect.sign for effect in walks.value if effect.object in set(effects)}
    iris = {*ahead, *behind, *causes, *effects}
    iris |= {iri for one in best.values() for iri in one.claim.named}
    known = read.labels(store, sorted(iris))
    return Gap(
        tuple(Term(iri, known.get(iri, iri)) for iri in causes),
        tuple(Term(iri, known.get(iri, iri)) for iri in named),
        max_steps,
        tuple(sorted(longer)),
        next(chains(back, effects, causes, max_steps), None) is not None,
        tuple(one for one in downstream if one.hops),
        tuple(one for one in upstream if one.hops),
        tuple(best.values()),
        known,
    )


def _claims_between(store: Store, subjects: Mapping[str, int], objects: Mapping[str, int]) -> Collection[Claim]:
    return claims_of(store, claims_between(store, subjects, objects, signed=False)).values()


def _obstacle(claim: Claim, predicates: Mapping[str, tuple[Sign, bool]]) -> str:
    """What keeps a claim from giving a hop."""
    if claim.predicate not in predicates:
        return "unsigned"
    supporting = [e for e in claim.evidence if e.stance == "supports"]
    if not supporting:
        return "disputed"
    if claim.context:
        return "context"
    if not predicates[claim.predicate][1]:
        return "premise"
    return "conclusion" if any(e.carries for e in supporting) else "indirect"


def _reached(store: Store, start: Sequence[str], most: int, forward: bool) -> list[Reached]:
    """The terms reached within `most` hops, the nearest first; the start itself with none."""
    hops = hops_between(store, start if forward else (), () if forward else start, most)
    onward: dict[str, set[tuple[str, Sign]]] = {}
    for hop in hops:
        here, there = (hop.subject, hop.object) if forward else (hop.object, hop.subject)
        onward.setdefault(here, set()).add((there, hop.sign))
    found: dict[str, Reached] = {iri: Reached(iri, 0, ("+",)) for iri in start}
    front = list(start)
    for distance in range(1, most + 1):
        signs: dict[str, set[Sign]] = {}
        for here in front:
            for there, sign in onward.get(here, ()):
                if there not in found:
                    by: set[Sign] = {"+" if sign == before else "-" for before in found[here].signs}
                    signs.setdefault(there, set()).update(by)
        found |= {there: Reached(there, distance, tuple(sorted(by))) for there, by in signs.items()}
        front = sorted(signs)
    return sorted(found.values(), key=lambda one: (one.hops, one.iri))


def _with_bearers(store: Store, near: Mapping[str, int]) -> dict[str, int]:
    """The same, and what the states among them are states of: a nutrient or a process is as near as its state."""
    found = dict(near)
    for state, bearer in bearers_of(store, near):
        found[bearer] = min(near[state], found.get(bearer, near[state]))
    return found
