"""The answer to a question for chains: search, judge, gather into routes, and read what those shown rest on."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from kgtool.answers.candidates import Question, candidates, evidence_filter, out_of_time, refuse_stepless_store
from kgtool.logic.chains import Path
from kgtool.logic.routes import footings, loops, opposite, routes, within
from kgtool.logic.trust import Joints, best_of_each_end, judge, weigh
from kgtool.model import Chain, Claim, Footing, Hop, Outright, Route, Term, Trace, Traits
from kgtool.reading import reader as read
from kgtool.reading.hops import hops_between
from kgtool.reading.kinds import widen_by
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

    used = {hop for path in paths for hop in path}
    tell(f"reading the evidence of {len(used):,} steps")
    with AtOnce(store) as ask:
        weighed = ask(lambda store: read.weights(store, used)) if support is None else None
        said = ask(lambda store: _outright(store, paths, support[1] if support and counts else None))
        traits = ask(lambda store: _traits(store, used))
    if weighed:
        weights, support = weighed.value
    elif support:
        weights = {hop: weigh(support[0][hop], support[1]) for hop in used}
    outright, joints = said.value, Joints(weights, traits.value)
    concluded = {effect: said.sources for effect, said in outright.items() if said.sources}
    found = judge(paths if asked.timeout is None else _timely(paths, begun, asked.timeout), joints, concluded)
    if len(found) < len(paths):
        stopped, cut = "time", out_of_time(asked)
    return Judged(ends, found, joints, stopped, cut, support, outright)


def _timely(paths: Sequence[Path], begun: float, seconds: float) -> Iterator[Path]:
    """The paths that there is time to judge; what a search found until its time was up gets some time as well."""
    deadline = max(begun + seconds, time.monotonic() + seconds / 4)
    for number, path in enumerate(paths, 1):
        yield path
        if not number % 256 and time.monotonic() > deadline:
            break


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


def around(store: Store, term: str, depth: int, most: int) -> Trace:
    """The hops around a term, each as a chain of its own: the nearest first, then in order of trust.

    Raises InputError for a store that holds claims and no steps.
    """
    centre = read.widen(store, [term], ()).causes
    found: dict[Hop, int] = {}
    for steps in range(depth, 0, -1):
        near = hops_between(store, centre, (), steps) | hops_between(store, (), centre, steps)
        found |= {hop: steps for hop in near if hop.subject != hop.object}
    if not found:
        refuse_stepless_store(store)
    with AtOnce(store) as ask:
        rests_on = ask(lambda store: read.support_of(store, found.keys()))
        traits = ask(lambda store: _traits(store, found))
        said = ask(lambda store: _outright(store, [(hop,) for hop in found], None))
    support, outright = rests_on.value, said.value
    joints = Joints({hop: weigh(g, support[1]) for hop, g in support[0].items()}, traits.value)
    steps_around = judge([(hop,) for hop in found], joints, {hop: said.sources for hop, said in outright.items()})
    steps_around.sort(key=lambda chain: found[chain.hops[0]])
    cut = f"{len(found) - most:,} more found; raise -n to see them" if len(found) > most else None
    return told(store, (centre, centre), steps_around[:most], (cut, None), support, joints)


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


def _traits(store: Store, hops: Collection[Hop]) -> dict[str, Traits]:
    """What ranking needs to know of the terms that the hops join."""
    terms = {iri for hop in hops for iri in (hop.subject, hop.object)}
    return read.traits(store, sorted(terms)) if terms else {}
