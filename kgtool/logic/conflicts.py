"""Finds where sources contradict or hedge each other, and conclusions that no chain explains. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal, NamedTuple

from kgtool.logic.chains import chains
from kgtool.logic.trust import sign_of
from kgtool.model import Claim, Evidence, Hop, Sign

Kind = Literal["stance", "sign", "contrary", "scope", "unexplained", "hedge"]
KINDS: dict[Kind, str] = {
    "stance": "one supports what another disputes or leaves open",
    "sign": "one says that it raises, another that it lowers the same",
    "contrary": "they exclude each other",
    "scope": "they differ on when or how often it holds",
    "unexplained": "a conclusion that a source states but no chain explains",
    "hedge": "they word it differently",
}


class Conflict(NamedTuple):
    """Two statements that don't fit, or one that nothing explains.

    about  what differs: "stance", "sign", "object", "chain", or the kind of hedge ("directness", "condition", …).
    left   a claim and the evidence on its side; right: the other side, empty for an unexplained conclusion.
    """

    kind: Kind
    about: str
    left: Claim
    left_evidence: tuple[Evidence, ...]
    right: Claim | None
    right_evidence: tuple[Evidence, ...]


def conflicts(
    claims: Iterable[Claim],
    contrary: Collection[frozenset[str]],
    signs: Mapping[str, Sign],
    wider: Mapping[str, Collection[str]],
    excluding: Mapping[str, Collection[str]],
) -> list[Conflict]:
    """Where the evidence of these claims conflicts, the gravest kind first.

    contrary   pairs of hedges (local names) that exclude each other.
    signs      the signed predicates: IRI → sign.
    wider      terms → the terms that they are an aspect of, for setting signs on one against those on the other.
    excluding  terms → the terms that can't be said of one thing together with them.
    """
    ordered = sorted(claims)
    found = [conflict for claim in ordered for conflict in _within(claim, contrary)]
    found += _sign_against_sign(ordered, signs, wider)
    found += _one_excludes_the_other(ordered, excluding)
    return in_order(found)


def in_order(found: Iterable[Conflict]) -> list[Conflict]:
    """The gravest kind first; within a kind by the claims, then by what differs."""
    rank = list(KINDS)
    return sorted(found, key=lambda c: (rank.index(c.kind), c.left.iri, (c.right or c.left).iri, c.about))


def _within(claim: Claim, contrary: Collection[frozenset[str]]) -> Iterator[Conflict]:
    """Conflicts between the pieces of evidence of one claim: at most one for each thing they differ about."""
    by_stance: dict[str, list[Evidence]] = {}
    for e in claim.evidence:
        by_stance.setdefault(e.stance, []).append(e)
    pro = by_stance.get("supports", [])
    con = by_stance.get("disputes", []) + by_stance.get("undecided", [])
    if pro and con:
        yield Conflict("stance", "stance", claim, tuple(pro), claim, tuple(con))
    elif "disputes" in by_stance and "undecided" in by_stance:
        yield Conflict("stance", "stance", claim, tuple(by_stance["disputes"]), claim, tuple(by_stance["undecided"]))
    for about in ("directness", "condition", "frequency", "manifestation", "modality"):
        yield from _differing(claim, pro, about, contrary)


def _differing(
    claim: Claim, evidence: list[Evidence], about: str, contrary: Collection[frozenset[str]]
) -> Iterator[Conflict]:
    groups: dict[tuple[str, ...], list[Evidence]] = {}
    for e in evidence:
        groups.setdefault(_hedges(e, about), []).append(e)
    for one, other in combinations(sorted(groups), 2):
        kind: Kind = "hedge"
        if any(frozenset((a, b)) in contrary for a in one for b in other):
            kind = "contrary"
        elif _scopes_differ(about, one, other, {hedge for pair in contrary for hedge in pair}):
            kind = "scope"
        if kind != "hedge" or _of_different_sources(groups[one], groups[other]):
            yield Conflict(kind, about, claim, tuple(groups[one]), claim, tuple(groups[other]))


def _scopes_differ(about: str, one: tuple[str, ...], other: tuple[str, ...], graded: Collection[str]) -> bool:
    """Whether the hedges tell of different cases: how often, or with and without a degree (severe, moderate)."""
    if about == "frequency":
        return bool(one and other)
    return about == "condition" and bool(set(one) & set(graded)) != bool(set(other) & set(graded))


def _hedges(e: Evidence, about: str) -> tuple[str, ...]:
    if about == "condition":
        return e.conditions
    if about == "manifestation":
        return e.manifestations
    value = getattr(e, about)
    return (value,) if value and value != "unspecified" else ()


def _of_different_sources(one: Iterable[Evidence], other: Iterable[Evidence]) -> bool:
    """Whether each side has a source that the other one lacks: else a source only says more at one place."""
    left, right = {e.source for e in one}, {e.source for e in other}
    return bool(left - right and right - left)


def _sign_against_sign(
    claims: list[Claim], signs: Mapping[str, Sign], wider: Mapping[str, Collection[str]]
) -> Iterator[Conflict]:
    by_subject: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.predicate in signs and claim.context is None and any(e.stance == "supports" for e in claim.evidence):
            by_subject.setdefault(claim.subject, []).append(claim)
    for group in by_subject.values():
        for one, other in combinations(group, 2):
            about_one, about_other = ({c.object, *wider.get(c.object, ())} for c in (one, other))
            if signs[one.predicate] != signs[other.predicate] and about_one & about_other:
                sides = [tuple(e for e in c.evidence if e.stance == "supports") for c in (one, other)]
                yield Conflict("sign", "sign", one, sides[0], other, sides[1])


def _one_excludes_the_other(claims: list[Claim], excluding: Mapping[str, Collection[str]]) -> Iterator[Conflict]:
    """The same said of one thing, with objects that exclude each other."""
    for one, other in combinations((c for c in claims if c.object in excluding), 2):
        same = (one.subject, one.predicate, one.context) == (other.subject, other.predicate, other.context)
        if same and other.object in excluding[one.object]:
            sides = [tuple(e for e in c.evidence if e.stance == "supports") for c in (one, other)]
            if all(sides):
                yield Conflict("contrary", "object", one, sides[0], other, sides[1])


def unexplained(
    claims: Iterable[Claim], signs: Mapping[str, Sign], hops: Collection[Hop], max_steps: int
) -> list[Conflict]:
    """The conclusions that some source states while no chain of at most `max_steps` leads there with that sign.

    signs  the predicates that state conclusions: IRI → sign.
    """
    found = []
    for claim in sorted(claims):
        stating = tuple(e for e in claim.evidence if e.stance == "supports")
        if claim.predicate not in signs or claim.context or not stating:
            continue
        paths = chains(hops, [claim.subject], [claim.object], max_steps)
        if not any(sign_of(path) == signs[claim.predicate] for path in paths):
            found.append(Conflict("unexplained", "chain", claim, stating, None, ()))
    return found
