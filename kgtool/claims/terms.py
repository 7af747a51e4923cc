"""The terms of a store: their names, states and kinds."""

from collections.abc import Collection

from kgtool.claims.rows import IRI, literal, only_terms, rows, values
from kgtool.model import Term
from kgtool.store import Store

# A state of X is a deficiency, an excess, a decrease, an increase or a disturbance of X.
_STATE_OF = "nc:deficiencyOf|nc:excessOf|nc:decreaseOf|nc:increaseOf|nc:disturbanceOf"


def labels(store: Store, iris: Collection[str]) -> dict[str, str]:
    """The label of each IRI that has one: the English one, else one without a language, else any other."""
    found: dict[str, tuple[int, str]] = {}
    iris = [iri for iri in iris if IRI.fullmatch(iri)]
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
                f"SELECT DISTINCT ?t WHERE {{ VALUES ?name {{ {literals} }} ?t {by} ?name "
                f"FILTER(isIRI(?t)) {only_terms('t')} }}",
            )
            if iri
        }
        if found:
            return as_terms(store, found)
    folded = name.casefold()
    return as_terms(store, {iri for iri, text in names(store) if text.casefold() == folded})


def names(store: Store) -> list[tuple[str, str]]:
    """Every (IRI, label or synonym) of the terms, in order."""
    return sorted(
        (iri, text)
        for iri, text in rows(
            store,
            "SELECT DISTINCT ?t ?name WHERE { ?t rdfs:label|skos:altLabel|skos:prefLabel ?name "
            f"FILTER(LANG(?name) IN ('en', '')) FILTER(isIRI(?t)) {only_terms('t')} }}",
        )
        if iri and text is not None
    )


def by_iri(store: Store, iri: str) -> list[Term]:
    """The term that has this IRI, or that is mapped to it as an exact match."""
    known = next(rows(store, f"SELECT ?p WHERE {{ <{iri}> ?p ?o }} LIMIT 1"), None)
    if known:
        return as_terms(store, {iri})
    return as_terms(store, {t for (t,) in rows(store, f"SELECT ?t WHERE {{ ?t skos:exactMatch <{iri}> }}") if t})


def states_of(store: Store, iri: str) -> list[str]:
    """The states of a nutrient or process (its deficiency, excess, decrease, …), or the term itself if it has none."""
    states = sorted(s for (s,) in rows(store, f"SELECT DISTINCT ?s WHERE {{ ?s {_STATE_OF} <{iri}> }}") if s)
    return states or [iri]


def narrower(store: Store, iris: Collection[str]) -> list[str]:
    """The terms themselves and all that claims call kinds of them."""
    found = rows(store, f"SELECT DISTINCT ?n WHERE {{ {values('t', iris)} ?n (nc:kindOf|nc:inheritsFrom)+ ?t }}")
    return sorted({*iris, *(n for (n,) in found if n)})


def umbrellas(store: Store, iris: Collection[str]) -> set[str]:
    """Those of the terms that stand for several different things."""
    return {t for (t,) in rows(store, f"SELECT ?t WHERE {{ {values('t', iris)} ?t a nc:Umbrella }}") if t}


def as_terms(store: Store, iris: Collection[str]) -> list[Term]:
    """The terms with these IRIs, in order."""
    known = labels(store, iris)
    return sorted(Term(iri, known.get(iri, iri)) for iri in iris)
