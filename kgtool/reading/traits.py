"""What the ranking of chains needs to know of terms, as SPARQL finds it."""

from kgtool.model import Traits
from kgtool.reading.rows import rows
from kgtool.reading.terms import KIND_OF, STATE_OF
from kgtool.store import Store

# What can be known of a term, with the pattern that says so. The last two narrow what a class of ours makes broad.
_KNOWN = {
    "umbrella": "?t a nc:Umbrella",
    "symptom": "?t a nc:Symptom",
    "nutrient": f"?t {STATE_OF}|(nc:combines/{STATE_OF}) ?n . ?n a/rdfs:subClassOf* nc:Nutrient",
    "ours": "?t a ?class FILTER(STRSTARTS(STR(?class), STR(nc:)) && ?class != nc:ExternalTerm)",
    "exact": "?t skos:exactMatch ?match",
    "change": "?t nc:decreaseOf|nc:increaseOf ?m . ?m a nc:Mechanism",
}

# Too little and too much of a nutrient or a process, a low and a high level of a variable; and the variable itself.
_POLES = {
    "-": "?t nc:deficiencyOf|nc:decreaseOf|nc:lowLevelOf ?wider",
    "+": "?t nc:excessOf|nc:increaseOf|nc:highLevelOf ?wider",
    "~": "?state nc:lowLevelOf|nc:highLevelOf ?t BIND(?t AS ?wider)",
}


def all_traits(store: Store, which: str = "") -> dict[str, Traits]:
    """What is known of the terms that a VALUES block binds ?t to, or of all; where it is nothing, they are left out."""
    parts = [f'{which} {pattern} BIND("{name}" AS ?what)' for name, pattern in _KNOWN.items()]
    parts.append(f'{which} ?t {KIND_OF} ?wider BIND("wider" AS ?what)')
    said: dict[str, set[str]] = {}
    wider: dict[str, set[str]] = {}
    for sign, lies in _POLES.items():
        parts.append(f'{which} {lies} BIND("{sign}" AS ?what)')
    select = f"SELECT DISTINCT ?t ?what ?wider WHERE {{ {{ {' } UNION { '.join(parts)} }} }}"
    for term, what, wide in rows(store, select):
        if term and wide:
            wider.setdefault(term, set()).add(wide if what == "wider" else f"{what}{wide}")
        elif term and what:
            said.setdefault(term, set()).add(what)
    terms = said.keys() | wider.keys()
    # Sets take much memory, and there may be one for each of very many terms.
    return {term: _traits(said.pop(term, set()), wider.pop(term, set()) - {term}) for term in terms}


def _traits(known: set[str], wider: set[str]) -> Traits:
    umbrella = "umbrella" in known
    return Traits(
        umbrella,
        "ours" in known and not known & {"exact", "nutrient", "change"},
        "symptom" in known,
        "nutrient" in known and not umbrella,
        frozenset(iri for iri in wider if iri[0] not in _POLES),
        frozenset(pole for pole in wider if pole[0] in _POLES),
    )
