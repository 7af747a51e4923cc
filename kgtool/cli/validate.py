"""`kgtool validate`: SHACL over the graph."""

from typing import cast

import click

from kgtool.cli.deadline import release
from kgtool.cli.options import output_option, shared, takes
from kgtool.cli.output import format_for, style, warn, write
from kgtool.errors import UsageError
from kgtool.render.report.formats import ENDINGS, FORMATS, Format, tell
from kgtool.validate import judge_quality, validate
from kgtool.validate.engines import Engine
from kgtool.validate.outcome import Level


@click.command(name="validate")
@click.option("--shapes", multiple=True, metavar="PATH", help="Further shapes: a file or folder; repeatable.")
@click.option("--no-own-shapes", is_flag=True, help="Leave out the shapes that come with kgtool.")
@click.option("--no-background", is_flag=True, help="Don't read the ontology together with the input.")
@click.option(
    "--lenient-shapes", is_flag=True, help="Accept what has no effect or can find nothing; it is named on stderr."
)
@click.option(
    "--engine",
    default="auto",
    type=click.Choice(["auto", "pyshacl", "fast"]),
    help="Default: fast where it is installed.",
)
@click.option(
    "--quality", is_flag=True, help="Ask the quality rules (labels, definitions, mappings, …) instead of the shapes."
)
@click.option(
    "--fail-on",
    default="violation",
    show_default=True,
    type=click.Choice(["violation", "warning", "info", "none"]),
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(min=0), metavar="N", help="List at most N findings; the rest is counted."
)
@click.option("--format", type=click.Choice(FORMATS), help="Default: by the ending of -o, else text.")
@output_option
@takes("inputs", "timeout")
def command(
    shapes: tuple[str, ...],
    no_own_shapes: bool,
    no_background: bool,
    lenient_shapes: bool,
    engine: Engine,
    quality: bool,
    fail_on: Level,
    limit: int | None,
    format: str | None,
    output: str,
) -> int:
    """Check a graph against shapes: what is wrong, in which line, and what to do.

    Without -i the shipped graph is checked. Exit code 1: something was found that is at least as bad as --fail-on.
    """
    chosen = cast("Format", format_for(output, format, ENDINGS, "text"))
    if quality and (shapes or no_own_shapes or lenient_shapes):
        raise UsageError(
            "--quality asks queries, not shapes. Leave out the options for shapes, or run the two one after the other."
        )

    def work(_: None) -> int:
        if quality:
            report = judge_quality(shared("inputs") or (), background=not no_background)
        else:
            report = validate(
                shared("inputs") or (),
                shapes=shapes,
                own_shapes=not no_own_shapes,
                background=not no_background,
                lenient=lenient_shapes,
                engine=engine,
            )
        for note in report.notes:
            warn(note)
        write(tell(report, chosen, limit, style(output)), output)
        return 1 if report.fails(fail_on) else 0

    release()  # what ends the check in time stands outside of it
    seconds = shared("timeout")
    if not shapes and seconds is None:
        return work(None)
    from kgtool.queries.fence import run_again, run_limited
    from kgtool.store.beside import can_fork

    if not can_fork() and shared("arguments"):
        return run_again(shared("arguments"))
    # Shapes that a user brings hold queries and patterns of anybody's making: they run where they can do no harm.
    return run_limited(
        lambda: None, work, seconds=seconds or float("inf"), debug=bool(shared("debug")), what="the check"
    )
