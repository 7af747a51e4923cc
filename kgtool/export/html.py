"""A page that documents the ontology: classes, properties, rules and enumerations, all in one file."""

from collections.abc import Iterable, Mapping
from html import escape
from string import Template

import pyoxigraph as ox

from kgtool import folders
from kgtool.export.names import TYPE
from kgtool.export.statements import Statements
from kgtool.version import __version__
from kgtool.vocabulary import DEFINITION, LABEL, NC, OWL, RDF, RDFS, SKOS, curie

_PREFIX = "http://purl.org/vocab/vann/preferredNamespacePrefix"
_CLASS, _SUBCLASS = OWL + "Class", RDFS + "subClassOf"
_PROPERTIES = {
    "Object properties": OWL + "ObjectProperty",
    "Data properties": OWL + "DatatypeProperty",
    "Annotation properties": OWL + "AnnotationProperty",
}
_TRAITS = {
    OWL + "TransitiveProperty": "transitive",
    OWL + "SymmetricProperty": "symmetric",
    OWL + "IrreflexiveProperty": "irreflexive",
    OWL + "FunctionalProperty": "functional",
}
# What stands in a property's table, and under which heading.
_ROWS = {
    RDFS + "subPropertyOf": "below",
    RDFS + "domain": "domain",
    RDFS + "range": "range",
    NC + "domainHint": "subject, in a claim",
    NC + "rangeHint": "object, in a claim",
    NC + "sameKind": "subject and object of one kind",
    NC + "sign": "sign",
    NC + "projectsTo": "edge",
    OWL + "propertyChainAxiom": "follows from",
    NC + "rule": "rule",
    SKOS + "exactMatch": "same as",
    SKOS + "closeMatch": "close to",
}

Found = dict[str, list[object]]


def html(statements: Statements) -> bytes:
    """The page: one file without scripts, that shows the same offline and printed.

    It tells the classes, properties and enumerations that the statements declare, in the order of their labels.
    """
    with open(folders.ONTOLOGY_PAGE, encoding="utf-8") as file:
        template = Template(file.read())
    about: dict[object, Found] = {}
    for triple in statements.triples():
        about.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    page = _Page(about)
    iri, header = _header(about)
    licence = _either(header, "http://purl.org/dc/terms/license")
    title = _first(header, "http://purl.org/dc/terms/title") or "The ontology"
    parts = {
        "title": escape(title),
        "description": escape(_first(header, "http://purl.org/dc/terms/description")),
        "version": escape(_first(header, OWL + "versionInfo")),
        "links": _links(iri, licence),
        "about": f" · <span class=iri>{escape(iri)}</span>{_licensed(licence)}" if iri else _licensed(licence),
        "classes": page.class_tree(),
        "class_details": page.details(page.of_kind(_CLASS)),
        "rules": page.rules(),
        "enumerations": page.enumerations(),
        "properties": "\n".join(page.properties(name, kind) for name, kind in _PROPERTIES.items()),
        "generator": escape(f"kgtool {__version__}"),
    }
    return template.substitute(parts).encode()


def _links(iri: str, licence: str) -> str:
    """What the head of the page refers to: what it is of, and its licence."""
    named = (("canonical", iri), ("license", licence))
    return "".join(f'<link rel="{how}" href="{escape(to)}">\n' for how, to in named if to.startswith("http"))


def _licensed(licence: str) -> str:
    if not licence:
        return ""
    link = f'<a rel="license" href="{escape(licence)}">{escape(licence)}</a>'
    return f" · licence: {link if licence.startswith('http') else escape(licence)}"


def _header(about: Mapping[object, Found]) -> tuple[str, Found]:
    """The ontology's IRI and what is said of it: of several, of one that names its prefix, else the first."""
    ontologies = [(e, found) for e, found in about.items() if ox.NamedNode(OWL + "Ontology") in found.get(TYPE, ())]
    ontologies.sort(key=lambda one: _PREFIX not in one[1])
    return (_iri(ontologies[0][0]), ontologies[0][1]) if ontologies else ("", {})


