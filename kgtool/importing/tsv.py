"""Tab-separated tables, read strictly: UTF-8, one header, one record a line, no quoting. Lists are joined by `;`."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kgtool.errors import InputError

LIST = ";"
MOST_COLUMNS = 1_000
_SHOWN = 20


class Row(NamedTuple):
    """One record. line: where it stands in its file, the header being 1; cells: what isn't empty, by column."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell, "" where it is empty."""
        return self.cells.get(column, "")

    def items(self, column: str) -> list[str]:
        """The items of a list cell, in its order."""
        return split(self.get(column))


class Table(NamedTuple):
    """A table as it was read. path: its file, for messages."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Fault(NamedTuple):
    """What is wrong with one cell (or with a row where column is empty, or with the table where line is 0)."""

    path: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        """`path:row, column: what is wrong and what to do`."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}, {self.column}: {self.what}" if self.column else f"{place}: {self.what}"


class TableError(InputError):
    """Faults of tables; nothing was written. faults: all of them, of which the message shows the first twenty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:_SHOWN]]
        if more := len(self.faults) - len(lines):
            lines.append(f"… and {more:,} more like these. Nothing was written.")
        super().__init__("\n".join(lines))


def read(path: str, data: bytes | None = None, delimiter: str = "\t") -> Table:
    r"""Read one table.

    data       its bytes, where they were read already.
    delimiter  "\t", or "," for CSV.

    Raises InputError for a file that can't be read, TableError for what isn't a table: no header, a column twice, a
    row with more cells than the header, a line break in a cell, spaces around a cell.
    """
    if data is None:
        try:
            with open(path, "rb") as file:
                data = file.read()
        except FileNotFoundError as error:
            raise InputError(f"{path}: no such table.") from error
        except OSError as error:
            raise InputError(f"{path}: can't be read ({error.strerror}).") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError([Fault(path, line, "", "isn't UTF-8 text. Save the table as UTF-8.")]) from error
    lines = io.StringIO(text, newline="")
    if delimiter == "\t":
        records = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        records = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return _table(path, [(records.line_num, record) for record in records])
    except csv.Error as error:
        what = f"this row can't be read ({error}). Put quotes in pairs, or leave them out."
        raise TableError([Fault(path, records.line_num, "", what)]) from error


def from_records(path: str, records: Sequence[Sequence[str]]) -> Table:
    """A table from lists of cells, the header first, as a spreadsheet holds it.

    Raises TableError as `read` does.
    """
    return _table(path, list(enumerate(records, 1)))


def _table(path: str, records: Sequence[tuple[int, Sequence[str]]]) -> Table:
    if not records or not any(records[0][1]):
        raise TableError([Fault(path, 1, "", "no header. Name the columns in the first line.")])
    columns = [name.strip() for name in records[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        what = f"more than {MOST_COLUMNS:,} columns. This is no table of this kind."
        raise TableError([Fault(path, 1, "", what)])
    faults = [
        Fault(path, 1, name or f"column {n}", "a column without a name." if not name else "this column is there twice.")
        for n, name in enumerate(columns, 1)
        if not name or name in columns[: n - 1]
    ]
    rows: list[Row] = []
    for number, record in records[1:]:
        if len(record) > len(columns) and any(record[len(columns) :]):
            what = f"{len(record)} cells under {len(columns)} columns. Is a tab inside a cell, or a column missing?"
            faults.append(Fault(path, number, "", what))
            continue
        cells = {column: cell for column, cell in zip(columns, record, strict=False) if cell}
        if not cells:
            continue
        for column, cell in cells.items():
            if "\n" in cell or "\r" in cell or "\t" in cell:
                faults.append(Fault(path, number, column, "a line break or tab inside a cell. Write it in one line."))
            elif cell != cell.strip():
                faults.append(Fault(path, number, column, "spaces around the cell. Delete them."))
        rows.append(Row(number, cells))
    if faults:
        raise TableError(faults)
    return Table(path, tuple(columns), tuple(rows))


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """A table as bytes: the same rows give the same bytes."""
    lines = ["\t".join(columns), *("\t".join([cells.get(column, "") for column in columns]) for cells in rows)]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def split(cell: str) -> list[str]:
    """The items of a list cell. A `;` or a backslash inside an item stands behind a backslash."""
    if "\\" not in cell:
        return [item.strip() for item in cell.split(LIST)] if cell else []
    parts = re.findall(r"((?:\\.|[^\\;])*)(;|$)", cell)
    items = [item for item, end in parts if end or item]
    return [re.sub(r"\\(.)", r"\1", item.strip()) for item in items]


def joined(items: Iterable[str]) -> str:
    """Items as one cell; `split` gives them back."""
    return LIST.join(re.sub(r"([\\;])", r"\\\1", item) for item in items)
