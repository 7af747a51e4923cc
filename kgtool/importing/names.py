"""Finds terms by any of their names: slug, label, synonym or identifier. Made once for a table of many rows."""

from collections.abc import Iterable, Mapping

from kgtool.importing.folder import Tables
from kgtool.logic.spelling import near_misses
from kgtool.vocabulary import TERM

_HINTS = 10  # unknown names that get a hint; more of them are another mistake, and each costs a look at all names
_FORE = ("label", "slug", "synonyms", "exact")


class Names:
    """The names of all terms of some tables."""

    def __init__(self, tables: Tables) -> None:
        self.classes: dict[str, tuple[str, ...]] = {}
        self._ranks: tuple[dict[str, list[str]], ...] = tuple({} for _ in _FORE)
        for _, _, row in tables.term_rows():
            slug = row.get("slug")
            self.classes[slug] = tuple(row.items("classes"))
            identifiers = [item.partition(" ")[0] for item in row.items("exact")]
            if row.get("deprecated") and row.get("replacedBy"):
                slug = row.get("replacedBy")
            self._note(slug, ([row.get("label")], [row.get("slug")], row.items("synonyms"), identifiers))
        self._near: dict[str, str] = {}

    def _note(self, slug: str, names: Iterable[Iterable[str]]) -> None:
        for rank, of_rank in zip(self._ranks, names, strict=True):
            for name in of_rank:
                found = rank.setdefault(name.casefold(), [])
                if slug not in found:
                    found.append(slug)

    def add(self, slug: str, label: str, synonyms: Iterable[str], classes: tuple[str, ...]) -> None:
        """Make one more term known."""
        self.classes[slug] = classes
        self._note(slug, ([label], [slug], synonyms, ()))

    def bearers(self, name: str) -> list[str]:
        """The slugs of the terms with this name, of the rank that comes first."""
        folded = name.removeprefix(TERM).removeprefix("term:").casefold()
        return next((found for rank in self._ranks if (found := rank.get(folded))), [])

    def find(self, name: str) -> tuple[str, str]:
        """The slug of the term that this name stands for, and ""; or "" and why there is none.

        Labels come before slugs, slugs before synonyms, synonyms before exact matches; letter case aside.
        """
        found = self.bearers(name)
        if len(found) == 1:
            return found[0], ""
        if found:
            return "", f'"{name}" stands for several terms. Write one of {", ".join(sorted(found))}.'
        folded = name.casefold()
        if folded not in self._near:
            near = near_misses(name, self._all(), most=3) if len(self._near) < _HINTS else []
            quoted = ", ".join(f'"{n}"' for n in near)
            self._near[folded] = (
                f"Did you mean {quoted}?" if near else "Correct it, or add the term to terms/<kind>.tsv."
            )
        return "", f'no term is called "{name}". {self._near[folded]}'

    def _all(self) -> Mapping[str, object]:
        return self._ranks[0] | self._ranks[2]
