"""What hops rest on: premises, claims and their evidence, and who concludes what."""

from collections.abc import Collection, Mapping

from kgtool.claims.foreign import claims_of_statements, is_statement, statements
from kgtool.claims.rows import as_sign, rows, values
from kgtool.errors import InputError
from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet, Sign
from kgtool.store import Store
from kgtool.vocabulary import NC


def grounds_of(store: Store, hops: Collection[Hop]) -> dict[Hop, Grounds]:
    """The premise sets of each hop, and what else gives it.

    Raises InputError for a hop that nothing gives: the store then holds steps without the claims they came from.
    """
    stated: dict[Hop, set[str]] = {}
    applied: dict[Hop, dict[str, tuple[str, set[str]]]] = {}
    pairs = " ".join(f"(<{s}> <{o}>)" for s, o in sorted({(hop.subject, hop.object) for hop in hops}))
    if not pairs:
        return {}
    edges = _edges_of_claims(store)
    predicates = ", ".join(f"<{p}>" for p in edges)
    for s, o, p, claim, derivation, rule, sign in rows(
        store,
        "SELECT ?s ?o ?p ?claim ?derivation ?rule ?sign WHERE {\n"
        f"  {{ VALUES (?s ?o) {{ {pairs} }} ?claim nc:subject ?s ; nc:object ?o ; nc:predicate ?p\n"
        f"    FILTER(?p IN ({predicates})) FILTER NOT EXISTS {{ ?claim nc:context ?context }} }}\n"
        f"  UNION {{ VALUES (?s ?o) {{ {pairs} }}\n"
        "    ?derivation nc:derivedSubject ?s ; nc:derivedObject ?o ; nc:byRule ?rule . ?rule nc:sign ?sign\n"
        "    OPTIONAL { ?derivation nc:premise ?claim } } }",
    ):
        assert s and o
        if derivation and rule:
            found = applied.setdefault(Hop(s, as_sign(sign), o), {}).setdefault(derivation, (rule, set()))[1]
            found |= {claim} if claim else set()
        elif claim and p:
            stated.setdefault(Hop(s, edges[p][1], o), set()).add(claim)
    triples = statements(store, pairs)
    # An edge is there exactly when some evidence carries its claim, so the evidence needn't be read for that.
    carried = _carried(store, pairs, edges)
    grounds = {}
    for hop in hops:
        own = tuple(PremiseSet(None, (c,)) for c in sorted(stated.get(hop, ()))) if hop in carried else ()
        own += tuple(PremiseSet(None, (c,)) for c in sorted(triples.get(hop, ())))
        ruled = tuple(sorted(PremiseSet(rule, tuple(sorted(c))) for rule, c in applied.get(hop, {}).values()))
        if not own and not ruled:
            raise InputError(
                f"no claim and no rule gives the hop {hop.subject} → {hop.object}: "
                "the store's steps and claims don't fit. Fill it anew from `kgtool export --steps`."
            )
        grounds[hop] = Grounds(own, ruled) if own else Grounds(ruled, ())
    return grounds


def _edges_of_claims(store: Store) -> dict[str, tuple[str, Sign]]:
    """The predicates whose claims state a step by themselves: predicate → (edge, sign)."""
    return {
        p: (edge, as_sign(sign))
        for p, edge, sign in rows(
            store,
            "SELECT ?p ?edge ?sign WHERE { VALUES ?step { nc:stepPromotes nc:stepInhibits } "
            "?edge rdfs:subPropertyOf ?step . ?p nc:projectsTo ?edge ; nc:sign ?sign "
            "FILTER NOT EXISTS { ?p nc:rule ?rule } } ORDER BY ?p",
        )
        if p and edge
    }


def _carried(store: Store, pairs: str, edges: Mapping[str, tuple[str, Sign]]) -> set[Hop]:
    """The hops among `pairs` that have an edge: some evidence carries the claim that states them."""
    signs = dict(edges.values())
    return {
        Hop(s, signs[edge], o)
        for s, edge, o in rows(
            store,
            f"SELECT ?s ?edge ?o WHERE {{ VALUES (?s ?o) {{ {pairs} }} ?s ?edge ?o "
            f"FILTER(?edge IN ({', '.join(f'<{edge}>' for edge in signs)})) }}",
        )
        if s and edge and o
    }


def claims_of(store: Store, iris: Collection[str]) -> dict[str, Claim]:
    """The claims with these IRIs, each with all its evidence."""
    if not iris:
        return {}
    foreign = claims_of_statements(store, [iri for iri in iris if is_statement(iri)])
    own = sorted(iri for iri in iris if not is_statement(iri))
    return {**(_own_claims(store, own) if own else {}), **foreign}


