"""`kgtool info`: what is loaded."""

import click

from kgtool.cli.options import input_options, opened, output_option
from kgtool.cli.output import format_for, style, warn, width, write
from kgtool.errors import UsageError
from kgtool.render.coverage import coverage_json, coverage_markdown, coverage_text
from kgtool.render.overview import overview_json, overview_text


@click.command(name="info")
@click.option("--coverage", is_flag=True, help="Of each nutrient: how many sources tell what kind of thing.")
@click.option(
    "--format",
    type=click.Choice(["text", "json", "md"]),
    help="md with --coverage alone.  [default: by the ending of -o, else text]",
)
@click.option("--draft-signs", metavar="FILE", help="Write a draft of signs for the predicates that have none.")
@output_option
@input_options
def command(coverage: bool, format: str | None, draft_signs: str | None, output: str) -> int:
    """What is loaded: counts by class, by predicate and by source; what of foreign graphs can't be traced; versions.

    On stderr: what this platform can't enforce around queries of your own.
    """
    endings = {".json": "json", ".txt": "text"}
    if coverage:
        if draft_signs:
            raise UsageError("--draft-signs goes without --coverage.")
        found = opened().coverage()
        match format_for(output, format, {**endings, ".md": "md"}, "text"):
            case "json":
                write(coverage_json(found), output)
            case "md":
                write(coverage_markdown(found), output)
            case _:
                write(coverage_text(found, style(output), width(output)), output)
        return 0
    from kgtool.queries.fence import missing_fences

    for missing in missing_fences():
        warn(f"queries of your own run here without {missing}.")
    chosen = format_for(output, format, endings, "text")
    if chosen == "md":
        raise UsageError("Markdown is written with --coverage alone.")
    overview = opened().overview()
    write(overview_json(overview) if chosen == "json" else overview_text(overview, width(output)), output)
    if draft_signs:
        from kgtool.importing.signs_draft import draft
        from kgtool.reading.reader import labels

        unsigned = overview.unfit.edges if overview.unfit else {}
        why = {one.predicate: one.why for one in overview.unfit.unsigned if one.why} if overview.unfit else {}
        write(draft(unsigned, labels(opened().store, unsigned), why), draft_signs)
    return 0
