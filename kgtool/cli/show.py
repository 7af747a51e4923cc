"""`kgtool show`: everything said about a term."""

import click

from kgtool.cli.options import format_for, input_options, opened, output_option, style, write
from kgtool.render.terms import portrait_json, portrait_text


@click.command(name="show")
@click.argument("term")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(term: str, format: str | None, output: str) -> int:
    """Everything said about TERM: what it is, and every claim about it with its evidence."""
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    graph = opened()
    portrait = graph.show(term)
    write(portrait_json(portrait) if chosen == "json" else portrait_text(portrait, style(output)), output)
    return 0
