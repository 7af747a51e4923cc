"""An edge that somebody else's graph states: plain values under names that every form and table shares.

| name | what it holds |
| --- | --- |
| subject, object | an IRI, a CURIE or a plain name |
| predicate | an IRI, a CURIE or a word; its sign is looked up |
| sign | a word for plus, minus or open; comes before the predicate's |
| subject_direction, object_direction | increased or decreased: which way the end goes |
| subject_aspect, object_aspect | what of the end goes that way: its activity, its degradation |
| negated | whether the edge is said not to hold |
| modality | a word that makes it possible only |
| source, quotation, kind, date, record | where it comes from; record names the edge in its graph |
| subject_label, object_label | names of the ends |
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from kgtool.logic.curies import citations
from kgtool.logic.words import Words, plain
from kgtool.model import Sign


class Edge(NamedTuple):
    """One edge as one source gives it. sign: None where the graph leaves it open.

    subject_aspect, object_aspect  what makes the end a term of its own, or nothing.
    how                            where the sign comes from: "sign", "direction", "predicate", "word" or "open".
    """

    subject: str
    predicate: str
    sign: Sign | None
    object: str
    negated: bool = False
    possible: bool = False
    source: str = ""
    quotation: str = ""
    kind: str = ""
    date: str = ""
    record: str = ""
    subject_aspect: str = ""
    object_aspect: str = ""
    how: str = ""


class UnsignedError(ValueError):
    """The edge's predicate has no sign, so that nobody can tell what the edge does. Its text is the predicate."""


def edges_of(row: Mapping[str, str], words: Words, sign_of: Callable[[str], "Sign | None"]) -> Iterable[Edge]:
    """The edges that a row gives, one a source.

    sign_of  the sign of a predicate that is an identifier, as files of signs give it.

    Raises UnsignedError where nothing gives a sign, ValueError for a row without ends or with an unknown word.
    """
    subject, object_ = row.get("subject", "").strip(), row.get("object", "").strip()
    if not subject or not object_:
        raise ValueError(f"no {'object' if subject else 'subject'}")
    sign, how = _sign(row, words, sign_of)
    common = Edge(
        subject,
        row.get("predicate", ""),
        sign,
        object_,
        plain(row.get("negated", "")) in words.yes,
        plain(row.get("modality", "")) in words.possible,
        "",
        row.get("quotation", "").strip(),
        row.get("kind", "").strip(),
        row.get("date", "").strip(),
        row.get("record", "").strip(),
        _aspect(row.get("subject_aspect", ""), words),
        _aspect(row.get("object_aspect", ""), words),
        how,
    )
    return [common._replace(source=source) for source in citations(row.get("source", "")) or [""]]


_PAIRS = [(f"subject{part}", f"object{part}") for part in ("", "_label", "_direction", "_aspect")]


def turned(row: Mapping[str, str]) -> dict[str, str]:
    """A row with its ends exchanged, as one whose predicate leads from the effect to the cause has to be read."""
    other = {name: partner for pair in _PAIRS for name, partner in (pair, pair[::-1])}
    return {other.get(name, name): value for name, value in row.items()}


def _sign(row: Mapping[str, str], words: Words, sign_of: Callable[[str], "Sign | None"]) -> "tuple[Sign | None, str]":
    turned = _direction(row.get("subject_direction", ""), words)
    towards = _direction(row.get("object_direction", ""), words)
    if towards:
        return _times(towards, turned), "direction"
    if said := plain(row.get("sign", "")):
        if said in words.open:
            return None, "open"
        if said not in words.signs:
            raise ValueError(f'"{row["sign"]}" is no sign')
        return _times(words.signs[said], turned), "sign"
    predicate = row.get("predicate", "")
    if own := sign_of(predicate):
        return _times(own, turned), "predicate"
    word = plain(predicate)
    if word in words.predicates:
        return _times(words.predicates[word], turned), "word"
    if word in words.open_predicates:
        return None, "open"
    raise UnsignedError(predicate)


def _direction(text: str, words: Words) -> "Sign | None":
    said = plain(text)
    if not said:
        return None
    if said not in words.signs:
        raise ValueError(f'"{text}" is no direction')
    return words.signs[said]


def _times(sign: Sign, other: "Sign | None") -> Sign:
    return sign if other in (None, "+") else "-" if sign == "+" else "+"


def _aspect(text: str, words: Words) -> str:
    return "" if plain(text) in words.own_aspects else text.strip().replace("_", " ")
