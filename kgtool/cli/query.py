"""`kgtool query`: a question of the catalogue, or anybody's own SPARQL."""

import codecs
import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, cast

import click
import pyoxigraph as ox

from kgtool.cli.options import format_for, input_options, opened, output_option, shared, write
from kgtool.errors import InputError, UsageError, unwritable
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
from kgtool.render.objects import to_json
from kgtool.render.words import DISCLAIMER, counted, printable, table
from kgtool.store.cache import size_in_bytes
from kgtool.store.opening import is_url
from kgtool.store.writing import replacing
from kgtool.vocabulary import PREFIXES, curie

ROWS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
TRIPLES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
ENDINGS = {f".{name}": name for name in (*ROWS, *TRIPLES)}
ENDINGS |= {".txt": "table", ".srj": "json", ".srx": "xml", ".rdf": "owl"}


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
        _list(form, output)
        return 0
    query, own = _chosen(name, expression)
    graph: list[Graph] = []

    def find(word: str) -> str:
        graph[:] = graph or [opened()]
        return graph[0].iri_of(word)

    def bound() -> tuple[Prepared, Graph]:
        prepared = prepare(query, _parameters(given), find)
        if own:
            refuse_unsafe(prepared.text)
        opened_graph = (graph or [opened()])[0]
        if not remote:
            opened_graph.store.query("ASK {}")  # a store that isn't there yet is built now, outside of the limits
        return prepared, opened_graph

    def tell(ready: tuple[Prepared, Graph]) -> int:
        prepared, graph = ready
        people = "people" in query.tags
        while True:
            answer = prepared.ask(graph.store)
            told = _Tally()
            try:
                with _destination(output) as file:
                    code = _print(answer, form or _default_form(answer, output), told.over(file), people)
                    told.end_line()
                    return code
            except BrokenPipeError:
                raise
            except (OSError, RuntimeError) as error:
                # Damage to the cache may show in the last row. What a pipe has got can't be taken back.
                mended = graph.store.repaired(error)
                if not mended or (output == "-" and told.bytes):
                    advice = "; the cache was damaged and is whole again, so ask once more" if mended else ""
                    raise InputError(f"the answer broke off: {error}{advice}.") from error

    # An endpoint keeps limits of its own, and needs the network.
    remote = any(map(is_url, shared("inputs") or ()))
    if shown:
        write(prepare(query, _parameters(given), find).text, output)
        return 0
    most = None if memory is None else size_in_bytes(memory, "--memory")
    from kgtool.queries.fence import can_fork, run_again, run_limited

    if remote or not (own or shared("timeout") is not None or can_fork()):
        return tell(bound())
    if own:
        refuse_unsafe(query.text)
    if not can_fork() and shared("arguments"):
        return run_again(shared("arguments"), query.text if name == "-" else "")
    return run_limited(bound, tell, shared("timeout"), most, bool(shared("debug")), output)


def _chosen(name: str | None, expression: str | None) -> tuple[Query, bool]:
    """The query that was asked for, and whether it is the user's own."""
    if (name is None) == (expression is None):
        raise UsageError("name a query, a file or -e SPARQL, and one only; kgtool query --list shows the catalogue.")
    if expression is not None:
        return parse_query("-e", expression, "-e"), True
    assert name is not None
    if name == "-":
        return parse_query("-", decoded("-", sys.stdin.buffer.read()), "-"), True
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


# ---- output --------------------------------------------------------------------------------------------


def _default_form(answer: object, output: str) -> str:
    if isinstance(answer, ox.QueryTriples):
        return "ttl"
    return "table" if output == "-" and sys.stdout.isatty() else "csv"


def _print(answer: object, form: str, file: IO[bytes], people: bool) -> int:
    """Print an answer; the exit code. people: say, beside a table, that this isn't advice."""
    if isinstance(answer, ox.QueryBoolean):
        if form in ("json", "xml"):
            answer.serialize(file, ROWS[form])
        elif form in TRIPLES:
            raise _unfit("an ASK query answers true or false", ["table", *ROWS], form)
        else:
            file.write(b"true" if answer else b"false")
        if form not in TRIPLES:
            file.write(b"\n")
        return 0 if answer else 1
    if isinstance(answer, ox.QueryTriples):
        if form not in TRIPLES:
            raise _unfit("a CONSTRUCT or DESCRIBE query answers with triples", TRIPLES, form)
        _print_triples(answer, TRIPLES[form], file)
        return 0
    assert isinstance(answer, ox.QuerySolutions)
    if form == "table":
        rows = _print_table(answer, file)
        click.echo(counted(rows, "row") + (f". {DISCLAIMER}" if people else ""), err=True)
    elif form in ROWS:
        answer.serialize(file, ROWS[form])
    else:
        raise _unfit("a SELECT query answers with rows", ["table", *ROWS], form)
    return 0


