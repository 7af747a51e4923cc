"""The answer to "does it, and what carries that": chains between two ends, and the claims that they rest on."""

import time
from collections.abc import Sequence
from functools import partial
from itertools import islice

from kgtool.answers.candidates import refuse_stepless_store
from kgtool.errors import LimitError
from kgtool.logic.arguments import Argument, Explanation, argue
from kgtool.logic.case import Case
from kgtool.logic.chains import Path, chains
from kgtool.logic.trust import sign_of
from kgtool.model import Claim, Hop, Sign, Term
from kgtool.reading import reader as read
from kgtool.reading.between import claims_between
from kgtool.reading.evidence import claims_of
from kgtool.reading.hops import hops_between
from kgtool.reading.net_effects import net_effects_from
from kgtool.store import Store
from kgtool.store.at_once import AtOnce

_MOST_HOPS = 50_000
"""What more hops rest on isn't read where too many chains use them: what is said is of the shorter chains then."""


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
                     the effects and their kinds together; too much and too little of one thing stand apart.
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
        there = chains(hops, causes, effects, max_steps, deadline)
        paths += islice(there, most_chains)
        complete = next(there, None) is None
    except TimeoutError:
        if not paths:
            raise LimitError(
                f"no chain was found within {timeout:g} s. Raise --timeout or lower --max-steps."
            ) from None
    left_out = None
    if paths and not complete and len(hops) > _MOST_HOPS:
        last = len(paths[-1])
        if len(paths[0]) < last:  # then all of the lengths below are there
            max_steps, complete = last - 1, True
            paths = [path for path in paths if len(path) < last]
            left_out = f"longer chains were left out, for there are more than {most_chains:,}; kgtool trace ranks these"
        else:
            left_out = "other chains may outlive what ends these"
        hops = {hop for path in paths for hop in path}
    # A chain may use no other hops, but what outlives a cut may: so the grounds of all are read.
    with AtOnce(store) as ask:
        support = ask(lambda store: read.support_of(store, hops if paths else ()))
        outright = ask(lambda store: read.outright(store, causes, effects))
        of_terms = ask(lambda store: read.traits(store, sorted({hop.object for hop in hops})) if paths else {})
        apart = ask(lambda store: _apart(store, named, effects))
        walks = ask(lambda store: net_effects_from(store, causes))
        stated = ask(lambda store: claims_between(store, causes, effects, signed=True))
    (grounds, claims), traits, groups, between = support.value, of_terms.value, apart.value, stated.value
    concluded = {effect: said.sources for effect, said in outright.value.items() if said.sources}
    by_conclusion: dict[tuple[str, tuple[str, ...], Sign], list[Path]] = {}
    for path in paths:
        group = next(group for group in groups if path[-1].object in group)
        by_conclusion.setdefault((path[0].subject, group, sign_of(path)), []).append(path)
    arguments: tuple[Argument, ...] = ()
    for (start, group, sign), alike in sorted(by_conclusion.items(), key=lambda item: item[0]):
        until = _share(deadline, len(by_conclusion) - len(arguments))
        case = Case(grounds, start, group, sign, max_steps, until)
        found = argue(case, alike, complete, claims, concluded, traits)
        arguments += (found._replace(truncated="; ".join(filter(None, (found.truncated, left_out))) or None),)
    if not arguments:
        refuse_stepless_store(store)
    net = tuple(effect for effect in walks.value if effect.object in set(effects))
    further = claims_of(store, between.keys() - claims.keys())
    said = tuple(claims.get(iri) or further[iri] for iri in sorted(between) if iri in claims or iri in further)
    signs: dict[str, Sign] = {claim.predicate: "-" if between[claim.iri] == "-" else "+" for claim in said}
    late = deadline is not None and time.monotonic() > deadline
    told = _told(store, causes, named, effects, max_steps, net, arguments, said, signs, claims)
    return told._replace(out_of_time=late)


def _apart(store: Store, named: Sequence[str], effects: Sequence[str]) -> list[tuple[str, ...]]:
    """The effects that conclusions are about: too much and too little of one thing apart, each with its kinds."""
    poles = {pole for told in read.traits(store, named).values() for pole in told.poles} if named[1:] else set()
    if not any(pole[0] == "+" and "-" + pole[1:] in poles for pole in poles):
        return [tuple(effects)]
    with AtOnce(store) as ask:
        widened = [ask(partial(read.widen, causes=(), effects=[state])) for state in named]
    apart = [tuple(state.value.effects) for state in widened]
    return [*apart, tuple(effects)]


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
