"""Which form a client wants: what its Accept header says, held against what there is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

ROWS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TRIPLES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
ROW_NAMES = {"application/json": ROWS[0], "application/xml": ROWS[1], "text/xml": ROWS[1]}
TRIPLE_NAMES = {
    "application/turtle": TRIPLES[0],
    "application/x-turtle": TRIPLES[0],
    "text/n3": TRIPLES[0],
    "text/plain": TRIPLES[1],
    "application/xml": TRIPLES[2],
    "application/json": TRIPLES[3],
}
"""Names that clients use for the same forms."""
ENDINGS = {"ttl": TRIPLES[0], "nt": TRIPLES[1], "rdf": TRIPLES[2], "jsonld": TRIPLES[3], "html": "text/html"}


class Wish(NamedTuple):
    """One media range of an Accept header, and how much it is wanted, from 0 to 1."""

    kind: str
    weight: float


def wishes(accept: str | None) -> list[Wish]:
    """The media ranges of an Accept header; anything where there is none."""
    found = []
    for part in (accept or "*/*").lower().split(","):
        kind, *parameters = (one.strip() for one in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if kind:
            found.append(Wish("*/*" if kind == "*" else kind, weight))
    return found or [Wish("*/*", 1.0)]


def chosen(accept: str | None, offered: Sequence[str], names: Mapping[str, str] | None = None) -> str | None:
    """The form that a client wants most, of equal ones the first that is offered; None where it takes none of them.

    names  other names for what is offered.
    """
    asked = wishes(accept)
    best, most = None, 0.0
    for form in offered:
        aliases = {name for name, meant in (names or {}).items() if meant == form}
        weight = max([_weight(asked, form), *(wish.weight for wish in asked if wish.kind in aliases)])
        if weight > most:
            best, most = form, weight
    return best


def _weight(asked: Sequence[Wish], form: str) -> float:
    """How much a form is wanted: what names it most closely counts."""
    for kind in (form, form.partition("/")[0] + "/*", "*/*"):
        if weights := [wish.weight for wish in asked if wish.kind == kind]:
            return max(weights)
    return 0.0
