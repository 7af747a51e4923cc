"""`kgtool trace`: causal chains."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import click

from kgtool.cli.options import (
    input_options,
    number_option,
    one_name,
    open_option,
    opened,
    output_option,
    passages_in,
    shared,
    texts_option,
    time_left,
)
from kgtool.cli.output import format_for, note, style, width, write
from kgtool.errors import UsageError
from kgtool.model import Sign, Term, Trace
from kgtool.render.chains import trace_json, trace_text
from kgtool.render.picture import ENDINGS, FORMS, picture
from kgtool.render.words import printable

if TYPE_CHECKING:
    from kgtool.graph import Graph


@click.command(name="trace")
@click.argument("cause", required=False)
@click.argument("effect", required=False)
@click.argument("more", nargs=-1, metavar="")
@click.option(
    "--from", "start", metavar="CAUSE", multiple=True, help="A cause, repeatable; alone: everything downstream."
)
@click.option("--to", "end", metavar="EFFECT", multiple=True, help="An effect, repeatable; alone: everything upstream.")
@number_option("Show the best N routes; of one end alone, the N best ends.  [default: 10]")
@click.option("--all", "every", is_flag=True, help="Every chain, one by one, instead of routes.")
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
@click.option("--via", metavar="TERM", multiple=True, help="Only chains through TERM or a kind of it; repeatable.")
@click.option("--avoid", metavar="TERM", multiple=True, help="No chain through TERM; repeatable.")
@click.option("--source", metavar="SLUG", multiple=True, help="Count the evidence of this source alone; repeatable.")
@click.option("--without", metavar="SLUG", multiple=True, help="Don't count the evidence of this source; repeatable.")
@click.option("--exclude-disputed", is_flag=True, help="Leave out what a source disputes or leaves open.")
@click.option("--stated", is_flag=True, help="Only chains that one passage states or one source joins.")
@click.option("--evidence", is_flag=True, help="List every passage below the step that it supports.")
@texts_option
@click.option(
    "--format",
    type=click.Choice(["text", "json", *FORMS]),
    help="Default: by the ending of -o, else text.",
)
@open_option
@output_option
@input_options
def command(
    cause: str | None,
    effect: str | None,
    more: tuple[str, ...],
    start: tuple[str, ...],
    end: tuple[str, ...],
    most: int | None,
    every: bool,
    max_steps: int,
    sign: Sign | Literal["any"],
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    source: tuple[str, ...],
    without: tuple[str, ...],
    exclude_disputed: bool,
    stated: bool,
    evidence: bool,
    texts: str | None,
    format: str | None,
    browse: bool,
    output: str,
) -> int:
    """How CAUSE comes to EFFECT: what sources say outright, then the routes, hop by hop, the best first.

    With one end alone (--from X or --to Y) everything downstream or upstream of it, ranked by the best chain.
    A nutrient stands for itself and each of its states. Exit code 1: there is no chain.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text", **ENDINGS}, "text")
    one_name("trace", [*filter(None, (cause, effect)), *more], 2)
    causes, effects = _end(cause, start, "--from"), _end(effect, end, "--to")
    if not (causes or effects):
        raise UsageError("name a cause, an effect or both: kgtool trace CAUSE EFFECT, trace --from X, trace --to Y.")
    if browse:
        kept = {"max_steps": max_steps if max_steps != 6 else None, "sign": sign if sign != "any" else None}
        limits = {"most": most, "via": via, "avoid": avoid, "source": source, "without": without, "stated": stated}
        others = {"exclude_disputed": exclude_disputed, "all": every}
        from kgtool.cli.serve import open_page

        return open_page("/trace", texts, cause=causes, effect=effects, **kept, **limits, **others)
    graph = opened()
    trace = graph.trace(
        causes,
        effects,
        most=most or 10,
        every=every,
        max_steps=max_steps,
        sign=sign,
        via=via,
        avoid=avoid,
        sources=source,
        without=without,
        stated=stated,
        exclude_disputed=exclude_disputed,
        timeout=time_left(),
    )
    start_, end_ = _told(causes, trace.causes), _told(effects, trace.effects)
    ends = " ".join(part for part in (start_ and f"from {start_}", end_ and f"to {end_}") if part)
    if chosen == "json":
        write(trace_json(trace), output)
    elif trace.chains and chosen != "text":
        from kgtool.render.picture.drawing import titled

        write(picture(trace, chosen, titled(start_, end_), evidence), output)
    elif trace.chains:
        if every and most:
            trace = trace._replace(chains=trace.chains[:most])
        passages = passages_in(texts, graph) if evidence else {}
        write(trace_text(trace, style(output), evidence, width(output), every, passages, not most), output)
    limited = via or avoid or source or without or exclude_disputed or stated or sign != "any"
    if not trace.chains:
        asked = "such " if limited else ""
        near = "" if asked or not (trace.causes and trace.effects) else _nearby(graph, trace)
        click.echo(f"kgtool: there is no {asked}causal chain {ends} of at most {max_steps} steps.{near}", err=True)
        if shared("inputs"):
            for told in _unfit(graph, trace, start_, end_):
                click.echo(told, err=True)
    says_so = bool(chosen == "text" and causes and effects) and not (most or every or trace.stopped)
    loosely = trace.footings and all(own.level in ("loose", "none") for own in trace.footings.values())
    if says_so and loosely and not limited and (near := _nearby(graph, trace)):
        told = near.strip().removesuffix(".").replace("There is one", "in few steps there is a chain", 1)
        note(told[0].lower() + told[1:])
    if trace.truncated and not says_so:
        note(trace.truncated)
    if trace.stopped == "time":
        return 4
    return 0 if trace.chains else 1


