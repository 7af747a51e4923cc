"""Files that would bring a parser down, found before the parser sees them.

pyoxigraph reads most hostile files well. What it doesn't: RDF/XML whose entities multiply, nesting that costs the
square of its depth (RDF/XML, JSON-LD), and triple terms or lists that nest until the stack overflows. Nor does it say
so when it leaves out what RDF/XML doesn't allow.
"""

import re
from collections.abc import Collection
from itertools import accumulate

from kgtool.errors import InputError, RefusedError

DEEPEST_XML = 2_000
DEEPEST_JSON = 100
DEEPEST_TERM = 500
MOST_GROWTH = 100
_FEED = 1 << 18
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_XML = "http://www.w3.org/XML/1998/namespace "
# What stands inside an element, by its rdf:parseType; of any other it is a literal of XML. Triple is of RDF 1.2.
_INSIDE = {"Resource": "property", "Collection": "node", "Triple": "node"}
_ENTITY = re.compile(rb"<!ENTITY[^<]*")
_REFERENCE = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)")
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_TERM = re.compile(
    rb"(?P<open><<\()|(?P<close>\)>>)|\"\"\"(?:[^\"\\]+|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]+|\\.|'(?!''))*+'''"
    rb"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|<[^<>\s]*>|\#[^\n]*",
    re.DOTALL,
)


def refuse_bad_xml(path: str, data: bytes) -> None:
    """Return when `data` is well-formed XML, not nested too deeply, and its entities are flat and small.

    Protégé writes flat entities, one a namespace; these pass. What the parser would leave out in silence doesn't.

    Raises RefusedError for an entity that names another file, InputError for all else.
    """
    from xml.parsers import expat

    _refuse_entities(path, data)
    parser = expat.ParserCreate(namespace_separator=" ")
    inside = ["node"]  # what stands inside each open element: node elements, property elements, or a literal of XML

    def descend(name: str, attributes: dict[str, str]) -> None:
        if len(inside) > DEEPEST_XML:
            raise _too_deep(f"{path}:{parser.CurrentLineNumber}", DEEPEST_XML)
        if inside[-1] == "literal":
            inside.append("literal")
            return
        said = {key.removeprefix(_RDF) for key in attributes if key.startswith(_RDF)}
        others = {key for key in attributes if not key.startswith(_XML)} - {_RDF + "ID"}
        wrong = ""
        if name == _RDF + "RDF":
            inside.append("node")
        elif inside[-1] == "node":
            wrong = next(iter(sorted(said & {"resource", "datatype", "parseType", "bagID"})), "")
            inside.append("property")
        else:
            kind = attributes.get(_RDF + "parseType")
            wrong = next(iter(sorted(said & {"about", "bagID"})), "")
            if kind is not None:
                wrong = wrong or (_beside("parseType", others) if len(others) > 1 else "")
                inside.append(_INSIDE.get(kind, "literal"))
            elif "datatype" in said:
                wrong = wrong or (_beside("datatype", others) if len(others) > 1 else "")
                inside.append("text")
            else:
                inside.append("node")
        if inside[-2] == "text":
            raise InputError(
                f"{path}:{parser.CurrentLineNumber}: an element inside one with rdf:datatype, whose content is text."
            )
        if wrong:
            raise InputError(
                f"{path}:{parser.CurrentLineNumber}: RDF/XML allows no rdf:{wrong} here; it would be lost. Take it out."
            )

    def ascend(_name: str) -> None:
        inside.pop()

    parser.StartElementHandler = descend
    parser.EndElementHandler = ascend
    try:
        for start in range(0, len(data), _FEED):
            parser.Parse(data[start : start + _FEED], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(f"{path}:{error.lineno}: {expat.ErrorString(error.code)}.") from error
    except (LookupError, ValueError) as error:  # an encoding that Python doesn't know
        raise InputError(f"{path}: {error}.") from error
    if _RDF[:-1].encode() not in data:
        raise InputError(f"{path}: no name of RDF ({_RDF[:-1]}) is in it, so this is XML of another kind.")


def _beside(name: str, attributes: Collection[str]) -> str:
    """The first attribute that may not stand beside rdf:<name>, as a message names it."""
    first = min(key for key in attributes if key != _RDF + name)
    return first.removeprefix(_RDF) + f" beside rdf:{name}" if first.startswith(_RDF) else f"{name} beside {first}"


def _refuse_entities(path: str, data: bytes) -> None:
    """Look at every declaration where its letters stand, in comments too: pyoxigraph finds them in that way."""
    longest = 0
    for found in _ENTITY.finditer(data):
        if {b"SYSTEM", b"PUBLIC"} & set(found[0].split()):
            place = _place(path, data, found.start())
            raise RefusedError(f"{place}: an entity names another file, and no other file is read. Put its text here.")
        if _REFERENCE.search(found[0]):
            place = _place(path, data, found.start())
            raise InputError(f"{place}: an entity is made of other entities, which may grow without end. Write it out.")
        longest = max(longest, len(found[0]))
    if longest * data.count(b"&") > MOST_GROWTH * len(data) + (1 << 26):
        raise InputError(f"{path}: its entities may grow to more than {MOST_GROWTH} times the file. Write them out.")


def refuse_bad_json(path: str, data: bytes) -> None:
    """Return when JSON isn't nested too deeply.

    Raises InputError.
    """
    if data.count(b"{") + data.count(b"[") <= DEEPEST_JSON:
        return
    steps = map(
        {b: 1 if b in b"{[" else -1 for b in b"{}[]"}.__getitem__, _STRING.sub(b"", data).translate(None, _NO_BRACKETS)
    )
    if max(accumulate(steps), default=0) > DEEPEST_JSON:
        raise _too_deep(path, DEEPEST_JSON)


def refuse_bad_terms(path: str, data: bytes) -> None:
    """Return when no triple term of Turtle, TriG, N-Triples or N-Quads holds too many others.

    Raises InputError.
    """
    if data.count(b"<<(") <= DEEPEST_TERM:
        return
    depth = 0
    for token in _TERM.finditer(data):
        if token["open"]:
            depth += 1
            if depth > DEEPEST_TERM:
                raise _too_deep(_place(path, data, token.start()), DEEPEST_TERM)
        elif token["close"]:
            depth -= 1


def _place(path: str, data: bytes, position: int) -> str:
    line = data.count(b"\n", 0, position) + 1
    return f"{path}:{line}"


def _too_deep(place: str, deepest: int) -> InputError:
    return InputError(f"{place}: nested more than {deepest:,} levels deep. Give the inner things names of their own.")
