"""SSSOM tables: which terms of different graphs are one."""

import csv
import os
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.logic.curies import Prefixes
from kgtool.store.files import quads, unreadable_as_error
from kgtool.vocabulary import NC, OWL, SKOS

SAME = (SKOS + "exactMatch", OWL + "sameAs")
_EXACT = frozenset((*SAME, OWL + "equivalentClass"))
_LEVELS = frozenset((NC + "lowLevelOf", NC + "highLevelOf"))
_NEEDED = ("subject_id", "predicate_id", "object_id")


def mapping_quads(files: Sequence[str]) -> list[ox.Quad]:
    """The exact matches of SSSOM tables, and which states are levels of which variables, as triples.

    Where there are levels, the rules that read them come along.

    Raises InputError, with file and line, for what is no such table.
    """
    found = [
        ox.Quad(ox.NamedNode(s), ox.NamedNode(p if p in _LEVELS else SAME[0]), ox.NamedNode(o))
        for path in files
        for s, p, o in _triples(path)
    ]
    if any(quad.predicate.value in _LEVELS for quad in found):
        found += quads(os.path.join(folders.IMPORTS, "levels.ttl"))
    return found


def _triples(path: str) -> Iterator[tuple[str, str, str]]:
    with unreadable_as_error(path), open(path, encoding="utf-8-sig", newline="") as file:
        prefixes: dict[str, str] = {}
        at = 0
        for line in file:
            at += 1
            if not line.startswith("#"):
                break
            name, colon, namespace = line.lstrip("# \t").strip().partition(":")
            if colon and "://" in namespace:
                prefixes[name.strip().strip("'\"")] = namespace.strip().strip("'\"")
        else:
            line = ""
        header = line.rstrip("\r\n").split("\t")
        if missing := [name for name in _NEEDED if name not in header]:
            raise InputError(f"{path}:{at}: no SSSOM table: the column {missing[0]} is missing.")
        known = Prefixes(prefixes)
        for number, cells in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), at + 1):
            row = dict(zip(header, cells, strict=False))
            s, p, o = (known.iri(row.get(name, "")) for name in _NEEDED)
            if not any(cells):
                continue
            if not (s and p and o):
                raise InputError(f"{path}:{number}: subject_id, predicate_id or object_id is no identifier.")
            if p in {*_EXACT, *_LEVELS} and row.get("predicate_modifier", "") != "Not":
                yield s, p, o
