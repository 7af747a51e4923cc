"""RDF rows → claims, terms and hops: the only seam between RDF and plain values.

Every function asks a `Store` in SPARQL 1.1, so files on disk and a remote endpoint are read by the same text.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet, Sign, Term
from kgtool.store import Store
from kgtool.vocabulary import BASE, NC, OWL, RDF, RDFS, SKOS

SOURCE = BASE + "source/"
STEPS: Mapping[str, Sign] = {NC + "stepPromotes": "+", NC + "stepInhibits": "-"}

_PROLOGUE = f"PREFIX nc: <{NC}>\nPREFIX rdfs: <{RDFS}>\nPREFIX rdf: <{RDF}>\nPREFIX skos: <{SKOS}>\nPREFIX owl: <{OWL}>\n"
# A state of X is a deficiency, an excess, a decrease, an increase or a disturbance of X.
_STATE_OF = "nc:deficiencyOf|nc:excessOf|nc:decreaseOf|nc:increaseOf|nc:disturbanceOf"
_NOT_TERMS = "nc:Claim nc:Evidence nc:Passage nc:Section nc:Source nc:Derivation owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:Ontology"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
Row = tuple[str | None, ...]


def rows(store: Store, pattern: str) -> Iterator[Row]:
    """The rows of a SELECT as plain text: IRIs and literals by their value, unbound cells as None."""
    answer = store.query(_PROLOGUE + pattern)
    if not isinstance(answer, ox.QuerySolutions):
        raise InputError("the store answered a SELECT query with something other than rows.")
    for solution in answer:
        yield tuple(None if cell is None else cell.value for cell in solution)  # type: ignore[union-attr]


def values(variable: str, iris: Iterable[str]) -> str:
    """A VALUES block that binds `variable` to each IRI."""
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"


# ---- terms ---------------------------------------------------------------------------------------------


def labels(store: Store, iris: Collection[str]) -> dict[str, str]:
    """The label of each IRI that has one: the English one, else one without a language, else any other."""
    found: dict[str, tuple[int, str]] = {}
    iris = [iri for iri in iris if _IRI.fullmatch(iri)]
    if iris:
        for iri, label, language in rows(
            store,
            f"SELECT ?t ?label (LANG(?label) AS ?lang) WHERE {{ {values('t', iris)} ?t rdfs:label ?label }}",
        ):
            assert iri and label is not None
            rank = (("en", "").index(language) if language in ("en", "") else 2, label)
            if iri not in found or rank < found[iri]:
                found[iri] = rank
    return {iri: label for iri, (_, label) in found.items()}


def named(store: Store, name: str) -> list[Term]:
    """The terms whose label or synonym is `name`, letter case aside; a label comes before a synonym."""
    spellings = dict.fromkeys((name, name.lower(), name[:1].upper() + name[1:], name[:1].upper() + name[1:].lower()))
    literals = " ".join(f"{text}{tag}" for text in map(literal, spellings) for tag in ("@en", ""))
    for by in ("rdfs:label", "skos:altLabel|skos:prefLabel"):
        found = {
            iri
            for (iri,) in rows(
                store,
                f"SELECT DISTINCT ?t WHERE {{ VALUES ?name {{ {literals} }} ?t {by} ?name FILTER(isIRI(?t)) {_only_terms('t')} }}",
            )
            if iri
        }
        if found:
            return _as_terms(store, found)
    folded = name.casefold()
    return _as_terms(store, {iri for iri, text in names(store) if text.casefold() == folded})


def names(store: Store) -> list[tuple[str, str]]:
    """Every (IRI, label or synonym) of the terms, in order."""
    return sorted(
        (iri, text)
        for iri, text in rows(
            store,
            "SELECT DISTINCT ?t ?name WHERE { ?t rdfs:label|skos:altLabel|skos:prefLabel ?name "
            f"FILTER(LANG(?name) IN ('en', '')) FILTER(isIRI(?t)) {_only_terms('t')} }}",
        )
        if iri and text is not None
    )


def by_iri(store: Store, iri: str) -> list[Term]:
    """The term that has this IRI, or that is mapped to it as an exact match."""
    known = next(rows(store, f"SELECT ?p WHERE {{ <{iri}> ?p ?o }} LIMIT 1"), None)
    if known:
        return _as_terms(store, {iri})
    return _as_terms(store, {t for (t,) in rows(store, f"SELECT ?t WHERE {{ ?t skos:exactMatch <{iri}> }}") if t})


def states_of(store: Store, iri: str) -> list[str]:
    """The states of a nutrient or process (its deficiency, excess, decrease, …), or the term itself if it has none."""
    states = sorted(s for (s,) in rows(store, f"SELECT DISTINCT ?s WHERE {{ ?s {_STATE_OF} <{iri}> }}") if s)
    return states or [iri]


def narrower(store: Store, iris: Collection[str]) -> list[str]:
    """The terms themselves and all that claims call kinds of them."""
    found = rows(
        store, f"SELECT DISTINCT ?n WHERE {{ {values('t', iris)} ?n (nc:kindOf|nc:inheritsFrom)+ ?t }}"
    )
    return sorted({*iris, *(n for (n,) in found if n)})


def umbrellas(store: Store, iris: Collection[str]) -> set[str]:
    """Those of the terms that stand for several different things."""
    return {t for (t,) in rows(store, f"SELECT ?t WHERE {{ {values('t', iris)} ?t a nc:Umbrella }}") if t}


def _as_terms(store: Store, iris: Collection[str]) -> list[Term]:
    known = labels(store, iris)
    return sorted(Term(iri, known.get(iri, iri)) for iri in iris)


def _only_terms(variable: str) -> str:
    return (
        f'FILTER(!STRSTARTS(STR(?{variable}), "{NC}")) '
        f"FILTER NOT EXISTS {{ VALUES ?notTerm {{ {_NOT_TERMS} }} ?{variable} a ?notTerm }}"
    )


def literal(text: str) -> str:
    """The text as a SPARQL string literal."""
    return str(ox.Literal(text))


# ---- hops ----------------------------------------------------------------------------------------------


def hops_between(
    store: Store, causes: Collection[str], effects: Collection[str], max_steps: int, signs: Mapping[str, Sign] = STEPS
) -> set[Hop]:
    """All hops that a chain of at most `max_steps` from `causes` to `effects` can use, and some more.

    Frontiers grow from both ends and meet in the middle, one request each; an empty end is left open, and the other
    frontier goes all the way.
    """
    ahead = max_steps if not effects else (max_steps + 1) // 2 if causes else 0
    found = _frontiers(store, causes, ahead, signs, forward=True)
    if causes and effects and not found:
        return set()
    return found | _frontiers(store, effects, max_steps - ahead, signs, forward=False)


def _frontiers(
    store: Store, start: Collection[str], depth: int, signs: Mapping[str, Sign], forward: bool
) -> set[Hop]:
    found: set[Hop] = set()
    seen = set(start)
    front = sorted(seen)
    bound = "s" if forward else "o"
    predicates = ", ".join(f"<{p}>" for p in signs)
    for _ in range(depth):
        if not front:
            break
        reached = set()
        for s, p, o in rows(
            store,
            f"SELECT ?s ?p ?o WHERE {{ {values(bound, front)} ?s ?p ?o FILTER(?p IN ({predicates})) FILTER(isIRI(?o)) }}",
        ):
            assert s and p and o
            found.add(Hop(s, signs[p], o))
            reached.add(o if forward else s)
        front = sorted(reached - seen)
        seen |= reached
    return found


# ---- what hops rest on ---------------------------------------------------------------------------------


def grounds_of(store: Store, hops: Collection[Hop]) -> dict[Hop, Grounds]:
    """The premise sets of each hop, and what else gives it.

    Raises InputError for a hop that nothing gives: the store then holds steps without the claims they came from.
    """
    stated: dict[Hop, set[str]] = {}
    applied: dict[Hop, dict[str, tuple[str, set[str]]]] = {}
    pairs = " ".join(f"(<{s}> <{o}>)" for s, o in sorted({(hop.subject, hop.object) for hop in hops}))
    if pairs:
        for s, o, sign, claim, derivation, rule in rows(
            store,
            "SELECT ?s ?o ?sign ?claim ?derivation ?rule WHERE {\n"
            f"  {{ VALUES (?s ?o) {{ {pairs} }}\n"
            "    ?claim nc:subject ?s ; nc:object ?o ; nc:predicate ?p .\n"
            "    ?p nc:projectsTo/rdfs:subPropertyOf ?step . ?p nc:sign ?sign . FILTER NOT EXISTS { ?p nc:rule ?any }\n"
            "    VALUES ?step { nc:stepPromotes nc:stepInhibits }\n"
            "    FILTER NOT EXISTS { ?claim nc:context ?context }\n"
            "    FILTER EXISTS { ?claim nc:evidence ?e . ?e nc:stance nc:supports FILTER NOT EXISTS { ?e nc:directness nc:indirect } }\n"
            "  } UNION {\n"
            f"    VALUES (?s ?o) {{ {pairs} }}\n"
            "    ?derivation nc:derivedSubject ?s ; nc:derivedObject ?o ; nc:byRule ?rule . ?rule nc:sign ?sign .\n"
            "    OPTIONAL { ?derivation nc:premise ?claim } } }",
        ):
            assert s and o and (sign == "+" or sign == "-")
            hop = Hop(s, sign, o)
            if derivation and rule:
                premises = applied.setdefault(hop, {}).setdefault(derivation, (rule, set()))[1]
                premises |= {claim} if claim else set()
            elif claim:
                stated.setdefault(hop, set()).add(claim)
    grounds = {}
    for hop in hops:
        own = tuple(PremiseSet(None, (claim,)) for claim in sorted(stated.get(hop, ())))
        ruled = tuple(sorted(PremiseSet(rule, tuple(sorted(c))) for rule, c in applied.get(hop, {}).values()))
        if not own and not ruled:
            raise InputError(f"no claim and no rule gives the hop {hop.subject} → {hop.object}: the store's steps and claims don't fit.")
        grounds[hop] = Grounds(own, ruled) if own else Grounds(ruled, ())
    return grounds


def claims_of(store: Store, iris: Collection[str]) -> dict[str, Claim]:
    """The claims with these IRIs, each with all its evidence."""
    if not iris:
        return {}
    wanted = values("c", sorted(iris))
    parts: dict[str, dict[str, str]] = {}
    for claim, p, v in rows(
        store,
        f"SELECT ?c ?p ?v WHERE {{ {wanted} ?c ?p ?v FILTER(?p IN (nc:subject, nc:predicate, nc:object, nc:context)) }}",
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
            f"SELECT DISTINCT ?p ?source ?section WHERE {{ {wanted} ?c nc:evidence/nc:passage ?p . ?p nc:source ?source . OPTIONAL {{ ?p nc:section ?section }} }}",
        )
        if passage
    }
    found: dict[str, list[Evidence]] = {}
    for (claim, iri), p in sorted(said.items()):
        passage = p.get("passage", [""])[0]
        source, section = places.get(passage, ("", ""))
        found.setdefault(claim, []).append(
            Evidence(
                iri,
                claim,
                source,
                section,
                passage,
                _one(p, "stance") or "supports",
                _one(p, "modality") or "asserted",
                _one(p, "directness"),
                _one(p, "mode"),
                _all(p, "condition"),
                _one(p, "frequency"),
                _all(p, "manifestation"),
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
        f"SELECT DISTINCT ?s ?sign ?o ?source WHERE {{ {' '.join(ends)} ?c nc:subject ?s ; nc:object ?o ; nc:predicate ?p . "
        "?p nc:sign ?sign . FILTER NOT EXISTS { ?c nc:context ?context } "
        "?c nc:evidence ?e . ?e nc:stance nc:supports ; nc:passage/nc:source ?source }",
    ):
        assert s and o and source and (sign == "+" or sign == "-")
        found.setdefault(Hop(s, sign, o), set()).add(source)
    return {hop: tuple(sorted(sources)) for hop, sources in found.items()}


class Lack(NamedTuple):
    """What a store lacks for tracing: whether it holds claims, and whether it holds steps."""

    claims: bool
    steps: bool


def what_is_there(store: Store) -> Lack:
    """Whether the store holds claims, and whether it holds steps."""
    found = next(
        rows(
            store,
            "SELECT (EXISTS { ?c nc:subject ?s } AS ?claims) "
            "(EXISTS { ?a nc:stepPromotes|nc:stepInhibits ?b } AS ?steps) WHERE {}",
        )
    )
    return Lack(*(cell == "true" for cell in found))
