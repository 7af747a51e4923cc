"""`kgtool nutrient`: a nutrient on a page."""

import click

from kgtool.cli.options import Amount, input_options, number_option, open_option, opened, output_option, time_left
from kgtool.cli.output import format_for, note, style, width, write
from kgtool.logic.intakes import LIFE_STAGES
from kgtool.render.nutrient import page_json, page_markdown, page_text


@click.command(name="nutrient")
@click.argument("name", nargs=-1, required=True, metavar="NAME")
@click.option("--sex", type=click.Choice(["female", "male"]), help="Amounts for people of this sex alone.")
@click.option("--age", type=Amount(0, 130), metavar="YEARS", help="Amounts for people of this age alone.")
@click.option(
    "--stage", type=click.Choice(LIFE_STAGES, case_sensitive=False), help="Amounts for this stage of life alone."
)
@number_option("Name the best N of each kind, of all kinds.  [default: 5 of the main ones]")
@click.option(
    "--max-steps", default=4, show_default=True, type=click.IntRange(1, 50), help="The longest chain, in steps."
)
@click.option("--format", type=click.Choice(["text", "json", "md"]), help="Default: by the ending of -o, else text.")
@open_option
@output_option
@input_options
def command(
    name: tuple[str, ...],
    sex: str | None,
    age: float | None,
    stage: str | None,
    most: int | None,
    max_steps: int,
    format: str | None,
    browse: bool,
    output: str,
) -> int:
    """A nutrient on a page: what it does, what its lack and its excess bring and by which steps, and all around it.

    Tests with their ranges, intakes and limits by who sets them, foods, what helps and hinders it, drugs, who is at
    risk, how a lack is treated, and what sources disagree on. What the graph says nothing of is named.
    """
    endings = {".json": "json", ".txt": "text", ".md": "md"}
    chosen = format_for(output, format, endings, "text")
    asked = " ".join(name)
    if browse:
        from kgtool.cli.serve import open_page

        return open_page("/nutrient", name=asked, sex=sex, age=age and round(age), stage=stage)
    page = opened().nutrient(asked, sex=sex, age=age, stage=stage, max_steps=max_steps, timeout=time_left())
    if chosen == "json":
        write(page_json(page), output)
    elif chosen == "md":
        write(page_markdown(page, most or 8), output)
    else:
        write(page_text(page, style(output), width(output), most), output)
    if page.truncated:
        note(page.truncated)
    return 4 if page.truncated else 0
