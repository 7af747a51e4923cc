"""Everything that a person asks of a nutrient, gathered: what it does, what its lack and excess bring, and how."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from kgtool.answers.candidates import Question
from kgtool.answers.judging import judged
from kgtool.errors import LimitError, UsageError
from kgtool.logic.causes import is_sound
from kgtool.logic.conflicts import conflicts
from kgtool.logic.intakes import Amount, amounts_for
from kgtool.logic.nutrients import Entry, placed
from kgtool.logic.sides import Conflict
from kgtool.model import Chain, Term
from kgtool.reading import reader as read
from kgtool.reading.nutrient import (
    claims_around,
    classes_of,
    contrast_within,
    definition_of,
    kinds_of_sources,
    ties_of,
)
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.vocabulary import slug

_DRAWN = 2
"""So many effects of its lack, and of its excess, are explained by a chain; of so many of the best supported ones:"""
_CONSIDERED = 12
_FELT = {"Symptom", "Condition"}


class Page(NamedTuple):
    """A nutrient on a page.

    sections   by the names of `kgtool.logic.nutrients.SECTIONS`.
    details    evidence → its further hedges, amounts among them.
    amounts    what sections tell of amounts: evidence → the amount, for the people asked about alone.
    chains     sound chains of several hops to the best supported effects of its lack and its excess.
    conflicts  what sources disagree about among all this; wording aside.
    sources    source → its kind, or "".
    labels     of every IRI that occurs.
    truncated  what to say of chains that there was no time to find or to judge.
    """

    term: Term
    definition: str | None
    lacks: tuple[str, ...]
    excesses: tuple[str, ...]
    sections: dict[str, list[Entry]]
    details: dict[str, dict[str, str]]
    amounts: dict[str, Amount]
    chains: tuple[Chain, ...]
    conflicts: tuple[Conflict, ...]
    sources: dict[str, str]
    labels: dict[str, str]
    truncated: str | None = None


def page(
    store: Store,
    term: Term,
    sex: str | None = None,
    age: float | None = None,
    stage: str | None = None,
    max_steps: int = 4,
    timeout: float | None = None,
) -> Page:
    """A nutrient on a page; its amounts for people of this sex, age (years) and life stage alone.

    max_steps  the longest chain, in hops.
    timeout    seconds that it may take; chains that there was no time to find are left out.

    Raises UsageError for a term that is no nutrient.
    """
    with AtOnce(store) as ask:
        tied, own_classes = (
            ask(lambda store: ties_of(store, term.iri)),
            ask(lambda store: classes_of(store, [term.iri])),
        )
        kinds, definition = ask(kinds_of_sources), ask(lambda store: definition_of(store, term.iri))
    ties, own = tied.value, own_classes.value.get(term.iri, set())
    if not own & {"Nutrient", "NutrientGroup", "NutrientForm", "FoodComponent"} and not (ties.lacks or ties.excesses):
        raise UsageError(
            f'"{term.label}" is no nutrient. `kgtool query nutrients` lists them; `kgtool show` tells more.'
        )
    claims = claims_around(store, ties.all)
    with AtOnce(store) as ask:
        of_ends = ask(lambda store: classes_of(store, {iri for c in claims for iri in (c.subject, c.object)}))
        differing = ask(lambda store: contrast_within(store, claims))
    classes, by = of_ends.value, differing.value
    major = {c.iri for c in claims if any(by.details.get(e.iri, {}).get("importance") == "major" for e in c.evidence)}
    sections = placed(claims, ties, classes, major)
    told = [entry.claim for entries in sections.values() for entry in entries]
    amounts = amounts_for(told, by.details, sex, age, stage)
    disagreements = tuple(c for c in conflicts(told, by) if c.kind != "wording")

    def telling(store: Store, section: str, states: Collection[str]) -> tuple[list[Chain], bool]:
        felt = [e.other for e in sections.get(section, ()) if _FELT & classes.get(e.other, set())][:_CONSIDERED]
        return _telling(store, states, felt, max_steps, timeout and timeout / 3)

    with AtOnce(store) as ask:
        of_lack = ask(lambda store: telling(store, "lack", ties.lacks))
        of_excess = ask(lambda store: telling(store, "excess", ties.excesses))
    chains = [*of_lack.value[0], *of_excess.value[0]]
    late = of_lack.value[1] or of_excess.value[1]
    sources = {e.source: kinds.value.get(e.source, "") for c in told for e in c.evidence if e.source}
    named = {iri for c in told for iri in c.named} | ties.all | {c.subject for c in disagreements}
    named |= {side.says for c in disagreements for side in c.sides if "://" in side.says}
    labels = read.labels(store, sorted(named | {iri for chain in chains for iri in chain.terms}))
    return Page(
        term,
        definition.value,
        tuple(sorted(ties.lacks)),
        tuple(sorted(ties.excesses)),
        sections,
        {iri: dict(told) for iri, told in by.details.items()},
        amounts,
        tuple(chains),
        disagreements,
        dict(sorted(sources.items())),
        labels,
        f"the time was up ({timeout:g} s) before all chains were looked at; raise --timeout" if late else None,
    )


def _telling(
    store: Store, states: Collection[str], effects: Sequence[str], max_steps: int, timeout: float | None
) -> tuple[list[Chain], bool]:
    """For some effects of the states, the best supported first, how they come about; and whether time was too short.

    Told are sound chains of several hops, for each effect the one that most sources bear out; none that shares a step
    with one before it, which would tell the same mechanism again.
    """
    if not states or not effects:
        return [], False
    try:
        question = Question(tuple(sorted(states)), tuple(effects), max_steps=max_steps, sign="+", timeout=timeout)
        found = judged(store, question)
    except LimitError:
        return [], True
    fit = [c for c in found.chains if len(c.hops) > 1 and is_sound(c) and c.terms[-1] in effects]
    chosen: list[Chain] = []
    for effect in effects:
        best = max((c for c in fit if c.terms[-1] == effect), key=lambda c: c.weakest or 0, default=None)
        if best and not any(set(best.terms[1:]) & set(c.terms[1:]) for c in chosen):
            chosen.append(best)
    return chosen[:_DRAWN], found.stopped == "time"


def kinds_counted(sources: Mapping[str, str]) -> Sequence[tuple[str, int]]:
    """How many sources there are of each kind, the most first."""
    counts: dict[str, int] = {}
    for kind in sources.values():
        counts[kind] = counts.get(kind, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], slug(item[0])))
