"""The catalogue of queries: finds them, reads their headers, binds their parameters, and asks a store.

A query of the catalogue is a file `queries/<noun-it-returns>.rq`. Its header says what it answers and which
parameters it takes; each parameter is bound in the text by a VALUES block with its default, so that the file is plain
SPARQL 1.1 and runs unchanged elsewhere. A value given replaces the content of that block, as a serialised term.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError, UsageError
from kgtool.logic.spelling import key
from kgtool.queries.complaints import complaint, silent_mistake, unsupported
from kgtool.sparql import Edit, changed, fill_blocks, place_before, star, undeclared_prefixes, values_blocks, variables
from kgtool.store import Answer
from kgtool.store.rules import Queryable
from kgtool.vocabulary import PREFIXES, node

KINDS = ("term", "integer", "text")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PARAMETER = re.compile(rf"(\w+) \(({'|'.join(KINDS)})\): (.+)")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_PLACE = re.compile(r"error at (\d+):(\d+): ")


class Parameter(NamedTuple):
    """What a query asks for. kind: term, integer or text."""

    name: str
    kind: str
    description: str


class Query(NamedTuple):
    """A query as it stands in its file, and what its header says of it."""

    name: str
    summary: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str


class Prepared(NamedTuple):
    """A query whose parameters are bound. name: what to call it in an error."""

    name: str
    original: str
    edits: tuple[Edit, ...]

    @property
    def text(self) -> str:
        """The SPARQL text to send, or to paste elsewhere."""
        return changed(self.original, self.edits)

    def ask(self, store: Queryable) -> Answer:
        """The store's answer.

        Raises UsageError for a syntax error; line and column are those of the text before binding.
        """
        if mistake := silent_mistake(self.original):
            raise UsageError(f"{self.name}:{mistake[0]}:{mistake[1]}: {mistake[2]}.")
        try:
            return store.query(_with_columns(self.text))
        except UsageError as error:
            if missing := unsupported(self.original, str(error)):
                raise UsageError(f"{self.name}:{missing[0]}:{missing[1]}: {missing[2]}.") from error
            if not (found := _PLACE.search(str(error))):
                raise
            place = place_before(self.original, self.edits, int(found[1]), int(found[2]))
            line, column, said = complaint(self.original, *place, str(error))
            raise UsageError(
                f"{self.name}:{line}:{column}: SPARQL syntax error: {said}{'' if said.endswith('?') else '.'}"
            ) from error


def _with_columns(text: str) -> str:
    """The query with what `SELECT *` stands for written out, in the order in which the text names it.

    Engines put the columns in an order of their own.
    """
    found = star(text)
    if not found or "service" in text.casefold():
        return text
    try:
        answer = ox.Store().query(text)
    except (SyntaxError, ValueError, RuntimeError):
        return text  # the store says what is wrong with it
    assert isinstance(answer, ox.QuerySolutions)
    bound = {variable.value for variable in answer.variables}
    names = " ".join(f"?{name}" for name in variables(text) if name in bound)
    return f"{text[: found.start]}{names}{text[found.end :]}" if names else text


# ---- the catalogue -------------------------------------------------------------------------------------


def catalogue(folder: str = folders.QUERIES) -> list[Query]:
    """The queries of a folder, in the order of their names."""
    return [read_query(os.path.join(folder, f"{name}.rq")) for name in _names(folder)]


def _names(folder: str) -> list[str]:
    return sorted(file[: -len(".rq")] for file in os.listdir(folder) if file.endswith(".rq"))


def find_query(name: str, folder: str = folders.QUERIES) -> Query:
    """The query of the catalogue that is called `name`.

    Raises UsageError when there is none: its text offers near misses.
    """
    path = os.path.join(folder, f"{name}.rq")
    if is_name(name) and os.path.isfile(path):
        return read_query(path)
    from difflib import get_close_matches

    known = _names(folder)
    near = [*get_close_matches(name, known, 4, 0.6), *(k for k in known if name and name in k)]
    hint = f"Did you mean {', '.join(dict.fromkeys(near))}?" if near else "kgtool query --list shows all."
    raise UsageError(f'no query is called "{name}". {hint}')


def queries_like(text: str) -> list[Query]:
    """The queries of the catalogue whose name holds every word of a text, plural or hyphens aside."""
    wanted = set(key(text).split())
    return [find_query(name) for name in _names(folders.QUERIES) if wanted and wanted <= set(key(name).split())]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a query of the catalogue: lower case, digits and hyphens."""
    return _NAME.fullmatch(text) is not None


