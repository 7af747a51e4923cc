"""Where graphs that are loaded together meet, and which claims came over there."""

from collections.abc import Collection

from kgtool.model import Seam
from kgtool.reading.naming import IRI
from kgtool.reading.rows import rows, values
from kgtool.store import Store


def crossings_of(store: Store, claims: Collection[str]) -> dict[str, tuple[Seam, ...]]:
    """The seams that each of the claims crosses; claims that cross none are left out."""
    asked = sorted(iri for iri in claims if IRI.fullmatch(iri))
    return crossings(store, values("c", asked)) if asked else {}


def crossings(store: Store, which: str = "") -> dict[str, tuple[Seam, ...]]:
    """The seams that claims cross: those that a VALUES block binds ?c to, or all."""
    found: dict[str, set[Seam]] = {}
    for claim, term, other, by in rows(
        store,
        f"SELECT ?c ?term ?other ?by WHERE {{ {which} ?c nc:crosses ?s . "
        "?s nc:seamOf ?term ; nc:otherName ?other ; nc:mappedBy ?by }",
    ):
        if claim and term and other and by:
            found.setdefault(claim, set()).add(Seam(term, other, by))
    return {claim: tuple(sorted(seams)) for claim, seams in sorted(found.items())}
