"""`kgtool trace`: causal chains."""

from typing import Literal

import click

from kgtool.cli.common import format_for, input_options, opened, output_option, shared, style, write
from kgtool.errors import UsageError
from kgtool.model import Sign, Trace
from kgtool.render import trace_json, trace_text


@click.command(name="trace")
@click.argument("cause", required=False)
@click.argument("effect", required=False)
@click.option("--from", "start", metavar="CAUSE", help="The cause; alone: everything downstream of it.")
@click.option("--to", "end", metavar="EFFECT", help="The effect; alone: everything upstream of it.")
@click.option("-k", "most", default=10, show_default=True, type=click.IntRange(min=1), help="Show the best K chains.")
@click.option(
    "--max-steps",
    default=6,
    show_default=True,
    type=click.IntRange(1, 50),
    help="The longest chain, in steps.",
)
@click.option(
    "--sign",
    default="any",
    type=click.Choice(["+", "-", "any"]),
    help="Only chains that promote (+) or inhibit (-).",
)
@click.option("--stated", is_flag=True, help="Only chains that one passage states or one source joins.")
@click.option("--evidence", is_flag=True, help="List every passage below the step that it supports.")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(
    cause: str | None,
    effect: str | None,
    start: str | None,
    end: str | None,
    most: int,
    max_steps: int,
    sign: Literal["+", "-", "any"],
    stated: bool,
    evidence: bool,
    format: str | None,
    output: str,
) -> int:
    """Causal chains from CAUSE to EFFECT, hop by hop, in order of trust.

    With one end alone (--from X or --to Y) everything downstream or upstream of it, ranked by the best chain.
    A nutrient stands for each of its states. Exit code 1: there is no chain.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    cause, effect = _one(cause, start, "--from"), _one(effect, end, "--to")
    if cause is None and effect is None:
        raise UsageError("name a cause, an effect or both: kgtool trace CAUSE EFFECT, trace --from X, trace --to Y.")
    trace = opened().trace(
        cause, effect, most=most, max_steps=max_steps, sign=sign, stated=stated, timeout=shared("timeout")
    )
    if chosen == "json":
        write(trace_json(trace), output)
    elif trace.chains:
        write(trace_text(trace, style(output), evidence), output)
    if not trace.chains:
        warn_of_none(trace, cause, effect, max_steps, sign)
    if trace.truncated and "time" in trace.truncated:
        return 4
    return 0 if trace.chains else 1


def _one(argument: str | None, option: str | None, name: str) -> str | None:
    if argument is not None and option is not None:
        raise UsageError(f'both "{argument}" and {name} "{option}" name the same end; give one.')
    return argument if option is None else option


def warn_of_none(
    trace: Trace, cause: str | None, effect: str | None, max_steps: int, sign: Sign | Literal["any"]
) -> None:
    """Say on stderr that there is no chain, between which terms, and within which bounds."""
    ends = []
    if cause is not None:
        ends.append("from " + " or ".join(t.label for t in trace.causes))
    if effect is not None:
        ends.append("to " + (trace.effects[0].label if len(trace.effects) == 1 else effect))
    signed = "" if sign == "any" else f" with sign {sign}"
    click.echo(f"kgtool: there is no causal chain {' '.join(ends)}{signed} of at most {max_steps} steps.", err=True)
