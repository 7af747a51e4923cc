"""The places that a store cites: sources, their sections and passages."""

from kgtool.claims.rows import rows
from kgtool.model import Cited, Place
from kgtool.store import Store
from kgtool.vocabulary import slug


def cited_places(store: Store) -> list[Cited]:
    """Every source with its sections and passages, in order of their IRIs."""
    sections: dict[str, list[Place]] = {}
    passages: dict[str, list[Place]] = {}
    for iri, source, start, end, section, digest in rows(
        store,
        "SELECT ?p ?source ?start ?end ?section ?digest WHERE { ?p nc:source ?source ; nc:spanStart ?start ; "
        "nc:spanEnd ?end . OPTIONAL { ?p nc:section ?section } OPTIONAL { ?p nc:spanDigest ?digest } }",
    ):
        assert iri and source and start and end
        place = Place(iri, int(start), int(end), section or "", digest or "")
        (passages if digest else sections).setdefault(source, []).append(place)
    return [
        Cited(iri, title or iri, digest or "", *(tuple(sorted(of.get(iri, ()))) for of in (sections, passages)))
        for iri, title, digest in rows(
            store,
            "SELECT ?s ?title ?digest WHERE { ?s a nc:Source . OPTIONAL { ?s rdfs:label ?title } "
            "OPTIONAL { ?s nc:textDigest ?digest } } ORDER BY ?s",
        )
        if iri
    ]


def hedge_properties(store: Store) -> dict[str, str]:
    """Each hedge with the property that takes it, by local names: "whenSevere" → "condition"."""
    found = rows(
        store,
        "SELECT ?hedge ?property WHERE { ?property rdfs:domain nc:Evidence ; rdfs:range ?class . ?hedge a ?class "
        "FILTER(STRSTARTS(STR(?hedge), STR(nc:))) }",
    )
    return {slug(hedge): slug(name) for hedge, name in found if hedge and name}
