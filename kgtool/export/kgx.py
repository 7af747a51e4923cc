"""KGX tables in Biolink terms: what Neo4j loaders and translators of biomedical graphs read."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.export.names import TYPE, Names
from kgtool.export.statements import Statements
from kgtool.vocabulary import DEFINITION, LABEL, NC, SKOS

NODE_COLUMNS = ("id", "category", "name", "description", "synonym", "same_as", "close_match", "original_category")
EDGE_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "qualified_predicate",
    "original_predicate",
    "original_subject",
    "original_object",
    "negated",
    "object_aspect_qualifier",
    "object_direction_qualifier",
    "knowledge_level",
    "agent_type",
    "primary_knowledge_source",
    "has_evidence",
    *("modality", "directness", "mode", "condition", "frequency", "manifestation", "importance"),
)
_HEDGES = EDGE_COLUMNS[-7:]
_NOT_NODES = {NC + name for name in ("Claim", "Evidence", "Passage", "Section", "Source", "Derivation")}
BIOLINK = "https://w3id.org/biolink/vocab/"
_BROKEN = re.compile(r"[\t\r\n]+")

Properties = Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]


def kgx(statements: Statements, warn: Callable[[str], None] = lambda _: None) -> dict[str, bytes]:
    """`nodes.tsv`: the terms; `edges.tsv`: one row an evidence of a claim, one for each relation between two terms.

    Every end of an edge has a row among the nodes.

    `prefixes.json` says what the CURIEs of both stand for: KGX takes it as its prefix map.

    Evidence that disputes its claim gives a negated edge. The hedges stand in columns of our own, since Biolink has
    none for them.

    warn  is told what can't be carried: claims in a context, open questions, where exactly a source says something.

    Raises InputError where there is no term.
    """
    about: dict[ox.NamedNode, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = {}
    for triple in statements.triples():
        if isinstance(triple.subject, ox.NamedNode):
            about.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    tables = _Tables(about, names := Names(statements.prefixes), statements.heading)
    nodes = tables.nodes()
    if not nodes:
        raise InputError("nothing to export: no term has a class of the ontology, so the tables would be empty.")
    edges = tables.edges()
    nodes += tables.others(
        {edge[end] for edge in edges for end in ("subject", "object")} - {row["id"] for row in nodes}
    )
    for lost in tables.lost():
        warn(lost)
    prefixes = {**names.used, "biolink": BIOLINK}
    return {
        "nodes.tsv": _table(NODE_COLUMNS, nodes),
        "edges.tsv": _table(EDGE_COLUMNS, edges),
        "prefixes.json": (json.dumps(dict(sorted(prefixes.items())), indent=2) + "\n").encode(),
    }


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files in one zip archive, without dates, so that the same files give the same bytes."""
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return stream.getvalue()


class Theirs(NamedTuple):
    """What Biolink calls a class or predicate of ours.

    direction          in which the object is affected, or "".
    turned             whether Biolink's predicate leads from our object to our subject.
    subjects, objects  the categories that its domain and range allow; none for any.
    """

    name: str
    direction: str = ""
    turned: bool = False
    subjects: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()


