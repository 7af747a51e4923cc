"""Every shipped query over the whole shipped graph: Jena's and rdflib's rows against Oxigraph's.

python tests/jena/compare.py jena|rdflib [SECONDS] [NAME…]

prints what differs, and how long the engine took where that was long; exit code 1 if anything differs. SECONDS: for all
queries together (600); one may take 60 of them. NAME: of the queries to compare; all of them unless some are named.

Jena comes from Maven, so this runs where Java and Maven are and says so elsewhere; it is no part of the suite.
"""

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    import rdflib

from kgtool import folders
from kgtool.export import export

HERE = Path(__file__).parent
QUERIES = sorted(Path(folders.QUERIES).glob("*.rq"))
NUMBERS = ("integer", "decimal", "double")
LATE = "late"
ONE = 60  # seconds that an engine may take for one query
LONG = 10  # seconds from which a query's time is told
Rows = list[list[str]] | bool | int | str


class NoJenaError(Exception):
    """Maven doesn't bring Jena."""


def main(engine: str, seconds: int = 600, *names: str) -> int:
    """Ask both engines; 1 where they differ."""
    queries = [query for query in QUERIES if not names or query.stem in names]
    graph = export((), "nt", steps=True)[""]
    store = ox.Store()
    store.bulk_load(graph, ox.RdfFormat.N_TRIPLES)
    with tempfile.TemporaryDirectory(prefix="kgtool-engines-") as folder:
        path = Path(folder) / "graph.nt"
        path.write_bytes(graph)
        try:
            answers = (asked_of_jena if engine == "jena" else asked_of_rdflib)(path, Path(folder), queries, seconds)
        except NoJenaError as error:
            print(f"skipped: {error}")
            return 0
    differing = late = 0
    for query in queries:
        found = answers.get(query.stem, LATE)
        if found == LATE:
            late += 1
            print(f"{query.stem}: {engine} didn't answer in time, so it isn't compared")
        elif (expected := of_oxigraph(store, query)) != found:
            differing += 1
            print(f"{query.stem}: {told(expected)} in Oxigraph, {told(found)} in {engine}")
    print(f"{len(queries)} queries, {differing} differ, {late} not answered in time")
    return 1 if differing else 0


def told(rows: Rows | None) -> str:
    """How many rows, in a word."""
    return f"{len(rows)} rows" if isinstance(rows, list) else str(rows)


def of_oxigraph(store: ox.Store, query: Path) -> Rows:
    """The answer as sorted rows of cells; of triples their number, since blank nodes have labels of their own."""
    answer = store.query(query.read_text(encoding="utf-8"))
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return len({str(triple) for triple in answer})
    return sorted([cell(*parts(value)) for value in row] for row in answer)


def parts(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> tuple[str, str]:
    """A value's text and datatype."""
    if isinstance(value, ox.Literal):
        return value.value, value.datatype.value
    return (value.value, "") if isinstance(value, ox.NamedNode | ox.BlankNode) else ("", "")


def cell(text: str, datatype: str) -> str:
    """Numbers by their value, since 1.50 and 1.5 are one."""
    return f"{float(text):.9g}" if datatype.rpartition("#")[2] in NUMBERS else text


def asked_of_jena(graph: Path, folder: Path, queries: list[Path], seconds: int) -> dict[str, Rows]:
    """Jena's answers by the names of the queries.

    Raises NoJenaError where there is no Java or Maven can't fetch Jena, CalledProcessError where Java fails.
    """
    if not (shutil.which("java") and shutil.which("mvn")):
        raise NoJenaError("Java and Maven aren't both here")
    jars, asked, out = folder / "jars", folder / "queries", folder / "out"
    maven = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    if subprocess.run([*maven, f"-DoutputDirectory={jars}"], capture_output=True, check=False).returncode:
        raise NoJenaError("Maven can't fetch Jena here")
    asked.mkdir(), out.mkdir()
    for query in queries:
        shutil.copy(query, asked)
    java = ["java", "-cp", f"{jars}/*", str(HERE / "Answers.java"), str(graph), str(asked), str(out)]
    said = subprocess.run([*java, str(ONE), str(seconds)], check=True, stdout=subprocess.PIPE, text=True).stdout
    for name, took in re.findall(r"^(\S+) ([\d.]+) s$", said, re.MULTILINE):
        told_if_long(name, float(took))
    return read_answers(out)


def told_if_long(name: str, took: float) -> None:
    """The seconds that a query took, where they are many."""
    if took > LONG:
        print(f"{name}: {took:.0f} s", flush=True)


def read_answers(out: Path) -> dict[str, Rows]:
    """What Answers.java wrote."""
    found: dict[str, Rows] = {}
    for path in out.glob("*.nt"):
        if path.with_suffix(".error").exists():
            continue
        found[path.stem] = len({str(quad.triple) for quad in ox.parse(path.read_bytes(), ox.RdfFormat.N_TRIPLES)})
    for path in out.glob("*.json"):
        if path.with_suffix(".error").exists():  # it broke off half written
            continue
        answer = json.loads(path.read_text(encoding="utf-8"))
        if "boolean" in answer:
            found[path.stem] = answer["boolean"]
            continue
        names = answer["head"]["vars"]
        empty: dict[str, str] = {"value": ""}
        rows = ([row.get(name, empty) for name in names] for row in answer["results"]["bindings"])
        found[path.stem] = sorted([cell(c["value"], c.get("datatype", "")) for c in row] for row in rows)
    for path in out.glob("*.error"):
        said = path.read_text(encoding="utf-8")
        if "QueryCancelledException" in said:
            found[path.stem] = LATE
        else:
            found[path.stem] = said
    return found


def asked_of_rdflib(graph: Path, folder: Path, queries: list[Path], seconds: int) -> dict[str, Rows]:
    """rdflib's answers by the names of the queries. Seconds are those of the processor here."""
    import rdflib

    data = rdflib.Graph().parse(graph, format="nt")
    found: dict[str, Rows] = {}
    signal.signal(signal.SIGPROF, too_late)
    for query in queries:
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, max(min(ONE, seconds), 0.001))
        try:
            found[query.stem] = of_rdflib(data.query(query.read_text(encoding="utf-8")))
        except TimeoutError:
            found[query.stem] = LATE
        signal.setitimer(signal.ITIMER_PROF, 0)
        took = time.process_time() - began
        seconds -= int(took)
        told_if_long(query.stem, took)
    return found


def too_late(*_: object) -> None:
    """Break a query off."""
    raise TimeoutError


def of_rdflib(answer: "rdflib.query.Result") -> Rows:
    """The same of rdflib's answer as `of_oxigraph` gives."""
    if answer.type == "ASK":
        return bool(answer.askAnswer)
    if answer.type != "SELECT":
        return len(answer.graph)
    return sorted(
        [cell("" if c is None else str(c), str(getattr(c, "datatype", "") or "")) for c in row] for row in answer
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3]), *sys.argv[3:]))
