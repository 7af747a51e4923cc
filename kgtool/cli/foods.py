"""`kgtool foods`: foods by what they hold of a nutrient, or for a symptom."""

from typing import TYPE_CHECKING, Literal, cast

import click

from kgtool.cli.options import Amount, input_options, number_option, open_option, opened, output_option
from kgtool.cli.output import format_for, width, write
from kgtool.errors import UsageError
from kgtool.render.foods import foods_json, foods_text

if TYPE_CHECKING:
    from kgtool.answers.foods import Sex, Stage


@click.command(name="foods")
@click.argument("nutrient", required=False)
@click.option("--for", "symptom", metavar="SYMPTOM", help="Foods that hold what may lack where there is SYMPTOM.")
@click.option("--sex", type=click.Choice(["female", "male"]), help="For whom the intake is meant.")
@click.option("--age", type=Amount(0, 130), metavar="YEARS", help="Likewise. Default: adults of 19 to 50.")
@click.option("--stage", type=click.Choice(["pregnancy", "lactation"]), help="Likewise.")
@click.option("--by", type=click.Choice(["100g", "portion", "100kcal"]), default="100g", help="Rank by this amount.")
@click.option("--foods", "files", multiple=True, metavar="FILE", help="A file of kgtool import fdc; repeatable.")
@number_option("How many foods; default 12, with --for 4 for each nutrient.")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@open_option
@output_option
@input_options
def command(
    nutrient: str | None,
    symptom: str | None,
    sex: str | None,
    age: float | None,
    stage: str | None,
    by: str,
    files: tuple[str, ...],
    most: int | None,
    format: str | None,
    browse: bool,
    output: str,
) -> int:
    """Foods by what they hold of NUTRIENT: in 100 g, a portion, 100 kcal, and as a share of the intake.

    With --for SYMPTOM, the foods that hold the nutrients whose lack brings the symptom, through the chains.

    \b
    kgtool foods magnesium --sex female --age 30
    kgtool foods --for "muscle fasciculation"

    Exit code 1: none.
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    from kgtool.answers.foods import Person, foods, for_symptom

    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    if (nutrient is None) == (symptom is None):
        raise UsageError("name a nutrient, or a symptom with --for.")
    if browse:
        from kgtool.cli.serve import open_page

        return open_page("/foods", nutrient=nutrient, symptom=symptom, sex=sex, age=age and round(age), stage=stage)
    person = Person(cast("Sex | None", sex), age, cast("Stage | None", stage))
    graph = opened()
    measure = cast("Literal['100 g', 'portion', '100 kcal']", by.replace("100", "100 "))
    term = graph.find(symptom) if symptom else None
    if term:
        found = for_symptom(graph.store, term, person, 4, most or 4, files)
    else:
        found = [foods(graph.store, graph.find(nutrient or ""), person, most or 12, measure, files)]
    write(foods_json(found, term) if chosen == "json" else foods_text(found, term, width(output)), output)
    if not found:
        click.echo("kgtool: no lack of a nutrient that is measured in foods brings that symptom.", err=True)
    return 0 if any(one.foods for one in found) else 1
