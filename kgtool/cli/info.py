"""`kgtool info`: what is loaded."""

import click

from kgtool.cli.options import format_for, input_options, opened, output_option, warn, write
from kgtool.render.overview import overview_json, overview_text


@click.command(name="info")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@click.option("--draft-signs", metavar="FILE", help="Write a draft of signs for the predicates that have none.")
@output_option
@input_options
def command(format: str | None, draft_signs: str | None, output: str) -> int:
    """What is loaded: counts by class, by predicate and by source; what of foreign graphs can't be traced; versions.

    On stderr: what this platform can't enforce around queries of your own.
    """
    from kgtool.queries.fence import missing_fences

    for missing in missing_fences():
        warn(f"queries of your own run here without {missing}.")
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    overview = opened().overview()
    write(overview_json(overview) if chosen == "json" else overview_text(overview), output)
    if draft_signs:
        from kgtool.importing.signs_draft import draft

        write(draft(overview.unfit.unsigned if overview.unfit else {}), draft_signs)
    return 0
