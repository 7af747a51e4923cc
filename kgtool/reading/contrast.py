"""What is needed to set claims against each other: all of them, and what of the ontology makes two of them differ."""

from kgtool.model import Claim, Hop, Sign
from kgtool.reading.evidence import claims_of
from kgtool.reading.hops import STEPS
from kgtool.reading.rows import as_sign, rows
from kgtool.store.opening import Store
from kgtool.vocabulary import slug


def all_claims(store: Store) -> dict[str, Claim]:
    """Every claim in the store, with all its evidence."""
    return claims_of(store, [c for (c,) in rows(store, "SELECT ?c WHERE { ?c nc:subject ?s ; nc:predicate ?p }") if c])


def all_hops(store: Store) -> set[Hop]:
    """Every hop that there is."""
    steps = " ".join(f"<{p}>" for p in STEPS)
    found = rows(store, f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {steps} }} ?s ?p ?o }}")
    return {Hop(s, STEPS[p], o) for s, p, o in found if s and p and o}


def contrary_hedges(store: Store) -> set[frozenset[str]]:
    """The pairs of hedges, by their local names, that exclude each other."""
    return {frozenset((slug(a), slug(b))) for a, b in rows(store, "SELECT ?a ?b { ?a nc:contraryTo ?b }") if a and b}


def contrary_terms(store: Store) -> dict[str, set[str]]:
    """The terms that a claim's object can be set against, each with those that it excludes."""
    found: dict[str, set[str]] = {}
    for a, b in rows(store, "SELECT ?a ?b WHERE { ?a nc:contraryTo ?b . ?c nc:object ?a }"):
        if not (a and b):
            continue
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def predicate_signs(store: Store, conclusions: bool = False) -> dict[str, Sign]:
    """The signed predicates of claims; with `conclusions`, only those that state a net effect."""
    only = "?p nc:conclusion true ." if conclusions else ""
    return {
        p: as_sign(sign)
        for p, sign in rows(
            store,
            f"SELECT DISTINCT ?p ?sign WHERE {{ {only} ?p nc:sign ?sign . FILTER EXISTS {{ ?c nc:predicate ?p }} }}",
        )
        if p
    }


def aspects(store: Store) -> dict[str, set[str]]:
    """The terms that are an aspect of others, each with those others."""
    found: dict[str, set[str]] = {}
    for a, b in rows(store, "SELECT ?a ?b WHERE { ?a nc:aspectOf ?b }"):
        if not (a and b):
            continue
        found.setdefault(a, set()).add(b)
    return found
