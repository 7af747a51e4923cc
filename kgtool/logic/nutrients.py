"""What is said around one nutrient, put in its place on a page. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from kgtool.model import Claim
from kgtool.vocabulary import slug

SECTIONS = {
    "needed": "Needed for",
    "functions": "Has a part in",
    "lack": "Its lack brings",
    "lackTold": "Its lack does not bring, or that is open",
    "lackFrom": "Its lack comes from",
    "excess": "Its excess brings",
    "excessTold": "Its excess does not bring, or that is open",
    "excessFrom": "Its excess comes from",
    "tests": "Tests",
    "intakes": "Intakes",
    "limits": "Upper limits",
    "amounts": "Other amounts",
    "foods": "Foods",
    "helps": "Helps it in",
    "hinders": "Hinders it",
    "lowering": "Drugs that lower it",
    "raising": "Drugs that raise it",
    "onDrugs": "Acts on drugs",
    "risk": "At risk",
    "need": "Needed more in",
    "treatment": "Its lack is treated or prevented by",
    "relief": "Its excess is treated or prevented by",
    "advice": "Advised for or with",
    "caution": "Advised against",
    "companions": "Works or competes with",
    "forms": "Forms and conversions",
    "places": "In the body",
}
"""The parts of a page, in order, with their headings."""

KINDS = {
    "roles": ("needed", "functions"),
    "lack": ("lack", "lackTold"),
    "excess": ("excess", "excessTold"),
    "causes": ("lackFrom", "excessFrom"),
    "risk": ("risk", "need"),
    "drugs": ("lowering", "raising", "onDrugs"),
    "absorption": ("helps", "hinders"),
    "foods": ("foods",),
    "tests": ("tests",),
    "treatments": ("treatment", "relief"),
    "intakes": ("intakes", "limits", "amounts"),
}
"""The kinds of knowledge that coverage is counted by: the parts of a page that each gathers."""

_AMOUNTS = {
    "hasRecommendedIntake": "intakes",
    "hasAverageRequirement": "intakes",
    "hasUpperLimit": "limits",
    "hasTypicalIntake": "amounts",
    "hasAmount": "amounts",
}
_PLAIN = {
    "enables": "needed",
    "restrains": "needed",
    "supportsFunction": "functions",
    "regulates": "functions",
    "protectsFrom": "functions",
    "enhances": "functions",
    "impairs": "functions",
    "precursorOf": "forms",
    "hasPart": "forms",
    "locatedIn": "places",
    "weakens": "onDrugs",
    "strengthens": "onDrugs",
    "interactsWith": "companions",
    "competesWith": "companions",
    "worksWith": "companions",
    "advisedFor": "advice",
    "advisedAgainst": "caution",
}
_DRUGS = {"Medication", "DrugClass"}
_FOODS = {"Food", "FoodGroup"}


class Ties(NamedTuple):
    """The terms that belong to a nutrient by definition, as IRIs.

    own     itself, its forms, its low and high intake and its supplementation; lacks, excesses: its states.
    gains   the mechanisms by which the body gains it, losses: by which it loses it.
    less, more  what changes of these (or a low or high intake) leave less or more of it.
    tests   the tests that measure it, or that some source names for its states.
    """

    own: frozenset[str]
    lacks: frozenset[str]
    excesses: frozenset[str]
    gains: frozenset[str]
    losses: frozenset[str]
    less: frozenset[str]
    more: frozenset[str]
    tests: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return frozenset().union(*self)


class Entry(NamedTuple):
    """A claim in its place on the page.

    other    the IRI of what it tells of the nutrient: the effect, the food, the drug, the test, ….
    sources  how many sources support it; against: how many deny it or leave it open.
    firm     whether some source asserts it.
    """

    claim: Claim
    other: str
    sources: int
    against: int
    firm: bool


def placed(
    claims: Iterable[Claim],
    ties: Ties,
    classes: Mapping[str, Collection[str]],
    major: Collection[str] = (),
) -> dict[str, list[Entry]]:
    """The claims by the section that they belong in, the best supported first.

    classes  terms → the local names of their classes.
    major    claims that some source calls important.
    """
    found: dict[str, list[Entry]] = {}
    for claim in claims:
        where = _place(claim, ties, classes)
        if where:
            section, other = where
            for_it = {e.source for e in claim.evidence if e.stance == "supports"}
            against = {e.source for e in claim.evidence if e.stance != "supports"} - for_it
            firm = any(e.stance == "supports" and e.modality == "asserted" for e in claim.evidence)
            if section in ("lack", "excess") and not for_it:
                section += "Told"
            found.setdefault(section, []).append(Entry(claim, other, len(for_it), len(against), firm))
    for changes, heals in (("lowering", "relief"), ("raising", "treatment")):
        healing = {entry.other for entry in found.get(heals, ())}
        moved = [entry for entry in found.get(changes, ()) if entry.other in healing]
        if moved:  # what is given to lower a nutrient is a treatment
            found[heals] += moved
            found[changes] = [entry for entry in found[changes] if entry not in moved]
    for entries in found.values():
        entries.sort(key=lambda e: (e.claim.iri not in major, -e.sources, not e.firm, e.other, e.claim.iri))
    return {section: found[section] for section in SECTIONS if found.get(section)}


def _place(claim: Claim, ties: Ties, classes: Mapping[str, Collection[str]]) -> tuple[str, str] | None:
    s, p, o = claim.subject, slug(claim.predicate), claim.object
    if s in ties.own and p in _AMOUNTS:
        return _AMOUNTS[p], o
    if s in ties.tests and p == "hasNormalRange":
        return "tests", s
    if p == "diagnosedBy" and s in ties.lacks | ties.excesses:
        return "tests", o
    if p == "sourceOf" and o in ties.own:
        return "foods" if _FOODS.intersection(classes.get(s, ())) else "forms", s
    if p == "atRiskOf" and o in ties.lacks | ties.excesses:
        return "risk", s
    if p == "raisesNeedFor" and o in ties.own:
        return "need", s
    if p in ("treats", "resolves") and o in ties.lacks | ties.excesses:
        return "treatment" if o in ties.lacks else "relief", s
    return _effect(claim, ties) or _influence(s, p, o, ties, classes) or _own(s, p, o, ties)


def _effect(claim: Claim, ties: Ties) -> tuple[str, str] | None:
    if slug(claim.predicate) != "promotes":
        return None
    if claim.subject in ties.lacks:
        return "lack", claim.object
    return ("excess", claim.object) if claim.subject in ties.excesses else None


def _influence(s: str, p: str, o: str, ties: Ties, classes: Mapping[str, Collection[str]]) -> tuple[str, str] | None:
    """What leaves more or less of the nutrient: a drug, a condition, a food component, ….

    A lack is lowered by what restrains it.
    """
    raises = {
        "depletes": dict.fromkeys(ties.own, -1),
        "raises": dict.fromkeys(ties.own, 1),
        "impairs": {**dict.fromkeys(ties.gains, -1), **dict.fromkeys(ties.losses, 1)},
        "restrains": {**dict.fromkeys(ties.gains, -1), **dict.fromkeys(ties.losses, 1)},
        "enhances": {**dict.fromkeys(ties.gains, 1), **dict.fromkeys(ties.losses, -1)},
        "enables": {**dict.fromkeys(ties.gains, 1), **dict.fromkeys(ties.losses, -1)},
        "promotes": {**dict.fromkeys(ties.lacks | ties.less, -1), **dict.fromkeys(ties.excesses | ties.more, 1)},
        "inhibits": {**dict.fromkeys(ties.lacks | ties.less, 1), **dict.fromkeys(ties.excesses | ties.more, -1)},
        "protectsFrom": {**dict.fromkeys(ties.lacks, 1), **dict.fromkeys(ties.excesses, -1)},
    }.get(p, {})
    sign = raises.get(o)
    if sign is None or s in ties.own:
        return None
    if _DRUGS.intersection(classes.get(s, ())):
        return "raising" if sign > 0 else "lowering", s
    if p == "protectsFrom" or (p == "inhibits" and o in ties.lacks | ties.excesses):
        return "treatment" if sign > 0 else "relief", s
    if p in ("promotes", "depletes", "raises"):
        return "lackFrom" if sign < 0 else "excessFrom", s
    return "helps" if sign > 0 else "hinders", s


def _own(s: str, p: str, o: str, ties: Ties) -> tuple[str, str] | None:
    if p not in _PLAIN:
        return None
    if s in ties.own:
        return _PLAIN[p], o
    if o in ties.own and _PLAIN[p] in ("companions", "forms", "advice", "caution"):
        return _PLAIN[p], s
    return (
        ("advice", o if s in ties.lacks | ties.excesses else s)
        if (p.startswith("advised") and o in ties.lacks | ties.excesses)
        else None
    )
