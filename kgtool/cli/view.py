"""`kgtool view`: chains or a term's surroundings as a picture."""

import click

from kgtool.cli.options import input_options, number_option, open_option, opened, output_option, time_left
from kgtool.cli.output import format_for, write
from kgtool.errors import UsageError
from kgtool.render.picture import ENDINGS, FORMS, picture


@click.command(name="view")
@click.argument("terms", metavar="TERM [TERM]...", nargs=-1, required=True)
@click.option(
    "--depth", type=click.IntRange(1, 20), help="Of one term: how many steps to show around it.  [default: 1]"
)
@number_option("Show the best N routes, or the N nearest steps.  [default: 10, or 60 around one term]")
@click.option(
    "--max-steps", type=click.IntRange(1, 50), help="Of several terms: the longest chain, in steps.  [default: 6]"
)
@click.option("--format", type=click.Choice(FORMS), help="Default: by the ending of -o, else html; mermaid on stdout.")
@open_option
@output_option
@input_options
def command(
    terms: tuple[str, ...],
    depth: int | None,
    most: int | None,
    max_steps: int | None,
    format: str | None,
    browse: bool,
    output: str,
) -> int:
    """A picture of what surrounds TERM, or of the chains between several terms, whichever way they lead.

    \b
    kgtool view hypocalcemia -o hypocalcemia.html
    kgtool view "magnesium deficiency" "muscle cramp" -o why.svg

    Exit code 1: there is nothing to draw.
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    chosen = format_for(output, format, ENDINGS, "mermaid" if output == "-" else "html")
    if depth is not None and len(terms) > 1:
        raise UsageError("--depth goes with one term; --max-steps bounds the chains between several.")
    if max_steps is not None and len(terms) == 1:
        raise UsageError("--max-steps goes with several terms; --depth says how far to go around one.")
    if browse:
        from kgtool.cli.serve import open_page

        if len(terms) > 1:
            return open_page("/trace", cause=terms, effect=terms, most=most, max_steps=max_steps)
        return open_page("/describe", iri=opened().find(terms[0]).iri)
    graph = opened()
    names = [graph.find(term).label for term in terms]
    if len(terms) == 1:
        found = graph.around(terms[0], depth=depth or 1, most=most or 60, timeout=time_left())
        title, nothing = (
            f"Around {names[0]}",
            f"no step leads to or from {names[0]}. kgtool show tells what is said of it",
        )
    else:
        steps = max_steps or 6
        found = graph.trace(terms, terms, most=most or 10, max_steps=steps, timeout=time_left())
        title = f"Between {', '.join(names[:-1])} and {names[-1]}"
        nothing = f"there is no chain of at most {steps} steps {title[0].lower()}{title[1:]}"
    if not found.chains:
        click.echo(f"kgtool: {nothing}.", err=True)
        return 1
    write(picture(found, chosen, title), output)
    if found.truncated:
        click.echo(f"kgtool: {found.truncated}.", err=True)
    return 4 if found.stopped == "time" else 0
