"""In what setting sources say that a cause has an effect: such claims have a context, and give no hop."""

from collections.abc import Collection, Iterator

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
    return sorted(all_settings(store, f"{values('s', causes)} {values('o', effects)}"))


def all_settings(store: Store, ends: str = "") -> Iterator[tuple[str, str, str]]:
    """The same of the claims whose ?s and ?o some VALUES blocks bind, or of all."""
    for s, o, context in rows(
        store,
        f"SELECT DISTINCT ?s ?o ?context WHERE {{ {ends} ?claim nc:subject ?s ; "
        "nc:object ?o ; nc:predicate/nc:sign ?sign ; nc:context ?context ; nc:evidence/nc:stance nc:supports }",
    ):
        if s and o and context:
            yield s, o, context
