"""What an engine can't do, or does otherwise than SHACL says: shapes that need it are refused, or handed on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.sparql import tokens
from kgtool.validate.findings import Finding
from kgtool.validate.queries import VALIDATORS
from kgtool.validate.shapes import INNER, INNER_LISTS, SH, Node, Shapes
from kgtool.vocabulary import curie

# Through these, that a shape holds depends on another's not holding.
_DENYING = ("not", "xone", "qualifiedValueShape")
_FLAGS = re.compile(r"[im]*")  # of sh:pattern, those that pySHACL knows
_PROPERTY_CLASS = re.compile(r"(?<!\\)(?:\\\\)*(\\[pP]\{[\w-]+\})")
_CLAUSES = ("VALUES", "MINUS", "SERVICE")


def refuse_beyond(engine: Literal["pyshacl", "fast"], shapes: Shapes) -> None:
    """Return when the engine can tell what the shapes mean, as far as one sees without running it.

    Shapes that use themselves, directly or by others: SHACL leaves open what they mean. The fast engine follows them
    as far as the data goes, pySHACL for a few steps, and takes the rest for sound. Where such a shape has to fail for
    itself to hold, no engine can tell.

    Raises InputError with file and line.
    """
    for shape, denied in _circles(shapes):
        named = shapes.named(shape)
        about = f"{shapes.place(shape)}: {curie(named.value) if named else 'this shape'} uses itself"
        if denied:
            raise InputError(f"{about} by way of sh:not, sh:xone or a count, which has no meaning. Write it without.")
        if engine == "pyshacl":
            raise InputError(
                f"{about}, and pySHACL follows that for a few steps only. "
                "Use --engine fast, or say it with a path such as [ sh:zeroOrMorePath … ]."
            )
    if engine == "pyshacl":
        for statement in shapes.statements:
            name, value = statement.predicate.removeprefix(SH), statement.object
            if not isinstance(value, ox.Literal):
                continue
            if name in ("select", "ask") and any(_is_variable(t.text, "shapesGraph") for t in tokens(value.value)):
                raise InputError(f"{statement.place}: pySHACL doesn't know $shapesGraph. Use --engine fast.")
            if name in ("select", "ask") and (word := _taken_for_clause(value.value)):
                raise InputError(
                    f"{statement.place}: pySHACL takes the word {word} in this query for a clause, wherever it stands. "
                    "Use --engine fast, or choose another word."
                )
            if name == "pattern" and (found := _PROPERTY_CLASS.search(value.value)):
                raise InputError(f"{statement.place}: pySHACL knows no {found[1]} in a pattern. Use --engine fast.")
            if name == "flags" and not _FLAGS.fullmatch(value.value):
                raise InputError(f"{statement.place}: of flags, pySHACL knows i and m alone. Use --engine fast.")


def lost_value(findings: Sequence[Finding], shapes: Shapes) -> str | None:
    """Where a query stands whose computed values the fast engine has left out, as it does with those not in the data.

    Such a finding comes without a value.
    """
    for finding in findings:
        if finding.value is not None:
            continue
        validators = (v for n in VALIDATORS for v in shapes.values(ox.NamedNode(finding.component_iri), n))
        for query in (finding.constraint, *validators):
            for text in shapes.values(query, "select"):
                words = [token.text for token in tokens(text.value)] if isinstance(text, ox.Literal) else []
                if any(w.upper() == "AS" and _is_variable(following, "value") for w, following in pairwise(words)):
                    assert not isinstance(query, ox.Literal | None)
                    return str(shapes.place(query))
    return None


def _taken_for_clause(query: str) -> str | None:
    """A word by which pySHACL refuses a query that has no such clause: it stands in a name, a string, a comment."""
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper

    patterns = {word: getattr(SPARQLQueryHelper, f"has_{word.lower()}_regex") for word in _CLAUSES}
    return next((word for word, pattern in patterns.items() if pattern.search(query)), None)


def _is_variable(text: str, name: str) -> bool:
    return text in (f"${name}", f"?{name}")


def _circles(shapes: Shapes) -> Iterator[tuple[Node, bool]]:
    """The shapes that use themselves, each with whether something on the way is denied."""
    plain = {shape: set(_used(shapes, shape)) for shape in shapes.shapes()}
    for shape, used in plain.items():
        if not used or shape not in (reached := _reachable(used, plain)):
            continue
        circle = {node for node in reached if shape in _reachable(plain.get(node, set()), plain)}
        yield shape, any(circle.intersection(_used(shapes, node, _DENYING)) for node in circle)


def _used(shapes: Shapes, shape: Node, names: Sequence[str] = (*INNER, *INNER_LISTS)) -> Iterator[Node]:
    for name in names:
        for value in shapes.values(shape, name):
            members = shapes.members(value) if name in INNER_LISTS else [value]
            yield from (node for node in members if not isinstance(node, ox.Literal))


def _reachable(start: set[Node], used: Mapping[Node, set[Node]]) -> set[Node]:
    found = set(start)
    waiting = list(start)
    while waiting:
        for node in used.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found
