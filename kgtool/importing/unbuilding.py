"""Turtle, or any RDF in our model, becomes tables: the way back from `building`, for `export --format tsv`."""

from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.importing.building import HEAD, claim_name
from kgtool.importing.columns import TABLES, Column, Ontology, ontology
from kgtool.importing.folder import GRAPH, PASSAGE_COLUMNS
from kgtool.importing.freshness import SOURCES
from kgtool.importing.tsv import Row, joined, written
from kgtool.vocabulary import BASE, NC, OWL, RDF, RDFS, TERM, curie, expand, slug

DCTERMS = "http://purl.org/dc/terms/"
Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Told = Mapping[str, list[Value]]
_TERMS = ("slug", "classes", "label", "synonyms", "definition")
_CLAIMS = ("subject", "predicate", "object", "context", "passage", "letter")
_CORE = {
    "terms": {*_TERMS, "exact", "close", "judgement"},
    "claims": {"stance", "modality", "directness", "mode", "conditions", "frequency", "manifestation", "importance"},
    "sources": {"title", "publisher", "address", "licence", "date", "digest"},
}


def tables_of(quads: Iterable[ox.Quad | ox.Triple], warn: Callable[[str], None]) -> dict[str, bytes]:
    """The tables of a graph, by their paths below its folder; the same statements give the same bytes.

    warn  gets a sentence for what the tables have no column for.

    Raises InputError where nothing would stand in them.
    """
    known = ontology()
    graph = _Graph(known, quads)
    if not (graph.of_kind("term") or graph.of_kind("source")):
        raise InputError(
            f"nothing to export: the tables hold terms and sources of {BASE}, and none is there. For the edges of "
            "another graph: kgtool import graph."
        )
    files = {GRAPH: _head(graph)}
    kinds: dict[str, list[dict[str, str]]] = {}
    for iri in sorted(graph.of_kind("term")):
        kinds.setdefault(graph.kind(iri), []).append(graph.term(iri))
    for kind, rows in sorted(kinds.items()):
        files[f"terms/{kind}.tsv"] = as_table("terms", rows)
    sources = sorted(graph.of_kind("source"))
    files[SOURCES] = as_table("sources", [graph.source(iri) for iri in sources])
    for iri in sources:
        name = slug(iri)
        files[f"sources/{name}.passages.tsv"] = passages_table(graph.places(iri))
        files[f"sources/{name}.tsv"] = as_table("claims", graph.claims(iri))
    if graph.left:
        count = sum(graph.left.values())
        names = ", ".join(sorted(graph.left)[:8])
        warn(f"left out, since the tables have no column for them: {count:,} of {names}.")
    return files


def as_table(table: str, rows: Iterable[Mapping[str, str]], kind: str = "") -> bytes:
    """Rows of terms, sources or claims in the one order that they have, with the columns that they need.

    kind  the kind of terms of which all columns are wanted, as for a table to be filled in.
    """
    found = list(rows)
    known = ontology()
    first = {"terms": _TERMS, "claims": _CLAIMS, "sources": ("slug",)}[table]
    wanted = {column for row in found for column, cell in row.items() if cell} | _CORE[table]
    if kind:
        wanted |= {column.name for column in known.columns["terms"] if known.is_of(column, kind)}
    columns = [*first, *(c.name for c in known.columns[table] if c.name in wanted and c.name not in first)]
    return written(columns, sorted(found, key=_in_text if table == "claims" else lambda row: row["slug"]))


