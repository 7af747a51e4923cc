"""Imports run down only, and the trace path stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kgtool"

# From the top down; a module may import what stands in a lower row, never its own row or a higher one.
ROWS = [
    ["__main__"],
    ["cli"],
    ["tell"],
    ["diff", "materialise"],
    ["graph"],
    ["verdict"],
    ["claims", "reports", "answers"],
    ["explain", "reason", "picture", "conflicts", "causes", "citations"],
    ["trace", "terms", "render", "queries", "store", "validate", "export", "endpoint"],
    ["closure", "guard", "remote", "sparql", "table", "fill"],
    ["files", "rules", "cache"],
    ["bombs", "progress", "notes"],
    ["model", "errors"],
    ["vocabulary", "layout"],
]
# `store` chooses between files and an endpoint, so it sits above what it chooses from.
ROW = {name: number for number, names in enumerate(ROWS) for name in names}
HEAVY = {"rdflib", "rich", "pyshacl", "owlready2", "shacl", "http.client", "urllib.request", "networkx", "dataclasses"}
FREE_OF_RDF = {"trace", "terms", "render", "model", "explain", "picture", "answers", "table"}
ONLY = {"owlready2": {"reason"}, "pyshacl": {"validate"}, "rdflib": {"validate"}, "shacl": {"validate"}}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        if "data" not in path.relative_to(PACKAGE).parts:
            yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


MODULES = list(modules())


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            if node.module == "kgtool":
                yield from (f"kgtool.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("room", "path"), MODULES, ids=lambda value: str(value).rpartition("kgtool/")[2])
def test_imports_run_downward(room, path):
    if room == "__init__":
        return
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
        if room in FREE_OF_RDF:
            assert top not in {"pyoxigraph", "rdflib", "owlready2", "pyshacl"}, f"{path.name} must know no RDF library"


def test_every_module_has_its_row():
    rooms = {room for room, _ in modules()} - {"__init__"}
    assert rooms <= ROW.keys(), f"say in ROWS where these stand: {sorted(rooms - ROW.keys())}"


def test_a_trace_imports_nothing_heavy(tmp_path):
    graph = tmp_path / "g.ttl"
    graph.write_text(
        "@prefix t: <https://w3id.org/nutrition-causality/term/> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . t:a rdfs:label 'a'@en . t:b rdfs:label 'b'@en ."
    )
    code = (
        "import sys; from kgtool.cli import run; "
        f"run(['trace', '-i', {str(graph)!r}, 'a', 'b']); "
        "print(*sorted(sys.modules), sep='\\n')"
    )
    for _ in ("builds the cache", "finds it"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())
