"""The names that hold some words: sought in a few long texts, as fast as memory is read, or else among all names."""

from collections.abc import Collection

from kgtool.logic.spelling import folded, holding, ranked_matches
from kgtool.reading.reader import names
from kgtool.store import Store


def matches(store: Store, text: str) -> list[str]:
    """The IRIs of the terms with a name that holds every word of a text, the best match first."""
    return ranked_matches(text, named_with(store, folded(text).split()))


def named_with(store: Store, words: Collection[str]) -> list[tuple[str, str]]:
    """Every (IRI, folded label or synonym) of the terms that holds all of some folded words."""
    if (there := _noted(store, words)) is not None:
        return there
    every = ((iri, folded(name)) for iri, name in names(store))
    return [(iri, name) for iri, name in every if all(word in name for word in words)]


def _noted(store: Store, words: Collection[str]) -> list[tuple[str, str]] | None:
    parts = [str(part) for part in range(int(store.notes("index", ["parts"]).get("parts", 0)))]
    texts = store.notes("index", parts)
    there = {part: lines for part in parts if (lines := holding(texts.get(part, ""), words))}
    iris = {part: text.split("\n") for part, text in store.notes("index of", there).items()}
    if not parts or len(texts) < len(parts) or len(iris) < len(there):
        return None
    return [(iris[part][number], line) for part, lines in there.items() for number, line in lines]
