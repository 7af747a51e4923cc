"""Frequent mistakes in SPARQL that show in a few tokens: what other languages allow, and what is easily left out."""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from unicodedata import name

from kgtool.sparql import Token

Told = tuple[Token, str] | None
_NONE = Token("", "", 0, 0)
AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])
_OF_SQL = {
    "AND": 'write "&&" for AND',
    "OR": 'write "||" for OR',
    "LIKE": "SPARQL has no LIKE; write CONTAINS(?x, …) or REGEX(?x, …)",
    "NULL": "SPARQL has no NULL; write !BOUND(?x), or UNDEF in VALUES",
}
_GROUPS = frozenset(["OPTIONAL", "MINUS", "EXISTS", "UNION"])
# How many values a function takes, at least and at most.
_TAKES = {
    **dict.fromkeys(
        [
            "STR",
            "LANG",
            "DATATYPE",
            "STRLEN",
            "UCASE",
            "LCASE",
            "ABS",
            "CEIL",
            "FLOOR",
            "ROUND",
            "ISIRI",
            "ISBLANK",
            "ISLITERAL",
        ],
        (1, 1),
    ),
    **dict.fromkeys(
        [
            "BOUND",
            "ISNUMERIC",
            "ISURI",
            "IRI",
            "URI",
            "YEAR",
            "MONTH",
            "DAY",
            "HOURS",
            "MINUTES",
            "SECONDS",
            "MD5",
            "SHA1",
            "SHA256",
        ],
        (1, 1),
    ),
    **dict.fromkeys(
        ["CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "LANGMATCHES", "SAMETERM", "STRDT", "STRLANG"],
        (2, 2),
    ),
    **dict.fromkeys(["REGEX", "SUBSTR"], (2, 3)),
    **{"REPLACE": (3, 4), "IF": (3, 3), "RAND": (0, 0), "NOW": (0, 0), "UUID": (0, 0), "COUNT": (1, 1)},
}
_COMMENT = re.compile(r"#[^\n]*")


def odd_character(text: str, found: Sequence[Token]) -> Told:
    """A character outside of texts, IRIs and comments that looks like another, as pages and word processors make."""
    at = 0
    for token in (*found, Token("", "", len(text), len(text))):
        end = token.start if token.kind in ("string", "iri") else token.end
        between = _COMMENT.sub(lambda comment: " " * len(comment[0]), text[at:end])
        for place, letter in enumerate(between, at):
            if not letter.isascii() and not letter.isalnum():
                what = name(letter, f"U+{ord(letter):04X}").lower()
                return Token(
                    "mark", letter, place, place + 1
                ), f"the character U+{ord(letter):04X} ({what}) stands here"
        at = token.end
    return None


def _operator(found: Sequence[Token]) -> Told:
    for before, token, after in _around(found):
        touching = before.end == token.start
        if touching and (before.text, token.text) in (("=", "="), ("=", ">")):
            return before, f'"{before.text}{token.text}" is written "{"=" if token.text == "=" else ">="}"'
        if (token.text == "<>" and before.kind in ("variable", "string")) or (
            token.text == "<>" and before.text == ")"
        ):
            return token, '"<>" is written "!="'
        if token.kind == "word" and token.text.upper() in _OF_SQL and before.kind != "mark" and after is not _NONE:
            return token, _OF_SQL[token.text.upper()]
    return None


def _comment(found: Sequence[Token]) -> Told:
    for before, token, _ in _around(found):
        if before.end == token.start and before.text + token.text in ("--", "//", "/*"):
            return before, f'a comment begins with "#", not with "{before.text}{token.text}"'
    return None


def _prologue(found: Sequence[Token]) -> Told:
    for before, token, after in _around(found):
        word = before.text.upper()
        if token.text == "@" and after.text.lower() in ("prefix", "base"):
            return token, f"SPARQL writes {after.text.upper()} without @, and without a dot at the end"
        if word == "PREFIX" and token.kind == "word":
            return token, f"a prefix ends in a colon: PREFIX {token.text}: <…>"
        if token.kind == "name" and word == "PREFIX" and after.kind != "iri":
            return after if after.kind else token, f"the IRI of a prefix stands in <…>: PREFIX {token.text} <…>"
        if before.kind == "iri" and token.text in (";", ".") and after.text.upper() in _BEGIN:
            return token, f'nothing stands between a prefix and what follows; take the "{token.text}" out'
    return None


_BEGIN = ("PREFIX", "BASE", "SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def _names(found: Sequence[Token]) -> Told:
    for before, token, after in _around(found):
        touching = before.end == token.start and token.end == after.start
        if touching and before.kind == "variable" and token.text in "-." and after.kind in ("word", "name"):
            return before, f'the name of a variable has no "{token.text}" in it; write {before.text}_{after.text}'
        if before.text == "@" and token.kind == "word" and "_" in token.text and before.end == token.start:
            return token, f'a language tag has no "_" in it; write {token.text.replace("_", "-")}'
        between = before.kind in ("variable", "name", "iri") and after.kind and after.text not in ".;,}])"
        if token.text.startswith("_:") and between:
            return token, f"a blank node ({token.text}) can't be a predicate; write a variable"
    return None


def _blank_in_two_groups(found: Sequence[Token]) -> Told:
    groups, number, seen = [0], 0, dict[str, int]()
    for token in found:
        if token.text == "{":
            number += 1
            groups.append(number)
        elif token.text == "}" and len(groups) > 1:
            groups.pop()
            number += 1
            groups[-1] = number  # what stands behind a group is another pattern
        elif token.text.startswith("_:") and seen.setdefault(token.text, groups[-1]) != groups[-1]:
            return token, f"the blank node {token.text} stands in two patterns; write a variable"
    return None


def _left_out(found: Sequence[Token]) -> Told:
    for before, token, after in _around(found):
        word = token.text.upper() if token.kind == "word" else ""
        if word in ("ORDER", "GROUP") and after.text.upper() != "BY":
            return token, f"{word} is followed by BY"
        if word in ("LIMIT", "OFFSET") and not after.text.isdigit():
            return token, f"{word} is followed by a whole number"
        if word in ("FILTER", "BIND") and (after.kind in ("variable", "string") or after.text[:1].isdigit()):
            return token, f"what {word} takes stands in brackets: {word}(…)"
        if word == "IN" and after.text != "(":
            return token, "IN is followed by values in brackets: IN (…, …)"
        if word in _GROUPS and after.text != "{":
            return token, f"{word} is followed by {{ … }}"
        if word == "GRAPH" and after.text == "{":
            return token, "GRAPH is followed by the name of a graph, or by a variable: GRAPH ?g { … }"
        if before.text.upper() in ("SELECT", "DISTINCT") and token.text == "{" and before.kind == "word":
            return token, "SELECT names no variable; write * or ?name"
        if word == "AS" and after.kind != "variable":
            return token, "AS is followed by a variable: AS ?name"
    return None


def brackets(found: Sequence[Token]) -> Iterator[tuple[Token, Token, Token, list[Token]]]:
    """Each bracket that closes: what stands before it, itself, what follows, and the tokens inside."""
    opened: list[int] = []
    for at, token in enumerate(found):
        if token.text == "(":
            opened.append(at)
        elif token.text == ")" and opened:
            begin = opened.pop()
            before = found[begin - 1] if begin else _NONE
            after = found[at + 1] if at + 1 < len(found) else _NONE
            yield before, found[begin], after, list(found[begin + 1 : at])


def at_depth(inside: Sequence[Token], mark: str) -> int:
    """How often a mark or word stands among tokens, but for what is in brackets there."""
    depth = count = 0
    for token in inside:
        depth += (token.text in "([{") - (token.text in ")]}")
        count += not depth and token.text.upper() == mark
    return count


def _expression(found: Sequence[Token]) -> Told:
    for before, begin, after, inside in brackets(found):
        word = before.text.upper() if before.kind == "word" else ""
        if word == "BIND" and not at_depth(inside, "AS"):
            return before, "BIND gives a value a name: BIND(… AS ?name)"
        if word == "GROUP_CONCAT" and at_depth(inside, ","):
            return before, 'what stands between is said so: GROUP_CONCAT(?x; SEPARATOR=", ")'
        if word in _TAKES and inside and not at_depth(inside, ";"):
            least, most = _TAKES[word]
            number = at_depth(inside, ",") + 1
            if not least <= number <= most:
                takes = str(least) if least == most else f"{least} or {most}"
                return before, f"{word} takes {takes} value{'s' * (takes != '1')}, and gets {number}"
        had = word == "HAVING" or (word and _before(found, before) == "HAVING")
        if had and after.text in ("<", ">", "=", "!=", "<=", ">=", "!"):
            return before, "what HAVING takes stands in brackets: HAVING(COUNT(?x) > 1)"
        if word in ("SELECT", "DISTINCT", "REDUCED") and not at_depth(inside, "AS"):
            return begin, "an expression of SELECT has a name: (COUNT(?x) AS ?n)"
        if word in AGGREGATES and _before(found, before) in ("SELECT", "DISTINCT"):
            return before, f"an expression of SELECT stands in brackets and has a name: ({word}(?x) AS ?n)"
    return None


def _before(found: Sequence[Token], token: Token) -> str:
    at = next((i for i, one in enumerate(found) if one is token), 0)
    return found[at - 1].text.upper() if at else ""


def nested_aggregate(found: Sequence[Token]) -> Told:
    """An aggregate inside of another, or in FILTER: an engine that takes it answers nothing."""
    for before, _, _, inside in brackets(found):
        word = before.text.upper() if before.kind == "word" else ""
        if word in (*AGGREGATES, "FILTER", "BIND") and not any(t.text == "{" for t in inside):
            for token, after in itertools.pairwise(inside):
                if token.kind == "word" and token.text.upper() in AGGREGATES and after.text == "(":
                    other = "HAVING, behind GROUP BY," if word in ("FILTER", "BIND") else "a SELECT of its own inside"
                    return token, f"{token.text} can't stand in {word}; {other} takes it"
    return None


def _values(found: Sequence[Token]) -> Told:
    for at, token in enumerate(found):
        if token.kind != "word" or token.text.upper() != "VALUES":
            continue
        block = next((i for i in range(at, len(found)) if found[i].text == "{"), len(found))
        end = next((i for i in range(block, len(found)) if found[i].text == "}"), len(found))
        several = found[at + 1 : at + 2] and found[at + 1].text == "("
        for before, one, _ in _around(found[block + 1 : end]):
            if one.kind == "variable":
                return one, f"no variable ({one.text}) stands among the values of VALUES; UNDEF stands for any"
            if several and one.text != "(" and before.text in ("", ")"):
                return one, "each row of VALUES stands in brackets: VALUES (?x ?y) { (1 2) (3 4) }"
    return None


def _triple(found: Sequence[Token]) -> Told:
    """A pattern of one or two parts, or of more than three."""
    parts: list[Token] = []
    depth = 0
    block = False  # of VALUES
    for before, token, after in _around(found):
        block = (block or token.text.upper() == "VALUES") and token.text != "}"
        if block:
            continue
        depth += (token.text in "([") - (token.text in ")]")
        if token.text in (".", "}", "{") or (token.kind == "word" and token.text != "a"):
            if token.text in (".", "}") and not depth and parts and parts[0].text != "?" and len(parts) in (1, 2):
                return parts[-1], "a triple has three parts, and here it ends after " + ("one", "two")[len(parts) - 1]
            parts = [Token("", "?", 0, 0)] * 9 if token.kind == "word" or before.text == "(" else []
        elif token.text in "([,;/|^*+!?<>=&" or token.kind == "mark":
            parts = [Token("", "?", 0, 0)] * 9
        elif not depth:
            parts.append(token)
            if len(parts) == 4 and parts[0].text != "?" and after.text not in ("/", "|", "^", "(", "[", "@", "^^"):
                return token, "a triple has three parts; there may be a dot missing before this"
    return None


def _behind(found: Sequence[Token]) -> Told:
    for before, token, _ in _around(found):
        if before.text == "}" and token.text == ";":
            return token, "one query is asked at a time, and nothing stands behind it"
    if not any(token.text == "{" for token in found) and found and found[0].text.upper() in ("SELECT", "ASK"):
        return found[-1], f"{found[0].text.upper()} has no pattern; it stands in {{ … }}"
    return None


MISTAKES: tuple[Callable[[Sequence[Token]], Told], ...] = (
    _prologue,
    _comment,
    _operator,
    _names,
    _blank_in_two_groups,
    _left_out,
    _values,
    _expression,
    _behind,
    nested_aggregate,
)
LAST: tuple[Callable[[Sequence[Token]], Told], ...] = (_triple,)
"""Those that are asked when all else finds nothing."""


def _around(found: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    return zip([_NONE, *found], found, [*found[1:], _NONE], strict=False)
