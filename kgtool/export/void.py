"""A description of the data set for catalogues: how much of what is in it, in VoID and DCAT."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from os.path import commonprefix

import pyoxigraph as ox

from kgtool.export.labels import canonical
from kgtool.export.names import TYPE
from kgtool.export.statements import Statements
from kgtool.export.turtle import turtle
from kgtool.vocabulary import NC, OWL, RDFS, SKOS, XSD

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
_KINDS = {
    DCTERMS + "creator": FOAF + "Agent",
    DCTERMS + "publisher": FOAF + "Agent",
    DCTERMS + "license": DCTERMS + "LicenseDocument",
}
_TOLD = ("title", "description", "creator", "license", "publisher", "created", "issued", "modified")
_HEADER = {DCTERMS + name: DCTERMS + name for name in (*_TOLD, "bibliographicCitation")}
_HEADER |= {OWL + "versionInfo": DCAT + "version", OWL + "priorVersion": DCAT + "previousVersion"}
_DATES = {DCTERMS + name for name in ("created", "issued", "modified")}
_FORMS = (
    ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    ("gYearMonth", re.compile(r"\d{4}-\d\d")),
    ("gYear", re.compile(r"\d{4}")),
)
# What DCAT-AP has once; a second value says nothing that the first doesn't contradict.
_ONCE = {DCTERMS + name for name in ("publisher", "issued", "modified")} | {DCAT + "version"}
_REPOSITORY = "https://schema.org/codeRepository"
_NAMES = {FOAF + "name", RDFS + "label"}
_AUTHORITY = re.compile(r"[a-zA-Z][\w+.-]*://[^/?#]+/|urn:[^:]+:|[a-zA-Z][\w+.-]*:")
_MAPPINGS = (SKOS + "exactMatch", SKOS + "closeMatch")


def void(statements: Statements) -> bytes:
    """The description, in Turtle: what the graph's header says of it, and counts over its statements."""
    triples = statements.triples()
    dataset = ox.NamedNode(statements.heading) if statements.heading else ox.BlankNode()
    header = _once(_from_header(dataset, triples))
    said = {predicate for _, predicate, _ in header}
    name = ox.Literal(statements.heading or "A graph")  # a data set has a title and a description
    header += [(dataset, DCTERMS + p, name) for p in ("title", "description") if DCTERMS + p not in said]
    described = [
        (dataset, TYPE, ox.NamedNode(VOID + "Dataset")),
        (dataset, TYPE, ox.NamedNode(DCAT + "Dataset")),
        *header,
        *_distribution(dataset, header, triples),
        *_counts(dataset, triples),
        *_partitions(dataset, triples),
        *_links(dataset, triples),
    ]
    quads = canonical(ox.Quad(s, ox.NamedNode(p), o) for s, p, o in described)
    prefixes = {**statements.prefixes, "void": VOID, "dcat": DCAT, "foaf": FOAF}
    return turtle(Statements(tuple(sorted(quads, key=str)), prefixes, None))


Node = ox.NamedNode | ox.BlankNode
Described = Iterator[tuple[Node, str, Node | ox.Literal]]


def _from_header(dataset: Node, triples: list[ox.Triple]) -> Described:
    source = ox.NamedNode(NC + "Source")
    names = {t.subject: t.object for t in triples if t.predicate.value in _NAMES and isinstance(t.object, ox.Literal)}
    for triple in triples:
        predicate = triple.predicate.value
        if triple.subject == dataset and predicate in _HEADER and isinstance(triple.object, ox.NamedNode | ox.Literal):
            yield from _stated(dataset, _HEADER[predicate], triple.object, names)
        if predicate == TYPE and triple.object == source and isinstance(triple.subject, ox.NamedNode):
            yield dataset, DCTERMS + "references", triple.subject  # dcterms:source is for data sets in DCAT-AP


def _once(told: Described) -> list[tuple[Node, str, Node | ox.Literal]]:
    """The statements, and of what DCAT-AP has once, the first."""
    kept: list[tuple[Node, str, Node | ox.Literal]] = []
    for s, p, o in told:
        if p not in _ONCE or not any((s, p) == (other, q) for other, q, _ in kept):
            kept.append((s, p, o))
    return kept


def _stated(
    dataset: Node,
    predicate: str,
    value: ox.NamedNode | ox.Literal,
    names: Mapping[ox.NamedNode | ox.BlankNode | ox.Triple, ox.Literal],
) -> Described:
    """A statement of the header as DCAT-AP has it: agents and licences are resources of their kinds, agents named."""
    kind = _KINDS.get(predicate)
    if kind is None:
        yield dataset, predicate, _dated(value) if predicate in _DATES else value
        return
    node = value if isinstance(value, ox.NamedNode) else ox.BlankNode()
    yield dataset, predicate, node
    yield node, TYPE, ox.NamedNode(kind)
    if kind == FOAF + "Agent":
        yield node, FOAF + "name", value if isinstance(value, ox.Literal) else names.get(value, ox.Literal(value.value))
    elif isinstance(value, ox.Literal):
        yield node, DCTERMS + "title", value


