"""`kgtool conflicts`: where sources contradict or hedge each other."""

import click

from kgtool.cli.options import format_for, input_options, number_option, opened, output_option, style, write
from kgtool.logic.conflicts import KINDS
from kgtool.render.conflicts import conflicts_json, conflicts_text


@click.command(name="conflicts")
@click.argument("term", required=False)
@click.option("--kind", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="Only this kind; repeatable.")
@click.option(
    "--all", "everything", is_flag=True, help="What is merely worded differently too (some say may, some say does)."
)
@click.option(
    "--max-steps", default=6, show_default=True, type=click.IntRange(1, 50), help="The longest chain that explains."
)
@number_option("Show at most N.", "limit")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(
    term: str | None,
    kinds: tuple[str, ...],
    everything: bool,
    max_steps: int,
    limit: int | None,
    format: str | None,
    output: str,
) -> int:
    """Where sources contradict or hedge each other, with both places; with TERM, only what is about it.

    Supported against disputed or left open; raising against lowering; hedges that exclude each other (direct and
    indirect, common and rare); when or how often it holds; conclusions that a source states but no chain explains.
    --all adds what is merely worded differently.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    graph = opened()
    found, labels = graph.conflicts(max_steps=max_steps)
    if term is not None:
        about = graph.find(term).iri
        found = [c for c in found if any(x and about in (x.subject, x.object, x.context) for x in (c.left, c.right))]
    wanted = kinds or [kind for kind in KINDS if everything or kind != "hedge"]
    hidden = sum(c.kind == "hedge" for c in found) if "hedge" not in wanted and not kinds else 0
    found = [c for c in found if c.kind in wanted]
    shown = found[:limit]
    cut = f"{len(shown)} of {len(found)} shown; raise --limit to see the others" if len(shown) < len(found) else None
    if chosen == "json":
        write(conflicts_json(shown, labels, cut), output)
    elif shown:
        write(conflicts_text(shown, labels, style(output)), output)
    if cut:
        click.echo(f"kgtool: {cut}", err=True)
    if hidden:
        click.echo(f"kgtool: {hidden} more are merely worded differently; --all shows them.", err=True)
    elif not found:
        click.echo("kgtool: no conflict.", err=True)
    return 0
