"""Files or an endpoint → something that answers SPARQL, and what is kept on disk beside it. The port is `Store`."""

from collections.abc import Collection, Mapping
from typing import Protocol

import pyoxigraph as ox

from kgtool.model import Dataset, Sign

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store(Protocol):
    """Answers SPARQL 1.1 queries; embedded and remote stores alike."""

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """The answer to one query, over the graphs of `dataset` where it is given, whatever the query says of FROM.

        Raises UsageError for a syntax error, InputError when the store can't be read or reached.
        """
        ...

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """What was noted when the store was made, under those of the keys that have a note of this kind.

        A key without one says nothing: ask the store.
        """
        ...

    def all_notes(self, kind: str) -> list[str] | None:
        """The notes of this kind, in the order of their keys; None where nothing was noted."""
        ...

    @property
    def signs(self) -> Mapping[str, Sign]:
        """Foreign predicates that are steps by themselves, where the store doesn't hold the steps made of them."""
        ...

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the store's files declare."""
        ...

    @property
    def far(self) -> bool:
        """Whether every request is a journey, so that several questions are better asked by one."""
        ...

    @property
    def repairable(self) -> bool:
        """Whether damage that shows while an answer is read can be mended."""
        ...

    def repaired(self, error: Exception) -> bool:
        """Whether the error, raised over an answer, told of damage that is mended now, so that asking again helps."""
        ...
