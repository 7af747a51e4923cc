"""Finds terms by any of their names: slug, label, synonym or identifier. Made once for a table of many rows."""

from collections.abc import Mapping

from kgtool.importing.folder import Tables
from kgtool.logic.spelling import near_misses
from kgtool.vocabulary import TERM

_FORE = ("label", "slug", "synonyms", "exact")


class Names:
    """The names of all terms of some tables."""

    def __init__(self, tables: Tables) -> None:
        self.classes: dict[str, tuple[str, ...]] = {}
        self._ranks: tuple[dict[str, list[str]], ...] = tuple({} for _ in _FORE)
        for _, _, row in tables.term_rows():
            slug = row.get("slug")
            self.classes[slug] = tuple(row.items("classes"))
            if row.get("deprecated") and (successor := row.get("replacedBy")):
                slug = successor
            labels = [row.get("label")]
            identifiers = [item.partition(" ")[0] for item in row.items("exact")]
            for rank, names in zip(
                self._ranks, (labels, [row.get("slug")], row.items("synonyms"), identifiers), strict=True
            ):
                for name in names:
                    found = rank.setdefault(name.casefold(), [])
                    if slug not in found:
                        found.append(slug)
        self._near: dict[str, str] = {}

    def find(self, name: str) -> tuple[str, str]:
        """The slug of the term that this name stands for, and ""; or "" and why there is none.

        Labels come before slugs, slugs before synonyms, synonyms before exact matches; letter case aside.
        """
        folded = name.removeprefix(TERM).removeprefix("term:").casefold()
        for rank in self._ranks:
            if found := rank.get(folded):
                if len(found) == 1:
                    return found[0], ""
                return "", f'"{name}" stands for several terms. Write one of {", ".join(sorted(found))}.'
        if folded not in self._near:
            near = near_misses(name, self._all(), most=3)
            quoted = ", ".join(f'"{n}"' for n in near)
            self._near[folded] = (
                f"Did you mean {quoted}?" if near else "Correct it, or add the term to terms/<kind>.tsv."
            )
        return "", f'no term is called "{name}". {self._near[folded]}'

    def _all(self) -> Mapping[str, object]:
        return self._ranks[0] | self._ranks[2]
