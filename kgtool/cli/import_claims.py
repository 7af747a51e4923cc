"""`kgtool import claims`: brings rows into a graph's tables."""

import os

import click

from kgtool.cli.build import graph_folder
from kgtool.cli.options import output_option, takes
from kgtool.cli.output import warn, write
from kgtool.errors import UsageError
from kgtool.importing.taking import Imported, import_claims
from kgtool.render.words import counted


@click.command(name="claims")
@click.argument("files", metavar="FILE…", nargs=-1)
@click.option("--into", metavar="DIR", help="The graph's folder. Default: this one, or graphs/ in it.")
@click.option("--texts", metavar="DIR", help="Where the sources' texts are, <slug>.txt each.")
@click.option("--source", metavar="SLUG", default="", help="Whose claims they are. Default: the file's name.")
@click.option("--replace", is_flag=True, help="Make each source equal to what is imported for it.")
@click.option("--partial", is_flag=True, help="Leave out the rows with a fault, list them, and import the others.")
@click.option("--template", is_flag=True, help="Write an empty table to -o instead: .xlsx, .csv or .tsv.")
@output_option
@takes()
def command(
    files: tuple[str, ...],
    into: str | None,
    texts: str | None,
    source: str,
    replace: bool,
    partial: bool,
    template: bool,
    output: str,
) -> int:
    """Merge tables of claims (TSV, CSV, XLSX, or a folder with claims.tsv) into those of a graph.

    Terms stand by label, synonym, slug or identifier; a passage by its line, by line and cell, by some of its words,
    or by its span. Every row is checked before anything is written. The same again changes nothing.
    """
    if template:
        return _template(output)
    if not files:
        raise UsageError("no table was named. `kgtool import claims --template -o claims.xlsx` writes an empty one.")
    done = import_claims(graph_folder(into), files, texts, source=source, replace=replace, partial=partial)
    for fault in done.merged.faults:
        warn(f"left out: {fault}")
    write(_told(done), output)
    return 1 if done.merged.faults else 0


def _template(output: str) -> int:
    from kgtool.importing.template import template

    ending = os.path.splitext(output)[1].lower() if output != "-" else ".tsv"
    if ending not in (".xlsx", ".csv", ".tsv"):
        raise UsageError(f"{output}: a table of claims ends in .xlsx, .csv or .tsv.")
    write(template(ending), output)
    return 0


def _told(done: Imported) -> str:
    merged = done.merged
    lines = [f"{row['slug']}: a new source, {row['title']}." for row in merged.sources]
    parts = [f"{counted(merged.added, 'row')} added", f"{merged.kept:,} there already"]
    parts += [f"{merged.removed:,} removed"] if merged.removed else []
    parts += [f"{len(merged.faults):,} faults left out"] if merged.faults else []
    lines.append(f"{', '.join(parts)}, in {counted(len(merged.claims), 'source')}.")
    lines.append(f"{counted(len(done.built.written), 'file')} of Turtle written.")
    return "\n".join(lines)
