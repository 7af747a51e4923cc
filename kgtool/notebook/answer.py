"""A trace as Python's users meet it: it prints like the command, a notebook draws it, and it turns into a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from kgtool.model import Chain, Trace

if TYPE_CHECKING:
    from kgtool.table import Table


class Answer(Trace):
    """The answer to a question for chains. `print` shows what `kgtool trace` prints, a notebook the picture."""

    __slots__ = ()

    # A trace is a tuple of its parts; who goes through an answer means its chains.

    def __iter__(self) -> Iterator[Chain]:  # type: ignore[override]
        return iter(self.chains)

    def __len__(self) -> int:
        return len(self.chains)

    def __getitem__(self, place: Any) -> Any:
        return self.chains[place]

    def _replace(self, **parts: Any) -> Self:
        return type(self)(**(self._asdict() | parts))

    def _asdict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._fields}

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self._asdict().values())

    def rows(self) -> "Table":
        """One row for each hop of each chain, flat: several slugs or IRIs stand in one text, joined by "; "."""
        from kgtool.render.words import label_of
        from kgtool.table import Table
        from kgtool.vocabulary import slug

        rows = []
        for place, chain in enumerate(self.chains, 1):
            for step, hop in enumerate(chain.hops, 1):
                grounds = self.grounds[hop]
                claims = [self.claims[iri] for premise in grounds.premises for iri in premise.claims]
                sources = sorted({slug(e.source) for c in claims for e in c.evidence if e.carries and e.source})
                rule = grounds.premises[0].rule
                judged = (chain.sign, chain.origin, chain.modality, len(chain.concluded), chain.disputed)
                ends = (label_of(self.labels, hop.subject), hop.sign, label_of(self.labels, hop.object))
                rests_on = (rule and label_of(self.labels, rule), "; ".join(sources), len(sources))
                iris = (hop.subject, hop.object, "; ".join(claim.iri for claim in claims))
                rows.append((place, *judged, step, *ends, *rests_on, *iris))
        return Table(_COLUMNS, rows)

    def to_pandas(self) -> Any:
        """`rows` as a pandas DataFrame.

        Raises UsageError when pandas isn't installed.
        """
        return self.rows().to_pandas()

    def to_polars(self) -> Any:
        """`rows` as a Polars DataFrame.

        Raises UsageError when Polars isn't installed.
        """
        return self.rows().to_polars()

    def picture(self, form: str = "svg", title: str | None = None) -> str:
        """The chains as a picture: "html" (a page), "svg", "mermaid", "dot" or "md".

        Raises UsageError for any other form.
        """
        from kgtool.render.picture import picture

        return picture(self, form, title)

    def __str__(self) -> str:
        from kgtool.render.chains import trace_text
        from kgtool.render.words import sentence

        told = trace_text(self)
        return f"{told}\n\n{sentence(self.truncated)}" if self.truncated else told

    def __repr__(self) -> str:
        from kgtool.render.words import counted

        ends = (("from", self.causes), ("to", self.effects))
        asked = [f"{word} {' or '.join(term.label for term in terms)}" for word, terms in ends if terms]
        return f"<{' '.join([counted(len(self.chains), 'chain'), *asked])}>"

    def _repr_html_(self) -> str:
        from html import escape

        # A notebook's page has policies and styles of its own, so that the picture brings none.
        return (
            f'<div style="overflow-x:auto">{self.picture("svg")}</div>\n'
            f"<details><summary>In words</summary><pre>{escape(str(self))}</pre></details>"
        )

    def _repr_markdown_(self) -> str:
        return self.picture("md")


_COLUMNS = (
    "chain",
    "chain_sign",
    "origin",
    "modality",
    "concluded_by",
    "disputed",
    "step",
    "subject",
    "sign",
    "object",
    "rule",
    "sources",
    "number_of_sources",
    "subject_iri",
    "object_iri",
    "claims",
)