def _own_claims(store: Store, iris: Collection[str]) -> dict[str, Claim]:
    wanted = values("c", iris)
    parts: dict[str, dict[str, str]] = {}
    for claim, p, v in rows(
        store,
        f"SELECT ?c ?p ?v WHERE {{ {wanted} ?c ?p ?v "
        "FILTER(?p IN (nc:subject, nc:predicate, nc:object, nc:context)) }",
    ):
        assert claim and p and v
        parts.setdefault(claim, {})[p[len(NC) :]] = v
    evidence = _evidence_of(store, wanted)
    return {
        iri: Claim(iri, p["subject"], p["predicate"], p["object"], p.get("context"), evidence.get(iri, ()))
        for iri, p in sorted(parts.items())
        if {"subject", "predicate", "object"} <= p.keys()
    }


def _evidence_of(store: Store, wanted: str) -> dict[str, tuple[Evidence, ...]]:
    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    for claim, e, p, v in rows(
        store, f"SELECT ?c ?e ?p ?v WHERE {{ {wanted} ?c nc:evidence ?e . ?e ?p ?v FILTER(?p != rdf:type) }}"
    ):
        assert claim and e and p and v
        said.setdefault((claim, e), {}).setdefault(_local(p), []).append(v)
    places = {
        passage: (source or "", section or "")
        for passage, source, section in rows(
            store,
            f"SELECT DISTINCT ?p ?source ?section WHERE {{ {wanted} ?c nc:evidence/nc:passage ?p . "
            "?p nc:source ?source . OPTIONAL { ?p nc:section ?section } }",
        )
        if passage
    }
    found: dict[str, list[Evidence]] = {}
    for (claim, iri), told in sorted(said.items()):
        passage = told.get("passage", [""])[0]
        source, section = places.get(passage, ("", ""))
        found.setdefault(claim, []).append(
            Evidence(
                iri,
                claim,
                source,
                section,
                passage,
                _one(told, "stance") or "supports",
                _one(told, "modality") or "asserted",
                _one(told, "directness"),
                _one(told, "mode"),
                _all(told, "condition"),
                _one(told, "frequency"),
                _all(told, "manifestation"),
            )
        )
    return {claim: tuple(sorted(group)) for claim, group in found.items()}


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _one(properties: Mapping[str, list[str]], name: str) -> str | None:
    found = properties.get(name)
    return _local(min(found)) if found else None


def _all(properties: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(sorted(_local(v) for v in properties.get(name, ())))


def conclusions(store: Store, causes: Collection[str], effects: Collection[str]) -> dict[Hop, tuple[str, ...]]:
    """Who states the net effect of each cause on each effect: (cause, sign, effect) → IRIs of sources, in order."""
    ends = [values("s", causes)] if causes else []
    if effects:
        ends.append(f"FILTER(?o IN ({', '.join(f'<{iri}>' for iri in effects)}))" if causes else values("o", effects))
    found: dict[Hop, set[str]] = {}
    for s, sign, o, source in rows(
        store,
        f"SELECT DISTINCT ?s ?sign ?o ?source WHERE {{ {' '.join(ends)} "
        "?c nc:subject ?s ; nc:object ?o ; nc:predicate ?p . "
        "?p nc:sign ?sign . FILTER NOT EXISTS { ?c nc:context ?context } "
        "?c nc:evidence ?e . ?e nc:stance nc:supports ; nc:passage/nc:source ?source }",
    ):
        assert s and o and source
        found.setdefault(Hop(s, as_sign(sign), o), set()).add(source)
    return {hop: tuple(sorted(sources)) for hop, sources in found.items()}


def lacks_steps(store: Store) -> bool:
    """Whether the store holds no step although some claim in it states one: it was filled with claims alone."""
    (steps, stated) = next(
        rows(
            store,
            "SELECT (EXISTS { ?a nc:stepPromotes|nc:stepInhibits ?b } AS ?steps) (EXISTS { "
            "VALUES ?p { nc:promotes nc:inhibits } ?c nc:predicate ?p ; nc:evidence ?e . ?e nc:stance nc:supports "
            "FILTER NOT EXISTS { ?e nc:directness nc:indirect } FILTER NOT EXISTS { ?c nc:context ?x } } AS ?stated) "
            "WHERE {}",
        )
    )
    return steps != "true" and stated == "true"


def sources(store: Store) -> list[str]:
    """The IRIs of the sources that evidence comes from, in order."""
    return [s for (s,) in rows(store, "SELECT DISTINCT ?s WHERE { ?p a nc:Passage ; nc:source ?s } ORDER BY ?s") if s]


def named_in(claim: Claim) -> set[str]:
    """The IRIs that a claim and its evidence name, for looking up their labels."""
    named = {claim.subject, claim.predicate, claim.object, *((claim.context,) if claim.context else ())}
    return named | {place for e in claim.evidence for place in (e.source, e.section) if place}
