"""Where sources disagree, and what they conclude that no chain explains."""

from kgtool.logic.conflicts import conflicts, unexplained
from kgtool.logic.sides import Conflict, Said
from kgtool.reading import reader as read
from kgtool.reading.contrast import all_claims, contrast, predicate_signs
from kgtool.reading.net_effects import all_hops
from kgtool.store import Store


def disagreements(store: Store) -> tuple[list[Conflict], dict[str, str]]:
    """What sources disagree about, each case once, the gravest first; and the label of every IRI involved."""
    found = conflicts(all_claims(store).values(), contrast(store))
    named = {iri for conflict in found for claim in conflict.claims for iri in claim.named}
    named |= {side.says for conflict in found for side in conflict.sides if "://" in side.says}
    return found, read.labels(store, sorted(named | {conflict.subject for conflict in found}))


def unexplained_conclusions(store: Store, max_steps: int) -> tuple[list[Said], dict[str, str]]:
    """What some source concludes and no chain of so many hops explains; the label of every IRI involved."""
    net = predicate_signs(store, conclusions=True)
    found = unexplained(all_claims(store).values(), net, all_hops(store), max_steps)
    return found, read.labels(store, sorted({iri for claim, _ in found for iri in claim.named}))
