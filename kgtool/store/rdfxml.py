"""RDF/XML as a parser takes it that stumbles over what XML allows: the same statements, plainer XML.

pyoxigraph joins no text that comments or CDATA split, takes `xml:lang=""`, `xml:base=""` and relative bases for errors,
keeps Windows' ends of lines and the white space in attributes, and repeats namespaces in literals of XML. Where a file
holds any of these it is written anew: comments and instructions go, text is written in one piece, languages
stand on the elements whose text they are of, bases are absolute, and literals of XML are text, in their canonical form.
Lines keep their numbers.
"""

import re
from urllib.parse import urljoin
from xml.etree.ElementTree import canonicalize
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_TRIGGER = re.compile(
    rb"<!--|<!\[CDATA\[|<\?(?!xml\s)|\bxml:lang\s*=\s*(?:\"\"|'')|\bxml:base\s*=|parseType\s*=\s*.(?!Resource|Collection|Triple)"
    rb"|\r|=\s*\"[^\"<>]*[\n\t]|=\s*'[^'<>]*[\n\t]"
)
_DECLARATION = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
_NO_LITERAL = {"Resource", "Collection", "Triple"}
"""What rdf:parseType may say, but for Literal, which any other value means too."""


def in_utf_8(data: bytes) -> bytes:
    """A document that its first bytes show to be in UTF-16, in UTF-8; any other as it is."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    try:
        return _DECLARATION.sub(r"\1", data.decode("utf-16"), count=1).encode()
    except UnicodeError:
        return data


def plain_xml(data: bytes, base: str) -> bytes:
    """The document without what the parser stumbles over; itself where nothing of the kind is in it.

    data  well-formed XML whose entities are flat.
    base  the IRI of the document.
    """
    return _Writer(base).written(data) if _TRIGGER.search(data) else data


class _Open:
    """An element whose end has not come yet. leaf: no element has come inside it so far."""

    def __init__(self, name: str, language: str, base: str, prefixes: dict[str, str]) -> None:
        self.name = name
        self.language = language
        self.base = base
        self.prefixes = prefixes
        self.text: list[str] = []
        self.attributes: list[tuple[str, str]] = []


class _Writer:
    """Writes the events of one parser as XML."""

    def __init__(self, base: str) -> None:
        self._out: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._line = 1
        self._open = [_Open("", "", base, {})]
        self._pending = False  # the start of the innermost element isn't written yet
        self._literal = 0  # how many elements deep a literal of XML is
        self._inside: list[str] = []  # what it holds so far
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.CommentHandler = lambda text: self._inside.append(f"<!--{text}-->") if self._literal else None
        self._parser.ProcessingInstructionHandler = lambda name, text: (
            self._inside.append(f"<?{name} {text}?>") if self._literal else None
        )

    def written(self, data: bytes) -> bytes:
        """The whole document."""
        self._parser.Parse(data, True)
        return "".join(self._out).encode()

    def _write(self, text: str) -> None:
        self._line += text.count("\n")
        self._out.append(text)

    def _start(self, name: str, flat: list[str]) -> None:
        if self._literal:
            self._inside.append(f"<{name}{self._written(zip(flat[::2], flat[1::2], strict=True))}>")
            self._literal += 1
            return
        self._flush(leaf=False)
        above = self._open[-1]
        prefixes, language, base = above.prefixes, above.language, above.base
        kept: list[tuple[str, str]] = []
        for key, value in zip(flat[::2], flat[1::2], strict=True):
            if key == "xml:lang":
                language = value
            elif key == "xml:base":
                base = urljoin(base, value) if value else base.partition("#")[0]
            else:
                if key == "xmlns" or key.startswith("xmlns:"):
                    prefixes = {**prefixes, key[6:]: value}
                kept.append((key, value))
        if base != above.base:
            kept.append(("xml:base", base))
        one = _Open(name, language, base, prefixes)
        one.attributes = kept
        self._open.append(one)
        self._pending = True
        if any(value not in _NO_LITERAL and self._is_rdf(key, prefixes, "parseType") for key, value in kept):
            one.attributes = [
                (key.replace("parseType", "datatype"), _XML_LITERAL)
                if self._is_rdf(key, prefixes, "parseType")
                else (key, value)
                for key, value in kept
            ]
            self._flush(leaf=False)
            self._literal, self._inside = 1, []

    def _end(self, name: str) -> None:
        if self._literal:
            self._literal -= 1
            if self._literal:
                self._inside.append(f"</{name}>")
                return
            spaces = "".join(
                f" xmlns{':' * bool(prefix)}{prefix}={quoteattr(iri)}"
                for prefix, iri in self._open[-1].prefixes.items()
            )
            told = canonicalize(f"<x{spaces}>{''.join(self._inside)}</x>", with_comments=True)
            self._raw(escape(told[told.index(">") + 1 : -len("</x>")]))
        self._flush(leaf=True)
        self._raw(f"</{name}>")
        self._open.pop()

    def _text(self, text: str) -> None:
        if self._literal:
            self._inside.append(escape(text).replace("\r", "&#13;"))
        elif not self._pending:
            self._raw(escape(text))
        else:
            self._open[-1].text.append(text)

    def _flush(self, leaf: bool) -> None:
        """Write the start of the innermost element, now that it is known whether any other stands inside it."""
        if not self._pending:
            return
        self._pending = False
        one = self._open[-1]
        own = [a for a in one.attributes if leaf or not self._is_text(a[0], one.prefixes)]
        if leaf and one.language:
            own.append(("xml:lang", one.language))
        breaks = "\n" * max(0, self._parser.CurrentLineNumber - self._line - "".join(one.text).count("\n"))
        self._raw(f"<{one.name}{self._written(own)}{breaks}>")
        for key, value in one.attributes:
            if (key, value) not in own:  # what is said in an attribute is said inside: its language is its own then
                language = f" xml:lang={quoteattr(one.language)}" if one.language else ""
                self._raw(f"<{key}{language}>{escape(value)}</{key}>")
        self._raw(escape("".join(one.text)))

    def _raw(self, text: str) -> None:
        self._write(text.replace("\r", "&#13;"))

    @staticmethod
    def _written(attributes: "object") -> str:
        pairs: list[tuple[str, str]] = list(attributes)  # type: ignore[call-overload]
        return "".join(f" {key}={quoteattr(value, _SPACES)}" for key, value in pairs)

    @staticmethod
    def _is_rdf(key: str, prefixes: dict[str, str], local: str) -> bool:
        prefix, _, name = key.partition(":")
        return name == local and prefixes.get(prefix, "").endswith("22-rdf-syntax-ns#")

    def _is_text(self, key: str, prefixes: dict[str, str]) -> bool:
        """Whether an attribute says something of the node rather than of the syntax."""
        prefix, colon, name = key.partition(":")
        if not colon or prefix in ("xmlns", "xml") or prefixes.get(prefix) == _ITS:
            return False
        return name not in _SYNTAX or not prefixes.get(prefix, "").endswith("22-rdf-syntax-ns#")


_SYNTAX = {"about", "ID", "nodeID", "resource", "datatype", "parseType", "type", "li"}
_SYNTAX |= {"aboutEach", "aboutEachPrefix", "bagID", "Description", "RDF", "version", "annotation", "annotationNodeID"}
_ITS = "http://www.w3.org/2005/11/its"
_XML_LITERAL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"
_SPACES = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
