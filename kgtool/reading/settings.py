"""In what setting sources say that a cause has an effect: such claims have a context, and give no hop."""

from collections.abc import Collection

from kgtool.reading.rows import rows, values
from kgtool.store import Store
from kgtool.vocabulary import TERM


def settings(store: Store, causes: Collection[str], effects: Collection[str]) -> list[tuple[str, str, str]]:
    """(cause, effect, context) of the signed claims that some source supports and that have a context, sorted.

    Only terms of ours have such claims: for others no store has to be made.
    """
    causes, effects = ([iri for iri in iris if iri.startswith(TERM)] for iris in (causes, effects))
    if not (causes and effects):
        return []
    found = rows(
        store,
        f"SELECT DISTINCT ?s ?o ?context WHERE {{ {values('s', causes)} {values('o', effects)} ?claim nc:subject ?s ; "
        "nc:object ?o ; nc:predicate/nc:sign ?sign ; nc:context ?context ; nc:evidence/nc:stance nc:supports }",
    )
    return sorted((s, o, context) for s, o, context in found if s and o and context)
