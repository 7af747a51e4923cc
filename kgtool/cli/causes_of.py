"""`kgtool causes-of`: what explains several symptoms best."""

from collections.abc import Callable

import click

from kgtool.cli.options import input_options, number_option, open_option, opened, output_option, time_left
from kgtool.cli.output import format_for, style, width, write
from kgtool.render.causes import candidates_json, candidates_text

_FULL = 3
"""So many candidates are told in full where nobody says how many; the others, a line each."""


def _several(name: str, kind: str, told: str) -> Callable[[click.decorators.FC], click.decorators.FC]:
    return click.option(name, multiple=True, metavar=kind, help=f"{told} Repeatable.")


@click.command(name="causes-of")
@click.argument("symptoms", nargs=-1, required=True, metavar="SYMPTOM...")
@_several("--takes", "DRUG", "A drug or supplement that is taken.")
@_several("--diet", "DIET", "How the patient eats: vegan, ….")
@_several("--stage", "STAGE", "A stage of life: pregnancy, olderAge, childhood, ….")
@_several("--with", "TERM", "What else may bring it on: a condition, a group.")
@number_option("Tell the best N causes, in full.  [default: 5, 3 in full]")
@click.option("--any", "anything", is_flag=True, help="Any cause, not only a lack or an excess of a nutrient.")
@click.option(
    "--max-steps", default=4, show_default=True, type=click.IntRange(1, 50), help="The longest chain, in steps."
)
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@open_option
@output_option
@input_options
def command(
    symptoms: tuple[str, ...],
    takes: tuple[str, ...],
    diet: tuple[str, ...],
    stage: tuple[str, ...],
    most: int | None,
    anything: bool,
    max_steps: int,
    format: str | None,
    browse: bool,
    output: str,
    **further: tuple[str, ...],
) -> int:
    """Which single lack or excess of a nutrient explains best what a patient has, takes, eats and is in.

    Ranked by how many of the SYMPTOMs it explains, then by how much of what is taken, eaten or so leads to it; with the
    tests that show it, and what it alone of them also brings. Exit code 1: nothing explains any.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    if browse:
        from kgtool.cli.serve import open_page

        named: dict[str, object] = {"takes": takes, "diet": diet, "stage": stage, **further, "any": anything}
        return open_page("/causes-of", None, symptom=symptoms, **named)
    answer = opened().causes_of(
        symptoms,
        takes=takes,
        diet=diet,
        stage=stage,
        having=further["with"],
        most=most or 5,
        anything=anything,
        max_steps=max_steps,
        timeout=time_left(),
    )
    if chosen == "json":
        write(candidates_json(answer), output)
    elif answer.candidates:
        write(candidates_text(answer, style(output), width(output), most or _FULL), output)
    if not answer.candidates:
        others = "" if anything else " These are lacks and excesses of nutrients; --any ranks other causes too."
        click.echo(f"kgtool: nothing explains any of these in at most {max_steps} steps.{others}", err=True)
    if answer.late:
        return 4
    return 0 if answer.candidates else 1
