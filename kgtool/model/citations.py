"""Where in the texts of sources a graph's evidence stands."""

from typing import NamedTuple


class Place(NamedTuple):
    """A section or passage of a source: its span in code points, the end exclusive.

    section, digest  of a passage: the IRI of its section, and the SHA-256 of the span's text.
    """

    iri: str
    start: int
    end: int
    section: str = ""
    digest: str = ""


class Cited(NamedTuple):
    """A source with all the places in it that are cited.

    digest          the SHA-256 of its text's bytes.
    file            what holds its text, where that isn't <slug>.txt.
    offset, length  which part of that file is its text, in code points; length is None for all of it.
    """

    iri: str
    title: str
    digest: str
    sections: tuple[Place, ...]
    passages: tuple[Place, ...]
    file: str = ""
    offset: int = 0
    length: int | None = None
