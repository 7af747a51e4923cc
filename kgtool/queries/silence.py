"""Mistakes that an engine takes and answers nothing of, so that nobody would notice."""

from collections.abc import Sequence

from kgtool.queries.mistakes import Told, at_depth, brackets, nested_aggregate
from kgtool.sparql import Token


def silent_mistake(found: Sequence[Token]) -> Told:
    """An aggregate in an aggregate, or a regular expression that is none."""
    if told := nested_aggregate(found):
        return told
    for before, _, _, inside in brackets(found):
        word = before.text.upper() if before.kind == "word" else ""
        if word in ("REGEX", "REPLACE") and at_depth(inside, ",") >= 1:
            pattern = _value(inside, 1)
            if pattern is not None and not _is_regex(pattern.text):
                return pattern, f"{pattern.text} is no regular expression, so that {word} gives nothing"
    return None


def _value(inside: Sequence[Token], place: int) -> Token | None:
    """The value of a function at a place, from 0, where it is one text and nothing more."""
    depth = at = 0
    found: list[Token] = []
    for token in inside:
        depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == "," and not depth:
            at += 1
        elif at == place:
            found.append(token)
    return found[0] if len(found) == 1 and found[0].kind == "string" else None


def _is_regex(text: str) -> bool:
    import pyoxigraph as ox

    rows = ox.Store().query(f"SELECT (REGEX('', {text}) AS ?is) {{}}")
    assert isinstance(rows, ox.QuerySolutions)
    return next(rows)["is"] is not None
