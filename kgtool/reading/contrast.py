"""What is needed to set claims against each other: all of them, and what of the ontology makes two of them differ."""

from kgtool.logic.conflicts import Contrast
from kgtool.logic.roles import Roles
from kgtool.model import Claim, Sign
from kgtool.reading.details import details_of
from kgtool.reading.evidence import claims_of, own_claims
from kgtool.reading.foreign import both_signs, foreign_signs
from kgtool.reading.rows import as_sign, rows
from kgtool.reading.terms import own_labels
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.vocabulary import NC, slug


def all_claims(store: Store) -> dict[str, Claim]:
    """Every claim in the store with all its evidence, and the triples of pairs that are said to have both signs."""
    return {**own_claims(store), **claims_of(store, both_signs(store))}


def contrast(store: Store) -> Contrast:
    """What makes two statements of a store differ."""
    with AtOnce(store) as ask:
        hedges, all_signs, of, contrary = ask(contrary_hedges), ask(predicate_signs), ask(aspects), ask(contrary_terms)
        net = ask(lambda store: predicate_signs(store, conclusions=True))
        symptoms = ask(lambda store: [t for (t,) in rows(store, "SELECT ?t WHERE { ?t a nc:Symptom }") if t])
        together = ask(lambda store: _pairs(store, "?a nc:accompaniedBy ?b"))
        days = ask(lambda store: list(rows(store, "SELECT ?t ?n WHERE { ?t nc:minDays ?n }")))
        felt = ask(lambda store: [f for (f,) in rows(store, "SELECT ?f WHERE { ?f a nc:Manifestation }") if f])
    signs = all_signs.value
    return Contrast(
        hedges.value,
        signs,
        of.value,
        contrary.value,
        {p for p, sign in net.value.items() if sign == "-" and p != NC + "inhibits"},
        {NC + "sourceOf", NC + "contains"},
        signs.keys() | {NC + "sourceOf", NC + "diagnosedBy"},
        {NC + "associatedWith"},
        details_of(store),
        Roles(
            {NC + "promotes"},
            NC + "redFlagFor",
            NC + "pointsTo",
            {NC + "definedAs"},
            set(symptoms.value),
            together.value,
            {t: int(n) for t, n in days.value if t and n and n.isdigit()},
            own_labels(store),
            set(map(slug, felt.value)),
        ),
    )


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
        **({} if conclusions else foreign_signs(store)),
        **{
            p: as_sign(sign)
            for p, sign in rows(
                store,
                f"SELECT DISTINCT ?p ?sign {{ {only} ?p nc:sign ?sign . FILTER EXISTS {{ ?c nc:predicate ?p }} }}",
            )
            if p
        },
    }


def aspects(store: Store) -> dict[str, set[str]]:
    """The terms that are an aspect of others, each with those others."""
    return _pairs(store, "?a nc:aspectOf ?b")


def _pairs(store: Store, pattern: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for a, b in rows(store, f"SELECT ?a ?b WHERE {{ {pattern} }}"):
        if a and b:
            found.setdefault(a, set()).add(b)
    return found
