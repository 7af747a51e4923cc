"""What is said of one term, and what a store holds as a whole."""

from typing import NamedTuple

from kgtool.model import Claim, Term


class Portrait(NamedTuple):
    """Everything said about one term.

    classes, synonyms, matches  labels of classes; other names; (relation, IRI) pairs of public identifiers.
    structure                   (subject, predicate, object) IRIs that hold by definition, with the term at either end.
    claims                      every claim that has the term as subject, object or context.
    labels                      of every IRI that occurs.
    details                     evidence → its further hedges: importance, shareAtMost, countAtLeast, value, unit, ….
    members                     of a class: the terms in it, in order of their labels.
    stands_for                  of a class of others its instances, of a gene its activities: what a trace takes it for.
    """

    term: Term
    classes: tuple[str, ...]
    definition: str | None
    synonyms: tuple[str, ...]
    matches: tuple[tuple[str, str], ...]
    structure: tuple[tuple[str, str, str], ...]
    claims: tuple[Claim, ...]
    labels: dict[str, str]
    details: dict[str, dict[str, str]] = {}  # noqa: RUF012 - never changed
    members: tuple[Term, ...] = ()
    stands_for: tuple[Term, ...] = ()


class Count(NamedTuple):
    """How many terms of a class, or claims and pieces of evidence of a predicate or a source, there are."""

    iri: str
    label: str
    terms: int = 0
    claims: int = 0
    evidence: int = 0


class Unsigned(NamedTuple):
    """A predicate without a sign in one form of edge.

    predicate  an IRI, a CURIE or a word, as the graph has it.
    form       the name of a file of `ontology/forms`, or nothing where its edges are plain triples.
    edges      how many there are of the form.
    why        why it has no sign on purpose, or nothing where nobody has judged it.
    """

    predicate: str
    form: str
    edges: int
    why: str = ""


class Unfit(NamedTuple):
    """What of foreign graphs can't be traced.

    unsigned     predicates without a sign, the most edges first.
    forms        how many edges that are nodes, or restrictions of OWL, there are of each form, signed or not.
    used, known  how many of the foreign predicates that have a sign occur, and how many there are.
    blank        steps, and edges that would be some, with an end that has no name (a blank node).
    seams        how many names of other graphs are joined with a term.
    """

    unsigned: tuple[Unsigned, ...]
    forms: dict[str, int]
    used: int
    known: int
    blank: int
    seams: int

    @property
    def edges(self) -> dict[str, int]:
        """How many edges of each predicate without a sign there are, in whatever form, the most first."""
        found: dict[str, int] = {}
        for one in self.unsigned:
            found[one.predicate] = found.get(one.predicate, 0) + one.edges
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


class Overview(NamedTuple):
    """What a store holds: counts, and the versions of what reads it. `totals` and `versions` are in reading order.

    untraced  of an endpoint: how many edges of each form no trace finds, since they are nodes; 0 stands for some.
    """

    totals: dict[str, int]
    classes: tuple[Count, ...]
    predicates: tuple[Count, ...]
    sources: tuple[Count, ...]
    versions: dict[str, str]
    unfit: Unfit | None = None
    untraced: dict[str, int] = {}  # noqa: RUF012 - never changed
