"""What is known of a store: what was noted when it was made, else what it answers in SPARQL.

The one place that knows of both. What asks (`terms`, `evidence`, `grounds`, `steps`, …) has functions of the same names
and is imported when something wasn't noted, so that a trace over notes loads none of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kgtool.errors import InputError
from kgtool.logic.trust import Weight, weigh
from kgtool.model import Claim, Grounds, Hop, Outright, Seam, Term, Traits
from kgtool.reading import noted
from kgtool.reading.noted import has_notes, ours_first

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kgtool.model.overview import Unfit
    from kgtool.reading.steps import Steps
    from kgtool.store import Store
    from kgtool.store.deriving import Derived
    from kgtool.store.notes import Note

__all__ = ["has_notes", "ours_first"]

Key = TypeVar("Key")
Value = TypeVar("Value")
Support = tuple[dict[Hop, Grounds], dict[str, Claim]]
"""The grounds of hops, and every claim that they name."""


def _else(there: dict[Key, Value], keys: Iterable[Key], ask: Callable[[list[Key]], Mapping[Key, Value]]) -> None:
    """Add to what was noted under some of the keys what the store answers about the rest."""
    if rest := [key for key in keys if key not in there]:
        there.update(ask(rest))


def notes_of(found: "ox.Store | Derived") -> "tuple[Iterator[Note], Iterable[Note]]":
    """What to note of a freshly filled store, or of what was gathered from files, in the two parts of `indexed`."""
    from kgtool.reading.noting import indexed

    return indexed(found)


def labels(store: "Store", iris: Collection[str]) -> dict[str, str]:
    """The label of each IRI that has one: in the user's language, else in English, else without one, else any.

    What has none goes by its class, and an activity by its gene as well.
    """

    def ask(rest: list[str]) -> dict[str, str]:
        from kgtool.reading.terms import labels

        return labels(store, rest)

    found = noted.labels(store, iris)
    _else(found, iris, ask)
    return {iri: label for iri, label in found.items() if label is not None}


def as_terms(store: "Store", iris: Collection[str]) -> list[Term]:
    """The terms with these IRIs, in order."""
    known = labels(store, iris)
    return sorted(Term(iri, known.get(iri, iri)) for iri in iris)


def find(store: "Store", asked: Collection[str]) -> dict[str, list[Term]]:
    """What each name (a label, synonym, CURIE or IRI) stands for, without names that nothing has.

    A label comes before a synonym; letter case counts only as far as a few usual spellings go.
    """
    ways: dict[str, Sequence[str | None]] = dict.fromkeys(asked, (None,))
    if any(":" in name for name in asked):
        from kgtool.reading.naming import iris_of

        ways |= {name: iris for name in asked if (iris := iris_of(name, store))}
    there: dict[str, list[Term]] = {}
    for turn in range(max(map(len, ways.values()), default=0)):
        left = {name: iris[turn] for name, iris in ways.items() if name not in there and turn < len(iris)}
        there |= _find(store, left) if left else {}
    return there


def _find(store: "Store", iris: Mapping[str, str | None]) -> dict[str, list[Term]]:
    """What each name, or the IRI that it is, stands for."""
    found: dict[str, list[str]] = {}
    for name, iri in iris.items():
        if one := sorted(noted.are_terms(store, [iri])) if iri else noted.called(store, name):
            found[name] = one
    known = labels(store, {iri for one in found.values() for iri in one})
    there = {name: [Term(iri, known.get(iri, iri)) for iri in one] for name, one in found.items()}
    rest = {name: iri for name, iri in iris.items() if name not in there and (iri or not has_notes(store))}
    if rest:
        from kgtool.reading import terms

        there |= terms.find(store, rest)
    return there


def names(store: "Store") -> list[tuple[str, str]]:
    """Every (IRI, label or synonym) of the terms, in order."""
    if (there := noted.names(store)) is not None:
        return there
    from kgtool.reading.terms import ranked_names

    return sorted({(iri, text) for iri, text, _ in ranked_names(store)})


def classes_of_terms(store: "Store") -> list[Term]:
    """The classes that some term is in, in order."""
    found: Collection[str] | None = noted.classes(store)
    if found is None:
        from kgtool.reading.terms import used_classes

        found = used_classes(store)
    return as_terms(store, found)


class Ends(NamedTuple):
    """Terms to start from and terms to end at; `named`: those to end at without their kinds."""

    causes: list[str]
    effects: list[str]
    named: list[str]


def widen(store: "Store", causes: Collection[str], effects: Collection[str]) -> Ends:
    """What the ends of a question stand for, in one request.

    A nutrient or process stands for its states (its deficiency, excess, decrease, …), and as a cause for itself as
    well, since some act by being there; an effect includes its kinds.
    In graphs that others made, a class stands for its instances, and a gene for its activities.
    """

    def ask(rest: list[str]) -> dict[str, list[tuple[str, str]]]:
        from kgtool.reading.rows import values
        from kgtool.reading.terms import stand_for

        return stand_for(store, values("t", rest))

    asked = sorted({*causes, *effects})
    found = noted.stand_for(store, asked)
    _else(found, asked, ask)
    states = {t: {iri for what, iri in found.get(t, ()) if what == "state"} for t in asked}
    kinds = {t: {iri for what, iri in found.get(t, ()) if what == "kind"} for t in asked}
    instances = {t: {iri for what, iri in found.get(t, ()) if what == "instance"} for t in asked}

    def stand(terms: Collection[str]) -> set[str]:
        return {s for t in terms for s in (states[t] or {t}) | instances[t]}

    below = {kind for t in effects for kind in kinds[t]}
    return Ends(sorted(stand(causes) | set(causes)), sorted(stand(effects) | below), sorted(stand(effects)))


def traits(store: "Store", terms: Collection[str]) -> dict[str, Traits]:
    """What ranking needs to know of each term."""

    def ask(rest: list[str]) -> dict[str, Traits]:
        from kgtool.reading.rows import values
        from kgtool.reading.traits import all_traits

        return {**dict.fromkeys(rest, Traits()), **all_traits(store, values("t", rest))}

    found = noted.traits(store, terms)
    _else(found, terms, ask)
    return found


def hops_at(
    store: "Store", steps: "list[Steps]", fronts: Collection[tuple[Collection[str], bool]]
) -> dict[bool, dict[str, list[Hop]]]:
    """The hops from the terms of each front, or to them: by direction (whether they go on) and term.

    steps  nothing, or what earlier calls left there: what asks this store for steps.
    """
    found: dict[bool, dict[str, list[Hop]]] = {True: {}, False: {}}
    left: list[tuple[set[str], bool]] = []
    for terms, forward in fronts:
        found[forward] = noted.hops(store, terms, forward)
        if rest := {term for term in terms if term not in found[forward]}:
            left.append((rest, forward))
    if left:
        from kgtool.reading.steps import Steps

        steps[:] = steps or [Steps(store)]
        for hop in steps[0].at(left):
            for terms, forward in left:
                if (term := hop.subject if forward else hop.object) in terms:
                    found[forward].setdefault(term, []).append(hop)
    return found


def support_of(store: "Store", hops: Collection[Hop]) -> Support:
    """The grounds of each hop, and every claim that they name.

    Raises InputError as `grounds.grounds_of` does, and for claims without an IRI.
    """

    def ask(rest: list[Hop]) -> dict[Hop, Grounds]:
        from kgtool.reading.evidence import claims_of
        from kgtool.reading.grounds import grounds_of

        asked = grounds_of(store, rest)
        claims.update(claims_of(store, {c for g in asked.values() for c in g.claims} - claims.keys()))
        for hop, by in sorted(asked.items()):
            if not claims.keys() >= set(by.claims):
                raise InputError(
                    f"a claim that gives the hop {hop.subject} → {hop.object} has no IRI, "
                    "so that its evidence can't be asked for. Give it one."
                )
        return asked

    grounds, claims = noted.support(store, hops)
    _else(grounds, hops, ask)
    return grounds, claims


def weights(store: "Store", hops: Collection[Hop]) -> tuple[dict[Hop, Weight], Support | None]:
    """What each hop contributes to the judgement of chains; and what the hops rest on, where that had to be read."""
    found = noted.weights(store, hops)
    if len(found) == len(hops):
        return found, None
    grounds, claims = support_of(store, hops)
    return {hop: weigh(grounds[hop], claims) for hop in hops}, (grounds, claims)


def outright(store: "Store", causes: Collection[str], effects: Collection[str]) -> dict[Hop, Outright]:
    """What sources say of the net effect of each cause on each effect.

    effects  none for whatever the causes have an effect on.
    """

    def ask(rest: list[str]) -> dict[str, list[tuple[Hop, str, str]]]:
        from kgtool.reading.evidence import conclusions

        return conclusions(store, rest, wanted)

    wanted = set(effects)
    there = noted.conclusions(store, causes)
    _else(there, causes, ask)
    found: dict[Hop, dict[str, set[str]]] = {}
    for said in there.values():
        for hop, source, how in said:
            if not wanted or hop.object in wanted:
                found.setdefault(hop, {}).setdefault(how, set()).add(source)
    return {hop: _outright(by) for hop, by in found.items()}


def _outright(by: Mapping[str, set[str]]) -> Outright:
    """What sources say, of those who put it in each way (see `evidence.all_conclusions`)."""
    none: set[str] = set()
    against = by.get("disputes", none) | by.get("disputes direct", none)
    undecided = (by.get("undecided", none) | by.get("undecided direct", none)) - against
    return Outright(
        tuple(sorted(by.get("step", none) | by.get("indirect", none))),
        tuple(sorted(by.get("step", none))),
        tuple(sorted(against)),
        tuple(sorted(undecided)),
        not by.keys() & {"disputes", "undecided"},
    )


def seams_of(store: "Store", claims: Collection[str]) -> dict[str, tuple[Seam, ...]]:
    """The seams that each of the claims crosses; claims that cross none are left out."""
    there = noted.seams(store, claims)
    if there is not None:
        return there
    from kgtool.reading.seams import crossings_of

    return crossings_of(store, claims)


def settings(store: "Store", causes: Collection[str], effects: Collection[str]) -> list[tuple[str, str, str]]:
    """(cause, effect, context) of the signed claims that sources support in some context alone, sorted."""
    there = noted.settings(store, causes, effects)
    if there is not None:
        return there
    from kgtool.reading.settings import settings

    return settings(store, causes, effects)


def lacks_steps(store: "Store") -> bool:
    """Whether the store holds no step although some claim in it states one: it was filled with claims alone."""
    if has_notes(store):
        return False  # whoever notes anything has made the steps
    from kgtool.reading.evidence import lacks_steps

    return lacks_steps(store)


def unfit(store: "Store") -> "Unfit | None":
    """What of a foreign graph can't be traced; None where the store holds none."""
    there, found = noted.unfit(store)
    if there:
        return found
    from kgtool.reading.unfit import unfit

    return unfit(store)
