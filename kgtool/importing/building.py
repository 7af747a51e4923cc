"""Tables become Turtle: terms, sources with their places, claims and evidence, heads, imports, catalogs."""

import os
from collections.abc import Iterable, Sequence

from kgtool.importing.catalogs import catalogs
from kgtool.importing.columns import Column, Ontology, ontology
from kgtool.importing.folder import Tables
from kgtool.importing.freshness import DIGEST, MARK, digest_of
from kgtool.importing.tsv import Row
from kgtool.importing.writing import Document, Told, text
from kgtool.vocabulary import BASE, expand

GRAPH = BASE + "graph"
RULES = BASE + "ontology/rules"
# What graph.tsv says of the whole graph, and each of its files of itself: key → property.
HEAD = {
    "creator": "dcterms:creator",
    "publisher": "dcterms:publisher",
    "issued": "dcterms:issued",
    "modified": "dcterms:modified",
    "citation": "dcterms:bibliographicCitation",
    "repository": "sdo:codeRepository",
    "licence": "dcterms:license",
}
_OWN = ("nc", "claim", "ev", "owl", "psg", "rdfs", "sec", "src", "term")


def claim_name(row: Row) -> str:
    """The local name of a claim, which its parts spell."""
    context = row.get("context")
    name = f"{row.get('subject')}--{row.get('predicate')}--{row.get('object')}"
    return f"{name}--in--{context}" if context else name


def evidence_name(source: str, row: Row) -> str:
    """The local name of a piece of evidence: its claim, its passage, and its letter if it has one."""
    return f"{claim_name(row)}--{source}--{row.get('passage')}{row.get('letter')}"


def turtle_files(tables: Tables) -> dict[str, bytes]:
    """Every file that is made from the tables, by its path below the folder: the same tables give the same bytes.

    The tables have been checked (`checking`).
    """
    known = ontology()
    graph = tables.head.get("iri", GRAPH)
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for kind, table in tables.terms.items():
        path = f"terms/{kind}.ttl"
        names[f"{graph}/terms/{kind}"] = path
        about = tables.head.get(f"terms/{kind}", "")
        document = _document(tables, path, f"terms/{kind}.tsv", about)
        title = f"{_title(tables)}: {kind.replace('-', ' ')}"
        _header(document, tables, f"{graph}/terms/{kind}", [RULES], title, about or title)
        document.use("nc", "owl", "rdfs", "term")
        for row in sorted(table.rows, key=lambda row: row.get("slug")):
            document.block(f"term:{row.get('slug')}", _term(document, known, row, graph))
        files[path] = document.bytes()
    kinds = list(names)
    for slug in tables.claims:
        path = f"sources/{slug}.ttl"
        names[f"{graph}/sources/{slug}"] = path
        files[path] = _source(tables, known, graph, slug, path, kinds)
    main = tables.head.get("file", "graph") + ".ttl"
    document = Document([MARK[2:] + ": the whole graph, which imports the others and holds nothing itself."])
    about = tables.head.get("description", "")
    _header(document, tables, graph, [RULES, *names], _title(tables), about or _title(tables))
    files[main] = document.bytes()
    return files | catalogs(tables.folder, {graph: main} | names)


def _title(tables: Tables) -> str:
    return tables.head.get("title", "A graph of claims")


def _document(tables: Tables, path: str, made_from: str, about: str = "") -> Document:
    digest = digest_of(os.path.join(tables.folder, *path.split("/")))
    return Document(
        [
            *([about] if about else []),
            f"{MARK[2:]} from {made_from}: change that, not this file.",
            DIGEST[2:] + digest,
        ]
    )


def _header(document: Document, tables: Tables, iri: str, imports: Sequence[str], title: str, about: str) -> None:
    version = tables.head.get("version", "0.1.0")
    prior = tables.head.get("prior", "")
    document.use("owl", "dcterms")
    told = [(name, tables.head[key]) for key, name in HEAD.items() if tables.head.get(key)]
    document.block(
        f"<{iri}>",
        [
            ("a", ["owl:Ontology"]),
            ("owl:versionIRI", [f"<{iri}/{version}>"]),
            ("owl:versionInfo", [text(version, "")]),
            ("owl:priorVersion", [f"<{iri}/{prior}>"] if prior else []),
            ("owl:imports", [f"<{other}>" for other in imports]),
            ("dcterms:title", [text(title)]),
            ("dcterms:description", [text(about)]),
            *((document.name(expand(name) or name), [_link(value)]) for name, value in told),
        ],
    )


def _term(document: Document, known: Ontology, row: Row, graph: str) -> Told:
    told: list[tuple[str, Sequence[str]]] = [
        ("a", ["owl:NamedIndividual", *(f"nc:{name}" for name in sorted(row.items("classes")))]),
        # By the whole graph: a term may move from one table to another.
        ("rdfs:isDefinedBy", [f"<{graph}>"]),
    ]
    labels: list[str] = []
    for column in known.columns["terms"]:
        if values := column.values(row.get(column.name)):
            told.append((document.name(column.iri), [_value(document, column, value) for value in values]))
            if column.form == "identifier":
                labels += [value for value in values if " " in value]
    if labels:
        told.append(("nc:identifierLabel", [text(value, "") for value in sorted(labels)]))
    return told


