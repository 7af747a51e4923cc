"""Candidates, a nutrient's page and coverage that print as the commands do and show a table in a notebook."""

from typing import TYPE_CHECKING

from kgtool.answers.coverage import Coverage
from kgtool.answers.nutrient import Page
from kgtool.logic.causes import Candidates
from kgtool.notebook.readable import Readable

if TYPE_CHECKING:
    from kgtool.table import Table


class Ranked(Readable, Candidates):
    """What may explain some findings, the best candidate first."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row a candidate: its label, the findings that it explains, and those that it leaves."""
        from kgtool.render.words import label_of
        from kgtool.table import Table

        found = []
        for place, one in enumerate(self.candidates, 1):
            explained = [term.label for term in self.symptoms if term.iri in one.explained]
            left = [term.label for term in self.symptoms if term.iri not in one.explained]
            found.append((place, label_of(self.labels, one.cause), "; ".join(explained), "; ".join(left), one.cause))
        return Table(("place", "candidate", "explains", "leaves", "iri"), found)

    def _told(self) -> str:
        from kgtool.render.causes import candidates_text

        return candidates_text(self)


class Paged(Readable, Page):
    """A nutrient on a page."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row an entry: its section, its claim in words, the number of sources."""
        from kgtool.render.claims import claim_text
        from kgtool.table import Table

        found = [
            (name, claim_text(entry.claim, self.labels), len({e.source for e in entry.claim.evidence}))
            for name, entries in self.sections.items()
            for entry in entries
        ]
        return Table(("section", "claim", "number_of_sources"), found)

    def _told(self) -> str:
        from kgtool.render.nutrient import page_text

        return page_text(self)


class Covered(Readable, list[Coverage]):
    """What is told of each nutrient, by kinds of knowledge."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row a nutrient: the number of sources of each kind of knowledge."""
        from kgtool.logic.nutrients import KINDS
        from kgtool.table import Table

        rows: list[list[str | int]] = []
        for one in self:
            rows.append([one.nutrient.label, *(len(one.sources.get(kind, ())) for kind in KINDS)])
        return Table(("nutrient", *KINDS), rows)

    def _told(self) -> str:
        from kgtool.render.coverage import coverage_text

        return coverage_text(self)
