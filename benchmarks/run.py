"""Measures what large graphs cost, against other means in the same run, and writes docs/benchmarks.md.

python benchmarks/run.py [--sizes 1e4,1e5,1e6,1e7] [--quick]

Machines are noisy, so every figure that counts is a ratio of medians of runs that took turns. Needs the extra `bench`;
a rival that isn't installed is said to be missing. 1e7 triples want 12 GB of disk and a quarter of an hour.
"""

import argparse
import datetime
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import rivals
from generate import Question, World, write

from kgtool import folders
from kgtool import open as open_graph
from kgtool.graph import Graph
from kgtool.logic.chains import chains
from kgtool.model import Hop
from kgtool.reading import reader as read
from kgtool.reading.hops import hops_between
from kgtool.reading.net_effects import all_hops, net_effects
from kgtool.store import cache_size
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.inputs import rdf_files
from kgtool.validate.check import ontology_files
from kgtool.vocabulary import NC

HERE = Path(__file__).parent
SHIPPED = ("vitamin D deficiency", "muscle fasciculation")
BY_HAND = "## Measured anew"  # the section that ends the page, which a run leaves as it is
PACKAGES = ("kgtool", "pyoxigraph", "rdflib", "rustworkx", "igraph", "networkx", "owlrl", "oxigraph")


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Row(NamedTuple):
    """One comparison: what kgtool takes, what another way takes, how many times as much, and what that should be."""

    case: str
    ours: str
    other: str
    ratio: str
    target: str
    met: bool | None


