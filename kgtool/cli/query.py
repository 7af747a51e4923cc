"""`kgtool query`: a question of the catalogue, or anybody's own SPARQL."""

import os
from collections.abc import Iterable, Sequence

import click

from kgtool.cli.answer import ENDINGS, ROWS, TRIPLES, Tally, default_form, destination, print_answer, unfit
from kgtool.cli.deadline import release
from kgtool.cli.options import input_options, opened, output_option, shared
from kgtool.cli.output import forget_timings, format_for, say_timings, width, write
from kgtool.errors import InputError, UsageError
from kgtool.graph import Graph
from kgtool.queries.catalogue import (
    Prepared,
    Query,
    catalogue,
    decoded,
    find_query,
    parse_query,
    prepare,
    read_query,
    refuse_unsafe,
)
from kgtool.render.lines import fitted
from kgtool.render.objects import to_json
from kgtool.store.cache_size import size_in_bytes
from kgtool.store.inputs import is_url
from kgtool.store.unpacking import standard_input


@click.command(name="query")
@click.argument("name", metavar="NAME|FILE.rq", required=False)
@click.option("-e", "--expression", metavar="SPARQL", help="Ask this text; known prefixes need no declaration.")
@click.option(
    "-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Bind a parameter; repeat for alternatives."
)
@click.option("--list", "listed", is_flag=True, help="List the queries of the catalogue, with their parameters.")
@click.option("--show", "shown", is_flag=True, help="Print the query with its parameters bound; ask nothing.")
@click.option(
    "--format",
    type=click.Choice(["table", *ROWS, *TRIPLES]),
    help="Default: by the ending of -o, else a table on a terminal and CSV in a pipe; triples as Turtle.",
)
@click.option(
    "--memory", metavar="SIZE", help="What your own query may take, as 500M or 2G. Default: half the machine's."
)
@output_option
@input_options
def command(
    name: str | None,
    expression: str | None,
    given: Sequence[str],
    listed: bool,
    shown: bool,
    format: str | None,
    memory: str | None,
    output: str,
) -> int:
    """Answer a query of the catalogue (--list shows it), of a file, or of -e.

    \b
    kgtool query direct-causes -p symptom="muscle cramp"
    kgtool query -e 'SELECT ?food { ?food nc:sourceOf ?n VALUES ?n { UNDEF } }' -p n=calcium

    A parameter takes the place of what stands in the query's VALUES ?name { … }. A value is what --list says; where
    nothing is said, an <IRI>, a number, true or false, and else the name of a term. Exit code 1: ASK says false.

    Your own text runs fenced in: read only, without network, for at most --timeout seconds (60) and --memory.
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    form = format_for(output, format, ENDINGS, "")
    if listed:
        return _list(form, output)
    query, own = _chosen(name, expression)
    graph: list[Graph] = []

    def find(word: str) -> str:
        graph[:] = graph or [opened()]
        return graph[0].iri_of(word)

    def bound() -> tuple[Prepared, Graph]:
        prepared = prepare(query, _parameters(given), find)
        if own:
            refuse_unsafe(prepared.text)
        opened_graph = (graph or [opened(noted=False)])[0]
        if not remote:
            opened_graph.store.query("ASK {}")  # a store that isn't there yet is built now, outside of the limits
        return prepared, opened_graph

    def tell(ready: tuple[Prepared, Graph]) -> int:
        prepared, graph = ready
        people = "people" in query.tags
        while True:
            answer = prepared.ask(graph.store)
            told = Tally()
            try:
                with destination(output) as file:
                    code = print_answer(answer, form or default_form(answer, output), told.over(file), people)
                    told.end_line()
                    break
            except BrokenPipeError:
                raise
            except (OSError, RuntimeError) as error:
                # Damage to the cache may show in the last row. What a pipe has got can't be taken back.
                mended = graph.store.repaired(error)
                if not mended or (output == "-" and told.bytes):
                    advice = "; the cache was damaged and is whole again, so ask once more" if mended else ""
                    raise InputError(f"the answer broke off: {error}{advice}.") from error
        if shared("debug"):
            say_timings()  # here, since all this may be in a process of its own
        return code

    # An endpoint keeps limits of its own, and needs the network.
    remote = any(map(is_url, shared("inputs") or ()))
    if shown:
        write(prepare(query, _parameters(given), find).text, output)
        return 0
    most = None if memory is None else size_in_bytes(memory, "--memory")
    from kgtool.queries.fence import run_again, run_limited
    from kgtool.store.beside import can_fork

    if remote or not (own or shared("timeout") is not None or can_fork()):
        return tell(bound())
    release()  # what ends a query in time stands outside of it
    if own:
        refuse_unsafe(query.text)
    try:
        if not can_fork() and shared("arguments"):
            return run_again(shared("arguments"), query.text if name == "-" else "")
        return run_limited(bound, tell, shared("timeout"), most, bool(shared("debug")), output)
    finally:
        forget_timings()  # the other process told of the time


def _chosen(name: str | None, expression: str | None) -> tuple[Query, bool]:
    """The query that was asked for, and whether it is the user's own."""
    if (name is None) == (expression is None):
        raise UsageError("name a query, a file or -e SPARQL, and one only; kgtool query --list shows the catalogue.")
    if expression is not None:
        return parse_query("-e", expression, "-e"), True
    assert name is not None
    if name == "-":
        return parse_query("-", decoded("-", standard_input()), "-"), True
    if name.endswith(".rq") or os.sep in name or os.path.isfile(name):
        return read_query(name)._replace(name=name), True
    return find_query(name), False


def _parameters(given: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise UsageError(f'-p "{one}": write NAME=VALUE.')
        found.setdefault(name.lstrip("?$"), []).append(value)
    return found


def _taken(query: Query) -> str:
    return f" Takes {', '.join(f'{p.name} ({p.kind})' for p in query.parameters)}." if query.parameters else ""


def _list(form: str, output: str) -> int:
    queries = catalogue()
    if form == "json":
        listed = [q._asdict() | {"parameters": [p._asdict() for p in q.parameters]} for q in queries]
        write(to_json({"schema": "kgtool/queries/1", "queries": listed}), output)
    elif form in ("", "table"):
        rows = [(q.name, f"{q.summary}{_taken(q)}") for q in queries]
        write(fitted(rows, ("name", "what it answers, and its parameters"), width(output)), output)
    else:
        raise unfit("the catalogue is listed", ["table", "json"], form)
    return 0