def biolink_names() -> dict[str, Theirs]:
    """What Biolink calls our classes and predicates, by their IRIs."""
    found = {}
    with open(folders.BIOLINK, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                ours, theirs, direction, turned, subjects, objects = (line.rstrip("\n").split("\t") + [""] * 3)[:6]
                ends = (frozenset(f"biolink:{name}" for name in names.split()) for names in (subjects, objects))
                found[NC + ours] = Theirs(theirs, direction, turned == "turned", *ends)
    return found


_RELATED = Theirs("biolink:related_to")


class _Tables:
    def __init__(self, about: Mapping[ox.NamedNode, Properties], names: Names, heading: str | None) -> None:
        self._about = about
        self._names = names
        self._biolink = biolink_names()
        self._wider = _wider_classes(about)
        self._terms = [term for term, found in about.items() if self._categories(found)]
        self._home = (names.shorten(heading) or heading) if heading else ""  # who says what no source says
        self._in_context = 0
        self._undecided = 0

    def nodes(self) -> list[dict[str, str]]:
        """One row a term."""
        return [self._node(term, self._about[term]) for term in self._terms]

    def others(self, names: Collection[str]) -> list[dict[str, str]]:
        """One row for each further end of edges, in order: what has no class that Biolink names."""
        rest = {self._name(term): term for term in self._about} if names else {}
        return [
            {"id": name, **(self._node(rest[name], self._about[rest[name]]) if name in rest else {})}
            | {"category": "biolink:NamedThing"}
            for name in sorted(names)
        ]

    def _node(self, term: ox.NamedNode, found: Properties) -> dict[str, str]:
        return {
            "id": self._name(term),
            "category": "|".join(self._categories(found)),
            "name": self._join(found.get(LABEL, ())),
            "description": self._join(found.get(DEFINITION, ())),
            "synonym": self._join(found.get(SKOS + "altLabel", ())),
            "same_as": self._join(found.get(SKOS + "exactMatch", ())),
            "close_match": self._join(found.get(SKOS + "closeMatch", ())),
            "original_category": self._join(
                t for t in found.get(TYPE, ()) if str(t)[1:-1] in self._wider or str(t).startswith(f"<{NC}")
            ),
        }

    def edges(self) -> list[dict[str, str]]:
        """One row an evidence that takes a side, then one for each relation between two terms."""
        rows = []
        terms = set(self._terms)
        for found in self._about.values():
            subject, predicate, object_ = (_only(found, NC + part) for part in ("subject", "predicate", "object"))
            if subject is None or predicate is None or object_ is None:
                continue
            if NC + "context" in found:
                self._in_context += 1
                continue
            for by in found.get(NC + "evidence", ()):
                row = self._evidence(by)
                if row:
                    rows.append({**self._relation(subject, predicate, object_), **row})
        for term in self._terms:
            for iri, values in self._about[term].items():
                for value in values:
                    if isinstance(value, ox.NamedNode) and value in terms and not iri.startswith(SKOS):
                        relation = self._relation(term, ox.NamedNode(iri), value)
                        names = (relation[f"original_{part}"] for part in ("subject", "predicate", "object"))
                        rows.append({"id": " ".join(names), **relation})
        return rows

    def lost(self) -> list[str]:
        """What the tables don't hold, a sentence each."""
        sentences = []
        if self._in_context:
            sentences.append(f"kgx: claims left out, since they hold only in a context: {self._in_context}.")
        if self._undecided:
            sentences.append(f"kgx: evidence left out, since it leaves its claim open: {self._undecided}.")
        sentences.append(
            "kgx: sections, spans and digests of passages, shares and counts, and the ontology are not carried."
        )
        return sentences

    def _relation(self, subject: ox.NamedNode, predicate: ox.NamedNode, object_: ox.NamedNode) -> dict[str, str]:
        theirs = self._biolink.get(predicate.value, _RELATED)
        ends = (object_, subject) if theirs.turned else (subject, object_)
        for end, allowed in zip(ends, (theirs.subjects, theirs.objects), strict=True):
            if allowed and not allowed & set(self._categories(self._about.get(end, {}))):
                theirs, ends = _RELATED, (subject, object_)
                break
        direction = theirs.direction
        return {
            "subject": self._name(ends[0]),
            "predicate": theirs.name,
            "object": self._name(ends[1]),
            "original_predicate": self._name(predicate),
            "original_subject": self._name(subject),
            "original_object": self._name(object_),
            "negated": "false",
            "qualified_predicate": "biolink:causes" if direction else "",
            "object_aspect_qualifier": "activity_or_abundance" if direction else "",
            "object_direction_qualifier": direction,
            "knowledge_level": "knowledge_assertion",
            "agent_type": "not_provided",
            "primary_knowledge_source": self._home,
        }

    def _evidence(self, evidence: object) -> dict[str, str] | None:
        if not isinstance(evidence, ox.NamedNode):
            return None
        found = self._about.get(evidence, {})
        stance = _only(found, NC + "stance")
        if stance is not None and stance.value == NC + "undecided":
            self._undecided += 1
            return None
        passage = _only(found, NC + "passage")
        source = _only(self._about.get(passage, {}), NC + "source") if passage else None
        return {
            "id": self._name(evidence),
            "negated": "true" if stance is not None and stance.value == NC + "disputes" else "false",
            "primary_knowledge_source": self._name(source) if source else self._home,
            "has_evidence": self._name(passage) if passage else "",
            **{hedge: self._join(found.get(NC + hedge, ())) for hedge in _HEDGES},
        }

    def _categories(self, found: Properties) -> list[str]:
        """What Biolink calls the classes of a term: the nearest named class of each."""
        categories = set()
        for kind in found.get(TYPE, ()):
            if str(kind)[1:-1] in _NOT_NODES:
                return []
            categories |= {self._biolink[c].name for c in self._nearest(str(kind)[1:-1])}
        return sorted(categories - {"biolink:NamedThing"}) or sorted(categories)

    def _nearest(self, kind: str) -> list[str]:
        front = [kind]
        seen = {kind}
        while front:
            if named := [c for c in front if c in self._biolink]:
                return named
            front = [w for c in front for w in self._wider.get(c, ()) if w not in seen]
            seen.update(front)
        return []

    def _name(self, term: ox.NamedNode) -> str:
        return self._names.shorten(term.value) or term.value

    def _join(self, terms: Iterable[object]) -> str:
        texts = []
        for term in terms:
            if isinstance(term, ox.NamedNode):
                texts.append(self._name(term))
            elif isinstance(term, ox.Literal):
                texts.append(_BROKEN.sub(" ", term.value).replace("|", "/"))  # | separates values
        return "|".join(texts)


def _wider_classes(about: Mapping[ox.NamedNode, Properties]) -> dict[str, list[str]]:
    """The classes above each class: those of the shipped ontology, and those that the statements add."""
    from kgtool.export.statements import read_statements

    wider: dict[str, list[str]] = {}
    above = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    for triple in read_statements([folders.ONTOLOGY]).triples():
        if triple.predicate.value == above and isinstance(triple.object, ox.NamedNode):
            wider.setdefault(str(triple.subject)[1:-1], []).append(triple.object.value)
    for subject, found in about.items():
        for object_ in found.get(above, ()):
            if isinstance(object_, ox.NamedNode) and object_.value not in wider.get(subject.value, ()):
                wider.setdefault(subject.value, []).append(object_.value)
    return wider


def _only(found: Properties, predicate: str) -> ox.NamedNode | None:
    value = next(iter(found.get(predicate, ())), None)
    return value if isinstance(value, ox.NamedNode) else None


def _table(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    lines = ["\t".join(columns), *("\t".join(row.get(column, "") for column in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()
