"""Rows of plain values, as a notebook shows them and as pandas and Polars take them."""

import importlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from kgtool.errors import UsageError

Value = str | int | float | Decimal | bool | None
_MOST_SHOWN = 60


class Table(list[dict[str, Value]]):
    """A list of rows, each a dict from the names of the columns to plain values.

    columns  their names, in order; they are there even where no row is.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        super().__init__(dict(zip(columns, row, strict=True)) for row in rows)
        self.columns = tuple(columns)

    def to_pandas(self) -> Any:
        """The same as a pandas DataFrame.

        Raises UsageError when pandas isn't installed.
        """
        return _imported("pandas").DataFrame(self._series())

    def to_polars(self) -> Any:
        """The same as a Polars DataFrame.

        Raises UsageError when Polars isn't installed.
        """
        return _imported("polars").DataFrame(self._series())

    def _series(self) -> dict[str, list[Value]]:
        return {name: _of_one_kind([row[name] for row in self]) for name in self.columns}

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = "\n".join(
            f"<tr>{''.join(f'<td>{escape(_shown(row[name]))}</td>' for name in self.columns)}</tr>"
            for row in self[:_MOST_SHOWN]
        )
        left = f"\n<p>{len(self) - _MOST_SHOWN:,} more rows.</p>" if len(self) > _MOST_SHOWN else ""
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>{left}"


def _of_one_kind(values: list[Value]) -> list[Value]:
    """The values of a column as they are; as texts where they are of several kinds, which no column can hold."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) < 2:
        return values
    if kinds == {int, float}:
        return [None if value is None else float(value) for value in values]
    if kinds == {int, Decimal}:
        return [None if value is None else Decimal(value) for value in values]
    return [None if value is None else str(value) for value in values]


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise UsageError(f"{name} isn't installed; pip install {name}. The rows are plain dicts without it.") from error
