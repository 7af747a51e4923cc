"""What the server bears over loopback, beside rdflib-endpoint and the `oxigraph` binary, in one run.

`python benchmarks/serving.py` prints a table for docs/serve.md. It needs `pip install rdflib-endpoint oxigraph`
beside the extra `serve`. The client shares the machine with the servers, which take turns.
"""

import asyncio
import contextlib
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import kgtool
from kgtool.vocabulary import BASE

CLIENTS = 8
SECONDS = 4.0
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDFLIB = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph().parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph), port=int(sys.argv[2]), log_level="error")
"""
HEAVY = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


async def one_client(port, paths, until, took, sent=None):
    """Ask one path after the other over one connection; the seconds that each took go to `took`."""
    while time.perf_counter() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.perf_counter() < until and (sent is None or next(sent) > 0):
                began = time.perf_counter()
                head = f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n"
                writer.write(head.encode())
                top = await reader.readuntil(b"\r\n\r\n")
                status = int(top[9:12])
                low = top.lower()
                if b"content-length:" in low:
                    await reader.readexactly(int(low.split(b"content-length:")[1].split(b"\r\n")[0]))
                else:
                    while (
                        size := int((await reader.readline()).strip() or b"0", 16)
                    ) or await reader.readline() != b"\r\n":
                        await reader.readexactly(size + 2)
                took.append((time.perf_counter() - began, status))
                if b"connection: close" in low:
                    break
            if sent is not None:
                return
        except (asyncio.IncompleteReadError, ConnectionError):
            continue
        finally:
            writer.close()


def load(port, paths, seconds=SECONDS, clients=CLIENTS, hostile=0):
    """Answers a second, and the 95th percentile in seconds, of the honest clients; the others ask what takes long."""

    async def run():
        took, ignored = [], []
        until = time.perf_counter() + seconds
        honest = [one_client(port, paths, until, took) for _ in range(clients - hostile)]
        others = [one_client(port, itertools.repeat(HEAVY), until, ignored) for _ in range(hostile)]
        jobs = [asyncio.create_task(job) for job in (*honest, *others)]
        await asyncio.wait(jobs[: len(honest)])
        for job in jobs[len(honest) :]:
            job.cancel()
        assert all(status == 200 for _, status in took), {status for _, status in took}
        times = sorted(t for t, _ in took)
        return len(times) / seconds, times[int(len(times) * 0.95)]

    return asyncio.run(run())


def sparql(terms):
    """Light queries, no two alike."""
    for number in itertools.count():
        term = terms[number % len(terms)]
        yield "/sparql?query=" + quote(f"SELECT ?l {{ <{term}> <{LABEL}> ?l }} # {number}")


def traces(pairs, anew):
    """Traces; anew: none that was asked before."""
    for number in itertools.count():
        cause, effect = pairs[number % len(pairs)]
        more = f"&max_steps={3 + number // len(pairs) % 4}&most={10 + number // len(pairs)}" if anew else ""
        yield f"/api/trace?cause={quote(cause)}&effect={quote(effect)}{more}"


@contextlib.contextmanager
def running(command, port, path):
    """A server, once it answers."""
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1800):
            with contextlib.suppress(Exception):
                load(port, itertools.repeat(path), 0.05, 1)
                break
            time.sleep(0.1)
        time.sleep(1)
        yield process
    finally:
        process.terminate()
        process.wait()


def held(process):
    """The memory of a process and its children, in MB."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    total = 0
    for pid in (str(process.pid), *children):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                total += int(line.split()[1])
    return total / 1024


def main():
    folder = Path(tempfile.mkdtemp())
    triples = folder / "graph.nt"
    command = [sys.executable, "-m", "kgtool"]
    subprocess.run([*command, "export", "--steps", "--merged", "-o", triples], check=True)
    graph = kgtool.open()
    terms = [
        row["t"] for row in graph.query(f"SELECT ?t {{ ?t <{LABEL}> ?l FILTER(STRSTARTS(STR(?t), '{BASE}term/')) }}")
    ]
    effects = ["muscle fasciculation", "muscle cramp", "tetany", "tingling", "muscle weakness", "fatigue"]
    causes = ["vitamin D deficiency", "magnesium deficiency", "hypokalemia", "hypocalcemia", "vitamin B12 deficiency"]
    pairs = [(c, e) for c in causes for e in effects if graph.trace(c, e).chains]
    random.Random(1).shuffle(terms)
    rates, memory = {}, []
    serve = [*command, "serve", "--port", "8201", "--quiet", "--workers", "4", "--timeout", "5"]
    oxigraph = shutil.which("oxigraph", path=os.path.dirname(sys.executable)) or shutil.which("oxigraph")
    subprocess.run([oxigraph, "load", "-l", folder / "ox", "-f", triples], check=True, stderr=subprocess.DEVNULL)
    rivals = {
        "rdflib-endpoint": ([sys.executable, "-c", RDFLIB, triples, "8202"], 8202, "/?query=ASK%7B%7D"),
        "oxigraph": (
            [oxigraph, "serve-read-only", "-l", folder / "ox", "-b", "127.0.0.1:8203"],
            8203,
            "/query?query=ASK%7B%7D",
        ),
    }
    with running(serve, 8201, "/health") as process:
        load(8201, sparql(terms), 1)
        rates["kgtool"], calm = load(8201, sparql(terms))
        rates["asked before"], _ = load(8201, itertools.cycle(list(itertools.islice(sparql(terms), 50))))
        rates["trace"], _ = load(8201, traces(pairs, True))
        load(8201, traces(pairs, False), 4 * SECONDS)  # until all have been asked
        rates["trace, asked before"], _ = load(8201, traces(pairs, False))
        _, honest = load(8201, sparql(terms), 8, CLIENTS, 2)
        load(8201, sparql(terms), 5)
        memory.append(held(process))
        asked = 0
        while asked < int(os.environ.get("REQUESTS", "50000")):
            rate, _ = load(8201, sparql(terms), 10)
            asked += int(rate * 10)
        memory.append(held(process))
    for name, (starting, port, path) in rivals.items():
        with running(starting, port, path):
            at = path.partition("?")[0]
            rates[name], _ = load(port, (p.replace("/sparql", at) for p in sparql(terms)))
    ours = rates["kgtool"]
    print("| | answers a second | beside kgtool's light queries |\n| --- | --- | --- |")
    print(f"| light queries, no two alike | {ours:,.0f} | |")
    print(f"| light queries, asked before | {rates['asked before']:,.0f} | |")
    for name in rivals:
        print(f"| the same queries, {name} | {rates[name]:,.0f} | kgtool {ours / rates[name]:.2g} × as many |")
    print(f"| `/api/trace`, no two alike | {rates['trace']:,.0f} | |")
    print(f"| `/api/trace`, asked before | {rates['trace, asked before']:,.0f} | |")
    print(
        f"\nWith two of eight clients asking what takes for ever, the 95th percentile of the other six is "
        f"{honest * 1000:.0f} ms, {honest / calm:.1f} × that of eight honest ones. Over {asked:,} requests the memory "
        f"of all processes went from {memory[0]:,.0f} to {memory[1]:,.0f} MB."
    )


if __name__ == "__main__":
    main()
