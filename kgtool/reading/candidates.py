"""What tells causes apart: the states they bring, the tests that show them, and which of them are nutrient states."""

from collections.abc import Collection

from kgtool.reading.rows import rows, values
from kgtool.store.opening import Store


def nutrient_states(store: Store, iris: Collection[str]) -> set[str]:
    """Those of the terms that are a lack or an excess of a nutrient, or of several."""
    found = rows(
        store,
        f"SELECT DISTINCT ?t WHERE {{ {values('t', iris)} ?t (nc:combines?/(nc:deficiencyOf|nc:excessOf)) ?nutrient }}",
    )
    return {t for (t,) in found if t}


def brought_by(store: Store, causes: Collection[str]) -> dict[str, set[str]]:
    """Each cause with the symptoms and conditions that some source says it brings."""
    return _pairs(
        store,
        f"SELECT DISTINCT ?t ?o WHERE {{ {values('t', causes)} ?c nc:subject ?t ; nc:predicate nc:promotes ; "
        "nc:object ?o ; nc:evidence/nc:stance nc:supports . VALUES ?class { nc:Symptom nc:Condition } ?o a ?class . "
        "FILTER NOT EXISTS { ?c nc:context ?context } FILTER NOT EXISTS { ?o a nc:Umbrella } }",
    )


def tests_for(store: Store, causes: Collection[str]) -> dict[str, set[str]]:
    """Each cause with the tests that some source names for it."""
    return _pairs(
        store,
        f"SELECT DISTINCT ?t ?o WHERE {{ {values('t', causes)} ?c nc:subject ?t ; nc:predicate nc:diagnosedBy ; "
        "nc:object ?o ; nc:evidence/nc:stance nc:supports }",
    )


def _pairs(store: Store, select: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, other in rows(store, select):
        if not (one and other):
            continue
        found.setdefault(one, set()).add(other)
    return found
