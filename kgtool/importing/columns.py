"""What the columns of the tables mean: read from ontology/columns.tsv and from the ontology itself, never from code.

A property whose domain is nc:Evidence, nc:Source or a class of terms may be a column under its own local name; the
file gives the order, and the columns that are called otherwise.
"""

import functools
import glob
import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.importing.tsv import Fault, Row, TableError, read, split
from kgtool.vocabulary import DEFINITION, NC, OBO, OWL, RDF, RDFS, XSD, expand, slug

SH = "http://www.w3.org/ns/shacl#"
TABLES = {"terms": ("slug", "classes"), "sources": ("slug",), "claims": ("subject", "predicate", "object", "context")}
# What the rows of a table are, by the class that the domains of their properties lie under.
_SUBJECTS = {"claims": "Evidence", "sources": "Source"}
_FORMS = {XSD + "integer": "integer", XSD + "decimal": "decimal", XSD + "boolean": "boolean", XSD + "string": "string"}
_PATTERNS = {"integer": r"[+-]?[0-9]+", "decimal": r"[+-]?[0-9]*\.?[0-9]+", "boolean": "true|false"}
_SAYS = {
    "integer": "a whole number such as 14",
    "decimal": "a number such as 0.7",
    "boolean": "true, or nothing",
}


class Column(NamedTuple):
    """One column that stands for a property.

    form     text (English), string, texts and strings (lists of such), integer, decimal, boolean, term (slugs),
             member (local names of the ontology), identifier (CURIEs, each with its label), link (an address or text).
    members  what a `member` cell may hold, in the order of the ontology.
    single   at most one value.
    default  what an empty cell means.
    only     the predicates of claims that take it; empty where all do.
    about    the definition of its property.
    domain   the classes of what has it, by local names; empty where that isn't told.
    """

    name: str
    iri: str
    form: str
    members: tuple[str, ...] = ()
    single: bool = False
    default: str = ""
    only: tuple[str, ...] = ()
    about: str = ""
    domain: frozenset[str] = frozenset()

    def values(self, cell: str) -> list[str]:
        """What a cell holds, in the one order that lists have; running text is one value, whatever it holds."""
        if not cell:
            return []
        return [cell] if self.whole else sorted(split(cell))

    @property
    def whole(self) -> bool:
        """Whether a cell is one value."""
        return self.form in ("text", "string", "link")

    def value(self, row: Row) -> str:
        """The cell of a row of claims, or what it means where it is empty."""
        return row.get(self.name) or ("" if self.only and row.get("predicate") not in self.only else self.default)

    def refusal(self, value: str) -> str:
        """Why this value can't stand here, with the remedy; "" where it can. Terms are looked up elsewhere."""
        if self.form in _PATTERNS and not re.fullmatch(_PATTERNS[self.form], value):
            return f'"{value}" isn\'t {_SAYS[self.form]}.'
        if self.form == "member" and value not in self.members:
            return f'no value is called "{value}". There are: {", ".join(self.members)}.'
        if self.form == "identifier" and not (expand(value.partition(" ")[0]) or value.startswith("http")):
            return f'"{value}" doesn\'t begin with an identifier such as MONDO:0042976.'
        return ""


class Predicate(NamedTuple):
    """A predicate of claims: which classes its ends may have (any where empty), by local names."""

    name: str
    domain: frozenset[str]
    range: frozenset[str]
    same_kind: bool
    symmetric: bool
    conclusive: bool


class Ontology(NamedTuple):
    """What tables need to know of the ontology. All names are local names.

    columns      the columns of terms, sources and claims that stand for properties, in the order of writing.
    above        for each class: itself and all classes above it.
    tops         the classes of which no individual may have two.
    kinds        the table of terms by the class that stands in it, the first that fits first.
    """

    columns: Mapping[str, tuple[Column, ...]]
    predicates: Mapping[str, Predicate]
    above: Mapping[str, frozenset[str]]
    tops: frozenset[str]
    kinds: Mapping[str, str]

    def column(self, table: str, name: str) -> Column | None:
        """The column of this name; None where there is none."""
        return next((column for column in self.columns[table] if column.name == name), None)

    def classes_of(self, names: Iterable[str]) -> frozenset[str]:
        """All classes that something of these classes has."""
        return frozenset().union(*(self.above.get(name, frozenset()) for name in names))

    def is_of(self, column: Column, kind: str) -> bool:
        """Whether terms of this kind may have the column: its domain lies above or below one of their classes."""
        classes = [name for name, table in self.kinds.items() if table == kind]
        return any(d in self.above.get(c, ()) or c in self.above.get(d, ()) for d in column.domain for c in classes)

    def term_classes(self) -> list[str]:
        """The classes that a term may have."""
        tops = self.classes_of(self.kinds) & self.tops
        return sorted(name for name, above in self.above.items() if above & tops)


