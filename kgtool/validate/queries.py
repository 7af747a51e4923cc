"""Refuses queries of shapes that no engine can run, or that engines would answer differently: before any reads them.

SHACL binds some variables before a query runs. What that means is only defined where the query leaves them alone: it
has no MINUS and no VALUES, names none of them anew, and every SELECT in it hands them on.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.sparql import Edit, Token, changed, place_before, tokens
from kgtool.validate.shapes import Node, Place, Shapes, Value

VALIDATORS = ("validator", "nodeValidator", "propertyValidator")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PLACE = re.compile(r"error at (\d+):(\d+)")
_FUNCTION = re.compile(r"custom function (<[^>]*>)")
_AGGREGATES = ("GROUP", "HAVING", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_SOME_PATH = "<urn:kgtool:path>"  # stands for $PATH, which is no variable but text to replace


class _Query(NamedTuple):
    """A query, where it stands, the prefixes declared for it, and the variables that are bound in it beforehand.

    name  of the property whose value it is: "select", "ask".
    validator  of the property whose value has it: "sparql", "validator", "nodeValidator", "propertyValidator".
    """

    text: str
    name: str
    validator: str
    place: Place | None
    prefixes: dict[str, str]
    bound: frozenset[str]


def refuse_bad_queries(shapes: Shapes) -> None:
    """Return when every query of the shapes is well formed, and does nothing to what is bound beforehand.

    Raises InputError with file and line.
    """
    nothing = ox.Store()
    for query in _queries(shapes):
        _check_syntax(query, nothing)
        words = list(tokens(query.text))
        _check_form(query, words)
        _check_words(query, words)
        _check_selects(query, words)
        check_value(query, words)


def _queries(shapes: Shapes) -> Iterator[_Query]:
    for node in shapes.subjects():
        for constraint in shapes.values(node, "sparql"):
            yield from _texts(constraint, "select", "sparql", shapes, {"this"})
        bound = {"this", *_parameters(node, shapes)}
        for kind, validator in ((name, v) for name in VALIDATORS for v in shapes.values(node, name)):
            yield from _texts(validator, "select", kind, shapes, bound)
            yield from _texts(validator, "ask", kind, shapes, {*bound, "value"})


def _texts(query: Value, name: str, validator: str, shapes: Shapes, bound: set[str]) -> Iterator[_Query]:
    texts = set(shapes.values(query, name))
    if isinstance(query, ox.Literal):
        return
    place = shapes.place(query)
    if len(texts) > 1:
        raise InputError(f"{place}: this has {len(texts)} values of sh:{name}, which takes one. Remove a value.")
    for text in texts:
        if isinstance(text, ox.Literal):
            yield _Query(text.value, name, validator, place, shapes.prefixes(query), frozenset(bound))


def _parameters(component: Node, shapes: Shapes) -> Iterator[str]:
    """The variables that the parameters of a constraint component are bound to: the local names of their paths."""
    for parameter in shapes.values(component, "parameter"):
        for path in shapes.values(parameter, "path"):
            yield re.split(r"[#/:]", path.value)[-1]


def _check_syntax(query: _Query, store: ox.Store) -> None:
    edits = [Edit(t.start, t.end, _SOME_PATH) for t in tokens(query.text) if t.text in ("$PATH", "?PATH")]
    try:
        store.query(changed(query.text, edits), prefixes=query.prefixes)
    except SyntaxError as error:
        if name := _undeclared(query):
            text = f'nothing declares the prefix of "{name}" in a query. Declare it with sh:prefixes.'
            raise InputError(f"{query.place}: {text}") from error
        if found := _PLACE.search(error.msg):
            line, column = place_before(query.text, edits, int(found[1]), int(found[2]))
            said = f"line {line} of the query, column {column}: {_fault(query.text, line, column)}"
        else:
            said = error.msg
        raise InputError(f"{query.place}: SPARQL syntax error: {said}. Correct it.") from error
    except ValueError as error:
        raise InputError(f"{query.place}: a prefix of this query stands for no IRI: {error}. Correct it.") from error
    except RuntimeError as error:
        if not (named := _FUNCTION.search(str(error))):
            raise InputError(f"{query.place}: this query can't be run: {error}. Write it otherwise.") from error
        text = f"no engine here has the function {named[1]}. Say it with the functions of SPARQL."
        raise InputError(f"{query.place}: {text}") from error


def _undeclared(query: _Query) -> str | None:
    """The first name in a query whose prefix is declared neither for it nor in it."""
    declared = set(query.prefixes)
    before = ""
    for token in tokens(query.text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token.text
        before = token.text.upper()
    return None


def _fault(text: str, line: int, column: int) -> str:
    """What is wrong where the parser gave up: what it would have liked instead is a long list of little help."""
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    token = next((token for token in tokens(text) if token.start >= start), None)
    return f'unexpected "{token.text.splitlines()[0]}"' if token else "the text ends too early"


def _check_form(query: _Query, words: list[Token]) -> None:
    form = next((t.text.upper() for t in words if t.kind == "word" and t.text.upper() in _FORMS), "")
    if form != (wanted := query.name.upper()):
        raise InputError(f"{query.place}: the value of sh:{query.name} is of the form {form}. Make it {wanted}.")


def _check_words(query: _Query, words: list[Token]) -> None:
    for token, following in pairwise(words):
        word = token.text.upper() if token.kind == "word" else ""
        if word in ("MINUS", "VALUES"):
            raise InputError(f"{query.place}: SHACL allows no {word} in a query. Say it with FILTER.")
        if word == "AS" and following.kind == "variable" and following.text[1:] in query.bound:
            raise InputError(
                f"{query.place}: this query names {following.text} anew, which SHACL binds beforehand. "
                "Choose another variable."
            )


def _check_selects(query: _Query, words: list[Token]) -> None:
    outer = True
    for number, token in enumerate(words):
        if token.kind != "word" or token.text.upper() not in ("SELECT", "ASK"):
            continue
        if token.text.upper() == "SELECT":
            returned = _returned(words[number + 1 :])
            wanted = {"this"} if outer else query.bound
            if missing := sorted(wanted - returned if "*" not in returned else [] if outer else wanted):
                names = " and ".join(f"${name}" for name in missing)
                where = "this query" if outer else "a SELECT inside this query"
                raise InputError(
                    f"{query.place}: {where} doesn't return {names}, which SHACL binds beforehand. "
                    "Name it behind that SELECT."
                )
        outer = False


def check_value(query: _Query, words: list[Token]) -> None:
    """SHACL leaves ?value open in a SELECT of a validator, and the engines bind it to one value node at a time.

    That is the same where the query begins by going from $this to all of them, and counts nothing.
    """
    if query.name != "select" or query.validator not in VALIDATORS:
        return
    names = [token.text[1:] if token.kind == "variable" else token.text for token in words]
    start = names.index("{") + 1 if "{" in names else 0
    begins = query.validator == "propertyValidator" and names[start : start + 3] == ["this", "PATH", "value"]
    counts = any(token.kind == "word" and token.text.upper() in _AGGREGATES for token in words)
    used = any(token.kind == "variable" and token.text[1:] == "value" for token in words)
    if not used or (begins and not counts):
        return
    way = ", or begin with $this $PATH ?value and count nothing" if query.validator == "propertyValidator" else ""
    raise InputError(
        f"{query.place}: in this query the engines bind ?value to one value node at a time. "
        f"Choose another variable{way}."
    )


def _returned(words: list[Token]) -> set[str]:
    """The variables that a SELECT returns, given what stands behind the word; "*" for all of them."""
    found: set[str] = set()
    depth = 0
    after_as = False
    for token in words:
        if depth == 0 and (token.text == "{" or token.text.upper() == "WHERE"):
            break
        if token.kind == "mark":
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "*" and depth == 0:
                found.add("*")
        elif token.kind == "variable" and (depth == 0 or (depth == 1 and after_as)):
            found.add(token.text[1:])
        after_as = token.kind == "word" and token.text.upper() == "AS"
    return found
