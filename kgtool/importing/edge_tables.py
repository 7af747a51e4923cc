"""Edge tables: CSV, TSV and JSON Lines, read row by row in bounded memory; a mapping says which column is what."""

import csv
import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Literal, NamedTuple

from kgtool import folders
from kgtool.errors import InputError, UsageError
from kgtool.store.syntax import ending
from kgtool.store.unpacking import plain_bytes

MOST_COLUMNS = 1_000
LONGEST_LINE = 1 << 24
MAPPINGS = ("kgx", "edges")
_ENDINGS = {".csv": ",", ".tsv": "\t", ".txt": "\t", ".tab": "\t"}
_PART_NAMES = {"nodes", "edges"}


class Row(NamedTuple):
    """What one row or record says, under the names of an edge or a node; or the problem for which it can't be read."""

    place: str
    values: dict[str, str]
    is_node: bool = False
    problem: str = ""


class Columns(NamedTuple):
    """Which column is what: those tried for each name of a node and an edge, and what parts the members of a list."""

    nodes: dict[str, list[str]]
    edges: dict[str, list[str]]
    between: str
    lists: frozenset[str]
    words: dict[str, Any]


def read_mapping(name: str) -> Columns:
    """A shipped mapping by its name, or one's own by its path.

    Raises InputError for a file that isn't one, UsageError for an unknown name.
    """
    path = name if name.endswith(".toml") else os.path.join(folders.IMPORTS, f"{name}.toml")
    if name != path and name not in MAPPINGS:
        raise UsageError(f'no mapping is called "{name}". Shipped: {", ".join(MAPPINGS)}; or give a .toml of your own.')
    try:
        with open(path, "rb") as file:
            told = tomllib.load(file)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no TOML ({error}).") from error
    if not isinstance(told.get("edges"), dict) or not {"subject", "object"} <= told["edges"].keys():
        raise InputError(f"{path}: a mapping needs a table [edges] that names the columns subject and object.")
    lists = told.get("lists", {})
    return Columns(
        _columns(told.get("nodes", {})),
        _columns(told["edges"]),
        str(lists.get("between", "|")),
        frozenset(map(str, lists.get("columns", ()))),
        {key: value for key, value in told.items() if key not in ("nodes", "edges", "lists")},
    )


def _columns(table: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [str(c) for c in (value if isinstance(value, list) else [value])] for name, value in table.items()}


def is_table(path: str) -> bool:
    """Whether the ending is one of a table or of JSON Lines."""
    return ending(path) in {*_ENDINGS, ".jsonl", ".ndjson"}


def table_rows(path: str, mapping: Columns) -> Iterator[Row]:
    """The nodes and edges of one file.

    Raises InputError for a file that can't be read, has no column for an edge's ends, or more than 1,000 columns.
    """
    kind = ending(path)
    try:
        with plain_bytes(path) as file:
            if kind in _ENDINGS:
                yield from _of_table(path, file, _ENDINGS[kind], mapping)
            else:
                yield from _of_lines(path, file, mapping)
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from error


def lines(path: str, file: IO[bytes]) -> Iterator[str]:
    """The lines of a text file in UTF-8, or UTF-16 with a byte order mark.

    Raises InputError, with the line, for other encodings and lines that never end.
    """
    start = file.read(4)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        whole = start + file.read(LONGEST_LINE)
        if file.read(1):
            raise InputError(f"{path}: UTF-16 text longer than 16 MiB. Save it as UTF-8.")
        try:
            yield from whole.decode("utf-16").splitlines(keepends=True)
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: neither UTF-16, as it begins, nor UTF-8. Save it as UTF-8.") from error
        return
    start = start.removeprefix(b"\xef\xbb\xbf")
    number = 0
    while line := start + file.readline(LONGEST_LINE):
        start = b""
        if len(line) >= LONGEST_LINE:
            raise InputError(f"{path}:{number + 1}: a line longer than 16 MiB. This is no table.")
        for part in line.splitlines(keepends=True):
            number += 1
            try:
                text = part.decode()
            except UnicodeDecodeError as error:
                byte = part[error.start]
                raise InputError(f"{path}:{number}: not UTF-8 (byte {byte:#04x}). Save it as UTF-8.") from error
            if "\0" in text:
                raise InputError(f"{path}:{number}: a NUL character. This is no text; save the table as UTF-8.")
            yield text


