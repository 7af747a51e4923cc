"""SSSOM tables: which terms of different graphs are one, and which states are levels of which variables."""

import csv
import io
import os
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.logic.curies import Prefixes
from kgtool.store.files import quads, unreadable_as_error
from kgtool.store.unpacking import plain_bytes
from kgtool.vocabulary import LEVELS, OWL, SKOS

SAME = (SKOS + "exactMatch", OWL + "sameAs")
_EXACT = frozenset((*SAME, OWL + "equivalentClass"))
_PREFIX = re.compile(r"""["']?([A-Za-z_][\w.-]*)["']?\s*:\s*["']?([a-z]+:[^\s"',{}]+)""")
_QUOTED: dict[str, Literal[0, 3]] = {"\t": csv.QUOTE_NONE, ",": csv.QUOTE_MINIMAL}
_NEEDED = ("subject_id", "predicate_id", "object_id")


def mapping_quads(files: Sequence[str]) -> list[ox.Quad]:
    """The exact matches of SSSOM tables, and which states are levels of which variables, as triples.

    Raises InputError, with file and line, for what is no such table.
    """
    return [
        ox.Quad(ox.NamedNode(s), ox.NamedNode(p if p in LEVELS else SAME[0]), ox.NamedNode(o))
        for path in files
        for s, p, o in _triples(path)
    ]


def rules_of_levels() -> Iterator[ox.Quad]:
    """The rules that join states to the variables of which they are levels."""
    return quads(os.path.join(folders.IMPORTS, "levels.ttl"))


def levels_of(variables: Collection[str]) -> list[tuple[str, str, str]]:
    """What the shipped tables say of some variables: which terms of ours are low or high levels of them, in order."""
    tables = sorted(os.path.join(folders.MAPPINGS, name) for name in os.listdir(folders.MAPPINGS))
    return sorted({row for path in tables for row in _triples(path) if row[1] in LEVELS and row[2] in variables})


def _triples(path: str) -> Iterator[tuple[str, str, str]]:
    with unreadable_as_error(path), plain_bytes(path) as packed:
        file = io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
        prefixes: dict[str, str] = {}
        at = 0
        for line in file:
            at += 1
            if not line.startswith("#"):
                break
            prefixes |= dict(_PREFIX.findall(line))
        else:
            line = ""
        mark = "\t" if "\t" in line else ","
        header = next(csv.reader([line], delimiter=mark), [])
        if missing := [name for name in _NEEDED if name not in header]:
            raise InputError(f"{path}:{at}: no SSSOM table: the column {missing[0]} is missing.")
        known = Prefixes(prefixes)
        for number, cells in enumerate(csv.reader(file, delimiter=mark, quoting=_QUOTED[mark]), at + 1):
            row = dict(zip(header, cells, strict=False))
            s, p, o = (known.iri(row.get(name, "")) for name in _NEEDED)
            if not any(cells):
                continue
            if not (s and p and o):
                raise InputError(f"{path}:{number}: subject_id, predicate_id or object_id is no identifier.")
            if p in {*_EXACT, *LEVELS} and row.get("predicate_modifier", "").casefold() != "not":
                yield s, p, o
