"""Tables as people bring them: TSV, CSV, a spreadsheet (XLSX), or a folder that holds claims.tsv or terms.tsv."""

import os
import zipfile
from collections.abc import Iterator
from typing import Any

from kgtool.errors import InputError, UsageError
from kgtool.importing.tsv import Table, from_records, read

ENDINGS = (".tsv", ".csv", ".xlsx")
_NEEDS = "needs openpyxl, which isn't installed: pip install openpyxl."


def given(path: str, what: str = "claims") -> Table:
    """Read one table of claims, or of terms.

    Raises InputError where it can't be read, TableError where it is no table, UsageError for another kind of file.
    """
    if os.path.isdir(path):
        path = os.path.join(path, f"{what}.tsv")
    ending = os.path.splitext(path)[1].lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path}: a table of {what} ends in {', '.join(ENDINGS)}.")
    if ending == ".xlsx":
        return from_records(path, list(_sheet(path)))
    return read(path, delimiter="," if ending == ".csv" else "\t")


def workbook() -> Any:
    """The library for spreadsheets.

    Raises UsageError where it isn't installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise UsageError(f"a spreadsheet {_NEEDS}") from error
    return openpyxl


def _sheet(path: str) -> Iterator[list[str]]:
    """The rows of the first sheet, cells as text, as they show."""
    library = workbook()
    try:
        book = library.load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file.") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError(f"{path}: isn't a spreadsheet (XLSX): {error}.") from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
