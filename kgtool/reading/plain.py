"""The answer to any query as plain values."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.store import Answer, Store
from kgtool.table import Table, Value
from kgtool.vocabulary import XSD

_WHOLE = {
    XSD + name
    for name in (
        *("integer", "long", "int", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
}
_FLOATING = {XSD + "double", XSD + "float"}
_TRIPLE = ("subject", "predicate", "object")


def plain(store: Store, ask: Callable[[], Answer]) -> Table | bool:
    """What `ask` answers, whole; asked once more where that showed that the store was damaged and is mended."""
    try:
        return _plain(ask())
    except (OSError, RuntimeError) as error:
        if not store.repaired(error):
            raise InputError(f"the answer broke off: {error}.") from error
    return _plain(ask())


def _plain(answer: Answer) -> Table | bool:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        found = {tuple(map(str, triple)): tuple(map(value, triple)) for triple in answer}
        return Table(_TRIPLE, [found[key] for key in sorted(found)])
    names = [variable.value for variable in answer.variables]
    return Table(names, [[value(cell) for cell in solution] for solution in answer])


def value(term: object) -> Value:
    """A term as Python's own: numbers and truth values as such, everything else as its text.

    A literal that isn't a number in spite of its datatype is text too.
    """
    if not isinstance(term, ox.Literal):
        return None if term is None else term.value if isinstance(term, ox.NamedNode) else str(term)
    kind = term.datatype.value
    try:
        if kind in _WHOLE:
            return int(term.value)
        if kind == XSD + "decimal":
            return Decimal(term.value)
        if kind in _FLOATING:
            return float(term.value)
    except (ValueError, InvalidOperation):
        return term.value
    if kind == XSD + "boolean" and term.value in ("true", "1", "false", "0"):
        return term.value in ("true", "1")
    return term.value