def _value(document: Document, column: Column, value: str) -> str:
    match column.form:
        case "text" | "texts":
            return text(value)
        case "string" | "strings":
            return text(value, "")
        case "term":
            return f"term:{value}"
        case "member":
            return f"nc:{value}"
        case "identifier":
            written = value.partition(" ")[0]
            return document.name(expand(written) or written)
        case "link":
            return _link(value)
    if column.form == "decimal" and "." not in value:
        document.use("xsd")
        return f'"{value}"^^xsd:decimal'
    return value


def _link(value: str) -> str:
    return f"<{value}>" if value.startswith(("http://", "https://")) else text(value, "")


def _source(tables: Tables, known: Ontology, graph: str, slug: str, path: str, kinds: Sequence[str]) -> bytes:
    row = tables.source(slug)
    document = _document(tables, path, f"sources/{slug}.tsv, sources/{slug}.passages.tsv and its row in sources.tsv")
    title = row.get("title")
    about = f"Claims and evidence from one source, {title}"
    about += "" if about.endswith(("?", "!", ".")) else "."
    _header(document, tables, f"{graph}/sources/{slug}", kinds, f"{_title(tables)}: {title}", about)
    document.use(*_OWN)
    document.heading("Source")
    told: list[tuple[str, Sequence[str]]] = [("a", ["owl:NamedIndividual", "nc:Source"]), ("rdfs:label", [text(title)])]
    for column in known.columns["sources"]:
        if values := column.values(row.get(column.name)):
            told.append((document.name(column.iri), [_value(document, column, value) for value in values]))
    document.block(f"src:{slug}", told)
    places = sorted(tables.passages[slug].rows, key=_span)
    document.heading("Sections")
    for place in (place for place in places if place.get("slug")):
        document.block(
            f"sec:{slug}--{place.get('slug')}",
            [
                ("a", ["owl:NamedIndividual", "nc:Section"]),
                ("rdfs:label", [text(f"{title}: {place.get('label')}")]),
                ("nc:heading", [text(place.get("label"))]),
                ("nc:source", [f"src:{slug}"]),
                ("nc:spanStart", [place.get("start")]),
                ("nc:spanEnd", [place.get("end")]),
            ],
        )
    document.heading("Passages")
    for place in (place for place in places if not place.get("slug")):
        heading = place.get("heading").split("-") if place.get("heading") else ["", ""]
        document.block(
            f"psg:{slug}--{place.get('start')}-{place.get('end')}",
            [
                ("a", ["owl:NamedIndividual", "nc:Passage"]),
                ("nc:source", [f"src:{slug}"]),
                ("nc:section", [f"sec:{slug}--{place.get('section')}"]),
                ("nc:spanStart", [place.get("start")]),
                ("nc:spanEnd", [place.get("end")]),
                ("nc:spanDigest", [text(place.get("digest"), "")]),
                ("nc:headingStart", heading[:1] if heading[0] else []),
                ("nc:headingEnd", heading[1:] if heading[0] else []),
            ],
        )
    _claims(document, known, slug, tables.claims[slug].rows)
    return document.bytes()


def _span(place: Row) -> tuple[int, int]:
    return int(place.get("start")), -int(place.get("end"))


def _claims(document: Document, known: Ontology, slug: str, rows: Iterable[Row]) -> None:
    by_predicate: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        by_predicate.setdefault(row.get("predicate"), {}).setdefault(claim_name(row), []).append(row)
    order = {name: number for number, name in enumerate(known.predicates)}
    columns = [(document.name(column.iri), column) for column in known.columns["claims"]]
    for predicate in sorted(by_predicate, key=lambda name: (order.get(name, len(order)), name)):
        document.heading(f"Claims: {predicate}")
        for name, evidence in sorted(by_predicate[predicate].items()):
            named = sorted((evidence_name(slug, row), row) for row in evidence)
            first = evidence[0]
            document.block(
                f"claim:{name}",
                [
                    ("a", ["owl:NamedIndividual", "nc:Claim"]),
                    ("nc:subject", [f"term:{first.get('subject')}"]),
                    ("nc:predicate", [f"nc:{predicate}"]),
                    ("nc:object", [f"term:{first.get('object')}"]),
                    ("nc:context", [f"term:{first.get('context')}"] if first.get("context") else []),
                    ("nc:evidence", [f"ev:{iri}" for iri, _ in named]),
                ],
            )
            for iri, row in named:
                document.block(f"ev:{iri}", _evidence(document, columns, slug, row))


def _evidence(document: Document, columns: Iterable[tuple[str, Column]], slug: str, row: Row) -> Told:
    told: list[tuple[str, Sequence[str]]] = [
        ("a", ["owl:NamedIndividual", "nc:Evidence"]),
        ("nc:passage", [f"psg:{slug}--{row.get('passage')}"]),
    ]
    for name, column in columns:
        if values := column.values(column.value(row)):
            told.append((name, [_value(document, column, value) for value in values]))
    return told
