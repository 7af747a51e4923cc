"""The answer to a question for chains: search, judge, gather into routes, and read what those shown rest on."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from kgtool.answers.candidates import Question, refuse_stepless_store
from kgtool.answers.judging import Judging, judged
from kgtool.logic.routes import footings, loops, opposite, routes, within
from kgtool.logic.trust import Joints, best_of_each_end, trust, weigh
from kgtool.model import Chain, Footing, Hop, Route, Term, Trace
from kgtool.reading import reader as read
from kgtool.reading.hops import hops_between
from kgtool.store import Store
from kgtool.store.at_once import AtOnce


def trace(store: Store, asked: Question, tell: Callable[[str], None]) -> Trace:
    """The chains from the causes to the effects, in order of trust, and the routes that they take.

    tell  gets a few words on what is being done, now and then; none when it is over.

    Raises UsageError for an unknown source, InputError for a store that holds claims and no steps, LimitError when the
    time was up before any chain was found.
    """
    (causes, effects, named), found, joints, stopped, cut, support, outright = judged(store, asked, tell)
    if asked.stated:
        found = [chain for chain in found if chain.origin != "composed"]
    between = bool(causes and effects)
    said = {effect for effect, say in outright.items() if say.sources}
    ways = routes(found, joints, named, said) if between else []
    firmly = footings(found, ways, said) if between else {}
    back = _feedback(found, ways, firmly)
    found = found if between else best_of_each_end(found)
    explaining = [way for way in ways if way.kind != "none"]
    if explaining and not asked.every:
        ways = explaining
    most = max(len(found), 1) if asked.every else asked.most
    number = max([most, *(way.best + 1 for way in ways[:most])])
    shown = found[:number]
    tell("")
    left = len(ways) - most if between else len(found) - number
    kind = f"route{'s' * (left != 1)} " * between
    more = f"{left:,} more {kind}found; raise -n to see {'it' if left == 1 else 'them'}" if left > 0 else None
    truncated = "; ".join(filter(None, (cut, more))) or None
    support = support or read.support_of(store, {hop for chain in shown for hop in chain.hops})
    answer = told(store, (causes, effects), shown, (truncated, stopped), support, joints)
    also = {iri for own in firmly.values() for iri in own.by} | {iri for loop in back for iri in loop}
    return answer._replace(
        routes=tuple(within(ways[:most], number)),
        outright={effect: say for effect, say in sorted(outright.items()) if effect in firmly},
        footings=firmly,
        kinds=tuple(sorted(set(effects) - set(named))),
        unlisted=len(found) - len(shown),
        loops=back,
        labels=answer.labels | read.labels(store, sorted(also - answer.labels.keys())),
    )


def _feedback(
    found: Sequence[Chain], ways: Sequence[Route], firmly: Mapping[Hop, Footing]
) -> tuple[tuple[str, ...], ...]:
    """Where both signs stand equally firmly: the terms on the best route to each that lead to one another."""
    even = {end for end, own in firmly.items() if (other := firmly.get(opposite(end))) and other.level == own.level}
    best = {Hop(way.cause, way.sign, way.effect): found[way.best].hops for way in reversed(ways)}
    return tuple(loops({hop for end in even for hop in best.get(end, ())}))


def around(store: Store, term: str, depth: int, most: int, timeout: float | None = None) -> Trace:
    """The hops around a term, each as a chain of its own: the nearest first, then in order of trust.

    timeout  seconds that it may take; hops that there was no time to judge are left out.

    Raises InputError for a store that holds claims and no steps.
    """
    begun = time.monotonic()
    centre = read.widen(store, [term], ()).causes
    found: dict[Hop, int] = {}
    for steps in range(depth, 0, -1):
        near = hops_between(store, centre, (), steps) | hops_between(store, (), centre, steps)
        found |= {hop: steps for hop in near if hop.subject != hop.object}
    if not found:
        refuse_stepless_store(store)
    judging = Judging(store)
    judging.judge_in_time([(hop,) for hop in sorted(found, key=lambda hop: (found[hop], hop))], begun, timeout)
    chains = sorted(judging.chains, key=lambda chain: (found[chain.hops[0]], trust(chain)))
    shown = chains[:most]
    support = judging.support or read.support_of(store, {hop for chain in shown for hop in chain.hops})
    cuts = [f"{len(found) - most:,} more found; raise -n to see them"] if len(found) > most else []
    late = len(chains) < len(found)
    if late:
        cuts.insert(
            0, f"the time was up ({timeout:g} s) when {len(chains):,} were judged; raise --timeout to judge all"
        )
    stopped: Literal["time"] | None = "time" if late else None
    return told(store, (centre, centre), shown, ("; ".join(cuts) or None, stopped), support, judging.joints)


def told(
    store: Store,
    ends: tuple[list[str], list[str]],
    shown: list[Chain],
    cut: tuple[str | None, Literal["number", "time"] | None],
    support: read.Support,
    joints: Joints,
) -> Trace:
    """The answer, cut down to what its chains rest on, with a label for everything it names."""
    grounds, claims = support
    kept = {hop: grounds[hop] for chain in shown for hop in chain.hops}
    kept_claims = {c: claims[c] for g in kept.values() for c in g.claims}
    iris = {*ends[0], *ends[1], *(iri for chain in shown for iri in (*chain.terms, *chain.concluded))}
    iris |= {p.rule for g in kept.values() for p in (*g.premises, *g.further) if p.rule}
    iris |= {iri for claim in kept_claims.values() for iri in claim.named}
    with AtOnce(store) as ask:
        seams = ask(lambda store: read.seams_of(store, kept_claims.keys()))
        labels = ask(lambda store: read.labels(store, sorted(iri for iri in iris if iri)))
    crossed, known = seams.value, labels.value
    known |= read.labels(store, sorted({iri for met in crossed.values() for seam in met for iri in seam} - iris))
    causes, effects = (tuple(Term(iri, known.get(iri, iri)) for iri in end) for end in ends)
    weights = {hop: weigh(g, claims) for hop, g in kept.items()}
    return Trace(
        causes,
        effects,
        tuple(shown),
        *cut,
        kept,
        kept_claims,
        {hop: tuple(sorted(weight.conditions)) for hop, weight in weights.items()},
        known,
        tuple(sorted({iri for chain in shown for iri in chain.terms if joints.traits[iri].umbrella})),
        memberships=frozenset(hop for hop, weight in weights.items() if weight.membership),
        seams=crossed,
    )
