"""`kgtool import fdc`: USDA FoodData Central as a file of foods and amounts."""

import click

from kgtool.cli.options import takes
from kgtool.cli.output import tell
from kgtool.importing.fdc import import_fdc
from kgtool.render.words import counted


@click.command(name="fdc")
@click.argument("source", metavar="DIR|ZIP")
@click.option("-o", "--output", metavar="FILE", default="foods.db", show_default=True, help="The file to make.")
@takes()
def command(source: str, output: str) -> int:
    """Read USDA FoodData Central's CSV, as it is handed out, into one file for `kgtool foods --foods FILE`.

    Foods that a person would name are kept, with categories, portions, and amounts with unit, derivation and number of
    data points; samples and acquisitions aren't. A run that was stopped goes on where it stood.
    """
    found = import_fdc(source, output, tell)
    foods = ", ".join(f"{number:,} {kind.removesuffix('_food')}" for kind, number in found.foods.items())
    click.echo(
        f"{counted(sum(found.foods.values()), 'food')} ({foods}), {counted(found.amounts, 'amount')} of "
        f"{counted(found.nutrients, 'nutrient')}, {counted(found.portions, 'portion')} → {output}"
    )
    if found.bad:
        click.echo(f"kgtool: {counted(found.bad, 'row')} without a number or with too few cells left out.", err=True)
    return 0 if found.amounts else 1
