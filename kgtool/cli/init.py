"""`kgtool init`: starts a graph of one's own."""

import shlex

import click

from kgtool.cli.options import output_option, takes
from kgtool.cli.output import write
from kgtool.importing.starting import start


@click.command(name="init")
@click.argument("folder", metavar="DIR")
@output_option
@takes()
def command(folder: str, output: str) -> int:
    """Start a graph in DIR: its tables with their headers, a few terms, one text and one claim from it."""
    files = start(folder)
    place = shlex.quote(folder)
    write(
        "\n".join(
            [
                *(f"{path}" for path in files if not path.endswith((".ttl", ".xml"))),
                "",
                "What to type next:",
                f"  kgtool trace lentils 'iron deficiency' -i {place}",
                f"  kgtool validate -i {place}",
                "Add terms to terms/<kind>.tsv, a text to texts/, and a claim from it:",
                f"  kgtool cite {place}/texts SLUG 'words of it' --claim SUBJECT PREDICATE OBJECT --into {place}",
                "  kgtool import claims --template -o claims.xlsx   # many claims: fill it in, import it",
                f"  kgtool build {place}   # after an edit of a table by hand",
            ]
        ),
        output,
    )
    return 0