def passages_table(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The places of a source in the order of its text, each section before what stands in it."""
    return written(
        PASSAGE_COLUMNS,
        sorted(
            rows,
            key=lambda row: (int(row["start"] or 0), not row.get("slug"), -int(row["end"] or 0), row.get("slug", "")),
        ),
    )


def _in_text(row: Mapping[str, str]) -> tuple[object, ...]:
    start, _, end = row.get("passage", "").partition("-")
    names = (row.get(column, "") for column in ("subject", "predicate", "object", "context", "letter"))
    return (int(start or 0), int(end or 0), *names)


class _Graph:
    """Statements grouped by what they tell of. left: how many statements of which properties fitted no column."""

    def __init__(self, known: Ontology, quads: Iterable[ox.Quad | ox.Triple]) -> None:
        self.known = known
        self.told: dict[str, dict[str, list[Value]]] = {}
        self.left: dict[str, int] = {}
        seen = set()
        for quad in quads:
            key = (quad.subject, quad.predicate, quad.object)
            if isinstance(quad.subject, ox.NamedNode) and key not in seen:
                seen.add(key)
                self.told.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
        self._claim_of = {e: claim for claim, of in self.told.items() for e in _values(of, NC + "evidence")}
        self._defaults = {column.name: column.default for column in known.columns["claims"]}
        self._places: dict[str, list[str]] = {}
        self._evidence: dict[str, list[str]] = {}
        for iri, of in self.told.items():
            for source in _values(of, NC + "source"):
                self._places.setdefault(source, []).append(iri)
            for passage in _values(of, NC + "passage"):
                self._evidence.setdefault(passage, []).append(iri)

    def of_kind(self, kind: str) -> list[str]:
        return [iri for iri, of in self.told.items() if iri.startswith(f"{BASE}{kind}/") and RDF + "type" in of]

    def kind(self, iri: str) -> str:
        """The table that a term stands in."""
        above = self.known.classes_of(map(slug, _values(self.told[iri], RDF + "type")))
        return next((table for name, table in self.known.kinds.items() if name in above), "others")

    def term(self, iri: str) -> dict[str, str]:
        told = self.told[iri]
        classes = sorted(slug(v) for v in _values(told, RDF + "type") if v.startswith(NC))
        row = {"slug": iri.removeprefix(TERM), "classes": joined(classes)}
        done = {RDF + "type", RDFS + "isDefinedBy", NC + "identifierLabel"}
        labels = {label.partition(" ")[0]: label for label in _values(told, NC + "identifierLabel")}
        return row | self._cells(told, "terms", done, labels)

    def source(self, iri: str) -> dict[str, str]:
        return {"slug": slug(iri)} | self._cells(self.told[iri], "sources", {RDF + "type", RDFS + "label"}, {})

    def _cells(self, told: Told, table: str, done: set[str], labels: Mapping[str, str]) -> dict[str, str]:
        row = {}
        for column in self.known.columns[table]:
            done.add(column.iri)
            values = sorted(_cell(column, value, labels) for value in told.get(column.iri, ()))
            if values:
                row[column.name] = values[0] if column.whole else joined(values)
        for predicate, values_left in told.items():
            if predicate not in done:
                self.left[curie(predicate)] = self.left.get(curie(predicate), 0) + len(values_left)
        return row

    def places(self, source: str) -> list[dict[str, str]]:
        rows = []
        for iri in self._places.get(source, ()):
            told = self.told[iri]
            row = {"start": _one(told, NC + "spanStart"), "end": _one(told, NC + "spanEnd")}
            if "/section/" in iri:
                row |= {
                    "slug": iri.rpartition("--")[2],
                    "label": _one(told, NC + "heading") or _one(told, RDFS + "label"),
                }
            else:
                row |= {"section": _one(told, NC + "section").rpartition("--")[2]}
                row["digest"] = _one(told, NC + "spanDigest")
                if heading := _one(told, NC + "headingStart"):
                    row["heading"] = f"{heading}-{_one(told, NC + 'headingEnd')}"
            rows.append(row)
        return rows

    def claims(self, source: str) -> list[dict[str, str]]:
        """One row a piece of evidence that stands in this source."""
        rows: dict[tuple[str, str], list[tuple[str, dict[str, str]]]] = {}
        for place in self._places.get(source, ()):
            for evidence in self._evidence.get(place, ()):
                claim = self.told.get(self._claim_of.get(evidence, ""), {})
                row = {name: slug(_one(claim, NC + name)) for name in TABLES["claims"] if _one(claim, NC + name)}
                row["passage"] = f"{_one(self.told[place], NC + 'spanStart')}-{_one(self.told[place], NC + 'spanEnd')}"
                cells = self._cells(self.told[evidence], "claims", {RDF + "type", NC + "passage"}, {})
                row |= {n: cell for n, cell in cells.items() if cell != self._defaults.get(n)}
                name = claim_name(Row(0, row))
                rows.setdefault((name, row["passage"]), []).append((evidence, row))
        return [row for (name, passage), found in rows.items() for row in _lettered(name, slug(source), passage, found)]


def _lettered(name: str, source: str, passage: str, found: list[tuple[str, dict[str, str]]]) -> list[dict[str, str]]:
    """The rows of one claim and passage, each with the letter that its IRI has, or with one that is free."""
    start = f"{BASE}evidence/{name}--{source}--{passage}"
    free = (letter for letter in ["", *"bcdefghijklmnopqrstuvwxyz"] if start + letter not in {iri for iri, _ in found})
    for iri, row in sorted(found, key=lambda pair: (len(pair[0]), pair[0])):
        letter = iri.removeprefix(start) if iri.startswith(start) and len(iri) <= len(start) + 1 else next(free, "z")
        if letter:
            row["letter"] = letter
    return [row for _, row in found]


def _cell(column: Column, value: Value, labels: Mapping[str, str]) -> str:
    told = value.value if isinstance(value, (ox.NamedNode, ox.Literal)) else ""
    match column.form:
        case "term":
            return told.removeprefix(TERM)
        case "member":
            return slug(told)
        case "identifier":
            return labels.get(curie(told), curie(told))
    return told


def _values(told: Told, predicate: str) -> list[str]:
    return [v.value for v in told.get(predicate, ()) if isinstance(v, (ox.NamedNode, ox.Literal))]


def _one(told: Told, predicate: str) -> str:
    return min(_values(told, predicate), default="")


def _head(graph: _Graph) -> bytes:
    heads = [iri for iri, of in graph.told.items() if OWL + "Ontology" in _values(of, RDF + "type")]
    top = next((iri for iri in heads if not iri.startswith(BASE + "ontology") and "/graph/" not in iri), "")
    rows = [{"key": "iri", "value": top or BASE + "graph"}]
    told = graph.told.get(top, {})
    names = {"version": OWL + "versionInfo"}
    names |= {key: expand(name) or name for key, name in {**_TITLED, **HEAD}.items()}
    rows += [{"key": key, "value": value} for key, iri in names.items() if (value := _one(told, iri))]
    if prior := _one(told, OWL + "priorVersion"):
        rows.append({"key": "prior", "value": prior.rpartition("/")[2]})
    order = list(dict.fromkeys(graph.known.kinds.values()))
    kinds = {slug(iri): _one(graph.told[iri], DCTERMS + "description") for iri in heads if "/terms/" in iri}
    listed = sorted(kinds, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
    rows += [{"key": f"terms/{kind}", "value": kinds[kind]} for kind in listed]
    return written(("key", "value"), rows)


_TITLED = {"title": "dcterms:title", "description": "dcterms:description"}
