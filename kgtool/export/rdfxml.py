"""RDF/XML, the form that Protégé and every other OWL tool reads."""

import re

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.export.names import TYPE, language_tag
from kgtool.export.nodes import group
from kgtool.export.statements import Statements
from kgtool.vocabulary import OWL, RDF, XSD

# An element's name: letters of XML 1.0, fifth edition, of which IRIs use few; a colon would split it once more.
_START = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(f"(.*?)([{_START}][{_START}0-9.\u00b7\u0300-\u036f\u203f-\u2040-]*)", re.DOTALL)
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = "RDF ID about aboutEach aboutEachPrefix bagID parseType resource nodeID datatype Description li"
_RESERVED = {RDF + word for word in _WORDS.split()}
# The elements that say what a node is, so that a person can find the classes in the file.
_KINDS = "Ontology Class ObjectProperty DatatypeProperty AnnotationProperty NamedIndividual AllDisjointClasses"
_TYPED = [OWL + kind for kind in _KINDS.split()]


def rdfxml(statements: Statements) -> bytes:
    """The statements in RDF/XML; named graphs are read as one with the default graph.

    Raises InputError for what XML can't hold: control characters, and predicates that don't end in a name.
    """
    triples = statements.triples()
    names = _ElementNames(statements.prefixes)
    nodes = group(triples)
    blocks = []
    for subject in sorted(nodes.properties, key=lambda s: (nodes.rank(s), str(s))):
        if isinstance(subject, ox.Triple):
            raise InputError(
                "RDF/XML can't hold statements about statements (RDF 1.2 triple terms). Choose ttl, nt or trig."
            )
        properties = nodes.properties[subject]
        types = {str(t)[1:-1] for t in properties.get(TYPE, ())}
        kind = next((iri for iri in _TYPED if iri in types), None)
        element = names.name(kind) if kind else "rdf:Description"
        lines = [
            f"        {_property(names.name(predicate), object_)}\n"
            for predicate, objects in properties.items()
            for object_ in objects
            if not (predicate == TYPE and kind and object_ == ox.NamedNode(kind))
        ]
        head = f"    <{element} {_reference(subject, 'about')}"
        blocks.append(f"{head}>\n{''.join(lines)}    </{element}>\n" if lines else f"{head}/>\n")
    spaces = "".join(f'\n         xmlns:{p}="{_attribute(n)}"' for p, n in sorted(names.used.items()))
    body = "\n".join(blocks)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n\n{body}\n</rdf:RDF>\n'.encode()


class _ElementNames:
    """Element names for IRIs: a namespace with a prefix, and a local name that XML allows."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self._prefix_of = {namespace: prefix for prefix, namespace in prefixes.items()}
        self._taken = set(prefixes)
        self._known: dict[str, str] = {}
        self.used = {"rdf": RDF}

    def name(self, iri: str) -> str:
        if found := self._known.get(iri):
            return found
        if iri in _RESERVED:
            raise InputError(
                f"RDF/XML can't name the predicate <{iri}>: its syntax needs the word. Choose ttl, nt or trig."
            )
        # The longest name that XML allows begins as early as the last character that it doesn't.
        match = _NAME.fullmatch(iri)
        if not match or not match[1]:
            raise InputError(
                f"RDF/XML can't name the predicate <{iri}>: it doesn't end in a name. Choose ttl, nt or trig."
            )
        namespace, local = match[1], match[2]
        prefix = self._prefix_of.get(namespace)
        if prefix is None or prefix.lower().startswith("xml") or not re.fullmatch("[A-Za-z_][A-Za-z0-9_.-]*", prefix):
            number = 1
            while f"ns{number}" in self._taken:
                number += 1
            prefix = f"ns{number}"
            self._taken.add(prefix)
            self._prefix_of[namespace] = prefix
        self.used[prefix] = namespace
        self._known[iri] = f"{prefix}:{local}"
        return self._known[iri]


def _property(element: str, object_: object) -> str:
    if isinstance(object_, ox.NamedNode | ox.BlankNode):
        return f"<{element} {_reference(object_, 'resource')}/>"
    if isinstance(object_, ox.Literal) and not object_.direction:
        if object_.language:
            kind = f' xml:lang="{language_tag(object_.language)}"'
        elif object_.datatype.value != XSD + "string":
            kind = f' rdf:datatype="{_attribute(object_.datatype.value)}"'
        else:
            kind = ""
        return f"<{element}{kind}>{_text(object_.value)}</{element}>"
    raise InputError(f"RDF/XML can't hold {object_}: it belongs to RDF 1.2. Choose ttl, nt or trig.")


def _reference(term: ox.NamedNode | ox.BlankNode, attribute: str) -> str:
    if isinstance(term, ox.BlankNode):
        return f'rdf:nodeID="{term.value}"'
    return f'rdf:{attribute}="{_attribute(term.value)}"'


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def _text(text: str) -> str:
    if found := _ILLEGAL.search(text):
        raise InputError(
            f"XML can't hold the character U+{ord(found[0]):04X}, which stands in {text[:60]!r}. "
            "Take it out, or choose ttl, nt or jsonld."
        )
    # A lone carriage return would be read back as a line feed.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
