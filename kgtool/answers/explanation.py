"""Gathers from a store what an explanation needs: chains and their claims; where there is none, what comes near."""

import time
from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from kgtool.answers.candidates import refuse_stepless_store
from kgtool.errors import LimitError
from kgtool.logic.arguments import Argument, Explanation, argue
from kgtool.logic.case import Case
from kgtool.logic.chains import Path, chains
from kgtool.logic.trust import sign_of
from kgtool.model import Claim, Hop, Sign, Term
from kgtool.reading import reader as read
from kgtool.reading.evidence import claims_of
from kgtool.reading.hops import hops_between
from kgtool.reading.net_effects import net_effects, signs_of
from kgtool.reading.rows import rows, values
from kgtool.reading.terms import STATE_OF
from kgtool.store import Store
from kgtool.vocabulary import node

_PAIRS_TOGETHER = 150


def explanation(
    store: Store,
    cause: Term,
    effect: Term,
    max_steps: int,
    most_chains: int,
    timeout: float | None = None,
) -> Explanation:
    """What the cause does to the effect, and what carries each conclusion.

    cause, effect    a nutrient or process stands for its states; a conclusion is about one of the causes, and about
                     the effects and their kinds together.
    max_steps        the longest chain, in hops; most_chains: look at no more, the shortest first.
    timeout          seconds after which the search stops.

    Raises LimitError when the time was up before any chain was found, InputError for a store that holds claims and no
    steps.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    causes, effects, named = read.widen(store, [cause.iri], [effect.iri])
    hops = hops_between(store, causes, effects, max_steps)
    paths: list[Path] = []
    complete = False
    try:
        found = chains(hops, causes, effects, max_steps, deadline)
        paths += islice(found, most_chains)
        complete = next(found, None) is None
    except TimeoutError:
        if not paths:
            raise LimitError(
                f"no chain was found within {timeout:g} s. Raise --timeout or lower --max-steps."
            ) from None
    # A chain may use no other hops, but what outlives a cut may: so the grounds of all are read.
    grounds, claims = read.support_of(store, hops) if paths else ({}, {})
    concluded = {effect: said.sources for effect, said in read.outright(store, causes, effects).items() if said.sources}
    traits = read.traits(store, sorted({hop.object for hop in hops})) if paths else {}
    by_conclusion: dict[tuple[str, Sign], list[Path]] = {}
    for path in paths:
        by_conclusion.setdefault((path[0].subject, sign_of(path)), []).append(path)
    arguments: tuple[Argument, ...] = ()
    for (start, sign), alike in sorted(by_conclusion.items(), key=lambda item: item[0]):
        until = _share(deadline, len(by_conclusion) - len(arguments))
        case = Case(grounds, start, effects, sign, max_steps, until)
        arguments += (argue(case, alike, complete, claims, concluded, traits),)
    if not arguments:
        refuse_stepless_store(store)
    net = tuple(effect for effect in net_effects(store, causes, signs_of(store)) if effect.object in set(effects))
    between = _between(store, causes, effects, signed=True)
    further = claims_of(store, between.keys() - claims.keys())
    said = tuple(claims.get(iri) or further[iri] for iri in sorted(between) if iri in claims or iri in further)
    signs: dict[str, Sign] = {claim.predicate: "-" if between[claim.iri] == "-" else "+" for claim in said}
    late = deadline is not None and time.monotonic() > deadline
    told = _told(store, causes, named, effects, max_steps, net, arguments, said, signs, claims)
    return told._replace(out_of_time=late)


def _share(deadline: float | None, parts: int) -> float | None:
    """When to stop, of so many parts that are left, the first; some time is kept for telling the answer."""
    now = time.monotonic()
    return None if deadline is None else now + 0.8 * (deadline - now) / parts


def _told(
    store: Store,
    causes: Sequence[str],
    named: Sequence[str],
    effects: Sequence[str],
    max_steps: int,
    net: tuple[Hop, ...],
    arguments: tuple[Argument, ...],
    said: tuple[Claim, ...],
    signs: dict[str, Sign],
    claims: dict[str, Claim],
) -> Explanation:
    """The explanation, with the claims that it names and a label for everything."""
    supports = [support for argument in arguments for support in argument.supports]
    used = {c for support in supports for c in support.claims} | {c for a in arguments for cut in a.cuts for c in cut}
    iris = {*causes, *effects}
    iris |= {iri for claim in (*said, *(claims[c] for c in used)) for iri in claim.named}
    iris |= {iri for support in supports for iri in support.chain.terms}
    iris |= {p.rule for support in supports for p in support.choice if p.rule}
    iris |= {source for support in supports for source in support.chain.concluded}
    known = read.labels(store, sorted(iris))
    return Explanation(
        tuple(Term(iri, known.get(iri, iri)) for iri in causes),
        tuple(Term(iri, known.get(iri, iri)) for iri in named),
        tuple(Term(iri, known.get(iri, iri)) for iri in effects if iri not in named),
        max_steps,
        net,
        arguments,
        said,
        signs,
        {c: claims[c] for c in sorted(used)},
        known,
    )


def _between(store: Store, subjects: Collection[str], objects: Collection[str], signed: bool) -> dict[str, str]:
    """The IRIs of the claims from one of `subjects` to one of `objects`, with the signs of their predicates.

    signed  only those with a predicate that has a sign; else all, and no sign is told.
    """
    if not subjects or not objects:
        return {}
    sign = "?p nc:sign ?sign ." if signed else ""
    wanted = f"FILTER(?o IN ({', '.join(map(node, sorted(objects)))}))"
    found: dict[str, str] = {}
    order = sorted(subjects)
    for at in range(0, len(order), _PAIRS_TOGETHER):
        block = values("s", order[at : at + _PAIRS_TOGETHER])
        found |= {
            c: told or ""
            for c, told in rows(
                store,
                f"SELECT DISTINCT ?c ?sign WHERE {{ {block} ?c nc:subject ?s ; nc:predicate ?p ; nc:object ?o . {sign} "
                f"{wanted} }}",
            )
            if c
        }
    return found


# ---- why not -------------------------------------------------------------------------------------------


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
    downstream = _reached(store, causes, max_steps, forward=True)
    upstream = _reached(store, effects, max_steps, forward=False)
    ahead, behind = (_with_bearers(store, {one.iri: one.hops for one in end}) for end in (downstream, upstream))
    predicates = _predicates(store)
    symmetric = {p for (p,) in rows(store, "SELECT ?p WHERE { ?p a owl:SymmetricProperty }")}
    missing = []
    for turned, subjects, objects in ((False, ahead, behind), (True, behind, ahead)):
        for claim in claims_of(store, _between(store, subjects, objects, signed=False)).values():
            if turned and claim.predicate not in symmetric:
                continue
            start, end = (claim.object, claim.subject) if turned else (claim.subject, claim.object)
            why = _obstacle(claim, predicates)
            missing.append(Missing(claim, why, ahead[start], behind[end], turned))
    best: dict[str, Missing] = {}
    for one in sorted(missing, key=lambda m: (_WORST_LAST.index(m.why), m.before + m.after, m.claim.iri, m.turned)):
        best.setdefault(one.claim.iri, one)
    longer = {effect.sign for effect in net_effects(store, causes, signs_of(store)) if effect.object in set(effects)}
    back = hops_between(store, effects, causes, max_steps)
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


def _predicates(store: Store) -> dict[str, tuple[Sign, bool]]:
    """The predicates that have a sign, with it, and whether they state a net effect."""
    return {
        p: ("-" if sign == "-" else "+", net in ("true", "1"))
        for p, sign, net in rows(
            store, "SELECT ?p ?sign ?net WHERE { ?p nc:sign ?sign OPTIONAL { ?p nc:conclusion ?net } }"
        )
        if p
    }


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
    for state, bearer in rows(store, f"SELECT ?s ?n WHERE {{ {values('s', sorted(near))} ?s {STATE_OF} ?n }}"):
        if not (state and bearer):
            continue
        found[bearer] = min(near[state], found.get(bearer, near[state]))
    return found