class Bench:
    """The graphs to measure on, and how."""

    def __init__(self, folder: Path, sizes: list[int], quick: bool) -> None:
        self.folder = folder
        self.sizes = sizes
        self.quick = quick
        self.rows: list[Row] = []
        self.growth: dict[int, dict[str, str]] = {size: {} for size in sizes}

    def world(self, size: int, cyclic: bool = False) -> tuple[World, str]:
        """The graph of a size, and its file."""
        world = World(size, cyclic)
        path = self.folder / f"{size}{'-cyclic' if cyclic else ''}.nt"
        if not path.exists():
            say(f"generating {path.name}")
            write(world, f"{path}.part")
            os.replace(f"{path}.part", path)
        return world, str(path)

    def compare(self, case: str, ours: float, other: float, limit: float | None, faster: bool, than: str) -> None:
        """Keep one comparison. limit: `faster`: at least so many times as fast; else: at most so many times as long."""
        ratio = other / ours if faster else ours / other
        met = None if limit is None else ratio >= limit if faster else ratio <= limit
        words = f"{times(ratio)} × faster" if faster and ratio >= 1 else f"{times(ours / other)} × as long"
        target = "" if limit is None else f"{'≥' if faster else '≤'} {times(limit)} ×"
        self.add(Row(case, duration(ours), f"{than}: {duration(other)}", words, target, met))

    def add(self, row: Row) -> None:
        """Keep and show one comparison."""
        self.rows.append(row)
        mark = {True: "met", False: "MISSED", None: ""}[row.met]
        say(f"{row.case}: {row.ours}; {row.other}; {row.ratio}  [{row.target}] {mark}")

    def rounds(self, many: int) -> int:
        """How often to measure."""
        return max(3, many // 4) if self.quick else many


def say(text: str) -> None:
    print(text, flush=True)


def times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 20 else f"{ratio:.2g}" if ratio < 1 else f"{ratio:.1f}"


def power(size: int) -> str:
    """A size as people write it: 10⁶."""
    zeros = len(str(size)) - 1
    return "10" + str(zeros).translate(_RAISED) if size == 10**zeros else f"{size:,}"


def duration(seconds: float) -> str:
    return (
        f"{seconds:,.1f} s"
        if seconds >= 2
        else f"{seconds * 1e3:,.0f} ms"
        if seconds >= 0.01
        else f"{seconds * 1e3:,.2g} ms"
        if seconds >= 1e-4
        else f"{seconds * 1e6:,.0f} µs"
    )


def taken(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each piece of work; they take turns, so that a busy minute hits all alike."""
    for work in works.values():
        work()
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(taken(work))
    return {name: statistics.median(all_times) for name, all_times in found.items()}


def missing(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        say(f"{package} isn't installed: left out")
        return True
    return False


# ---- whole processes ---------------------------------------------------------------------------------------


def installed(folder: Path) -> Path:
    """The folder of programs of a fresh environment with kgtool installed from a wheel, compiled."""
    place = folder / "environment"
    shutil.rmtree(place, ignore_errors=True)
    say("installing kgtool into a fresh environment")
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    subprocess.run([sys.executable, "-m", "venv", place], check=True, env=environment)
    subprocess.run([place / "bin" / "pip", "install", "-q", HERE.parent], check=True, env=environment)
    subprocess.run([place / "bin" / "python", "-m", "compileall", "-q", place / "lib"], check=False, env=environment)
    return place / "bin"


def command(*arguments: str | Path) -> Callable[[], None]:
    """Runs a process to its end."""
    line = [str(a) for a in arguments]

    def run() -> None:
        done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(line)}\n{done.stderr.decode()}exit code {done.returncode}")

    return run


# A process counts the memory of whoever started it until it is itself, so a small one starts it.
_WEIGH = (
    "import os, sys; child = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]); "
    "print(os.wait4(child, 0)[2].ru_maxrss, file=sys.stderr)"
)


def memory(python: Path, *arguments: str | Path) -> int:
    """The most memory that a process holds, in bytes."""
    line = [str(a) for a in (python, "-S", "-c", _WEIGH, *arguments)]
    done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return int(done.stderr.split()[-1]) * (1 if sys.platform == "darwin" else 1024)


def whole_processes(bench: Bench, programs: Path) -> None:
    kgtool, python = programs / "kgtool", programs / "python"
    works: dict[str, Callable[[], object]] = {
        "bare": command(python, "-c", "pass"),
        "shipped": command(kgtool, "trace", *SHIPPED, "--max-steps", "4", "--evidence"),
    }
    weights = {}
    for size in bench.sizes:
        world, path = bench.world(size)
        question = world.questions(1, 4, 3, 60)[0]
        line = (kgtool, "trace", "-i", path, question.cause, question.effect, "--max-steps", "4", "--evidence")
        say(f"building the cache of {size:,} triples")
        works[str(size)] = command(*line)
        before = len(list(cache_size.entries()))
        spent = duration(taken(works[str(size)]))
        if len(list(cache_size.entries())) > before:
            bench.growth[size]["first trace, building the cache"] = spent
            signs = Path(path).with_suffix(".signs.ttl")
            signs.write_text(f'<urn:{time.time_ns()}> <{NC}sign> "+" .\n', encoding="utf-8")
            other = duration(taken(command(*line, "--signs", signs)))
            bench.growth[size]["first trace with other signs"] = other
        weights[size] = memory(python, *line)
    found = medians(works, bench.rounds(40))
    for size in bench.sizes:
        bench.growth[size]["`kgtool trace`, 4 steps, with evidence"] = duration(found[str(size)])
        bench.growth[size]["memory of that"] = f"{weights[size] / 1e6:,.0f} MB"
    bench.compare("whole process, shipped graph", found["shipped"], found["bare"], 7, False, "bare Python")
    million = 10**6 if 10**6 in bench.sizes else max(bench.sizes)
    bench.compare(
        f"whole process, {power(million)} triples", found[str(million)], found["bare"], 7, False, "bare Python"
    )
    low, high = (10**5 if 10**5 in bench.sizes else min(bench.sizes)), max(bench.sizes)
    if low < high:
        case = f"whole process, {power(high)} triples"
        bench.compare(case, found[str(high)], found[str(low)], 2, False, f"{power(low)} triples")
    world, path = bench.world(low)
    question = world.questions(1, 4, 3, 60)[0]
    case = f"whole process, {power(million)} triples"
    turtle = Path(path).with_suffix(".ttl")
    turtle.write_bytes(ox.serialize(ox.parse(path=path), format=ox.RdfFormat.TURTLE) or b"")
    for file, program, target, what in (
        (path, rivals.RDFLIB_PATHS, 60, "parsing {} triples of N-Triples, searched by property paths"),
        (path, rivals.RDFLIB, None, "parsing {} triples of N-Triples, searched by hand"),
        (str(turtle), rivals.RDFLIB, None, "parsing {} triples of Turtle, searched by hand"),
    ):
        by_rdflib = command(python, "-c", program, file, question.cause, question.effect, "4")
        slow = statistics.median(taken(by_rdflib) for _ in range(1 if bench.quick else 3))
        bench.compare(case, found[str(million)], slow, target, True, f"rdflib, {what.format(power(low))}")
    told = f"{weights[high] / 1e6:,.0f} MB"
    bench.add(Row(f"memory of a trace, {power(high)} triples", told, "", "", "≤ 150 MB", weights[high] <= 150e6))


# ---- inside one process ------------------------------------------------------------------------------------


def search(graph: Graph, cause: str, effect: str, steps: int) -> int:
    """The chains alone: frontiers and search, no grounds, no order."""
    hops = hops_between(graph.store, [cause], [effect], steps)
    return sum(1 for _ in chains(hops, [cause], [effect], steps))


def ends(graph: Graph, question: Question) -> tuple[str, str, int]:
    return graph.find(question.cause).iri, graph.find(question.effect).iri, question.steps


def searches(bench: Bench) -> None:
    for size in bench.sizes:
        world, path = bench.world(size)
        graph = open_graph(path)
        for question in world.questions(1 if bench.quick else 3):
            cause, effect, steps = ends(graph, question)
            both = medians(
                {
                    "search": lambda g=graph, c=cause, e=effect, s=steps: search(g, c, e, s),
                    "ranked": lambda g=graph, c=cause, e=effect, s=steps: g.trace(c, e, most=10, max_steps=s),
                },
                bench.rounds(12),
            )
            told = bench.growth[size]
            told.setdefault("chains of at most 8 steps", f"{search(graph, cause, effect, steps):,}")
            told.setdefault("search for them", duration(both["search"]))
            told.setdefault("ranked, with evidence", duration(both["ranked"]))
            if size == chosen(bench):
                case = f"ranked with premises and evidence, {power(size)}, {question.walks:,} chains"
                bench.compare(case, both["ranked"], both["search"], 10, False, "search alone")
    rival_searches(bench)


def chosen(bench: Bench) -> int:
    """The size that rivals are measured at."""
    return 10**6 if 10**6 in bench.sizes else max(bench.sizes)


def store_of(graph: Graph) -> ox.Store:
    """The Oxigraph store behind a graph, for those who ask it directly."""
    return graph.store.opened()  # type: ignore[attr-defined,no-any-return]


def rival_searches(bench: Bench) -> None:
    size = chosen(bench)
    world, path = bench.world(size)
    graph = open_graph(path)
    store = store_of(graph)
    question = world.questions(1)[0]
    cause, effect, steps = ends(graph, question)
    there = search(graph, cause, effect, steps)
    case = f"search alone, {power(size)}, {there:,} chains"

    def same(found: int) -> None:
        if found != there:
            raise SystemExit(f"another way finds {found} chains where kgtool finds {there}")

    def ours() -> float:
        return medians({"": lambda: search(graph, cause, effect, steps)}, bench.rounds(20))[""]

    slow = taken(lambda: same(rivals.joins(store, cause, effect, steps)))
    bench.compare(case, ours(), slow, 200, True, "a SPARQL join for each length, on Oxigraph")
    loading = medians({"": lambda: rivals.edges(store)}, bench.rounds(4))[""]
    loaded = rivals.edges(store)
    for name, make, target in (
        ("rustworkx", rivals.in_rustworkx, 50),
        ("igraph", lambda e: rivals.in_igraph(e)[0], None),
        ("networkx", rivals.in_networkx, None),
    ):
        if missing(name):
            continue
        start = time.perf_counter()
        find = make(loaded)
        made = time.perf_counter() - start + loading
        same(find(cause, effect, steps))
        alone = medians({"": lambda f=find: f(cause, effect, steps)}, bench.rounds(8))[""]
        quick = ours()
        bench.compare(case, quick, made + alone, target, True, f"loading the hops and {name}")
        bench.compare(case, quick, alone, None, True, f"{name}, hops loaded")
    best = rivals.limit(bench.folder, loaded, cause, effect, steps)
    if best:
        same(best[0])
        bench.compare(case, ours(), best[1], 100, False, "C over a compressed array")


def best_paths(bench: Bench) -> None:
    size = chosen(bench)
    world, path = bench.world(size, cyclic=True)
    graph = open_graph(path)
    question = world.questions(1, most=4_500)[0]
    cause, effect, steps = ends(graph, question)
    ours = medians({"": lambda: graph.trace(cause, effect, most=20, max_steps=steps)}, bench.rounds(8))[""]
    there = search(graph, cause, effect, steps)
    if missing("igraph"):
        return
    start = time.perf_counter()
    _, yen = rivals.in_igraph(rivals.edges(store_of(graph)))
    loading = time.perf_counter() - start
    if yen(cause, effect, 20) != 20:
        raise SystemExit("igraph doesn't find 20 paths")
    alone = medians({"": lambda: yen(cause, effect, 20)}, bench.rounds(8))[""]
    case = f"the 20 best of {there:,} chains, {power(size)} with feedback loops"
    bench.compare(case, ours, loading + alone, 1, True, "loading the hops and igraph's Yen")
    bench.compare(case, ours, alone, 2, False, "igraph's Yen, hops loaded")


def evidence(bench: Bench) -> None:
    for size in bench.sizes:
        world, path = bench.world(size)
        graph = open_graph(path)
        wanted: set[Hop] = set()
        for question in world.questions(12):
            cause, effect, steps = ends(graph, question)
            wanted |= hops_between(graph.store, [cause], [effect], steps)
        some = sorted(wanted)[:: max(1, len(wanted) // 500)][:500]
        spent = medians({"": lambda g=graph, h=some: read.support_of(g.store, h)}, bench.rounds(12))[""]
        bench.growth[size][f"evidence of {len(some)} hops"] = duration(spent)
        if size == max(bench.sizes):
            case = f"evidence of {len(some)} hops, {power(size)} triples"
            bench.add(Row(case, duration(spent), "", "", "≤ 100 ms", spent <= 0.1))


@contextmanager
def serving(folder: str, aside: Path) -> Iterator[str]:
    """An endpoint on the loopback interface over a copy of a store."""
    program = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert program
    copy = aside / "served"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([program, "serve-read-only", "--location", copy, "--bind", place], **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://{place}/query?query=ASK%7B%7D").close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://{place}/query"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(copy, ignore_errors=True)


def remote(bench: Bench, programs: Path) -> None:
    if missing("oxigraph"):
        return
    size = chosen(bench)
    world, path = bench.world(size)
    near = open_graph(path)
    there = len(store_of(near))
    folder = next(e.folder for e in cache_size.entries() if len(ox.Store.read_only(e.folder)) == there)
    question = world.questions(1)[0]
    cause, effect, steps = ends(near, question)
    same = Graph(EmbeddedStore(store_of(near)))  # without the notes: it is asked in SPARQL too
    with serving(folder, bench.folder) as url:
        far = open_graph(url)
        graphs = {"far": far, "same": same, "near": near}
        if len({search(graph, cause, effect, steps) for graph in graphs.values()}) > 1:
            raise SystemExit("the endpoint gives other chains")
        found = medians(
            {name: (lambda g=graph: search(g, cause, effect, steps)) for name, graph in graphs.items()},
            bench.rounds(12),
        )
        ranked = medians(
            {name: (lambda g=graph: g.trace(cause, effect, max_steps=steps)) for name, graph in graphs.items()},
            bench.rounds(8),
        )
        few = world.questions(1, 4, 3, 60)[0]
        line = (few.cause, few.effect, "--max-steps", "4", "--evidence")
        whole = medians(
            {
                "far": command(programs / "kgtool", "trace", "-i", url, *line),
                "near": command(programs / "kgtool", "trace", "-i", path, *line),
            },
            bench.rounds(20),
        )
    case = f"search alone over loopback HTTP, {power(size)}"
    bench.compare(case, found["far"], found["same"], 2.5, False, "the same queries, embedded")
    bench.compare(case, found["far"], found["near"], None, False, "embedded, from its notes")
    case = f"ranked with evidence over loopback HTTP, {power(size)}"
    bench.compare(case, ranked["far"], ranked["same"], None, False, "the same queries, embedded")
    bench.compare(case, ranked["far"], ranked["near"], None, False, "embedded, from its notes")
    case = f"whole process over loopback HTTP, {power(size)}"
    bench.compare(case, whole["far"], whole["near"], 2.5, False, "embedded")


def signs(bench: Bench) -> None:
    """Net signs from one start, against owlrl on the same small graph: it labours at a hundred terms already."""
    _, path = bench.world(2_000 if bench.quick else 4_000)
    graph = open_graph(path)
    hops = all_hops(graph.store)
    ours, terms, found = _net_signs(bench, graph)
    _, path = bench.world(100_000 if bench.quick else 800_000)
    large, many, more = _net_signs(bench, open_graph(path))
    if missing("owlrl"):
        return
    files = [str(Path(folders.ONTOLOGY) / name) for name in ("nutrition.ttl", "rules.ttl")]
    pairs = 0

    def closure() -> None:
        nonlocal pairs
        pairs = rivals.owlrl_pairs(hops, files)

    slow = taken(closure)
    than = f"owlrl's closure of the same, {pairs:,} pairs in all"
    bench.compare(f"net signs from one start, {terms:,} terms ({found:,} found)", ours, slow, 1_000, True, than)
    than = f"owlrl's closure of {terms:,} terms"
    bench.compare(f"net signs from one start, {many:,} terms ({more:,} found)", large, slow, None, True, than)


def _net_signs(bench: Bench, graph: Graph) -> tuple[float, int, int]:
    """Seconds, the terms that there are, and the net effects found."""
    start = graph.find("state 0 7").iri
    spent = medians({"": lambda: list(net_effects(graph.store, [start]))}, bench.rounds(8))[""]
    terms = {term for hop in all_hops(graph.store) for term in (hop.subject, hop.object)}
    return spent, len(terms), len(list(net_effects(graph.store, [start])))


def building(bench: Bench) -> None:
    """The first trace, with an empty cache, against loading the same file into an empty Oxigraph store.

    Then that and the first SPARQL query, which has a store built as well.
    """
    size = chosen(bench)
    world, path = bench.world(size)
    question = world.questions(1, 4, 3, 60)[0]
    aside = bench.folder / "aside"
    kgtool = Path(sys.executable).with_name("kgtool")
    emptied = ("env", f"KGTOOL_CACHE={aside / 'cache'}", kgtool)
    first = command(*emptied, "trace", "-i", path, question.cause, question.effect)
    second = command(*emptied, "query", "-i", path, "-e", "ASK { ?s ?p ?o }")
    plain = f"import pyoxigraph; s = pyoxigraph.Store({str(aside / 'plain')!r}); s.bulk_load(path={path!r}); s.flush()"
    ours, both, other = [], [], []
    for _ in range(1 if bench.quick else 3):
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        other.append(taken(command(sys.executable, "-c", plain)))
        ours.append(taken(first))
        both.append(ours[-1] + taken(second))
    shutil.rmtree(aside, ignore_errors=True)
    load = statistics.median(other)
    case = f"first trace, {power(size)} triples, the cache being empty"
    bench.compare(case, statistics.median(ours), load, 1.2, False, "Oxigraph's bulk load alone")
    case = "that and a first SPARQL query"
    bench.compare(case, statistics.median(both), load, 1.7, False, "Oxigraph's bulk load alone")


def validation(bench: Bench) -> None:
    """`kgtool validate` with the fast engine against pySHACL's own command, with the same shapes, per triple."""
    if missing("shacl"):
        return
    low, high = (10**5 if 10**5 in bench.sizes else min(bench.sizes)), chosen(bench)
    shapes, background = bench.folder / "shapes.nt", bench.folder / "background.nt"
    for merged, files in (
        (shapes, rdf_files([folders.SHAPES])),
        (background, ontology_files()),
    ):
        quads = (quad for file in files for quad in ox.parse(path=file, rename_blank_nodes=True))
        merged.write_bytes(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")
    own = [sys.executable, "-m", "kgtool", "validate", "-i", bench.world(high)[1]]
    plain = [sys.executable, "-m", "pyshacl", "-s", shapes, "-sf", "nt", "-e", background, "-ef", "nt", "-df", "nt"]
    plain = list(map(str, [*plain, "-o", os.devnull, bench.world(low)[1]]))

    def theirs() -> None:
        if subprocess.run(plain, stderr=subprocess.DEVNULL, check=False).returncode not in (0, 1):  # 1: a warning
            raise SystemExit(f"{' '.join(plain)} fails")

    fast = statistics.median(taken(command(*own, "--engine", "fast")) for _ in range(1 if bench.quick else 3)) / high
    reference = taken(command(*own[:-1], bench.world(low)[1], "--engine", "pyshacl")) / low
    slow = taken(theirs) / low
    case = f"validating {power(high)} triples, per triple"
    bench.compare(case, fast, slow, 20, True, f"pySHACL by itself, {power(low)} triples")
    bench.compare(case, fast, reference, None, True, f"`kgtool validate --engine pyshacl`, {power(low)} triples")
    weight = memory(Path(sys.executable), *own, "--engine", "fast")
    told = f"{weight / 1e6:,.0f} MB"
    bench.add(Row(f"memory of that, {power(high)} triples", told, "", "", "≤ 300 MB", weight <= 300e6))


# ---- the page ----------------------------------------------------------------------------------------------


def machine() -> str:
    names = [line.partition(":")[2].strip() for line in _read("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) / 2**20 for line in _read("/proc/meminfo") if line.startswith("MemTotal")]
    parts = [names[0] if names else platform.machine(), f"{os.cpu_count()} cores"]
    parts += [f"{memory[0]:.0f} GB of memory"] if memory else []
    return ", ".join([*parts, platform.system()])


def _read(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if os.path.exists(path) else []


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} missing"


def page(bench: Bench) -> str:
    """What was measured, as Markdown."""
    held = {True: "yes", False: "**no**", None: ""}
    about = [
        "# Benchmarks",
        "",
        "What large graphs cost, and what the same costs by other means. `python benchmarks/run.py` measures this and "
        "writes this page; the graphs are made up by `benchmarks/generate.py`, with claims, evidence, passages and "
        "sources as in the shipped one, about one hop in fifteen triples.",
        "",
        f"Measured on {datetime.date.today():%Y-%m-%d}: {machine()}; Python {platform.python_version()}, "
        + ", ".join(map(_version, PACKAGES))
        + (". A quick run: few rounds." if bench.quick else "."),
        "",
        "Each figure is the median of runs that took turns. Times tell of this machine; the ratios are what counts.",
        "",
        "## Against other means",
        "",
        "| case | kgtool | other | ratio | target | met |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| {r.case} | {r.ours} | {r.other} | {r.ratio} | {r.target} | {held[r.met]} |" for r in bench.rows),
        "",
        "- A whole process is an installed `kgtool trace`, from the shell and back, with the cache there.",
        "- Searched by hand: a program that walks rdflib's triples in Python, written for speed; by property paths: "
        "one SPARQL query that tells which terms lie between, and not the chains.",
        "- Search alone is the frontiers and the chains, no evidence, with the store open. The rivals' graphs are "
        "loaded from the same store, and all find the same number of chains. Ranking is measured for three questions.",
        "- The 20 best: kgtool judges every chain of at most 8 steps by its evidence and then cuts; Yen's algorithm "
        "gives the 20 shortest and knows no evidence.",
        "- Embedded, a trace reads notes that were made with the cache, and an endpoint has none: so it is held "
        "against the same SPARQL, embedded, as well.",
        "- owlrl works out all pairs and can't be asked for one start. Ten thousand terms are out of its reach, so the "
        "last row sets its time for a small graph against kgtool's for a large one: a lower bound.",
        "- Validating: the shapes and the ontology of kgtool, whole processes. By itself, pySHACL has rdflib answer "
        "the queries of shapes; `--engine pyshacl` has pyoxigraph answer them.",
        "",
        "## How cost grows",
        "",
    ]
    sizes = [size for size in bench.sizes if bench.growth[size]]
    names = list(dict.fromkeys(name for size in sizes for name in bench.growth[size]))
    about += [f"| triples | {' | '.join(f'{size:,}' for size in sizes)} |", "| --- |" + " --- |" * len(sizes)]
    about += [f"| {name} | {' | '.join(bench.growth[s].get(name, '') for s in sizes)} |" for name in names]
    return "\n".join(about) + "\n"


def by_hand(output: Path) -> str:
    """What an earlier page says by hand at its end, with an empty line before it; nothing where there is none."""
    before = output.read_text(encoding="utf-8") if output.exists() else ""
    _, heading, told = before.partition(BY_HAND)
    return f"\n{heading}{told}" if heading else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1e4,1e5,1e6", help="triples, separated by commas")
    parser.add_argument("--quick", action="store_true", help="few rounds, for a first look")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "kgtool-benchmarks")
    parser.add_argument("--output", type=Path, default=HERE.parent / "docs" / "benchmarks.md")
    given = parser.parse_args()
    given.data.mkdir(parents=True, exist_ok=True)
    os.environ["KGTOOL_CACHE"] = str(given.data / "cache")
    start = time.monotonic()
    bench = Bench(given.data, sorted(round(float(size)) for size in given.sizes.split(",")), given.quick)
    programs = installed(given.data)
    building(bench)
    whole_processes(bench, programs)
    for case in (searches, best_paths, evidence, signs):
        case(bench)
    remote(bench, programs)
    validation(bench)
    given.output.write_text(page(bench) + by_hand(given.output), encoding="utf-8")
    say(f"{given.output} written after {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
