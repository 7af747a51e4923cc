"""Checks cited spans against the texts they cite. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kgtool.model.citations import Cited, Place


class Fault(NamedTuple):
    """What is wrong with one place, or with a whole text. what: one sentence that says what to do."""

    iri: str
    what: str


class Checked(NamedTuple):
    """What a check found. counts: sources, sections and passages looked at."""

    sources: int
    sections: int
    passages: int
    faults: tuple[Fault, ...]


class Block(NamedTuple):
    """A paragraph, list item, answer or table row of a text: its span in code points, the end exclusive."""

    start: int
    end: int
    text: str


def sha256(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def check(cited: Sequence[Cited], texts: Mapping[str, bytes]) -> Checked:
    """Every section and passage of the sources, held against their texts.

    texts  the files' bytes by the source's IRI; a source without one is a fault.

    A text must have the digest that the source gives. A section must lie inside the text; a passage must lie inside
    its section, be one block or part of one (no line break in it, no space at its ends), and have the digest given.
    """
    faults: list[Fault] = []
    sections = passages = 0
    for source in cited:
        data = texts.get(source.iri)
        if data is None:
            faults.append(Fault(source.iri, "no text of this source is there to check it against."))
            continue
        if source.digest != sha256(data):
            faults.append(Fault(source.iri, "the text isn't the one that was cited: its SHA-256 differs."))
        text = data.decode("utf-8")
        places = {place.iri: place for place in source.sections}
        sections += len(source.sections)
        passages += len(source.passages)
        for section in source.sections:
            if not 0 <= section.start < section.end <= len(text):
                faults.append(Fault(section.iri, f"the span {section.start}–{section.end} lies outside the text."))
        faults += (Fault(p.iri, what) for p in source.passages for what in _faults_of(p, places.get(p.section), text))
    return Checked(len(cited), sections, passages, tuple(faults))


def _faults_of(passage: Place, section: Place | None, text: str) -> Iterator[str]:
    span = f"the span {passage.start}–{passage.end}"
    if not 0 <= passage.start < passage.end <= len(text):
        yield f"{span} lies outside the text."
        return
    quoted = text[passage.start : passage.end]
    if sha256(quoted.encode("utf-8")) != passage.digest:
        yield f"the text of {span} has another SHA-256 than the one given."
    if "\n" in quoted or "\r" in quoted:
        yield f"{span} runs over more than one block."
    elif quoted != quoted.strip():
        yield f"{span} begins or ends with a space."
    if section is None:
        yield "its section isn't one of this source."
    elif not section.start <= passage.start < passage.end <= section.end:
        yield f"{span} lies outside its section's, {section.start}–{section.end}."
