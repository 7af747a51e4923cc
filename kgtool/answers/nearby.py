"""Where no chain joins two ends, or loose ones alone: like terms that one does join, and settings in which it holds."""

from collections.abc import Collection, Iterator, Sequence

from kgtool.logic.spelling import key
from kgtool.model import Hop, Term
from kgtool.model.overview import Unsigned
from kgtool.reading import reader as read
from kgtool.reading.hops import hops_between
from kgtool.reading.index import matches
from kgtool.store import Store

_LOOKED_AT = 30
_TOLD = 3
_STEPS = 3


def nearby(store: Store, causes: Sequence[Term], effects: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """Terms with a name like the causes' that lead to the effects in a few steps, and such as the causes lead to.

    The nearest first, at most three of each. Alcohol leads nowhere, but heavy alcohol use does.
    """
    ends = [term.iri for term in causes], [term.iri for term in effects]
    from_, to = _alike(store, causes, whole=True), _alike(store, effects, whole=False)
    instead = _reached(hops_between(store, from_, ends[1], _STEPS), ends[1], from_, forward=False)
    other = _reached(hops_between(store, ends[0], to, _STEPS), ends[0], to, forward=True)
    known = read.labels(store, [*instead, *other])
    return [Term(iri, known.get(iri, iri)) for iri in instead], [Term(iri, known.get(iri, iri)) for iri in other]


def settings(store: Store, causes: Sequence[Term], effects: Sequence[Term]) -> list[tuple[Term, Term, Term]]:
    """A cause, an effect, and what sources say that it holds in alone, as kidney failure: for each such claim."""
    found = read.settings(store, [term.iri for term in causes], [term.iri for term in effects])
    known = read.labels(store, sorted({iri for claim in found for iri in claim}))
    terms = {iri: Term(iri, known.get(iri, iri)) for claim in found for iri in claim}
    return [(terms[cause], terms[effect], terms[setting]) for cause, effect, setting in found]


def _alike(store: Store, terms: Sequence[Term], whole: bool) -> list[str]:
    """The terms whose names hold the name of one of these, or its last word."""
    there = {term.iri for term in terms}
    found: list[str] = []
    for term in terms:
        words = key(term.label).split()
        if not words:
            continue
        text = term.label if whole else words[-1]
        found += matches(store, text)[:_LOOKED_AT]
    return [iri for iri in dict.fromkeys(found) if iri not in there]


def _reached(hops: Collection[Hop], start: Collection[str], wanted: Sequence[str], forward: bool) -> list[str]:
    """Those of the wanted terms that hops lead to from the start, or from which they lead there: the nearest first."""
    onward: dict[str, set[str]] = {}
    for hop in hops:
        here, there = (hop.subject, hop.object) if forward else (hop.object, hop.subject)
        onward.setdefault(here, set()).add(there)
    found: list[str] = []
    seen, front = set(start), set(start)
    for _ in range(_STEPS):
        front = {there for here in front for there in onward.get(here, ())} - seen
        seen |= front
        found += [iri for iri in wanted if iri in front]
    return found[:_TOLD]


def unjoined(
    store: Store, causes: Collection[Term], effects: Collection[Term]
) -> Iterator[tuple[bool, Sequence[Unsigned]]]:
    """True where no signed edge leads from any of the causes, false where none leads to any of the effects.

    With it, where these are no ends of signed edges at all, the predicates without a sign that lead from or to them.
    """
    for terms, forward in ((causes, True), (effects, False)):
        iris = [term.iri for term in terms]
        there = read.hops_at(store, [], [(iris, True), (iris, False)])
        if iris and not any(there[forward].values()):
            unsigned: Sequence[Unsigned] = ()
            if not any(there[not forward].values()) and (found := read.unfit(store)) and found.unsigned:
                from kgtool.reading.unfit import unsigned_at

                unsigned = unsigned_at(store, iris, forward)
            yield forward, unsigned
