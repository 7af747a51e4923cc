"""N-Triples and N-Quads: one statement a line, sorted, for stores and for `diff`."""

from collections.abc import Iterable

import pyoxigraph as ox

from kgtool.export.names import language_tag
from kgtool.export.statements import Statements


def ntriples(statements: Statements) -> bytes:
    """The statements in N-Triples; named graphs are read as one with the default graph."""
    return _lines(statements.triples())


def nquads(statements: Statements) -> bytes:
    """The statements in N-Quads."""
    return _lines(statements.quads)


def _lines(statements: Iterable[ox.Triple | ox.Quad]) -> bytes:
    return "".join(sorted(f"{_text(statement)} .\n" for statement in statements)).encode()


def _text(statement: ox.Triple | ox.Quad) -> str:
    object_ = statement.object
    if isinstance(object_, ox.Literal) and object_.language and "-" in object_.language:
        bare = str(ox.Literal(object_.value))
        direction = f"--{object_.direction.value}" if object_.direction else ""
        literal = f"{bare}@{language_tag(object_.language)}{direction}"
        return str(statement).replace(str(object_), literal)
    return str(statement)
