"""The same questions, answered by other means: what kgtool's times are held against."""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from kgtool.model import Hop
from kgtool.vocabulary import NC

STEP = f"(<{NC}stepPromotes>|<{NC}stepInhibits>)"
Edge = tuple[str, str]


def joins(store: ox.Store, cause: str, effect: str, steps: int) -> int:
    """Chains by one SPARQL query for each length, with a join for each hop."""
    found = 0
    for length in range(1, steps + 1):
        along = [f"<{cause}>", *(f"?x{i}" for i in range(1, length)), f"<{effect}>"]
        pattern = " . ".join(f"{s} {STEP} {o}" for s, o in pairwise(along))
        variables = " ".join(along[1:-1]) or "(1 AS ?one)"
        found += sum(1 for _ in store.query(f"SELECT {variables} WHERE {{ {pattern} }}"))  # type: ignore[union-attr]
    return found


def edges(store: ox.Store) -> list[Edge]:
    """Every hop of a store: what a graph library has to load first."""
    query = f"SELECT ?s ?o WHERE {{ ?s {STEP} ?o }}"
    return [(row[0].value, row[1].value) for row in store.query(query)]  # type: ignore[union-attr]


def in_rustworkx(loaded: Iterable[Edge]) -> Callable[[str, str, int], int]:
    """A search over the hops in rustworkx."""
    import rustworkx

    graph = rustworkx.PyDiGraph()
    place: dict[str, int] = {}
    for edge in loaded:
        for term in edge:
            if term not in place:
                place[term] = graph.add_node(term)
        graph.add_edge(place[edge[0]], place[edge[1]], None)

    def search(cause: str, effect: str, steps: int) -> int:
        paths = rustworkx.all_simple_paths(graph, place[cause], place[effect], cutoff=steps + 1)
        return len(paths)

    return search


def in_igraph(loaded: Iterable[Edge]) -> tuple[Callable[[str, str, int], int], Callable[[str, str, int], int]]:
    """Two searches over the hops in igraph: all chains, and the k shortest by Yen's algorithm."""
    import igraph

    graph = igraph.Graph.TupleList(loaded, directed=True)

    def search(cause: str, effect: str, steps: int) -> int:
        return len(graph.get_all_simple_paths(cause, effect, maxlen=steps))

    def yen(cause: str, effect: str, number: int) -> int:
        return len(graph.get_k_shortest_paths(cause, effect, k=number))

    return search, yen


def in_networkx(loaded: Iterable[Edge]) -> Callable[[str, str, int], int]:
    """A search over the hops in networkx."""
    import networkx

    graph = networkx.DiGraph(loaded)

    def search(cause: str, effect: str, steps: int) -> int:
        return sum(1 for _ in networkx.all_simple_paths(graph, cause, effect, cutoff=steps))

    return search


def limit(folder: Path, loaded: list[Edge], cause: str, effect: str, steps: int) -> tuple[int, float] | None:
    """The number of chains, and the seconds that a search takes in C; None where there is no C compiler."""
    compiler = shutil.which("cc")
    if not compiler:
        return None
    program = folder / "limit"
    subprocess.run([compiler, "-O2", "-o", program, Path(__file__).parent / "limit.c"], check=True)
    place: dict[str, int] = {}
    for edge in loaded:
        for term in edge:
            place.setdefault(term, len(place))
    pairs = [(place[s], place[o]) for s, o in loaded]
    asked = [len(place), len(pairs), place[cause], place[effect], steps, 50]
    lists = (asked, *_rows(pairs, len(place)), *_rows([(o, s) for s, o in pairs], len(place)))
    text = "\n".join(" ".join(map(str, numbers)) for numbers in lists)
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=True)
    found, nanoseconds = done.stdout.split()
    return int(found), float(nanoseconds) / 1e9


def _rows(pairs: list[tuple[int, int]], terms: int) -> tuple[list[int], list[int]]:
    offsets = [0] * (terms + 1)
    for s, _ in pairs:
        offsets[s + 1] += 1
    for i in range(terms):
        offsets[i + 1] += offsets[i]
    return offsets, [o for _, o in sorted(pairs)]


def owlrl_pairs(hops: Iterable[Hop], rules: Iterable[str]) -> int:
    """How many net effects owlrl's closure gives over the hops, with the sign algebra of the ontology's files."""
    import owlrl
    import rdflib

    graph = rdflib.Graph()
    for path in rules:
        graph.parse(path)
    nc = rdflib.Namespace(NC)
    for hop in hops:
        step = nc.stepPromotes if hop.sign == "+" else nc.stepInhibits
        graph.add((rdflib.URIRef(hop.subject), step, rdflib.URIRef(hop.object)))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return sum(1 for p in (nc.promotes, nc.inhibits) for _ in graph.subject_objects(p))


# Whole processes: parse a file, then walk. The first is what most scripts do that want chains from RDF, written for
# speed by hand; the second asks rdflib's own SPARQL which terms lie between, by property paths.
_RDFLIB = """
import sys
import rdflib
path, cause, effect, steps = sys.argv[1:]
nc = rdflib.Namespace("NAMESPACE")
graph = rdflib.Graph().parse(path)
start, end = (graph.value(None, rdflib.RDFS.label, rdflib.Literal(name, lang="en")) for name in (cause, effect))
""".replace("NAMESPACE", NC)
RDFLIB = (
    _RDFLIB
    + """
onward = {}
for claim, predicate in graph.subject_objects(nc.predicate):
    if predicate in (nc.promotes, nc.inhibits):
        onward.setdefault(graph.value(claim, nc.subject), []).append(graph.value(claim, nc.object))
def walk(path):
    if path[-1] == end:
        print(*path)
    elif len(path) <= int(steps):
        for term in onward.get(path[-1], ()):
            if term not in path:
                walk([*path, term])
walk([start])
"""
)
RDFLIB_PATHS = (
    _RDFLIB
    + """
hop = "^nc:subject/nc:object"
text = "SELECT DISTINCT ?between { ?start (%s)+ ?between . ?between (%s)+ ?end }" % (hop, hop)
print(len(graph.query(text, initNs={"nc": nc}, initBindings={"start": start, "end": end})))
"""
)
