"""`kgtool causes-of`: what explains several symptoms best."""

import click

from kgtool.cli.options import (
    format_for,
    input_options,
    number_option,
    opened,
    output_option,
    shared,
    style,
    width,
    write,
)
from kgtool.render.causes import candidates_json, candidates_text


@click.command(name="causes-of")
@click.argument("symptoms", nargs=-1, required=True, metavar="SYMPTOM...")
@number_option("Show the best N causes.  [default: 5]")
@click.option("--any", "anything", is_flag=True, help="Any cause, not only a lack or an excess of a nutrient.")
@click.option(
    "--max-steps", default=6, show_default=True, type=click.IntRange(1, 50), help="The longest chain, in steps."
)
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(
    symptoms: tuple[str, ...], most: int | None, anything: bool, max_steps: int, format: str | None, output: str
) -> int:
    """Which single lack or excess of a nutrient explains the most of the SYMPTOMs.

    Ranked by how many it explains, then as chains are; with what it alone brings of all that explain something, and the
    tests that show it. Exit code 1: nothing explains any.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    answer = opened().causes_of(
        symptoms, most=most or 5, anything=anything, max_steps=max_steps, timeout=shared("timeout")
    )
    if chosen == "json":
        write(candidates_json(*answer), output)
    elif answer.candidates:
        write(candidates_text(*answer, style(output), width(output)), output)
    if not answer.candidates:
        click.echo(f"kgtool: nothing explains any of these in at most {max_steps} steps.", err=True)
    return 0 if answer.candidates else 1
