"""Files of a foreign graph, of whatever kind → one Turtle file of claims, and a report."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError, UsageError
from kgtool.importing.edge_tables import Columns, Row, is_table, read_mapping, table_rows
from kgtool.importing.edge_trees import is_tree, tree_rows
from kgtool.importing.graphs import Graph, Report
from kgtool.importing.stored_edges import edges_in, take_names, unsigned_in
from kgtool.logic.curies import Cited, Prefixes, slugged
from kgtool.logic.words import read_words
from kgtool.store import Store, inputs
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.facts import TYPE, Triple, as_quads
from kgtool.store.files import load
from kgtool.store.filling import gather_graphs
from kgtool.store.inputs import sign_files
from kgtool.store.mappings import levels_of
from kgtool.store.remote import RemoteStore
from kgtool.store.signs import read_signs
from kgtool.store.syntax import FORMATS, ending
from kgtool.store.unpacking import plain_bytes
from kgtool.vocabulary import BASE, LABEL, NC, OWL, RDFS, SKOS

_KNOWN = "RDF (.ttl, .nt, .owl, …), tables (.csv, .tsv), JSON Lines (.jsonl), .json, .yaml; each may be packed as .gz"
_PREFIXES = {
    "nc": NC,
    "claim": BASE + "claim/",
    "ev": BASE + "evidence/",
    "psg": BASE + "passage/",
    "sec": BASE + "section/",
    "src": BASE + "source/",
    "term": BASE + "term/",
    "owl": OWL,
    "rdfs": LABEL[: -len("label")],
    "skos": SKOS,
    "dcterms": "http://purl.org/dc/terms/",
}


class Imported(NamedTuple):
    """A foreign graph as claims. forms: how many rows each form of edge gave."""

    turtle: bytes
    report: Report
    forms: dict[str, int]


def import_graph(
    paths: Sequence[str],
    *,
    name: str | None = None,
    title: str | None = None,
    mapping: str | None = None,
    signs: Sequence[str] = (),
    lookup: Callable[[str], str | None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
    timeout: float | None = None,
) -> Imported:
    """The claims of a foreign graph, which may lie in several files, or behind a SPARQL endpoint.

    paths    the files, and URLs of endpoints.

    name     the slug that the graph goes by as a source; else that of the first file's name.
    title    its title; else the first file's name.
    mapping  a shipped mapping of columns or a file of one's own; tables of KGX and plain edges are known without.
    signs    files that give signs to predicates, besides the shipped ones.
    lookup   the IRI of the shipped term that bears a plain name, or None.
    tell     gets a few words on what is being done; warn: what an endpoint doesn't answer.
    timeout  seconds that an endpoint has for one answer.

    Raises InputError for what can't be read, UsageError for a kind of file that isn't known.
    """
    if not paths:
        raise UsageError("name at least one file of the graph.")
    chosen = None if mapping is None else read_mapping(mapping)
    address = inputs.shown(paths[0]) if inputs.is_url(paths[0]) else ""
    shown = address or os.path.basename(paths[0])
    dataset = Cited(slugged(name or address.partition("://")[2] or shown.split(".")[0]), title or shown, address)
    known = read_signs([*sign_files(), *signs])
    graph = Graph(
        dataset,
        read_words(chosen and chosen.words),
        known.both_ways,
        known.backward,
        Prefixes(),
        lookup,
    )
    forms: Counter[str] = Counter()
    loaded = ox.Store()
    stores: list[Store] = []
    for number, path in enumerate(paths, 1):
        if inputs.is_url(path):
            stores.append(RemoteStore(path, timeout=timeout or 60))
            continue
        tell(f"reading file {number} of {len(paths)}, {os.path.basename(path)}")
        if ending(path) in FORMATS:
            load(loaded, path)
        elif is_table(path):
            graph.take(_counted(table_rows(path, chosen or _guessed(path)), "tables", forms))
        elif is_tree(path):
            graph.take(_counted(tree_rows(path, chosen or read_mapping("kgx")), "trees", forms))
        else:
            raise UsageError(f"{path}: {_what_it_is(path)}. Known: {_KNOWN}.")
    if len(loaded):
        gather_graphs(loaded)
        stores.append(EmbeddedStore(loaded))
    tell("looking for edges")
    unsigned: Counter[str] = Counter()
    for store in stores:
        graph.take(edges_in(store, shown, known.both_ways, forms, warn))
        unsigned += unsigned_in(store, known.both_ways)
    for store in stores:
        take_names(graph, store)
    tell("writing the claims")
    report = graph.report()
    unsigned += Counter(report.unsigned)
    most_first = sorted(unsigned.items(), key=lambda item: (-item[1], item[0]))
    report = report._replace(unsigned=dict(most_first), levels=len(levels_of(graph.claims.ends)))
    turtle = _turtle(graph, dataset, _digest([path for path in paths if not inputs.is_url(path)]))
    tell("")
    return Imported(turtle, report, forms)


def _what_it_is(path: str) -> str:
    if os.path.isdir(path):
        return "a folder; name the files in it"
    packed = path.endswith((".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2"))
    return "an archive; unpack it, and name the files in it" if packed else "unknown kind of file"


def _guessed(path: str) -> Columns:
    """KGX where the header has its words, else a plain table of edges."""
    if ending(path) in (".jsonl", ".ndjson"):
        return read_mapping("kgx")
    try:
        with plain_bytes(path) as file:
            start = file.readline(1 << 16).decode(errors="replace").lower()
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from error
    columns = {name.strip().strip('"\ufeff') for name in start.replace(",", "\t").split("\t")}
    is_kgx = {"subject", "predicate", "object"} <= columns and not columns & {"sign", "source"}
    return read_mapping("kgx" if is_kgx or {"id", "category"} <= columns else "edges")


def _counted(rows: Iterator[Row], form: str, forms: Counter[str]) -> Iterator[Row]:
    for row in rows:
        forms[form] += not row.is_node
        yield row


def _digest(paths: Sequence[str]) -> str:
    from hashlib import sha256

    digest = sha256()
    for path in paths:
        try:
            with open(path, "rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}.") from error
    return digest.hexdigest()


def _turtle(graph: Graph, dataset: Cited, digest: str) -> bytes:
    stream = BytesIO()
    ox.serialize(as_quads(_triples(graph, dataset, digest)), stream, ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    return stream.getvalue()


def _triples(graph: Graph, dataset: Cited, digest: str) -> Iterator[Triple]:
    individual = OWL + "NamedIndividual"
    source = BASE + "source/" + dataset.slug
    yield source, TYPE, individual
    yield source, TYPE, NC + "Source"
    yield source, LABEL, ox.Literal(dataset.label, language="en")
    if dataset.address:
        yield source, RDFS + "seeAlso", dataset.address
    else:
        yield source, NC + "textDigest", ox.Literal(digest)
    theirs = graph.foreign_ends()
    for iri in sorted(graph.claims.ends):
        if iri not in theirs:
            continue
        yield iri, TYPE, individual
        yield iri, TYPE, NC + "ExternalTerm"
        if label := graph.label(iri):
            yield iri, LABEL, ox.Literal(label, language="en")
        for synonym in sorted({*graph.synonyms.get(iri, ())} - {label}):
            yield iri, SKOS + "altLabel", ox.Literal(synonym, language="en")
        for other in sorted(graph.same.get(iri, ())):
            yield iri, SKOS + "exactMatch", other
    yield from levels_of(graph.claims.ends)
    yield from graph.claims.triples()
