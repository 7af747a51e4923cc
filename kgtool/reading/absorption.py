"""What helps or hinders that a nutrient gets into the body, as claims say it."""

from kgtool.reading.rows import rows
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.vocabulary import node

_HELPS = ("nc:enables", "nc:enhances")
_HINDERS = ("nc:restrains", "nc:impairs")


def absorption(store: Store, nutrient: str) -> tuple[list[str], list[str]]:
    """The labels of what helps and of what hinders the absorption of a nutrient, named by its IRI; in order."""
    with AtOnce(store) as ask:
        helps = ask(lambda store: _by(store, nutrient, _HELPS))
        hinders = ask(lambda store: _by(store, nutrient, _HINDERS))
    return helps.value, hinders.value


def _by(store: Store, nutrient: str, predicates: tuple[str, ...]) -> list[str]:
    found = rows(
        store,
        "SELECT DISTINCT ?label WHERE { "
        f"?process nc:provides {node(nutrient)} ; rdfs:label ?name FILTER(CONTAINS(STR(?name), 'absorption')) "
        f"VALUES ?p {{ {' '.join(predicates)} }} ?c nc:object ?process ; nc:predicate ?p ; nc:subject ?s ; "
        "nc:evidence/nc:stance nc:supports . ?s rdfs:label ?label FILTER NOT EXISTS { ?c nc:context ?x } }",
    )
    return sorted({label for (label,) in found if label})


def lacks_of(store: Store) -> dict[str, str]:
    """The states in which a nutrient is lacking, each with the nutrient: IRI → IRI."""
    return {s: n for s, n in rows(store, "SELECT ?s ?n WHERE { ?s nc:deficiencyOf ?n }") if s and n}
