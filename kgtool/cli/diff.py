"""`kgtool diff`: two versions of a graph."""

import click

from kgtool.answers.difference import difference
from kgtool.cli.options import output_option, shared, takes
from kgtool.cli.output import format_for, style, write
from kgtool.errors import LimitError
from kgtool.render.difference import difference_json, difference_markdown, difference_text, summary


@click.command(name="diff")
@click.argument("left")
@click.argument("right")
@click.option("--format", type=click.Choice(["text", "json", "md"]), help="Default: by the ending of -o, else text.")
@output_option
@takes("signs", "no_cache", "timeout")
def command(left: str, right: str, format: str | None, output: str) -> int:
    """What RIGHT says, and what follows from it, that doesn't from LEFT, and the reverse.

    Each is a file, a folder, a git revision of this checkout (its folder graphs), or REVISION:PATH. Conclusions come
    first: net effects that appeared, vanished, changed sign, or are carried by another kind of chain; then claims,
    evidence, terms and places, and whatever else differs. Both are read with the ontology in use. Exit code 1: they
    differ.

    \b
    kgtool diff main graphs
    kgtool diff v1.0 v1.1 --format md
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    chosen = format_for(output, format, {".json": "json", ".md": "md", ".txt": "text"}, "text")
    found = difference(left, right, shared("signs") or (), use_cache=not shared("no_cache"), timeout=shared("timeout"))
    if chosen == "json":
        write(difference_json(found, left, right), output)
    elif chosen == "md":
        write(difference_markdown(found), output)
    else:
        write(difference_text(found, style(output)), output)
    if found:
        click.echo(f"kgtool: {summary(found)}", err=True)
    if found.truncated:
        click.echo(f"kgtool: {found.truncated}.", err=True)
        return LimitError.exit_code
    return 1 if found else 0
