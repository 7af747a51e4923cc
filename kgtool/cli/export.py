"""`kgtool export`: the graph in the forms that other programs read."""

import os

import click

from kgtool.cli.options import format_for, output_option, say_if_stale, shared, takes, warn, write
from kgtool.errors import InputError
from kgtool.export import ENDINGS, FORMATS, export

_LISTED = "\n".join(f"  {name:8} {summary}" for name, summary in FORMATS.items())


@click.command(
    name="export",
    help="""Write the graph, or the RDF files that -i names, for other programs.

The same statements always give the same bytes, so two exports can be compared.

\b
Formats:
"""
    + _LISTED
    + """

owl always includes the ontology. --steps and --inferred include it too. tsv and kgx go to a
folder, or to a file that ends in .zip.
""",
)
@click.option("--format", type=click.Choice(list(FORMATS)), help="Default: by the ending of -o, else ttl.")
@click.option("--merged", is_flag=True, help="With the ontology, under one header; nothing is imported any more.")
@click.option("--steps", is_flag=True, help="With edges, derived hops and steps, for stores that are to be traced.")
@click.option("--inferred", is_flag=True, help="With the net effects, as nc:promotes and nc:inhibits.")
@output_option
@takes("inputs", "signs")
def command(format: str | None, merged: bool, steps: bool, inferred: bool, output: str) -> int:
    """Write the graph in one format."""
    chosen = format_for(output, format, ENDINGS, "ttl")
    say_if_stale()
    files = export(shared("inputs") or (), chosen, merged=merged, steps=steps, inferred=inferred, warn=warn)
    if chosen in ("tsv", "kgx"):
        _write_tables(files, output)
    else:
        write(files[""], output)
    return 0


def _write_tables(files: dict[str, bytes], output: str) -> None:
    if output == "-" or output.lower().endswith(".zip"):
        from kgtool.export.kgx import packed

        write(packed(files), output)
        return
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        raise InputError(f"{output}: no folder can be made there ({error.strerror}).") from error
    for name, data in files.items():
        path = os.path.join(output, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(data, path)
