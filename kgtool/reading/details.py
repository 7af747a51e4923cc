"""What evidence tells besides the hedges that chains are judged by: importance, counts, amounts, and of whom."""

from collections.abc import Collection

from kgtool.reading.reader import labels
from kgtool.reading.rows import rows, values
from kgtool.store import Store
from kgtool.vocabulary import NC, RDFS, slug

PROPERTIES = (
    "importance",
    "shareAtLeast",
    "shareAtMost",
    "countAtLeast",
    "value",
    "high",
    "unit",
    "population",
    "sex",
    "ageFrom",
    "ageTo",
    "stage",
    "authority",
    "year",
)
_AMOUNTS = {"value", "high", "ageFrom", "ageTo"}
_TERMS = {"population", "sex", "stage"}


def details_of(store: Store, claims: Collection[str] | None = None) -> dict[str, dict[str, str]]:
    """The further hedges of the evidence of some claims, or of all: evidence → local name of a property → value.

    A hedge is told by its local name, a group of people by its label; a comment is a "note".
    """
    which = "" if claims is None else values("c", sorted(claims)) + " ?c nc:evidence ?e ."
    if claims is not None and not claims:
        return {}
    wanted = ", ".join(("rdfs:comment", *(f"<{NC}{name}>" for name in PROPERTIES)))
    found: dict[str, dict[str, str]] = {}
    people: set[str] = set()
    pattern = f"{which} ?e nc:stance ?stance ; ?p ?v FILTER(?p IN ({wanted}))"
    for e, p, value in rows(store, f"SELECT ?e ?p ?v WHERE {{ {pattern} }}"):
        if e and p and value is not None:
            name = "note" if p == f"{RDFS}comment" else slug(p)
            plain = name in _TERMS or "://" not in value
            found.setdefault(e, {})[name] = _number(name, value) if plain else slug(value)
            people |= {value} if name in _TERMS else set()
    known = labels(store, sorted(people))
    for told in found.values():
        for name in _TERMS & told.keys():
            told[name] = known.get(told[name], slug(told[name]))
    return found


def _number(name: str, value: str) -> str:
    """An amount without idle zeros: an endpoint may keep 35.0 as it was written."""
    return value.rstrip("0").rstrip(".") if name in _AMOUNTS and "." in value else value