def _unfit(what: str, fit: Iterable[str], form: str) -> UsageError:
    return UsageError(f"{what}, and {form} can't hold that. Formats that can: {', '.join(fit)}.")


def _print_triples(answer: ox.QueryTriples, form: ox.RdfFormat, file: IO[bytes]) -> None:
    """The triples, each once. N-Triples come as they are found; other formats are grouped, and thus sorted."""
    if form == ox.RdfFormat.N_TRIPLES:
        answer.serialize(file, form)
        return
    from kgtool.export.labels import canonical

    quads = canonical(ox.Quad(t.subject, t.predicate, t.object) for t in answer)
    triples = sorted((quad.triple for quad in quads), key=str)
    if form == ox.RdfFormat.RDF_XML:
        from kgtool.export.rdfxml import rdfxml
        from kgtool.export.statements import Statements

        file.write(rdfxml(Statements(tuple(ox.Quad(*triple) for triple in triples), PREFIXES, None)))
        return
    iris = {part.value for t in triples for part in t if isinstance(part, ox.NamedNode)}
    iris |= {t.object.datatype.value for t in triples if "^^" in str(t.object) and isinstance(t.object, ox.Literal)}
    used = {p: n for p, n in PREFIXES.items() if any(curie(iri).startswith(f"{p}:") for iri in iris)}
    ox.serialize(triples, file, form, prefixes=used)


def _print_table(answer: ox.QuerySolutions, file: IO[bytes]) -> int:
    """An aligned table; the number of its rows. Where ?x and ?xLabel are both there, the label stands for both."""
    names = [variable.value for variable in answer.variables]
    shown = [name for name in names if not (name.endswith("Label") and name[: -len("Label")] in names)]
    rows = []
    for solution in answer:
        cells = dict(zip(names, solution, strict=True))
        rows.append([_cell(cells.get(f"{name}Label") or cells[name]) for name in shown])
    file.write((table(rows, shown, rule=True) + "\n").encode("utf-8", "replace"))
    return len(rows)


def _cell(value: object) -> str:
    if isinstance(value, ox.NamedNode):
        return printable(curie(value.value))
    return "" if value is None else printable(value.value if isinstance(value, ox.Literal) else str(value))


def _list(form: str, output: str) -> None:
    queries = catalogue()
    if form == "json":
        listed = [q._asdict() | {"parameters": [p._asdict() for p in q.parameters]} for q in queries]
        write(to_json({"schema": "kgtool/queries/1", "queries": listed}), output)
    elif form in ("", "table"):
        rows = [(q.name, q.summary, ", ".join(f"{p.name} ({p.kind})" for p in q.parameters)) for q in queries]
        write(table(rows, ("name", "summary", "parameters"), rule=True) + "\n", output)
    else:
        raise _unfit("the catalogue is listed", ["table", "json"], form)


@contextlib.contextmanager
def _destination(output: str) -> Iterator[IO[bytes]]:
    """Where the answer goes, piece by piece: a file, a pipe or a terminal."""
    if output != "-":
        with replacing(output) as file:
            yield file
        return
    sys.stdout.flush()
    yield cast("IO[bytes]", _Terminal()) if sys.stdout.isatty() else sys.stdout.buffer
    sys.stdout.buffer.flush()


class _Tally:
    """Counts the bytes that go through to a file."""

    def __init__(self) -> None:
        self.bytes = 0
        self._last = b""

    def over(self, file: IO[bytes]) -> IO[bytes]:
        """The file, counted."""
        self._file = file
        return cast("IO[bytes]", self)

    def write(self, data: bytes) -> int:
        """Write on.

        Raises InputError where that can't be done: what fails here is no fault of the store.
        """
        self.bytes += len(data)
        self._last = data[-1:] or self._last
        try:
            return self._file.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(error) from error

    def end_line(self) -> None:
        """End the last line, where a format doesn't."""
        if self._last not in (b"", b"\n"):
            self.write(b"\n")

    def flush(self) -> None:
        """Flush on."""
        self._file.flush()


class _Terminal:
    """A terminal, to which no control character of the data gets."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: bytes) -> int:
        """Write text; control characters but line ends and tabs become printable."""
        text = self._decoder.decode(data).replace("\r\n", "\n")
        kept = "".join(c if c in "\n\t" else printable(c) for c in text) if not text.isprintable() else text
        sys.stdout.buffer.write(kept.encode("utf-8", "replace"))
        return len(data)

    def flush(self) -> None:
        """Let the terminal show what was written."""
        sys.stdout.buffer.flush()
