"""Tables as people bring them: TSV, CSV, a spreadsheet (XLSX), or a folder that holds claims.tsv or terms.tsv."""

import os
import zipfile
from collections.abc import Iterator
from typing import Any

from kgtool.errors import InputError, KgtoolError, RefusedError, UsageError
from kgtool.importing.tsv import MOST_COLUMNS, Table, from_records, read

ENDINGS = (".tsv", ".csv", ".xlsx")
_LARGEST = 200 << 20  # bytes that a spreadsheet may unpack to
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
    """The rows of the first sheet, cells as text, as they show. No formula is worked out, and no link followed."""
    library = workbook()
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > _LARGEST:
            raise RefusedError(f"{path}: unpacks to {size >> 20:,} MB. A table of that size is given as TSV.")
        book = library.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        (header,) = sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS + 1, values_only=True)
        names = [_text(cell) for cell in header]
        yield names
        width = max((at for at, name in enumerate(names, 1) if name), default=1)
        for row in sheet.iter_rows(min_row=2, max_col=min(width + 1, MOST_COLUMNS + 1), values_only=True):
            yield [_text(cell) for cell in row]
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file.") from error
    except KgtoolError:
        raise
    except Exception as error:  # openpyxl lets out whatever a broken part comes to
        what = " ".join(str(error).split())
        raise InputError(f"{path}: isn't a spreadsheet (XLSX) that can be read: {what}.") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
