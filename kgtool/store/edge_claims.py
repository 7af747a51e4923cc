"""Edges → claims of our model: each with its evidence, the place that it was read from, and its source.

Edges that say the same of the same ends meet on one claim. A negated edge is evidence that disputes the claim; one
whose sign is open gives a claim of `nc:affects`, which is never a hop.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

import pyoxigraph as ox

from kgtool.logic.curies import Cited, cited, name_in_claims, slugged
from kgtool.logic.edges import Edge
from kgtool.store.facts import TYPE, Node, Triple
from kgtool.vocabulary import BASE, LABEL, NC, OWL, RDFS

_PREDICATES = {"+": "promotes", "-": "inhibits", None: "affects"}
_LETTERS = ("", *"bcdefghijklmnopqrstuvwxyz")
_DCTERMS = "http://purl.org/dc/terms/"

Said = tuple[str, Node]
"""A predicate and what is said by it."""


class Claims:
    """Collects edges, and gives the triples of their claims. The edges' ends are IRIs.

    dataset   the graph that the edges come from: the source of those that name none.
    label_of  the label of a source that the graph names by an IRI, where it gives one.
    """

    def __init__(self, dataset: Cited, label_of: Callable[[str], str | None] = lambda _: None) -> None:
        self._label_of = label_of
        self._dataset = dataset
        self._texts: set[str] = set()
        self._said: dict[tuple[str, str, str], set[Edge]] = {}
        self._names: dict[str, str] = {}
        self._passages: dict[str, tuple[Said, ...]] = {}
        self._sections: dict[str, tuple[Said, ...]] = {}

    def add(self, edge: Edge) -> None:
        """Take one edge."""
        self._texts.add(edge.source)
        self._said.setdefault((edge.subject, _PREDICATES[edge.sign], edge.object), set()).add(edge)

    @property
    def ends(self) -> set[str]:
        """The IRIs that the edges join."""
        return {end for s, _, o in self._said for end in (s, o)}

    @property
    def sources(self) -> set[Cited]:
        """What the edges come from: the graph, and what they name themselves."""
        return {self._dataset, *(source for source, _ in self._sources().values())}

    @property
    def number(self) -> int:
        """How many claims the edges give."""
        return len(self._said)

    def both_signs(self) -> list[tuple[str, str]]:
        """The pairs that some edge says to rise and another to fall together, in order."""
        held = {key for key, edges in self._said.items() if not all(edge.negated for edge in edges)}
        return sorted((s, o) for s, p, o in held if p == "promotes" and (s, "inhibits", o) in held)

    def triples(self) -> Iterator[Triple]:
        """The claims with evidence, passages, sections and sources; the same edges give the same triples."""
        sources = self._sources()
        for (subject, predicate, object_), edges in sorted(self._said.items()):
            name = f"{self._name(subject)}--{predicate}--{self._name(object_)}"
            claim = f"{BASE}claim/{name}"
            ends = ((NC + "subject", subject), (NC + "predicate", NC + predicate), (NC + "object", object_))
            yield from _told(claim, "Claim", *ends)
            numbers: Counter[str] = Counter()
            named = []
            for edge in sorted(_with_evidence(edges)):
                passage = self._passage(edge, *sources[edge.source])
                letter = _LETTERS[min(numbers[passage], len(_LETTERS) - 1)]
                numbers[passage] += 1
                slug = passage.removeprefix(f"{BASE}passage/")
                named.append((f"{BASE}evidence/{name}--{slug}{letter}", edge, passage))
            yield from ((claim, NC + "evidence", evidence) for evidence, _, _ in named)
            for evidence, edge, passage in named:
                yield from _told(evidence, "Evidence", *_put(edge, passage))
        for kind, places in (("Passage", self._passages), ("Section", self._sections)):
            for node, said in sorted(places.items()):
                yield from _told(node, kind, *said)
        for source in sorted({source for source, _ in sources.values()} - {self._dataset}):
            yield from self._source(source)

    def _name(self, iri: str) -> str:
        return self._names.get(iri) or self._names.setdefault(iri, name_in_claims(iri))

    def _sources(self) -> dict[str, tuple[Cited, str]]:
        """The source that each text names, and what the text says beyond a name."""
        found: dict[str, tuple[Cited, str]] = {}
        of_slug = {self._dataset.slug: self._dataset}
        for text in sorted(self._texts):
            named = cited(text) if text else self._dataset
            if named and named.address == named.label and (label := self._label_of(named.address)):
                named = named._replace(label=label)
            source = named or self._dataset
            kept = of_slug.setdefault(source.slug, source)
            if kept.label.casefold() != source.label.casefold():  # two names that read alike as slugs
                source = source._replace(slug=f"{source.slug}-{sha256(source.label.encode()).hexdigest()[:8]}")
                kept = of_slug.setdefault(source.slug, source)
            found[text] = kept, "" if named else text
        return found

    def _passage(self, edge: Edge, source: Cited, note: str) -> str:
        """The IRI of the place that an edge was read from; what is said of it is kept for later."""
        kind = _short(edge.kind)
        section = f"{BASE}section/{source.slug}--{slugged(kind) if kind else 'records'}"
        of_source = (NC + "source", BASE + "source/" + source.slug)
        if section not in self._sections:
            heading = kind or "records"
            label = ox.Literal(f"{source.label}: {heading}", language="en")
            headed = ox.Literal(heading, language="en")
            self._sections[section] = (LABEL, label), (NC + "heading", headed), of_source
        quotation = "\n".join(filter(None, (edge.quotation, note)))
        record = edge.record or f"{edge.subject} {edge.predicate} {edge.object}"
        told = sha256("\0".join((record, quotation, kind, edge.date)).encode()).hexdigest()[:16]
        passage = f"{BASE}passage/{source.slug}--{told}"
        if passage not in self._passages:
            texts = ((NC + "record", record), (NC + "quotation", quotation), (_DCTERMS + "issued", edge.date))
            written = ((by, ox.Literal(text)) for by, text in texts if text)
            self._passages[passage] = (of_source, (NC + "section", section), *written)
        return passage

    def _source(self, source: Cited) -> Iterator[Triple]:
        label = (LABEL, ox.Literal(source.label, language="en"))
        address = ((RDFS + "seeAlso", source.address),) if source.address else ()
        cited_by = (NC + "citedBy", BASE + "source/" + self._dataset.slug)
        return _told(BASE + "source/" + source.slug, "Source", label, cited_by, *address)


def _with_evidence(edges: Iterable[Edge]) -> list[Edge]:
    """The edges without those that say the same with nothing beside it, where another tells more."""
    several = [edge._replace(how="") for edge in edges]
    if len(several) == 1:  # as nearly always
        return several
    bare = {edge for edge in several if not (edge.source or edge.quotation or edge.kind or edge.record)}
    return sorted({*several} - bare) or sorted(bare)[:1]


def _put(edge: Edge, passage: str) -> Iterator[Said]:
    """How a passage puts what an edge says."""
    yield NC + "passage", passage
    yield NC + "stance", NC + ("disputes" if edge.negated else "supports")
    yield NC + "modality", NC + ("possible" if edge.possible else "asserted")
    if edge.sign:
        yield NC + "directness", NC + "unspecified"


def _short(kind: str) -> str:
    """A kind of evidence as a label: of an IRI, its last part."""
    return kind.rpartition("/")[2].rpartition("#")[2] if "://" in kind else " ".join(kind.split())[:200]


def _told(node: str, kind: str, *said: Said) -> Iterator[Triple]:
    """What a record is, and what is said of it."""
    yield node, TYPE, OWL + "NamedIndividual"
    yield node, TYPE, NC + kind
    yield from ((node, predicate, one) for predicate, one in said)
