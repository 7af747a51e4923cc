"""Files of a foreign graph, of whatever kind → one Turtle file of claims, and a report."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError, UsageError
from kgtool.importing.edge_tables import Columns, Row, is_table, read_mapping, table_rows
from kgtool.importing.edge_trees import is_tree, tree_rows
from kgtool.importing.graphs import Graph, Report
from kgtool.logic.curies import Cited, Prefixes, slugged
from kgtool.logic.words import read_words
from kgtool.model import Sign
from kgtool.reading.reader import labels
from kgtool.store import edge_forms
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.facts import TYPE, Triple, as_quads
from kgtool.store.files import load
from kgtool.store.inputs import form_files, sign_files
from kgtool.store.mappings import levels_of
from kgtool.store.signs import read_signs
from kgtool.store.syntax import FORMATS, ending
from kgtool.store.unpacking import plain_bytes
from kgtool.vocabulary import BASE, LABEL, NC, OWL, SKOS

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
) -> Imported:
    """The claims of a foreign graph, which may lie in several files.

    name     the slug that the graph goes by as a source; else that of the first file's name.
    title    its title; else the first file's name.
    mapping  a shipped mapping of columns or a file of one's own; tables of KGX and plain edges are known without.
    signs    files that give signs to predicates, besides the shipped ones.
    lookup   the IRI of the shipped term that bears a plain name, or None.
    tell     gets a few words on what is being done.

    Raises InputError for what can't be read, UsageError for a kind of file that isn't known.
    """
    if not paths:
        raise UsageError("name at least one file of the graph.")
    chosen = None if mapping is None else read_mapping(mapping)
    shown = os.path.basename(paths[0])
    slug = slugged(name or shown.split(".")[0])
    known = read_signs([*sign_files(), *signs])
    graph = Graph(
        Cited(slug, title or shown),
        read_words(chosen and chosen.words),
        known.both_ways,
        known.backward,
        Prefixes(),
        lookup,
    )
    forms: dict[str, int] = {}
    store = ox.Store()
    for number, path in enumerate(paths, 1):
        tell(f"reading file {number} of {len(paths)}, {os.path.basename(path)}")
        if ending(path) in FORMATS:
            load(store, path)
        elif is_table(path):
            graph.take(_counted(table_rows(path, chosen or _guessed(path)), "tables", forms))
        elif is_tree(path):
            graph.take(_counted(tree_rows(path, chosen or read_mapping("kgx")), "trees", forms))
        else:
            raise UsageError(f"{path}: {_what_it_is(path)}. Known: {_KNOWN}.")
    unsigned = {}
    if len(store):
        tell("looking for edges")
        graph.take(_rdf_rows(store, os.path.basename(paths[0]), known.both_ways, forms))
        unsigned = dict(edge_forms.unsigned_predicates(store, known.both_ways).most_common())
        _names(graph, store)
    tell("writing the claims")
    report = graph.report()
    both = Counter(unsigned) + Counter(report.unsigned)
    report = report._replace(unsigned=dict(both.most_common()), levels=len(levels_of(graph.claims.ends)))
    turtle = _turtle(graph, Cited(slug, title or shown), _digest(paths))
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


def _counted(rows: Iterator[Row], form: str, forms: dict[str, int]) -> Iterator[Row]:
    for row in rows:
        forms[form] = forms.get(form, 0) + (not row.is_node)
        yield row


def _rdf_rows(store: ox.Store, place: str, signs: Mapping[str, Sign], forms: dict[str, int]) -> Iterator[Row]:
    for path in form_files():
        form = os.path.basename(path).removesuffix(".rq")
        for values in edge_forms.rows_of_form(store, path):
            forms[form] = forms.get(form, 0) + 1
            yield Row(place, {"record": "", **values})
    for values in edge_forms.plain_triples(store, sorted(signs)):
        forms["triples"] = forms.get("triples", 0) + 1
        yield Row(place, {"record": "", **values})


def _names(graph: Graph, store: ox.Store) -> None:
    """The labels and matches of the ends that RDF gives, in English where it has that."""
    ends = graph.claims.ends
    found = labels(EmbeddedStore(store), sorted(ends))
    for iri in ends:
        if label := " ".join(found.get(iri, "").split()):
            graph.labels.setdefault(iri, label)
    for predicate in (SKOS + "exactMatch", OWL + "sameAs"):
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                one, other = quad.subject.value, quad.object.value
                graph.same.setdefault(one if one in ends else other, set()).add(other if one in ends else one)


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
