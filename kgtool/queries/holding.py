"""What a format can't hold, refused as an answer is written, so that nobody finds it out in reading."""

import re
from collections.abc import Iterable, Iterator
from typing import IO, cast

import pyoxigraph as ox

from kgtool.errors import UnholdableError

_LOCAL = re.compile(r"[^\W\d][\w.\u00b7-]*$")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ILLEGAL_BYTES = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def holdable(triples: Iterable[ox.Triple], form: ox.RdfFormat) -> Iterator[ox.Triple]:
    """The triples, as long as the format can hold them.

    Raises UnholdableError for the first that it cannot hold: triples in triples in JSON-LD; in RDF/XML what is RDF
    1.2 alone, characters that XML hasn't, and predicates that don't end in a name.
    """
    strict = form in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD)
    for triple in triples:
        if strict and (why := _why_not(triple, form == ox.RdfFormat.RDF_XML)):
            raise UnholdableError(f"{form.name} can't hold {str(triple)[:300]!r}: {why}. Choose Turtle or N-Triples.")
        yield triple


def _why_not(triple: ox.Triple, xml: bool) -> str:
    object_ = triple.object
    if isinstance(object_, ox.Triple):
        return "a triple in a triple belongs to RDF 1.2"
    if not xml:
        return ""
    if isinstance(object_, ox.Literal):
        if object_.direction:
            return "the direction of a text belongs to RDF 1.2"
        if _ILLEGAL.search(object_.value):
            return "XML hasn't all of its characters"
    return "" if _LOCAL.search(triple.predicate.value) else "its predicate doesn't end in a name"


class WellFormed:
    """A file for XML, which takes no character that XML hasn't."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._last = b""

    def write(self, data: bytes) -> int:
        """Write on.

        Raises UnholdableError for a character that XML hasn't.
        """
        if found := _ILLEGAL_BYTES.search(self._last + data):
            raise UnholdableError(
                f"XML can't hold the character U+{ord(found[0].decode()):04X}, which stands in the answer. "
                "Choose csv, tsv or json."
            )
        self._last = bytes(data[-2:])
        return self._file.write(data)

    def flush(self) -> None:
        """Flush on."""
        self._file.flush()

    @classmethod
    def over(cls, file: IO[bytes]) -> IO[bytes]:
        """The file, watched."""
        return cast("IO[bytes]", cls(file))
