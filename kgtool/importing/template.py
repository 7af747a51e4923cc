"""An empty table of claims to fill in: as a spreadsheet with drop-downs and notes, as TSV or CSV with its header."""

import io
from collections.abc import Sequence

from kgtool.importing.columns import Column, ontology
from kgtool.importing.given import workbook

_PLACE = {
    "subject": "The term that the claim is made of: its label, a synonym, its slug or identifier.",
    "predicate": "What the source says that the subject does.",
    "object": "The term that the claim leads to.",
    "context": "The state, exposure or intervention in which alone the claim holds. Mostly empty.",
    "source": "The slug of the source, where one table holds claims of several.",
    "line": "The number of the line of the text, from 1. A table row is a line.",
    "cell": "The number of the cell in a table row, from 1, where the claim rests on one cell.",
    "words": "Some words of the line, as they stand there: the claim then stands in their sentence. first … last.",
}
_ROWS = 2_000  # that have drop-downs


def headers() -> list[str]:
    """The columns of a table of claims, those of its place after its parts."""
    return [*_PLACE, *(column.name for column in ontology().columns["claims"])]


def template(ending: str) -> bytes:
    """The file of one kind (.xlsx, .csv, .tsv).

    Raises UsageError where a spreadsheet is asked for and the library for it isn't installed.
    """
    if ending != ".xlsx":
        return (("," if ending == ".csv" else "\t").join(headers()) + "\n").encode("utf-8")
    library = workbook()
    book = library.Workbook()
    sheet = book.active
    sheet.title = "claims"
    sheet.append(headers())
    sheet.freeze_panes = "A2"
    values = book.create_sheet("values")
    columns = {column.name: column for column in ontology().columns["claims"]}
    for number, name in enumerate(headers(), 1):
        head = sheet.cell(1, number)
        head.font = library.styles.Font(bold=True)
        column = columns.get(name)
        head.comment = library.comments.Comment(_note(name, column), "kgtool")
        sheet.column_dimensions[head.column_letter].width = max(12, len(name) + 2)
        allowed = sorted(ontology().predicates) if name == "predicate" else column.members if column else ()
        if allowed:
            _drop_down(library, sheet, values, head.column_letter, allowed)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _drop_down(library: object, sheet: object, values: object, letter: str, allowed: Sequence[str]) -> None:
    place = values.max_column + 1 if values.cell(1, 1).value else 1  # type: ignore[attr-defined]
    for number, value in enumerate(allowed, 1):
        values.cell(number, place, value)  # type: ignore[attr-defined]
    column = values.cell(1, place).column_letter  # type: ignore[attr-defined]
    rule = library.worksheet.datavalidation.DataValidation(  # type: ignore[attr-defined]
        type="list", formula1=f"values!${column}$1:${column}${len(allowed)}", allow_blank=True, showErrorMessage=False
    )
    sheet.add_data_validation(rule)  # type: ignore[attr-defined]
    rule.add(f"{letter}2:{letter}{_ROWS}")


def _note(name: str, column: Column | None) -> str:
    if not column:
        return _PLACE[name]
    parts = [column.about or name]
    if column.members:
        parts.append("One of: " if column.single else "Any of, joined by ;: ")
        parts[-1] += ", ".join(column.members) + "."
    if column.default:
        parts.append(f"Empty means {column.default}.")
    if column.only:
        parts.append(f"Only for {' and '.join(column.only)}.")
    return "\n".join(parts)
