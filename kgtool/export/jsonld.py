"""JSON-LD for web developers: a context inside, short keys, claims that hold their evidence and its passage."""

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.export.names import TYPE, Names, language_tag
from kgtool.export.nodes import Nodes, Object, Subject, group
from kgtool.export.statements import Statements
from kgtool.vocabulary import DEFINITION, LABEL, NC, XSD

# What is written in place, and from where: a claim holds its evidence, evidence its passage.
_HELD = (NC + "evidence", NC + "passage")
# What is written with its label, so that nobody has to look it up.
_NAMED = {NC + name for name in ("subject", "object", "context", "section", "source")}
_SAFE_INTEGER = 2**53
_SPELT_OUT = "@spelt-out"  # for items of a list: their key's kind is that of the list


def jsonld(statements: Statements) -> bytes:
    """The statements in JSON-LD 1.1 that needs no other document.

    Some statements stand there twice, where a node is held by several: read as a graph, they are the same.

    Raises InputError for what JSON-LD can't hold (RDF 1.2 triple terms and text directions).
    """
    writer = _Writer(statements)
    graphs = statements.graphs()
    shared = statements.shared_blank_nodes()
    top: list[dict[str, Any]] = []
    for name, triples in graphs.items():
        inside = writer.nodes(triples, shared)
        top += inside if isinstance(name, ox.DefaultGraph) else [{"id": writer.name(name), "@graph": inside}]
    nodes = ",\n\n".join(_laid_out(node) for node in top)
    return f'{{\n"@context": {_laid_out(writer.context())},\n"@graph": [\n\n{nodes}\n\n]\n}}\n'.encode()


