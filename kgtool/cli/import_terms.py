"""`kgtool import terms`: brings terms into a graph's tables."""

import click

from kgtool.cli.build import graph_folder
from kgtool.cli.options import output_option, takes
from kgtool.cli.output import write
from kgtool.errors import UsageError
from kgtool.importing.taking import import_terms
from kgtool.render.words import counted


@click.command(name="terms")
@click.argument("files", metavar="FILE…", nargs=-1)
@click.option("--into", metavar="DIR", help="The graph's folder. Default: this one, or graphs/ in it.")
@output_option
@takes()
def command(files: tuple[str, ...], into: str | None, output: str) -> int:
    """Merge tables of terms (TSV, CSV, XLSX, or a folder with terms.tsv) into those of a graph.

    A term that is known keeps its label and definition, and gains synonyms, structure and matches. What a term is
    joined to stands by label, synonym or slug. Every row is checked before anything is written.
    """
    if not files:
        raise UsageError("no table was named. Its columns are label, classes, definition, synonyms and so on.")
    merged, built = import_terms(graph_folder(into), files)
    lines = [f"{counted(merged.added, 'term')} added, {merged.changed:,} changed."]
    lines.append(f"{counted(len(built.written), 'file')} of Turtle written.")
    write("\n".join(lines), output)
    return 0
