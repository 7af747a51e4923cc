"""The answer to "does it, and what carries that": chains between two ends, and the claims that they rest on."""

import time
from collections.abc import Collection, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from kgtool.answers.candidates import refuse_stepless_store
from kgtool.errors import LimitError
from kgtool.logic.arguments import Argument, Explanation, argue
from kgtool.logic.case import Case
from kgtool.logic.chains import Path, between, chains
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
_HOPS_A_SECOND = 8_000
"""What so many hops rest on is read and reasoned about in a second: where time is short, of fewer chains."""
_UNTIL = 0.85  # so much of the time; in the rest the answer is told


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
    timeout          seconds that it may take; what is found by then is answered.

    Raises LimitError when the time was up before any chain was found, InputError for a store that holds claims and no
    steps.
    """
    deadline = None if timeout is None else time.monotonic() + _UNTIL * timeout
    causes, effects, named = read.widen(store, [cause.iri], [effect.iri])
    there = between(hops_between(store, causes, effects, max_steps), causes, effects, max_steps)
    try:
        searched = _searched(there, causes, effects, max_steps, most_chains, deadline)
    except TimeoutError:
        raise LimitError(f"no chain was found in time ({timeout:g} s). Raise --timeout or lower --max-steps.") from None
    paths, hops, complete, max_steps, left_out, late = _shorter(searched, most_chains, deadline)
    # A chain may use no other hops, but what outlives a cut may: so the grounds of all are read.
    with AtOnce(store) as ask:
        support = ask(lambda store: read.support_of(store, hops if paths else ()))
        outright = ask(lambda store: read.outright(store, causes, effects))
        of_terms = ask(lambda store: read.traits(store, sorted({hop.object for hop in hops})) if paths else {})
        apart = ask(lambda store: _apart(store, named, effects))
        walks = ask(lambda store: net_effects_from(store, causes))
        stated = ask(lambda store: claims_between(store, causes, effects, signed=True))
    (grounds, claims), traits, groups, direct = support.value, of_terms.value, apart.value, stated.value
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
    further = claims_of(store, direct.keys() - claims.keys())
    said = tuple(claims.get(iri) or further[iri] for iri in sorted(direct) if iri in claims or iri in further)
    signs: dict[str, Sign] = {claim.predicate: "-" if direct[claim.iri] == "-" else "+" for claim in said}
    late = late or (deadline is not None and time.monotonic() > deadline)
    told = _told(store, causes, named, effects, max_steps, net, arguments, said, signs, claims)
    return told._replace(out_of_time=late)


class _Found(NamedTuple):
    """The chains that are explained.

    hops       what these may use, and what outlives a cut; complete: whether the chains are all there are of at most
               `max_steps`.
    left_out   what to say of the others; late: whether there was no time for these.
    """

    paths: Sequence[Path]
    hops: Collection[Hop]
    complete: bool
    max_steps: int
    left_out: str | None = None
    late: bool = False


def _searched(
    hops: Collection[Hop],
    causes: Collection[str],
    effects: Collection[str],
    max_steps: int,
    most: int,
    deadline: float | None,
) -> _Found:
    """The chains that the hops make, the shortest first; raises TimeoutError where there was no time to find any."""
    paths: list[Path] = []
    there = chains(hops, causes, effects, max_steps, _share(deadline, 2))
    try:
        paths.extend(islice(there, most))
        return _Found(paths, hops, next(there, None) is None, max_steps)
    except TimeoutError:
        if not paths:
            raise
        return _Found(paths, hops, False, max_steps, late=True)


def _shorter(found: _Found, most: int, deadline: float | None) -> _Found:
    """The same, or the shorter of the chains, where these and what may outlive their end use too many hops."""
    paths, hops, complete, max_steps, _, late = found
    seconds = None if deadline is None else max(deadline - time.monotonic(), 0.0)
    most_hops = _MOST_HOPS if seconds is None else min(_MOST_HOPS, int(_HOPS_A_SECOND * seconds) + 100)
    if not paths or len(hops) <= most_hops or (complete and most_hops == _MOST_HOPS):
        return found
    left_out = None
    if not complete and len(paths[0]) < (last := len(paths[-1])):  # then all of the lengths below are there
        paths, complete, max_steps = [path for path in paths if len(path) < last], True, last - 1
        left_out = f"longer chains were left out, for there are more than {most:,}; kgtool trace ranks these"
    used: set[Hop] = set()
    for number, path in enumerate(paths):
        if number and most_hops < _MOST_HOPS and len(used) + len(path) > most_hops:  # only where time is short
            paths, complete, late = paths[:number], False, True
            break
        used.update(path)
    if not complete:
        left_out = "other chains may outlive what ends these"
    return _Found(paths, used, complete, max_steps, left_out, late)


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
