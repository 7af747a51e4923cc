"""`kgtool check-evidence`: every cited span against the text it cites."""

import click

from kgtool.cli.options import input_options, opened, output_option
from kgtool.cli.output import format_for, write
from kgtool.cli.texts import read_source
from kgtool.logic.spans import check
from kgtool.reading.places import cited_places
from kgtool.render.citations import checked_json, checked_text


@click.command(name="check-evidence")
@click.argument("folder", metavar="DIR")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(folder: str, format: str | None, output: str) -> int:
    """Hold every cited span against the texts in DIR, one file a source: <slug>.txt.

    A source's file must have the digest that the graph gives; each span must be one block inside its section's span,
    with the digest given. Exit code 1: something doesn't fit.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    cited = cited_places(opened().store)
    found = {source.iri: read_source(folder, source) for source in cited}
    texts = {iri: data for iri, data in found.items() if data is not None}
    checked = check(cited, texts)
    write(checked_json(checked) if chosen == "json" else checked_text(checked), output)
    return 1 if checked.faults else 0
