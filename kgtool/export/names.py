"""How IRIs and literals are written: prefixed names, shorthand numbers, language tags in their usual case."""

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kgtool.vocabulary import PREFIXES, RDF, XSD

# What every Turtle and JSON-LD parser reads as a local name, without escapes.
_LOCAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
_SHORTHAND = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
_ESCAPES |= {ord(char): "\\" + letter for char, letter in zip('\t\n\r\b\f"\\', 'tnrbf"\\', strict=True)}


class Names:
    """Shortens IRIs by prefixes, and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefix_of = {namespace: prefix for prefix, namespace in prefixes.items()}
        # The longest namespace comes first, so that HP:0002380 wins over obo:HP_0002380.
        namespaces = "|".join(re.escape(n) for n in sorted(self._prefix_of, key=lambda n: (-len(n), n)))
        self._pattern = re.compile(f"({namespaces})({_LOCAL})") if namespaces else re.compile(r"(?!)")
        self._known: dict[str, str] = {}
        self._used: dict[str, str] = {}

    @property
    def used(self) -> dict[str, str]:
        """The prefixes that some name was shortened by, with their namespaces, in order."""
        return dict(sorted(self._used.items()))

    def shorten(self, iri: str) -> str | None:
        """The prefixed name of an IRI, or None where no prefix fits."""
        match = self._pattern.fullmatch(iri)
        if not match:
            return None
        prefix = self._prefix_of[match[1]]
        self._used[prefix] = match[1]
        return f"{prefix}:{match[2]}"

    def iri(self, iri: str) -> str:
        """The IRI as Turtle writes it."""
        if (found := self._known.get(iri)) is None:
            found = self._known[iri] = self.shorten(iri) or f"<{iri}>"
        return found

    def literal(self, literal: ox.Literal) -> str:
        """The literal as Turtle writes it: numbers as they are where their text allows it, so 1.50 stays 1.50."""
        datatype = literal.datatype.value
        if datatype == XSD + "string":
            return quoted(literal.value)
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f"{quoted(literal.value)}@{language_tag(literal.language)}{direction}"
        shorthand = _SHORTHAND.get(datatype)
        if shorthand and shorthand.fullmatch(literal.value):
            return literal.value
        return f"{quoted(literal.value)}^^{self.iri(datatype)}"


def quoted(text: str) -> str:
    """The text in quotes, with escapes for what Turtle doesn't allow and for control characters."""
    return f'"{text.translate(_ESCAPES)}"'


def language_tag(tag: str) -> str:
    """The tag in the case that RFC 5646 recommends (`en-GB`, `zh-Hant`): the parser folds it to lower case.

    Tags are equal whatever their case, so this changes no graph.
    """
    first, *rest = tag.lower().split("-")
    written = [first]
    for subtag in rest:
        if len(written[-1]) == 1:  # what follows a singleton is an extension's or private
            written.append(subtag)
            break
        written.append(subtag.upper() if len(subtag) == 2 else subtag.title() if len(subtag) == 4 else subtag)
    return "-".join([*written, *rest[len(written) - 1 :]])


def join_prefixes(declared: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """One prefix a namespace: ours first, then those that the files declare, whatever order they come in."""
    joined = dict(PREFIXES)
    namespaces = set(joined.values())
    for prefix, namespace in sorted({pair for prefixes in declared for pair in prefixes.items()}):
        if prefix and namespace and prefix not in joined and namespace not in namespaces:
            joined[prefix] = namespace
            namespaces.add(namespace)
    return joined


TYPE = RDF + "type"
