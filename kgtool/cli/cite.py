"""`kgtool cite`: a claim and the words that it rests on become a row of the source's table."""

import click

from kgtool.cli.build import graph_folder
from kgtool.cli.options import output_option, takes
from kgtool.cli.output import write
from kgtool.errors import UnknownTermError, UsageError
from kgtool.importing.columns import ontology
from kgtool.importing.folder import load
from kgtool.importing.taking import take
from kgtool.importing.tsv import Row, Table, joined
from kgtool.logic.spelling import near_misses


@click.command(name="cite")
@click.argument("folder", metavar="DIR")
@click.argument("source", metavar="SLUG")
@click.argument("words", required=False, default="")
@click.option("--claim", "ends", nargs=3, required=True, metavar="SUBJECT PREDICATE OBJECT", help="What the words say.")
@click.option("--hedge", "hedges", multiple=True, metavar="NAME", help="possible, whenSevere, indirect, …; repeatable.")
@click.option("--set", "cells", multiple=True, metavar="COLUMN=VALUE", help="Any other column of the row; repeatable.")
@click.option("--line", default="", metavar="N", help="The line of the text, from 1.")
@click.option("--cell", default="", metavar="N", help="The cell of that table row, from 1.")
@click.option("--into", metavar="DIR", help="The graph's folder. Default: this one, or graphs/ in it.")
@output_option
@takes()
def command(
    folder: str,
    source: str,
    words: str,
    ends: tuple[str, str, str],
    hedges: tuple[str, ...],
    cells: tuple[str, ...],
    line: str,
    cell: str,
    into: str | None,
    output: str,
) -> int:
    """Add a claim to the table of SLUG, and build: it stands in the sentence of DIR/SLUG.txt that holds WORDS.

    The words themselves are not copied, only their place. A source that is new gets its rows.
    """
    tables = load(graph_folder(into))
    row = dict(zip(("subject", "predicate", "object"), ends, strict=True)) | {"words": words, "line": line}
    row |= {"cell": cell} | _hedges(hedges)
    for given in cells:
        name, equals, value = given.partition("=")
        if not equals:
            raise UsageError(f'"{given}": write --set COLUMN=VALUE.')
        row[name] = value
    found = {name: value for name, value in row.items() if value}
    done = take(tables, [Table(f"{source}, this claim", tuple(found), (Row(0, found),))], folder, source=source)
    rows = done.merged.claims[source]
    new = rows[-1] if done.merged.added else None
    told = [" · ".join(f"{name} {value}" for name, value in new.items())] if new else ["this row is there already."]
    told += [f"{path}: written." for path in done.built.written]
    write("\n".join(told), output)
    return 0


def _hedges(names: tuple[str, ...]) -> dict[str, str]:
    """The cells that these hedges fill.

    Raises UnknownTermError for a name that none bears.
    """
    columns = {member: column for column in ontology().columns["claims"] for member in column.members}
    told: dict[str, list[str]] = {}
    for name in names:
        if name not in columns:
            near = ", ".join(near_misses(name, columns) or sorted(columns))
            raise UnknownTermError(f'no hedge is called "{name}". There are: {near}.')
        told.setdefault(columns[name].name, []).append(name)
    return {column: joined(values) for column, values in told.items()}
