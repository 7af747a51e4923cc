"""Values of the parameters of shapes: of the kind that SHACL wants, or refused."""

import re

import pyoxigraph as ox

from kgtool.errors import InputError, RefusedError
from kgtool.queries.safety import refuse_unsafe
from kgtool.validate import terms
from kgtool.validate.shapes import SH, Place, Shapes, Statement, Value
from kgtool.vocabulary import RDF, XSD

_QUERIES = ("select", "ask", "construct", "update")


# Classes of characters such as \\p{L} are regular in SHACL, though Python has none; a backslash may itself be escaped.
_ESCAPE = re.compile(r"\\(?:[pP]\{[\w-]+\}|.)", re.DOTALL)


_NAME_CLASSES = (r"\i", r"\I", r"\c", r"\C")


_PATHS = ("path", "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


_PREFIX = re.compile(r"([^\W\d_][\w.-]*)?")


_NOT_IN_IRIS = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


_INTEGERS = {XSD + n for n in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")}


def check_value(statement: Statement, shapes: Shapes) -> None:
    """Return when the value of a parameter is of the kind that SHACL wants.

    Raises InputError and RefusedError for one that isn't.
    """
    if not statement.predicate.startswith(SH):
        return
    name, value = statement.predicate[len(SH) :], statement.object
    kind = terms.PROPERTIES.get(name, "any")
    if not _is_of(kind, value, shapes):
        wanted = {"iri": "an IRI", "integer": "an integer"}.get(kind, f"a {kind}")
        raise InputError(f"{statement.place}: the value of sh:{name} has to be {wanted}. Correct it.")
    if name in _PATHS and value == ox.NamedNode(RDF + "nil"):
        raise InputError(f"{statement.place}: this sh:{name} is an empty list, so it leads nowhere. Name a property.")
    if isinstance(value, ox.Literal):
        _check_text(name, value.value, statement.place)


def _is_of(kind: terms.Kind, value: Value, shapes: Shapes) -> bool:
    if kind == "any":
        return True
    if not isinstance(value, ox.Literal):
        if kind == "list":
            return value == ox.NamedNode(RDF + "nil") or bool(shapes.values(value, RDF + "first"))
        return kind == "node" or (kind == "iri" and isinstance(value, ox.NamedNode))
    datatype = value.datatype.value
    if kind == "integer":
        return datatype in _INTEGERS and bool(re.fullmatch(r"[+-]?\d+", value.value))
    if kind == "boolean":
        return datatype == XSD + "boolean" and value.value in ("true", "false", "0", "1")
    if kind == "text":
        return bool(value.language) or datatype in (XSD + "string", RDF + "HTML")
    return kind == "literal"


def _check_text(name: str, text: str, place: Place) -> None:
    if name in _QUERIES:
        try:
            refuse_unsafe(text, refuse_from=True)
        except RefusedError as error:
            raise RefusedError(f"{place}: {error}") from error
    if (name == "namespace" and _NOT_IN_IRIS.search(text)) or (name == "prefix" and not _PREFIX.fullmatch(text)):
        raise InputError(f"{place}: this sh:{name} is not one that SPARQL can read. Correct it.")
    if name == "pattern":
        escapes = _ESCAPE.findall(text)
        if unknown := next((e for e in escapes if e in _NAME_CLASSES), None):
            raise InputError(
                f"{place}: no engine here knows {unknown} in a pattern. Write its characters out, such as [A-Za-z_]."
            )
        try:
            re.compile(_ESCAPE.sub(lambda found: "x" if len(found[0]) > 2 else found[0], text))
        except re.error as error:
            raise InputError(f"{place}: this pattern is no regular expression: {error}. Correct it.") from error
