"""What the words of edge tables mean, read from `ontology/imports/words.toml` and a mapping of one's own."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kgtool import folders
from kgtool.model import Sign

_SPACES = str.maketrans(dict.fromkeys("_\t\n", " "))


class Words(NamedTuple):
    """Words in their plain form, by what they mean."""

    signs: dict[str, Sign]
    open: frozenset[str]
    predicates: dict[str, Sign]
    open_predicates: frozenset[str]
    yes: frozenset[str]
    possible: frozenset[str]
    own_aspects: frozenset[str]


@lru_cache(maxsize=1_000)  # a graph has few words, and says each of them thousands of times
def plain(word: str) -> str:
    """A word as it is compared: without letter case, and with single spaces for underscores and inner capitals.

    A lone sign such as "-" stays as it is.
    """
    text = "".join(
        " " + c if c.isupper() and at and word[at - 1].islower() else c for at, c in enumerate(word.translate(_SPACES))
    )
    text = text.replace("-", " ") if any(map(str.isalpha, text)) else text
    return " ".join(text.casefold().split())


def read_words(more: Mapping[str, Any] | None = None) -> Words:
    """The shipped words, with those of a mapping: its tables `signs`, `predicates`, `truth`, `modality`, `aspects`."""
    with open(os.path.join(folders.IMPORTS, "words.toml"), "rb") as file:
        shipped = tomllib.load(file)

    def words(table: str, key: str) -> set[str]:
        found: Iterable[str] = [*shipped[table].get(key, ()), *((more or {}).get(table, {}).get(key, ()))]
        return {plain(word) for word in found}

    own = (more or {}).get("predicates", {})
    taken_back = {plain(word) for key in ("plus", "minus", "open") for word in own.get(key, ())}

    def signed(table: str) -> dict[str, Sign]:
        found: dict[str, Sign] = {}
        _signed(found, words(table, "plus"), words(table, "minus"))
        if table == "predicates":  # a mapping's own word for a predicate comes before the shipped one
            found = {word: sign for word, sign in found.items() if word not in taken_back}
            _signed(found, map(plain, own.get("plus", ())), map(plain, own.get("minus", ())))
        return found

    return Words(
        signed("signs"),
        frozenset(words("signs", "open")),
        signed("predicates"),
        frozenset(words("predicates", "open")),
        frozenset(words("truth", "yes")),
        frozenset(words("modality", "possible")),
        frozenset(words("aspects", "own")) | {""},
    )


def _signed(found: dict[str, Sign], plus: Iterable[str], minus: Iterable[str]) -> None:
    found.update((word, "+") for word in plus)
    found.update((word, "-") for word in minus)
