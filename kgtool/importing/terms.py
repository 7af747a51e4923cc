"""Terms as people write them become rows of the tables of terms: structure by label, known terms gain what is new."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kgtool.importing.checking import cells as cell_faults
from kgtool.importing.columns import Column, Ontology, ontology
from kgtool.importing.folder import Tables
from kgtool.importing.names import Names
from kgtool.importing.tsv import Fault, Row, Table, TableError, joined, split

_CORE = ("slug", "classes", "kind")


class MergedTerms(NamedTuple):
    """What an import makes of the tables of terms.

    terms           the new rows of each table that changes, by kind.
    added, changed  how many terms are new, and how many known ones gained something.
    """

    terms: Mapping[str, Sequence[Mapping[str, str]]]
    added: int
    changed: int


def merge_terms(tables: Tables, given: Iterable[Table]) -> MergedTerms:
    """Merge tables of terms into those of a graph. Importing the same again changes nothing.

    A term that is known by its label, its slug or a synonym keeps its label and definition, and gains synonyms,
    structure and matches. The slug of a new one is its label in kebab case, its table that of its classes.

    Raises TableError, with the row, column and remedy of every fault.
    """
    work = _Import(tables)
    read = [(table, row) for table in given for row in work.rows(table)]
    for table, row in read:
        work.name(table, row)
    for table, row in read:
        work.take(table, row)
    if work.faults:
        raise TableError(work.faults)
    return work.merged()


def slug_of(label: str) -> str:
    """A label as a slug: lower case, hyphens for all else."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


class _Import:
    def __init__(self, tables: Tables) -> None:
        self.faults: list[Fault] = []
        self._known: Ontology = ontology()
        self._names = Names(tables)
        self._rows: dict[str, dict[str, str]] = {}
        self._kinds: dict[str, str] = {}
        self._before: dict[str, dict[str, str]] = {}
        for kind, _, row in tables.term_rows():
            self._rows[row.get("slug")] = dict(row.cells)
            self._before[row.get("slug")] = dict(row.cells)
            self._kinds[row.get("slug")] = kind
        self._columns = {column.name.casefold(): column for column in self._known.columns["terms"]}

    def rows(self, table: Table) -> Iterable[Row]:
        """The rows of a table under our names of its columns."""
        names = {}
        for name in table.columns:
            folded = name.casefold()
            if folded in self._columns or folded in _CORE:
                names[name] = self._columns[folded].name if folded in self._columns else folded
            else:
                there = ", ".join([*_CORE, *(column.name for column in self._columns.values())])
                self.faults.append(Fault(table.path, 1, name, f"no column has this name. There are: {there}."))
        return [Row(r.line, {names[n]: cell for n, cell in r.cells.items() if n in names}) for r in table.rows]

    def name(self, table: Table, row: Row) -> None:
        """Make the term of a row known, so that other rows may name it."""
        label = row.get("label")
        if not label:
            self.faults.append(Fault(table.path, row.line, "label", "is empty. A term needs a label."))
            return
        if self._names.bearers(label):
            return
        slug = row.get("slug") or slug_of(label)
        if slug in self._rows:
            what = f'its slug would be {slug}, which is the term "{self._rows[slug].get("label")}". Name it otherwise.'
            self.faults.append(Fault(table.path, row.line, "label", what))
            return
        classes = row.items("classes")
        unknown = [name for name in classes if name not in self._known.above]
        if unknown or not classes:
            what = f'no class is called "{unknown[0]}".' if unknown else "a term needs a class."
            there = ", ".join(self._known.term_classes())
            self.faults.append(Fault(table.path, row.line, "classes", f"{what} There are: {there}."))
            return
        above = self._known.classes_of(classes)
        self._kinds[slug] = next((kind for name, kind in self._known.kinds.items() if name in above), row.get("kind"))
        self._rows[slug] = {"slug": slug, "classes": joined(sorted(classes)), "label": label}
        self._names.add(slug, label, row.items("synonyms"), tuple(classes))

    def take(self, table: Table, row: Row) -> None:
        """Add what a row says to its term."""
        bearers = self._names.bearers(row.get("label"))
        if len(bearers) != 1:  # none: its fault has been told
            if bearers:
                self.faults.append(Fault(table.path, row.line, "label", self._names.find(row.get("label"))[1]))
            return
        slug = bearers[0]
        term = self._rows[slug]
        said: dict[str, str] = {}
        for column in self._known.columns["terms"]:
            if values := self._values(table, row, column):
                said[column.name] = values[0] if column.whole else joined(values)
        found = list(cell_faults(table, Row(row.line, said), self._known.columns["terms"], self._rows))
        self.faults += found
        for column in self._known.columns["terms"]:
            if column.name not in said or column.name == "label":
                continue
            if column.whole or column.single:
                term.setdefault(column.name, said[column.name])
                continue
            held = split(term.get(column.name, ""))
            heads = {value.partition(" ")[0] if column.form == "identifier" else value for value in held}
            new = [v for v in split(said[column.name]) if v.partition(" ")[0] not in heads and v not in heads]
            term[column.name] = joined(sorted({*held, *new}))

    def _values(self, table: Table, row: Row, column: Column) -> list[str]:
        values = column.values(row.get(column.name))
        if column.name == "synonyms":  # a name that is another term's is no synonym
            own = self._names.bearers(row.get("label"))
            return [value for value in values if self._names.bearers(value) in ([], own)]
        if column.form != "term":
            return values
        slugs = []
        for value in values:
            slug, why = self._names.find(value)
            if why:
                self.faults.append(Fault(table.path, row.line, column.name, why))
            else:
                slugs.append(slug)
        return slugs

    def merged(self) -> MergedTerms:
        """What the tables become."""
        for term in self._rows.values():
            label = term.get("label", "").casefold()
            kept = [name for name in split(term.get("synonyms", "")) if name.casefold() != label]
            term["synonyms"] = joined(kept)
        clean = {slug: {name: cell for name, cell in term.items() if cell} for slug, term in self._rows.items()}
        changed = {slug for slug, term in clean.items() if term != self._before.get(slug)}
        kinds = {self._kinds[slug] for slug in changed}
        terms = {kind: [clean[slug] for slug in clean if self._kinds[slug] == kind] for kind in kinds}
        return MergedTerms(terms, sum(slug not in self._before for slug in changed), len(changed & self._before.keys()))
