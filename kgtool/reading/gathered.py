"""Hops, what they rest on and what sources conclude, from `Facts`: what SPARQL answers elsewhere, part by part."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property, partial
from itertools import chain, product

from kgtool.model import Claim, Evidence, Grounds, Hop, How
from kgtool.model.overview import Unfit
from kgtool.reading.evidence import TOLD, how_put, how_told
from kgtool.reading.foreign import (
    Bare,
    claims_of_statements,
    foreign_signs,
    is_statement,
    statement_as_claim,
    take_bare,
)
from kgtool.reading.givers import annotated, givers, parted, said
from kgtool.reading.grounds import joined_grounds
from kgtool.reading.rows import as_sign, counted
from kgtool.reading.terms import ranked_names
from kgtool.reading.unfit import SEAMS, joining, told
from kgtool.store import Store
from kgtool.store.deriving import Derived
from kgtool.store.facts import Node, Pairs, Unnamed, is_iri, text
from kgtool.vocabulary import NC, STEPS

_MANY = 5_000  # hops, from which on a second process pays
_AT_ONCE = 50_000  # hops whose grounds are worked out in one go, at a kilobyte each
_TERMS = 5_000  # whose conclusions are
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
        for given, by, bare in givers(self._store, self._derived, bounds):
            for at in range(0, len(given), _BATCH):
                grounds = joined_grounds(given[at : at + _BATCH], by, strict=False)
                claims = self._claims({c for g in grounds.values() for c in g.claims})
                some: Bare = {}
                take_bare(grounds, claims, some)
                yield grounds, claims, some
            yield {}, {}, bare

    def conclusions(self, terms: list[str]) -> Iterator[tuple[list[str], Iterable[tuple[Hop, str, str]]]]:
        """What sources conclude about all terms, in parts."""
        starts = range(0, len(terms), _TERMS)
        parts = parted(self._of["subject"], [*(terms[at] for at in starts), _END])
        for at, claims in zip(starts, parts, strict=True):
            some = terms[at : at + _TERMS]
            yield some, self._conclusions(set(some), claims)

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
        ends = [pair for step in STEPS for pair in self._derived.pairs(step)]
        blank = 0
        if Unnamed in set(map(type, chain.from_iterable(ends))):  # which is quicker than to count
            blank = sum(isinstance(s, Unnamed) or isinstance(o, Unnamed) for s, o in ends)
        return told(self._store, {p: n for p, n in counts.items() if n}, blank, counted(self._store, SEAMS))

    def _claims(self, wanted: set[str]) -> dict[str, Claim]:
        of = self._of
        predicates, objects, contexts, evidence = (of[name] for name in ("predicate", "object", "context", "evidence"))
        found: dict[str, Claim] = {}
        for iri in wanted:  # a claim without a name is found by that of its node
            if not (subjects := of["subject"].get(iri)):
                continue
            pieces = tuple(sorted([self._piece(iri, e) for e in evidence.get(iri, ()) if text(e)]))
            for s, p, o in product(subjects, predicates.get(iri, ()), objects.get(iri, ())):
                context = next(iter(contexts.get(iri, ())), None)
                ends = text(s), text(p), text(o)
                if iri and all(ends):
                    found[iri] = Claim(iri, *ends, None if context is None else text(context), pieces)
        named = {iri for iri in wanted if is_statement(iri)}
        told = {f"<{s}> <{p}> <{o}>" for p, ends in annotated(self._facts).items() for s, o in ends} & named
        found |= claims_of_statements(self._store, sorted(told))
        return found | {iri: statement_as_claim(iri) for iri in named - told}

    @cached_property
    def _piece(self) -> "_Pieces":
        of = self._of
        places = {
            text(passage): (text(source), text(next(iter(of["section"].get(passage, ())), "")))
            for passage, sources in of["source"].items()
            for source in sources
        }
        return _Pieces(of, places)

    def _conclusions(self, causes: Container[Node], claims: Iterable[Node]) -> Iterator[tuple[Hop, str, str]]:
        of = self._of
        signed: dict[Node, list[str]] = {}
        for predicate, sign in self._facts.all_of(NC + "sign"):
            signed.setdefault(predicate, []).append(text(sign))
        evidence, columns = of["evidence"], [of[name] for name in ("passage", "stance", "directness")]
        known: dict[tuple[tuple[Node, ...] | None, ...], list[tuple[str, Node, Node | None]]] = {}

        def put(e: Node) -> list[tuple[str, Node, Node | None]]:
            """The sources of some evidence, each with a stance and a directness."""
            by = tuple([column.get(e) for column in columns])
            if by not in known:  # there are few passages, and few ways of telling
                passages, stances, ways = by
                ends = product(passages or (), stances or (), ways or (None,))
                known[by] = [(text(one), stance, way) for p, stance, way in ends for one in of["source"].get(p, ())]
            return known[by]

        told = {
            (s, sign, o, how)
            for claim, s, p, o in said(self._facts, claims)
            if p in signed and s in causes
            for e in evidence.get(claim, ())
            for how in put(e)
            for sign in signed[p]
        }
        for subject, sign, object_, (source, stance, way) in told:
            if text(subject) and text(object_) and source:
                how = how_put(text(stance), None if way is None else text(way))
                yield Hop(text(subject), as_sign(sign), text(object_)), source, how


_SEVERAL = [TOLD.index(name) - 1 for name in ("condition", "manifestation")]


class _Pieces:
    """Makes pieces of evidence. places: passage → its source and section."""

    def __init__(self, of: Mapping[str, Pairs], places: Mapping[str, tuple[str, str]]) -> None:
        self._passages, *self._columns = (of[name] for name in TOLD)
        self._places = places
        self._known: dict[tuple[tuple[Node, ...] | None, ...], How] = {}

    def __call__(self, claim: str, node: Node) -> Evidence:
        told = tuple([column.get(node) for column in self._columns])
        how = self._known.get(told)
        if how is None:  # there are few ways of telling
            several = (map(text, told[at] or ()) for at in _SEVERAL)
            how = self._known[told] = how_told([_least(values) for values in told], *several)
        passage = _least(self._passages.get(node)) or ""
        source, section = self._places.get(passage, ("", ""))
        return Evidence._make((text(node), claim, source, section, passage, *how))


def _least(values: tuple[Node, ...] | None) -> str | None:
    if values and len(values) == 1:  # as nearly always
        return text(values[0]) or None
    return min(filter(None, map(text, values or ())), default=None)
