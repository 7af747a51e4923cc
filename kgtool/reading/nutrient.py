"""What belongs to a nutrient by definition, and every claim around it."""

from collections.abc import Collection

from kgtool.logic.conflicts import Contrast
from kgtool.logic.nutrients import Ties
from kgtool.model import Claim, Term
from kgtool.reading.contrast import contrary_hedges, predicate_signs
from kgtool.reading.details import details_of
from kgtool.reading.evidence import claims_where
from kgtool.reading.reader import as_terms
from kgtool.reading.rows import rows, values
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.vocabulary import DEFINITION, NC, node, slug

_TIES = {
    "lacks": "?t nc:deficiencyOf|(nc:combines/nc:deficiencyOf) ?n",
    "excesses": "?t nc:excessOf|(nc:combines/nc:excessOf) ?n",
    "gains": "?t nc:provides ?n",
    "losses": "?t nc:removes ?n",
    "less": "?m nc:provides ?n . ?t nc:decreaseOf ?m",
    "less ": "?m nc:removes ?n . ?t nc:increaseOf ?m",
    "more": "?m nc:provides ?n . ?t nc:increaseOf ?m",
    "more ": "?m nc:removes ?n . ?t nc:decreaseOf ?m",
    "own": "?t nc:intakeOf|nc:supplies ?n",
    "tests": "?t nc:measures ?n",
}


def ties_of(store: Store, nutrient: str) -> Ties:
    """What belongs to a nutrient by definition, its forms included."""
    forms = {f for (f,) in rows(store, f"SELECT ?f WHERE {{ {values('n', [nutrient])} ?f nc:formOf ?n }}") if f}
    which = values("n", sorted({nutrient, *forms}))
    parts = " } UNION { ".join(f'{which} {pattern} BIND("{what.strip()}" AS ?what)' for what, pattern in _TIES.items())
    found: dict[str, set[str]] = {"own": {nutrient, *forms}}
    for what, term in rows(store, f"SELECT DISTINCT ?what ?t WHERE {{ {{ {parts} }} }}"):
        if what and term:
            found.setdefault(what, set()).add(term)
    states = sorted(found.get("lacks", set()) | found.get("excesses", set()))
    found.setdefault("tests", set()).update(
        test
        for (test,) in rows(
            store,
            f"SELECT DISTINCT ?t WHERE {{ {values('s', states)} ?c nc:subject ?s ; nc:predicate nc:diagnosedBy ; "
            "nc:object ?t }",
        )
        if test
    )
    return Ties(*(frozenset(found.get(name, ())) for name in Ties._fields))


def nutrients_of(store: Store) -> list[Term]:
    """Every nutrient, in the order of their labels; neither groups nor forms of others."""
    found = {n for (n,) in rows(store, "SELECT DISTINCT ?n WHERE { ?n a nc:Nutrient }") if n}
    return sorted(as_terms(store, found), key=lambda term: (term.label.casefold(), term.iri))


def claims_around(store: Store, terms: Collection[str]) -> list[Claim]:
    """Every claim with one of the terms as subject or object, with all its evidence."""
    which = values("t", sorted(terms))
    return list(claims_where(store, f"{{ {which} ?c nc:subject ?t }} UNION {{ {which} ?c nc:object ?t }}").values())


def classes_of(store: Store, terms: Collection[str]) -> dict[str, set[str]]:
    """The local names of the classes of each term."""
    found: dict[str, set[str]] = {}
    for term, kind in rows(store, f"SELECT ?t ?class WHERE {{ {values('t', sorted(terms))} ?t a ?class }}"):
        if term and kind and kind.startswith(NC):
            found.setdefault(term, set()).add(slug(kind))
    return found


def kinds_of_sources(store: Store) -> dict[str, str]:
    """The kind of text that each source is, by its local name."""
    return {s: slug(k) for s, k in rows(store, "SELECT ?s ?k WHERE { ?s a nc:Source ; nc:kind ?k }") if s and k}


def contrast_within(store: Store, claims: Collection[Claim]) -> Contrast:
    """What makes two of some claims differ."""
    with AtOnce(store) as ask:
        hedges, signs = ask(contrary_hedges), ask(predicate_signs)
        details = ask(lambda store: details_of(store, {claim.iri for claim in claims}))
    return Contrast(hedges.value, signs.value, details=details.value)


def definition_of(store: Store, term: str) -> str | None:
    """The definition of a term."""
    found = rows(store, f"SELECT ?d WHERE {{ {node(term)} <{DEFINITION}>|skos:definition ?d }}")
    return min((d for (d,) in found if d), default=None)
