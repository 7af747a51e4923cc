"""The edges of an RDF graph, in whatever form it keeps them: triples, or nodes by the forms of `ontology/forms`."""

import os
import re
from collections.abc import Iterable, Iterator, Set

import pyoxigraph as ox

from kgtool.store.inputs import form_files
from kgtool.store.rules import Queryable
from kgtool.vocabulary import node

Row = dict[str, str]
# What frames statements and joins no things of the world: no predicate of these could be causal.
FRAMES = (
    "http://www.w3.org/",
    "http://purl.org/dc/",
    "http://purl.obolibrary.org/obo/IAO_",
    "http://purl.obolibrary.org/obo/RO_0002558",  # has evidence
    "http://purl.obolibrary.org/obo/RO_0002612",  # axiom has evidence
    "http://purl.org/oban/",
    "http://xmlns.com/foaf/",
    "http://rdfs.org/ns/void#",
    "http://vocabularies.wikipathways.org/wp#",
    "http://www.openbel.org/vocabulary/has",
    "http://www.geneontology.org/formats/oboInOwl#",
    "http://geneontology.org/lego/evidence",
    "https://w3id.org/nutrition-causality/ontology#",
    "https://w3id.org/physiomap/ontology#",
    *(
        f"https://w3id.org/biolink/vocab/{name}"
        for name in (
            *("subject", "object", "predicate", "category", "qualified_predicate"),
            *("publications", "has_evidence", "primary_knowledge_source"),
        )
    ),
)

# By these a node that is an edge, or a restriction, names its ends.
ENDS = (
    *(f"http://www.w3.org/2002/07/owl#{name}" for name in ("someValuesFrom", "hasValue")),
    *(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("subject", "object")),
    *(f"https://w3id.org/biolink/vocab/{name}" for name in ("subject", "object")),
    *(f"http://purl.org/oban/association_has_{name}" for name in ("subject", "object")),
    *(f"http://vocabularies.wikipathways.org/wp#{name}" for name in ("source", "target")),
    *(f"http://www.openbel.org/vocabulary/has{name}" for name in ("Subject", "Object")),
)


def rows_of_form(store: Queryable, path: str) -> Iterator[Row]:
    """The rows that a form finds in a store: plain text by the names of its columns; unbound ones are left out.

    A blank node's name begins with `_:`.
    """
    with open(path, encoding="utf-8") as file:
        yield from _rows(store, file.read())


def plain_triples(store: Queryable, predicates: Iterable[str]) -> Iterator[Row]:
    """The triples of these predicates whose ends are both nodes."""
    ends = "?subject ?predicate ?object FILTER(isIRI(?object) || isBlank(?object))"
    listed = " ".join(map(node, predicates))
    return _rows(store, f"SELECT ?subject ?predicate ?object WHERE {{ VALUES ?predicate {{ {listed} }} {ends} }}")


def _rows(store: Queryable, select: str) -> Iterator[Row]:
    answer = store.query(select)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    for solution in answer:
        row = {name: _text(cell) for name, cell in zip(names, solution, strict=True) if cell is not None}
        if row.get("record", "").startswith("_:"):  # another name each time that the file is read
            del row["record"]
        yield row


def name_of_form(path: str) -> str:
    """What a form is called: `owl-restriction`."""
    return os.path.basename(path).removesuffix(".rq")


def counting(path: str, among: str = "") -> tuple[str, list[str]]:
    """A query that counts the edges of a form, and which columns it groups them by: those that tell their sign.

    among  a VALUES block for ?subject or ?object, or nothing for all edges.

    Its rows: how many edges, whether the triple stands as well, whether an end is a blank node, then those columns.
    """
    with open(path, encoding="utf-8") as file:
        text = file.read()
    head, listed, where = _PARTS.fullmatch(text).groups()  # type: ignore[union-attr]
    columns = re.findall(r"\w+", listed)
    where = _needed(where, {*_TELLING, "record", "subject", "object"})
    by = [name for name in _TELLING if name in columns]
    record = "?record " if "record" in columns else ""
    grouped = " ".join(f"?{name}" for name in by)
    stands = "(EXISTS { ?subject ?predicate ?object } AS ?stands)" if "predicate" in by else "(false AS ?stands)"
    return (
        f"{head}SELECT (COUNT(*) AS ?n) ?stands ?blank {grouped} WHERE {{ SELECT DISTINCT {record}?subject ?object "
        f"{grouped} {stands} (isBlank(?subject) || isBlank(?object) AS ?blank) WHERE {{ {among} {where} }} }} "
        f"GROUP BY ?stands ?blank {grouped}",
        by,
    )


def _needed(where: str, wanted: Set[str]) -> str:
    """A pattern without the lines that only bind, where they can, what is neither wanted nor read elsewhere in it."""
    lines = where.split("\n")

    def is_idle(line: str) -> bool:
        found = _BINDS.fullmatch(line)
        name = found and (found[1] or found[2])
        return bool(name) and name not in wanted and len(re.findall(rf"\?{name}\b", "\n".join(lines))) == 1

    while idle := next(filter(is_idle, lines), None):
        lines.remove(idle)
    return "\n".join(lines)


def begins(path: str) -> str:
    """The first triple pattern of a form, without which there is no edge of it; its IRIs are written out."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    spaces = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", text, re.MULTILINE))
    _, _, where = _PARTS.fullmatch(text).groups()  # type: ignore[union-attr]
    first = " ".join(where.strip("{ \n").split()[:3])
    return re.sub(r"\b(\w+):(\w+)", lambda name: f"<{spaces[name[1]]}{name[2]}>", first)


def read_by_forms() -> frozenset[str]:
    """The predicates that forms read, and whatever else they name."""
    found: set[str] = set()
    for path in form_files():
        with open(path, encoding="utf-8") as file:
            text = file.read()
        spaces = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", text, re.MULTILINE))
        found.update(spaces[p] + name for p, name in re.findall(r"\b(\w+):(\w+)", text) if p in spaces)
    return frozenset(found)


_PARTS = re.compile(r"(.*?^)SELECT\s+([^{]*?)\nWHERE (\{.*\})\s*", re.DOTALL | re.MULTILINE)
_BINDS = re.compile(r"\s*(?:OPTIONAL \{ \?\w+ \S+ \?(\w+) \}|BIND \((?:(?!BIND).)* AS \?(\w+)\))")
_TELLING = ("predicate", "sign", "subject_direction", "object_direction")


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.BlankNode | ox.Triple) else term.value
