"""Finds where sources disagree, grouped by what is disputed; and conclusions that no chain explains. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from kgtool.logic import amounts, hedges, roles
from kgtool.logic.chains import chains
from kgtool.logic.roles import Roles
from kgtool.logic.sides import KINDS, Conflict, Said, Side, across, supporting
from kgtool.logic.trust import sign_of
from kgtool.model import Claim, Evidence, Hop, Sign


class Contrast(NamedTuple):
    """What of the ontology and the terms makes two statements differ.

    contrary   pairs of hedges (local names) that exclude each other.
    signs      the signed predicates: IRI → sign.
    wider      terms → the terms that they are an aspect of, for setting signs on one against those on the other.
    excluding  terms → the terms that can't be said of one thing together with them.
    remedies   the predicates that say that something helps.
    whole      those for which "some" and "all" are different things to say.
    limited    those of which it matters that they hold in severe cases, in the long term or in high doses only.
    linking    those that say that two things merely go together.
    details    evidence → its further hedges: importance, value, high, unit, ….
    roles      what parts things play; None where nothing tells.
    """

    contrary: Collection[frozenset[str]] = ()
    signs: Mapping[str, Sign] = {}
    wider: Mapping[str, Collection[str]] = {}
    excluding: Mapping[str, Collection[str]] = {}
    remedies: Collection[str] = ()
    whole: Collection[str] = ()
    limited: Collection[str] = ()
    linking: Collection[str] = ()
    details: Mapping[str, Mapping[str, str]] = {}
    roles: Roles | None = None


def conflicts(claims: Iterable[Claim], by: Contrast) -> list[Conflict]:
    """Where the evidence of these claims conflicts, each case once: the gravest kind first, then what most speak of."""
    ordered = sorted(claims)
    found: list[Conflict] = []
    for claim in ordered:
        found += _denied(claim)
        found += hedges.how_often(claim, by.contrary)
        found += hedges.how_directly(claim)
        found += hedges.what_part(claim)
        found += hedges.how_important(claim, by.details, by.whole)
        found += hedges.wordings(claim)
    found += hedges.of_some_cases(ordered, by.whole, by.limited, by.remedies)
    found += hedges.how_surely(ordered, by.remedies, by.roles.symptoms if by.roles else ())
    found += hedges.cause_or_link(ordered, by.roles.raising if by.roles else (), by.linking)
    found += amounts.differing(ordered, by.details, by.whole)
    found += _sign_against_sign(ordered, by.signs, by.wider)
    found += _one_excludes_the_other(ordered, by.excluding)
    if by.roles:
        for look in roles.LOOKS:
            found += look(ordered, by.roles)
    rank = list(KINDS)
    return sorted(
        found,
        key=lambda c: (rank.index(c.kind), -len(c.sources), c.subject, c.about, [claim.iri for claim in c.claims]),
    )


def _denied(claim: Claim) -> Iterator[Conflict]:
    """One says what another denies or leaves open, of the same cases.

    Who says that it acts by way of something between agrees with those that deny a direct effect.
    """
    against = [e for e in claim.evidence if e.stance != "supports" and not _narrower(e, supporting(claim))]
    if not against:
        return
    direct = all(e.directness == "direct" for e in against)
    pro = tuple(e for e in supporting(claim) if not (direct and e.directness == "indirect"))
    between = tuple(e for e in supporting(claim) if direct and e.directness == "indirect")
    sides = [Side("supports", ((claim, pro),))] if pro else []
    for stance in ("disputes", "undecided"):
        if con := tuple(e for e in against if e.stance == stance):
            sides.append(Side(f"{stance} direct" if direct else stance, ((claim, con),)))
    if len(sides) > 1:
        sides += [Side("indirect", ((claim, between),))] if between else []
        told = (pro or between) and across(sides)
        yield Conflict("contradiction" if told else "within", "stance", claim.subject, tuple(sides))


def _narrower(e: Evidence, pro: Iterable[Evidence]) -> bool:
    """Whether evidence speaks of cases of which none that supports the claim does, or denies only that all are so."""
    shared = any(set(e.conditions) & set(other.conditions) for other in pro)
    return e.frequency == "always" or (bool(e.conditions) and not shared)


def _sign_against_sign(
    claims: list[Claim], signs: Mapping[str, Sign], wider: Mapping[str, Collection[str]]
) -> Iterator[Conflict]:
    """The same thing raised by what one says and lowered by what another says, of one subject."""
    found: dict[tuple[str, str], dict[Sign, list[Claim]]] = {}
    for claim in claims:
        if claim.predicate in signs and claim.context is None and supporting(claim):
            for about in (claim.object, *wider.get(claim.object, ())):
                by_sign = found.setdefault((claim.subject, about), {})
                by_sign.setdefault(signs[claim.predicate], []).append(claim)
    told: set[frozenset[str]] = set()
    for (subject, about), by_sign in found.items():
        both = frozenset(claim.iri for group in by_sign.values() for claim in group)
        if len(by_sign) == 2 and both not in told:
            told.add(both)
            sides = tuple(
                Side(word, tuple((claim, supporting(claim)) for claim in by_sign[sign])) for sign, word in _RAISES
            )
            yield Conflict("sign" if across(sides) else "within", about, subject, sides)


_RAISES: tuple[tuple[Sign, str], ...] = (("+", "raises"), ("-", "lowers"))


def _one_excludes_the_other(claims: list[Claim], excluding: Mapping[str, Collection[str]]) -> Iterator[Conflict]:
    """The same said of one thing, with objects that exclude each other."""
    for one, other in combinations((c for c in claims if c.object in excluding), 2):
        same = (one.subject, one.predicate, one.context) == (other.subject, other.predicate, other.context)
        if same and other.object in excluding[one.object] and supporting(one) and supporting(other):
            sides = tuple(Side(claim.object, ((claim, supporting(claim)),)) for claim in (one, other))
            yield Conflict("contrary", "object", one.subject, sides)


def unexplained(
    claims: Iterable[Claim], signs: Mapping[str, Sign], hops: Collection[Hop], max_steps: int
) -> list[Said]:
    """The conclusions that some source states while no chain of at most `max_steps` leads there with that sign.

    signs  the predicates that state conclusions: IRI → sign.
    """
    found: list[tuple[Claim, tuple[Evidence, ...]]] = []
    for claim in sorted(claims):
        stating = supporting(claim)
        if claim.predicate not in signs or claim.context or not stating:
            continue
        paths = chains(hops, [claim.subject], [claim.object], max_steps)
        if not any(sign_of(path) == signs[claim.predicate] for path in paths):
            found.append((claim, stating))
    return found
