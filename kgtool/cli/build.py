"""`kgtool build`: makes Turtle from tables."""

import os

import click

from kgtool.cli.options import output_option, takes
from kgtool.cli.output import write
from kgtool.errors import UsageError
from kgtool.importing.build import build
from kgtool.importing.folder import is_folder
from kgtool.render.words import counted


@click.command(name="build")
@click.argument("folder", metavar="[DIR]", required=False)
@output_option
@takes()
def command(folder: str | None, output: str) -> int:
    """Make the Turtle, imports and catalogs of DIR from its tables, and remove what no table makes any more.

    DIR holds graph.tsv, sources.tsv, terms/ and sources/. Default: this folder, or graphs/ in it. Nothing is written
    if a table is wrong.
    """
    found = build(graph_folder(folder))
    lines = [f"{path}: written." for path in found.written] + [f"{path}: removed." for path in found.removed]
    lines.append(f"{counted(len(found.written), 'file')} written, {found.same:,} as they were.")
    write("\n".join(lines), output)
    return 0


def graph_folder(folder: str | None) -> str:
    """The folder that was named, else the one that holds tables here.

    Raises UsageError where there is none.
    """
    if folder:
        return folder
    for place in (".", "graphs"):
        if is_folder(place):
            return place
    raise UsageError(f"no tables of a graph in {os.getcwd()}. Name their folder, or start one: kgtool init DIR.")
