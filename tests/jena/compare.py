"""Every shipped query over the whole shipped graph: Jena's and rdflib's rows against Oxigraph's.

python tests/jena/compare.py jena|rdflib      prints what differs; exit code 1 if anything does.

Jena comes from Maven, so this runs where Java and Maven are; it is no part of the suite.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox

from kgtool import folders
from kgtool.export import export

HERE = Path(__file__).parent
QUERIES = sorted(Path(folders.QUERIES).glob("*.rq"))
NUMBERS = ("integer", "decimal", "double")
LATE = "late"
Rows = list[list[str]] | bool | int | str


class NoJenaError(Exception):
    """Maven doesn't bring Jena."""


def main(engine: str) -> int:
    """Ask both engines; 1 where they differ."""
    graph = export((), "nt", steps=True)[""]
    store = ox.Store()
    store.bulk_load(graph, ox.RdfFormat.N_TRIPLES)
    with tempfile.TemporaryDirectory(prefix="kgtool-engines-") as folder:
        path = Path(folder) / "graph.nt"
        path.write_bytes(graph)
        try:
            answers = (asked_of_jena if engine == "jena" else asked_of_rdflib)(path, Path(folder))
        except NoJenaError as error:
            print(f"skipped: {error}")
            return 0
    differing = late = 0
    for query in QUERIES:
        found = answers.get(query.stem)
        if found == LATE:
            late += 1
            print(f"{query.stem}: not answered in time, so not compared")
        elif (expected := of_oxigraph(store, query)) != found:
            differing += 1
            print(f"{query.stem}: {told(expected)} in Oxigraph, {told(found)} in {engine}")
    print(f"{len(QUERIES)} queries, {differing} differ, {late} not answered in time")
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


def asked_of_jena(graph: Path, folder: Path) -> dict[str, Rows]:
    """Jena's answers by the names of the queries.

    Raises NoJenaError where Maven can't fetch it, CalledProcessError where Java fails.
    """
    jars = folder / "jars"
    maven = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    if subprocess.run([*maven, f"-DoutputDirectory={jars}"], capture_output=True, check=False).returncode:
        raise NoJenaError("Maven can't fetch Jena here")
    java = ["java", "-cp", f"{jars}/*", str(HERE / "Answers.java")]
    out = folder / "out"
    out.mkdir()
    subprocess.run([*java, str(graph), folders.QUERIES, str(out)], check=True, stdout=subprocess.DEVNULL)
    return read_answers(out)


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
            print(path.stem, said)
    return found


def asked_of_rdflib(graph: Path, folder: Path) -> dict[str, Rows]:
    """rdflib's answers by the names of the queries."""
    import rdflib

    data = rdflib.Graph().parse(graph, format="nt")
    found: dict[str, Rows] = {}
    for query in QUERIES:
        answer = data.query(query.read_text(encoding="utf-8"))
        if answer.type == "ASK":
            found[query.stem] = bool(answer.askAnswer)
        elif answer.type == "SELECT":
            rows = ([cell(str(c or ""), str(getattr(c, "datatype", "") or "")) for c in row] for row in answer)
            found[query.stem] = sorted(rows)
        else:
            found[query.stem] = len(answer.graph)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
