"""What gives hops, from `Facts`, for some subjects at a time: a pass over everything for each would be too slow."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise, product
from typing import NamedTuple

from kgtool.model import Hop, Sign
from kgtool.reading.foreign import Bare, foreign_signs
from kgtool.reading.grounds import Givers, edges_of_claims
from kgtool.reading.rows import as_sign
from kgtool.store import Store
from kgtool.store.deriving import Derived
from kgtool.store.facts import Facts, Node, Pairs, Unnamed, is_iri, text
from kgtool.vocabulary import NC, OWL, STEPS


def givers(store: Store, derived: Derived, bounds: list[str]) -> Iterator[tuple[list[Hop], Givers, Bare]]:
    """The hops that claims or rules give, with these, and the bare triples, of the subjects between each two bounds.

    store  the frame, of which SPARQL is asked.
    """
    facts = derived.facts
    edges, signs, told_of = edges_of_claims(store), foreign_signs(store), annotated(facts)
    steps = {sign: derived.pairs(step) for step, sign in STEPS.items()}
    carried = _Carried([(sign, derived.pairs(edge)) for edge, sign in dict(edges.values()).items()])
    told = {Hop(s, sign, o) for p, sign in signs.items() for s, o in told_of.get(p, ())}
    for part in _parts(derived, bounds, signs):
        by = Givers(_stated(facts, edges, part), _applied(facts, part), {}, carried)
        unclaimed, bare = _unclaimed(part, signs, told, by)
        by = by._replace(unclaimed=unclaimed)
        every = {*by.stated, *by.applied, *unclaimed}
        yield sorted(hop for hop in every if (hop.subject, hop.object) in steps[hop.sign]), by, bare


def said(facts: Facts, claims: Iterable[Node]) -> Iterator[tuple[Node, Node, str, Node]]:
    """Those of some claims that have no context: claim, subject, predicate, object."""
    names = ("predicate", "subject", "object", "context")
    predicates, subjects, objects, contexts = (facts.of[NC + name] for name in names)
    for claim in claims:
        for p in () if claim in contexts else predicates.get(claim, ()):
            if is_iri(p):
                for s, o in product(subjects[claim], objects.get(claim, ())):
                    yield claim, s, str(p), o


def annotated(facts: Facts) -> dict[str, set[tuple[str, str]]]:
    """The ends of the statements that axioms annotate, by their predicates."""
    parts = [
        {axiom: text(value) for axiom, value in facts.all_of(OWL + name)}
        for name in ("annotatedProperty", "annotatedSource", "annotatedTarget")
    ]
    found: dict[str, set[tuple[str, str]]] = {}
    for axiom, predicate in parts[0].items():
        found.setdefault(predicate, set()).add((parts[1].get(axiom, ""), parts[2].get(axiom, "")))
    return found


class _Part(NamedTuple):
    """What gives the hops of some subjects, from `low` on and below `high`: triples by their predicates."""

    low: str
    high: str
    claims: list[Node]
    derivations: list[Node]
    triples: dict[str, list[tuple[Node, Node]]]


class _Carried(Container[Hop]):
    """The hops that claims give which some evidence carries. edges: the ends of such claims, with their signs."""

    def __init__(self, edges: list[tuple[Sign, Container[tuple[Node, Node]]]]) -> None:
        self._edges = edges

    def __contains__(self, hop: object) -> bool:
        assert isinstance(hop, Hop)
        ends = hop[0], hop[2]
        return any(ends in pairs for sign, pairs in self._edges if sign == hop[1])


def parted(pairs: Pairs, bounds: list[str]) -> list[list[Node]]:
    """Claims or derivations, given with their subjects, by these: between each two of the bounds."""
    parts: list[list[Node]] = [[] for _ in bounds[1:]]
    for node, subjects in pairs.items():
        for at in {bisect_right(bounds, text(subject)) for subject in subjects}:
            if 0 < at < len(bounds):
                parts[at - 1].append(node)
    return parts


def _parts(derived: Derived, bounds: list[str], signs: Iterable[str]) -> list[_Part]:
    """What gives the hops of the subjects between each two of the bounds."""
    of = derived.facts.of
    claims, derivations = (parted(of[NC + name], bounds) for name in ("subject", "derivedSubject"))
    given = zip(pairwise(bounds), claims, derivations, strict=True)
    parts = [_Part(low, high, stated, applied, {}) for (low, high), stated, applied in given]
    for predicate in signs:
        for pair in derived.pairs(predicate):
            if is_iri(pair[0]) and is_iri(pair[1]) and 0 < (at := bisect_right(bounds, pair[0])) < len(bounds):
                parts[at - 1].triples.setdefault(predicate, []).append(pair)
    return parts


def _stated(facts: Facts, edges: Mapping[str, tuple[str, Sign]], part: _Part) -> dict[Hop, set[str]]:
    found: dict[Hop, set[str]] = {}
    for claim, s, p, o in said(facts, part.claims):
        if p not in edges or isinstance(s, Unnamed) or isinstance(o, Unnamed):
            continue
        if part.low <= text(s) < part.high:
            found.setdefault(Hop(text(s), edges[p][1], text(o)), set()).add(text(claim))
    return found


def _applied(facts: Facts, part: _Part) -> dict[Hop, dict[str, tuple[str, set[str]]]]:
    signed: dict[Node, list[str]] = {}
    for rule, sign in facts.all_of(NC + "sign"):
        signed.setdefault(rule, []).append(text(sign))
    of = facts.of
    found: dict[Hop, dict[str, tuple[str, set[str]]]] = {}
    for derivation in part.derivations:
        subjects = [s for s in map(text, of[NC + "derivedSubject"][derivation]) if part.low <= s < part.high]
        premises = {text(c) for c in of[NC + "premise"].get(derivation, ())}
        for rule in of[NC + "byRule"].get(derivation, ()):
            for sign in signed.get(rule, ()):
                for s, o in product(subjects, of[NC + "derivedObject"].get(derivation, ())):
                    there = found.setdefault(Hop(s, as_sign(sign), text(o)), {})
                    there.setdefault(text(derivation), (text(rule), set()))[1].update(premises)
    return found


def _unclaimed(
    part: _Part, signs: Mapping[str, Sign], told: Container[Hop], by: Givers
) -> tuple[dict[Hop, set[str]], Bare]:
    """The signed triples, by their hops, but for those of hops that rest on such triples alone: the bare ones.

    told  the hops of whose triples something is said.
    """
    found: dict[Hop, set[str]] = {}
    bare: Bare = {}
    make = partial(tuple.__new__, Hop)
    for predicate, pairs in part.triples.items():
        sign = signs[predicate]
        named = sign + predicate
        for s, o in pairs:
            hop = make((s, sign, o))
            if hop in told or hop in by.applied:
                found.setdefault(hop, set()).add(f"<{s}> <{predicate}> <{o}>")
            elif hop not in by.stated or hop not in by.carried:
                bare.setdefault(s, {}).setdefault(named, []).append(o)  # type: ignore[arg-type]
    return found, bare
