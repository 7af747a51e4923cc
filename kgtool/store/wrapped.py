"""A store that stands before another one and is like it, but for what a subclass does in its own way."""

from collections.abc import Collection, Mapping

from kgtool.model import Dataset, Sign
from kgtool.store import Answer, Store


class Wrapped:
    """Answers as the store behind it does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """The store's own answer."""
        return self._store.query(sparql, dataset) if dataset else self._store.query(sparql)

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """The store's own."""
        return self._store.notes(kind, keys)

    def all_notes(self, kind: str) -> list[str] | None:
        """The store's own."""
        return self._store.all_notes(kind)

    @property
    def signs(self) -> Mapping[str, Sign]:
        """The store's own."""
        return self._store.signs

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The store's own."""
        return self._store.prefixes

    @property
    def far(self) -> bool:
        """Whether the store is."""
        return self._store.far

    @property
    def repairable(self) -> bool:
        """Whether the store is."""
        return self._store.repairable

    def repaired(self, error: Exception) -> bool:
        """Whether the store was."""
        return self._store.repaired(error)
