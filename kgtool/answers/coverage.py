"""What the sources tell of each nutrient, counted by kinds of knowledge; and what they are silent about."""

from typing import NamedTuple

from kgtool.logic.nutrients import KINDS, placed
from kgtool.model import Claim, Term
from kgtool.reading.nutrient import claims_around, classes_of, nutrients_of, ties_of
from kgtool.store import Store
from kgtool.store.foods import with_intakes
from kgtool.vocabulary import TERM, slug


class Coverage(NamedTuple):
    """What is told of one nutrient.

    sources  kind of knowledge, by the names of `kgtool.logic.nutrients.KINDS` → the IRIs of the sources that speak of
             it, those that deny something among them; none where the graph says nothing of it.
    """

    nutrient: Term
    sources: dict[str, frozenset[str]]

    @property
    def silent(self) -> tuple[str, ...]:
        """The kinds of knowledge that the graph says nothing of."""
        return tuple(kind for kind, found in self.sources.items() if not found)

    @property
    def all(self) -> frozenset[str]:
        """All sources that speak of it in some kind."""
        return frozenset[str]().union(*self.sources.values())


def coverage(store: Store) -> list[Coverage]:
    """What is told of each nutrient, in the order of their labels.

    Those with a reference intake of which the graph has no term stand among them, by the name of its table.
    """
    ties = {nutrient: ties_of(store, nutrient.iri) for nutrient in nutrients_of(store)}
    claims = claims_around(store, frozenset[str]().union(*(each.all for each in ties.values())))
    classes = classes_of(store, {iri for claim in claims for iri in (claim.subject, claim.object)})
    at: dict[str, dict[str, Claim]] = {}
    for claim in claims:
        for end in (claim.subject, claim.object):
            at.setdefault(end, {})[claim.iri] = claim
    found = []
    for nutrient, own in ties.items():
        near = {iri: claim for term in own.all for iri, claim in at.get(term, {}).items()}
        sections = placed(near.values(), own, classes)
        told = {
            kind: frozenset(
                e.source for name in names for entry in sections.get(name, ()) for e in entry.claim.evidence if e.source
            )
            for kind, names in KINDS.items()
        }
        found.append(Coverage(nutrient, told))
    missing = with_intakes() - {slug(nutrient.iri) for nutrient in ties}
    found += [Coverage(Term(TERM + name, _label(name)), dict.fromkeys(KINDS, frozenset())) for name in missing]
    return sorted(found, key=lambda each: (each.nutrient.label.casefold(), each.nutrient.iri))


def _label(name: str) -> str:
    """vitamin-b12 → vitamin B12."""
    return " ".join(word.upper() if len(word) == 1 or word[-1].isdigit() else word for word in name.split("-"))