def _of_table(path: str, file: IO[bytes], delimiter: str, mapping: Columns) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_LINE)
    quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    reader = csv.reader(lines(path, file), delimiter=delimiter, quoting=quoting, strict=delimiter == ",")
    try:
        header = [name.strip() for name in next(reader, [])]
        columns, is_node = _chosen(path, header, mapping)
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            place = f"{os.path.basename(path)}:{reader.line_num}"
            if len(cells) != len(header):
                yield Row(place, {}, is_node, f"{len(cells)} cells where the header has {len(header)}")
                continue
            values = {}
            for name, places in columns.items():
                for at in places:
                    if cell := cells[at].strip():
                        values[name] = _parted(cell, header[at], mapping)
                        break
            yield Row(place, values, is_node)
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: {error}.") from error


def _chosen(path: str, header: Sequence[str], mapping: Columns) -> tuple[dict[str, list[int]], bool]:
    if len(header) > MOST_COLUMNS:
        raise InputError(
            f"{path}:1: {len(header):,} columns; at most {MOST_COLUMNS:,} are read. This is no table of edges."
        )
    at = {name.casefold(): number for number, name in reversed(list(enumerate(header)))}

    def places(wanted: Mapping[str, list[str]]) -> dict[str, list[int]]:
        found = {name: [at[c.casefold()] for c in named if c.casefold() in at] for name, named in wanted.items()}
        return {name: numbers for name, numbers in found.items() if numbers}

    edges = _with_ends(places(mapping.edges), at)
    if {"subject", "object"} <= edges.keys():
        return edges, False
    nodes = places(mapping.nodes)
    if "iri" in nodes:
        return nodes, True
    raise InputError(
        f"{path}:1: no columns for the ends of an edge. There are: {', '.join(header[:20]) or 'none'}. "
        "A mapping names them: kgtool import graph --mapping FILE.toml."
    )


def _with_ends(found: dict[str, list[int]], at: Mapping[str, int]) -> dict[str, list[int]]:
    """Where `source` stands beside `target` and nothing else is the subject, it is the edge's start and no citation."""
    if "subject" not in found and "object" in found and "source" in at and "target" in at:
        found = {**found, "subject": [at["source"]]}
        cites = [n for n in found.get("source", ()) if n != at["source"]]
        found = {**found, "source": cites} if cites else {k: v for k, v in found.items() if k != "source"}
    return found


def _parted(cell: str, column: str, mapping: Columns) -> str:
    """A cell; the members of a list on lines of their own."""
    if column not in mapping.lists:
        return cell
    for mark in mapping.between:
        cell = cell.replace(mark, "\n")
    if column.casefold().startswith(("pmid", "pubmed")):  # a bare number is one there
        return "\n".join(f"PMID:{part.strip()}" if part.strip().isdigit() else part for part in cell.split("\n"))
    return cell


def _of_lines(path: str, file: IO[bytes], mapping: Columns) -> Iterator[Row]:
    for number, line in enumerate(lines(path, file), 1):
        if line.strip():
            place = f"{os.path.basename(path)}:{number}"
            try:
                told = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Row(place, {}, False, f"no JSON ({error})")
                continue
            yield of_record(place, told, mapping)


def of_record(place: str, told: object, mapping: Columns) -> Row:
    """A JSON object as a row: an edge if it has an edge's ends, else a node."""
    if not isinstance(told, dict):
        return Row(place, {}, False, "no JSON object")
    told = {**_of_lists(told), **told}
    edge = _values(told, mapping.edges)
    if "subject" in edge and "object" in edge:
        return Row(place, edge)
    node = _values(told, mapping.nodes)
    return Row(place, node, True) if "iri" in node else Row(place, {}, False, "neither an edge nor a node")


def _of_lists(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a record of Translator's says in lists of objects, under the names that KGX has for it."""
    found: dict[str, Any] = {}
    for table, name, value in (
        ("sources", "resource_role", "resource_id"),
        ("qualifiers", "qualifier_type_id", "qualifier_value"),
        ("attributes", "attribute_type_id", "value"),
    ):
        listed = told.get(table)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and isinstance(one.get(name), str):
                found.setdefault(one[name].removeprefix("biolink:"), one.get(value))
    return found


def _values(told: Mapping[str, Any], wanted: Mapping[str, list[str]]) -> dict[str, str]:
    found = {}
    for name, columns in wanted.items():
        for column in columns:
            if (value := told.get(column)) not in (None, "", []):
                found[name] = _as_text([value] if name == "source" and isinstance(value, str) else value)
                break
    return found


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(" ".join(_as_text(member).split()) for member in value)  # a member a line
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