def _dated(value: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
    """A date with its datatype, where its text has the form of one."""
    if isinstance(value, ox.Literal) and value.datatype.value == XSD + "string":
        for name, form in _FORMS:
            if form.fullmatch(value.value):
                return ox.Literal(value.value, datatype=ox.NamedNode(XSD + name))
    return value


def _distribution(
    dataset: Node, told: list[tuple[Node, str, Node | ox.Literal]], triples: Iterable[ox.Triple]
) -> Described:
    """The data set as a file in Turtle, under its licence: where the header says from where it can be had.

    A distribution without an address is none to DCAT-AP.
    """
    places = [t.object for t in triples if t.subject == dataset and t.predicate.value == _REPOSITORY]
    for place in places:
        if not isinstance(place, ox.NamedNode):
            continue
        part, form = ox.BlankNode(), ox.NamedNode("https://www.iana.org/assignments/media-types/text/turtle")
        yield dataset, DCAT + "distribution", part
        yield part, TYPE, ox.NamedNode(DCAT + "Distribution")
        yield part, DCAT + "accessURL", place
        yield part, DCAT + "mediaType", form
        yield form, TYPE, ox.NamedNode(DCTERMS + "MediaType")
        yield from [(part, p, o) for s, p, o in told if s == dataset and p == DCTERMS + "license"][:1]


def _counts(dataset: Node, triples: list[ox.Triple]) -> Described:
    subjects = {t.subject for t in triples}
    classes = {t.object for t in triples if t.predicate.value == TYPE}
    counts = {
        "triples": len(triples),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({t.object for t in triples}),
        "properties": len({t.predicate for t in triples}),
        "classes": len(classes),
    }
    iris = [s.value for s in subjects if isinstance(s, ox.NamedNode)]
    if space := _own_space(iris):
        counts["entities"] = sum(iri.startswith(space) for iri in iris)
    for name, count in counts.items():
        yield dataset, VOID + name, _number(count)
    if space:
        yield dataset, VOID + "uriSpace", ox.Literal(space)
    for namespace in sorted({_namespace(t.predicate.value) for t in triples}):
        yield dataset, VOID + "vocabulary", ox.NamedNode(namespace)


def _partitions(dataset: Node, triples: list[ox.Triple]) -> Described:
    classes = Counter(t.object for t in triples if t.predicate.value == TYPE and isinstance(t.object, ox.NamedNode))
    for kind, count in classes.items():
        assert isinstance(kind, ox.NamedNode)
        yield from _partition(dataset, "class", kind, "entities", count)
    for predicate, count in Counter(t.predicate for t in triples).items():
        yield from _partition(dataset, "property", predicate, "triples", count)


def _partition(dataset: Node, by: str, value: ox.NamedNode, counted: str, count: int) -> Described:
    part = ox.BlankNode()
    yield dataset, f"{VOID}{by}Partition", part
    yield part, VOID + by, value
    yield part, VOID + counted, _number(count)


def _links(dataset: Node, triples: list[ox.Triple]) -> Described:
    """How many terms are mapped to each public vocabulary, and how."""
    links = Counter(
        (t.predicate.value, _namespace(t.object.value))
        for t in triples
        if t.predicate.value in _MAPPINGS and isinstance(t.object, ox.NamedNode)
    )
    for (predicate, namespace), count in links.items():
        part = ox.BlankNode()
        yield dataset, VOID + "subset", part
        yield part, TYPE, ox.NamedNode(VOID + "Linkset")
        yield part, VOID + "linkPredicate", ox.NamedNode(predicate)
        yield part, VOID + "uriSpace", ox.Literal(namespace)
        yield part, VOID + "triples", _number(count)


def _own_space(iris: Iterable[str]) -> str | None:
    """What the IRIs begin with that a data set describes: those of the authority that gave out most of them."""
    by_authority: dict[str, list[str]] = {}
    for iri in iris:
        found = _AUTHORITY.match(iri)
        by_authority.setdefault(found[0] if found else "", []).append(iri)
    by_authority.pop("", None)
    if not by_authority:
        return None
    most = min(by_authority.values(), key=lambda those: (-len(those), min(those)))
    shared = commonprefix([_cut(iri) for iri in most])  # noqa: RUF071 - letters are meant, not folders
    return shared[: max(shared.rfind(mark) for mark in "#/:") + 1]


def _cut(iri: str) -> str:
    """An IRI up to its local name: behind its last # or /, and where it has neither, its last colon."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri[: iri.rfind(":") + 1]


def _namespace(iri: str) -> str:
    """All but the local name; of an OBO id, the ontology that it belongs to as well."""
    space = _cut(iri)
    ontology, underscore, number = iri[len(space) :].partition("_")
    return space + (ontology + underscore if underscore and number.lstrip("C").isdigit() else "")


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
