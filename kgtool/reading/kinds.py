"""What is a kind of what by the evidence that counts: a kind that only a left-out source tells of is none."""

from collections.abc import Callable, Collection

from kgtool.model import Evidence
from kgtool.reading.reader import Ends, widen
from kgtool.store import Store


def widen_by(
    store: Store, causes: Collection[str], effects: Collection[str], counts: Callable[[Evidence], bool] | None
) -> Ends:
    """What the ends of a question stand for, as `widen` says, without kinds that evidence which doesn't count makes so.

    counts  whether a piece of evidence counts; None where all does.
    """
    ends = widen(store, causes, effects)
    if counts is None or set(ends.effects) <= set(ends.named):
        return ends
    from kgtool.reading.evidence import claims_of
    from kgtool.reading.rows import rows, values

    steps: dict[tuple[str, str], set[str]] = {}  # a kind and what it is a kind of → the claims that say so
    for kind, wider, claim in rows(
        store,
        f"SELECT ?kind ?wider ?claim WHERE {{ {values('kind', ends.effects)} ?kind ?by ?wider "
        "FILTER(?by IN (nc:kindOf, nc:inheritsFrom)) OPTIONAL { ?claim nc:subject ?kind ; nc:predicate ?by ; "
        "nc:object ?wider FILTER NOT EXISTS { ?claim nc:context ?context } } }",
    ):
        if kind and wider:
            steps.setdefault((kind, wider), set()).update([claim] if claim else [])
    claims = claims_of(store, sorted({claim for said in steps.values() for claim in said}))
    held = {claim for claim, said in claims.items() if any(e.carries and counts(e) for e in said.evidence)}
    standing = {step for step, said in steps.items() if not said or said & held}
    reached: set[str] = set()
    new = {*effects, *ends.named}
    while new:
        reached |= new
        new = {kind for kind, wider in standing if wider in new} - reached
    return ends._replace(effects=[effect for effect in ends.effects if effect in reached])
