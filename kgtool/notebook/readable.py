"""Terms, portraits, counts, verdicts and conflicts that print as the commands do and show a table in a notebook."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from kgtool.logic.arguments import Explanation
from kgtool.logic.sides import Conflict
from kgtool.model import Term
from kgtool.model.overview import Overview, Portrait

if TYPE_CHECKING:
    from kgtool.table import Table

_LONGEST = 1_500
"""So many characters of an answer are shown where nobody printed it."""


class Readable:
    """What prints as a command does, shows a table in a notebook, and is cut at a prompt."""

    __slots__ = ()

    def rows(self) -> "Table":
        """The same as rows of plain values."""
        raise NotImplementedError

    def _told(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return self._told()

    def __repr__(self) -> str:
        return shortened(self._told())

    def _repr_html_(self) -> str:
        table: str = self.rows()._repr_html_()
        return f'<div style="overflow-x:auto">{table}</div>\n<pre>{escape(shortened(self._told()))}</pre>'


def shortened(text: str) -> str:
    """The first lines of a text; how many more there are is said."""
    if len(text) <= _LONGEST:
        return text
    kept = text[:_LONGEST].rpartition("\n")[0] or text[:_LONGEST]
    left = text[len(kept) :].count("\n")
    return f"{kept}\n… {left:,} more lines: print() shows them"


class Terms(Readable, list[Term]):
    """Terms, the best match first. there: how many there are, of which these are the first."""

    __slots__ = ("there",)

    def __init__(self, terms: Iterable[Term], there: int) -> None:
        super().__init__(terms)
        self.there = there

    def rows(self) -> "Table":
        """One row a term: label, IRI."""
        from kgtool.table import Table

        return Table(("label", "iri"), [(term.label, term.iri) for term in self])

    def _told(self) -> str:
        from kgtool.render.terms import terms_text

        return terms_text(self)


class Shown(Readable, Portrait):
    """Everything said about one term."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row a claim: its ends, its predicate, its context, its sources for and against."""
        from kgtool.render.words import label_of
        from kgtool.table import Table
        from kgtool.vocabulary import slug

        found = []
        for claim in self.claims:
            ends = [label_of(self.labels, iri) for iri in (claim.subject, claim.predicate, claim.object)]
            context = claim.context and label_of(self.labels, claim.context)
            sides = [
                "; ".join(
                    sorted({slug(e.source) for e in claim.evidence if e.source and (e.stance == "supports") == pro})
                )
                for pro in (True, False)
            ]
            found.append((*ends, context, *sides, claim.iri))
        return Table(("subject", "predicate", "object", "context", "said_by", "not_so_by", "claim"), found)

    def _told(self) -> str:
        from kgtool.render.terms import portrait_text

        return portrait_text(self)


class Loaded(Readable, Overview):
    """What a graph holds, counted."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row a count: what is counted (all, a class, a predicate, a source), its name, and how many there are."""
        from kgtool.table import Table

        found: list[tuple[str, str, int]] = [("all", name, number) for name, number in self.totals.items()]
        found += [("terms of a class", c.label, c.terms) for c in self.classes]
        found += [("claims of a predicate", c.label, c.claims) for c in self.predicates]
        found += [("claims of a source", c.label, c.claims) for c in self.sources]
        return Table(("what", "name", "number"), found)

    def _told(self) -> str:
        from kgtool.render.overview import overview_text

        return overview_text(self)


class Explained(Readable, Explanation):
    """The verdict on what a cause does to an effect."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row a set of claims that carries a conclusion, in order of trust."""
        from kgtool.render.claims import claim_text
        from kgtool.render.words import label_of
        from kgtool.table import Table

        found = []
        for argument in self.arguments:
            for support in argument.supports:
                chain = " → ".join(label_of(self.labels, iri) for iri in support.chain.terms)
                rests_on = "; ".join(claim_text(self.claims[claim], self.labels) for claim in support.claims)
                found.append(
                    (label_of(self.labels, argument.cause), argument.sign, chain, len(support.claims), rests_on)
                )
        return Table(("cause", "sign", "chain", "number_of_claims", "claims"), found)

    def _told(self) -> str:
        from kgtool.render.explanation import explanation_text

        return explanation_text(self)


class _Conflicts(NamedTuple):
    cases: list[Conflict]
    labels: dict[str, str]


class Conflicts(Readable, _Conflicts):
    """What sources disagree about, each case once, the gravest first; and the label of every IRI involved."""

    __slots__ = ()

    def rows(self) -> "Table":
        """One row a case: its kind, what it is about in a sentence, its sources."""
        from kgtool.render.conflicts import sentence_of
        from kgtool.table import Table
        from kgtool.vocabulary import slug

        found = []
        for case in self.cases:
            sources = sorted({slug(source) for side in case.sides for source in side.sources if source})
            found.append((case.kind, sentence_of(case, self.labels), len(sources), "; ".join(sources)))
        return Table(("kind", "case", "number_of_sources", "sources"), found)

    def _told(self) -> str:
        from kgtool.render.conflicts import conflicts_text

        return conflicts_text(self.cases, self.labels)
