"""SPARQL text as tokens: finds VALUES blocks and prefixes, and changes text without being fooled by its comments.

Tokens are cut as the grammar of SPARQL 1.1 cuts them, the longest first. Whatever this reading gets wrong can only
make a block go unfound; what is put into a block is always one whole term.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kgtool.vocabulary import PREFIXES

_IRI_CHARACTER = r"""[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"""
_TOKEN = re.compile(
    rf"""
      (?P<gap>\s+|\#[^\r\n]*)
    | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^\"\\]|\\.))*\"{{3}}
        | '{{3}}(?:'{{0,2}}(?:[^'\\]|\\.))*'{{3}}
        | \"(?:[^\"\\\r\n]|\\.)*\"
        | '(?:[^'\\\r\n]|\\.)*')
    # `?a<?b` and `'>'` make an IRI only on paper; an apostrophe counts in absolute IRIs alone.
    | (?P<iri><(?:[A-Za-z][\w+.\-]*:(?:{_IRI_CHARACTER})*|(?:(?!'){_IRI_CHARACTER})*)>)
    | (?P<variable>[?$][\w·]+)
    | (?P<name>(?:[^\W\d][\w.\-·]*)?:(?:[\w.\-:·]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<word>[^\W\d][\w-]*)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token that is neither space nor comment. kind: string, iri, variable, name, word or mark."""

    kind: str
    text: str
    start: int
    end: int


class Edit(NamedTuple):
    """The text between two positions, and what comes in its place."""

    start: int
    end: int
    text: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without spaces and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "gap":
            yield Token(match.lastgroup, match.group(), match.start(), match.end())


def query_form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: the form of a query; SELECT where it has none."""
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next((t.text.upper() for t in tokens(text) if t.kind == "word" and t.text.upper() in forms), "SELECT")


def star(text: str) -> Token | None:
    """The `*` of a query that selects whatever it binds; None where it names its columns, or is no such query."""
    before = ""
    for token in tokens(text):
        if token.text == "{":
            return None
        if token.text == "*" and before in ("SELECT", "DISTINCT", "REDUCED"):
            return token
        before = token.text.upper()
    return None


def variables(text: str) -> list[str]:
    """The names of the variables of a query, each once, as they come first."""
    return list(dict.fromkeys(token.text[1:] for token in tokens(text) if token.kind == "variable"))


def has_limit(text: str) -> bool:
    """Whether a query asks for a part of its rows, outside of any group."""
    depth = 0
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if depth == 0 and token.kind == "word" and token.text.upper() in ("LIMIT", "OFFSET"):
            return True
    return False


def paged(text: str, names: Sequence[str], size: int, start: int) -> str:
    """A SELECT query for some of the rows of another, which are put in order so that pages don't overlap."""
    begin = next((t.start for t in tokens(text) if t.kind == "word" and t.text.upper() == "SELECT"), 0)
    order = f" ORDER BY {' '.join(f'?{name}' for name in names)}" if names else ""
    return f"{text[:begin]}SELECT * WHERE {{ {{ {text[begin:]} }} }}{order} LIMIT {size} OFFSET {start}"


def columns(text: str) -> list[str]:
    """The names of the columns that a SELECT query asks for, as it names them before its first bracket."""
    return re.findall(r"\?(\w+)", _COMPUTED.sub(r"\1", text.partition("{")[0]))


_COMPUTED = re.compile(r"\((?:[^()]|\([^()]*\))*\bAS\s+(\?\w+)\s*\)")


def together(texts: Sequence[str]) -> tuple[str, str]:
    """Several SELECT queries as one, and the name of its column that tells which of them a row is of, from 0.

    Each must name its columns; of the prefixes, all must have one meaning.
    """
    begins = [next((t.start for t in tokens(text) if t.text.upper() == "SELECT"), 0) for text in texts]
    heads = dict.fromkeys(line for text, at in zip(texts, begins, strict=True) for line in text[:at].splitlines())
    names = dict.fromkeys(name for text in texts for name in columns(text))
    part = "part"
    while part in names:
        part += "_"
    parts = (
        f"{{ {{ {text[at:]} }} BIND({number} AS ?{part}) }}"
        for number, (text, at) in enumerate(zip(texts, begins, strict=True))
    )
    listed = " ".join(f"?{name}" for name in (part, *names))
    return "\n".join([*heads, f"SELECT {listed} WHERE {{ {' UNION '.join(parts)} }}"]), part


def values_blocks(text: str) -> dict[str, list[tuple[int, int]]]:
    """Where the content of each single-variable VALUES block lies, by the variable's name.

    `VALUES ?x { … }` counts, with any number of blocks for one name; `VALUES (?x) { … }` doesn't.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    expected = "word"
    name, start = "", 0
    for token in tokens(text):
        if expected == "variable" and token.kind == "variable":
            name, expected = token.text[1:], "{"
        elif expected == "{" and token.text == "{" and token.kind == "mark":
            start, expected = token.end, "}"
        elif expected == "}":
            if token.kind == "mark" and token.text == "}":
                found.setdefault(name, []).append((start, token.start))
                expected = "word"
        else:
            expected = "variable" if token.kind == "word" and token.text.upper() == "VALUES" else "word"
    return found


def fill_blocks(text: str, terms: Mapping[str, Sequence[str]]) -> list[Edit]:
    """The edits that replace the content of the VALUES blocks of each name by serialised terms."""
    blocks = values_blocks(text)
    return [Edit(*span, f" {' '.join(terms[name])} ") for name in terms for span in blocks[name]]


def lonely_bracket(text: str) -> Token | None:
    """The first closing bracket that nothing opened, else the last opening one that nothing closes."""
    closing = {")": "(", "]": "[", "}": "{"}
    still_open: list[Token] = []
    for token in tokens(text):
        if token.kind != "mark":
            continue
        if token.text in "([{":
            still_open.append(token)
        elif token.text in closing and (not still_open or still_open.pop().text != closing[token.text]):
            return token
    return still_open[-1] if still_open else None


def undeclared_prefixes(text: str) -> list[str]:
    """The prefixes that a query uses and doesn't declare, and that this program knows, in order."""
    used: set[str] = set()
    declared: set[str] = set()
    last = ""
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            (declared if last == "PREFIX" else used).add(prefix)
        last = token.text.upper() if token.kind == "word" else ""
    return sorted((used - declared) & PREFIXES.keys())


def changed(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, which don't overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def place_before(text: str, edits: Iterable[Edit], line: int, column: int) -> tuple[int, int]:
    """Where, in the unchanged text, a line and column (from 1) of the changed text lie.

    Inside a replaced part it is the part's beginning.
    """
    lines = changed(text, edits).split("\n")
    position = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    for edit in sorted(edits):
        if position < edit.start:
            break
        grown = len(edit.text) - (edit.end - edit.start)
        position = edit.start if position < edit.start + len(edit.text) else position - grown
    before = text[:position].split("\n")
    return len(before), len(before[-1]) + 1
