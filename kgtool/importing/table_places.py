"""Where a statement that was generated stands in its table: row and column."""

import os
from collections.abc import Iterable
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.importing.building import claim_name, evidence_name
from kgtool.importing.columns import ontology
from kgtool.importing.freshness import ENDING, MARK, PASSAGES, SOURCES
from kgtool.importing.tsv import Table, read
from kgtool.vocabulary import BASE, NC, RDF

_PLACES = {"spanStart": "start", "spanEnd": "end", "spanDigest": "digest", "section": "section"}
_PLACES |= {"headingStart": "heading", "headingEnd": "heading"}


class Cell(NamedTuple):
    """A row of a table, the header being 1, and the column that tells the statement; "" for the row as a whole."""

    table: str
    row: int
    column: str


class TablePlaces:
    """Looks up statements of generated Turtle files in the tables beside them. Reads each table once."""

    def __init__(self) -> None:
        self._cells: dict[str, dict[str, Cell]] = {}

    def find(self, turtle: str, subject: str, predicate: str) -> Cell | None:
        """The cell that a statement of a Turtle file was made from; None where no table tells it."""
        if turtle not in self._cells:
            self._cells[turtle] = dict(_rows(turtle)) if _generated(turtle) else {}
        row = self._cells[turtle].get(subject)
        return row and row._replace(column=_column(subject, predicate))


def _generated(turtle: str) -> bool:
    try:
        with open(turtle, "rb") as file:
            return MARK.encode() in file.read(2_000)
    except OSError:
        return False


def _rows(turtle: str) -> Iterable[tuple[str, Cell]]:
    folder, name = os.path.split(turtle)
    stem = name.removesuffix(".ttl")
    claims = os.path.join(folder, stem + ENDING)
    if os.path.basename(folder) == "terms":
        yield from ((f"{BASE}term/{row.get('slug')}", Cell(claims, row.line, "")) for row in _table(claims).rows)
        return
    for row in _table(claims).rows:
        yield f"{BASE}evidence/{evidence_name(stem, row)}", Cell(claims, row.line, "")
        yield f"{BASE}claim/{claim_name(row)}", Cell(claims, row.line, "")
    passages = os.path.join(folder, stem + PASSAGES)
    for row in _table(passages).rows:
        local = row.get("slug") or f"{row.get('start')}-{row.get('end')}"
        yield f"{BASE}{'section' if row.get('slug') else 'passage'}/{stem}--{local}", Cell(passages, row.line, "")
    sources = os.path.join(os.path.dirname(folder), SOURCES)
    for row in _table(sources).rows:
        if row.get("slug") == stem:
            yield f"{BASE}source/{stem}", Cell(sources, row.line, "")


def _table(path: str) -> Table:
    try:
        return read(path)
    except InputError:  # a table that isn't well formed has been told by `build`
        return Table(path, (), ())


def _column(subject: str, predicate: str) -> str:
    if predicate == RDF + "type":
        return "classes" if subject.startswith(BASE + "term/") else ""
    local = predicate.removeprefix(NC)
    if subject.startswith((BASE + "passage/", BASE + "section/")):
        return _PLACES.get(local, "label" if predicate.endswith("#label") else "")
    if subject.startswith(BASE + "claim/"):
        return local if local in ("subject", "predicate", "object", "context") else ""
    if subject.startswith(BASE + "evidence/") and local == "passage":
        return "passage"
    table = {"term": "terms", "source": "sources"}.get(subject.removeprefix(BASE).partition("/")[0], "claims")
    return next((column.name for column in ontology().columns[table] if column.iri == predicate), "")
