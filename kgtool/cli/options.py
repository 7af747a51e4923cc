"""What commands share: their options, and the opened graph."""

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from kgtool import folders
from kgtool.cli.output import begin, tell, warn
from kgtool.errors import KgtoolError, UsageError

if TYPE_CHECKING:
    from kgtool.graph import Graph

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Amount(click.FloatRange):
    """A number in a range; `nan`, which is in every range for click, isn't one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number that was typed."""
        number: float = super().convert(value, param, ctx)
        return self.fail(f"{value} isn't a number.", param, ctx) if math.isnan(number) else number


def takes(*names: str) -> Callable[[Decorated], Decorated]:
    """The shared options that a command reads, by name: inputs, signs, no_cache, timeout.

    `--debug` goes with all commands, `--input-format` with inputs.
    Each may stand before the command's name as well; one that the command doesn't read is refused in either place.
    A text that is empty is refused in any option or argument of the command; --timeout ends it, whatever it is doing.
    """
    with_format = (*names, "input_format") if "inputs" in names else names

    def decorate(function: Decorated) -> Decorated:
        @wraps(function)
        def checked(*arguments: Any, **given: Any) -> Any:
            _refuse_empty(click.get_current_context())
            if seconds := shared("timeout"):
                from kgtool.cli.deadline import end_after

                end_after(seconds, bool(shared("alone")))
            return function(*arguments, **given)

        decorated = cast("Decorated", checked)
        for name in ("debug", *reversed(with_format)):
            flags, settings = _SHARED[name]
            decorated = click.option(*flags, name, expose_value=False, callback=_keep(name), **settings)(decorated)
        return decorated

    return decorate


_SHARED: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "inputs": (
        ("-i", "--input"),
        {
            "multiple": True,
            "metavar": "PATH|URL",
            "help": "RDF file, folder, endpoint URL, - for standard input, or 'shipped' for the shipped graph, the "
            "default; repeatable.",
        },
    ),
    "input_format": (
        ("--input-format",),
        {
            "type": click.Choice(["ttl", "nt", "nq", "trig", "owl", "rdf", "jsonld"]),
            "help": "The syntax of the files that -i names, whatever their endings say; for -i - it is needed.",
        },
    ),
    "signs": (
        ("--signs",),
        {
            "multiple": True,
            "metavar": "FILE",
            "help": "Turtle that says which predicates of a foreign graph promote and inhibit; repeatable.",
        },
    ),
    "mappings": (
        ("--mappings",),
        {
            "multiple": True,
            "metavar": "FILE",
            "help": "SSSOM table that says which terms of different graphs are one, or a shipped one: physiomap.",
        },
    ),
    "no_seams": (
        ("--no-seams",),
        {"is_flag": True, "help": "Keep terms of different graphs apart that a mapping says are one."},
    ),
    "no_cache": (("--no-cache",), {"is_flag": True, "help": "Read the files anew; keep nothing on disk."}),
    "timeout": (
        ("--timeout",),
        {
            "type": Amount(min=0, min_open=True),
            "metavar": "SECONDS",
            "help": "End after this time, with what is found by then.",
        },
    ),
    "debug": (("--debug",), {"is_flag": True, "help": "Show tracebacks and timings."}),
}


def input_options(function: Decorated) -> Decorated:
    """What every command that opens a graph reads: the graph, how others' graphs are joined to it, cache and time."""
    return takes("inputs", "signs", "mappings", "no_seams", "no_cache", "timeout")(function)


def before_command(function: Decorated) -> Decorated:
    """The shared options as they may stand before the command's name."""
    for name in ("debug", "timeout", "no_cache", "no_seams", "mappings", "signs", "input_format", "inputs"):
        flags, settings = _SHARED[name]
        function = click.option(*flags, name, **{**settings, "help": "As after the command."})(function)
    return function


def refuse_unread(name: str, command: click.Command, given: Mapping[str, Any], arguments: Sequence[str]) -> None:
    """Refuse what was given before the name of a command that doesn't read it.

    arguments  the whole command line; behind a group's name stands the command that is meant.

    Raises UsageError.
    """
    if isinstance(command, click.Group):
        after = [word for before, word in pairwise(arguments) if before == name]
        found = ((word, command.get_command(click.Context(command), word)) for word in after)
        name, command = next(((f"{name} {word}", one) for word, one in found if one), (name, command))
    read = {parameter.name for parameter in command.params}
    for option, value in given.items():
        if value and option not in read and option != "debug":
            raise UsageError(f"kgtool {name} doesn't read {_SHARED[option][0][0]}; leave it out.")