def _nearby(graph: "Graph", trace: "Trace") -> str:
    """In what settings sources say so, else terms of a like name that are joined."""
    from kgtool.answers.nearby import nearby, settings

    if within := settings(graph.store, trace.causes, trace.effects):
        own, other, _ = within[0]
        where = " and ".join(dict.fromkeys(setting.label for *_, setting in within))
        return printable(f' It is said of {where} alone: kgtool show "{own.label}" --about "{other.label}".')
    instead, reached = nearby(graph.store, trace.causes, trace.effects)
    told = [f"from {' or '.join(term.label for term in instead)}"] if instead else []
    told += [f"to {' or '.join(term.label for term in reached)}"] if reached else []
    return printable(f" There is one {', and one '.join(told)}.") if told else ""


def _unfit(graph: "Graph", trace: Trace, start: str, end: str) -> Iterator[str]:
    """What of foreign graphs can't be traced, which may be why there is no chain: of the ends, and of the whole."""
    from kgtool.answers.nearby import unjoined
    from kgtool.reading.edge_nodes import untraced_at
    from kgtool.reading.reader import unfit
    from kgtool.render.overview import unfit_text, unjoined_text, untraced_text
    from kgtool.store.inputs import is_url

    if any(map(is_url, shared("inputs"))):  # of which counting all predicates is too much to ask
        forms = untraced_at(graph.store, [term.iri for term in trace.causes], [term.iri for term in trace.effects])
        if forms:
            yield untraced_text(dict.fromkeys(sorted(forms), 0), width())
        return
    lacking = unfit(graph.store)
    for forward, unsigned in unjoined(graph.store, trace.causes, trace.effects):
        yield unjoined_text(start if forward else end, forward, unsigned, bool(lacking and lacking.blank), width())
    if lacking:
        yield unfit_text(lacking, width())


def _told(names: tuple[str, ...], terms: tuple[Term, ...]) -> str:
    """The terms of an end by their labels; by the names that were given where they stand for many."""
    return printable(" or ".join([term.label for term in terms] if len(terms) == len(names) else names))


def _end(argument: str | None, options: tuple[str, ...], name: str) -> tuple[str, ...]:
    if argument is not None and options:
        raise UsageError(f'both "{argument}" and {name} "{options[0]}" name the same end; give one.')
    return options if argument is None else (argument,)
