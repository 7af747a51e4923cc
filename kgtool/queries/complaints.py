"""What is wrong with a SPARQL text, and where, told better than by the parser that refused it.

A parser says what it would have liked instead: a long list of little help. Most mistakes are of a few kinds that show
in the tokens of the text; the parser's own words tell some of the others.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from kgtool.queries import silence
from kgtool.queries.mistakes import AGGREGATES, LAST, MISTAKES, brackets, odd_character
from kgtool.sparql import Token, lonely_bracket, tokens
from kgtool.vocabulary import PREFIXES

Told = tuple[Token, str] | None
_FUNCTION_WORDS = (
    "abs avg bnode bound ceil coalesce concat contains count datatype day encode_for_uri exists floor group_concat "
    "hours if in iri isblank isiri isliteral isnumeric istriple isuri lang langdir langmatches lcase max md5 min "
    "minutes month not now object predicate rand regex replace round sameterm sample seconds separator sha1 sha256 "
    "sha384 sha512 str strafter strbefore strdt strends strlang strlangdir strlen strstarts struuid subject substr "
    "sum timezone triple tz ucase uri uuid year haslang haslangdir"
)
_CLAUSE_WORDS = (
    "select construct describe ask where from named prefix base version filter optional union minus graph service "
    "silent bind values undef group by having order asc desc limit offset distinct reduced as a true false not in "
    "exists"
)
_FUNCTIONS = frozenset(_FUNCTION_WORDS.split())
_CLAUSES = frozenset(_CLAUSE_WORDS.split())
_MAY_BE_SILENT = re.compile(r"regex|replace|\b(?:count|sum|min|max|avg|sample|group_concat)\s*\(", re.IGNORECASE)
_SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


def complaint(text: str, line: int, column: int, said: str) -> tuple[int, int, str]:
    """Line, column and a few words on what is wrong with `text`.

    line, column  where the parser gave up, from 1.
    said          its own words.
    """
    found = list(tokens(text))
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    first, then = ([partial(_asked, look, said, start) for look in looks] for looks in (_FIRST, _LOOKS))
    looks: list[Callable[[list[Token]], Told]] = [partial(odd_character, text), *first, *MISTAKES, *then, *LAST]
    for look in looks:
        if told := look(found):
            return *_place(text, told[0].start), told[1]
    if lonely := lonely_bracket(text):
        what = f'"{lonely.text}" is never closed' if lonely.text in "([{" else f'unexpected "{lonely.text}"'
        return *_place(text, lonely.start), what
    if token := next((t for t in found if t.start >= start), None):
        return line, column, f'unexpected "{token.text.splitlines()[0]}"'
    return line, column, "the text ends too early"


def _asked(look: Callable[[list[Token], str, int], Told], said: str, start: int, found: list[Token]) -> Told:
    return look(found, said, start)


def _place(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def _unclosed(found: list[Token], _said: str, _start: int) -> Told:
    for before, token in _pairs(found):
        if token.kind == "mark" and token.text in "\"'":
            return token, "a text begins here and doesn't end on its line"
        if before.text == "<" and before.end == token.start and token.kind == "name" and "http" in token.text[:5]:
            return before, "an IRI begins here and holds what none may, such as a space"
    return None


def _undeclared_prefix(found: list[Token], _said: str, _start: int) -> Told:
    declared = {b.text.partition(":")[0] for a, b in _pairs(found) if a.text.upper() == "PREFIX" and b.kind == "name"}
    for before, token in _pairs(found):
        if token.kind == "name" and before.text.upper() != "PREFIX" and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if prefix not in declared and prefix not in PREFIXES:
                return token, f'the prefix "{prefix}:" isn\'t declared; begin with PREFIX {prefix}: <…>'
    return None


def _bad_iri(found: list[Token], said: str, start: int) -> Told:
    based = any(t.kind == "word" and t.text.upper() == "BASE" for t in found)
    for token in found:
        if token.kind == "iri" and token.start < start and not _SCHEME.match(token.text) and not based:
            return token, f"{token.text} is a relative IRI; write it whole, or begin with BASE <…>"
    if "IRI parsing failed" not in said:
        return None
    near = [t for t in found if t.kind == "iri" and t.start < start]
    return (near[-1], f"{near[-1].text} is no valid IRI") if near else None


def unsupported(text: str, said: str) -> tuple[int, int, str] | None:
    """Line, column and words for a function of an IRI that no engine here has; None where `said` tells of none."""
    if not (custom := re.search(r"[Cc]ustom function <([^>]*)>", said)):
        return None
    declared = {b.text: c.text for a, b, c in _threes(tokens(text)) if a.text.upper() == "PREFIX"}
    for token in tokens(text):
        prefix, _, local = token.text.partition(":")
        space = declared.get(f"{prefix}:", "")[1:-1] or PREFIXES.get(prefix, "")
        if token.text == f"<{custom[1]}>" or (token.kind == "name" and space + local == custom[1]):
            return *_place(text, token.start), f"there is no function {token.text}; use SPARQL's own"
    return None


def silent_mistake(text: str) -> tuple[int, int, str] | None:
    """Line, column and words for what an engine takes and answers nothing of; None where there is no such thing."""
    told = silence.silent_mistake(list(tokens(text))) if _MAY_BE_SILENT.search(text) else None
    return (*_place(text, told[0].start), told[1]) if told else None


def _threes(found: Iterator[Token]) -> Iterator[tuple[Token, Token, Token]]:
    listed = list(found)
    return zip(listed, listed[1:], listed[2:], strict=False)


def _commas(found: list[Token], _said: str, _start: int) -> Told:
    for head, _ in _selects(found):
        depth = 0
        for token in head:
            depth += (token.text == "(") - (token.text == ")")
            if token.text == "," and not depth:
                return token, "no comma stands between the variables of SELECT"
    return None


def _rows_of_values(found: list[Token], _said: str, start: int) -> Told:
    for at, token in enumerate(found):
        if token.text.upper() == "VALUES" and found[at + 1 : at + 2] and found[at + 1].text == "(":
            rest = found[at + 1 :]
            end = next((i for i, t in enumerate(rest) if t.text == ")"), len(rest))
            width, row = sum(t.kind == "variable" for t in rest[:end]), -1
            for one in rest[end + 1 :]:
                if one.text == "}" or one.start >= start:
                    break
                if one.text == ")" and row not in (-1, width):
                    return one, f"a row of VALUES ends here with {row} of {width} values; UNDEF stands for none"
                row = 0 if one.text == "(" else row + 1
    return None


def _unknown_function(found: list[Token], _said: str, start: int) -> Told:
    for before, token in _pairs(found):
        known = before.text.lower() in _FUNCTIONS | _CLAUSES
        first = before is found[0]  # no function begins a query: it is in another language
        if token.text == "(" and before.kind == "word" and not known and before.start <= start and not first:
            from kgtool.logic.spelling import near_misses

            near = near_misses(before.text.lower(), sorted(_FUNCTIONS), most=1)
            return before, f'there is no function "{before.text}"' + (f"; {near[0].upper()} is one" if near else "")
    return None


def _unknown_clause(found: list[Token], _said: str, start: int) -> Told:
    for token in found:
        if token.kind == "word" and token.text.lower() not in _CLAUSES | _FUNCTIONS and token.start <= start:
            from kgtool.logic.spelling import near_misses

            near = near_misses(token.text.lower(), sorted(_CLAUSES - {"a"}), most=1)
            return token, f'"{token.text}" is no word of SPARQL' + (
                f"; did you mean {near[0].upper()}?" if near else ""
            )
    return None


def _repeated(found: list[Token], said: str, _start: int) -> Told:
    if "Duplicated variable" in said:
        for head, _ in _selects(found):
            seen: set[str] = set()
            for token in _named(head):
                if token.text[1:] in seen:
                    return token, f"{token.text} stands twice behind SELECT; give one of them another name"
                seen.add(token.text[1:])
    return None


def _overridden(found: list[Token], said: str, start: int) -> Told:
    outer = "overrides an existing variable" in said
    seen: set[str] = set()
    for before, token in _pairs(found):
        if token.kind != "variable":
            continue
        given = before.text.upper() == "AS"
        if given and not outer and token.text[1:] in seen and token.start < start and _in_bind(found, token):
            return token, f"{token.text} has a value already where BIND gives it one; choose another name"
        if (
            given
            and outer
            and any(t.kind == "variable" and t.text[1:] == token.text[1:] and t is not token for t in found)
        ):
            return token, f"{token.text} is in the pattern already, so that AS can't give it a value"
        seen.add(token.text[1:])
    return None


def _ungrouped(found: list[Token], said: str, _start: int) -> Told:
    if "is not authorized with GROUP BY" in said:
        for token in found:
            if token.text == "*":
                return token, "SELECT * doesn't go with GROUP BY; name the variables"
    if "variable that is unbound" not in said:
        return None
    for head, rest in _selects(found):
        grouped = set()
        for at, token in enumerate(rest):
            if token.text.upper() == "GROUP" and at + 1 < len(rest) and rest[at + 1].text.upper() == "BY":
                for one in rest[at + 2 :]:
                    if one.kind == "word" and one.text.upper() in ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
                        break
                    if one.kind == "variable":
                        grouped.add(one.text[1:])
        for token in _named(head, bare=True):
            if token.text[1:] not in grouped:
                return (
                    token,
                    f"{token.text} is neither grouped nor counted; add it to GROUP BY, or write SAMPLE({token.text})",
                )
        for token in _outside_aggregates(head):
            if token.text[1:] not in grouped:
                return token, f"{token.text} is neither grouped nor counted; write SAMPLE({token.text})"
    return None


_FIRST: tuple[Callable[[list[Token], str, int], Told], ...] = (_unclosed, _commas)
_LOOKS: tuple[Callable[[list[Token], str, int], Told], ...] = (
    _undeclared_prefix,
    _repeated,
    _ungrouped,
    _bad_iri,
    _overridden,
    _rows_of_values,
    _unknown_function,
    _unknown_clause,
)


def _pairs(found: list[Token]) -> Iterator[tuple[Token, Token]]:
    nothing = Token("", "", 0, 0)
    return zip([nothing, *found], found, strict=False)


def _selects(found: list[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """What stands between each SELECT and its pattern, and what stands behind."""
    for at, token in enumerate(found):
        if token.kind == "word" and token.text.upper() == "SELECT":
            end = next(
                (i for i, t in enumerate(found[at:], at) if t.text == "{" or t.text.upper() in ("WHERE", "FROM")), at
            )
            yield found[at + 1 : end], found[end:]


def _named(head: list[Token], bare: bool = False) -> Iterator[Token]:
    """The variables that a SELECT names. bare: only those without an expression."""
    depth = 0
    for before, token in _pairs(head):
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (depth == 0 or (before.text.upper() == "AS" and depth == 1 and not bare)):
            yield token


def _outside_aggregates(head: list[Token]) -> Iterator[Token]:
    """The variables of the expressions behind a SELECT that no aggregate takes, but for the names that AS gives."""
    inside = {id(t) for before, _, _, within in brackets(head) if before.text.upper() in AGGREGATES for t in within}
    names: set[str] = set()
    for before, token in _pairs(head):
        if token.kind == "variable" and id(token) not in inside and before.text.upper() == "AS":
            names.add(token.text)
        elif token.kind == "variable" and id(token) not in inside and token.text not in names:
            yield token


def _in_bind(found: list[Token], token: Token) -> bool:
    depth = 0
    for at in range(found.index(token) - 1, 0, -1):
        depth += (found[at].text == ")") - (found[at].text == "(")
        if depth < 0:
            return found[at - 1].text.upper() == "BIND"
    return False