def _refuse_empty(ctx: click.Context) -> None:
    """Refuse an empty text, which names nothing, unless it is the default. Raises UsageError."""
    values = {**ctx.ensure_object(dict), **ctx.params}
    for parameter in ctx.command.params:
        value = values.get(parameter.name)
        if parameter.default == "" or not (value == "" or (isinstance(value, tuple) and "" in value)):
            continue
        kind = parameter.make_metavar(ctx)
        if isinstance(parameter, click.Option):
            raise UsageError(f"an empty {parameter.opts[0]} names nothing. Leave it out, or give it a value ({kind}).")
        if kind:  # what has none catches words too many, which get a line of their own
            kind = kind.split()[0].strip("[].…")
            raise UsageError(f"an empty name stands for no {kind}. `{ctx.command_path} --help` says what goes there.")


def output_option(function: Decorated) -> Decorated:
    """`-o FILE`; `-` is stdout."""
    return click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE; - for stdout.")(function)


def number_option(help: str, name: str = "most") -> Callable[[Decorated], Decorated]:
    """`-n N`, in every command that cuts something: how many. `-k` and `--limit` say the same."""
    return click.option("-n", "-k", "--limit", name, metavar="N", type=click.IntRange(min=1), help=help)


def open_option(function: Decorated) -> Decorated:
    """`--open`, in every command whose answer has a page: see `serve.open_page`."""
    text = "Show the answer's page in a browser instead, until Ctrl-C."
    return click.option("--open", "browse", is_flag=True, help=text)(function)


texts_option = click.option(
    "--texts",
    metavar="DIR",
    envvar="KGTOOL_TEXTS",
    help="Print the passages too, from the texts in DIR: <slug>.txt, as far as their digests fit.",
)


def passages_in(folder: str | None, graph: "Graph") -> dict[str, str]:
    """The text of each passage, by its IRI, as far as the folder of `--texts` holds it; nothing without one."""
    if not folder:
        return {}
    from kgtool.cli.texts import passages

    return passages(folder, graph)


def one_name(command: str, words: Sequence[str], most: int) -> None:
    """Refuse more names than a command takes: they are words of names that needed quotes.

    most  how many names it takes.

    Raises UsageError, with the quotes in the right places where that can be told.
    """
    if len(words) <= most:
        return
    graph = opened()

    def known(name: str) -> bool:
        try:
            return bool(graph.find(name))
        except KgtoolError:
            return False

    ways = (
        [(" ".join(words),)]
        if most == 1
        else [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    )
    right = next((way for way in ways if all(map(known, way))), None)
    shown = " ".join(f'"{name}"' for name in right or ("vitamin D deficiency", "muscle twitching")[:most])
    raise UsageError(
        f"names of several words stand in quotes: kgtool {command} {shown}" + ("" if right else ", for example") + "."
    )


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        shared = ctx.ensure_object(dict)
        if isinstance(value, tuple):
            shared[name] = (*shared.get(name, ()), *value)
        elif value:
            shared[name] = value
        if name in ("inputs", "input_format") and shared.get("input_format"):
            from kgtool.store.syntax import declare

            for path in shared.get("inputs", ()):
                if not os.path.isdir(path):
                    declare(path, shared["input_format"])

    return callback


def shared(name: str) -> Any:
    """The value of an option that every command has."""
    return click.get_current_context().ensure_object(dict).get(name)


def opened(noted: bool = True) -> "Graph":
    """The graph that `-i` names, or the shipped one. noted: see `kgtool.open`."""
    begin("starting")
    from kgtool import open as open_graph

    begin("opening the graph")
    say_if_stale()
    seconds = shared("timeout")
    deadline = None if seconds is None else time.monotonic() + seconds
    click.get_current_context().ensure_object(dict)["deadline"] = deadline
    graph = open_graph(
        *(shared("inputs") or ()),
        use_cache=not shared("no_cache"),
        warn=warn,
        signs=shared("signs") or (),
        timeout=seconds,
        tell=tell,
        mappings=shared("mappings") or (),
        seams=not shared("no_seams"),
        deadline=deadline,
        noted=noted,
    )
    begin("answering")
    return graph


def time_left() -> float | None:
    """The seconds of --timeout that reading the graph has left; None without one."""
    seconds, deadline = shared("timeout"), shared("deadline")
    if seconds is None or deadline is None:
        return cast("float | None", seconds)
    left = deadline - time.monotonic()
    return cast("float", seconds) if left > 0.9 * seconds else max(round(left, 1), 0.1)


def say_if_stale() -> None:
    """One line on stderr where a table beside the Turtle that `-i` names was changed since."""
    from kgtool.importing.freshness import stale_table

    if table := stale_table(shared("inputs") or ([] if folders.INSTALLED else [folders.GRAPHS])):
        warn(f"{table} was changed since its Turtle was made; this reads the Turtle. Run `kgtool build`.")