class _Page:
    def __init__(self, about: Mapping[object, Found]) -> None:
        self._about = about
        self._ids: dict[object, str] = {}
        taken: set[str] = set()
        for named in sorted((e for e in about if isinstance(e, ox.NamedNode)), key=str):
            wanted = "".join(c if c.isalnum() and c.isascii() else "-" for c in curie(named.value))
            anchor, number = wanted, 1
            while anchor in taken:
                number += 1
                anchor = f"{wanted}-{number}"
            taken.add(anchor)
            self._ids[named] = anchor
        self._shown = {
            entity
            for entity, found in about.items()
            if {_CLASS, *_PROPERTIES.values()} & {_iri(t) for t in found.get(TYPE, ())}
        }
        self._members: dict[object, list[object]] = {}
        for entity, found in about.items():
            for kind in found.get(TYPE, ()):
                if isinstance(entity, ox.NamedNode):
                    self._members.setdefault(kind, []).append(entity)

    def of_kind(self, kind: str) -> list[object]:
        """The named members of a class, by their labels."""
        return self._in_order(self._members.get(ox.NamedNode(kind), ()))

    def class_tree(self) -> str:
        """The classes below each other; a class with several above it stands under each."""
        classes = self.of_kind(_CLASS)
        below: dict[object, list[object]] = {}
        tops = []
        for kind in classes:
            above = [w for w in self._about[kind].get(_SUBCLASS, ()) if w in self._shown and w != kind]
            for wider in above:
                below.setdefault(wider, []).append(kind)
            if not above:
                tops.append(kind)

        def branch(kinds: Iterable[object], path: frozenset[object]) -> str:
            items = [
                f"<li>{self._link(kind)}{branch(below.get(kind, ()), path | {kind})}</li>"
                for kind in kinds
                if kind not in path
            ]
            return f"<ul>{''.join(items)}</ul>" if items else ""

        return branch(tops, frozenset())

    def details(self, entities: Iterable[object]) -> str:
        """One section an entity: label, IRI, definition, and what else is said."""
        return "\n".join(self._detail(entity) for entity in entities)

    def properties(self, heading: str, kind: str) -> str:
        """A part of the page for the properties of one kind."""
        found = self.of_kind(kind)
        if not found:
            return ""
        links = " · ".join(self._link(p) for p in found)
        return f"<h3>{escape(heading)}</h3>\n<p class=index>{links}</p>\n{self.details(found)}"

    def rules(self) -> str:
        """The rules by their short names: from what a hop follows."""
        ruled = [e for e in self._about if NC + "rule" in self._about[e] and isinstance(e, ox.NamedNode)]
        rows = []
        for entity in sorted(ruled, key=lambda e: (_first(self._about[e], NC + "rule"), str(e))):
            found = self._about[entity]
            chains = "<br>".join(sorted(self._value(c) for c in found.get(OWL + "propertyChainAxiom", ()))) or "itself"
            step = ", ".join(self._link(w) for w in found.get(RDFS + "subPropertyOf", ()))
            cells = (
                escape(_first(found, NC + "rule")),
                self._link(entity),
                chains,
                step,
                escape(_first(found, DEFINITION)),
            )
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        if not rows:
            return "<p>None.</p>"
        head = "".join(f"<th>{name}</th>" for name in ("rule", "name", "follows from", "gives", "in words"))
        return f"<table><tr>{head}</tr>{''.join(rows)}</table>"

    def enumerations(self) -> str:
        """The classes of the ontology that have their members in it, with what each member means."""
        parts = []
        for kind in self.of_kind(_CLASS):
            own = _iri(kind).rpartition("#")[0] + "#"
            members = [m for m in self._members.get(kind, ()) if _iri(m).startswith(own) and m not in self._shown]
            if not members:
                continue
            rows = "".join(
                f'<tr id="{self._ids[m]}"><td>{escape(self._label(m))}</td>'
                f"<td>{escape(_first(self._about[m], DEFINITION))}</td></tr>"
                for m in self._in_order(members)
            )
            parts.append(f"<h3>{self._link(kind)}</h3>\n<table>{rows}</table>")
        return "\n".join(parts) or "<p>None.</p>"

    def _detail(self, entity: object) -> str:
        found = self._about[entity]
        traits = [word for iri, word in _TRAITS.items() if iri in {_iri(t) for t in found.get(TYPE, ())}]
        marks = "".join(f" <span class=mark>{word}</span>" for word in traits)
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{', '.join(self._value(v) for v in found[iri])}</td></tr>"
            for iri, name in {_SUBCLASS: "below", OWL + "disjointWith": "apart from", **_ROWS}.items()
            if iri in found
        )
        definition = _first(found, DEFINITION) or _first(found, RDFS + "comment")
        return (
            f'<section id="{self._ids[entity]}"><h4>{escape(self._label(entity))}{marks}</h4>'
            f"<p class=iri>{escape(_iri(entity))}</p>"
            f"{f'<p>{escape(definition)}</p>' if definition else ''}"
            f"{f'<table>{rows}</table>' if rows else ''}</section>"
        )

    def _value(self, value: object) -> str:
        """A value as a reader takes it: links for what the page shows, chains with arrows, inverses marked."""
        if isinstance(value, ox.NamedNode):
            return self._link(value)
        if isinstance(value, ox.Literal):
            return escape(value.value)
        found = self._about.get(value, {})
        if OWL + "inverseOf" in found:
            return f"{self._value(found[OWL + 'inverseOf'][0])}<sup>⁻</sup>"
        items = []
        seen = set()
        while RDF + "first" in found and value not in seen:
            seen.add(value)
            items.append(self._value(found[RDF + "first"][0]))
            value = found.get(RDF + "rest", [None])[0]
            found = self._about.get(value, {})
        return " ∘ ".join(items) if items else "an expression"

    def _link(self, entity: object) -> str:
        text = escape(self._label(entity))
        if entity in self._shown and entity in self._ids:
            return f'<a href="#{self._ids[entity]}">{text}</a>'
        return f'<span title="{escape(_iri(entity))}">{text}</span>'

    def _label(self, entity: object) -> str:
        return _first(self._about.get(entity, {}), LABEL) or curie(_iri(entity))

    def _in_order(self, entities: Iterable[object]) -> list[object]:
        return sorted(entities, key=lambda e: (self._label(e).casefold(), str(e)))


def _either(found: Found, predicate: str) -> str:
    """The IRI of a predicate, else its text."""
    return next((v.value for v in found.get(predicate, ()) if isinstance(v, ox.NamedNode)), _first(found, predicate))


def _first(found: Found, predicate: str) -> str:
    """The English text of a predicate, else one without a language, else any."""
    literals = [v for v in found.get(predicate, ()) if isinstance(v, ox.Literal)]
    literals.sort(key=lambda v: ({"en": 0, None: 1}.get(v.language, 2), v.value))
    return literals[0].value if literals else ""


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
