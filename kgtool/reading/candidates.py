"""What is needed to tell causes apart: nutrient states, the risks of groups, kinds, what causes bring, their tests."""

from collections.abc import Collection

from kgtool.model import Claim
from kgtool.reading.evidence import claims_where
from kgtool.reading.rows import rows, values
from kgtool.store import Store
from kgtool.store.at_once import AtOnce

# Not `nc:combines?/…`: from an open end, engines try every node there is as its own zero step.
_STATE_OF = "(nc:deficiencyOf|nc:excessOf|(nc:combines/(nc:deficiencyOf|nc:excessOf)))"


def nutrient_states(store: Store) -> set[str]:
    """The terms that are a lack or an excess of a nutrient, or of several."""
    kinds = "VALUES ?kind { nc:Nutrient nc:NutrientForm nc:NutrientGroup }"
    found = rows(store, f"SELECT DISTINCT ?t WHERE {{ {kinds} ?nutrient a ?kind . ?t {_STATE_OF} ?nutrient }}")
    return {t for (t,) in found if t}


def wider(store: Store, terms: Collection[str]) -> dict[str, set[str]]:
    """The terms that each of some terms is a kind of, by what sources say, but for those that stand for several."""
    pattern = (
        f"{values('t', sorted(terms))} ?t (nc:kindOf|nc:inheritsFrom)+ ?o FILTER NOT EXISTS {{ ?o a nc:Umbrella }}"
    )
    found: dict[str, set[str]] = {}
    for term, other in rows(store, f"SELECT DISTINCT ?t ?o WHERE {{ {pattern} }}"):
        if term and other:
            found.setdefault(term, set()).add(other)
    return found


def risks(store: Store, terms: Collection[str]) -> list[Claim]:
    """The claims, supported by some source, that one of the terms is at risk of something."""
    pattern = (
        f"{values('t', sorted(terms))} ?c nc:subject ?t ; nc:predicate nc:atRiskOf ; nc:evidence/nc:stance nc:supports "
        "FILTER NOT EXISTS { ?c nc:context ?context }"
    )
    return list(claims_where(store, pattern).values())


def brought_by(store: Store, causes: Collection[str]) -> dict[str, dict[str, int]]:
    """Each cause with the symptoms and conditions that some source says it brings, and how many sources say so."""
    found: dict[str, dict[str, int]] = {}
    for cause, state, number in rows(
        store,
        "SELECT ?t ?o (COUNT(DISTINCT ?source) AS ?n) WHERE { "
        f"{values('t', sorted(causes))} ?c nc:subject ?t ; nc:predicate nc:promotes ; nc:object ?o ; nc:evidence ?e . "
        "?e nc:stance nc:supports ; nc:passage/nc:source ?source . VALUES ?class { nc:Symptom nc:Condition } "
        "?o a ?class . FILTER NOT EXISTS { ?c nc:context ?context } FILTER NOT EXISTS { ?o a nc:Umbrella } } "
        "GROUP BY ?t ?o",
    ):
        if cause and state and number:
            found.setdefault(cause, {})[state] = int(number)
    return found


def tests_of(store: Store, causes: Collection[str]) -> dict[str, dict[str, list[Claim]]]:
    """Each cause with its tests, and what sources say of them: cause → test → claims.

    They are those that some source names for it, and those of what measures its nutrient that have a normal range.
    """
    there = values("t", sorted(causes))
    found: dict[str, dict[str, list[str]]] = {}
    pattern = (
        f"{{ {there} ?c nc:subject ?t ; nc:predicate nc:diagnosedBy ; nc:object ?test ; "
        "nc:evidence/nc:stance nc:supports } UNION "
        f"{{ {there} ?t {_STATE_OF} ?n . ?test nc:measures ?n . ?c nc:subject ?test ; "
        "nc:predicate nc:hasNormalRange ; nc:evidence/nc:stance nc:supports }"
    )
    with AtOnce(store) as ask:
        named = ask(lambda store: list(rows(store, f"SELECT DISTINCT ?t ?test ?c WHERE {{ {pattern} }}")))
        claims = ask(lambda store: claims_where(store, pattern))
    for cause, test, claim in named.value:
        if cause and test and claim:
            found.setdefault(cause, {}).setdefault(test, []).append(claim)
    known = claims.value
    return {
        cause: {test: [known[c] for c in sorted(said) if c in known] for test, said in tests.items()}
        for cause, tests in found.items()
    }
