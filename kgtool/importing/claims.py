"""Claims as people write them become rows of a source's tables: terms by name, passages by line, cell or words."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kgtool.importing.building import claim_name
from kgtool.importing.checking import claim as claim_faults
from kgtool.importing.columns import TABLES, Ontology, ontology
from kgtool.importing.folder import Tables
from kgtool.importing.names import Names
from kgtool.importing.places import Places
from kgtool.importing.sources import Texts
from kgtool.importing.tsv import Fault, Row, Table, TableError

PLACE = ("source", "passage", "line", "cell", "words")
_LETTERS = ("", *"bcdefghijklmnopqrstuvwxyz")


class Merged(NamedTuple):
    """What an import makes of the tables.

    claims, places  the new rows of each source's two tables, by its slug.
    sources         rows of sources that weren't known.
    added, kept     how many rows are new, and how many were there already.
    faults          of rows that were left out; empty where none was.
    """

    claims: Mapping[str, Sequence[Mapping[str, str]]]
    places: Mapping[str, Sequence[Mapping[str, str]]]
    sources: Sequence[Mapping[str, str]]
    added: int
    kept: int
    removed: int
    faults: Sequence[Fault]


def merge(
    tables: Tables,
    given: Iterable[Table],
    texts: Texts | None,
    *,
    source: str = "",
    replace: bool = False,
    partial: bool = False,
) -> Merged:
    """Merge tables of claims into those of a graph. Importing the same again changes nothing.

    texts    where passages are looked up and checked; None to name passages by their spans only.
    source   the slug of the source of rows that name none; else the table's file or folder tells it.
    replace  make each source that is given equal to what is given for it.
    partial  leave out rows with a fault, and report them.

    Raises TableError, with the row, column and remedy of every fault, unless partial.
    """
    work = _Import(tables, texts)
    for table in given:
        work.take(table, source or source_of(table.path))
    if work.faults and not partial:
        raise TableError(work.faults)
    return work.merged(replace)


def source_of(path: str) -> str:
    """The slug of the source that a file of claims is about: its name, or its folder's where that is `claims`."""
    name = os.path.splitext(os.path.basename(path))[0]
    return os.path.basename(os.path.dirname(os.path.abspath(path))) if name == "claims" else name


class _Import:
    def __init__(self, tables: Tables, texts: Texts | None) -> None:
        self.tables = tables
        self.faults: list[Fault] = []
        self._known: Ontology = ontology()
        self._names = Names(tables)
        self._columns = _column_names(self._known)
        self._terms = {c.name for c in self._known.columns["claims"] if c.form == "term"}
        self._texts = texts
        self._places: dict[str, Places] = {}
        self._rows: dict[str, list[dict[str, str]]] = {}
        self._lines: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}

    def take(self, table: Table, source: str) -> None:
        """Turn the rows of one table into ours; what is wrong with them goes to `faults`."""
        columns = {}
        for name in table.columns:
            if canonical := self._columns.get(_folded(name)):
                columns[name] = canonical
            else:
                what = f"no column has this name. There are: {', '.join(dict.fromkeys(self._columns.values()))}."
                self.faults.append(Fault(table.path, 1, name, what))
        for row in table.rows:
            cells = {columns[name]: cell for name, cell in row.cells.items() if name in columns}
            self._take_row(table, Row(row.line, cells), cells.pop("source", "") or source)

    def _take_row(self, table: Table, row: Row, source: str) -> None:
        before = len(self.faults)
        cells = {name: cell for name, cell in row.cells.items() if name not in (*PLACE, "letter")}
        for name in ("subject", "object", "context", *self._terms):
            if cells.get(name):
                slug, why = self._names.find(cells[name])
                cells[name] = slug or cells[name]
                if why:
                    self.faults.append(Fault(table.path, row.line, name, why))
            elif name in ("subject", "object"):
                self.faults.append(Fault(table.path, row.line, name, "is empty. Name the term."))
        predicate = self._known.predicates.get(cells.get("predicate", ""))
        if predicate and predicate.symmetric and cells.get("subject", "") > cells.get("object", ""):
            cells["subject"], cells["object"] = cells.get("object", ""), cells["subject"]
        for column in self._known.columns["claims"]:
            if column.default and cells.get(column.name) == column.default:
                del cells[column.name]
        if len(self.faults) == before:
            self.faults += claim_faults(table, Row(row.line, cells), self._known, self._names.classes)
        places = self._of(source, table, row)
        if not places:
            return
        passage, fault = places.passage(row)
        if fault:
            self.faults.append(Fault(table.path, row.line, *fault))
        if len(self.faults) > before:
            return
        cells["passage"] = passage
        key = (source, tuple(sorted(cells.items())))
        if key in self._lines:
            what = f"says the same as {self._lines[key]}, of the same passage. Delete one of the two."
            self.faults.append(Fault(table.path, row.line, "", what))
            return
        self._lines[key] = f"row {row.line}" if self._lines.get(key) else f"{table.path}:{row.line}"
        self._rows.setdefault(source, []).append(cells)

    def _of(self, source: str, table: Table, row: Row) -> Places | None:
        if source not in self._places:
            found, why = Places.open(self.tables, source, self._texts)
            if why:
                self.faults.append(Fault(table.path, row.line, "source", why))
            if not found:
                return None
            self._places[source] = found
        return self._places[source]

    def merged(self, replace: bool) -> Merged:
        """What the tables become."""
        claims: dict[str, list[dict[str, str]]] = {}
        places: dict[str, list[dict[str, str]]] = {}
        sources = []
        added = kept = removed = 0
        for source, new in self._rows.items():
            old = [dict(row.cells) for row in self.tables.claims[source].rows] if source in self.tables.claims else []
            letters = {_key(row): row.get("letter", "") for row in old}
            wanted = {_key(row) for row in new}
            base = [row for row in old if _key(row) in wanted] if replace else old
            removed += len(old) - len(base)
            fresh = [row for row in new if _key(row) not in letters]
            kept += len(new) - len(fresh)
            added += len(fresh)
            claims[source] = self._lettered(base, fresh)
            places[source] = self._places[source].rows({row["passage"] for row in claims[source]})
            if facts := self._places[source].facts:
                sources.append(facts)
        return Merged(claims, places, sources, added, kept, removed, self.faults)

    def _lettered(self, base: list[dict[str, str]], fresh: list[dict[str, str]]) -> list[dict[str, str]]:
        used: dict[tuple[str, str], set[str]] = {}
        for row in base:
            used.setdefault((claim_name(Row(0, row)), row["passage"]), set()).add(row.get("letter", ""))
        for row in fresh:
            taken = used.setdefault((claim_name(Row(0, row)), row["passage"]), set())
            letter = next((letter for letter in _LETTERS if letter not in taken), "z")
            taken.add(letter)
            if letter:
                row["letter"] = letter
        return [*base, *fresh]


def _key(row: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, cell) for name, cell in row.items() if name != "letter" and cell))


def _folded(name: str) -> str:
    return "".join(name.casefold().split()).replace("_", "").replace("-", "")


def _column_names(known: Ontology) -> dict[str, str]:
    """The column that each name in an imported header stands for: its own, or the local name of its property."""
    names = {_folded(name): name for name in (*TABLES["claims"], *PLACE, "letter")}
    for column in known.columns["claims"]:
        names.setdefault(_folded(column.iri.rpartition("#")[2]), column.name)
        names[_folded(column.name)] = column.name
    return names
