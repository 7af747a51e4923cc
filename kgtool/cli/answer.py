"""The answer to a query, as a table for people or in a format of the SPARQL standards for programs."""

import codecs
import contextlib
import sys
from collections.abc import Iterable, Iterator
from typing import IO, cast

import click
import pyoxigraph as ox

from kgtool.errors import UsageError, unwritable
from kgtool.queries.holding import WellFormed, holdable
from kgtool.render.words import DISCLAIMER, counted, printable, table
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


def default_form(answer: object, output: str) -> str:
    """The format where none was asked for: a table for people, CSV for programs, Turtle for triples."""
    if isinstance(answer, ox.QueryTriples):
        return "ttl"
    return "table" if output == "-" and sys.stdout.isatty() else "csv"


def print_answer(answer: object, form: str, file: IO[bytes], people: bool) -> int:
    """Print an answer; the exit code. people: say, beside a table, that this isn't advice."""
    if isinstance(answer, ox.QueryBoolean):
        if form in ("json", "xml"):
            answer.serialize(file, ROWS[form])
        elif form in TRIPLES:
            raise unfit("an ASK query answers true or false", ["table", *ROWS], form)
        else:
            file.write(b"true" if answer else b"false")
        if form not in TRIPLES:
            file.write(b"\n")
        return 0 if answer else 1
    if isinstance(answer, ox.QueryTriples):
        if form not in TRIPLES:
            raise unfit("a CONSTRUCT or DESCRIBE query answers with triples", TRIPLES, form)
        _print_triples(answer, TRIPLES[form], file)
        return 0
    assert isinstance(answer, ox.QuerySolutions)
    if form == "table":
        rows = _print_table(answer, file)
        click.echo(counted(rows, "row") + (f". {DISCLAIMER}" if people else ""), err=True)
    elif form in ROWS:
        answer.serialize(WellFormed.over(file) if form == "xml" else file, ROWS[form])
    else:
        raise unfit("a SELECT query answers with rows", ["table", *ROWS], form)
    return 0


def unfit(what: str, fit: Iterable[str], form: str) -> UsageError:
    """The complaint about a format that can't hold an answer, with those that can."""
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
    ox.serialize(holdable(triples, form), file, form, prefixes=used)


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


@contextlib.contextmanager
def destination(output: str) -> Iterator[IO[bytes]]:
    """Where the answer goes, piece by piece: a file, a pipe or a terminal."""
    if output != "-":
        with replacing(output) as file:
            yield file
        return
    sys.stdout.flush()
    yield cast("IO[bytes]", _Terminal()) if sys.stdout.isatty() else sys.stdout.buffer
    sys.stdout.buffer.flush()


class Tally:
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
