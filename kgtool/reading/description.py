"""What a store says of one IRI: the triples around it, and the same in plain values for a page."""

from typing import NamedTuple

import pyoxigraph as ox

from kgtool.reading.reader import labels
from kgtool.reading.rows import literal
from kgtool.store import Store
from kgtool.vocabulary import NC, OWL, RDF, node

MOST = 2_000
"""So many triples that lead to an IRI are looked at."""


class Value(NamedTuple):
    """An IRI (with its label) or a literal (with its language or datatype) as one side of a statement."""

    text: str
    iri: bool
    label: str = ""
    kind: str = ""


class Description(NamedTuple):
    """What is said of an IRI.

    says     (property, values) in the order of the properties' labels, with the IRI as subject.
    cited    the same with the IRI as object: the values are the subjects.
    defines  the names below an ontology's IRI.
    cut      whether more lead to it than are told.
    """

    iri: str
    label: str
    says: tuple[tuple[Value, tuple[Value, ...]], ...]
    cited: tuple[tuple[Value, tuple[Value, ...]], ...]
    defines: tuple[Value, ...]
    cut: bool


def triples_about(store: Store, iri: str) -> list[ox.Triple]:
    """The triples with the IRI as subject, or as object (at most `MOST` of those), and what hangs on blank nodes."""
    name = node(iri)
    own = _construct(store, f"CONSTRUCT {{ {name} ?p ?o }} WHERE {{ {name} ?p ?o }}")
    cited = _construct(
        store, f"CONSTRUCT {{ ?s ?p {name} }} WHERE {{ ?s ?p {name} FILTER(!isBlank(?s)) }} LIMIT {MOST}"
    )
    inner: list[ox.Triple] = []
    if any(isinstance(t.object, ox.BlankNode) for t in own):
        inner = _construct(
            store,
            f"CONSTRUCT {{ ?b ?p ?o }} WHERE {{ {name} (!<kgtool:none>)+ ?b FILTER(isBlank(?b)) ?b ?p ?o }} "
            f"LIMIT {MOST}",
        )
    return list(dict.fromkeys([*own, *inner, *cited, *_defined(store, iri, own)]))


def _defined(store: Store, iri: str, own: list[ox.Triple]) -> list[ox.Triple]:
    """What an ontology says of the names below it: those of its IRI with a # or / and one word more."""
    if not any(t.predicate.value == RDF + "type" and t.object == ox.NamedNode(OWL + "Ontology") for t in own):
        return []
    return _construct(
        store,
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(isIRI(?s) && STRSTARTS(STR(?s), {literal(iri + '#')})) }}",
    )


def description(store: Store, iri: str) -> Description | None:
    """What is said of an IRI, in plain values; None where nothing is."""
    if node(iri) == node(""):
        return None
    found = triples_about(store, iri)
    this = ox.NamedNode(iri)
    defined = {
        t.subject for t in found if isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(iri + "#")
    }
    says, cited = [t for t in found if t.subject == this], [t for t in found if t.object == this]
    if not (says or cited):
        return None
    named = {part.value for t in found for part in t if isinstance(part, ox.NamedNode)}
    known = labels(store, sorted(named | {iri}))
    if iri not in known and (sentence := _as_sentence(says, known)):
        known[iri] = sentence

    def told(part: object) -> Value:
        if isinstance(part, ox.NamedNode):
            return Value(part.value, True, known.get(part.value, ""))
        if isinstance(part, ox.Literal):
            return Value(part.value, False, kind=part.language or part.datatype.value)
        return Value(str(part), False)

    def grouped(triples: list[ox.Triple], subjects: bool) -> tuple[tuple[Value, tuple[Value, ...]], ...]:
        by: dict[Value, list[Value]] = {}
        for t in triples:
            by.setdefault(told(t.predicate), []).append(told(t.subject if subjects else t.object))
        return tuple(
            (p, tuple(sorted(vs, key=_order))) for p, vs in sorted(by.items(), key=lambda item: _order(item[0]))
        )

    return Description(
        iri,
        known.get(iri, ""),
        grouped(says, False),
        grouped(cited, True),
        tuple(sorted(map(told, defined), key=_order)),
        len(cited) >= MOST,
    )


def _as_sentence(says: list[ox.Triple], known: dict[str, str]) -> str | None:
    """What a claim says, since it has no label of its own."""
    parts = {t.predicate.value: t.object.value for t in says if isinstance(t.object, ox.NamedNode)}
    names = [parts.get(NC + part, "") for part in ("subject", "predicate", "object")]
    return " ".join(known[name] for name in names) if all(name in known for name in names) else None


def _order(value: Value) -> tuple[str, str]:
    return (value.label or value.text).lower(), value.text


def _construct(store: Store, sparql: str) -> list[ox.Triple]:
    found = store.query(sparql)
    assert isinstance(found, ox.QueryTriples)
    return list(found)
