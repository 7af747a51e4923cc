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
from kgtool.vocabulary import BASE, LABEL, NC, OWL, RDF, RDFS

_TYPE = ox.NamedNode(RDF + "type")
_INDIVIDUAL = ox.NamedNode(OWL + "NamedIndividual")
_PREDICATES = {"+": "promotes", "-": "inhibits", None: "affects"}
_LETTERS = ("", *"bcdefghijklmnopqrstuvwxyz")
_DCTERMS = "http://purl.org/dc/terms/"


Said = tuple[ox.NamedNode, ox.NamedNode | ox.Literal]


class Claims:
    """Collects edges, and gives the triples of their claims. The edges' ends are IRIs.

    dataset   the graph that the edges come from: the source of those that name none.
    label_of  the label of a source that the graph names by an IRI, where it gives one.
    """

    def __init__(self, dataset: Cited, label_of: Callable[[str], str | None] = lambda _: None) -> None:
        self._label_of = label_of
        self._dataset = dataset
        self._said: dict[tuple[str, str, str], set[Edge]] = {}
        self._passages: dict[str, tuple[Said, ...]] = {}
        self._sections: dict[str, tuple[Said, ...]] = {}
        self.sources: dict[str, Cited] = {dataset.slug: dataset}

    def add(self, edge: Edge) -> None:
        """Take one edge."""
        self._source_of(edge)
        self._said.setdefault((edge.subject, _PREDICATES[edge.sign], edge.object), set()).add(edge)

    @property
    def ends(self) -> set[str]:
        """The IRIs that the edges join."""
        return {end for s, _, o in self._said for end in (s, o)}

    @property
    def number(self) -> int:
        """How many claims the edges give."""
        return len(self._said)

    def both_signs(self) -> list[tuple[str, str]]:
        """The pairs that some edge says to rise and another to fall together, in order."""
        held = {key for key, edges in self._said.items() if not all(edge.negated for edge in edges)}
        return sorted((s, o) for s, p, o in held if p == "promotes" and (s, "inhibits", o) in held)

    def triples(self) -> Iterator[ox.Triple]:
        """The claims with evidence, passages, sections and sources; the same edges give the same triples."""
        for (subject, predicate, object_), edges in sorted(self._said.items()):
            name = f"{name_in_claims(subject)}--{predicate}--{name_in_claims(object_)}"
            claim = ox.NamedNode(f"{BASE}claim/{name}")
            yield from _individual(claim, "Claim")
            yield _triple(claim, NC + "subject", ox.NamedNode(subject))
            yield _triple(claim, NC + "predicate", ox.NamedNode(NC + predicate))
            yield _triple(claim, NC + "object", ox.NamedNode(object_))
            numbers: Counter[str] = Counter()
            named = []
            for edge in sorted(_with_evidence(edges)):
                source, note = self._source_of(edge)
                passage = self._passage(edge, source, note)
                letter = _LETTERS[min(numbers[passage], len(_LETTERS) - 1)]
                numbers[passage] += 1
                slug = passage.removeprefix(f"{BASE}passage/")
                named.append((ox.NamedNode(f"{BASE}evidence/{name}--{slug}{letter}"), edge, passage))
            yield from (_triple(claim, NC + "evidence", evidence) for evidence, _, _ in named)
            for evidence, edge, passage in named:
                yield from _individual(evidence, "Evidence")
                yield _triple(evidence, NC + "passage", ox.NamedNode(passage))
                yield _triple(evidence, NC + "stance", ox.NamedNode(NC + ("disputes" if edge.negated else "supports")))
                modality = "possible" if edge.possible else "asserted"
                yield _triple(evidence, NC + "modality", ox.NamedNode(NC + modality))
                if predicate != "affects":
                    yield _triple(evidence, NC + "directness", ox.NamedNode(NC + "unspecified"))
        for places in (self._passages, self._sections):
            for node, triples in sorted(places.items()):
                yield from (ox.Triple(ox.NamedNode(node), p, o) for p, o in triples)
        for source in sorted(self.sources.values()):
            if source != self._dataset:
                yield from self._source(source)

    def _source_of(self, edge: Edge) -> tuple[Cited, str]:
        """The source of an edge, and what it says beyond a name."""
        named = cited(edge.source) if edge.source else self._dataset
        note = edge.source if named is None else ""
        if named and named.address == named.label and (label := self._label_of(named.address)):
            named = named._replace(label=label)
        source = named or self._dataset
        kept = self.sources.setdefault(source.slug, source)
        if kept.label.casefold() != source.label.casefold():  # two names that read alike as slugs
            source = source._replace(slug=f"{source.slug}-{sha256(source.label.encode()).hexdigest()[:8]}")
            self.sources.setdefault(source.slug, source)
        return self.sources[source.slug], note

    def _passage(self, edge: Edge, source: Cited, note: str) -> str:
        """The IRI of the place that an edge was read from; what is said of it is kept for later."""
        kind = _short(edge.kind)
        section = f"{BASE}section/{source.slug}--{slugged(kind) if kind else 'records'}"
        of_source = (ox.NamedNode(NC + "source"), ox.NamedNode(BASE + "source/" + source.slug))
        heading = kind or "records"
        label = (ox.NamedNode(LABEL), ox.Literal(f"{source.label}: {heading}", language="en"))
        headed = (ox.NamedNode(NC + "heading"), ox.Literal(heading, language="en"))
        self._sections.setdefault(section, (*_typed("Section"), label, headed, of_source))
        quotation = "\n".join(filter(None, (edge.quotation, note)))
        record = edge.record or f"{edge.subject} {edge.predicate} {edge.object}"
        told = sha256("\0".join((record, quotation, kind, edge.date)).encode()).hexdigest()[:16]
        passage = f"{BASE}passage/{source.slug}--{told}"
        facts = [*_typed("Passage"), of_source, (ox.NamedNode(NC + "section"), ox.NamedNode(section))]
        for name, text in ((NC + "record", record), (NC + "quotation", quotation), (_DCTERMS + "issued", edge.date)):
            if text:
                facts.append((ox.NamedNode(name), ox.Literal(text)))
        self._passages.setdefault(passage, tuple(facts))
        return passage

    def _source(self, source: Cited) -> Iterator[ox.Triple]:
        node = ox.NamedNode(BASE + "source/" + source.slug)
        yield from _individual(node, "Source")
        yield _triple(node, LABEL, ox.Literal(source.label, language="en"))
        yield _triple(node, NC + "citedBy", ox.NamedNode(BASE + "source/" + self._dataset.slug))
        if source.address:
            yield _triple(node, RDFS + "seeAlso", ox.NamedNode(source.address))


def _with_evidence(edges: Iterable[Edge]) -> list[Edge]:
    """The edges without those that say the same with nothing beside it, where another tells more."""
    several = [edge._replace(how="") for edge in edges]
    bare = {edge for edge in several if not (edge.source or edge.quotation or edge.kind or edge.record)}
    return sorted({*several} - bare) or sorted(bare)[:1]


def _short(kind: str) -> str:
    """A kind of evidence as a label: of an IRI, its last part."""
    return kind.rpartition("/")[2].rpartition("#")[2] if "://" in kind else " ".join(kind.split())[:200]


def _typed(name: str) -> tuple[Said, Said]:
    return (_TYPE, _INDIVIDUAL), (_TYPE, ox.NamedNode(NC + name))


def _individual(node: ox.NamedNode, name: str) -> Iterator[ox.Triple]:
    return (ox.Triple(node, p, o) for p, o in _typed(name))


def _triple(subject: ox.NamedNode, predicate: str, object_: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), object_)
