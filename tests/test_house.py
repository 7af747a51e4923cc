"""Imports run down only, and the trace path stays light."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kgtool"

# From the top floor down. A room imports from the floors below its own, and on its own floor from the rooms to its
# right; the same holds inside a package, file by file, where no two files may import each other.
FLOORS = [
    ["__main__", "cli", "serve"],
    ["__init__", "graph"],
    ["notebook", "render"],
    ["answers", "validate", "export", "reasoning", "importing"],
    ["reading"],
    ["queries", "store"],
    ["logic", "sparql"],
    ["model", "table", "vocabulary", "errors", "version", "folders"],
]
ROW = {name: number for number, name in enumerate(name for floor in FLOORS for name in floor)}
HEAVY = {"rdflib", "rich", "pyshacl", "owlready2", "shacl", "http.client", "urllib.request", "networkx", "dataclasses"}
FREE_OF_RDF = {"logic", "render", "model", "notebook", "table", "vocabulary", "errors"}
ONLY = {"owlready2": {"reasoning"}, "pyshacl": {"validate"}, "rdflib": {"validate"}, "shacl": {"validate"}}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        if "data" not in path.relative_to(PACKAGE).parts:
            yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


MODULES = list(modules())


@cache
def imports(path):
    return list(_imports(path))


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "kgtool":
            yield from (f"kgtool.{alias.name if alias.name in ROW else '__init__'}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize(("room", "path"), MODULES, ids=lambda value: str(value).rpartition("kgtool/")[2])
def test_imports_run_downward(room, path):
    for name in imports(path):
        parts = (name or "").split(".")
        if parts[0] != "kgtool" or len(parts) == 1 or parts[1] not in ROW or parts[1] == room:
            continue
        assert ROW[parts[1]] > ROW[room], f"{path.name} imports {name}, which doesn't stand below it"


@pytest.mark.parametrize(("room", "path"), MODULES, ids=lambda value: str(value).rpartition("kgtool/")[2])
def test_heavy_libraries_stay_in_their_room(room, path):
    for name in imports(path):
        top = (name or "").split(".")[0]
        assert room in ONLY.get(top, {room}), f"{path.name} imports {top}"
        if room in FREE_OF_RDF and path.parent.name != "report":  # a report tells values as SHACL gives them
            assert top not in {"pyoxigraph", "rdflib", "owlready2", "pyshacl"}, f"{path.name} must know no RDF library"


def test_a_file_fits_a_few_screens():
    long = {path.name: lines for _, path in MODULES if (lines := path.read_text(encoding="utf-8").count("\n")) > 300}
    assert not long, "split these by concept"


def test_answers_and_what_prints_them_ask_nothing_in_sparql():
    for room, path in MODULES:
        if room in {"answers", "logic", "render", "notebook", "graph"}:
            assert not {"kgtool.reading.rows", "kgtool.sparql"} & set(imports(path)), path
            assert not re.search(r"\bSELECT\b.*\?|\bASK \{", path.read_text(encoding="utf-8")), path


def test_every_room_has_its_floor():
    rooms = {room for room, _ in MODULES}
    assert rooms <= ROW.keys(), f"say in FLOORS where these stand: {sorted(rooms - ROW.keys())}"
    assert len(rooms) <= 24
    assert len(FLOORS) <= 8


@pytest.mark.parametrize(
    "package", sorted({path.parent for _, path in MODULES} - {PACKAGE}), ids=lambda path: path.name
)
def test_no_circle_inside_a_package(package):
    home = ".".join(("kgtool", *package.relative_to(PACKAGE).parts))
    uses = {
        path.stem: {
            name.removeprefix(home + ".").split(".")[0] for name in imports(path) if (name or "").startswith(home + ".")
        }
        for path in package.glob("*.py")
    }
    while bare := [name for name, used in uses.items() if not used & (uses.keys() - {name})]:
        for name in bare:
            del uses[name]
    assert not uses, f"these import each other in a circle: {sorted(uses)}"


def loaded(*line):
    """The modules that a command loads when it is called for the second time."""
    code = f"import sys; from kgtool.cli import run; run({[*line]}); print(*sorted(sys.modules), sep='\\n')"
    for _ in ("builds the cache", "finds it"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_trace_imports_nothing_heavy_and_a_sixth_of_the_house():
    found = loaded("trace", "vitamin D deficiency", "muscle fasciculation")
    assert not HEAVY & found
    assert len([name for name in found if name.startswith("kgtool.")]) <= 52
    assert not found & {"kgtool.reading.rows", "kgtool.reading.terms", "kgtool.store.filling", "kgtool.store.files"}


@pytest.mark.parametrize("words", [["validate", "--fail-on", "none"], ["export", "--format", "nt"]])
def test_what_reads_files_loads_neither_notes_nor_cache(tmp_path, words):
    graph = tmp_path / "g.ttl"
    graph.write_text(
        "@prefix t: <https://w3id.org/nutrition-causality/term/> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . t:a rdfs:label 'a'@en ."
    )
    assert not {"kgtool.store.notes", "kgtool.store.cache", "sqlite3"} & loaded(*words, "-i", str(graph))
