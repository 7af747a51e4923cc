"""Hops, what they rest on and what sources conclude, from `Facts`: what SPARQL answers elsewhere, part by part."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import pairwise, product
from typing import NamedTuple

from kgtool.model import Claim, Evidence, Grounds, Hop, Sign
from kgtool.model.overview import Unfit
from kgtool.reading.evidence import TOLD, how_put, piece
from kgtool.reading.foreign import (
    Bare,
    claims_of_statements,
    foreign_signs,
    is_statement,
    statement_as_claim,
    take_bare,
)
from kgtool.reading.grounds import Givers, edges_of_claims, joined_grounds
from kgtool.reading.rows import as_sign, counted
from kgtool.reading.terms import ranked_names
from kgtool.reading.unfit import SEAMS, joining, told
from kgtool.store import Store
from kgtool.store.deriving import Derived
from kgtool.store.facts import Node, Pairs, Unnamed, is_iri, text
from kgtool.vocabulary import NC, OWL, STEPS

_MANY = 5_000  # hops, from which on a second process pays
_AT_ONCE = 50_000  # hops whose grounds are worked out in one go, or terms whose conclusions are, at a kilobyte each
_BATCH = 10_000  # hops whose claims are worked out in one go
_END = "\U0010ffff"  # comes behind all IRIs
_HERE = 0.25  # the share of their cards that this process makes, which makes all other notes

Supported = tuple[dict[Hop, Grounds], Mapping[str, Claim], Bare]
"""The grounds of hops, the claims that they name, and the bare triples."""


class Gathered:
    """What there is much of in a graph. store: its frame, of which SPARQL is asked."""

    def __init__(self, store: Store, derived: Derived) -> None:
        self._store, self._derived, self._facts = store, derived, derived.facts
        self._of = {predicate.removeprefix(NC): pairs for predicate, pairs in derived.facts.of.items()}

    def hops(self) -> Iterator[Hop]:
        """All hops between IRIs."""
        make = partial(tuple.__new__, Hop)  # there may be millions, and Hop(…) is a function in Python
        for step, sign in STEPS.items():
            yield from (make((s, sign, o)) for s, o in self._derived.pairs(step) if is_iri(s) and is_iri(o))

    def called(self) -> Iterator[tuple[str, str, int]]:
        """Every (IRI, name, rank) of the terms."""
        return ranked_names(self._store)

    def supported(self, hops: list[Hop]) -> tuple[Iterator[Supported], Iterator[Supported] | tuple[()]]:
        """What all hops rest on that rest on something: some of it here, the rest aside where there is much."""
        here = len(hops) if len(hops) < _MANY else int(len(hops) * _HERE)
        return self._supported(hops, 0, here), self._supported(hops, here, len(hops)) if here < len(hops) else ()

    def _supported(self, hops: list[Hop], first: int, end: int) -> Iterator[Supported]:
        bounds = [hops[at].subject if at else "" for at in range(first, end, _AT_ONCE)] or [""]
        bounds.append(hops[end].subject if end < len(hops) else _END)
        edges, signs, annotated = edges_of_claims(self._store), foreign_signs(self._store), self._annotated()
        steps = {sign: self._derived.pairs(step) for step, sign in STEPS.items()}
        carried = _Carried([(sign, self._derived.pairs(edge)) for edge, sign in dict(edges.values()).items()])
        told = {Hop(s, sign, o) for p, sign in signs.items() for s, o in annotated.get(p, ())}
        for part in self._parts(bounds, signs):
            by = Givers(self._stated(edges, part), self._applied(part), {}, carried)
            unclaimed, bare = _unclaimed(part, signs, told, by)
            by = by._replace(unclaimed=unclaimed)
            every = {*by.stated, *by.applied, *unclaimed}
            given = sorted(hop for hop in every if (hop.subject, hop.object) in steps[hop.sign])
            for at in range(0, len(given), _BATCH):
                grounds = joined_grounds(given[at : at + _BATCH], by, strict=False)
                claims = self._claims({c for g in grounds.values() for c in g.claims})
                some: Bare = {}
                take_bare(grounds, claims, some)
                yield grounds, claims, some
            yield {}, {}, bare

    def _parts(self, bounds: list[str], signs: Iterable[str]) -> list["_Part"]:
        """What gives the hops of the subjects between each two of the bounds."""
        parts = [_Part(low, high, [], [], {}) for low, high in pairwise(bounds)]
        of = self._of

        def parts_with(subjects: Iterable[Node]) -> Iterator[_Part]:
            for at in {bisect_right(bounds, text(subject)) for subject in subjects}:
                if 0 < at < len(bounds):
                    yield parts[at - 1]

        for claim, subjects in of["subject"].items():
            if claim not in of["context"]:
                for part in parts_with(subjects):
                    part.claims.append(claim)
        for derivation, subjects in of["derivedSubject"].items():
            for part in parts_with(subjects):
                part.derivations.append(derivation)
        for predicate in signs:
            for pair in self._derived.pairs(predicate):
                if is_iri(pair[0]) and is_iri(pair[1]) and 0 < (at := bisect_right(bounds, pair[0])) < len(bounds):
                    parts[at - 1].triples.setdefault(predicate, []).append(pair)
        return parts

    def conclusions(self, terms: list[str]) -> Iterator[tuple[list[str], Iterable[tuple[Hop, str, str]]]]:
        """What sources conclude about all terms, in parts."""
        for at in range(0, len(terms), _AT_ONCE):
            some = terms[at : at + _AT_ONCE]
            yield some, self._conclusions(set(some))

    def settings(self) -> Iterator[tuple[str, str, str]]:
        """The cause, the effect and the context of all claims that sources support in a setting alone."""
        of = self._of
        signed = {predicate for predicate, _ in self._facts.all_of(NC + "sign")}
        supported = {e for e, stances in of["stance"].items() if NC + "supports" in stances}
        for claim, contexts in of["context"].items():
            if signed.isdisjoint(of["predicate"].get(claim, ())) or supported.isdisjoint(of["evidence"].get(claim, ())):
                continue
            for s, o, context in product(of["subject"].get(claim, ()), of["object"].get(claim, ()), contexts):
                if text(context):
                    yield text(s), text(o), text(context)

    def unfit(self) -> Unfit | None:
        """What of foreign graphs can't be traced."""
        given, signs, counts = self._derived.given, foreign_signs(self._store), joining(self._store)
        for p in self._facts.rest.keys() | given.keys():
            named = ((s, o) for s, o in given.get(p) or self._facts.all_of(p) if is_iri(s) and is_iri(o))
            counts[p] = any(True for _ in named) if p in signs else len(set(named))
        blank = sum(
            isinstance(s, Unnamed) or isinstance(o, Unnamed) for step in STEPS for s, o in self._derived.pairs(step)
        )
        return told(self._store, {p: n for p, n in counts.items() if n}, blank, counted(self._store, SEAMS))

    def _stated(self, edges: Mapping[str, tuple[str, Sign]], part: "_Part") -> dict[Hop, set[str]]:
        found: dict[Hop, set[str]] = {}
        for claim, s, p, o in self._said(part.claims):
            if p not in edges or isinstance(s, Unnamed) or isinstance(o, Unnamed):
                continue
            if part.low <= text(s) < part.high:
                found.setdefault(Hop(text(s), edges[p][1], text(o)), set()).add(text(claim))
        return found

    def _said(self, claims: Iterable[Node]) -> Iterator[tuple[Node, Node, str, Node]]:
        """Claims: claim, subject, predicate, object."""
        of = self._of
        for claim in claims:
            for p in of["predicate"].get(claim, ()):
                if is_iri(p):
                    for s, o in product(of["subject"][claim], of["object"].get(claim, ())):
                        yield claim, s, str(p), o

    def _applied(self, part: "_Part") -> dict[Hop, dict[str, tuple[str, set[str]]]]:
        signed: dict[Node, list[str]] = {}
        for rule, sign in self._facts.all_of(NC + "sign"):
            signed.setdefault(rule, []).append(text(sign))
        of = self._of
        found: dict[Hop, dict[str, tuple[str, set[str]]]] = {}
        for derivation in part.derivations:
            subjects = [s for s in map(text, of["derivedSubject"][derivation]) if part.low <= s < part.high]
            premises = {text(c) for c in of["premise"].get(derivation, ())}
            for rule in of["byRule"].get(derivation, ()):
                for sign in signed.get(rule, ()):
                    for s, o in product(subjects, of["derivedObject"].get(derivation, ())):
                        there = found.setdefault(Hop(s, as_sign(sign), text(o)), {})
                        there.setdefault(text(derivation), (text(rule), set()))[1].update(premises)
        return found

    def _claims(self, wanted: set[str]) -> dict[str, Claim]:
        of, places = self._of, self._places
        columns = [of[name] for name in TOLD]
        found: dict[str, Claim] = {}
        for iri in wanted:  # a claim without a name is found by that of its node
            if not (subjects := of["subject"].get(iri)):
                continue
            evidence = tuple(sorted(_piece(iri, e, columns, places) for e in of["evidence"].get(iri, ()) if text(e)))
            for s, p, o in product(subjects, of["predicate"].get(iri, ()), of["object"].get(iri, ())):
                context = next(iter(of["context"].get(iri, ())), None)
                ends = text(s), text(p), text(o)
                if iri and all(ends):
                    found[iri] = Claim(iri, *ends, None if context is None else text(context), evidence)
        named = {iri for iri in wanted if is_statement(iri)}
        annotated = {f"<{s}> <{p}> <{o}>" for p, ends in self._annotated().items() for s, o in ends} & named
        found |= claims_of_statements(self._store, sorted(annotated))
        return found | {iri: statement_as_claim(iri) for iri in named - annotated}

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        of = self._of
        return {
            text(passage): (text(source), text(next(iter(of["section"].get(passage, ())), "")))
            for passage, sources in of["source"].items()
            for source in sources
        }

    def _annotated(self) -> dict[str, set[tuple[str, str]]]:
        """The ends of the statements that axioms annotate, by their predicates."""
        parts = [
            {axiom: text(value) for axiom, value in self._facts.all_of(OWL + name)}
            for name in ("annotatedProperty", "annotatedSource", "annotatedTarget")
        ]
        found: dict[str, set[tuple[str, str]]] = {}
        for axiom, predicate in parts[0].items():
            found.setdefault(predicate, set()).add((parts[1].get(axiom, ""), parts[2].get(axiom, "")))
        return found

    def _conclusions(self, causes: Container[Node]) -> Iterator[tuple[Hop, str, str]]:
        of = self._of
        signed: dict[Node, list[str]] = {}
        for predicate, sign in self._facts.all_of(NC + "sign"):
            signed.setdefault(predicate, []).append(text(sign))
        evidence, passages, sources = of["evidence"], of["passage"], of["source"]
        stances, ways = of["stance"], of["directness"]
        told: set[tuple[Node, str, Node, Node, Node, Node | None]] = set()
        for claim, s, p, o in self._said(c for c in of["subject"] if c not in of["context"]):
            if p not in signed or s not in causes:
                continue
            for e in evidence.get(claim, ()):
                for passage, stance, way in product(passages.get(e, ()), stances.get(e, ()), ways.get(e) or (None,)):
                    for source in sources.get(passage, ()):
                        told.update([(s, sign, o, source, stance, way) for sign in signed[p]])
        for subject, sign, object_, source, stance, way in told:
            if text(subject) and text(object_) and text(source):
                how = how_put(text(stance), None if way is None else text(way))
                yield Hop(text(subject), as_sign(sign), text(object_)), text(source), how


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


_SEVERAL = [TOLD.index(name) for name in ("condition", "manifestation")]


def _piece(claim: str, evidence: Node, columns: list[Pairs], places: Mapping[str, tuple[str, str]]) -> Evidence:
    told = [column.get(evidence) for column in columns]
    least = tuple([None if values is None else _least(values) for values in told])
    several = (map(text, told[at] or ()) for at in _SEVERAL)
    return piece(claim, text(evidence), least, places, *several)


def _least(values: tuple[Node, ...]) -> str | None:
    if len(values) == 1:  # as nearly always
        return text(values[0]) or None
    return min(filter(None, map(text, values)), default=None)