@functools.cache
def ontology() -> Ontology:
    """The shipped ontology, as tables see it.

    Raises InputError where it or columns.tsv can't be read.
    """
    told: dict[tuple[str, str], list[str]] = {}
    members: dict[str, list[str]] = {}
    kinds: dict[str, list[str]] = {}
    tops: list[str] = []
    for path in sorted(glob.glob(os.path.join(folders.ONTOLOGY, "*.ttl"))):
        for quad in ox.parse(path=path):
            if quad.predicate.value == RDF + "first" and isinstance(quad.object, ox.NamedNode):
                tops.append(slug(quad.object.value))
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                continue
            subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
            told.setdefault((subject, predicate), []).append(value)
            if predicate == RDF + "type":
                kinds.setdefault(subject, []).append(value)
                if value.startswith(NC) and subject.startswith(NC):
                    members.setdefault(slug(value), []).append(slug(subject))
    classes = [iri for iri, of in kinds.items() if OWL + "Class" in of]
    above = {slug(iri): _above(iri, told) for iri in classes}
    single = _single()
    # The narrower class first: a nutrient is a substance, and stands with the nutrients.
    tabled = sorted((iri for iri in classes if (iri, NC + "table") in told), key=lambda iri: -len(above[slug(iri)]))
    tables = {slug(iri): told[iri, NC + "table"][0] for iri in tabled}
    return Ontology(
        {table: _columns(table, told, kinds, above, members, single, tables) for table in TABLES},
        {name: _predicate(name, iri, told, kinds) for iri in kinds if (name := slug(iri)) and _is_predicate(iri, told)},
        above,
        frozenset(name for name in tops if name in above),
        tables,
    )


def _above(iri: str, told: Mapping[tuple[str, str], list[str]]) -> frozenset[str]:
    seen, waiting = {iri}, [iri]
    while waiting:
        for parent in told.get((waiting.pop(), RDFS + "subClassOf"), ()):
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return frozenset(map(slug, seen))


def _is_predicate(iri: str, told: Mapping[tuple[str, str], list[str]]) -> bool:
    return (iri, NC + "domainHint") in told or (iri, NC + "sameKind") in told


def _predicate(
    name: str, iri: str, told: Mapping[tuple[str, str], list[str]], kinds: Mapping[str, list[str]]
) -> Predicate:
    hints = [frozenset(map(slug, told.get((iri, NC + hint), ()))) for hint in ("domainHint", "rangeHint")]
    return Predicate(
        name,
        hints[0],
        hints[1],
        "true" in told.get((iri, NC + "sameKind"), ()),
        OWL + "SymmetricProperty" in kinds[iri],
        "true" in told.get((iri, NC + "conclusion"), ()),
    )


def _columns(
    table: str,
    told: Mapping[tuple[str, str], list[str]],
    kinds: Mapping[str, list[str]],
    above: Mapping[str, frozenset[str]],
    members: Mapping[str, list[str]],
    single: frozenset[str],
    tables: Mapping[str, str],
) -> tuple[Column, ...]:
    known = read(folders.COLUMNS).rows
    listed = {_iri(row): row for row in known if row.get("table") == table}
    elsewhere = {_iri(row) for row in known}
    for (iri, predicate), values in told.items():
        fits = predicate == RDFS + "domain" and any(_is_row(table, slug(value), above, tables) for value in values)
        said = OWL + "ObjectProperty" in kinds[iri] or OWL + "DatatypeProperty" in kinds[iri]
        to_record = any("Record" in above.get(slug(value), ()) for value in told.get((iri, RDFS + "range"), ()))
        made = _is_predicate(iri, told) or (iri, NC + "sign") in told or to_record
        if fits and said and not made and iri not in elsewhere:
            listed[iri] = Row(0, {"column": slug(iri)})
    result = []
    for iri, said_of in listed.items():
        if iri.startswith(NC) and iri not in kinds:
            continue  # a column for a property that this ontology doesn't have
        ranges = told.get((iri, RDFS + "range"), [])
        inside = tuple(member for value in ranges for member in _members(slug(value), above, members))
        form = said_of.get("form") or next((_FORMS[v] for v in ranges if v in _FORMS), "member" if inside else "term")
        domain = frozenset(map(slug, told.get((iri, RDFS + "domain"), ())))
        about = next(iter(told.get((iri, DEFINITION), ())), "")
        only, default = tuple(said_of.items("predicates")), said_of.get("default")
        result.append(Column(said_of.get("column"), iri, form, inside, iri in single, default, only, about, domain))
    return tuple(result)


def _iri(row: Row) -> str:
    name = row.get("property")
    iri = expand(name)
    if not iri:
        what = f'"{name}" has no known prefix.'
        raise TableError([Fault(folders.COLUMNS, row.line, "property", what)])
    return OBO + name[4:] if name.startswith("obo:") else iri


def _is_row(table: str, name: str, above: Mapping[str, frozenset[str]], tables: Mapping[str, str]) -> bool:
    if table in _SUBJECTS:
        return name == _SUBJECTS[table]
    return bool(above.get(name, frozenset()) & tables.keys())


def _members(name: str, above: Mapping[str, frozenset[str]], members: Mapping[str, list[str]]) -> list[str]:
    return [member for kind, inside in members.items() if name in above.get(kind, ()) for member in inside]


def _single() -> frozenset[str]:
    """The properties that a shape allows once at most."""
    paths: dict[object, str] = {}
    once: set[object] = set()
    for path in sorted(glob.glob(os.path.join(folders.SHAPES, "*.ttl"))):
        for quad in ox.parse(path=path):
            if quad.predicate.value == SH + "path" and isinstance(quad.object, ox.NamedNode):
                paths[quad.subject] = quad.object.value
            elif quad.predicate.value == SH + "maxCount" and getattr(quad.object, "value", "") == "1":
                once.add(quad.subject)
    return frozenset(iri for shape, iri in paths.items() if shape in once)
