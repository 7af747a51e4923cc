"""Hops, what they rest on and what sources conclude, from `Facts`: what SPARQL answers elsewhere, in one pass."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from kgtool.model import Claim, Evidence, Grounds, Hop, Sign
from kgtool.reading.evidence import TOLD, how_put, piece
from kgtool.reading.foreign import claims_of_statements, foreign_signs, is_statement, statement_as_claim
from kgtool.reading.grounds import Givers, edges_of_claims, joined_grounds
from kgtool.reading.hops import STEPS
from kgtool.reading.rows import as_sign
from kgtool.reading.terms import ranked_names
from kgtool.store.deriving import Derived
from kgtool.store.facts import Node, is_iri, text
from kgtool.store.opening import Store
from kgtool.vocabulary import NC, OWL


class Gathered:
    """What there is much of in a graph. store: its frame, of which SPARQL is asked."""

    def __init__(self, store: Store, derived: Derived) -> None:
        self._store, self._derived, self._facts = store, derived, derived.facts
        self._of = {predicate.removeprefix(NC): pairs for predicate, pairs in derived.facts.of.items()}

    def hops(self) -> Iterator[Hop]:
        """All hops between IRIs."""
        for step, sign in STEPS.items():
            for s, o in self._derived.pairs(step):
                if is_iri(s) and is_iri(o):
                    yield Hop(s, sign, o)  # type: ignore[arg-type]

    def called(self) -> Iterator[tuple[str, str, int]]:
        """Every (IRI, name, rank) of the terms."""
        return ranked_names(self._store)

    def supported(self, hops: list[Hop]) -> Iterator[tuple[dict[Hop, Grounds], Mapping[str, Claim]]]:
        """The grounds of all hops that have some, and the claims that they name, in one part."""
        edges = edges_of_claims(self._store)
        signs = dict(edges.values())
        carried = {
            Hop(s, sign, o)  # type: ignore[arg-type]
            for edge, sign in signs.items()
            for s, o in self._derived.pairs(edge)
            if is_iri(s) and is_iri(o)
        }
        grounds = joined_grounds(
            hops, Givers(self._stated(edges), self._applied(), self._unclaimed(), carried), strict=False
        )
        yield grounds, self._claims({c for g in grounds.values() for c in g.claims})

    def conclusions(self, terms: list[str]) -> Iterator[tuple[list[str], Iterable[tuple[Hop, str, str]]]]:
        """What sources conclude about all terms, in one part."""
        yield terms, self._conclusions()

    def _stated(self, edges: Mapping[str, tuple[str, Sign]]) -> dict[Hop, set[str]]:
        found: dict[Hop, set[str]] = {}
        for claim, s, p, o in self._said():
            if p in edges:
                found.setdefault(Hop(text(s), edges[p][1], text(o)), set()).add(text(claim))
        return found

    def _said(self) -> Iterator[tuple[Node, Node, str, Node]]:
        """Claims without a context: claim, subject, predicate, object."""
        of = self._of
        for claim, subjects in of["subject"].items():
            if claim not in of["context"]:
                for p in of["predicate"].get(claim, ()):
                    if is_iri(p):
                        for s, o in product(subjects, of["object"].get(claim, ())):
                            yield claim, s, str(p), o

    def _applied(self) -> dict[Hop, dict[str, tuple[str, set[str]]]]:
        signed: dict[Node, list[str]] = {}
        for rule, sign in self._facts.all_of(NC + "sign"):
            signed.setdefault(rule, []).append(text(sign))
        of = self._of
        found: dict[Hop, dict[str, tuple[str, set[str]]]] = {}
        for derivation, subjects in of["derivedSubject"].items():
            premises = {text(c) for c in of["premise"].get(derivation, ())}
            for rule in of["byRule"].get(derivation, ()):
                for sign in signed.get(rule, ()):
                    for s, o in product(subjects, of["derivedObject"].get(derivation, ())):
                        there = found.setdefault(Hop(text(s), as_sign(sign), text(o)), {})
                        there.setdefault(text(derivation), (text(rule), set()))[1].update(premises)
        return found

    def _unclaimed(self) -> dict[Hop, set[str]]:
        found: dict[Hop, set[str]] = {}
        for predicate, sign in foreign_signs(self._store).items():
            for s, o in self._derived.pairs(predicate):
                hop = Hop(text(s), sign, text(o))
                found.setdefault(hop, set()).add(f"<{hop.subject}> <{predicate}> <{hop.object}>")
        return found

    def _claims(self, wanted: set[str]) -> dict[str, Claim]:
        of = self._of
        places = {
            text(passage): (text(source), text(next(iter(of["section"].get(passage, ())), "")))
            for passage, sources in of["source"].items()
            for source in sources
        }
        found: dict[str, Claim] = {}
        for claim, subjects in of["subject"].items():
            iri = text(claim)
            if iri not in wanted:
                continue
            evidence = tuple(sorted(self._piece(iri, e, places) for e in of["evidence"].get(claim, ()) if text(e)))
            for s, p, o in product(subjects, of["predicate"].get(claim, ()), of["object"].get(claim, ())):
                context = next(iter(of["context"].get(claim, ())), None)
                ends = text(s), text(p), text(o)
                if iri and all(ends):
                    found[iri] = Claim(iri, *ends, None if context is None else text(context), evidence)
        named = {iri for iri in wanted if is_statement(iri)}
        annotated = self._annotated(named)
        found |= claims_of_statements(self._store, sorted(annotated))
        return found | {iri: statement_as_claim(iri) for iri in named - annotated}

    def _piece(self, claim: str, evidence: Node, places: Mapping[str, tuple[str, str]]) -> Evidence:
        told = {name: [text(value) for value in self._of[name].get(evidence, ())] for name in TOLD}
        least = tuple(min(filter(None, values), default=None) for values in told.values())
        return piece(claim, text(evidence), least, places, told["condition"], told["manifestation"])

    def _annotated(self, statements: set[str]) -> set[str]:
        """Those of the statements that an axiom annotates."""
        parts = [
            {axiom: text(value) for axiom, value in self._facts.all_of(OWL + name)}
            for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")
        ]
        told = (tuple(part.get(axiom, "") for part in parts) for axiom in parts[0])
        return {f"<{s}> <{p}> <{o}>" for s, p, o in told} & statements

    def _conclusions(self) -> Iterator[tuple[Hop, str, str]]:
        of = self._of
        signed: dict[Node, list[str]] = {}
        for predicate, sign in self._facts.all_of(NC + "sign"):
            signed.setdefault(predicate, []).append(text(sign))
        told = set()
        for claim, s, p, o in self._said():
            for sign, e in product(signed.get(p, ()), of["evidence"].get(claim, ())):
                sources = [x for passage in of["passage"].get(e, ()) for x in of["source"].get(passage, ())]
                hedges = product(of["stance"].get(e, ()), of["directness"].get(e) or (None,))
                for source, (stance, directness) in product(sources, hedges):
                    way = None if directness is None else text(directness)
                    told.add((text(s), sign, text(o), text(source), text(stance), way))
        for subject, sign, object_, source, stance, way in told:
            if subject and object_ and source:
                yield Hop(subject, as_sign(sign), object_), source, how_put(stance, way)
