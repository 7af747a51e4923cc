"""Where sources give one thing different parts to play: trigger and symptom, red flag and usual picture. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from kgtool.logic.sides import Conflict, Said, Side, parted, sources_of, supporting
from kgtool.model import Claim


class Roles(NamedTuple):
    """What the ontology and the terms say of parts that things play.

    raising    the predicates that say that something brings something.
    flags      the predicate that names a red flag; points: the one that names what something may mean.
    defines    the predicates that say what something is.
    symptoms   the terms that are symptoms.
    beside     red flags → the terms that come beside the state in them.
    days       red flags → for how many days it has to have lasted.
    labels     of all terms.
    forms      the forms that an effect can take, by their local names ("asWidespread").
    """

    raising: Collection[str]
    flags: str
    points: str
    defines: Collection[str]
    symptoms: Collection[str]
    beside: Mapping[str, Collection[str]]
    days: Mapping[str, int]
    labels: Mapping[str, str]
    forms: Collection[str]


def trigger_or_symptom(claims: Sequence[Claim], roles: Roles) -> Iterator[Conflict]:
    """A symptom that some sources call a trigger of another one, and others list beside it.

    Where a single source says so, it may name a step between that the others leave out.
    """
    raising = [c for c in claims if c.predicate in roles.raising and c.context is None and supporting(c)]
    by_object: dict[str, list[Claim]] = {}
    for claim in raising:
        by_object.setdefault(claim.object, []).append(claim)
    for claim in raising:
        if not {claim.subject, claim.object} <= set(roles.symptoms):
            continue
        shared = {c.subject for c in by_object.get(claim.object, ())} - {claim.subject}
        beside = [(c, supporting(c)) for c in by_object.get(claim.subject, ()) if c.subject in shared]
        chained = {e.passage for _, evidence in beside for e in evidence}  # a passage that says both tells a chain
        triggers = tuple(e for e in supporting(claim) if e.mode != "manifesting" and e.passage not in chained)
        others = {e.source for _, evidence in beside for e in evidence} - sources_of(triggers)
        if len(sources_of(triggers)) > 1 and others:
            sides = (Side("trigger", ((claim, triggers),)), Side("symptom", tuple(beside)))
            yield Conflict("role", "trigger or symptom", claim.subject, sides)


def red_flag_or_usual(claims: Sequence[Claim], roles: Roles) -> Iterator[Conflict]:
    """A red flag that others list as the usual picture: what it is accompanied by, or the form that it takes."""
    flagged: dict[tuple[str, str], list[Said]] = {}
    for claim in claims:
        if claim.predicate == roles.flags and supporting(claim):
            flagged.setdefault((claim.subject, claim.object), []).append((claim, supporting(claim)))
    brings = [c for c in claims if c.predicate in roles.raising and c.context is None]
    causes: dict[str, set[str]] = {}
    for claim in brings:
        if supporting(claim):
            causes.setdefault(claim.object, set()).add(claim.subject)
    meant = {(c.subject, c.object) for c in claims if c.predicate == roles.points}
    for (flag, state), said in flagged.items():
        others = {cause for cause in causes.get(state, set()) if (flag, cause) not in meant}
        usual = [*_forms(brings, flag, state, roles), *_beside(brings, others, flag, roles)]
        if usual and not any((flag, cause) in meant for cause in causes.get(state, set())):
            sides = (Side("red flag", tuple(said)), Side("usual", tuple(usual)))
            yield Conflict("role", "red flag or usual", flag, sides)


def _forms(brings: Iterable[Claim], flag: str, state: str, roles: Roles) -> Iterator[Said]:
    """Claims that the state comes in the form that the red flag is called by: "widespread"."""
    words = roles.labels.get(flag, "").casefold().split()
    forms = {form for form in roles.forms if form.removeprefix("as").casefold() in words[:1]}
    for claim in brings:
        if claim.object == state:
            taken = tuple(e for e in supporting(claim) if forms.intersection(e.manifestations))
            if taken:
                yield claim, taken


def _beside(brings: Iterable[Claim], causes: Collection[str], flag: str, roles: Roles) -> Iterator[Said]:
    """Claims that what brings the state brings what stands beside it in the red flag too."""
    for claim in brings:
        if claim.subject in causes and claim.object in roles.beside.get(flag, ()):
            listed = tuple(e for e in supporting(claim) if e.mode == "manifesting")
            if listed:
                yield claim, listed


def meanings(claims: Sequence[Claim], roles: Roles) -> Iterator[Conflict]:
    """What the red flags of a state point to, where one source names it more narrowly, or more rarely, than another."""
    states = {c.subject: c.object for c in claims if c.predicate == roles.flags}
    found: dict[str, dict[str, list[Said]]] = {}
    for claim in claims:
        if claim.predicate == roles.points and supporting(claim):
            state = states.get(claim.subject, claim.subject)
            found.setdefault(state, {}).setdefault(claim.object, []).append((claim, supporting(claim)))
    for state, by_object in found.items():
        narrower = [
            (one, other)
            for one in by_object
            for other in by_object
            if set(_words(one, roles)) < set(_words(other, roles)) and _parted(by_object[one], by_object[other])
        ]
        for one, other in narrower:
            sides = (Side(other, tuple(by_object[other])), Side(one, tuple(by_object[one])))
            yield Conflict("scope", "meaning", state, sides)


def _words(iri: str, roles: Roles) -> list[str]:
    return roles.labels.get(iri, iri).casefold().split()


def _parted(one: Iterable[Said], other: Iterable[Said]) -> bool:
    left, right = ([e for _, evidence in said for e in evidence] for said in (one, other))
    return parted(left, right)


def durations(claims: Sequence[Claim], roles: Roles) -> Iterator[Conflict]:
    """Red flags of one state that differ in how long it has to have lasted."""
    lasting: dict[str, dict[str, list[Said]]] = {}
    for claim in claims:
        if claim.predicate == roles.flags and supporting(claim):
            named = claim.subject in roles.days or "lasting" in _words(claim.subject, roles)
            if named and not roles.beside.get(claim.subject):
                lasting.setdefault(claim.object, {}).setdefault(claim.subject, []).append((claim, supporting(claim)))
    for state, by_flag in lasting.items():
        if len(by_flag) > 1 and len({roles.days.get(flag) for flag in by_flag}) > 1:
            sides = [Side(flag, tuple(said)) for flag, said in by_flag.items()]
            if _parted(sides[0].said, sides[1].said):
                yield Conflict("contrary", "how long", state, tuple(sides))


def definitions(claims: Sequence[Claim], roles: Roles) -> Iterator[Conflict]:
    """What different sources say that a thing is, where two of them have nothing in common."""
    found: dict[str, dict[str, list[Said]]] = {}
    for claim in claims:
        if claim.predicate in roles.defines and claim.context is None and supporting(claim):
            found.setdefault(claim.subject, {}).setdefault(claim.object, []).append((claim, supporting(claim)))
    for subject, by_object in found.items():
        by_source: dict[str, set[str]] = {}
        for object_, said in by_object.items():
            for source in {e.source for _, evidence in said for e in evidence}:
                by_source.setdefault(source, set()).add(object_)
        if any(one.isdisjoint(other) for one, other in combinations(by_source.values(), 2)):
            sides = tuple(Side(object_, tuple(said)) for object_, said in by_object.items())
            yield Conflict("contrary", "definition", subject, sides)


LOOKS = (trigger_or_symptom, red_flag_or_usual, meanings, durations, definitions)
"""All that can be looked for."""
