"""`kgtool explain`: the verdict on one conclusion."""

import click

from kgtool.cli.options import (
    input_options,
    number_option,
    one_name,
    open_option,
    opened,
    output_option,
    passages_in,
    texts_option,
    time_left,
)
from kgtool.cli.output import format_for, note, style, width, write
from kgtool.render.explanation import explanation_text
from kgtool.render.explanation_json import explanation_json
from kgtool.render.gap import gap_text

_SECONDS = 20.0  # unless --timeout says otherwise


@click.command(name="explain")
@click.argument("cause")
@click.argument("effect")
@click.argument("more", nargs=-1, metavar="")
@number_option("Show the best N sets of each way, and all ways in full.", "sets")
@click.option("--evidence", is_flag=True, help="List all that the sources say of it outright.")
@texts_option
@click.option(
    "--max-steps", default=6, show_default=True, type=click.IntRange(1, 50), help="The longest chain, in steps."
)
@click.option("--why-not", is_flag=True, help="Where there is no chain: what comes nearest to one.")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@open_option
@output_option
@input_options
def command(
    cause: str,
    effect: str,
    more: tuple[str, ...],
    sets: int | None,
    evidence: bool,
    texts: str | None,
    max_steps: int,
    why_not: bool,
    format: str | None,
    browse: bool,
    output: str,
) -> int:
    """What CAUSE does to EFFECT, and what carries that conclusion.

    Every minimal set of claims that carries it (without any one of them it falls), by the way that it takes; the
    smallest sets of claims whose refutation would end it; and what the sources say for and against it outright.
    Exit code 1: there is no chain.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    one_name("explain", [cause, effect, *more], 2)
    if browse:
        from kgtool.cli.serve import open_page

        return open_page("/explain", texts, cause=cause, effect=effect)
    graph = opened()
    limit = time_left() or _SECONDS
    told = graph.explain(cause, effect, max_steps=max_steps, timeout=limit)
    missing = graph.why_not(cause, effect, max_steps=max_steps) if why_not and not told.arguments else None
    if chosen == "json":
        write(explanation_json(told, missing), output)
    elif told.arguments:
        write(
            explanation_text(
                told, sets, style(output), evidence or bool(texts), width(output), passages_in(texts, graph)
            ),
            output,
        )
    elif missing:
        write(gap_text(missing, style(output), width(output)), output)
    if not told.arguments:
        hint = "" if missing else " --why-not says what comes nearest to one."
        click.echo(
            f"kgtool: there is no causal chain from {cause} to {effect} of at most {max_steps} steps.{hint}", err=True
        )
        return 1
    if told.out_of_time:
        note(f"the time was up ({limit:g} s), so that this is of what was found by then; raise --timeout to search on")
    return 4 if told.out_of_time else 0
