"""The places that a store cites: sources, their sections and passages."""

import re

from kgtool.errors import InputError
from kgtool.model.citations import Cited, Place
from kgtool.reading.rows import rows
from kgtool.store import Store
from kgtool.vocabulary import node, slug


def cited_places(store: Store) -> list[Cited]:
    """Every source with its sections and passages, in order of their IRIs.

    Raises InputError for a place whose span isn't counted.
    """
    sections: dict[str, list[Place]] = {}
    passages: dict[str, list[Place]] = {}
    for iri, source, start, end, section, digest in rows(
        store,
        "SELECT ?p ?source ?start ?end ?section ?digest WHERE { ?p nc:source ?source ; nc:spanStart ?start ; "
        "nc:spanEnd ?end . OPTIONAL { ?p nc:section ?section } OPTIONAL { ?p nc:spanDigest ?digest } }",
    ):
        assert iri and source and start and end
        place = Place(iri, _position(iri, start), _position(iri, end), section or "", digest or "")
        (passages if digest else sections).setdefault(source, []).append(place)
    return [
        Cited(
            iri,
            title or iri,
            digest or "",
            tuple(sorted(sections.get(iri, ()))),
            tuple(sorted(passages.get(iri, ()))),
            file or "",
            _position(iri, offset or "0"),
            _position(iri, length) if length else None,
        )
        for iri, title, digest, file, offset, length in rows(
            store,
            "SELECT ?s ?title ?digest ?file ?offset ?length WHERE { ?s a nc:Source . OPTIONAL { ?s rdfs:label ?title } "
            "OPTIONAL { ?s nc:textDigest ?digest } OPTIONAL { ?s nc:textFile ?file } "
            "OPTIONAL { ?s nc:textOffset ?offset } OPTIONAL { ?s nc:textLength ?length } } ORDER BY ?s",
        )
        if iri
    ]


def _position(place: str, number: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", number):
        raise InputError(
            f"{place}: a span begins and ends at an integer of 0 or more, and {number[:40]!r} is none. "
            "kgtool validate names the line."
        )
    return int(number)


def passage_place(store: Store, passage: str) -> tuple[str, int, int, str] | None:
    """Where a passage stands: the slug of its source, its span, and its digest; None where the store has none such."""
    for source, start, end, digest in rows(
        store,
        f"SELECT ?source ?start ?end ?digest WHERE {{ {node(passage)} nc:source ?source ; nc:spanStart ?start ; "
        "nc:spanEnd ?end ; nc:spanDigest ?digest }",
    ):
        if source and start and end and digest:
            return slug(source), _position(passage, start), _position(passage, end), digest
    return None


def headings(store: Store) -> dict[str, tuple[int, int]]:
    """The span of the heading or header row that a passage needs to be understood, by the passage's IRI."""
    return {
        passage: (_position(passage, start), _position(passage, end))
        for passage, start, end in rows(
            store, "SELECT ?p ?start ?end WHERE { ?p nc:headingStart ?start ; nc:headingEnd ?end }"
        )
        if passage and start and end
    }
