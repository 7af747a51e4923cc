"""Literals out of the range of their datatype: HermiT takes them without a word, and a store as plain integers."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from kgtool.store.files import quads, quads_with_lines
from kgtool.vocabulary import XSD

_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}
_CHECKED = {XSD + name for name in (*_RANGES, "boolean")}


def out_of_range(files: Sequence[str], triples: Sequence[ox.Triple]) -> tuple[str, ...]:
    """A sentence for each literal that no value of its datatype is written as: what, of what, and where.

    files    what the store was made of, read anew; none for a store of which only the triples are known.
    triples  what the reasoner gets: literals of other predicates are let be.

    Raises InputError for a file that can't be read any more.
    """
    read = {triple.predicate.value for triple in triples if isinstance(triple.object, ox.Literal)}
    found: Iterable[tuple[ox.Quad | ox.Triple, str]] = _placed(files) if files else ((one, "") for one in triples)
    return tuple(dict.fromkeys(_told(one, place) for one, place in found if one.predicate.value in read and _ill(one)))


def _placed(files: Iterable[str]) -> Iterator[tuple[ox.Quad, str]]:
    for path in files:
        if any(map(_ill, quads(path))):  # to count lines takes three times as long
            for quad, line in quads_with_lines(path):
                yield quad, f", {path}:{line}" if line else f", {path}"


def _told(found: ox.Quad | ox.Triple, place: str) -> str:
    of = f"{found.predicate} of {found.subject}"
    return f"Literal out of the range of its datatype: {found.object} ({of}){place}"


def _ill(found: ox.Quad | ox.Triple) -> bool:
    value = found.object
    return isinstance(value, ox.Literal) and value.datatype.value in _CHECKED and not _fits(value)


def _fits(literal: ox.Literal) -> bool:
    name = literal.datatype.value.removeprefix(XSD)
    text = literal.value.strip(" \t\r\n")
    if name == "boolean":
        return text in ("true", "false", "1", "0")
    if not text.removeprefix("+").removeprefix("-").isdecimal() or not text.isascii():
        return False
    low, high = _RANGES[name]
    number = int(text) if len(text) < 100 else 10**100 * (-1 if text[0] == "-" else 1)
    return (low is None or number >= low) and (high is None or number <= high)