def _laid_out(node: dict[str, Any]) -> str:
    """One key a line, and one item a line where a key has several."""
    lines = []
    for key, value in node.items():
        if isinstance(value, list) and len(value) > 1:
            text = "[\n  " + ",\n  ".join(_compact(item) for item in value) + "\n ]"
        else:
            text = _compact(value)
        lines.append(f" {_compact(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}"


_compact = json.JSONEncoder(ensure_ascii=False).encode


class _Writer:
    def __init__(self, statements: Statements) -> None:
        triples = statements.triples()
        terms = {term for quad in statements.quads for term in (*quad.triple, quad.graph_name)}
        schemes = {iri.partition(":")[0] for iri in map(_iri, terms) if iri}
        # A prefix that is also the scheme of some IRI here would be taken for the prefix.
        free = {p: n for p, n in statements.prefixes.items() if p not in {*schemes, "id", "type"}}
        self._names = Names(free)
        self._kinds: dict[str, str] = {}
        self._several: set[str] = set()
        self._find_kinds(triples)
        self._keys = self._choose_keys(free)
        self._nodes = Nodes({}, frozenset(), {}, frozenset())

    def _find_kinds(self, triples: Iterable[ox.Triple]) -> None:
        """What all values of a predicate are: `@id`, a datatype, `@en` for a language, or "" where they differ."""
        before = None
        for triple in triples:
            predicate = triple.predicate.value
            if (triple.subject, predicate) == before:
                self._several.add(predicate)
            before = (triple.subject, predicate)
            kind = _kind(triple.object)
            if self._kinds.setdefault(predicate, kind) != kind:
                self._kinds[predicate] = ""

    def _choose_keys(self, prefixes: dict[str, str]) -> dict[str, str]:
        """A key for each predicate: its local name where that is free, else its prefixed name, else its IRI."""
        taken = {"id", "type", "definition", "label", *prefixes}
        keys = {DEFINITION: "definition", LABEL: "label"}
        for predicate in sorted(self._kinds.keys() - keys.keys(), key=lambda iri: (not iri.startswith(NC), iri)):
            local = predicate[max(predicate.rfind("#"), predicate.rfind("/")) + 1 :]
            if local.isascii() and local.isidentifier() and local not in taken:
                keys[predicate] = local
                taken.add(local)
            else:
                keys[predicate] = self._names.shorten(predicate) or predicate
        return keys

    def context(self) -> dict[str, Any]:
        """The context: prefixes, then what each key stands for."""
        terms: dict[str, Any] = {"id": "@id", "type": "@type"}
        for predicate in sorted(self._kinds, key=lambda iri: (not iri.startswith(NC), iri)):
            if predicate == TYPE:
                continue
            term: dict[str, Any] = {"@id": self._names.shorten(predicate) or predicate}
            kind = self._kinds[predicate]
            if kind == "@id":
                term["@type"] = "@id"
            elif kind.startswith("@"):
                term["@language"] = language_tag(kind[1:])
            elif kind not in ("", XSD + "string"):
                term["@type"] = self._names.shorten(kind) or kind
            if predicate in self._several:
                term["@container"] = "@set"
            key = self._keys[predicate]
            terms[key] = term if len(term) > 1 or key != term["@id"] else {"@id": predicate}
        prefixes: dict[str, Any] = {
            prefix: namespace if namespace[-1] in "#/:?[]@" else {"@id": namespace, "@prefix": True}
            for prefix, namespace in self._names.used.items()
        }
        return {"@version": 1.1, **prefixes, **terms}

    def nodes(self, triples: list[ox.Triple], shared: Iterable[ox.BlankNode]) -> list[dict[str, Any]]:
        """The nodes of one graph that no other one holds."""
        types = {t.object for t in triples if t.predicate.value == TYPE and isinstance(t.object, ox.BlankNode)}
        self._nodes = group(triples, {*shared, *types})
        held = self._held()
        return [self._node(subject, 0, held) for subject in self._nodes.roots() if subject not in held]

    def _held(self) -> set[Subject]:
        """The evidence that a claim holds, and the passages that such evidence holds."""
        properties = self._nodes.properties
        pointed_at = {o for found in properties.values() for p in _HELD for o in found.get(p, ())}
        # A blank node may itself be written inside what it would hold.
        holding: set[Subject] = {
            s
            for s, found in properties.items()
            if _HELD[0] in found and s not in pointed_at and isinstance(s, ox.NamedNode)
        }
        # What more than one holds is written in each; what has no name can't be.
        nameless = {
            s for s, found in properties.items() for some in found.values() for o in some if isinstance(o, ox.BlankNode)
        }
        held: set[Subject] = set()
        for predicate in _HELD:
            holding = {
                o
                for s in holding
                for o in properties[s].get(predicate, ())
                if isinstance(o, ox.NamedNode)
                and o in properties.keys() - held - nameless
                and _HELD[0] not in properties[o]
            }
            held |= holding
        return held

    def _node(self, subject: Subject, level: int, held: set[Subject]) -> dict[str, Any]:
        if isinstance(subject, ox.Triple):
            raise _unsayable("statements about statements (RDF 1.2 triple terms)")
        node: dict[str, Any] = {}
        if subject not in self._nodes.inline:
            node["id"] = self.name(subject)
        for predicate, objects in self._nodes.properties.get(subject, {}).items():
            if predicate == TYPE:
                types = [self.name(o) for o in objects if not isinstance(o, ox.Literal)]
                if types:
                    node["type"] = types if len(types) > 1 else types[0]
                objects = [o for o in objects if isinstance(o, ox.Literal)]  # noqa: PLW2901 - @type can't hold these
                if not objects:
                    continue
                node[self._names.shorten(TYPE) or TYPE] = [self._value(o, "") for o in objects]
                continue
            values = []
            for object_ in objects:
                if level < len(_HELD) and predicate == _HELD[level] and object_ in held:
                    assert isinstance(object_, ox.NamedNode)
                    values.append(self._node(object_, level + 1, held))
                elif predicate in _NAMED and isinstance(object_, ox.NamedNode):
                    values.append(self._with_label(object_))
                else:
                    values.append(self._value(object_, self._kinds[predicate]))
            node[self._keys[predicate]] = values if predicate in self._several else values[0]
        return node

    def _with_label(self, term: ox.NamedNode) -> dict[str, Any]:
        labels = self._nodes.properties.get(term, {}).get(LABEL, ())
        name = {"id": self.name(term)}
        if len(labels) != 1 or not isinstance(labels[0], ox.Literal):  # a node may come back to this one
            return name
        value = self._value(labels[0], self._kinds[LABEL])
        return {**name, self._keys[LABEL]: [value] if LABEL in self._several else value}

    def _value(self, term: Object, kind: str) -> Any:
        """A value as its key's kind allows: plain where it says enough, spelt out otherwise."""
        if isinstance(term, ox.Triple):
            raise _unsayable("RDF 1.2 triple terms")
        if isinstance(term, ox.Literal):
            return _literal(term, kind, self._names)
        if isinstance(term, ox.BlankNode):
            if term in self._nodes.lists:
                return {"@list": [self._value(item, _SPELT_OUT) for item in self._nodes.lists[term]]}
            if term in self._nodes.inline:
                return self._node(term, len(_HELD), set()) or {"id": self.name(term)}
        return self.name(term) if kind == "@id" else {"id": self.name(term)}

    def name(self, term: object) -> str:
        """A node's IRI or label, shortened where a prefix fits."""
        if isinstance(term, ox.NamedNode):
            return self._names.shorten(term.value) or term.value
        return str(term)


def _iri(term: object) -> str | None:
    """The IRI that a term is, or that a literal has for its datatype."""
    if isinstance(term, ox.Literal):
        return term.datatype.value
    return term.value if isinstance(term, ox.NamedNode) else None


def _kind(term: object) -> str:
    if isinstance(term, ox.Literal):
        return f"@{term.language}" if term.language else term.datatype.value
    return "@id"


def _literal(literal: ox.Literal, kind: str, names: Names) -> Any:
    datatype = literal.datatype.value
    if literal.direction:
        raise _unsayable("text directions (RDF 1.2)")
    if datatype == XSD + "boolean" and literal.value in ("true", "false"):
        return literal.value == "true"
    if datatype == XSD + "integer" and _is_plain_integer(literal.value):
        return int(literal.value)
    if kind == _kind(literal) or (datatype == XSD + "string" and kind != _SPELT_OUT):
        return literal.value
    if datatype == XSD + "string":
        return {"@value": literal.value}
    if literal.language:
        return {"@value": literal.value, "@language": language_tag(literal.language)}
    return {"@value": literal.value, "@type": names.shorten(datatype) or datatype}


def _is_plain_integer(text: str) -> bool:
    digits = text.removeprefix("-")
    return (
        digits.isascii()
        and digits.isdigit()
        and len(digits) < 17
        and str(int(text)) == text
        and abs(int(text)) < _SAFE_INTEGER
    )


def _unsayable(what: str) -> InputError:
    return InputError(f"JSON-LD can't hold {what}. Choose ttl, nt or trig.")