def read_query(path: str) -> Query:
    """The query in a file; a file without a header has no summary, tags and parameters.

    Raises InputError for a file that can't be read, UsageError for a header that isn't well formed.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from error
    return parse_query(os.path.splitext(os.path.basename(path))[0], decoded(path, data), path)


def decoded(path: str, data: bytes) -> str:
    """The text of a query, which is UTF-8, with a byte order mark or without.

    Raises InputError for anything else.
    """
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: this isn't UTF-8 text (byte {error.start}). Save it as UTF-8.") from error


def parse_query(name: str, text: str, path: str) -> Query:
    """The query whose text is `text`. path: where it stands, for errors."""
    text = text.removeprefix("\ufeff")
    summary = ""
    lists: dict[str, list[str]] = {"tags": [], "parameters": []}
    parameters = []
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            break
        said = line[2:].strip()
        key, _, rest = said.partition(":")
        if said.startswith("- ") and current:
            lists[current].append(said[2:].strip())
            if current == "parameters":
                parameters.append(_parse_parameter(lists[current][-1], f"{path}:{number}"))
        elif key == "summary" and rest.strip():
            summary, current = rest.strip(), ""
        elif key in lists and not rest.strip():
            current = key
        else:
            raise UsageError(
                f'{path}:{number}: "{said}" is no header line. Write summary: …, tags: or parameters: and "- …" lines.'
            )
    return Query(name, summary, tuple(lists["tags"]), tuple(parameters), text)


def _parse_parameter(said: str, place: str) -> Parameter:
    found = _PARAMETER.fullmatch(said)
    if not found:
        raise UsageError(f'{place}: "{said}" is no parameter. Write name ({"|".join(KINDS)}): what it is.')
    return Parameter(found[1], found[2], found[3])


# ---- parameters ----------------------------------------------------------------------------------------


def prepare(query: Query, given: Mapping[str, Iterable[str]], find: Callable[[str], str]) -> Prepared:
    """The query with the given values bound, each to the VALUES blocks of its name.

    given  values by the parameter's name; several values are alternatives.
    find   a person's word for a term → its IRI.

    A value of a parameter that the header declares is of the kind declared there. Any other is an IRI in <>, a number,
    true or false as it stands, and else the name of a term. Prefixes that the text uses without declaring them are
    declared, if this program knows them.

    Raises UsageError for a name without a VALUES block or a value of the wrong kind; `find` raises its own errors.
    """
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    blocks = values_blocks(query.text)
    terms = {}
    for name, values in given.items():
        if kinds and name not in kinds:
            raise UsageError(f'{query.name} has no parameter "{name}". {_known(query)}')
        if name not in blocks:
            raise UsageError(f"{query.name}: nothing to bind {name} to. Add VALUES ?{name} {{ UNDEF }} to the query.")
        terms[name] = [_serialise(name, kinds.get(name), value, find) for value in values]
    edits = fill_blocks(query.text, terms)
    if missing := undeclared_prefixes(query.text):
        edits.append(Edit(0, 0, "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in missing)))
    return Prepared(query.name, query.text, tuple(edits))


def ask(
    store: Queryable,
    name_or_text: str,
    parameters: Mapping[str, str | int | Iterable[str | int]],
    find: Callable[[str], str],
) -> Answer:
    """What a store answers to a query of the catalogue, by its name, or to any SPARQL text.

    parameters  values by name, several as a list; find: the IRI that a name of a term stands for.

    Raises UsageError and RefusedError as `Graph.query` does.
    """
    shipped = is_name(name_or_text)
    query = find_query(name_or_text) if shipped else parse_query("query", name_or_text, "query")
    given = {
        name: [str(one) for one in ([value] if isinstance(value, str | int) else value)]
        for name, value in parameters.items()
    }
    prepared = prepare(query, given, find)
    if not shipped:
        refuse_unsafe(prepared.text)
    return prepared.ask(store)


def _known(query: Query) -> str:
    return "It takes " + ", ".join(f"{p.name} ({p.kind})" for p in query.parameters) + "."


def _serialise(name: str, kind: str | None, value: str, find: Callable[[str], str]) -> str:
    """One value as SPARQL writes it: an IRI in <>, a quoted literal, a number or a truth value."""
    try:
        value.encode()
        if kind == "text":
            return str(ox.Literal(value))
        if kind == "integer":
            if not re.fullmatch(r"[+-]?[0-9]+", value):
                raise UsageError(f'{name} must be a whole number; "{value}" isn\'t one.')
            return value
        if kind is None:
            if value.startswith("<") and value.endswith(">"):
                return str(ox.NamedNode(value[1:-1]))
            if _NUMBER.fullmatch(value) or value in ("true", "false"):
                return value
        return str(ox.NamedNode(find(value)))
    except UnicodeEncodeError as error:
        raise UsageError(f"the value of {name} isn't valid UTF-8 text.") from error
    except ValueError as error:
        raise UsageError(f'the value of {name}, "{value}", is no valid IRI.') from error


def is_described(store: Queryable, iri: str) -> bool:
    """Whether the store says anything of an IRI: a term, a claim, a source, a class."""
    return bool(store.query(f"ASK {{ {node(iri)} ?p ?o }}"))


# ---- users' own queries --------------------------------------------------------------------------------


def refuse_unsafe(text: str) -> None:
    """Refuse a query that could change data or make the store open a connection, in any reading of its text.

    Raises RefusedError.
    """
    from kgtool.queries import safety

    safety.refuse_unsafe(text)
